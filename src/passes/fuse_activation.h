// Puts an activation into the epilogue of the operator that makes its input.
//
// After fuse_residual_add, so that steps stand in the order residual, activation. Producers that carry activations: conv,
// conv_transpose, dense, matmul, and the batch_norm and add nodes that could not be folded or fused themselves. Only where nobody
// else reads the producer's value. Several activations in a row become several steps. The producer's value stays addressable as the
// step's `value`.
//
//   %3 = conv(%0, %1, %2) ... : float32[1,8,4,4]
//   %4 = relu(%3) : float32[1,8,4,4]                   %4 = conv(%0, %1, %2) ... swallowed=[3] then relu(%3)
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool fuse_activation(Graph& graph);

}  // namespace nnfront::passes
