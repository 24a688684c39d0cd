#include "ops/norm.h"

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

// Statistics as further outputs: only training reads them.
void refuse_statistics(NodeContext& context) {
  if (context.attr<bool>("output_mean_var", false)) context.refuse("output_mean_var=True (statistics as outputs) is not covered");
}

// MXNet's CPU kernel keeps the biased variance as running variance.
Values batch_norm(NodeContext& context) {
  ops::BatchNormAttrs attributes;
  attributes.epsilon = context.attr<double>("eps", 1e-3);
  attributes.momentum = context.attr<double>("momentum", 0.9);
  attributes.fix_gamma = context.attr<bool>("fix_gamma", true);
  attributes.use_global_stats = context.attr<bool>("use_global_stats", false);
  const std::int64_t axis = context.attr<std::int64_t>("axis", 1);
  refuse_statistics(context);
  context.ignore({"ndev", "key"});
  const Value data = context.input(0);
  attributes.axis = context.axis(data, axis);
  const Shape channels{context.dim(data, attributes.axis)};
  const Value gamma = context.parameter(1, channels, !attributes.fix_gamma);
  const Value beta = context.parameter(2, channels);
  const Value mean = context.parameter(3, channels);
  const Value variance = context.parameter(4, channels);
  return {context.add("batch_norm", {data, gamma, beta, mean, variance}, attributes)};
}

Values layer_norm(NodeContext& context) {
  ops::LayerNormAttrs attributes;
  attributes.epsilon = context.attr<double>("eps", 1e-5);
  const std::int64_t axis = context.attr<std::int64_t>("axis", -1);
  refuse_statistics(context);
  const Value data = context.input(0);
  attributes.axis = context.axis(data, axis);
  // MXNet normalises over that one axis.
  if (attributes.axis != context.rank(data) - 1)
    context.refuse("axis {} of {} is not covered, only the last", axis, text(context.type(data)));
  const Shape channels{context.dim(data, attributes.axis)};
  const Value gamma = context.parameter(1, channels);
  const Value beta = context.parameter(2, channels);
  return {context.add("layer_norm", {data, gamma, beta}, attributes)};
}

// MXNet scales groups, not channels: gamma and beta have one element per group.
Values group_norm(NodeContext& context) {
  const std::int64_t groups = context.attr<std::int64_t>("num_groups", 1);
  const double epsilon = context.attr<double>("eps", 1e-5);
  refuse_statistics(context);
  const Value data = context.input(0);
  const Value gamma = context.parameter(1, Shape{groups});
  const Value beta = context.parameter(2, Shape{groups});
  Shape back{input_dim(0)};
  for (std::int64_t d = 1; d < context.rank(data); ++d) back.emplace_back(context.size(data, d));
  context.rewritten("the scale of each group as a multiplication and an addition");
  const Value normal = context.add("group_norm", {data, std::nullopt, std::nullopt}, ops::GroupNormAttrs{groups, epsilon}, "normalized");
  const Value grouped = context.reshape(normal, {input_dim(0), groups, -1}, "grouped");
  const Value scaled = context.add("mul", {grouped, context.reshape(gamma, {groups, 1}, "gamma")}, {}, "scaled");
  const Value shifted = context.add("add", {scaled, context.reshape(beta, {groups, 1}, "beta")}, {}, "shifted");
  return {context.add_fixed("reshape", {shifted}, ops::ReshapeAttrs{back})};
}

Values instance_norm(NodeContext& context) {
  const double epsilon = context.attr<double>("eps", 1e-3);
  const Value data = context.input(0);
  const Shape channels{context.dim(data, 1)};
  const Value gamma = context.parameter(1, channels);
  const Value beta = context.parameter(2, channels);
  return {context.add("instance_norm", {data, gamma, beta}, ops::InstanceNormAttrs{epsilon})};
}

Values lrn(NodeContext& context) {
  ops::LrnAttrs attributes;
  attributes.size = context.attr<std::int64_t>("nsize");
  attributes.alpha = context.attr<double>("alpha", 1e-4);
  attributes.beta = context.attr<double>("beta", 0.75);
  attributes.bias = context.attr<double>("knorm", 2.0);
  return {context.add("lrn", {context.input(0)}, attributes)};
}

Values l2_normalization(NodeContext& context) {
  const std::string mode = context.choice("mode", {"instance", "channel", "spatial"}, "instance");
  ops::L2NormalizeAttrs attributes;
  attributes.epsilon = context.attr<double>("eps", 1e-10);
  const Value data = context.input(0);
  if (mode == "channel") {
    attributes.axes = {1};
  } else {
    for (std::int64_t d = mode == "instance" ? 1 : 2; d < context.rank(data); ++d) attributes.axes.push_back(d);
  }
  return {context.add("l2_normalize", {data}, attributes)};
}

}  // namespace

std::vector<OperatorRow> norm_rows() {
  using enum Fate;
  return {
      {{"BatchNorm", "BatchNorm_v1", "CuDNNBatchNorm", "_npx_batch_norm"},
       {"data", "gamma", "beta", "moving_mean", "moving_var"},
       exact,
       batch_norm,
       "batch_norm",
       "without output_mean_var"},
      {{"_contrib_SyncBatchNorm"},
       {"data", "gamma", "beta", "moving_mean", "moving_var"},
       exact,
       batch_norm,
       "batch_norm",
       "as BatchNorm: it differs in training only"},
      {{"LayerNorm", "_npx_layer_norm"}, {"data", "gamma", "beta"}, exact, layer_norm, "layer_norm", "over the last axis"},
      {{"GroupNorm"},
       {"data", "gamma", "beta"},
       rewritten,
       group_norm,
       "group_norm",
       "the scale of each group as a multiplication and an addition"},
      {{"InstanceNorm"}, {"data", "gamma", "beta"}, exact, instance_norm, "instance_norm", ""},
      {{"LRN"}, {"data"}, exact, lrn, "lrn", ""},
      {{"L2Normalization"}, {"data"}, exact, l2_normalization, "l2_normalize", ""},
  };
}

}  // namespace nnfront::frontends::mxnet
