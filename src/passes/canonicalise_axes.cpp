#include "passes/canonicalise_axes.h"

#include <algorithm>
#include <numeric>

#include "ir/attribute_inputs.h"
#include "ops/shape.h"

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

using List = std::vector<std::int64_t>;

// slice with its axes and steps.
std::optional<Attributes> written_out(ops::SliceAttrs attrs) {
  if (attrs.starts.empty() || (!attrs.axes.empty() && !attrs.steps.empty())) return std::nullopt;
  if (attrs.steps.empty()) attrs.steps.assign(attrs.starts.size(), 1);
  if (attrs.axes.empty()) {
    attrs.axes.resize(attrs.starts.size());
    std::iota(attrs.axes.begin(), attrs.axes.end(), 0);
  }
  return attrs;
}

// pad with pads for every dimension; its axes are counted from the front already.
std::optional<Attributes> written_out(ops::PadAttrs attrs, std::size_t rank) {
  if (attrs.axes.empty()) return std::nullopt;
  const std::size_t count = attrs.axes.size();
  List pads(2 * rank, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const auto axis = static_cast<std::size_t>(attrs.axes[i]);
    pads[axis] = attrs.pads[i];
    pads[rank + axis] = attrs.pads[count + i];
  }
  attrs.pads = std::move(pads);
  attrs.axes.clear();
  return attrs;
}

std::optional<Attributes> written_out(const Node& node, std::size_t rank) {
  if (node.attributes.is<ops::SliceAttrs>()) return written_out(node.attributes.as<ops::SliceAttrs>());
  if (node.attributes.is<ops::PadAttrs>()) return written_out(node.attributes.as<ops::PadAttrs>(), rank);
  return std::nullopt;
}

bool canonicalise(Node& node, const NodeIndex& index) {
  if (node.inputs.empty() || !node.inputs[0] || node.outputs.empty() || has_attribute_inputs(node)) return false;
  const TensorType& counted = node.op->axes_of_input ? index.type(*node.inputs[0]) : node.outputs[0].type;
  if (!counted.ranked) return false;
  bool changed = false;
  for (const AttrField& field : node.attributes.fields()) {
    const auto value = counted_from_front(field, static_cast<std::int64_t>(counted.shape.size()));
    if (!value) continue;
    node.attributes = node.attributes.with(field.name, *value);
    changed = true;
  }
  if (const auto attributes = written_out(node, counted.shape.size())) {
    node.attributes = *attributes;
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
