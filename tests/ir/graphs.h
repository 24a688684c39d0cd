// Graphs that tests of the IR share.
#pragma once

#include <cstdint>

#include "ir/graph.h"

namespace nnfront::ir_test {

// One of everything a graph file can say: epilogue, swallowed ids, two outputs, subgraphs with captures, an entry point, aliases,
// state, quantization, requantization, sparsity, preprocessing, symbols, constants of every element type.
Graph full_graph();

// Valid, of up to some sixty nodes, the same for the same seed.
Graph random_graph(std::uint64_t seed);

// A chain of `count` relu nodes behind one input.
Graph chain(std::int64_t count);

}  // namespace nnfront::ir_test
