#include "ops/elementwise.h"

#include "frontends/onnx/elementwise.h"
#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

namespace {

// Before opset 7 the second operand is stretched only where `broadcast` says so; its dimensions stand for those of the first from `axis`
// on.
Value stretched(NodeContext& context, Value a, Value b) {
  const bool broadcast = context.attr<bool>("broadcast", false);
  const bool has_axis = context.has_attr("axis");
  const std::int64_t at = context.attr<std::int64_t>("axis", 0);
  if (!broadcast || !has_axis) return b;
  const std::int64_t behind = context.rank(a) - context.axis(a, at) - context.rank(b);
  if (behind < 0) fail(ErrorCode::invalid_file, "attribute 'axis' is {}: {} does not fit there", at, text(context.type(b)));
  if (behind == 0) return b;
  Shape target;
  for (std::int64_t d = 0; d < context.rank(b); ++d) target.push_back(input_dim(d));
  target.resize(target.size() + static_cast<std::size_t>(behind), Dim(1));
  return context.reshape(b, target, "stretched");
}

// x op y op z, the last one with the node's name.
Value chained(NodeContext& context, std::string_view op, const Values& inputs, bool is_last = true) {
  if (inputs.empty()) fail(ErrorCode::invalid_file, "there are no inputs");
  if (inputs.size() == 1) return is_last ? context.add("identity", {inputs[0]}) : inputs[0];
  Value total = inputs[0];
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    const std::string part = is_last && i + 1 == inputs.size() ? "" : fmt::format("part{}", i);
    total = context.add(op, {total, inputs[i]}, {}, part);
  }
  return total;
}

// data op 0
Value against_zero(NodeContext& context, Value data, std::string_view op, std::string_view part) {
  return context.add(op, {data, context.scalar(0.0, context.dtype(data))}, {}, part);
}

PowerRounding power_rounding(NodeContext& context) {
  const std::string mode = context.choice("round_mode", {"up", "down", "nearest"}, "up");
  if (mode == "up") return PowerRounding::up;
  return mode == "down" ? PowerRounding::down : PowerRounding::nearest;
}

// `saturate` is about float8 alone. What does not fit an integer is not defined; as everybody computes it, it is cut to the lowest bits of
// a wider one.
Values cast_to(NodeContext& context, Value data, DType dtype) {
  ops::CastAttrs attributes;
  attributes.to = dtype;
  attributes.saturate = context.attr<bool>("saturate", true);
  attributes.power_rounding = power_rounding(context);
  if (is_integer(dtype)) attributes.saturate = is_signed(dtype) && bits(dtype) >= 32;
  return {context.add("cast", {data}, attributes)};
}

// True wherever there is an element, in the shape of the data.
Value all_true(NodeContext& context, Value data) {
  const Value truth = context.cast(data, DType::boolean, "truth");
  const std::uint8_t one = 1;
  Array yes(DType::boolean, {});
  yes.as_mutable<std::uint8_t>()[0] = one;
  return context.add("logical_or", {truth, context.constant(yes, "true")}, {}, "mask");
}

Values dropped(NodeContext& context, double rate, std::optional<DType> mask_dtype) {
  ops::DropoutAttrs attributes;
  attributes.rate = rate;
  context.ignore({"seed"});
  const Value data = context.input(0);
  Values outputs = {context.add("dropout", {data}, attributes)};
  if (!context.has_output(1)) return outputs;
  Value mask = all_true(context, data);
  if (mask_dtype && *mask_dtype != DType::boolean) mask = context.cast(mask, *mask_dtype, "number");
  outputs.push_back(mask);
  return outputs;
}

Bindings identity(NodeContext& context) {
  const Binding binding = context.binding(0);
  if (!std::holds_alternative<Value>(binding)) return {binding};
  return bindings(unary(context));
}

Values binary_1(NodeContext& context) {
  const Value a = context.input(0);
  return {context.add(context.target(), {a, stretched(context, a, context.input(1))})};
}

Values variadic(NodeContext& context) {
  return {chained(context, context.target(), context.inputs())};
}

Values mean(NodeContext& context) {
  const Values inputs = context.inputs();
  const Value total = chained(context, "add", inputs, false);
  const Value count = context.scalar(static_cast<double>(inputs.size()), context.dtype(inputs[0]));
  return {context.add("div", {total, count})};
}

// The result has the base's type, whatever the exponent's is.
Values pow(NodeContext& context) {
  const Value base = context.input(0);
  const Value exponent = context.input(1);
  const DType dtype = context.dtype(base);
  const DType other = context.dtype(exponent);
  if (dtype == other) return {context.add("pow", {base, exponent})};
  if (is_floating(dtype) || !is_floating(other)) return {context.add("pow", {base, context.cast(exponent, dtype, "exponent")})};
  const Value result = context.add("pow", {context.cast(base, other, "base"), exponent}, {}, "power");
  return {context.cast(result, dtype)};
}

Values mod(NodeContext& context) {
  const bool truncate = context.attr<bool>("fmod", false);
  ops::ModAttrs attributes;
  attributes.rounding = truncate ? ops::ModRounding::truncate : ops::ModRounding::floor;
  return {context.add("mod", {context.input(0), context.input(1)}, attributes)};
}

Values where(NodeContext& context) {
  return {context.add("where", {context.input(0), context.input(1), context.input(2)})};
}

Values is_inf(NodeContext& context) {
  const bool positive = context.attr<bool>("detect_positive", true);
  const bool negative = context.attr<bool>("detect_negative", true);
  const Value data = context.input(0);
  if (positive && negative) return {context.add("is_inf", {data})};
  const Value infinite = context.add("is_inf", {data}, {}, "infinite");
  context.rewritten("an infinity of one sign");
  if (!positive && !negative) return {context.add("logical_and", {infinite, context.add("logical_not", {infinite}, {}, "finite")})};
  const Value sign = against_zero(context, data, positive ? "greater" : "less", "sign");
  return {context.add("logical_and", {infinite, sign})};
}

// The type by its name, as TensorProto.DataType spells it.
Values cast_1(NodeContext& context) {
  constexpr std::pair<std::string_view, DType> names[] = {
      {"FLOAT", DType::float32},   {"UINT8", DType::uint8},    {"INT8", DType::int8},     {"UINT16", DType::uint16},
      {"INT16", DType::int16},     {"INT32", DType::int32},    {"INT64", DType::int64},   {"BOOL", DType::boolean},
      {"FLOAT16", DType::float16}, {"DOUBLE", DType::float64}, {"UINT32", DType::uint32}, {"UINT64", DType::uint64}};
  const std::string to = context.attr<std::string>("to");
  for (const auto& [name, dtype] : names) {
    if (to == name) return {context.cast(context.input(0), dtype)};
  }
  context.refuse("type '{}' is not covered", printable(to));
}

Values cast(NodeContext& context) {
  if (!context.has_attr("to")) fail(ErrorCode::invalid_file, "attribute 'to' is missing");
  return cast_to(context, context.input(0), context.dtype_attr("to", DType::float32));
}

Values cast_like(NodeContext& context) {
  return cast_to(context, context.input(0), context.dtype(context.input(1)));
}

// With a mask of the data's type. What it did while training is not kept: `is_test` of 0 is how exporters left it.
Values dropout_1(NodeContext& context) {
  context.ignore({"is_test"});
  const double rate = context.attr<double>("ratio", 0.5);
  return dropped(context, rate, context.dtype(context.input(0)));
}

Values dropout(NodeContext& context) {
  const double rate = context.attr<double>("ratio", 0.5);
  const bool numbers = context.opset() < 10;
  return dropped(context, rate, numbers ? std::optional(context.dtype(context.input(0))) : std::nullopt);
}

Values dropout_12(NodeContext& context) {
  // What the ratio is matters while training only.
  const auto rate = context.constant(1) ? context.constant_numbers(1, "ratios") : std::nullopt;
  const auto training = context.constant_integers(2, "training modes");
  const double ratio = rate && rate->size() == 1 ? rate->front() : 0.5;
  if (training && training->size() == 1 && training->front() != 0 && ratio != 0.0) context.refuse("it drops at random while training");
  return dropped(context, ratio, std::nullopt);
}

}  // namespace

Values unary(NodeContext& context) {
  return {context.add(context.target(), {context.input(0)})};
}

Values binary(NodeContext& context) {
  return {context.add(context.target(), {context.input(0), context.input(1)})};
}

std::vector<OperatorRow> elementwise_rows() {
  using enum Fate;
  return {
      // Element by element, one operand
      {"", "Abs", exact, {{1, unary}}, "abs", ""},
      {"", "Neg", exact, {{1, unary}}, "neg", ""},
      {"", "Sign", exact, {{9, unary}}, "sign", ""},
      {"", "Exp", exact, {{1, unary}}, "exp", ""},
      {"", "Log", exact, {{1, unary}}, "log", ""},
      {"", "Sqrt", exact, {{1, unary}}, "sqrt", ""},
      {"", "Reciprocal", exact, {{1, unary}}, "reciprocal", ""},
      {"", "Floor", exact, {{1, unary}}, "floor", ""},
      {"", "Ceil", exact, {{1, unary}}, "ceil", ""},
      {"", "Round", exact, {{11, unary}}, "round", ""},
      {"", "Sin", exact, {{7, unary}}, "sin", ""},
      {"", "Cos", exact, {{7, unary}}, "cos", ""},
      {"", "Tan", exact, {{7, unary}}, "tan", ""},
      {"", "Asin", exact, {{7, unary}}, "asin", ""},
      {"", "Acos", exact, {{7, unary}}, "acos", ""},
      {"", "Atan", exact, {{7, unary}}, "atan", ""},
      {"", "Sinh", exact, {{9, unary}}, "sinh", ""},
      {"", "Cosh", exact, {{9, unary}}, "cosh", ""},
      {"", "Asinh", exact, {{9, unary}}, "asinh", ""},
      {"", "Acosh", exact, {{9, unary}}, "acosh", ""},
      {"", "Atanh", exact, {{9, unary}}, "atanh", ""},
      {"", "Erf", exact, {{9, unary}}, "erf", ""},
      {"", "IsNaN", exact, {{9, unary}}, "is_nan", ""},
      {"", "IsInf", exact, {{10, is_inf}}, "is_inf", "one sign alone as a comparison"},
      {"", "Not", exact, {{1, unary}}, "logical_not", ""},
      {"", "Cast", exact, {{1, cast_1}, {6, cast}}, "cast", ""},
      {"", "CastLike", exact, {{15, cast_like}}, "cast", ""},
      {"", "Identity", exact, {{1, identity}}, "identity", ""},
      {"", "Dropout", exact, {{1, dropout_1}, {7, dropout}, {12, dropout_12}}, "dropout", "as when predicting; the mask is all true"},

      // Element by element, several operands
      {"", "Add", exact, {{1, binary_1}, {7, binary}}, "add", ""},
      {"", "Sub", exact, {{1, binary_1}, {7, binary}}, "sub", ""},
      {"", "Mul", exact, {{1, binary_1}, {7, binary}}, "mul", ""},
      {"", "Div", exact, {{1, binary_1}, {7, binary}}, "div", ""},
      {"", "Pow", exact, {{1, binary_1}, {7, pow}}, "pow", "an exponent of another type is cast"},
      {"", "Mod", exact, {{10, mod}}, "mod", ""},
      {"", "Min", exact, {{1, variadic}}, "minimum", "several inputs one after the other"},
      {"", "Max", exact, {{1, variadic}}, "maximum", "several inputs one after the other"},
      {"", "Sum", exact, {{1, variadic}}, "add", "several inputs one after the other"},
      {"", "Mean", rewritten, {{1, mean}}, "add", "a sum and a division"},
      {"", "Equal", exact, {{1, binary_1}, {7, binary}}, "equal", ""},
      {"", "Less", exact, {{1, binary_1}, {7, binary}}, "less", ""},
      {"", "LessOrEqual", exact, {{12, binary}}, "less_equal", "", node_tests("less_equal")},
      {"", "Greater", exact, {{1, binary_1}, {7, binary}}, "greater", ""},
      {"", "GreaterOrEqual", exact, {{12, binary}}, "greater_equal", "", node_tests("greater_equal")},
      {"", "And", exact, {{1, binary_1}, {7, binary}}, "logical_and", ""},
      {"", "Or", exact, {{1, binary_1}, {7, binary}}, "logical_or", ""},
      {"", "Xor", exact, {{1, binary_1}, {7, binary}}, "logical_xor", ""},
      {"", "Where", exact, {{9, where}}, "where", ""},
      {"com.microsoft", "BitmaskDropout", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "IsAllFinite", refused, {}, "", not_run_by_onnxruntime},
  };
}

}  // namespace nnfront::frontends::onnx
