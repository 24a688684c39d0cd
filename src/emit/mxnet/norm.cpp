#include "ops/norm.h"

#include <numeric>

#include "emit/mxnet/op_table.h"

namespace nnfront::emit::mxnet {

namespace {

// It trains by the source's rules. MXNet keeps the biased variance as running variance, always.
void batch_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::BatchNormAttrs>();
  const bool keeps_statistics = !attrs.use_global_stats && !context.is_fused();
  if (attrs.unbiased_running_var && keeps_statistics)
    context.refuse("running variances divided by n - 1, MXNet's are divided by n (the fused form, which is not trained, has none)");
  // Of a fixed scale MXNet lets no gradient through by itself.
  const Entry gamma = attrs.fix_gamma ? context.variable(1) : context.input(1);
  context.emit("BatchNorm", {context.input(0), gamma, context.input(2), context.state(3), context.state(4)},
               {attribute("eps", attrs.epsilon), attribute("momentum", attrs.momentum), attribute("fix_gamma", attrs.fix_gamma),
                attribute("use_global_stats", attrs.use_global_stats), attribute("axis", context.axis(0, attrs.axis))});
}

Entry input_or(NodeContext& context, int i, const Integers& dims, double value, std::string_view part) {
  return context.has_input(i) ? context.input(i) : context.filled(dims, value, context.type(0).dtype, part);
}

// A list, whatever its shape.
Entry listed(NodeContext& context, int i, std::int64_t count, double value, std::string_view part) {
  const Entry entry = input_or(context, i, {count}, value, part);
  if (!context.has_input(i) || context.rank(i) == 1) return entry;
  return context.add("Reshape", {entry}, {attribute("shape", Integers{-1})}, part);
}

// MXNet's looks at one axis: several become one first.
void layer_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LayerNormAttrs>();
  const std::int64_t axis = context.axis(0, attrs.axis);
  std::int64_t count = 1;
  for (std::int64_t d = axis; d < context.rank(0); ++d) count *= context.size(0, d);
  const Entry data = context.input(0);
  const bool is_last = axis + 1 == context.rank(0);
  Integers codes(static_cast<std::size_t>(axis), 0);
  codes.push_back(-1);
  const Entry rows = is_last ? data : context.add("Reshape", {data}, {attribute("shape", codes)}, "rows");
  const Entry gamma = listed(context, 1, count, 1.0, "gamma");
  const Inputs inputs = {rows, gamma, listed(context, 2, count, 0.0, "beta")};
  const NodeAttributes attributes = {attribute("axis", std::int64_t{-1}), attribute("eps", attrs.epsilon)};
  if (is_last) return context.emit("LayerNorm", inputs, attributes);
  context.emit("reshape_like", {context.add("LayerNorm", inputs, attributes, "normal"), data});
}

// `list`, one number per channel, so that it broadcasts with input 0: [C, 1, ...].
Entry column(NodeContext& context, int i, std::string_view part) {
  Integers target(static_cast<std::size_t>(context.rank(0) - 1), 1);
  target[0] = -1;
  return context.add("Reshape", {context.input(i)}, {attribute("shape", target)}, part);
}

// x / sqrt(sum or mean of squares + epsilon), by its reciprocal.
Entry divided_by_length(NodeContext& context, const char* reduction, const Integers& axes, double epsilon) {
  const Entry data = context.input(0);
  const Entry squares = context.add("square", {data}, {}, "squares");
  const Entry sum = context.add(reduction, {squares}, {attribute("axis", axes), attribute("keepdims", true)}, reduction);
  const Entry raised = context.add("_plus_scalar", {sum}, {attribute("scalar", epsilon)}, "raised");
  return context.add("rsqrt", {raised}, {}, "reciprocal");
}

void rms_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::RmsNormAttrs>();
  Integers axes(static_cast<std::size_t>(context.rank(0) - context.axis(0, attrs.axis)));
  std::iota(axes.begin(), axes.end(), context.axis(0, attrs.axis));
  const Entry factor = divided_by_length(context, "mean", axes, attrs.epsilon);
  if (!context.has_input(1)) return context.emit("broadcast_mul", {context.input(0), factor});
  context.emit("broadcast_mul", {context.add("broadcast_mul", {context.input(0), factor}, {}, "normal"), context.input(1)});
}

// Each group as a channel of an instance norm, then scale and shift per channel. MXNet's own group norm scales whole groups.
void group_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GroupNormAttrs>();
  const DType dtype = context.type(0).dtype;
  const Entry data = context.input(0);
  const Integers codes = {0, attrs.groups, -1};
  const Entry rows = context.add("Reshape", {data}, {attribute("shape", codes)}, "grouped");
  const Entry ones = context.filled({attrs.groups}, 1.0, dtype, "ones");
  const Entry zeros = context.filled({attrs.groups}, 0.0, dtype, "zeros");
  const Entry normal = context.add("InstanceNorm", {rows, ones, zeros}, {attribute("eps", attrs.epsilon)}, "normal");
  if (!context.has_input(1) && !context.has_input(2)) return context.emit("reshape_like", {normal, data});
  Entry result = context.add("reshape_like", {normal, data}, {}, "restored");
  if (context.has_input(1)) {
    const Entry gamma = column(context, 1, "gamma");
    if (!context.has_input(2)) return context.emit("broadcast_mul", {result, gamma});
    result = context.add("broadcast_mul", {result, gamma}, {}, "scaled");
  }
  context.emit("broadcast_add", {result, column(context, 2, "beta")});
}

void instance_norm(NodeContext& context) {
  const std::int64_t channels = context.size(0, 1);
  const Entry gamma = input_or(context, 1, {channels}, 1.0, "gamma");
  context.emit("InstanceNorm", {context.input(0), gamma, input_or(context, 2, {channels}, 0.0, "beta")},
               {attribute("eps", context.attrs<ops::InstanceNormAttrs>().epsilon)});
}

void lrn(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LrnAttrs>();
  if (attrs.size % 2 == 0) context.refuse("an even size");
  context.emit(
      "LRN", {context.input(0)},
      {attribute("nsize", attrs.size), attribute("alpha", attrs.alpha), attribute("beta", attrs.beta), attribute("knorm", attrs.bias)});
}

// The axes as MXNet's mode; null for none of its three.
const char* mode_of(const NodeContext& context, const Integers& axes) {
  const std::int64_t rank = context.rank(0);
  const auto are_from = [&](std::int64_t first) {
    if (static_cast<std::int64_t>(axes.size()) != rank - first) return false;
    for (std::size_t i = 0; i < axes.size(); ++i) {
      if (axes[i] != first + static_cast<std::int64_t>(i)) return false;
    }
    return true;
  };
  if (rank > 1 && are_from(1)) return "instance";
  if (rank > 2 && axes == Integers{1}) return "channel";
  return rank > 2 && are_from(2) ? "spatial" : nullptr;
}

void l2_normalize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::L2NormalizeAttrs>();
  Integers axes;
  for (const std::int64_t each : attrs.axes) axes.push_back(context.axis(0, each));
  if (const char* mode = mode_of(context, axes))
    return context.emit("L2Normalization", {context.input(0)}, {attribute("mode", mode), attribute("eps", attrs.epsilon)});
  context.emit("broadcast_mul", {context.input(0), divided_by_length(context, "sum", axes, attrs.epsilon)});
}

// A norm of 0 becomes 1: such a line stays as it is.
void lp_normalize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LpNormalizeAttrs>();
  const Entry norm = context.add(
      "norm", {context.input(0)},
      {attribute("ord", attrs.p), attribute("axis", Integers{context.axis(0, attrs.axis)}), attribute("keepdims", true)}, "norm");
  const Entry is_zero = context.add("_equal_scalar", {norm}, {attribute("scalar", 0.0)}, "is_zero");
  context.emit("broadcast_div", {context.input(0), context.add("elemwise_add", {norm, is_zero}, {}, "divisor")});
}

}  // namespace

std::vector<OperatorRow> norm_rows() {
  return {
      {"batch_norm", batch_norm},     {"layer_norm", layer_norm},       {"rms_norm", rms_norm},
      {"group_norm", group_norm},     {"instance_norm", instance_norm}, {"lrn", lrn},
      {"l2_normalize", l2_normalize}, {"lp_normalize", lp_normalize},
  };
}

}  // namespace nnfront::emit::mxnet
