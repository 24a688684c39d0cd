// The engine that is the definition: every operator by its own reference kernel, one node after the other.
#pragma once

#include "executor/executor.h"
#include "executor/reference/interpreter.h"

namespace nnfront::executor {

// Symbolic dimensions of the inputs take their numbers from the arrays of each run; `?` is resolved while running.
Prepared prepare_reference(const Graph& graph, const PrepareOptions& options);

// The same with another kernel in front.
Prepared prepare_interpreted(const Graph& graph, const PrepareOptions& options, Kernel kernel);

}  // namespace nnfront::executor
