// Of nodes that compute the same, keeps the first.
//
// Same operator, attributes and inputs within one block. Parameters are the same where they are the same tensor (tied weights that the
// source names twice; the second name is remembered) in the same role, constants where their elements are. After the canonical spellings
// and constant folding, which make equals look equal; before the fusions, which would hide them inside epilogues. Not for dropout, which
// differs from call to call in training, nor for parameters that a run changes, nor for nodes that own graphs.
//
//   %2 = conv(%0, %1, none) ...                        %2 = conv(%0, %1, none) ...
//   %3 = conv(%0, %1, none) ...
//   %4 = add(%2, %3) ...                               %4 = add(%2, %2) ...   alias %3 = %2
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool eliminate_common_subexpressions(Graph& graph);

}  // namespace nnfront::passes
