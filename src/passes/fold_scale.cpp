#include "passes/fold_scale.h"

#include <algorithm>

#include "passes/channel_affine.h"

namespace nnfront::passes {

namespace {

struct Scaling {
  std::size_t layer_at = 0;  // the operand that is the layer's value; the other is the constant
  ConstantForm form = ConstantForm::plain;
  bool mirrored = false;  // constant - layer
};

// The ways `op` may scale a layer.
std::vector<Scaling> scalings(std::string_view op) {
  if (op == "mul") return {{0, ConstantForm::plain, false}, {1, ConstantForm::plain, false}};
  if (op == "div") return {{0, ConstantForm::inverted, false}};
  if (op == "sub") return {{1, ConstantForm::plain, true}};
  return {};
}

Tensor minus_ones(std::int64_t channels) {
  Array array(DType::float64, {channels});
  const auto elements = array.as_mutable<double>();
  std::fill(elements.begin(), elements.end(), -1.0);
  return Tensor(array);
}

bool fold_as(Rewriter& rewriter, Node& node, const Scaling& scaling) {
  const Node* constant = rewriter.constant(node.inputs[1 - scaling.layer_at]);
  Node* layer = rewriter.sole_producer(node, node.inputs[scaling.layer_at]);
  if (constant == nullptr || layer == nullptr) return false;
  const auto shape = weighted_layer(rewriter, *layer);
  if (!shape || layer->outputs[0].type != node.outputs[0].type) return false;
  const auto content =
      per_channel(*constant, layer->outputs[0].type.shape.size(), shape->output_axis, shape->output_channels, scaling.form);
  if (!content) return false;
  if (scaling.mirrored) {
    fold_behind(rewriter, *layer, {minus_ones(shape->output_channels), content, constant});
  } else {
    fold_behind(rewriter, *layer, {content, std::nullopt, nullptr});
  }
  rewriter.absorb(*layer, node);
  return true;
}

}  // namespace

bool fold_scale(Graph& graph) {
  Rewriter rewriter(graph);
  rewriter.sweep([&](Node& node) {
    for (const Scaling& scaling : scalings(node.op->name)) {
      if (fold_as(rewriter, node, scaling)) break;
    }
  });
  return rewriter.finish();
}

}  // namespace nnfront::passes
