// Do two graphs that share ids name the same tensors by them?
#pragma once

#include <cstdint>
#include <string>

#include "ir/graph.h"

namespace nnfront::test {

struct SharedValues {
  int compared = 0;
  double largest = 0.0;  // relative distance
  std::string worst;     // the value it was found at
};

// Runs both graphs by the reference executor on the same seeded inputs and compares every activation that both name: an output of a
// node, the value inside an epilogue, an alias.
SharedValues compare_shared_values(const Graph& before, const Graph& after, std::uint64_t seed);

}  // namespace nnfront::test
