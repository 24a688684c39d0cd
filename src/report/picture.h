// A graph as a picture, drawn by Graphviz's library.
#pragma once

#include <filesystem>
#include <string>

#include "ir/graph.h"

namespace nnfront::report {

inline constexpr int largest_picture_nodes = 2000;

// Graphviz text: operators coloured by family, shapes on the edges, parameters folded into their operator, epilogues listed,
// sparsity where a weight has zeros in at least a tenth of its elements.
std::string graphviz_text(const Graph& graph);
// Error (unsupported) that states the limit for more than largest_picture_nodes operators.
void write_picture(const Graph& graph, const std::filesystem::path& png);

}  // namespace nnfront::report
