// What a run has to do and in which order, and where its memory lies: shared by the engines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "ir/graph.h"

namespace nnfront::executor {

// The graph's outputs, then `further`, each resolved to a value that is present or stands in an epilogue.
// Error (invalid_argument) names one that the graph does not know, or that stands in a subgraph.
std::vector<Value> wanted_values(const Graph& graph, std::span<const Value> further);

// Calls visit(value) for everything `node` reads: inputs, epilogue operands and what its subgraphs capture.
void for_each_read(const Node& node, const std::function<void(Value)>& visit);

// A node with the values that nobody reads once it has run.
struct ScheduledNode {
  const Node* node = nullptr;
  std::vector<Value> dead_afterwards;
};

// The nodes of `block` that `wanted` depends on, in order. A wanted value dies like any other: who wants it takes it when it is made.
std::vector<ScheduledNode> schedule(const Block& block, std::span<const Value> wanted);

// A piece of memory that is needed from step `first` to step `last`, both included.
struct Lifetime {
  std::size_t bytes = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
};

struct ArenaPlan {
  std::vector<std::size_t> offsets;  // one per lifetime, multiples of 64
  std::size_t bytes = 0;
};

// Places every lifetime so that two that overlap in time do not overlap in memory: largest first, each at the lowest gap.
ArenaPlan plan_arena(std::span<const Lifetime> lifetimes);

}  // namespace nnfront::executor
