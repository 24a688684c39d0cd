#include "passes/fuse_residual_add.h"

#include <algorithm>
#include <array>

#include "passes/rewriter.h"

namespace nnfront::passes {

namespace {

bool carries_residual(const Node& node) {
  constexpr std::array producers{"conv", "conv_transpose", "dense", "matmul"};
  return std::find(producers.begin(), producers.end(), node.op->name) != producers.end();
}

bool adds_two_activations(const Rewriter& rewriter, const Node& node) {
  if (node.op->epilogue_role != EpilogueRole::residual || node.inputs.size() != 2) return false;
  return std::all_of(node.inputs.begin(), node.inputs.end(), [&](const std::optional<Value>& input) {
    const Node& producer = *rewriter.producer(*input);
    const bool stored = producer.attributes.is<ParameterAttrs>() || producer.attributes.is<ConstantAttrs>();
    return !stored && rewriter.type(*input) == node.outputs[0].type;
  });
}

void fuse(Rewriter& rewriter, Node& node) {
  if (!adds_two_activations(rewriter, node)) return;
  Node* chosen = nullptr;
  for (const auto& input : node.inputs) {
    Node* producer = rewriter.sole_producer(node, input);
    if (producer == nullptr || !carries_residual(*producer)) continue;
    chosen = chosen == nullptr ? producer : &rewriter.later(*chosen, *producer);
  }
  if (chosen != nullptr) rewriter.absorb_as_step(*chosen, node);
}

}  // namespace

bool fuse_residual_add(Graph& graph) {
  Rewriter rewriter(graph);
  rewriter.sweep([&](Node& node) { fuse(rewriter, node); });
  return rewriter.finish();
}

}  // namespace nnfront::passes
