#include "ops/roi.h"

#include "emit/mxnet/op_table.h"
#include "ops/elements.h"
#include "ops/shape.h"

namespace nnfront::emit::mxnet {

namespace {

void roi_pool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::RoiPoolAttrs>();
  context.emit("ROIPooling", {context.input(0), context.input(1)},
               {attribute("pooled_size", attrs.pooled_size), attribute("spatial_scale", attrs.spatial_scale)});
}

void psroi_pool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::PsroiPoolAttrs>();
  context.emit("_contrib_PSROIPooling", {context.input(0), context.input(1)},
               {attribute("spatial_scale", attrs.spatial_scale), attribute("output_dim", attrs.output_dim),
                attribute("pooled_size", attrs.pooled_size), attribute("group_size", attrs.group_size)});
}

// The columns from `first` to `stop` of what a node slices; no value where it slices something else.
std::optional<Value> sliced(const Node& node, std::int64_t first, std::int64_t stop) {
  if (node.op->name != "slice" || !node.epilogue.empty()) return std::nullopt;
  const auto& attrs = node.attributes.as<ops::SliceAttrs>();
  const bool is_wanted = attrs.axes == Integers{1} && attrs.starts == Integers{first} && attrs.stops == Integers{stop};
  return is_wanted ? node.inputs[0] : std::nullopt;
}

// The node behind which only casts and reshapes stand.
const Node& without_moves(const NodeContext& context, Value value) {
  const Node* node = &context.maker(value);
  while ((node->op->name == "cast" || node->op->name == "reshape") && node->epilogue.empty()) node = &context.maker(*node->inputs[0]);
  return *node;
}

// Regions with their images as front ends take them apart: the first of five columns, and the others.
std::optional<Value> regions_with_images(const NodeContext& context) {
  const auto whole = sliced(context.maker(context.value(1)), 1, 5);
  const auto images = sliced(without_moves(context, context.value(2)), 0, 1);
  return whole && whole == images ? whole : std::nullopt;
}

bool all_of_first_image(const NodeContext& context) {
  const Node& node = context.maker(context.value(2));
  if (node.op->name == "constant") {
    for (const std::int64_t image : ops::to_integers(node.tensor.evaluate())) {
      if (image != 0) return false;
    }
    return true;
  }
  return false;
}

Entry joined_regions(NodeContext& context) {
  const Entry boxes = context.input(1);
  if (all_of_first_image(context)) return boxes;
  const Entry images = context.cast(context.index(2), context.type(1).dtype, "images");
  const Entry column = context.add("Reshape", {images}, {attribute("shape", Integers{-1, 1})}, "column");
  return context.add("Concat", {column, boxes}, {attribute("dim", std::int64_t{1}), attribute("num_args", std::int64_t{2})}, "regions");
}

void roi_align(NodeContext& context) {
  const auto& attrs = context.attrs<ops::RoiAlignAttrs>();
  if (attrs.mode != ops::RoiAlignMode::average) context.refuse("the largest of the samples");
  const auto whole = regions_with_images(context);
  const Entry regions = whole ? context.held(*whole).entry : joined_regions(context);
  context.emit("_contrib_ROIAlign", {context.input(0), regions},
               {attribute("pooled_size", attrs.pooled_size), attribute("spatial_scale", attrs.spatial_scale),
                attribute("sample_ratio", attrs.sampling_ratio == 0 ? std::int64_t{-1} : attrs.sampling_ratio),
                attribute("position_sensitive", attrs.position_sensitive), attribute("aligned", attrs.half_pixel)});
}

}  // namespace

std::vector<OperatorRow> roi_rows() {
  return {
      {"roi_pool", roi_pool},
      {"roi_align", roi_align},
      {"psroi_pool", psroi_pool},
  };
}

}  // namespace nnfront::emit::mxnet
