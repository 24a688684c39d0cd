// Replaces what depends on stored tensors alone by its result.
//
// Before every fusion, so that a weight that the source transposes, casts or scales on the way is a parameter when the fusions look
// at it. The result keeps the node's id, since it is the same tensor; several outputs become several nodes with new ids. It is
// computed by the operator's reference kernel when it is needed (when the parameter file is written), or at once where it
// becomes a constant in the graph file (4,096 bytes at most). Capped: a result may take max(64 KiB, bytes of its inputs), so that
// a graph cannot blow up; larger ones stay computations.
//
// Stored are constants and, in the fused form, parameters that no run changes. In the reconstruct form a parameter has a gradient, so
// constants alone are folded there. A stored input that stands for an attribute (a reshape's `target`) becomes the attribute in both.
//
//   %1 = parameter() key="w" ... : float32[3,4]
//   %2 = transpose(%1) permutation=[1,0] ...           %2 = parameter() key="w.folded" ... : float32[4,3]
//   %3 = dense(%0, %2, none) ...                       %3 = dense(%0, %2, none) ...
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool fold_constants(Graph& graph);

}  // namespace nnfront::passes
