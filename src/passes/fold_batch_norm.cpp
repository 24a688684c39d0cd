#include "passes/fold_batch_norm.h"

#include <algorithm>

#include "ops/axis.h"
#include "ops/conv.h"
#include "ops/norm.h"
#include "passes/channel_affine.h"

namespace nnfront::passes {

namespace {

// The normalised axis, counted from the front; -1 where the input has no rank.
std::int64_t normalised_axis(const Rewriter& rewriter, const Node& batch_norm) {
  const TensorType& input = rewriter.type(*batch_norm.inputs[0]);
  const std::int64_t axis = batch_norm.attributes.as<ops::BatchNormAttrs>().axis;
  if (!input.ranked) return -1;
  return ops::from_front(axis, input.shape.size());
}

bool fold_into_layer_before(Rewriter& rewriter, Node& batch_norm) {
  Node* layer = rewriter.sole_producer(batch_norm, batch_norm.inputs[0]);
  if (layer == nullptr) return false;
  const auto shape = weighted_layer(rewriter, *layer);
  if (!shape || normalised_axis(rewriter, batch_norm) != shape->output_axis) return false;
  const auto affine = batch_norm_affine(rewriter, batch_norm);
  if (!affine || affine->scale->size() != shape->output_channels) return false;
  fold_behind(rewriter, *layer, *affine);
  rewriter.absorb(*layer, batch_norm);
  return true;
}

bool reads_no_padding(const Node& layer) {
  if (layer.op->name == "dense") return true;
  if (layer.op->name != "conv") return false;
  const auto& pads = layer.attributes.as<ops::ConvAttrs>().pads;
  return std::all_of(pads.begin(), pads.end(), [](std::int64_t pad) { return pad == 0; });
}

void fold_batch_norm_in_front(Rewriter& rewriter, Node& layer) {
  const auto shape = weighted_layer(rewriter, layer);
  if (!shape || !reads_no_padding(layer)) return;
  Node* batch_norm = rewriter.sole_producer(layer, layer.inputs[0]);
  if (batch_norm == nullptr || batch_norm->op->name != "batch_norm" || !batch_norm->epilogue.empty()) return;
  if (normalised_axis(rewriter, *batch_norm) != shape->input_axis) return;
  const auto affine = batch_norm_affine(rewriter, *batch_norm);
  if (!affine || affine->scale->size() != shape->input_channels) return;
  fold_in_front(rewriter, layer, *affine);
  rewriter.set_input(layer, 0, batch_norm->inputs[0]);
  rewriter.swallow(layer, *batch_norm);
}

}  // namespace

bool fold_batch_norm(Graph& graph) {
  Rewriter rewriter(graph);
  for_each_block(graph, [&](Block& block) {
    for (Node& node : block.nodes) {
      if (node.op->name == "batch_norm") fold_into_layer_before(rewriter, node);
    }
    // Only then: a batch norm between two layers belongs to the first, where padding does not matter.
    for (Node& node : block.nodes) fold_batch_norm_in_front(rewriter, node);
  });
  return rewriter.finish();
}

}  // namespace nnfront::passes
