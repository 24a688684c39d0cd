// Integers as their bits, two's complement: bit_and, bit_or, bit_xor, bit_not, bit_shift; any number as its bits: bit_cast.
#include <cstring>

#include "ops/arithmetic.h"
#include "ops/elementwise.h"
#include "ops/elementwise_parts.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

// `function` is called with two numbers of the type that the operands are computed in.
template <class Function>
Array combine_bits(const EvalContext& context, Function&& function) {
  const Array& a = context.input(0);
  const Array& b = context.input(1);
  const std::vector<std::int64_t> dims = broadcast_dims(a.dims(), b.dims());
  const auto compute = [&]<class T>() {
    const std::vector<T> out = combine<T, T>(a, b, dims, std::span<const T>(operands<T>(a)), std::span<const T>(operands<T>(b)), function);
    return result<T>(a.dtype(), dims, out);
  };
  if (a.dtype() == DType::uint64) return compute.template operator()<std::uint64_t>();
  return compute.template operator()<std::int64_t>();
}

template <class Function>
Operator bitwise(std::string_view name, std::string_view doc, Constraint operand_types, DTypeClass wanted, Function function) {
  Operator op;
  op.name = name;
  op.family = "elementwise";
  op.doc = doc;
  op.inputs = {{"a", "any shape"}, {"b", "a shape that broadcasts with a's"}};
  op.outputs = {{"y", "type of a, the common shape"}};
  op.constraints = {operand_types, same_type_operands, broadcast_operands};
  op.infer = [operand_types, wanted](const InferContext& context) -> std::vector<TensorType> {
    return {infer_broadcast(context, operand_types, wanted)};
  };
  op.eval = [function](const EvalContext& context) -> std::vector<Array> { return {combine_bits(context, function)}; };
  op.cost = cost_per_output_element;
  return op;
}

constexpr Constraint integer_or_bool_operands{"elementwise_c8", "the operands are of an integer type or bool"};

template <class Function>
Operator bitwise_logic(std::string_view name, std::string_view doc, Function function) {
  Operator op = bitwise(name, doc, integer_or_bool_operands, DTypeClass::number_or_bool, function);
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    const DTypeClass wanted = context.input(0).dtype == DType::boolean ? DTypeClass::boolean : DTypeClass::integer;
    return {infer_broadcast(context, integer_or_bool_operands, wanted)};
  };
  return op;
}

Operator bit_not() {
  Operator op;
  op.name = "bit_not";
  op.family = "elementwise";
  op.doc = "Every bit of x turned over: -1 - x for signed types, the largest number less x for unsigned ones.";
  op.inputs = {{"x", "any shape"}};
  op.outputs = {{"y", "type and shape of x"}};
  op.constraints = {integer_operands};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    check_dtype(integer_operands.label, "x", context.input(0), DTypeClass::integer);
    return {context.input(0)};
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    std::vector<std::int64_t> elements = to_integers(x);
    for (std::int64_t& element : elements) element = ~element;
    return {from_integers(x.dtype(), x.dims(), elements)};
  };
  op.cost = cost_per_output_element;
  return op;
}

// `width` bits are shifted; what leaves a narrower type upwards is cut off when the result is stored.
template <class T>
T shifted(T a, T amount, std::int64_t width, ShiftDirection direction) {
  if (amount < T{0}) fail(ErrorCode::invalid_argument, "bit_shift: got an amount of {}, wanted 0 or more", amount);
  const bool beyond = amount >= static_cast<T>(width);
  if (direction == ShiftDirection::left) return beyond ? T{0} : static_cast<T>(static_cast<std::uint64_t>(a) << amount);
  if (beyond) return a < T{0} ? static_cast<T>(-1) : T{0};
  return static_cast<T>(a >> amount);
}

Operator bit_shift() {
  Operator op = bitwise("bit_shift",
                        "a with its bits moved b places to the left (what leaves the type is lost) or to the right (rounded down, the sign "
                        "stays); as many places as there are bits, or more, give 0 (-1 for a negative a to the right).",
                        integer_operands, DTypeClass::integer, [](auto a, auto) { return a; });
  op.defaults = BitShiftAttrs{};
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const ShiftDirection direction = context.attrs<BitShiftAttrs>().direction;
    const int width = bits(context.input(0).dtype());
    return {combine_bits(context, [&](auto a, auto amount) { return shifted(a, amount, width, direction); })};
  };
  return op;
}

Array bits_as(const Array& x, DType to) {
  Array y(to, x.dims());
  if (x.bytes() > 0) std::memcpy(y.mutable_data(), x.data(), x.bytes());
  return y;
}

Operator bit_cast() {
  Operator op;
  op.name = "bit_cast";
  op.family = "elementwise";
  op.doc = "The bits of x as another type of the same width; bool is one byte, 0 or 1.";
  op.inputs = {{"x", "any shape"}};
  op.outputs = {{"y", "shape of x"}};
  op.constraints = {{"bit_cast_c1", "neither x nor the result is a string"},
                    {"bit_cast_c2", "the result is no bool, unless x is"},
                    {"bit_cast_c3", "both types have as many bits"}};
  op.defaults = BitCastAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    const TensorType& x = context.input(0);
    const DType to = context.attrs<BitCastAttrs>().to;
    check_dtype("bit_cast_c1", "x", x, DTypeClass::number_or_bool);
    check_dtype("bit_cast_c1", "to", {to, {}}, DTypeClass::number_or_bool);
    if (to == DType::boolean && x.dtype != DType::boolean) violated("bit_cast_c2", "to: got bool of {}, wanted a number", name(x.dtype));
    if (bits(x.dtype) != bits(to)) violated("bit_cast_c3", "to: got {}, wanted a type as wide as {}", name(to), name(x.dtype));
    return {{to, x.shape}};
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> { return {bits_as(context.input(0), context.attrs<BitCastAttrs>().to)}; };
  op.cost = no_cost;
  return op;
}

}  // namespace

std::vector<Operator> bit_operators() {
  return {
      bitwise_logic("bit_and", "The bits that both a and b have.", [](auto a, auto b) { return a & b; }),
      bitwise_logic("bit_or", "The bits that a or b has, or both.", [](auto a, auto b) { return a | b; }),
      bitwise_logic("bit_xor", "The bits that exactly one of a and b has.", [](auto a, auto b) { return a ^ b; }),
      bit_not(),
      bit_shift(),
      bit_cast(),
  };
}

}  // namespace nnfront::ops
