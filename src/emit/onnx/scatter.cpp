#include "ops/scatter.h"

#include "emit/onnx/op_table.h"

namespace nnfront::emit::onnx {

namespace {

NodeAttributes reduced(NodeContext& context, ops::ScatterReduction reduction) {
  if (reduction == ops::ScatterReduction::none) return {};
  const bool extreme = reduction == ops::ScatterReduction::min || reduction == ops::ScatterReduction::max;
  context.need_opset(extreme ? 18 : 16, "a scatter that combines");
  return {attribute("reduction", name_of(reduction))};
}

// Indices as the IR places those outside: an index modulo a positive size is never negative.
std::string placed(NodeContext& context, const ops::GatherElementsAttrs& attrs) {
  const std::string indices = context.indices(1);
  if (attrs.outside == ops::OutOfBounds::error) return indices;
  const std::string size = context.size(0, context.axis(attrs.axis), "size");
  if (attrs.outside == ops::OutOfBounds::wrap) return context.add("Mod", {indices, size}, {}, "wrapped");
  const std::string last = context.add("Sub", {size, context.integer(1, "one")}, {}, "last");
  const std::string raised = context.add("Max", {indices, context.integer(0, "first")}, {}, "raised");
  return context.add("Min", {raised, last}, {}, "clipped");
}

void gather_elements(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GatherElementsAttrs>();
  context.emit("GatherElements", {context.input(0), placed(context, attrs)}, {attribute("axis", attrs.axis)});
}

void gather_nd(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GatherNdAttrs>();
  context.emit("GatherND", {context.input(0), context.indices(1)}, {attribute("batch_dims", attrs.batch_dims)});
}

void scatter_elements(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ScatterElementsAttrs>();
  NodeAttributes attributes = reduced(context, attrs.reduction);
  attributes.push_back(attribute("axis", attrs.axis));
  context.emit("ScatterElements", {context.input(0), context.indices(1), context.input(2)}, std::move(attributes));
}

void scatter_nd(NodeContext& context) {
  NodeAttributes attributes = reduced(context, context.attrs<ops::ScatterNdAttrs>().reduction);
  context.emit("ScatterND", {context.input(0), context.indices(1), context.input(2)}, std::move(attributes));
}

// Where each element of the update goes along the axis: its own place and what the sample begins at.
std::string places_of_update(NodeContext& context, std::int64_t axis, bool circular) {
  const auto rank = static_cast<std::size_t>(context.rank(0));
  std::vector<std::int64_t> along(rank, 1);
  along[static_cast<std::size_t>(axis)] = -1;
  const std::string count = context.size(1, axis, "count");
  const std::string list = context.add("Range", {context.integer(0, "first"), count, context.integer(1, "step")}, {}, "list");
  std::string places = context.add("Reshape", {list, context.integers(along, "along")}, {}, "steps");
  if (context.has_input(2)) {
    std::vector<std::int64_t> by_sample(rank, 1);
    by_sample[0] = -1;
    const std::string begins = context.add("Reshape", {context.indices(2), context.integers(by_sample, "by_sample")}, {}, "begins");
    places = context.add("Add", {places, begins}, {}, "places");
  }
  if (circular) places = context.add("Mod", {places, context.size(0, axis, "size")}, {}, "around");
  return context.add("Expand", {places, context.sizes(1, 0, context.rank(1), "shape")}, {}, "all_places");
}

void tensor_scatter(NodeContext& context) {
  const auto& attrs = context.attrs<ops::TensorScatterAttrs>();
  const std::int64_t axis = context.axis(attrs.axis);
  const std::string places = places_of_update(context, axis, attrs.mode == ops::CacheMode::circular);
  context.emit("ScatterElements", {context.input(0), places, context.input(1)}, {attribute("axis", axis)});
}

}  // namespace

std::vector<OperatorRow> scatter_rows() {
  return {
      {"gather_elements", gather_elements, "", 1, Widening::keeps},   {"gather_nd", gather_nd, "", 1, Widening::keeps},
      {"scatter_elements", scatter_elements, "", 1, Widening::keeps}, {"scatter_nd", scatter_nd, "", 1, Widening::keeps},
      {"tensor_scatter", tensor_scatter, "", 1, Widening::keeps},
  };
}

}  // namespace nnfront::emit::onnx
