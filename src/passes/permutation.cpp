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
