#include "passes/pipeline.h"

#include "passes/canonicalise_axes.h"
#include "passes/eliminate_common_subexpressions.h"
#include "passes/eliminate_dead_code.h"
#include "passes/eliminate_dropout.h"
#include "passes/eliminate_identity.h"
#include "passes/eliminate_transposes.h"
#include "passes/fold_batch_norm.h"
#include "passes/fold_constants.h"
#include "passes/fold_scale.h"
#include "passes/fold_shape_arguments.h"
#include "passes/fuse_activation.h"
#include "passes/fuse_bias.h"
#include "passes/fuse_residual_add.h"
#include "passes/inline_constant_if.h"
#include "passes/merge_padding.h"
#include "passes/merge_reshapes.h"
#include "passes/merge_transposes.h"
#include "passes/unroll_loops.h"

namespace nnfront::passes {

// Dropout, batch norm and parameters stay as they are: this form is trained.
std::vector<Pass> reconstruct_pipeline() {
  std::vector<Pass> passes;
  // First, so that nothing has to look through identities.
  passes.push_back({"eliminate_identity", eliminate_identity});
  // Shape arguments become attributes, which everything behind reads: first what is stored, then what follows from shapes.
  passes.push_back({"fold_constants", fold_constants});
  passes.push_back({"fold_shape_arguments", fold_shape_arguments});
  // A spelling that every later pass and writer may rely on.
  passes.push_back({"canonicalise_axes", canonicalise_axes});
  // Conditions and trip counts that are known now; in front of everything that does not look into graphs of nodes.
  passes.push_back({"inline_constant_if", inline_constant_if});
  passes.push_back({"unroll_loops", unroll_loops});
  // What depended on the number of the trip is constant in each copy, and shapes that changed are known; branches included.
  passes.push_back({"fold_constants", fold_constants});
  passes.push_back({"fold_shape_arguments", fold_shape_arguments});
  passes.push_back({"inline_constant_if", inline_constant_if});
  passes.push_back({"merge_reshapes", merge_reshapes});
  passes.push_back({"merge_transposes", merge_transposes});
  // Last: what the others left behind, and parameters that the source stores but never reads.
  passes.push_back({"eliminate_dead_code", eliminate_dead_code});
  return passes;
}

std::vector<Pass> fuse_pipeline() {
  std::vector<Pass> passes;
  // First, so that neither stands between an operator and what fuses with it.
  passes.push_back({"eliminate_dropout", eliminate_dropout});
  passes.push_back({"eliminate_identity", eliminate_identity});
  // Weights that the source computes from parameters become parameters, which every folding below asks for.
  passes.push_back({"fold_constants", fold_constants});
  // Once more, for arguments that came of parameters.
  passes.push_back({"fold_shape_arguments", fold_shape_arguments});
  passes.push_back({"canonicalise_axes", canonicalise_axes});
  // Behind fold_constants: shape arguments that were parameters are attributes now.
  passes.push_back({"merge_reshapes", merge_reshapes});
  // Before the fusions: a transpose must not stand between a layer and its activation.
  passes.push_back({"eliminate_transposes", eliminate_transposes});
  // Equals look equal now, and nothing is hidden in epilogues yet.
  passes.push_back({"eliminate_common_subexpressions", eliminate_common_subexpressions});
  // Before fold_batch_norm, which asks whether a convolution pads.
  passes.push_back({"merge_padding", merge_padding});
  // The fusions ask whether somebody else reads a value: leftovers of the passes above do not count.
  passes.push_back({"eliminate_dead_code", eliminate_dead_code});
  // A bias, a scale and a shift may stand between a layer and its batch norm, which folds into a bare neighbour only.
  passes.push_back({"fuse_bias", fuse_bias});
  passes.push_back({"fold_scale", fold_scale});
  passes.push_back({"fuse_bias", fuse_bias});
  passes.push_back({"fold_batch_norm", fold_batch_norm});
  // A scale and a shift behind the batch norm, which now stand behind the layer.
  passes.push_back({"fold_scale", fold_scale});
  passes.push_back({"fuse_bias", fuse_bias});
  // Epilogues last, since nothing folds into a layer that has one; in the order in which a chip applies them: residual, activation.
  passes.push_back({"fuse_residual_add", fuse_residual_add});
  passes.push_back({"fuse_activation", fuse_activation});
  // The parameters that were folded away.
  passes.push_back({"eliminate_dead_code", eliminate_dead_code});
  return passes;
}

Graph fused_from(const Graph& reconstruct, std::vector<PassRecord>& records, const RunnerOptions& options) {
  Graph fused = reconstruct;
  fused.kind = GraphKind::fused;
  const auto made = run_passes(fused, fuse_pipeline(), options);
  records.insert(records.end(), made.begin(), made.end());
  return fused;
}

}  // namespace nnfront::passes
