#include "passes/merge_transposes.h"

#include "passes/permutation.h"

namespace nnfront::passes {

bool merge_transposes(Graph& graph) {
  Rewriter rewriter(graph);
  rewriter.sweep([&](Node& node) {
    if (is_transpose(node)) simplify_transpose(rewriter, node);
  });
  return rewriter.finish();
}

}  // namespace nnfront::passes
