// Puts the branch that is taken in the place of an `if` whose condition is known.
//
// Behind fold_constants, which works out conditions that depend on nothing but constants: exporters leave such branches behind where a
// shape was asked about. What is in the branch keeps its ids, and the outputs of the `if` become aliases of what the branch gives. The
// other branch is gone with its parameters. Nested ones go in the same run.
//
//   %0 = input() name="x" : float32[2]                 %0 = input() name="x" : float32[2]
//   %1 = constant() = [true] : bool[]                  %1 = constant() = [true] : bool[]
//   %2 = if(%1) { "then"(%0)                           %3 = relu(%0) : float32[2]
//     %3 = relu(%0) : float32[2]                       alias %2 = %3
//     output "y" %3
//   } { "else"(%0)
//     output "y" %0
//   }
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool inline_constant_if(Graph& graph);

}  // namespace nnfront::passes
