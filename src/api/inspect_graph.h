// `nnfront inspect` on a graph file that nnfront itself wrote.
#pragma once

#include <filesystem>

#include "nnfront/compile.h"

namespace nnfront::api {

// True for a file that begins as graph files do. False where it cannot be read.
bool is_graph_file(const std::filesystem::path& path);

// Its format version and producer, inputs, outputs, operators with counts, parameters, and every node with its id. The parameter file
// is not looked at. Error where the graph is damaged.
Inspection inspect_graph(const std::filesystem::path& path);

}  // namespace nnfront::api
