#include "passes/canonicalise_axes.h"

#include <algorithm>
#include <array>

namespace nnfront::passes {

namespace {

bool axes_are_of_first_input(std::string_view op) {
  constexpr std::array operators{"argmax",
                                 "argmin",
                                 "batch_norm",
                                 "concat",
                                 "cumsum",
                                 "flip",
                                 "gather",
                                 "layer_norm",
                                 "log_softmax",
                                 "l2_normalize",
                                 "reduce_l1",
                                 "reduce_l2",
                                 "reduce_log_sum_exp",
                                 "reduce_max",
                                 "reduce_mean",
                                 "reduce_min",
                                 "reduce_prod",
                                 "reduce_sum",
                                 "rms_norm",
                                 "slice",
                                 "softmax",
                                 "sort",
                                 "split",
                                 "topk"};
  return std::find(operators.begin(), operators.end(), op) != operators.end();
}

// The field counted from the front; no value where it is already, or is no axis.
std::optional<AttrValue> counted_from_front(const AttrField& field, std::int64_t rank) {
  if (field.name == "axis" && std::holds_alternative<std::int64_t>(field.value)) {
    const auto axis = std::get<std::int64_t>(field.value);
    if (axis < 0) return axis + rank;
  }
  if (field.name != "axes" || !std::holds_alternative<std::vector<std::int64_t>>(field.value)) return std::nullopt;
  auto axes = std::get<std::vector<std::int64_t>>(field.value);
  if (std::none_of(axes.begin(), axes.end(), [](std::int64_t axis) { return axis < 0; })) return std::nullopt;
  for (std::int64_t& axis : axes) axis += axis < 0 ? rank : 0;
  return axes;
}

bool canonicalise(Node& node, const NodeIndex& index) {
  if (node.inputs.empty() || !node.inputs[0] || !axes_are_of_first_input(node.op->name)) return false;
  const TensorType& input = index.type(*node.inputs[0]);
  if (!input.ranked) return false;
  bool changed = false;
  for (const AttrField& field : node.attributes.fields()) {
    const auto value = counted_from_front(field, static_cast<std::int64_t>(input.shape.size()));
    if (!value) continue;
    node.attributes = node.attributes.with(field.name, *value);
    changed = true;
  }
  return changed;
}

}  // namespace

bool canonicalise_axes(Graph& graph) {
  const NodeIndex index(graph);
  bool changed = false;
  for_each_block(graph, [&](Block& block) {
    for (Node& node : block.nodes) changed = canonicalise(node, index) || changed;
  });
  return changed;
}

}  // namespace nnfront::passes
