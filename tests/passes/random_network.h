// Small random convolutional networks with everything that a pass may trip over.
#pragma once

#include <cstdint>

#include "ir/graph.h"

namespace nnfront::test {

// The same graph for a seed everywhere. Shapes are tiny, so that the reference kernels take microseconds.
Graph random_network(std::uint64_t seed);

}  // namespace nnfront::test
