#include "ops/norm.h"

#include <cmath>

#include "emit/torch/op_table.h"

namespace nnfront::emit::torch {

namespace {

// "2" of nn.BatchNorm2d for data of that rank.
std::int64_t spatial_rank(const NodeContext& context, std::int64_t rank) {
  if (rank < 2 || rank > 5) context.refuse("data of {} dimensions, torch has 2 to 5", rank);
  return std::max<std::int64_t>(rank - 2, 1);
}

// The weight of the new value, without the digits that the subtraction leaves behind: 0.1, not 0.09999999999999998.
std::string weight_of_new(double momentum) {
  constexpr double digits = 1e12;
  return literal(std::round((1.0 - momentum) * digits) / digits);
}

bool is_usual(const ops::BatchNormAttrs& attrs) {
  return attrs.unbiased_running_var && !attrs.fix_gamma && !attrs.use_global_stats;
}

// torch's own layer where it trains by the same rules, else the class that has the source's.
std::optional<std::string> batch_norm_layer(NodeContext& context, const ops::BatchNormAttrs& attrs) {
  std::vector<std::string> operands = {literal(context.size(1, 0))};
  if (attrs.epsilon != 1e-5) operands.push_back(named("eps", literal(attrs.epsilon)));
  if (attrs.momentum != 0.9) operands.push_back(named("momentum", weight_of_new(attrs.momentum)));
  if (attrs.fix_gamma) operands.push_back(named("fixed_scale", "True"));
  if (attrs.use_global_stats) operands.push_back(named("frozen", "True"));
  if (attrs.unbiased_running_var && !is_usual(attrs)) operands.push_back(named("unbiased", "True"));
  const std::string name = fmt::format("BatchNorm{}d", spatial_rank(context, context.rank(0)));
  const auto layer =
      context.layer(is_usual(attrs) ? "nn." + name : name, operands, {{"weight", 1}, {"bias", 2}, {"running_mean", 3}, {"running_var", 4}});
  if (layer && !is_usual(attrs)) context.helper(name);
  return layer;
}

std::string normalized(NodeContext& context, const ops::BatchNormAttrs& attrs, const std::string& x) {
  if (const auto layer = batch_norm_layer(context, attrs)) return call(*layer, {x});
  const std::string gamma = attrs.fix_gamma ? "None" : context.input(1);
  const std::string epsilon = named("eps", literal(attrs.epsilon));
  return call("F.batch_norm", {x, context.input(3), context.input(4), gamma, context.input(2), epsilon});
}

// Where the statistics are no parameters of their own they do not move while training.
void batch_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::BatchNormAttrs>();
  const std::int64_t axis = context.axis(attrs.axis);
  if (axis == 1) return context.returns(normalized(context, attrs, context.input(0)));
  const std::string moved = fmt::format("{}.movedim({}, 1)", context.input(0), axis);
  context.returns(fmt::format("{}.movedim(1, {})", normalized(context, attrs, moved), axis));
}

std::vector<std::int64_t> sizes_from(const NodeContext& context, std::int64_t axis) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t d = axis; d < context.rank(0); ++d) sizes.push_back(context.size(0, d));
  return sizes;
}

std::string shape_text(const std::vector<std::int64_t>& sizes) {
  return sizes.size() == 1 ? literal(sizes.front()) : python::tuple(sizes);
}

std::string input_or_none(NodeContext& context, int i) {
  return context.has_input(i) ? context.input(i) : "None";
}

void layer_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LayerNormAttrs>();
  const std::vector<std::int64_t> sizes = sizes_from(context, context.axis(attrs.axis));
  const std::string epsilon = named("eps", literal(attrs.epsilon));
  if (context.has_input(1)) {
    std::vector<Leaf> leaves = {{"weight", 1}};
    std::vector<std::string> operands = {shape_text(sizes)};
    if (attrs.epsilon != 1e-5) operands.push_back(epsilon);
    if (context.has_input(2))
      leaves.push_back({"bias", 2});
    else
      operands.push_back(named("bias", "False"));
    if (const auto layer = context.layer("nn.LayerNorm", operands, leaves)) return context.returns(call(*layer, {context.input(0)}));
  }
  context.returns(
      call("F.layer_norm", {context.input(0), python::tuple(sizes), input_or_none(context, 1), input_or_none(context, 2), epsilon}));
}

void rms_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::RmsNormAttrs>();
  const std::vector<std::int64_t> sizes = sizes_from(context, context.axis(attrs.axis));
  const std::string epsilon = named("eps", literal(attrs.epsilon));
  if (context.has_input(1)) {
    if (const auto layer = context.layer("nn.RMSNorm", {shape_text(sizes), epsilon}, {{"weight", 1}}))
      return context.returns(call(*layer, {context.input(0)}));
  }
  context.returns(call("F.rms_norm", {context.input(0), python::tuple(sizes), input_or_none(context, 1), epsilon}));
}

void group_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GroupNormAttrs>();
  const std::string epsilon = named("eps", literal(attrs.epsilon));
  if (context.has_input(1) && context.has_input(2)) {
    std::vector<std::string> operands = {literal(attrs.groups), literal(context.size(0, 1))};
    if (attrs.epsilon != 1e-5) operands.push_back(epsilon);
    if (const auto layer = context.layer("nn.GroupNorm", operands, {{"weight", 1}, {"bias", 2}}))
      return context.returns(call(*layer, {context.input(0)}));
  }
  context.returns(
      call("F.group_norm", {context.input(0), literal(attrs.groups), input_or_none(context, 1), input_or_none(context, 2), epsilon}));
}

// A group norm with one channel to a group: torch's instance norm refuses to train with one element.
void instance_norm(NodeContext& context) {
  const std::string channels = literal(context.size(0, 1));
  const std::string epsilon = named("eps", literal(context.attrs<ops::InstanceNormAttrs>().epsilon));
  if (context.has_input(1) && context.has_input(2)) {
    if (const auto layer = context.layer("nn.GroupNorm", {channels, channels, epsilon}, {{"weight", 1}, {"bias", 2}}))
      return context.returns(call(*layer, {context.input(0)}));
  }
  context.returns(call("F.group_norm", {context.input(0), channels, input_or_none(context, 1), input_or_none(context, 2), epsilon}));
}

void lrn(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LrnAttrs>();
  if (attrs.size % 2 == 0) context.refuse("{} neighbouring channels, an even number", attrs.size);
  std::vector<std::string> operands = {context.input(0), literal(attrs.size), named("alpha", literal(attrs.alpha)),
                                       named("beta", literal(attrs.beta)), named("k", literal(attrs.bias))};
  context.returns(call("F.local_response_norm", operands));
}

// x / sqrt(sum of squares + epsilon)
void l2_normalize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::L2NormalizeAttrs>();
  const std::string x = context.input(0);
  context.returns(
      fmt::format("{0} / ({0}.square().sum({1}, keepdim=True) + {2}).sqrt()", x, python::tuple(attrs.axes), literal(attrs.epsilon)));
}

// 0 where the norm is 0: what is divided by is at least `smallest`.
void lp_normalize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LpNormalizeAttrs>();
  const std::string smallest = named("eps", "1e-30");
  context.returns(call("F.normalize", {context.input(0), named("p", literal(attrs.p)), named("dim", literal(attrs.axis)), smallest}));
}

}  // namespace

std::vector<OperatorRow> norm_rows() {
  return {
      {"batch_norm", batch_norm},     {"layer_norm", layer_norm},       {"rms_norm", rms_norm},
      {"group_norm", group_norm},     {"instance_norm", instance_norm}, {"lrn", lrn},
      {"l2_normalize", l2_normalize}, {"lp_normalize", lp_normalize},
  };
}

}  // namespace nnfront::emit::torch
