// From the graph to a program of Python statements.
#pragma once

#include "emit/torch/program.h"
#include "ir/graph.h"

namespace nnfront::emit::torch {

// Error (unsupported) that lists every operator that torch lacks, with the names of its nodes; (invalid_argument) for a graph without the
// content of its parameters.
Program lower(const Graph& graph);

}  // namespace nnfront::emit::torch
