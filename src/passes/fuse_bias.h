// Moves the addition (or subtraction) of a constant per output channel into the bias of the layer in front of it.
//
// Before fold_batch_norm, since frameworks put such an addition between layer and batch norm, and again behind fold_scale. Only where
// the constant varies along the channels alone and does not stretch the output, and where nobody else reads the layer's value.
// A constant that is a bias already, [C] of the weight's type behind a layer without one, is taken as it is.
//
//   %3 = conv(%0, %1, none) ...                        %5 = parameter() key="c.folded" role="bias" ...
//   %4 = add(%3, %2) : float32[1,8,4,4]                %4 = conv(%0, %1, %5) ... swallowed=[3]
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool fuse_bias(Graph& graph);

}  // namespace nnfront::passes
