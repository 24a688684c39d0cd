// Moves transposes towards the outputs and cancels those that meet.
//
// After fold_constants (transposed weights are parameters by then) and before the fusions, which look for an activation right behind a
// layer. A transpose passes an operator that works element by element, or a concat, where every operand comes through the same
// permutation, or is a single number, and nobody else reads the transposes: so their number never grows. The operator then works on
// the other layout, which is another tensor and has a new id; the transpose behind it makes the original value and has its id.
//
//   %1 = transpose(%0) permutation=[0,2,3,1] ...
//   %2 = relu(%1) ...                                  %5 = relu(%0) ...
//   %3 = transpose(%2) permutation=[0,3,1,2] ...
//   %4 = tanh(%3) ...                                  %4 = tanh(%5) ...      alias %3 = %5
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool eliminate_transposes(Graph& graph);

}  // namespace nnfront::passes
