// Merges a transpose with the transpose in front of it, and removes one that moves nothing.
//
// Exact and without a gradient of its own: both forms. In the fused form eliminate_transposes does more; this is what is left for the
// reconstruct form, whose other nodes stay where the source has them.
//
//   %1 = transpose(%0) permutation=[0,2,3,1] ...
//   %2 = transpose(%1) permutation=[0,3,1,2] ...
//   %3 = relu(%2) ...                                  %3 = relu(%0) ...      alias %2 = %0
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool merge_transposes(Graph& graph);

}  // namespace nnfront::passes
