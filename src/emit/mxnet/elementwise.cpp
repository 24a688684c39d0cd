#include "ops/elementwise.h"

#include <algorithm>
#include <cmath>

#include "emit/mxnet/elementwise.h"
#include "emit/mxnet/op_table.h"
#include "support/fail.h"

namespace nnfront::emit::mxnet {

namespace {

NodeAttributes scalar(double value) {
  return {attribute("scalar", value)};
}

// What MXNet calls an operator of two operands: of one shape, of shapes that broadcast, x op number, number op x.
struct PairNames {
  std::string_view op;
  std::string_view of_one_shape;
  std::string_view broadcast;
  std::string_view with_number;
  std::string_view with_number_in_front;
};

constexpr PairNames pair_names[] = {
    {"add", "elemwise_add", "broadcast_add", "_plus_scalar", "_plus_scalar"},
    {"sub", "elemwise_sub", "broadcast_sub", "_minus_scalar", "_rminus_scalar"},
    {"mul", "elemwise_mul", "broadcast_mul", "_mul_scalar", "_mul_scalar"},
    {"div", "elemwise_div", "broadcast_div", "_div_scalar", "_rdiv_scalar"},
    {"pow", "broadcast_power", "broadcast_power", "_power_scalar", "_rpower_scalar"},
    {"mod", "broadcast_mod", "broadcast_mod", "_mod_scalar", "_rmod_scalar"},
    {"minimum", "broadcast_minimum", "broadcast_minimum", "_minimum_scalar", "_minimum_scalar"},
    {"maximum", "broadcast_maximum", "broadcast_maximum", "_maximum_scalar", "_maximum_scalar"},
    {"equal", "broadcast_equal", "broadcast_equal", "_equal_scalar", "_equal_scalar"},
    {"not_equal", "broadcast_not_equal", "broadcast_not_equal", "_not_equal_scalar", "_not_equal_scalar"},
    {"less", "broadcast_lesser", "broadcast_lesser", "_lesser_scalar", "_greater_scalar"},
    {"less_equal", "broadcast_lesser_equal", "broadcast_lesser_equal", "_lesser_equal_scalar", "_greater_equal_scalar"},
    {"greater", "broadcast_greater", "broadcast_greater", "_greater_scalar", "_lesser_scalar"},
    {"greater_equal", "broadcast_greater_equal", "broadcast_greater_equal", "_greater_equal_scalar", "_lesser_equal_scalar"},
};

const PairNames& names_of(std::string_view op) {
  const auto found = std::find_if(std::begin(pair_names), std::end(pair_names), [&](const PairNames& each) { return each.op == op; });
  ensure(found != std::end(pair_names), "a row of two operands has its names");
  return *found;
}

void emit_pair(NodeContext& context, std::optional<DType> held) {
  const PairNames& names = names_of(context.op());
  if (const auto number = context.number(1, 0)) return context.emit(names.with_number, {context.input(0)}, scalar(*number), held);
  if (const auto number = context.number(0, 1)) return context.emit(names.with_number_in_front, {context.input(1)}, scalar(*number), held);
  const bool of_one_shape = context.type(0).ranked && context.type(0) == context.type(1);
  context.emit(of_one_shape ? names.of_one_shape : names.broadcast, context.inputs(), {}, held);
}

void arithmetic(NodeContext& context) {
  emit_pair(context, std::nullopt);
}

void power(NodeContext& context) {
  if (!context.is_floating(0)) context.refuse("powers of integers");
  arithmetic(context);
}

// Truth comes as 1 and 0 in the type of what is compared.
void comparison(NodeContext& context) {
  const DType compared = context.type(0).dtype;
  if (compared != DType::boolean) return emit_pair(context, compared);
  context.emit(names_of(context.op()).broadcast, context.inputs());
}

// The remainder of the magnitudes with the sign of the dividend, where that is wanted.
void mod(NodeContext& context) {
  if (context.attrs<ops::ModAttrs>().rounding == ops::ModRounding::floor) return arithmetic(context);
  const Entry a = context.input(0);
  const Entry sizes = context.add(
      "broadcast_mod", {context.add("abs", {a}, {}, "dividend"), context.add("abs", {context.input(1)}, {}, "divisor")}, {}, "size");
  context.emit("broadcast_mul", {sizes, context.add("sign", {a}, {}, "sign")});
}

// Both in one type, which is that of the result.
void logical(NodeContext& context) {
  Entry a = context.truth(0);
  Entry b = context.truth(1);
  const auto type_of = [&](int i) {
    const auto data = context.compared_with_zero(i);
    const DType held = context.held(data ? *data : context.value(i)).dtype;
    return held == DType::boolean ? DType::uint8 : held;
  };
  const DType dtype = type_of(0);
  if (type_of(1) != dtype) b = context.cast(context.add("_not_equal_scalar", {b}, scalar(0.0), "truth"), dtype, "typed");
  context.emit(context.target(), {a, b}, {}, dtype);
}

void logical_not(NodeContext& context) {
  const auto data = context.compared_with_zero(0);
  const DType held = context.held(data ? *data : context.value(0)).dtype;
  context.emit("_equal_scalar", {context.truth(0)}, scalar(0.0), held == DType::boolean ? DType::uint8 : held);
}

bool is_never(const NodeContext& context) {
  const Node* node = context.producer(0);
  if (node == nullptr || node->op->name != "constant" || node->tensor.size() != 1) return false;
  return node->tensor.evaluate().as<std::uint8_t>()[0] == 0;
}

// where(false, x, number), which front ends write for a tensor like x: 0 and 1 have operators of their own.
bool filled_like(NodeContext& context) {
  const auto number = is_never(context) ? context.number(2, 1) : std::nullopt;
  if (!number || context.rank(0) > context.rank(1)) return false;
  if (*number == 1.0) {
    context.emit("ones_like", {context.input(1)});
  } else if (*number == 0.0) {
    context.emit("zeros_like", {context.input(1)});
  } else {
    const Entry zeros = context.add("zeros_like", {context.input(1)}, {}, "zeros");
    context.emit("_plus_scalar", {zeros}, scalar(*number));
  }
  return true;
}

// Nothing broadcasts in MXNet's.
void where(NodeContext& context) {
  if (filled_like(context)) return;
  const Entry condition = stretched(context, 0, context.truth(0), "condition");
  const Entry a = stretched(context, 1, context.input(1), "first");
  context.emit("where", {condition, a, stretched(context, 2, context.input(2), "second")});
}

void neg(NodeContext& context) {
  context.emit("negative", {context.input(0)});
}

// Integers are whole already.
void whole(NodeContext& context) {
  context.emit(context.is_floating(0) ? context.target() : "_copy", {context.input(0)});
}

// floor(x), and 1 more where the rest is above a half, or a half and floor(x) odd.
void round_half_even(NodeContext& context) {
  if (!context.is_floating(0)) return context.emit("_copy", {context.input(0)});
  const Entry x = context.input(0);
  const Entry base = context.add("floor", {x}, {}, "base");
  const Entry rest = context.add("elemwise_sub", {x, base}, {}, "rest");
  const Entry is_half = context.add("_equal_scalar", {rest}, scalar(0.5), "is_half");
  const Entry odd = context.add("_mod_scalar", {base}, scalar(2.0), "odd");
  const Entry zeros = context.add("zeros_like", {x}, {}, "zeros");
  const Entry up = context.add("where", {is_half, odd, zeros}, {}, "up");
  const Entry above = context.add("_greater_scalar", {rest}, scalar(0.5), "above");
  context.emit("elemwise_add", {context.add("elemwise_add", {base, above}, {}, "raised"), up});
}

void is_nan(NodeContext& context) {
  const Entry x = context.input(0);
  context.emit("broadcast_not_equal", {x, x}, {}, context.type(0).dtype);
}

void is_inf(NodeContext& context) {
  const Entry size = context.add("abs", {context.input(0)}, {}, "abs");
  context.emit("_equal_scalar", {size}, {attribute("scalar", "inf")}, context.type(0).dtype);
}

// A value that is held in the wanted type already needs no node.
void cast(NodeContext& context) {
  const DType to = context.attrs<ops::CastAttrs>().to;
  const Held data = context.held(context.value(0));
  if (data.dtype == to) return context.pass(data);
  context.emit("Cast", {data.entry}, {attribute("dtype", to)}, to);
}

// MXNet divides what stays by its share, always.
void dropout(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DropoutAttrs>();
  if (!attrs.scaled && attrs.rate != 0.0) context.refuse("what stays is not scaled");
  if (attrs.rate >= 1.0) context.refuse("a rate of {}", attrs.rate);
  NodeAttributes attributes = {attribute("p", attrs.rate)};
  if (!attrs.axes.empty()) attributes.push_back(attribute("axes", attrs.axes));
  context.emit("Dropout", {context.input(0)}, std::move(attributes));
}

}  // namespace

Entry stretched(NodeContext& context, int i, Entry value, std::string_view part) {
  if (context.type(i).shape == context.output_type().shape) return value;
  const Integers wanted = context.output_dims();
  if (wanted.empty()) return value;
  const std::int64_t rank = std::max<std::int64_t>(context.rank(i), 1);
  for (auto d = static_cast<std::int64_t>(wanted.size()); d > rank; --d)
    value = context.add("expand_dims", {value}, {attribute("axis", std::int64_t{0})}, std::string(part) + ".widened");
  return context.add("broadcast_to", {value}, {attribute("shape", wanted)}, part);
}

std::vector<OperatorRow> elementwise_rows() {
  return {
      {"add", arithmetic},
      {"sub", arithmetic},
      {"mul", arithmetic},
      {"div", arithmetic},
      {"pow", power},
      {"mod", mod},
      {"minimum", arithmetic},
      {"maximum", arithmetic},
      {"equal", comparison},
      {"not_equal", comparison},
      {"less", comparison},
      {"less_equal", comparison},
      {"greater", comparison},
      {"greater_equal", comparison},
      {"logical_and", logical, "broadcast_logical_and"},
      {"logical_or", logical, "broadcast_logical_or"},
      {"logical_xor", logical, "broadcast_logical_xor"},
      {"logical_not", logical_not},
      {"where", where},
      {"abs", plain, "abs"},
      {"neg", neg},
      {"sign", plain, "sign"},
      {"square", plain, "square"},
      {"exp", plain, "exp"},
      {"expm1", plain, "expm1"},
      {"log", plain, "log"},
      {"log1p", plain, "log1p"},
      {"log2", plain, "log2"},
      {"log10", plain, "log10"},
      {"sqrt", plain, "sqrt"},
      {"rsqrt", plain, "rsqrt"},
      {"cbrt", plain, "cbrt"},
      {"rcbrt", plain, "rcbrt"},
      {"reciprocal", plain, "reciprocal"},
      {"floor", whole, "floor"},
      {"ceil", whole, "ceil"},
      {"round", round_half_even},
      {"round_away", whole, "round"},
      {"round_half_down", whole, "rint"},
      {"trunc", whole, "trunc"},
      {"sin", plain, "sin"},
      {"cos", plain, "cos"},
      {"tan", plain, "tan"},
      {"asin", plain, "arcsin"},
      {"acos", plain, "arccos"},
      {"atan", plain, "arctan"},
      {"sinh", plain, "sinh"},
      {"cosh", plain, "cosh"},
      {"asinh", plain, "arcsinh"},
      {"acosh", plain, "arccosh"},
      {"atanh", plain, "arctanh"},
      {"erf", plain, "erf"},
      {"erfinv", plain, "erfinv"},
      {"gamma", plain, "gamma"},
      {"lgamma", plain, "gammaln"},
      {"is_nan", is_nan},
      {"is_inf", is_inf},
      {"cast", cast},
      {"identity", plain, "_copy"},
      {"dropout", dropout},
  };
}

}  // namespace nnfront::emit::mxnet
