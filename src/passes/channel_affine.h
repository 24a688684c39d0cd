// The arithmetic that fold_batch_norm, fold_scale and fuse_bias share: y[c] = scale[c] * x[c] + shift[c] along the channels of a layer
// with weights, moved into those weights. Tensors here are recorded, not computed; what is computed is computed in double and
// rounded once, to the type of the weight.
#pragma once

#include <cstdint>
#include <optional>

#include "passes/rewriter.h"

namespace nnfront::passes {

// Both are float64 of one element per channel; absent means 1 and 0. `shift_source` gives a new bias its name.
struct ChannelAffine {
  std::optional<Tensor> scale;
  std::optional<Tensor> shift;
  const Node* shift_source = nullptr;
};

// A layer whose weights (and bias, where it has one) are known, of a floating type, without epilogue: conv, conv_transpose or dense.
struct WeightedLayer {
  std::int64_t output_channels = 0;
  std::int64_t input_channels = 0;
  std::int64_t output_axis = 1;  // of the channels in the output
  std::int64_t input_axis = 1;   // of the channels in the input
};
// No value where `node` is no such layer.
std::optional<WeightedLayer> weighted_layer(const Rewriter& rewriter, const Node& node);

// layer(x) becomes affine(layer(x)).
void fold_behind(Rewriter& rewriter, Node& layer, const ChannelAffine& affine);
// layer(x) becomes layer(affine(x)): exact only where no tap of a window falls on padding, so not for conv_transpose.
void fold_in_front(Rewriter& rewriter, Node& layer, const ChannelAffine& affine);

// What a batch_norm does with its running statistics. No value where a parameter is not known.
std::optional<ChannelAffine> batch_norm_affine(const Rewriter& rewriter, const Node& batch_norm);

// `constant` as one float64 per channel where it broadcasts to a tensor of rank `rank` along `axis` alone (a scalar does). `negate`
// and `invert` give -c and 1/c. No value where it varies along another axis.
enum class ConstantForm { plain, negated, inverted };
std::optional<Tensor> per_channel(const Node& constant, std::size_t rank, std::int64_t axis, std::int64_t channels, ConstantForm form);

}  // namespace nnfront::passes
