// What merge_transposes and eliminate_transposes share.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "passes/rewriter.h"

namespace nnfront::passes {

using Permutation = std::vector<std::int64_t>;

// A transpose without epilogue.
bool is_transpose(const Node& node);
const Permutation& permutation_of(const Node& transpose);
bool is_identity(const Permutation& permutation);

// A tensor as matrices one behind the other.
struct Matrices {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
};
// The matrices whose transposition a permutation of these dims is; no value where it is none.
std::optional<Matrices> transposed_matrices(const std::vector<std::int64_t>& dims, const Permutation& permutation);

// A transpose of a transpose reads the first one's input, and a transpose that moves nothing is replaced by its input. Returns whether
// `node` is gone.
bool simplify_transpose(Rewriter& rewriter, Node& node);

}  // namespace nnfront::passes
