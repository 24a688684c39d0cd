// A graph as a picture, drawn by Graphviz's library.
#pragma once

#include <filesystem>
#include <string>

#include "ir/graph.h"

namespace nnfront::report {

// With more operators than this a picture is no longer readable, and taller than image viewers take.
inline constexpr int largest_picture_operators = 700;

int operator_count(const Graph& graph);

// Graphviz text under the source's name and the form, with a legend: operators coloured by family, shapes on the edges, parameters folded
// into their operator, epilogues listed with their parameters, edges dashed that join an epilogue (a residual addition), sparsity where at
// least a tenth of a weight's elements are zero (weights are read one at a time).
std::string graphviz_text(const Graph& graph);

// Error (unsupported) that states the limit for more than largest_picture_operators operators.
void write_picture(const Graph& graph, const std::filesystem::path& png);

}  // namespace nnfront::report
