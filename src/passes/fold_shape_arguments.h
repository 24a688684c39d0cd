// Turns shape arguments that are computed from shapes into attributes.
//
// An input that stands for an attribute (a reshape's `target`) becomes the attribute where its content follows from shapes and can be said
// for inputs of any size: by integers or, for reshape and broadcast_to, by expressions in the dimensions d0, d1, ... of the node's own
// input; one entry of a reshape that cannot be said so is -1. Sizes that the graph's inputs happen to have are no integers here: the graph
// stays valid for others. What cannot be said so stays an input. Nodes inside subgraphs keep theirs.
//
// Behind fold_constants, which needs nothing but stored tensors, and in front of the passes that read attributes; what computed the
// arguments is dead afterwards.
//
//   %1 = shape_of(%0) : int64[3]
//   %2 = gather(%1, %3) : int64[]                       # %3 is 0
//   ...
//   %8 = concat(...) : int64[4]                         # [batch, seq, 12, 64]
//   %9 = reshape(%0, %8) : float32[1,128,12,64]         %9 = reshape(%0) shape=[d0,d1,12,64] : float32[1,128,12,64]
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool fold_shape_arguments(Graph& graph);

}  // namespace nnfront::passes
