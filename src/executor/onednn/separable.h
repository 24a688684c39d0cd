// Do the entries of a batch go through a graph without meeting each other?
#pragma once

#include <span>
#include <vector>

#include "ir/graph.h"

namespace nnfront::executor::onednn {

// True where running `graph` is the same as running `one`, the same graph with batch 1, once per entry of the batch: then the
// batch can be cut anywhere, and a result does not depend on what else is in the batch.
bool is_separable(const Graph& graph, const Graph& one, std::span<const Value> wanted);

// Where the first dimension of every output is again the batch, and of the operands only the first is data (all of them where they are
// elementwise or concatenated): does an operator compute each entry from the same entries of its operands alone? `rank`: of the data.
// A family that is new answers no, which is always right.
bool keeps_entries_apart(const Operator& op, const Attributes& attributes, std::size_t rank);

}  // namespace nnfront::executor::onednn
