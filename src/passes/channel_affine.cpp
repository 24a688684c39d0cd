#include "passes/channel_affine.h"

#include <algorithm>
#include <cmath>
#include <cstring>
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

// A weight in C order as runs of equal length, each of one channel.
struct ChannelRuns {
  std::int64_t length = 1;
  std::int64_t columns = 1;         // runs next to each other that are of different channels
  std::int64_t rows_per_group = 1;  // rows of so many runs that are of the same channels

  std::int64_t first_of_row(std::int64_t run) const { return run / (columns * rows_per_group) * columns; }
  std::int64_t channel_of(std::int64_t element) const {
    const std::int64_t run = element / length;
    return first_of_row(run) + run % columns;
  }
};

bool is_transposed(const Node& layer) {
  return layer.op->name == "conv_transpose";
}

// By the channels of dims[0]: the outputs, but for a transposed convolution.
ChannelRuns outer_runs(const std::vector<std::int64_t>& dims) {
  return {ops::product(std::span(dims).subspan(1)), 1, 1};
}

// By the channels of dims[1], which every group has for itself: the inputs, but for a transposed convolution.
ChannelRuns inner_runs(const Node& layer, const std::vector<std::int64_t>& dims) {
  return {ops::product(std::span(dims).subspan(2)), dims[1], dims[0] / groups_of(layer)};
}

// Calls visit(begin, end, channel) for every run that elements [first, first + count) are of, counted from `first`.
template <class Visit>
void for_each_run(const ChannelRuns& runs, std::int64_t first, std::int64_t count, const Visit& visit) {
  std::int64_t run = first / runs.length;
  std::int64_t column = run % runs.columns;
  std::int64_t first_of_row = runs.first_of_row(run);
  for (std::int64_t begin = 0; begin < count; ++run) {
    const std::int64_t end = std::min(count, (run + 1) * runs.length - first);
    visit(begin, end, first_of_row + column);
    begin = end;
    if (++column < runs.columns) continue;
    column = 0;
    first_of_row = runs.first_of_row(run + 1);
  }
}

// Each run times the factor of its channel, in double, rounded once.
template <class T>
void scale_runs(std::span<T> elements, const ChannelRuns& runs, std::int64_t first, std::span<const double> factors) {
  for_each_run(runs, first, static_cast<std::int64_t>(elements.size()), [&](std::int64_t begin, std::int64_t end, std::int64_t channel) {
    const double factor = factors[channel];
    for (std::int64_t i = begin; i < end; ++i) elements[i] = static_cast<T>(elements[i] * factor);
  });
}

// In double, rounded once.
template <class Change>
void change_doubles(const ElementRange& range, const Change& change) {
  Doubles elements = ops::to_doubles(Array::view(range.dtype, {range.count}, range.bytes.data(), nullptr));
  change(std::span(elements));
  const Array rounded = ops::from_doubles(range.dtype, {range.count}, elements);
  std::memcpy(range.bytes.data(), rounded.data(), rounded.bytes());
}

void scale_range(const ElementRange& range, const ChannelRuns& runs, std::span<const double> factors) {
  const auto count = static_cast<std::size_t>(range.count);
  // The common type without a detour over doubles in memory: weights are the bulk of a model.
  if (range.dtype == DType::float32) {
    return scale_runs(std::span(reinterpret_cast<float*>(range.bytes.data()), count), runs, range.first, factors);
  }
  change_doubles(range, [&](std::span<double> elements) { scale_runs(elements, runs, range.first, factors); });
}

enum class Side { behind, in_front };

Tensor scaled_weight(const Node& layer, const Tensor& weight, const Tensor& scale, Side side) {
  const bool outer = is_transposed(layer) == (side == Side::in_front);
  const ChannelRuns runs = outer ? outer_runs(weight.dims()) : inner_runs(layer, weight.dims());
  return Tensor(ElementwiseChange{weight, {scale}, [runs](std::span<const Array> operands, const ElementRange& range) {
                                    scale_range(range, runs, operands[0].as<double>());
                                  }});
}

// bias * scale + shift per output channel, each of the three absent at will.
Tensor moved_bias(DType dtype, std::int64_t channels, const std::optional<Tensor>& bias, const ChannelAffine& affine) {
  const bool has_scale = bias && affine.scale;
  const bool has_shift = affine.shift.has_value();
  std::vector<Tensor> operands;
  if (has_scale) operands.push_back(*affine.scale);
  if (has_shift) operands.push_back(*affine.shift);
  const auto move = [=](std::span<const Array> arrays, std::int64_t first, std::span<double> elements) {
    const auto scale = has_scale ? arrays[0].as<double>().subspan(first) : std::span<const double>();
    const auto shift = has_shift ? arrays[has_scale ? 1 : 0].as<double>().subspan(first) : std::span<const double>();
    for (std::size_t i = 0; i < elements.size(); ++i) {
      if (has_scale) elements[i] *= scale[i];
      if (has_shift) elements[i] += shift[i];
    }
  };
  if (bias && bias->dtype() == dtype && bias->dims() == std::vector{channels}) {
    return Tensor(ElementwiseChange{*bias, std::move(operands), [move](std::span<const Array> arrays, const ElementRange& range) {
                                      change_doubles(range, [&](std::span<double> elements) { move(arrays, range.first, elements); });
                                    }});
  }
  if (bias) operands.push_back(*bias);
  return deferred("moved bias", dtype, {channels}, std::move(operands), [=, has_bias = bias.has_value()](std::span<const Array> arrays) {
    Doubles result = has_bias ? ops::to_doubles(arrays.back()) : Doubles(static_cast<std::size_t>(channels), 0.0);
    move(arrays, 0, result);
    return ops::from_doubles(dtype, {channels}, result);
  });
}

// What a shift of the input adds to every output: the sum of weight * shift over the taps.
class ShiftSum {
 public:
  ShiftSum(const ChannelRuns& outputs, const ChannelRuns& inputs, std::int64_t channels, Array shifts)
      : outputs_(outputs),
        inputs_(inputs),
        taps_(std::min(outputs.length, inputs.length)),
        shifts_(std::move(shifts)),
        sums_(static_cast<std::size_t>(channels), 0.0) {}

  // The next elements of the weight, in C order. The taps of a pair of channels may come in parts.
  void add(std::span<const double> elements) {
    const auto shifts = shifts_.as<double>();
    while (!elements.empty()) {
      const std::size_t count = std::min(elements.size(), static_cast<std::size_t>(taps_ - passed_ % taps_));
      tap_sum_ = std::accumulate(elements.begin(), elements.begin() + static_cast<std::ptrdiff_t>(count), tap_sum_);
      elements = elements.subspan(count);
      const std::int64_t last = passed_ + static_cast<std::int64_t>(count) - 1;
      passed_ = last + 1;
      if (passed_ % taps_ != 0) continue;
      sums_[outputs_.channel_of(last)] += tap_sum_ * shifts[inputs_.channel_of(last)];
      tap_sum_ = 0.0;
    }
  }

  std::int64_t passed() const { return passed_; }
  const Doubles& sums() const { return sums_; }

 private:
  ChannelRuns outputs_;
  ChannelRuns inputs_;
  std::int64_t taps_;
  Array shifts_;
  Doubles sums_;
  double tap_sum_ = 0.0;
  std::int64_t passed_ = 0;
};

Tensor shift_through(const Node& layer, const Tensor& weight, const Tensor& shift, std::int64_t channels) {
  const std::vector<std::int64_t>& dims = weight.dims();
  const ChannelRuns outer = outer_runs(dims);
  const ChannelRuns inner = inner_runs(layer, dims);
  const bool transposed = is_transposed(layer);
  // The weight is no input: it is passed through, never held as a whole.
  return deferred("shift through weight", DType::float64, {channels}, {shift}, [=](std::span<const Array> inputs) {
    ShiftSum sum(transposed ? inner : outer, transposed ? outer : inner, channels, inputs[0]);
    weight.stream([&](std::span<const std::byte> bytes) {
      const std::int64_t count = std::min(elements_in(weight.dtype(), bytes.size()), weight.size() - sum.passed());
      sum.add(ops::to_doubles(Array::view(weight.dtype(), {count}, bytes.data(), nullptr)));
    });
    return ops::from_doubles(DType::float64, {channels}, sum.sums());
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
