#include "ops/activation.h"

#include <algorithm>

#include "frontends/onnx/elementwise.h"
#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "ops/elementwise.h"
#include "ops/reduce.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

// Where the slope is one number, or one per channel however it is shaped: [C], [C,1,1], [1,C,1,1].
std::optional<Shape> channel_slope(NodeContext& context, Value data, Value slope) {
  const Shape& shape = context.shape(slope);
  const Shape one = {Dim(1)};
  if (std::all_of(shape.begin(), shape.end(), [](const Dim& dim) { return dim == Dim(1); })) return one;
  const std::int64_t rank = context.rank(data);
  const std::int64_t own = context.rank(slope);
  // Dimension d of the slope stands for dimension d + rank - own of the data.
  for (std::int64_t d = 0; d < own; ++d) {
    const bool is_channel = d + rank - own == 1;
    if (!is_channel && !(shape[static_cast<std::size_t>(d)] == Dim(1))) return std::nullopt;
  }
  return Shape{Dim(-1)};
}

// Before opset 7 the slope of a list was that of the channels, whatever the rank.
bool is_channel_list(NodeContext& context, Value slope) {
  return context.opset() < 7 && context.rank(slope) == 1;
}

// The only axis from `axis` on along which there is more than one element; nothing where there are several.
std::optional<std::int64_t> single_axis(NodeContext& context, Value data, std::int64_t axis) {
  std::optional<std::int64_t> single;
  for (std::int64_t d = axis; d < context.rank(data); ++d) {
    if (context.dim(data, d) == Dim(1)) continue;
    if (single) return std::nullopt;
    single = d;
  }
  return single ? single : std::optional(context.rank(data) - 1);
}

Value extended_max(NodeContext& context, Value data, const std::vector<std::int64_t>& axes) {
  return context.add("reduce_max", {data}, ops::ReduceAttrs{axes, true}, "max");
}

// Over several axes together: exp(x - max) / sum, and its logarithm.
Values softmax_over(NodeContext& context, Value data, const std::vector<std::int64_t>& axes) {
  const Value below = context.add("sub", {data, extended_max(context, data, axes)}, {}, "below_max");
  const Value powers = context.add("exp", {below}, {}, "exp");
  const Value sum = context.add("reduce_sum", {powers}, ops::ReduceAttrs{axes, true}, "sum");
  context.rewritten("over several axes, from exp and a sum");
  if (context.target() == "softmax") return {context.add("div", {powers, sum})};
  return {context.add("sub", {below, context.add("log", {sum}, {}, "log_sum")})};
}

Value one_hot_of(NodeContext& context, Value data, std::int64_t axis, std::string_view part) {
  const Value index = context.add("argmax", {data}, ops::ArgAttrs{axis, false, false}, "argmax");
  ops::OneHotAttrs attributes;
  const Dim depth = context.dim(data, axis);
  if (depth.is_integer()) attributes.depth = depth.integer();
  attributes.axis = axis;
  attributes.dtype = context.dtype(data);
  Operands operands = {index};
  if (!depth.is_integer()) operands.push_back(context.dim_value(data, axis, "depth"));
  return context.add("one_hot", std::move(operands), attributes, part);
}

Values clipped(NodeContext& context, ops::ClipAttrs attributes, Operands operands) {
  const Value data = *operands[0];
  // ONNX lets the upper bound win.
  if (attributes.min <= attributes.max) return {context.add("clip", std::move(operands), attributes)};
  context.rewritten("an upper bound below the lower one: minimum and maximum");
  const DType dtype = context.dtype(data);
  const Value raised = context.add("maximum", {data, context.scalar(attributes.min, dtype)}, {}, "raised");
  return {context.add("minimum", {raised, context.scalar(attributes.max, dtype)})};
}

// Bounds that only a run knows.
Value clipped_at_values(NodeContext& context) {
  context.rewritten("bounds that depend on the data: maximum and minimum");
  const std::optional<Value> low = context.optional_input(1);
  const std::optional<Value> high = context.optional_input(2);
  Value result = context.input(0);
  if (low) result = context.add("maximum", {result, *low}, {}, high ? "raised" : "");
  return high ? context.add("minimum", {result, *high}) : result;
}

Values leaky_relu(NodeContext& context) {
  ops::LeakyReluAttrs attributes;
  attributes.alpha = context.attr<double>("alpha", 0.01f);
  return {context.add("leaky_relu", {context.input(0)}, attributes)};
}

Values prelu(NodeContext& context) {
  const Value data = context.input(0);
  const Value slope = context.input(1);
  if (is_channel_list(context, slope)) return {context.add("prelu", {data, slope})};
  if (const auto target = is_floating(context.dtype(data)) ? channel_slope(context, data, slope) : std::nullopt) {
    const Value list = context.rank(slope) == 1 ? slope : context.reshape(slope, *target, "slope");
    return {context.add("prelu", {data, list})};
  }
  context.rewritten("a where: the slope is not one per channel");
  const Value is_negative = context.add("less", {data, context.scalar(0.0, context.dtype(data))}, {}, "is_negative");
  const Value scaled = context.add("mul", {data, slope}, {}, "scaled");
  return {context.add("where", {is_negative, scaled, data})};
}

Values elu(NodeContext& context) {
  ops::EluAttrs attributes;
  attributes.alpha = context.attr<double>("alpha", 1.0);
  return {context.add(context.target(), {context.input(0)}, attributes)};
}

Values selu_1(NodeContext& context) {
  ops::SeluAttrs attributes;
  attributes.alpha = context.attr<double>("alpha", 1.6732f);
  attributes.gamma = context.attr<double>("gamma", 1.0507f);
  return {context.add("selu", {context.input(0)}, attributes)};
}

Values selu(NodeContext& context) {
  ops::SeluAttrs attributes;
  attributes.alpha = context.attr<double>("alpha", 1.67326319217681884765625);
  attributes.gamma = context.attr<double>("gamma", 1.05070102214813232421875);
  return {context.add("selu", {context.input(0)}, attributes)};
}

Values gelu(NodeContext& context) {
  ops::GeluAttrs attributes;
  attributes.form = context.choice("approximate", {"none", "tanh"}, "none") == "tanh" ? ops::GeluForm::tanh : ops::GeluForm::erf;
  return {context.add("gelu", {context.input(0)}, attributes)};
}

Values hard_sigmoid(NodeContext& context) {
  ops::HardSigmoidAttrs attributes;
  attributes.alpha = context.attr<double>("alpha", 0.2f);
  attributes.beta = context.attr<double>("beta", 0.5);
  return {context.add("hard_sigmoid", {context.input(0)}, attributes)};
}

Values swish(NodeContext& context) {
  const double alpha = context.attr<double>("alpha", 1.0);
  const Value data = context.input(0);
  if (alpha == 1.0) return {context.add("silu", {data})};
  context.rewritten("x * sigmoid(alpha * x)");
  const Value scaled = context.add("mul", {data, context.scalar(alpha, context.dtype(data))}, {}, "scaled");
  return {context.add("mul", {data, context.add("sigmoid", {scaled}, {}, "sigmoid")})};
}

Values thresholded_relu(NodeContext& context) {
  const double alpha = context.attr<double>("alpha", 1.0);
  const Value data = context.input(0);
  const DType dtype = context.dtype(data);
  const Value is_above = context.add("greater", {data, context.scalar(alpha, dtype)}, {}, "is_above");
  return {context.add("where", {is_above, data, context.scalar(0.0, dtype)})};
}

Values shrink(NodeContext& context) {
  const double lambda = context.attr<double>("lambd", 0.5);
  const double bias = context.attr<double>("bias", 0.0);
  const Value data = context.input(0);
  const DType dtype = context.dtype(data);
  const Value shift = context.scalar(bias, dtype);
  const Value is_low = context.add("less", {data, context.scalar(-lambda, dtype)}, {}, "is_low");
  const Value is_high = context.add("greater", {data, context.scalar(lambda, dtype)}, {}, "is_high");
  const Value lowered = context.add("sub", {data, shift}, {}, "lowered");
  const Value raised = context.add("add", {data, shift}, {}, "raised");
  const Value upper = context.add("where", {is_high, lowered, context.scalar(0.0, dtype)}, {}, "upper");
  return {context.add("where", {is_low, raised, upper})};
}

Values clip_1(NodeContext& context) {
  ops::ClipAttrs attributes;
  attributes.min = context.attr<double>("min", attributes.min);
  attributes.max = context.attr<double>("max", attributes.max);
  return clipped(context, attributes, {context.input(0)});
}

Values clip(NodeContext& context) {
  const bool known = (!context.has_input(1) || context.constant(1)) && (!context.has_input(2) || context.constant(2));
  if (!known) return {clipped_at_values(context)};
  ops::ClipAttrs attributes;
  Operands operands = {context.input(0)};
  context.argument(1, "bounds", attributes.min, operands);
  context.argument(2, "bounds", attributes.max, operands);
  return clipped(context, attributes, operands);
}

// All dimensions from `axis` on count as one.
Values softmax_1(NodeContext& context) {
  const std::int64_t given = context.attr<std::int64_t>("axis", 1);
  const Value data = context.input(0);
  const std::int64_t axis = context.axis(data, given);
  if (const auto single = single_axis(context, data, axis)) {
    return {context.add(context.target(), {data}, ops::SoftmaxAttrs{*single, 1.0})};
  }
  return softmax_over(context, data, axes_from(axis, context.rank(data)));
}

Values softmax(NodeContext& context) {
  ops::SoftmaxAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", -1);
  return {context.add(context.target(), {context.input(0)}, attributes)};
}

Values hardmax_1(NodeContext& context) {
  const std::int64_t given = context.attr<std::int64_t>("axis", 1);
  const Value data = context.input(0);
  const std::int64_t axis = context.axis(data, given);
  const auto single = single_axis(context, data, axis);
  if (!single) context.refuse("over several axes together it is not covered");
  return {one_hot_of(context, data, *single, {})};
}

Values hardmax(NodeContext& context) {
  const std::int64_t axis = context.attr<std::int64_t>("axis", -1);
  const Value data = context.input(0);
  return {one_hot_of(context, data, context.axis(data, axis), {})};
}

}  // namespace

std::vector<OperatorRow> activation_rows() {
  using enum Fate;
  return {
      {"", "Relu", exact, {{1, unary}}, "relu", ""},
      {"", "LeakyRelu", exact, {{1, leaky_relu}}, "leaky_relu", ""},
      {"", "PRelu", exact, {{1, prelu}}, "prelu", "a slope that is not per channel as a where"},
      {"", "Elu", exact, {{1, elu}}, "elu", ""},
      {"", "Celu", exact, {{12, elu}}, "celu", ""},
      {"", "Selu", exact, {{1, selu_1}, {6, selu}}, "selu", ""},
      {"", "Gelu", exact, {{20, gelu}}, "gelu", ""},
      {"", "Sigmoid", exact, {{1, unary}}, "sigmoid", ""},
      {"", "HardSigmoid", exact, {{1, hard_sigmoid}}, "hard_sigmoid", ""},
      {"", "HardSwish", exact, {{14, unary}}, "hard_swish", ""},
      {"", "Swish", exact, {{24, swish}}, "silu", "another alpha than 1 as a product"},
      {"", "Mish", exact, {{18, unary}}, "mish", ""},
      {"", "Tanh", exact, {{1, unary}}, "tanh", ""},
      {"", "Softplus", exact, {{1, unary}}, "softplus", ""},
      {"", "Softsign", exact, {{1, unary}}, "softsign", ""},
      {"", "ThresholdedRelu", rewritten, {{1, thresholded_relu}}, "where", "a comparison and a where"},
      {"", "Shrink", rewritten, {{9, shrink}}, "where", "comparisons and where"},
      {"", "Clip", exact, {{1, clip_1}, {11, clip}}, "clip", "bounds in the file"},
      {"", "Softmax", exact, {{1, softmax_1}, {13, softmax}}, "softmax", "before opset 13 over several axes as exp and a division"},
      {"",
       "LogSoftmax",
       exact,
       {{1, softmax_1}, {13, softmax}},
       "log_softmax",
       "before opset 13 over several axes as a sum and a logarithm"},
      {"", "Hardmax", rewritten, {{1, hardmax_1}, {13, hardmax}}, "one_hot", "argmax and one_hot"},
      {"com.microsoft", "Gelu", exact, {{1, gelu}}, "", "", beside_onnxruntime()},
  };
}

}  // namespace nnfront::frontends::onnx
