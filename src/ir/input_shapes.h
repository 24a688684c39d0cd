// New input shapes for a graph: another batch, another picture size, sizes for symbols.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ir/graph.h"

namespace nnfront {

// Gives the inputs (in the order of graph.inputs()) these shapes and infers all types again. Error where the number differs, where
// inference refuses, and where a node that is `fixed` to the shapes it was made with would see others; the graph is then as it was. Nodes
// are replaced: what points into the graph does not stay valid.
void set_input_shapes(Graph& graph, const std::vector<Shape>& shapes);

// Error (unsupported) for a node that is `fixed` to the shapes it was made with and reads a size that is a symbol: no number that an
// input may have in its place would be accepted.
void check_fixed_sizes(const Graph& graph);

// The inputs' shapes, in order.
std::vector<Shape> input_shapes(const Graph& graph);

// A number for each symbol in the inputs' shapes (and for "?", all dimensions that are unknown), with which the graph can be run. They are
// small: of 2, 3, 4, ... 640, then 1, the first that all symbols can be at once; then each symbol by itself, in the order of their names,
// the first that goes with what the others are. 1 comes last because it is also what broadcasts. Empty where every dimension is a number.
// Error (invalid_argument) where nothing fits, or an input has no rank.
std::map<std::string, std::int64_t> fitting_sizes(const Graph& graph);
// The same for counting, with 1 tried first: nothing is computed, and what is counted is one sample's.
std::map<std::string, std::int64_t> smallest_sizes(const Graph& graph);
// The shapes of the inputs with these numbers.
std::vector<Shape> input_shapes(const Graph& graph, const std::map<std::string, std::int64_t>& sizes);

// Seeded arrays for the inputs, in order: random_input (ir/elements.h) of `seed`, `seed` + 1 and so on, for the shapes with these numbers.
// Error (invalid_argument) where a dimension is still none.
std::vector<Array> random_inputs(const Graph& graph, std::uint64_t seed, const std::map<std::string, std::int64_t>& sizes = {});

}  // namespace nnfront
