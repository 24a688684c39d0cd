// Counts every axis from the front, and writes out the axes and steps that a slice leaves out and the pads of the dimensions that a pad
// does not name.
//
// A spelling, so that equal operators are equal in attributes (eliminate_common_subexpressions) and no later stage has to know two
// ways. An operator's record says what its axes are dimensions of; without a rank nothing can be counted and the node stays.
//
//   %1 = softmax(%0) axis=-1 : float32[1,10]           %1 = softmax(%0) axis=1 : float32[1,10]
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool canonicalise_axes(Graph& graph);

}  // namespace nnfront::passes
