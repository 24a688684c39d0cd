// `nnfront inspect` on a graph file that nnfront itself wrote.
#pragma once

#include <filesystem>

#include "nnfront/compile.h"

namespace nnfront::api {

// Its format version and producer, inputs, outputs, operators with counts, parameters, and every node with its id. The parameter file
// is not looked at. Error where the graph is damaged.
Inspection inspect_graph(const std::filesystem::path& path, const InspectOptions& options);

}  // namespace nnfront::api
