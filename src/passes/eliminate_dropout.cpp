#include "passes/eliminate_dropout.h"

#include "passes/rewriter.h"

namespace nnfront::passes {

bool eliminate_dropout(Graph& graph) {
  Rewriter rewriter(graph);
  rewriter.sweep([&](const Node& node) {
    if (node.op->name != "dropout" || !node.epilogue.empty()) return;
    rewriter.replace(node.value(), *node.inputs[0]);
    rewriter.erase(node);
  });
  return rewriter.finish();
}

}  // namespace nnfront::passes
