// Removes what neither an output nor a carried state depends on.
//
// Last, because every other pass may leave something behind that nobody reads. Graph inputs stay: they are the graph's signature. A
// parameter that a live one names (the bitmap of a sparse weight, the scales of a quantized value) is alive with it. A node with
// several outputs stays whole.
//
//   %1 = relu(%0) : float32[1,4]                  %1 = relu(%0) : float32[1,4]
//   %2 = tanh(%0) : float32[1,4]                  output "y" %1
//   output "y" %1
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool eliminate_dead_code(Graph& graph);

}  // namespace nnfront::passes
