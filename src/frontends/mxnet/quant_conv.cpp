// The fused nodes of MXNet's oneDNN back end: a layer with what follows it, in a graph inside the node
// (src/operator/subgraph/mkldnn/mkldnn_conv.cc).
#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "frontends/mxnet/quant_fused.h"
#include "frontends/mxnet/window.h"
#include "ops/conv.h"
#include "ops/elementwise.h"
#include "ops/reduce.h"

namespace nnfront::frontends::mxnet {

namespace {

// What a node's inner graph fuses.
struct Fused {
  const SourceNode* convolution = nullptr;
  const SourceNode* norm = nullptr;
  bool sum = false;
  bool rectified = false;
};

Fused fused_parts(NodeContext& context, const SourceGraph& graph) {
  Fused fused;
  for (const SourceNode& node : graph.nodes) {
    if (node.is_variable()) continue;
    const bool behind = fused.convolution != nullptr && !fused.rectified;
    if (node.op == "Convolution" && fused.convolution == nullptr) {
      fused.convolution = &node;
    } else if (node.op == "BatchNorm" && behind && fused.norm == nullptr && !fused.sum) {
      fused.norm = &node;
    } else if (node.op == "elemwise_add" && behind && !fused.sum) {
      fused.sum = true;
    } else if (is_relu(node) && behind) {
      fused.rectified = true;
    } else {
      context.refuse("'{}' at its place in an integer convolution is not covered", printable(node.op));
    }
  }
  if (fused.convolution == nullptr) fail(ErrorCode::invalid_file, "there is no convolution inside");
  return fused;
}

// gamma / sqrt(variance + epsilon), computed in double.
Value norm_factor(NodeContext& context, Value gamma, Value variance, double epsilon, bool fix_gamma) {
  const Value shifted = context.add(
      "add", {as_type(context, variance, DType::float64, "wide_variance"), context.scalar(epsilon, DType::float64)}, {}, "variance");
  const Value deviation = context.add("sqrt", {shifted}, {}, "deviation");
  const Value scale = fix_gamma ? context.scalar(1.0, DType::float64) : as_type(context, gamma, DType::float64, "wide_gamma");
  return as_type(context, context.add("div", {scale, deviation}, {}, "wide_factor"), DType::float32, "factor");
}

// `first`: the input that is gamma; beta, mean and variance follow.
RealLayer folded(NodeContext& context, const SourceNode& norm, const RealLayer& layer, int first) {
  NodeContext inner = context.of_inner(norm);
  const auto epsilon = inner.attr<double>("eps", 1e-3);
  const bool fix_gamma = inner.attr<bool>("fix_gamma", true);
  const auto axis = inner.attr<std::int64_t>("axis", 1);
  inner.ignore({"momentum", "use_global_stats"});
  check_all_read(context, inner);
  if (axis != 1) context.refuse("a batch norm over axis {} is not covered, only over 1", axis);
  const Shape channels{context.dim(layer.weight, 0)};
  const Value gamma = context.parameter(first, channels, !fix_gamma);
  const Value beta = context.parameter(first + 1, channels);
  const Value mean = context.parameter(first + 2, channels, false);
  const Value factor = norm_factor(context, gamma, context.parameter(first + 3, channels, false), epsilon, fix_gamma);
  const std::int64_t behind = context.rank(layer.weight) - 1;
  const Value weight = context.add("mul", {layer.weight, per_channel(context, factor, behind, "factors")}, {}, "folded_weight");
  if (!layer.bias) return {weight, context.add("sub", {beta, context.add("mul", {factor, mean}, {}, "scaled_mean")}, {}, "folded_bias")};
  const Value centred = context.add("sub", {*layer.bias, mean}, {}, "centred_bias");
  return {weight, context.add("add", {beta, context.add("mul", {factor, centred}, {}, "scaled_bias")}, {}, "folded_bias")};
}

// The accumulator with the bias, in float32.
Value accumulated(NodeContext& context, Value x, const RealLayer& layer, const Window& window, Value data_steps, Value steps) {
  const ops::ConvAttrs attributes{window.strides, begins_and_ends(window.pads), window.dilations, window.groups};
  const Value weight = integer_weight(context, layer.weight, steps);
  const Value sums = as_type(context, context.add("integer_conv", {x, weight}, attributes, "sums"), DType::float32, "float_sums");
  if (!layer.bias) return sums;
  const Value bias = integer_bias(context, *layer.bias, data_steps, steps);
  return context.add("add", {sums, per_channel(context, bias, context.rank(layer.weight) - 2, "biases")}, {}, "biased");
}

// y + other * ratio with one rounding.
Value with_residual(NodeContext& context, Value y, Value other, Value ratio) {
  const Value wide = as_type(context, other, DType::float64, "residual");
  const Value scaled = context.add("mul", {wide, as_type(context, ratio, DType::float64, "residual_ratio")}, {}, "scaled_residual");
  const Value sum = context.add("add", {as_type(context, y, DType::float64, "wide"), scaled}, {}, "wide_sum");
  return as_type(context, sum, DType::float32, "sum");
}

Value residual_sum(NodeContext& context, Value y, const OnGrid& other, Value result_steps, bool rectified) {
  const DType dtype = context.dtype(other.integers);
  if (dtype == DType::uint8 && !rectified)
    context.refuse("a residual of type uint8 whose sum is int8 is not covered: MXNet leaves it undefined");
  const Value ratio = context.add("div", {result_steps, steps_of(context, other, "residual_steps")}, {}, "residual_factor");
  const Value sum = with_residual(context, y, other.integers, ratio);
  // MXNet has the sum in the residual's memory and type.
  if (dtype == DType::int8 && rectified) return context.add("minimum", {sum, number(context, 127.0)}, {}, "limited");
  return sum;
}

Values integer_convolution(NodeContext& context) {
  const Fused fused = fused_parts(context, context.subgraphs(1).front());
  NodeContext inner = context.of_inner(*fused.convolution);
  const Window window = convolution_window(inner);
  const bool no_bias = inner.attr<bool>("no_bias", false);
  check_all_read(context, inner);
  if (window.groups != 1 && window.groups != window.filters) {
    context.refuse("groups of several output channels are not covered: MXNet puts the weights of group g on the grid of channel g");
  }
  const std::optional<Range> range = calibrated(context);
  if (!range) context.refuse("an integer convolution without a calibrated range of its result is not covered");

  const int norm = no_bias ? 2 : 3;
  const int residual = norm + (fused.norm != nullptr ? 4 : 0);
  const int ranges = residual + (fused.sum ? 1 : 0);
  const OnGrid x = input_on_grid(context, 0, ranges, ranges + 1);
  RealLayer layer{context.parameter(1, convolution_weight(context, x.integers, window)), std::nullopt};
  if (!no_bias) layer.bias = context.parameter(2, Shape{window.filters});
  if (fused.norm != nullptr) layer = folded(context, *fused.norm, layer, norm);

  const DType dtype = fused.rectified ? DType::uint8 : DType::int8;
  const Value data_steps = steps_of(context, x, "data_steps");
  const Value steps = weight_steps(context, layer, data_steps);
  const Value result_steps = steps_of(context, dtype, *range, "result_steps");
  const Value sums = accumulated(context, x.integers, layer, window, data_steps, steps);
  const Value ratio = context.add("div", {context.add("div", {result_steps, data_steps}, {}, "step_ratio"), steps}, {}, "multiplier");
  Value y = context.add("mul", {sums, per_channel(context, ratio, context.rank(layer.weight) - 2, "multipliers")}, {}, "scaled");
  if (fused.sum) {
    const OnGrid other = input_on_grid(context, residual, ranges + 2, ranges + 3);
    y = residual_sum(context, y, other, result_steps, fused.rectified);
  }
  context.rewritten("weights on their grid, a convolution of integers, a multiplication, rounded to integers");
  return {nearest_integers(context, y, dtype), range->low, range->high};
}

Values fused_convolution(NodeContext& context) {
  ignore_what_is_fused(context);
  return context.attr<bool>("quantized", false) ? integer_convolution(context) : inlined(context);
}

}  // namespace

std::vector<OperatorRow> quant_conv_rows() {
  using enum Fate;
  return {
      {{"_sg_mkldnn_conv"},
       {"data", "weight", ""},
       rewritten,
       fused_convolution,
       "integer_conv",
       "the graph inside it; of integers with a calibrated result: a convolution of integers, a multiplication, rounded"},
  };
}

}  // namespace nnfront::frontends::mxnet
