#include "passes/fuse_bias.h"

#include "passes/channel_affine.h"

namespace nnfront::passes {

namespace {

// A sum of a layer's value and a constant: which operand is which.
struct BiasAddition {
  Node* layer = nullptr;
  const Node* constant = nullptr;
};

std::optional<BiasAddition> bias_addition(const Rewriter& rewriter, const Node& node) {
  const bool is_add = node.op->name == "add";
  if (!is_add && node.op->name != "sub") return std::nullopt;
  for (const std::size_t layer_at : {0, 1}) {
    if (layer_at == 1 && !is_add) break;
    const Node* constant = rewriter.constant(node.inputs[1 - layer_at]);
    Node* layer = rewriter.sole_producer(node, node.inputs[layer_at]);
    if (constant != nullptr && layer != nullptr) return BiasAddition{layer, constant};
  }
  return std::nullopt;
}

bool is_bias_already(const Rewriter& rewriter, const Node& layer, const Node& constant, std::int64_t channels) {
  const bool has_bias = layer.inputs.size() > 2 && layer.inputs[2].has_value();
  return !has_bias && constant.tensor.dims() == std::vector<std::int64_t>{channels} &&
         constant.tensor.dtype() == rewriter.constant(layer.inputs[1])->tensor.dtype();
}

void fuse(Rewriter& rewriter, Node& node) {
  const auto addition = bias_addition(rewriter, node);
  if (!addition) return;
  Node& layer = *addition->layer;
  const auto shape = weighted_layer(rewriter, layer);
  if (!shape || layer.outputs[0].type != node.outputs[0].type) return;
  const bool subtracts = node.op->name == "sub";
  const auto form = subtracts ? ConstantForm::negated : ConstantForm::plain;
  const auto shift = per_channel(*addition->constant, layer.outputs[0].type.shape.size(), shape->output_axis, shape->output_channels, form);
  if (!shift) return;
  const Node& constant = *addition->constant;
  if (!subtracts && is_bias_already(rewriter, layer, constant, shape->output_channels)) {
    rewriter.set_input(layer, 2, constant.value());
  } else {
    fold_behind(rewriter, layer, {std::nullopt, shift, &constant});
  }
  rewriter.absorb(layer, node);
}

}  // namespace

bool fuse_bias(Graph& graph) {
  Rewriter rewriter(graph);
  rewriter.sweep([&](Node& node) { fuse(rewriter, node); });
  return rewriter.finish();
}

}  // namespace nnfront::passes
