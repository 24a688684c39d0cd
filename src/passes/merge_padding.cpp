#include "passes/merge_padding.h"

#include "ops/padding.h"
#include "passes/rewriter.h"

namespace nnfront::passes {

namespace {

void merge(Rewriter& rewriter, Node& node) {
  if (node.inputs.empty() || !node.inputs[0]) return;
  Node* pad = rewriter.producer(*node.inputs[0]);
  if (pad == nullptr) return;
  const auto attributes = ops::with_merged_padding(node, *pad);
  if (!attributes) return;
  const bool swallows = rewriter.sole_producer(node, node.inputs[0]) == pad;
  node.attributes = *attributes;
  rewriter.set_input(node, 0, pad->inputs[0]);
  if (swallows) rewriter.swallow(node, *pad);
}

}  // namespace

bool merge_padding(Graph& graph) {
  Rewriter rewriter(graph);
  rewriter.sweep([&](Node& node) { merge(rewriter, node); });
  return rewriter.finish();
}

}  // namespace nnfront::passes
