#include "passes/channel_affine.h"

#include <cmath>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "ops/conv.h"
#include "ops/kernels.h"
#include "ops/norm.h"

namespace nnfront::passes {

namespace {

using Doubles = std::vector<double>;

Tensor deferred(std::string name, DType dtype, std::vector<std::int64_t> dims, std::vector<Tensor> inputs,
                std::function<Array(std::span<const Array>)> compute) {
  return Tensor(dtype, std::move(dims), DeferredComputation{std::move(name), std::move(inputs), std::move(compute)});
}

std::int64_t groups_of(const Node& layer) {
  if (layer.op->name == "conv") return layer.attributes.as<ops::ConvAttrs>().groups;
  if (layer.op->name == "conv_transpose") return layer.attributes.as<ops::ConvTransposeAttrs>().groups;
  return 1;
}

// A weight seen as rows of equal length whose elements all belong to one output and one input channel.
struct WeightRows {
  std::int64_t rows = 0;
  std::int64_t length = 0;
  std::int64_t columns = 0;          // dims[1]
  std::int64_t first_per_group = 0;  // dims[0] / groups
  bool transposed = false;

  std::int64_t output_channel(std::int64_t row) const {
    if (!transposed) return row / columns;
    return row / columns / first_per_group * columns + row % columns;
  }
  std::int64_t input_channel(std::int64_t row) const {
    if (transposed) return row / columns;
    return row / columns / first_per_group * columns + row % columns;
  }
};

WeightRows rows_of(const Node& layer, const std::vector<std::int64_t>& dims) {
  WeightRows rows;
  rows.columns = dims[1];
  rows.rows = dims[0] * dims[1];
  rows.length = ops::product(std::span(dims).subspan(2));
  rows.first_per_group = dims[0] / groups_of(layer);
  rows.transposed = layer.op->name == "conv_transpose";
  return rows;
}

// Each row times its factor, in double, rounded once.
Array scaled_rows(const Array& weight, const WeightRows& rows, const Doubles& factors) {
  if (weight.dtype() != DType::float32) {
    Doubles elements = ops::to_doubles(weight);
    for (std::int64_t i = 0; i < weight.size(); ++i) elements[i] *= factors[i / rows.length];
    return ops::from_doubles(weight.dtype(), weight.dims(), elements);
  }
  // The common type without a detour over doubles in memory: weights are the bulk of a model.
  Array result(DType::float32, weight.dims());
  const auto in = weight.as<float>();
  const auto out = result.as_mutable<float>();
  for (std::int64_t row = 0; row < rows.rows; ++row) {
    const double factor = factors[row];
    for (std::int64_t i = row * rows.length; i < (row + 1) * rows.length; ++i) out[i] = static_cast<float>(in[i] * factor);
  }
  return result;
}

enum class Side { behind, in_front };

Tensor scaled_weight(const Node& layer, const Tensor& weight, const Tensor& scale, Side side) {
  const WeightRows rows = rows_of(layer, weight.dims());
  return deferred("scaled weight", weight.dtype(), weight.dims(), {weight, scale}, [rows, side](std::span<const Array> inputs) {
    const auto channels = inputs[1].as<double>();
    Doubles factors(static_cast<std::size_t>(rows.rows));
    for (std::int64_t row = 0; row < rows.rows; ++row) {
      factors[row] = channels[side == Side::behind ? rows.output_channel(row) : rows.input_channel(row)];
    }
    return scaled_rows(inputs[0], rows, factors);
  });
}

// bias * scale + shift per output channel, each of the three absent at will.
Tensor moved_bias(DType dtype, std::int64_t channels, const std::optional<Tensor>& bias, const ChannelAffine& affine) {
  std::vector<Tensor> inputs;
  const auto add = [&](const std::optional<Tensor>& tensor) {
    if (!tensor) return -1;
    inputs.push_back(*tensor);
    return static_cast<int>(inputs.size()) - 1;
  };
  const int bias_at = add(bias);
  const int scale_at = add(affine.scale);
  const int shift_at = add(affine.shift);
  return deferred("moved bias", dtype, {channels}, std::move(inputs), [=](std::span<const Array> arrays) {
    Doubles result = bias_at < 0 ? Doubles(static_cast<std::size_t>(channels), 0.0) : ops::to_doubles(arrays[bias_at]);
    for (std::int64_t c = 0; c < channels; ++c) {
      if (bias_at >= 0 && scale_at >= 0) result[c] *= arrays[scale_at].as<double>()[c];
      if (shift_at >= 0) result[c] += arrays[shift_at].as<double>()[c];
    }
    return ops::from_doubles(dtype, {channels}, result);
  });
}

// What a shift of the input adds to every output: the sum of weight * shift over the taps.
Tensor shift_through(const Node& layer, const Tensor& weight, const Tensor& shift, std::int64_t channels) {
  const WeightRows rows = rows_of(layer, weight.dims());
  return deferred("shift through weight", DType::float64, {channels}, {weight, shift}, [=](std::span<const Array> inputs) {
    const Doubles elements = ops::to_doubles(inputs[0]);
    const auto shifts = inputs[1].as<double>();
    Array result(DType::float64, {channels});
    const auto sums = result.as_mutable<double>();
    for (std::int64_t row = 0; row < rows.rows; ++row) {
      const auto taps = std::span(elements).subspan(static_cast<std::size_t>(row * rows.length), static_cast<std::size_t>(rows.length));
      sums[rows.output_channel(row)] += std::accumulate(taps.begin(), taps.end(), 0.0) * shifts[rows.input_channel(row)];
    }
    return result;
  });
}

ParameterAttrs attributes_like(const Node& source, ParameterRole role) {
  if (source.attributes.is<ParameterAttrs>()) {
    ParameterAttrs attrs = source.attributes.as<ParameterAttrs>();
    attrs.role = role;
    return attrs;
  }
  ParameterAttrs attrs;
  attrs.role = role;
  attrs.trainable = false;
  return attrs;
}

const Node* bias_of(const Rewriter& rewriter, const Node& layer) {
  return layer.inputs.size() > 2 ? rewriter.constant(layer.inputs[2]) : nullptr;
}

void fold_bias(Rewriter& rewriter, Node& layer, const ChannelAffine& affine, DType dtype, std::int64_t channels) {
  const Node* bias = bias_of(rewriter, layer);
  if (bias == nullptr && !affine.shift) return;
  const Node& source = bias != nullptr ? *bias : *affine.shift_source;
  const std::optional<Tensor> old = bias != nullptr ? std::optional(bias->tensor) : std::nullopt;
  ParameterAttrs like = attributes_like(source, ParameterRole::bias);
  // Of another shape than the source, and not sparse whatever that was.
  like.sparsity_pattern.clear();
  like.sparsity_target = 0.0;
  like.sparsity_mask.clear();
  like.sparsity_storage = SparseStorage::dense;
  rewriter.fold_input(layer, 2, source, std::move(like), moved_bias(dtype, channels, old, affine));
}

void fold_weight(Rewriter& rewriter, Node& layer, const Tensor& scale, Side side) {
  const Node& weight = *rewriter.constant(layer.inputs[1]);
  Tensor scaled = scaled_weight(layer, weight.tensor, scale, side);
  // Zeros stay zeros, so pattern and mask are those of the source.
  rewriter.fold_input(layer, 1, weight, attributes_like(weight, ParameterRole::weight), std::move(scaled));
}

bool is_weighted(const Node& node) {
  return node.op->name == "conv" || node.op->name == "conv_transpose" || node.op->name == "dense";
}

}  // namespace

std::optional<WeightedLayer> weighted_layer(const Rewriter& rewriter, const Node& node) {
  if (!is_weighted(node) || !node.epilogue.empty() || !node.inputs[0]) return std::nullopt;
  const Node* weight = rewriter.constant(node.inputs[1]);
  if (weight == nullptr || !is_floating(weight->tensor.dtype()) || weight->tensor.size() == 0) return std::nullopt;
  const bool has_bias = node.inputs.size() > 2 && node.inputs[2].has_value();
  if (has_bias && bias_of(rewriter, node) == nullptr) return std::nullopt;
  const TensorType& input = rewriter.type(*node.inputs[0]);
  if (!node.outputs[0].type.ranked || !input.ranked) return std::nullopt;

  const std::vector<std::int64_t>& dims = weight->tensor.dims();
  const std::int64_t groups = groups_of(node);
  if (node.op->name == "conv_transpose") return WeightedLayer{dims[1] * groups, dims[0], 1, 1};
  if (node.op->name == "conv") return WeightedLayer{dims[0], dims[1] * groups, 1, 1};
  const auto last = static_cast<std::int64_t>(input.shape.size()) - 1;
  return WeightedLayer{dims[0], dims[1], last, last};
}

void fold_behind(Rewriter& rewriter, Node& layer, const ChannelAffine& affine) {
  const WeightedLayer shape = *weighted_layer(rewriter, layer);
  fold_bias(rewriter, layer, affine, rewriter.constant(layer.inputs[1])->tensor.dtype(), shape.output_channels);
  if (affine.scale) fold_weight(rewriter, layer, *affine.scale, Side::behind);
}

void fold_in_front(Rewriter& rewriter, Node& layer, const ChannelAffine& affine) {
  const WeightedLayer shape = *weighted_layer(rewriter, layer);
  const Tensor weight = rewriter.constant(layer.inputs[1])->tensor;
  if (affine.shift) {
    const Tensor shift = shift_through(layer, weight, *affine.shift, shape.output_channels);
    fold_bias(rewriter, layer, {std::nullopt, shift, affine.shift_source}, weight.dtype(), shape.output_channels);
  }
  if (affine.scale) fold_weight(rewriter, layer, *affine.scale, Side::in_front);
}

std::optional<ChannelAffine> batch_norm_affine(const Rewriter& rewriter, const Node& batch_norm) {
  std::vector<Tensor> parameters;
  for (std::size_t i = 1; i < 5; ++i) {
    const Node* parameter = rewriter.constant(batch_norm.inputs[i]);
    if (parameter == nullptr) return std::nullopt;
    parameters.push_back(parameter->tensor);
  }
  const auto& attrs = batch_norm.attributes.as<ops::BatchNormAttrs>();
  const std::vector<std::int64_t> dims{parameters[0].size()};
  const bool fix_gamma = attrs.fix_gamma;
  const double epsilon = attrs.epsilon;
  const Tensor scale =
      deferred("batch norm scale", DType::float64, dims, {parameters[0], parameters[3]}, [=](std::span<const Array> inputs) {
        const Doubles gamma = ops::to_doubles(inputs[0]);
        Doubles result = ops::to_doubles(inputs[1]);
        for (std::size_t c = 0; c < result.size(); ++c) result[c] = (fix_gamma ? 1.0 : gamma[c]) / std::sqrt(result[c] + epsilon);
        return ops::from_doubles(DType::float64, dims, result);
      });
  const Tensor shift =
      deferred("batch norm shift", DType::float64, dims, {parameters[1], parameters[2], scale}, [=](std::span<const Array> inputs) {
        Doubles result = ops::to_doubles(inputs[0]);
        const Doubles mean = ops::to_doubles(inputs[1]);
        for (std::size_t c = 0; c < result.size(); ++c) result[c] -= mean[c] * inputs[2].as<double>()[c];
        return ops::from_doubles(DType::float64, dims, result);
      });
  return ChannelAffine{scale, shift, rewriter.constant(batch_norm.inputs[2])};
}

std::optional<Tensor> per_channel(const Node& constant, std::size_t rank, std::int64_t axis, std::int64_t channels, ConstantForm form) {
  const std::vector<std::int64_t>& dims = constant.tensor.dims();
  if (dims.size() > rank || !is_floating(constant.tensor.dtype())) return std::nullopt;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    const bool along_channels = static_cast<std::int64_t>(i + rank - dims.size()) == axis;
    if (dims[i] != 1 && !(along_channels && dims[i] == channels)) return std::nullopt;
  }
  return deferred("per channel", DType::float64, {channels}, {constant.tensor}, [channels, form](std::span<const Array> inputs) {
    const Doubles given = ops::to_doubles(inputs[0]);
    Doubles result(static_cast<std::size_t>(channels));
    for (std::size_t c = 0; c < result.size(); ++c) {
      const double value = given[given.size() == 1 ? 0 : c];
      result[c] = form == ConstantForm::plain ? value : form == ConstantForm::negated ? -value : 1.0 / value;
    }
    return ops::from_doubles(DType::float64, {channels}, result);
  });
}

}  // namespace nnfront::passes
