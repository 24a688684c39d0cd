// Do two graphs that share ids name the same tensors by them?
#pragma once

#include <cstdint>
#include <string>

#include "ir/graph.h"

namespace nnfront::test {

// What was compared, by what it is in the later graph.
struct Compared {
  std::int64_t outputs = 0;      // of the graph
  std::int64_t activations = 0;  // outputs of nodes
  std::int64_t stored = 0;       // parameters and constants in both graphs
  std::int64_t folded = 0;       // stored what a node of the earlier graph makes
  std::int64_t epilogue = 0;     // inside an epilogue
  std::int64_t aliases = 0;
  Compared& operator+=(const Compared& other);
};

struct SharedValues {
  Compared compared;
  double largest = 0.0;  // relative distance; infinite where a tensor that both graphs store is not the same to the last bit
  std::string worst;     // the value it was found at
};

// Runs both graphs by the reference executor on the same seeded inputs and compares everything that both name (subgraphs aside): an output
// of a node, a parameter, a constant, the value inside an epilogue, an alias.
SharedValues compare_shared_values(const Graph& before, const Graph& after, std::uint64_t seed);

}  // namespace nnfront::test
