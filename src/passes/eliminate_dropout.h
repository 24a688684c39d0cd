// Removes dropout: it does nothing when a graph is run.
//
// Only for the fused form, which is never trained. Before the fusions, so that a dropout between an operator and its activation does
// not keep them apart.
//
//   %1 = relu(%0) : float32[1,4]                  %1 = relu(%0) : float32[1,4]
//   %2 = dropout(%1) rate=0.5 : float32[1,4]      %3 = tanh(%1) : float32[1,4]
//   %3 = tanh(%2) : float32[1,4]                  alias %2 = %1
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool eliminate_dropout(Graph& graph);

}  // namespace nnfront::passes
