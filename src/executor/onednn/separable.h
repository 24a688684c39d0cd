// Do the entries of a batch go through a graph without meeting each other?
#pragma once

#include <span>
#include <vector>

#include "ir/graph.h"

namespace nnfront::executor::onednn {

// True where running `graph` is the same as running `one`, the same graph with batch 1, once per entry of the batch: then the
// batch can be cut anywhere, and a result does not depend on what else is in the batch.
bool is_separable(const Graph& graph, const Graph& one, std::span<const Value> wanted);

}  // namespace nnfront::executor::onednn
