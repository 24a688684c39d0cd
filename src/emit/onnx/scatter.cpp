#include "ops/scatter.h"

#include "emit/onnx/op_table.h"
#include "ops/matrix.h"
#include "ops/select.h"

namespace nnfront::emit::onnx {

namespace {

std::string indices_of(NodeContext& context) {
  const DType dtype = context.type(1).dtype;
  return dtype == DType::int64 ? context.input(1) : context.cast(context.input(1), DType::int64, "indices");
}

NodeAttributes reduced(NodeContext& context, ops::ScatterReduction reduction) {
  if (reduction == ops::ScatterReduction::none) return {};
  const bool extreme = reduction == ops::ScatterReduction::min || reduction == ops::ScatterReduction::max;
  context.need_opset(extreme ? 18 : 16, "a scatter that combines");
  constexpr std::string_view names[] = {"none", "add", "mul", "min", "max"};
  return {attribute("reduction", std::string(names[static_cast<std::size_t>(reduction)]))};
}

void gather_elements(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GatherElementsAttrs>();
  if (attrs.outside != ops::OutOfBounds::error) context.refuse("indices outside that are clipped or wrapped");
  context.emit("GatherElements", {context.input(0), indices_of(context)}, {attribute("axis", attrs.axis)});
}

void gather_nd(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GatherNdAttrs>();
  context.emit("GatherND", {context.input(0), indices_of(context)}, {attribute("batch_dims", attrs.batch_dims)});
}

void scatter_elements(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ScatterElementsAttrs>();
  NodeAttributes attributes = reduced(context, attrs.reduction);
  attributes.push_back(attribute("axis", attrs.axis));
  context.emit("ScatterElements", {context.input(0), indices_of(context), context.input(2)}, std::move(attributes));
}

void scatter_nd(NodeContext& context) {
  NodeAttributes attributes = reduced(context, context.attrs<ops::ScatterNdAttrs>().reduction);
  context.emit("ScatterND", {context.input(0), indices_of(context), context.input(2)}, std::move(attributes));
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
      {"gather_elements", gather_elements, "GatherElements"},
      {"gather_nd", gather_nd, "GatherND"},
      {"scatter_elements", scatter_elements, "ScatterElements"},
      {"scatter_nd", scatter_nd, "ScatterND"},
      {"compress", compress, "Compress"},
      {"non_zero", plain, "NonZero"},
      {"trilu", trilu, "Trilu", 14},
  };
}

}  // namespace nnfront::emit::onnx
