#include "passes/eliminate_dropout.h"

#include "passes/rewriter.h"

namespace nnfront::passes {

bool eliminate_dropout(Graph& graph) {
  Rewriter rewriter(graph);
  for_each_block(graph, [&](Block& block) {
    for (auto next = block.nodes.begin(); next != block.nodes.end();) {
      const Node& node = *next++;
      if (node.op->name != "dropout" || !node.epilogue.empty()) continue;
      rewriter.replace(node.value(), *node.inputs[0]);
      rewriter.erase(node);
    }
  });
  return rewriter.finish();
}

}  // namespace nnfront::passes
