#include "ops/elementwise.h"

#include <limits>

#include "frontends/onnx/translators.h"
#include "ops/activation.h"

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

bool is_float8(DType dtype) {
  return is_floating(dtype) && bits(dtype) == 8;
}

// Where a number has no float8 any more: beyond this it rounds past the largest one, and on it where that is the even neighbour.
struct Overflow {
  double bound;
  std::string_view comparison;
};

Overflow overflow_of(DType dtype) {
  if (dtype == DType::float8_e4m3fn) return {464.0, "greater"};
  if (dtype == DType::float8_e4m3fnuz) return {248.0, "greater_equal"};
  return {61440.0, "greater_equal"};
}

// To infinity where there is one (float8_e5m2), to NaN elsewhere.
Value cast_with_overflow(NodeContext& context, Value data, DType dtype) {
  context.rewritten("a where: what is too large becomes an infinity or NaN");
  const Overflow overflow = overflow_of(dtype);
  const DType from = context.dtype(data);
  const Value casted = context.cast(data, dtype, "saturated");
  const Value is_large =
      context.add(overflow.comparison, {context.add("abs", {data}, {}, "size"), context.scalar(overflow.bound, from)}, {}, "is_large");
  if (dtype != DType::float8_e5m2) {
    return context.add("where", {is_large, context.scalar(std::numeric_limits<double>::quiet_NaN(), dtype), casted});
  }
  const double infinite = std::numeric_limits<double>::infinity();
  const Value is_positive = against_zero(context, data, "greater", "is_positive");
  const Value infinity =
      context.add("where", {is_positive, context.scalar(infinite, dtype), context.scalar(-infinite, dtype)}, {}, "infinity");
  return context.add("where", {is_large, infinity, casted});
}

Values cast_to(NodeContext& context, Value data, DType dtype) {
  const bool saturate = context.attr<bool>("saturate", true);
  context.choice("round_mode", {"up"}, "up");  // of float8_e8m0 alone, which the IR lacks
  const bool floating = is_floating(context.dtype(data));
  if (!saturate && is_float8(dtype) && floating) return {cast_with_overflow(context, data, dtype)};
  if (dtype == DType::float8_e5m2 && floating) {
    context.rewritten("infinities become the largest number before");
    constexpr double largest = 57344.0;
    return {context.cast(context.add("clip", {data}, ops::ClipAttrs{-largest, largest}, "finite"), dtype)};
  }
  if (bits(dtype) == 4 && floating) {
    context.rewritten("through int32: what is out of range wraps");
    return {context.cast(context.cast(data, DType::int32, "whole"), dtype)};
  }
  return {context.cast(data, dtype)};
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

}  // namespace

Values unary(NodeContext& context) {
  return {context.add(context.target(), {context.input(0)})};
}

Values binary_1(NodeContext& context) {
  const Value a = context.input(0);
  return {context.add(context.target(), {a, stretched(context, a, context.input(1))})};
}

Values binary(NodeContext& context) {
  return {context.add(context.target(), {context.input(0), context.input(1)})};
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

}  // namespace nnfront::frontends::onnx
