// Moves a multiplication with (or a division by) a constant per output channel into the weights and bias of the layer in front of it,
// and the subtraction of the layer from such a constant, which is a scale of -1 and a bias.
//
// Beside fuse_bias, before fold_batch_norm. Under the same conditions: the constant varies along the channels alone and does not stretch
// the output, and nobody else reads the layer's value.
//
//   %3 = conv(%0, %1, none) ...                        %5 = parameter() key="w.folded" role="weight" ...
//   %4 = mul(%3, %2) : float32[1,8,4,4]                %4 = conv(%0, %5, none) ... swallowed=[3]
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool fold_scale(Graph& graph);

}  // namespace nnfront::passes
