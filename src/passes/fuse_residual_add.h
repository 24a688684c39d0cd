// Puts the addition of two activations of one shape into the epilogue of the operator that makes one of them.
//
// After biases are in place and before activations, because that is the order in which an accelerator applies them: bias, residual,
// activation. The addition goes into the topologically later of the operands' producers that can carry it (conv, conv_transpose, dense,
// matmul, whose value nobody else reads), so the other operand is there when the producer ends. An addition of a value to itself and
// an addition that stretches an operand stay.
//
//   %3 = conv(%0, %1, none) ... : float32[1,8,4,4]
//   %4 = add(%3, %2) : float32[1,8,4,4]                %4 = conv(%0, %1, none) ... swallowed=[3] then add(%3, %2)
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool fuse_residual_add(Graph& graph);

}  // namespace nnfront::passes
