#include "passes/canonicalise_axes.h"

#include <algorithm>

namespace nnfront::passes {

namespace {

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
  if (node.inputs.empty() || !node.inputs[0] || node.outputs.empty()) return false;
  const TensorType& counted = node.op->axes_of_input ? index.type(*node.inputs[0]) : node.outputs[0].type;
  if (!counted.ranked) return false;
  bool changed = false;
  for (const AttrField& field : node.attributes.fields()) {
    const auto value = counted_from_front(field, static_cast<std::int64_t>(counted.shape.size()));
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
