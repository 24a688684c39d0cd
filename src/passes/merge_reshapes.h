// Merges a reshape with the reshape in front of it, and removes one that cannot change a shape. squeeze and unsqueeze at axes that are
// named become reshapes first.
//
// After fold_constants, which turns targets into attributes. Two reshapes in a row are one, whose target is the second's with d0, d1,
// ... replaced by what the first says about them; where the first says -1 the two stay. So the result is as flexible towards other
// input shapes as the pair was. Exact, and elements keep their order: both forms.
//
//   %1 = reshape(%0) shape=[d0,-1] : float32[2,12]
//   %2 = reshape(%1) shape=[d0,3,4] : float32[2,3,4]   %2 = reshape(%0) shape=[d0,3,4] : float32[2,3,4]   swallowed=[1]
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool merge_reshapes(Graph& graph);

}  // namespace nnfront::passes
