#include "passes/fuse_activation.h"

#include <algorithm>
#include <array>

#include "passes/rewriter.h"

namespace nnfront::passes {

namespace {

bool carries_activation(const Node& node) {
  constexpr std::array producers{"conv", "conv_transpose", "dense", "matmul", "batch_norm", "add"};
  return std::find(producers.begin(), producers.end(), node.op->name) != producers.end();
}

// Further operands (a slope) must be stored, so that they are there before the producer starts.
bool is_activation(const Rewriter& rewriter, const Node& node) {
  if (node.op->epilogue_role != EpilogueRole::activation || node.inputs.empty()) return false;
  return std::all_of(node.inputs.begin() + 1, node.inputs.end(),
                     [&](const std::optional<Value>& input) { return !input || rewriter.constant(input) != nullptr; });
}

void fuse(Rewriter& rewriter, Node& node) {
  if (!is_activation(rewriter, node)) return;
  Node* producer = rewriter.sole_producer(node, node.inputs[0]);
  if (producer == nullptr || !carries_activation(*producer)) return;
  if (producer->outputs[0].type == node.outputs[0].type) rewriter.absorb_as_step(*producer, node);
}

}  // namespace

bool fuse_activation(Graph& graph) {
  Rewriter rewriter(graph);
  rewriter.sweep([&](Node& node) { fuse(rewriter, node); });
  return rewriter.finish();
}

}  // namespace nnfront::passes
