// New input shapes for a graph: another batch, another picture size, sizes for symbols.
#pragma once

#include <vector>

#include "ir/graph.h"

namespace nnfront {

// Gives the inputs (in the order of graph.inputs()) these shapes and infers all types again. Error where the number differs, where
// inference refuses, and where a node that is `fixed` to the shapes it was made with would see others; the graph is then as it was. Nodes
// are replaced: what points into the graph does not stay valid.
void set_input_shapes(Graph& graph, const std::vector<Shape>& shapes);

// The inputs' shapes, in order.
std::vector<Shape> input_shapes(const Graph& graph);

}  // namespace nnfront
