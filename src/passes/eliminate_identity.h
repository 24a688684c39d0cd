// Removes operators that hand on their input unchanged, for every input they may get.
//
// First of all, so that no later pass has to look through them. Exact and without a gradient of its own: both forms. Covers
// identity, a cast to the same type, a concat of one, a pad of nothing, a tile of ones, a flip of no axis and a split in one part.
// A no-op reshape or transpose is for merge_reshapes and merge_transposes.
//
//   %1 = relu(%0) : float32[1,4]                  %1 = relu(%0) : float32[1,4]
//   %2 = identity(%1) : float32[1,4]              %3 = tanh(%1) : float32[1,4]
//   %3 = tanh(%2) : float32[1,4]                  alias %2 = %1
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool eliminate_identity(Graph& graph);

}  // namespace nnfront::passes
