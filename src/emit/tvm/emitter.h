// A graph of the IR as a Relax module in TVMScript, with the weights as inputs of its function. A model that is run: what only training
// reads is lost.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ir/graph.h"

namespace nnfront::emit::tvm {

// The text of model.py. Error (unsupported) that lists every operator that Relax lacks, with the names of its nodes; a graph without the
// content of its parameters is an Error (invalid_argument).
std::string model_source(const Graph& graph);

// Writes <folder>/model.py, and beside it model.npz with the weights, which `parameters()` in it reads in the order of the function's
// inputs. One tensor at a time is in memory. Gives the paths of both.
std::vector<std::filesystem::path> write(const Graph& graph, const std::filesystem::path& folder);

}  // namespace nnfront::emit::tvm
