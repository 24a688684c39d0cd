#include "passes/merge_transposes.h"

#include "passes/permutation.h"

namespace nnfront::passes {

bool merge_transposes(Graph& graph) {
  Rewriter rewriter(graph);
  for_each_block(graph, [&](Block& block) {
    for (auto next = block.nodes.begin(); next != block.nodes.end();) {
      Node& node = *next++;
      for (auto& input : node.inputs) {
        if (input) input = rewriter.current(*input);
      }
      if (is_transpose(node)) simplify_transpose(rewriter, node);
    }
  });
  return rewriter.finish();
}

}  // namespace nnfront::passes
