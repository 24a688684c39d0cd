#include <cmath>

#include "ops/arithmetic.h"
#include "ops/content.h"
#include "ops/elementwise.h"
#include "ops/elementwise_parts.h"
#include "support/fail.h"

namespace nnfront::ops {

TensorType infer_broadcast(const InferContext& context, Constraint operand_types, DTypeClass wanted) {
  const TensorType& a = context.input(0);
  const TensorType& b = context.input(1);
  check_dtype(operand_types.label, "a", a, wanted);
  check_same_dtype(same_type_operands.label, "b", b, a.dtype);
  return {a.dtype, broadcast_shape(broadcast_operands.label, a.shape, b.shape)};
}

std::vector<std::int64_t> broadcast_dims(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
  return integers(broadcast_shape(broadcast_operands.label, shape_of(a), shape_of(b))).value();
}

namespace {

template <class T>
T quotient(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    if (b == 0) fail(ErrorCode::invalid_argument, "div: got an integer divisor of 0, wanted another number");
  }
  return divide_numbers(a, b);
}

// By squaring; wraps.
template <class T>
T integer_power(T base, T exponent) {
  if constexpr (std::is_signed_v<T>) {
    if (exponent < 0) {
      if (base == 0) fail(ErrorCode::invalid_argument, "pow: got 0 to the power of {}, wanted an exponent of at least 0", exponent);
      if (base == 1) return 1;
      if (base == -1) return exponent % 2 == 0 ? 1 : -1;
      return 0;
    }
  }
  T power = 1;
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) power = multiply_numbers(power, base);
    base = multiply_numbers(base, base);
  }
  return power;
}

template <class T>
T power(T base, T exponent) {
  if constexpr (std::is_integral_v<T>) {
    return integer_power(base, exponent);
  } else {
    return std::pow(base, exponent);
  }
}

double floor_remainder(double a, double b) {
  const double remainder = std::fmod(a, b);
  if (remainder == 0) return std::copysign(remainder, b);
  return (remainder < 0) != (b < 0) ? remainder + b : remainder;
}

template <class T>
T remainder(T a, T b, ModRounding rounding) {
  if constexpr (std::is_integral_v<T>) {
    if (b == 0) fail(ErrorCode::invalid_argument, "mod: got an integer divisor of 0, wanted another number");
    // The lowest number divided by -1 does not fit, though its remainder does.
    const T rest = subtract_numbers(a, multiply_numbers(divide_numbers(a, b), b));
    const bool other_sign = rest != 0 && (rest < 0) != (b < 0);
    return rounding == ModRounding::floor && other_sign ? add_numbers(rest, b) : rest;
  } else {
    return rounding == ModRounding::floor ? floor_remainder(a, b) : std::fmod(a, b);
  }
}

// `function` is called with two numbers of the type that the operands are computed in.
template <class Function>
Array arithmetic(const EvalContext& context, Function&& function) {
  const Array& a = context.input(0);
  const Array& b = context.input(1);
  std::vector<std::int64_t> dims = broadcast_dims(a.dims(), b.dims());
  return with_arithmetic_type(a.dtype(), [&]<class T>() {
    const std::vector<T> out = combine<T, T>(a, b, dims, std::span<const T>(operands<T>(a)), std::span<const T>(operands<T>(b)), function);
    return result<T>(a.dtype(), dims, out);
  });
}

// The counts that both compiled forms print alike include one for every residual addition of two activations.
Cost cost_of_add(const CostContext& context) {
  Cost cost = cost_per_output_element(context);
  const bool activations = !context.is_constant[0] && !context.is_constant[1];
  const bool same = context.inputs[0]->shape == context.inputs[1]->shape;
  cost.residual_adds = activations && same && is_floating(context.inputs[0]->dtype) ? 1 : 0;
  return cost;
}

template <class Function>
Operator binary(std::string_view name, std::string_view doc, Function function) {
  Operator op;
  op.name = name;
  op.family = "elementwise";
  op.doc = doc;
  op.inputs = {{"a", "any shape"}, {"b", "a shape that broadcasts with a's"}};
  op.outputs = {{"y", "the common shape"}};
  op.constraints = {number_operands, same_type_operands, broadcast_operands};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    return {infer_broadcast(context, number_operands, DTypeClass::number)};
  };
  op.eval = [function](const EvalContext& context) -> std::vector<Array> { return {arithmetic(context, function)}; };
  op.cost = cost_per_output_element;
  return op;
}

std::optional<Content> content_of_quotient(const ContentContext& context) {
  return content_by_pair(is_floating(context.type.dtype) ? exact_quotient_entry : quotient_entry)(context);
}

Operator add() {
  Operator op = with_rule(binary("add", "a + b; integers wrap.", [](auto a, auto b) { return add_numbers(a, b); }),
                          content_by_pair([](const Dim& a, const Dim& b) { return a + b; }));
  op.cost = cost_of_add;
  op.epilogue_role = EpilogueRole::residual;
  return op;
}

Operator mod() {
  Operator op = binary("mod",
                       "Remainder of a / b with the sign of the divisor (floor) or of the dividend (truncate); a floating divisor of 0 "
                       "gives NaN, an integer "
                       "divisor of 0 is an error.",
                       [](auto a, auto) { return a; });
  op.defaults = ModAttrs{};
  op.content = content_by_pair(remainder_entry);
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const ModRounding rounding = context.attrs<ModAttrs>().rounding;
    return {arithmetic(context, [rounding](auto a, auto b) { return remainder(a, b, rounding); })};
  };
  return op;
}

}  // namespace

std::vector<Operator> arithmetic_operators() {
  return {
      add(),
      with_rule(binary("sub", "a - b; integers wrap.", [](auto a, auto b) { return subtract_numbers(a, b); }),
                content_by_pair([](const Dim& a, const Dim& b) { return a - b; })),
      with_rule(binary("mul", "a * b; integers wrap.", [](auto a, auto b) { return multiply_numbers(a, b); }),
                content_by_pair([](const Dim& a, const Dim& b) { return a * b; })),
      with_rule(
          binary("div",
                 "a / b; integers are rounded towards zero, the lowest one divided by -1 wraps, and an integer divisor of 0 is an error.",
                 [](auto a, auto b) { return quotient(a, b); }),
          content_of_quotient),
      binary("pow",
             "a to the power of b; integers wrap, a negative integer exponent gives the quotient 1 / a^-b rounded towards zero (an error "
             "for a = 0), and 0^0 is 1.",
             [](auto a, auto b) { return power(a, b); }),
      mod(),
      with_rule(binary("minimum", "The smaller of a and b; NaN where one of them is NaN.", [](auto a, auto b) { return smaller(a, b); }),
                content_by_pair(smaller_entry)),
      with_rule(binary("maximum", "The larger of a and b; NaN where one of them is NaN.", [](auto a, auto b) { return larger(a, b); }),
                content_by_pair(larger_entry)),
  };
}

}  // namespace nnfront::ops
