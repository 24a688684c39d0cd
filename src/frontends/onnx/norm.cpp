#include "ops/norm.h"

#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "ops/reduce.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

// The dimensions of the data from `axis` on.
Shape normalized_shape(NodeContext& context, Value data, std::int64_t axis) {
  const Shape& shape = context.shape(data);
  return {shape.begin() + axis, shape.end()};
}

// The same for a parameter that may be absent, or of a shape that only broadcasts to `wanted`.
bool fits(NodeContext& context, const std::optional<Value>& parameter, const Shape& wanted) {
  return !parameter || (context.shape(*parameter).size() == wanted.size() && compatible(context.shape(*parameter), wanted) &&
                        context.shape(*parameter) == wanted);
}

// Over some axes, which are kept as 1.
struct Moments {
  Value mean;
  Value centred;  // the data without the mean
  Value variance;
};

Moments moments(NodeContext& context, Value data, std::vector<std::int64_t> axes) {
  const ops::ReduceAttrs over{std::move(axes), true};
  const Value mean = context.add("reduce_mean", {data}, over, "mean");
  const Value centred = context.add("sub", {data, mean}, {}, "centred");
  const Value squares = context.add("square", {centred}, {}, "squares");
  return {mean, centred, context.add("reduce_mean", {squares}, over, "variance")};
}

Value inverse_deviation(NodeContext& context, Value variance, double epsilon) {
  const Value raised = context.add("add", {variance, context.scalar(epsilon, context.dtype(variance))}, {}, "raised");
  return context.add("rsqrt", {raised}, {}, "inverse_deviation");
}

// The statistics of layer_norm as outputs of their own: mean and 1/deviation.
Values statistics(NodeContext& context, Value data, std::int64_t axis, double epsilon) {
  const Value wide = context.as_type(data, DType::float32, "wide");
  const Moments found = moments(context, wide, axes_from(axis, context.rank(data)));
  return {found.mean, inverse_deviation(context, found.variance, epsilon)};
}

// A running statistic after one batch: `momentum` is the weight of the old one.
Value running(NodeContext& context, Value old, Value now, double momentum, const std::string& part) {
  const DType dtype = context.dtype(old);
  const Value list = context.reshape(now, {-1}, part + ".now");
  const Value kept = context.add("mul", {old, context.scalar(momentum, dtype)}, {}, part + ".kept");
  const Value fresh = context.add("mul", {list, context.scalar(1.0 - momentum, dtype)}, {}, part + ".fresh");
  return context.add("add", {kept, fresh}, {}, part);
}

// By the statistics of the batch at hand. Exporters write so what standardizes weights, too.
Values batch_norm_by_batch(NodeContext& context, double epsilon, double momentum) {
  context.rewritten("the statistics of the batch as means");
  const Value data = context.input(0);
  const std::int64_t rank = context.rank(data);
  if (rank < 2) fail(ErrorCode::invalid_file, "the data are {}, which has no dimension of channels", text(context.type(data)));
  std::vector<std::int64_t> axes = axes_from(2, rank);
  axes.insert(axes.begin(), 0);
  const Moments found = moments(context, data, std::move(axes));
  const Value normal = context.add("mul", {found.centred, inverse_deviation(context, found.variance, epsilon)}, {}, "normal");
  Shape column(static_cast<std::size_t>(rank - 1), Dim(1));
  column[0] = -1;
  const Value gamma = context.reshape(context.input(1), column, "gamma");
  const Value beta = context.reshape(context.input(2, ParameterRole::bias), column, "beta");
  const Value scaled = context.add("mul", {normal, gamma}, {}, "scaled");
  Values outputs = {context.add("add", {scaled, beta})};
  if (!context.has_output(1) && !context.has_output(2)) return outputs;
  const Value mean = context.input(3, ParameterRole::running_mean);
  const Value variance = context.input(4, ParameterRole::running_var);
  outputs.push_back(running(context, mean, found.mean, momentum, "running_mean"));
  outputs.push_back(running(context, variance, found.variance, momentum, "running_var"));
  return outputs;
}

// A value per group as one per channel: each repeated channels / groups times.
Value per_channel(NodeContext& context, Value data, Value parameter, std::int64_t groups, std::string_view part) {
  const std::int64_t channels = context.size(data, 1);
  if (groups < 1 || channels % groups != 0) fail(ErrorCode::invalid_file, "{} channels do not fall into {} groups", channels, groups);
  if (channels == groups) return parameter;
  const Value column = context.reshape(parameter, {input_dim(0), 1}, fmt::format("{}.column", part));
  const Value table =
      context.add("broadcast_to", {column}, ops::BroadcastToAttrs{{input_dim(0), channels / groups}}, fmt::format("{}.table", part));
  return context.reshape(table, {-1}, part);
}

Values group_normalized(NodeContext& context, bool by_group) {
  ops::GroupNormAttrs attributes;
  attributes.epsilon = context.attr<double>("epsilon", 1e-5f);
  attributes.groups = context.attr<std::int64_t>("num_groups");
  context.ignore({"stash_type"});
  const Value data = context.input(0);
  Value gamma = context.input(1);
  Value beta = context.input(2, ParameterRole::bias);
  if (by_group) {
    gamma = per_channel(context, data, gamma, attributes.groups, "gamma");
    beta = per_channel(context, data, beta, attributes.groups, "beta");
  }
  return {context.add("group_norm", {data, gamma, beta}, attributes)};
}

// Running statistics as inputs 3 and 4. `is_test` of 0 is how exporters left a training graph; it is taken as a network that predicts.
Values batch_norm(NodeContext& context) {
  ops::BatchNormAttrs attributes;
  attributes.epsilon = context.attr<double>("epsilon", 1e-5f);
  attributes.momentum = context.attr<double>("momentum", 0.9f);
  if (!context.attr<bool>("spatial", true)) context.refuse("statistics per element (spatial 0) are not covered");
  context.ignore({"is_test"});
  if (context.attr<bool>("training_mode", false)) return batch_norm_by_batch(context, attributes.epsilon, attributes.momentum);
  context.only_outputs(1);
  const Value data = context.input(0);
  const Value gamma = context.input(1);
  const Value beta = context.input(2, ParameterRole::bias);
  const Value mean = context.input(3, ParameterRole::running_mean);
  const Value variance = context.input(4, ParameterRole::running_var);
  return {context.add("batch_norm", {data, gamma, beta, mean, variance}, attributes)};
}

Values layer_norm(NodeContext& context) {
  ops::LayerNormAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", -1);
  attributes.epsilon = context.attr<double>("epsilon", 1e-5f);
  context.ignore({"stash_type"});
  const Value data = context.input(0);
  const Value gamma = context.input(1);
  const std::optional<Value> beta = context.optional_input(2, ParameterRole::bias);
  const std::int64_t axis = context.axis(data, attributes.axis);
  const Shape wanted = normalized_shape(context, data, axis);
  Values outputs;
  if (fits(context, gamma, wanted) && fits(context, beta, wanted)) {
    outputs.push_back(context.add("layer_norm", {data, gamma, beta}, attributes));
  } else {
    context.rewritten("scale and shift as a multiplication and an addition");
    const Value normal = context.add("layer_norm", {data}, attributes, "normal");
    const Value scaled = context.add("mul", {normal, gamma}, {}, beta ? "scaled" : "");
    outputs.push_back(beta ? context.add("add", {scaled, *beta}) : scaled);
  }
  if (!context.has_output(1) && !context.has_output(2)) return outputs;
  const Values further = statistics(context, data, axis, attributes.epsilon);
  outputs.insert(outputs.end(), further.begin(), further.end());
  return outputs;
}

Values rms_norm(NodeContext& context) {
  ops::RmsNormAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", -1);
  attributes.epsilon = context.attr<double>("epsilon", 1e-5f);
  context.ignore({"stash_type"});
  const Value data = context.input(0);
  const Value gamma = context.input(1);
  const std::int64_t axis = context.axis(data, attributes.axis);
  if (fits(context, gamma, normalized_shape(context, data, axis))) return {context.add("rms_norm", {data, gamma}, attributes)};
  context.rewritten("the scale as a multiplication");
  return {context.add("mul", {context.add("rms_norm", {data}, attributes, "normal"), gamma})};
}

Values group_norm_18(NodeContext& context) {
  return group_normalized(context, true);
}

Values group_norm(NodeContext& context) {
  return group_normalized(context, false);
}

Values instance_norm(NodeContext& context) {
  ops::InstanceNormAttrs attributes;
  attributes.epsilon = context.attr<double>("epsilon", 1e-5f);
  const Value data = context.input(0);
  const Value gamma = context.input(1);
  return {context.add("instance_norm", {data, gamma, context.input(2, ParameterRole::bias)}, attributes)};
}

Values lrn(NodeContext& context) {
  ops::LrnAttrs attributes;
  attributes.size = context.attr<std::int64_t>("size");
  attributes.alpha = context.attr<double>("alpha", 0.0001f);
  attributes.beta = context.attr<double>("beta", 0.75);
  attributes.bias = context.attr<double>("bias", 1.0);
  return {context.add("lrn", {context.input(0)}, attributes)};
}

Values lp_normalization(NodeContext& context) {
  const std::int64_t axis = context.attr<std::int64_t>("axis", -1);
  const std::int64_t p = context.attr<std::int64_t>("p", 2);
  if (p != 1 && p != 2) context.refuse("the exponent {} is not covered, only 1 and 2", p);
  return {context.add("lp_normalize", {context.input(0)}, ops::LpNormalizeAttrs{p, axis})};
}

// (x - mean) / deviation over the axes, without a scale.
Values mean_variance_norm(NodeContext& context) {
  const auto axes = context.attr<std::vector<std::int64_t>>("axes", {0, 2, 3});
  const Value data = context.input(0);
  const Moments found = moments(context, data, context.axes(context.rank(data), axes));
  const Value deviation = context.add("sqrt", {found.variance}, {}, "deviation");
  const Value divisor = context.add("add", {deviation, context.scalar(1e-9, context.dtype(data))}, {}, "divisor");
  return {context.add("div", {found.centred, divisor})};
}

}  // namespace

std::vector<OperatorRow> norm_rows() {
  using enum Fate;
  return {
      {"",
       "BatchNormalization",
       exact,
       {{1, batch_norm}},
       "",
       "with training_mode the statistics of the batch as means",
       node_tests("batchnorm")},
      {"", "LayerNormalization", exact, {{17, layer_norm}}, "", "", node_tests("layer_normalization")},
      {"", "RMSNormalization", exact, {{23, rms_norm}}, "", "", node_tests("rms_normalization")},
      {"",
       "SimplifiedLayerNormalization",
       exact,
       {{1, rms_norm}},
       "",
       "onnxruntime's name; without the deviation as an output",
       beside_onnxruntime()},
      {"",
       "GroupNormalization",
       exact,
       {{18, group_norm_18}, {21, group_norm}},
       "",
       "before opset 21 the scale of each group is repeated per channel",
       node_tests("group_normalization")},
      {"", "InstanceNormalization", exact, {{1, instance_norm}}, "", "", node_tests("instancenorm")},
      {"", "LRN", exact, {{1, lrn}}, "", ""},
      {"", "LpNormalization", exact, {{1, lp_normalization}}, "lp_normalize", "", node_tests("l2normalization")},
      {"", "MeanVarianceNormalization", rewritten, {{9, mean_variance_norm}}, "", "from means and a division"},
      {"com.microsoft", "GroupNorm", refused, {}, "", not_run_by_onnxruntime},
  };
}

}  // namespace nnfront::frontends::onnx
