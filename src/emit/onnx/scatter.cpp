#include "ops/scatter.h"

#include "emit/onnx/op_table.h"
#include "ops/matrix.h"
#include "ops/select.h"

namespace nnfront::emit::onnx {

namespace {

NodeAttributes reduced(NodeContext& context, ops::ScatterReduction reduction) {
  if (reduction == ops::ScatterReduction::none) return {};
  const bool extreme = reduction == ops::ScatterReduction::min || reduction == ops::ScatterReduction::max;
  context.need_opset(extreme ? 18 : 16, "a scatter that combines");
  return {attribute("reduction", name_of(reduction))};
}

void gather_elements(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GatherElementsAttrs>();
  if (attrs.outside != ops::OutOfBounds::error) context.refuse("indices outside that are clipped or wrapped");
  context.emit("GatherElements", {context.input(0), context.indices(1)}, {attribute("axis", attrs.axis)});
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

void compress(NodeContext& context) {
  const auto& attrs = context.attrs<ops::CompressAttrs>();
  NodeAttributes attributes;
  if (attrs.axis) attributes.push_back(attribute("axis", *attrs.axis));
  context.emit("Compress", context.inputs(), std::move(attributes));
}

void trilu(NodeContext& context) {
  const auto& attrs = context.attrs<ops::TriluAttrs>();
  const std::string k = context.has_input(1) ? context.scalar_input(1, "k") : context.integer(attrs.k, "k");
  context.emit("Trilu", {context.input(0), k}, {attribute("upper", std::int64_t{attrs.upper})});
}

}  // namespace

std::vector<OperatorRow> scatter_rows() {
  return {
      {"gather_elements", gather_elements}, {"gather_nd", gather_nd}, {"scatter_elements", scatter_elements},
      {"scatter_nd", scatter_nd},           {"compress", compress},   {"non_zero", plain, "NonZero"},
      {"trilu", trilu, "Trilu", 14},
  };
}

}  // namespace nnfront::emit::onnx
