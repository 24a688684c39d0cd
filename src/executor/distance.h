// How far two arrays are apart.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "nnfront/array.h"

namespace nnfront::executor {

// ||a - b||2 / ||b||2 in double; 0 where both are all zero; infinity where only b is, or where one has a NaN the other lacks.
// Error where the dims differ (a leading 1 more or less is not a difference).
double relative_distance(const Array& a, const Array& b);

struct SharedDistance {
  Value value;       // id in both graphs
  std::string name;  // of the node in the fused graph
  double distance = 0.0;
};

// Both graphs run on the same seeded inputs; one entry per activation value that both name, its id in the reconstruct graph. Symbols in the
// inputs' shapes stand for small numbers that the reconstruct graph accepts (fitting_sizes, ir/input_shapes.h).
// The graphs go in lock step by the reference kernels (large convolutions and matrix products by oneDNN), so that only what the
// other still needs is in memory.
struct Equivalence {
  std::vector<SharedDistance> values;
  double maximum = 0.0;
  std::vector<double> outputs;
  std::map<std::string, std::int64_t> sizes;  // what the symbols stood for
};
Equivalence compare_forms(const Graph& reconstruct, const Graph& fused, std::uint64_t seed, int threads);

}  // namespace nnfront::executor
