// What merge_transposes and eliminate_transposes share.
#pragma once

#include <cstdint>
#include <vector>

#include "passes/rewriter.h"

namespace nnfront::passes {

using Permutation = std::vector<std::int64_t>;

// A transpose without epilogue.
bool is_transpose(const Node& node);
const Permutation& permutation_of(const Node& transpose);
bool is_identity(const Permutation& permutation);

// A transpose of a transpose reads the first one's input, and a transpose that moves nothing is replaced by its input. Returns whether
// `node` is gone.
bool simplify_transpose(Rewriter& rewriter, Node& node);

}  // namespace nnfront::passes
