#include "passes/permutation.h"

#include "ops/shape.h"

namespace nnfront::passes {

namespace {

// First `first`, then `second`.
Permutation composed(const Permutation& first, const Permutation& second) {
  Permutation result;
  for (const std::int64_t dimension : second) result.push_back(first[static_cast<std::size_t>(dimension)]);
  return result;
}

void merge_with_transpose_before(Rewriter& rewriter, Node& node) {
  Node* first = rewriter.producer(*node.inputs[0]);
  if (first == nullptr || !is_transpose(*first)) return;
  const bool swallows = rewriter.sole_producer(node, node.inputs[0]) == first;
  node.attributes = ops::TransposeAttrs{composed(permutation_of(*first), permutation_of(node))};
  rewriter.set_input(node, 0, first->inputs[0]);
  if (swallows) rewriter.swallow(node, *first);
}

}  // namespace

bool is_transpose(const Node& node) {
  return node.op->name == "transpose" && node.epilogue.empty();
}

const Permutation& permutation_of(const Node& transpose) {
  return transpose.attributes.as<ops::TransposeAttrs>().permutation;
}

std::optional<Matrices> transposed_matrices(const std::vector<std::int64_t>& dims, const Permutation& permutation) {
  const auto rank = static_cast<std::int64_t>(dims.size());
  if (static_cast<std::int64_t>(permutation.size()) != rank) return std::nullopt;
  std::int64_t first = 0;  // dimension that is moved
  while (first < rank && permutation[static_cast<std::size_t>(first)] == first) ++first;
  if (first == rank) return std::nullopt;
  const std::int64_t middle = permutation[static_cast<std::size_t>(first)];
  Matrices matrices{1, 1};
  for (std::int64_t i = first; i < rank; ++i) {
    const std::int64_t wanted = i - first < rank - middle ? middle + i - first : first + i - first - (rank - middle);
    if (permutation[static_cast<std::size_t>(i)] != wanted) return std::nullopt;
    (i < middle ? matrices.rows : matrices.columns) *= dims[static_cast<std::size_t>(i)];
  }
  return matrices;
}

bool is_identity(const Permutation& permutation) {
  for (std::size_t i = 0; i < permutation.size(); ++i) {
    if (permutation[i] != static_cast<std::int64_t>(i)) return false;
  }
  return true;
}

bool simplify_transpose(Rewriter& rewriter, Node& node) {
  merge_with_transpose_before(rewriter, node);
  if (!is_identity(permutation_of(node))) return false;
  rewriter.replace(node.value(), *node.inputs[0]);
  rewriter.erase(node);
  return true;
}

}  // namespace nnfront::passes
