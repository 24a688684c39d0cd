#include "ops/norm.h"

#include <algorithm>
#include <cmath>

#include "ops/kernels.h"
#include "ops/norm_parts.h"

namespace nnfront::ops {

void check_epsilon(std::string_view label, double epsilon) {
  check_finite(label, "epsilon", epsilon);
  if (epsilon < 0.0) violated(label, "epsilon: got {}, wanted 0 or more", epsilon);
}

namespace {

// ---- Inference. Parameters may have another floating type than x: half precision models keep theirs in float32.

void check_floating(std::string_view label, const InferContext& context, std::span<const Operand> operands) {
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (context.has(static_cast<int>(i))) {
      check_dtype(label, operands[i].name, context.input(static_cast<int>(i)), DTypeClass::floating);
    }
  }
}

const std::vector<Operand>& batch_norm_operands() {
  static const std::vector<Operand> operands = {
      {"x", "any shape"}, {"gamma", "[C], scale"}, {"beta", "[C], shift"}, {"running_mean", "[C]"}, {"running_var", "[C], variance"}};
  return operands;
}

std::vector<TensorType> infer_batch_norm(const InferContext& context) {
  const BatchNormAttrs& attrs = context.attrs<BatchNormAttrs>();
  const TensorType& x = context.input(0);
  const std::vector<Operand>& operands = batch_norm_operands();
  check_min_rank("batch_norm_c1", "x", x, 1);
  check_floating("batch_norm_c2", context, operands);
  const int axis = normal_axis("batch_norm_c3", attrs.axis, x.shape.size());
  for (std::size_t i = 1; i < operands.size(); ++i) {
    check_shape("batch_norm_c4", operands[i].name, context.input(static_cast<int>(i)).shape, {x.shape[static_cast<std::size_t>(axis)]});
  }
  check_epsilon("batch_norm_c5", attrs.epsilon);
  check_finite("batch_norm_c6", "momentum", attrs.momentum);
  return {x};
}

const std::vector<Operand>& layer_norm_operands() {
  static const std::vector<Operand> operands = {{"x", "any shape"},
                                                {"gamma", "the dimensions of x from `axis` on, scale", Operand::Arity::optional},
                                                {"beta", "the dimensions of x from `axis` on, shift", Operand::Arity::optional}};
  return operands;
}

struct TrailingNormLabels {
  std::string_view rank;
  std::string_view dtype;
  std::string_view axis;
  std::string_view parameters;
  std::string_view epsilon;
};

// layer_norm and rms_norm: over the dimensions from an axis to the last.
std::vector<TensorType> infer_trailing_norm(const TrailingNormLabels& labels, const InferContext& context,
                                            std::span<const Operand> operands) {
  const LayerNormAttrs& attrs = context.attrs<LayerNormAttrs>();
  const TensorType& x = context.input(0);
  check_min_rank(labels.rank, "x", x, 1);
  check_floating(labels.dtype, context, operands);
  const int axis = normal_axis(labels.axis, attrs.axis, x.shape.size());
  const Shape normalized(x.shape.begin() + axis, x.shape.end());
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const int at = static_cast<int>(i);
    if (context.has(at)) check_shape(labels.parameters, operands[i].name, context.input(at).shape, normalized);
  }
  check_epsilon(labels.epsilon, attrs.epsilon);
  return {x};
}

std::vector<TensorType> infer_layer_norm(const InferContext& context) {
  return infer_trailing_norm({"layer_norm_c1", "layer_norm_c2", "layer_norm_c3", "layer_norm_c4", "layer_norm_c5"}, context,
                             layer_norm_operands());
}

std::vector<TensorType> infer_rms_norm(const InferContext& context) {
  return infer_trailing_norm({"rms_norm_c1", "rms_norm_c2", "rms_norm_c3", "rms_norm_c4", "rms_norm_c5"}, context,
                             std::span(layer_norm_operands()).first(2));
}

const std::vector<Operand>& channel_norm_operands() {
  static const std::vector<Operand> operands = {
      {"x", "[N, C, ...]"}, {"gamma", "[C], scale", Operand::Arity::optional}, {"beta", "[C], shift", Operand::Arity::optional}};
  return operands;
}

void check_channel_parameters(std::string_view label, const InferContext& context) {
  const std::vector<Operand>& operands = channel_norm_operands();
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const int at = static_cast<int>(i);
    if (context.has(at)) check_shape(label, operands[i].name, context.input(at).shape, {context.input(0).shape[1]});
  }
}

std::vector<TensorType> infer_group_norm(const InferContext& context) {
  const GroupNormAttrs& attrs = context.attrs<GroupNormAttrs>();
  const TensorType& x = context.input(0);
  check_min_rank("group_norm_c1", "x", x, 2);
  check_floating("group_norm_c2", context, channel_norm_operands());
  check_at_least("group_norm_c3", "groups", attrs.groups, 1);
  if (x.shape[1].is_integer() && x.shape[1].integer() % attrs.groups != 0) {
    violated("group_norm_c3", "got {} channels in {} groups, wanted a multiple", x.shape[1].text(), attrs.groups);
  }
  check_channel_parameters("group_norm_c4", context);
  check_epsilon("group_norm_c5", attrs.epsilon);
  return {x};
}

std::vector<TensorType> infer_instance_norm(const InferContext& context) {
  const TensorType& x = context.input(0);
  check_min_rank("instance_norm_c1", "x", x, 3);
  check_floating("instance_norm_c2", context, channel_norm_operands());
  check_channel_parameters("instance_norm_c3", context);
  check_epsilon("instance_norm_c4", context.attrs<InstanceNormAttrs>().epsilon);
  return {x};
}

std::vector<TensorType> infer_lrn(const InferContext& context) {
  const LrnAttrs& attrs = context.attrs<LrnAttrs>();
  const TensorType& x = context.input(0);
  check_min_rank("lrn_c1", "x", x, 2);
  check_dtype("lrn_c2", "x", x, DTypeClass::floating);
  check_at_least("lrn_c3", "size", attrs.size, 1);
  check_finite("lrn_c4", "alpha", attrs.alpha);
  check_finite("lrn_c4", "beta", attrs.beta);
  check_finite("lrn_c4", "bias", attrs.bias);
  return {x};
}

// ---- Kernels.

struct Moments {
  double mean = 0.0;
  double variance = 0.0;
};

// In two passes: the variance of the distances from the mean does not cancel.
Moments moments(std::span<const double> elements) {
  const auto count = static_cast<double>(elements.size());
  double sum = 0.0;
  for (const double element : elements) sum += element;
  const double mean = sum / count;
  double squares = 0.0;
  for (const double element : elements) squares += (element - mean) * (element - mean);
  return {mean, squares / count};
}

double sum_of_squares(std::span<const double> elements) {
  double sum = 0.0;
  for (const double element : elements) sum += element * element;
  return sum;
}

// A parameter, or `filler` for each of its `count` elements where it is left out.
std::vector<double> parameter_or(const EvalContext& context, int i, std::int64_t count, double filler) {
  return context.has(i) ? to_doubles(context.input(i)) : std::vector<double>(static_cast<std::size_t>(count), filler);
}

Array like_input(const EvalContext& context, std::span<const double> y) {
  return from_doubles(context.input(0).dtype(), context.input(0).dims(), y);
}

std::vector<Array> eval_batch_norm(const EvalContext& context) {
  const BatchNormAttrs& attrs = context.attrs<BatchNormAttrs>();
  const std::vector<std::int64_t>& dims = context.input(0).dims();
  const AxisView view = view_around(dims, normal_axis("batch_norm_c3", attrs.axis, dims.size()));
  const std::vector<double> x = to_doubles(context.input(0));
  const std::vector<double> gamma = to_doubles(context.input(1));
  const std::vector<double> beta = to_doubles(context.input(2));
  const std::vector<double> mean = to_doubles(context.input(3));
  const std::vector<double> variance = to_doubles(context.input(4));
  std::vector<double> y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t c = i / static_cast<std::size_t>(view.inner) % static_cast<std::size_t>(view.size);
    const double scale = attrs.fix_gamma ? 1.0 : gamma[c];
    y[i] = (x[i] - mean[c]) / std::sqrt(variance[c] + attrs.epsilon) * scale + beta[c];
  }
  return {like_input(context, y)};
}

// Elements of x that are normalized together lie side by side, `count` of them.
std::int64_t trailing_count(const EvalContext& context) {
  const std::vector<std::int64_t>& dims = context.input(0).dims();
  const int axis = normal_axis("layer_norm_c3", context.attrs<LayerNormAttrs>().axis, dims.size());
  return product(std::span(dims).subspan(static_cast<std::size_t>(axis)));
}

std::vector<Array> eval_layer_norm(const EvalContext& context) {
  const double epsilon = context.attrs<LayerNormAttrs>().epsilon;
  const std::int64_t count = trailing_count(context);
  const auto row = static_cast<std::size_t>(count);
  const std::vector<double> x = to_doubles(context.input(0));
  const std::vector<double> gamma = parameter_or(context, 1, count, 1.0);
  const std::vector<double> beta = parameter_or(context, 2, count, 0.0);
  std::vector<double> y(x.size());
  for (std::size_t start = 0; start < x.size(); start += row) {
    const Moments of = moments(std::span(x).subspan(start, row));
    const double deviation = std::sqrt(of.variance + epsilon);
    for (std::size_t i = 0; i < row; ++i) y[start + i] = (x[start + i] - of.mean) / deviation * gamma[i] + beta[i];
  }
  return {like_input(context, y)};
}

std::vector<Array> eval_rms_norm(const EvalContext& context) {
  const double epsilon = context.attrs<RmsNormAttrs>().epsilon;
  const std::int64_t count = trailing_count(context);
  const auto row = static_cast<std::size_t>(count);
  const std::vector<double> x = to_doubles(context.input(0));
  const std::vector<double> gamma = parameter_or(context, 1, count, 1.0);
  std::vector<double> y(x.size());
  for (std::size_t start = 0; start < x.size(); start += row) {
    const double mean_square = sum_of_squares(std::span(x).subspan(start, row)) / static_cast<double>(count);
    const double root = std::sqrt(mean_square + epsilon);
    for (std::size_t i = 0; i < row; ++i) y[start + i] = x[start + i] / root * gamma[i];
  }
  return {like_input(context, y)};
}

// Channels of one group and all that follows them lie side by side. instance_norm has as many groups as channels.
std::vector<Array> normalize_groups(const EvalContext& context, std::int64_t groups, double epsilon) {
  const std::vector<std::int64_t>& dims = context.input(0).dims();
  const std::int64_t channels = dims[1];
  const auto inner = static_cast<std::size_t>(product(std::span(dims).subspan(2)));
  const std::vector<double> x = to_doubles(context.input(0));
  const std::vector<double> gamma = parameter_or(context, 1, channels, 1.0);
  const std::vector<double> beta = parameter_or(context, 2, channels, 0.0);
  std::vector<double> y(x.size());
  if (x.empty()) return {like_input(context, y)};
  const std::size_t together = static_cast<std::size_t>(channels / groups) * inner;
  for (std::size_t start = 0; start < x.size(); start += together) {
    const Moments of = moments(std::span(x).subspan(start, together));
    const double deviation = std::sqrt(of.variance + epsilon);
    for (std::size_t i = start; i < start + together; ++i) {
      const std::size_t c = i / inner % static_cast<std::size_t>(channels);
      y[i] = (x[i] - of.mean) / deviation * gamma[c] + beta[c];
    }
  }
  return {like_input(context, y)};
}

std::vector<Array> eval_group_norm(const EvalContext& context) {
  const GroupNormAttrs& attrs = context.attrs<GroupNormAttrs>();
  return normalize_groups(context, attrs.groups, attrs.epsilon);
}

std::vector<Array> eval_instance_norm(const EvalContext& context) {
  return normalize_groups(context, context.input(0).dims()[1], context.attrs<InstanceNormAttrs>().epsilon);
}

// Channel c sees those from c - floor((size-1)/2) to c + ceil((size-1)/2), as far as there are any.
std::vector<Array> eval_lrn(const EvalContext& context) {
  const LrnAttrs& attrs = context.attrs<LrnAttrs>();
  const AxisView view = view_around(context.input(0).dims(), 1);
  // More neighbours than there are channels change nothing but the divisor.
  const std::int64_t before = std::min((attrs.size - 1) / 2, view.size);
  const std::int64_t after = std::min(attrs.size / 2, view.size);
  const std::vector<double> x = to_doubles(context.input(0));
  std::vector<double> y(x.size());
  const auto at = [&](std::int64_t outer, std::int64_t c, std::int64_t inner) {
    return static_cast<std::size_t>((outer * view.size + c) * view.inner + inner);
  };
  for (std::int64_t outer = 0; outer < view.outer; ++outer) {
    for (std::int64_t c = 0; c < view.size; ++c) {
      for (std::int64_t inner = 0; inner < view.inner; ++inner) {
        double squares = 0.0;
        for (std::int64_t near = std::max<std::int64_t>(0, c - before); near <= std::min(view.size - 1, c + after); ++near) {
          squares += x[at(outer, near, inner)] * x[at(outer, near, inner)];
        }
        const double base = attrs.bias + attrs.alpha / static_cast<double>(attrs.size) * squares;
        y[at(outer, c, inner)] = x[at(outer, c, inner)] / std::pow(base, attrs.beta);
      }
    }
  }
  return {like_input(context, y)};
}

// ---- Records.

Operator batch_norm() {
  return {
      .name = "batch_norm",
      .family = "norm",
      .doc = "Batch normalization with the running statistics: (x - mean) / sqrt(var + epsilon) * gamma + beta per channel",
      .inputs = batch_norm_operands(),
      .outputs = {{"y", "the type of x"}},
      .constraints = {{"batch_norm_c1", "x has rank 1 or more"},
                      {"batch_norm_c2", "x and the parameters are of floating types"},
                      {"batch_norm_c3", "axis is a dimension of x"},
                      {"batch_norm_c4", "each parameter has one element per channel"},
                      {"batch_norm_c5", "epsilon is a finite number, 0 or more"},
                      {"batch_norm_c6", "momentum is a finite number"}},
      .defaults = BatchNormAttrs{},
      .infer = infer_batch_norm,
      .eval = eval_batch_norm,
      .cost = cost_per_input_element,
      .source = "Ioffe and Szegedy, Batch Normalization, arXiv:1502.03167, algorithm 2",
  };
}

Operator layer_norm() {
  return {
      .name = "layer_norm",
      .family = "norm",
      .doc = "Layer normalization over the dimensions from `axis` to the last",
      .inputs = layer_norm_operands(),
      .outputs = {{"y", "the type of x"}},
      .constraints = {{"layer_norm_c1", "x has rank 1 or more"},
                      {"layer_norm_c2", "x and the parameters are of floating types"},
                      {"layer_norm_c3", "axis is a dimension of x"},
                      {"layer_norm_c4", "the parameters have the dimensions of x from axis on"},
                      {"layer_norm_c5", "epsilon is a finite number, 0 or more"}},
      .defaults = LayerNormAttrs{},
      .infer = infer_layer_norm,
      .eval = eval_layer_norm,
      .cost = cost_per_input_element,
      .source = "Ba, Kiros and Hinton, Layer Normalization, arXiv:1607.06450, section 3",
  };
}

Operator rms_norm() {
  return {
      .name = "rms_norm",
      .family = "norm",
      .doc = "Division by the root mean square over the dimensions from `axis` to the last",
      .inputs = {layer_norm_operands()[0], layer_norm_operands()[1]},
      .outputs = {{"y", "the type of x"}},
      .constraints = {{"rms_norm_c1", "x has rank 1 or more"},
                      {"rms_norm_c2", "x and gamma are of floating types"},
                      {"rms_norm_c3", "axis is a dimension of x"},
                      {"rms_norm_c4", "gamma has the dimensions of x from axis on"},
                      {"rms_norm_c5", "epsilon is a finite number, 0 or more"}},
      .defaults = RmsNormAttrs{},
      .infer = infer_rms_norm,
      .eval = eval_rms_norm,
      .cost = cost_per_input_element,
      .source = "Zhang and Sennrich, Root Mean Square Layer Normalization, arXiv:1910.07467, section 4",
  };
}

Operator group_norm() {
  return {
      .name = "group_norm",
      .family = "norm",
      .doc = "Normalization over groups of channels of each sample",
      .inputs = channel_norm_operands(),
      .outputs = {{"y", "the type of x"}},
      .constraints = {{"group_norm_c1", "x has rank 2 or more"},
                      {"group_norm_c2", "x and the parameters are of floating types"},
                      {"group_norm_c3", "groups is positive and divides the channels"},
                      {"group_norm_c4", "each parameter has one element per channel"},
                      {"group_norm_c5", "epsilon is a finite number, 0 or more"}},
      .defaults = GroupNormAttrs{},
      .infer = infer_group_norm,
      .eval = eval_group_norm,
      .cost = cost_per_input_element,
      .source = "Wu and He, Group Normalization, arXiv:1803.08494, section 3.1",
  };
}

Operator instance_norm() {
  return {
      .name = "instance_norm",
      .family = "norm",
      .doc = "Normalization over the spatial dimensions of each channel of each sample",
      .inputs = channel_norm_operands(),
      .outputs = {{"y", "the type of x"}},
      .constraints = {{"instance_norm_c1", "x has rank 3 or more"},
                      {"instance_norm_c2", "x and the parameters are of floating types"},
                      {"instance_norm_c3", "each parameter has one element per channel"},
                      {"instance_norm_c4", "epsilon is a finite number, 0 or more"}},
      .defaults = InstanceNormAttrs{},
      .infer = infer_instance_norm,
      .eval = eval_instance_norm,
      .cost = cost_per_input_element,
      .source = "Ulyanov, Vedaldi and Lempitsky, Instance Normalization, arXiv:1607.08022, equation 4",
  };
}

Operator lrn() {
  return {
      .name = "lrn",
      .family = "norm",
      .doc = "Local response normalization: x / (bias + alpha/size * sum of x^2 over `size` neighbouring channels)^beta",
      .inputs = {{"x", "[N, C, ...]"}},
      .outputs = {{"y", "the type of x"}},
      .constraints = {{"lrn_c1", "x has rank 2 or more"},
                      {"lrn_c2", "x is of a floating type"},
                      {"lrn_c3", "size is 1 or more"},
                      {"lrn_c4", "alpha, beta and bias are finite numbers"}},
      .defaults = LrnAttrs{},
      .infer = infer_lrn,
      .eval = eval_lrn,
      .cost = cost_per_input_element,
      .source =
          "Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural Networks, 2012, section 3.3; even "
          "sizes as in https://onnx.ai/onnx/operators/onnx__LRN.html",
  };
}

}  // namespace

std::vector<Operator> norm_operators() {
  return {batch_norm(), layer_norm(), rms_norm(), group_norm(), instance_norm(), lrn(), l2_normalize(), lp_normalize()};
}

}  // namespace nnfront::ops
