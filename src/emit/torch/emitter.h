// A graph of the IR as a module of PyTorch: model.py, which a person can read, and model.safetensors beside it. Both stand without nnfront.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ir/graph.h"

namespace nnfront::emit::torch {

// What model.py is: a class Model and load(). Error (unsupported) that lists every operator that torch lacks, with the names of its nodes;
// (invalid_argument) for a graph without the content of its parameters.
std::string model_source(const Graph& graph);

// Writes both into `folder`, which is made where it is absent; each appears whole or not at all, model.py the last. Gives their paths.
std::vector<std::filesystem::path> write(const Graph& graph, const std::filesystem::path& folder);

}  // namespace nnfront::emit::torch
