// Replaces loops and scans that run a known number of times by as many copies of their body.
//
// Behind fold_constants and inline_constant_if, which make trip counts and conditions known. What was hidden in a body is then seen by
// every pass, counted, drawn and run by the fast engine. At most 10,000 nodes are made of one loop and 100,000 in a graph; what is larger
// stays a loop. Constants and parameters of the body move out of it and keep their ids. Everything else gets new ids, since it is another
// value on every trip; the outputs of the loop become aliases of the values of the last trip, and of a stack of what all trips gave. Inner
// loops go first.
//
//   %0 = input() name="x" : float32[2]                 %0 = input() name="x" : float32[2]
//   %1 = constant() = [2] : int64[]                    %1 = constant() = [2] : int64[]
//   %2 = loop(%1, none, %0) { "body"()                 %7 = relu(%0) : float32[2]
//     %3 = input() name="iteration" : int64[]          %8 = relu(%7) : float32[2]
//     %4 = input() name="condition" : bool[]           alias %2 = %8
//     %5 = input() name="carried" : float32[2]
//     %6 = relu(%5) : float32[2]
//     output "condition" %4
//     output "carried" %6
//   }
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool unroll_loops(Graph& graph);

}  // namespace nnfront::passes
