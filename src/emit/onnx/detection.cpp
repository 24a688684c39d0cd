// Boxes and regions; box_nms and multibox_detection are in suppression.cpp.
#include "ops/detection.h"

#include <array>

#include "emit/onnx/boxes.h"
#include "emit/onnx/op_table.h"
#include "ops/roi.h"

namespace nnfront::emit::onnx {

namespace {

void roi_pool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::RoiPoolAttrs>();
  context.emit("MaxRoiPool", context.inputs(),
               {attribute("pooled_shape", attrs.pooled_size), attribute("spatial_scale", attrs.spatial_scale)});
}

void roi_align(NodeContext& context) {
  const auto& attrs = context.attrs<ops::RoiAlignAttrs>();
  if (attrs.position_sensitive) context.refuse("channels that depend on the place in the region");
  NodeAttributes attributes = {attribute("mode", std::string(attrs.mode == ops::RoiAlignMode::max ? "max" : "avg")),
                               attribute("output_height", attrs.pooled_size[0]), attribute("output_width", attrs.pooled_size[1]),
                               attribute("sampling_ratio", attrs.sampling_ratio), attribute("spatial_scale", attrs.spatial_scale)};
  if (context.opset() >= 16)
    attributes.push_back(attribute("coordinate_transformation_mode", std::string(attrs.half_pixel ? "half_pixel" : "output_half_pixel")));
  else if (attrs.half_pixel)
    context.need_opset(16, "RoiAlign from the middle of elements");
  context.emit("RoiAlign", {context.input(0), context.input(1), context.indices(2)}, std::move(attributes));
}

void non_max_suppression(NodeContext& context) {
  const auto& attrs = context.attrs<ops::NonMaxSuppressionAttrs>();
  const auto number = [&](int i, double value, std::string_view part) {
    return context.has_input(i) ? context.cast(context.scalar_input(i, part), DType::float32, part)
                                : context.scalar(value, DType::float32, part);
  };
  const std::string most = context.has_input(2) ? context.cast(context.scalar_input(2, "most"), DType::int64, "most")
                                                : context.integer(attrs.max_output_boxes_per_class, "most");
  Inputs inputs = {context.input(0), context.input(1), most, number(3, attrs.iou_threshold, "iou_threshold")};
  if (context.has_input(4) || attrs.score_threshold) inputs.push_back(number(4, attrs.score_threshold.value_or(0.0), "score_threshold"));
  context.emit("NonMaxSuppression", std::move(inputs), {flag("center_point_box", attrs.format == ops::BoxFormat::center)});
}

// Boxes with dimensions of 1 behind theirs (a) or in front of them (b), so that every pair meets.
std::string spread(NodeContext& context, int i, const std::string& boxes, std::string_view part) {
  const std::int64_t others = context.rank(1 - i) - 1;
  if (others == 0) return boxes;
  std::vector<std::int64_t> axes;
  const std::int64_t first = i == 0 ? context.rank(0) - 1 : 0;
  for (std::int64_t d = 0; d < others; ++d) axes.push_back(first + d);
  return context.add("Unsqueeze", {boxes, context.integers(axes, "axes")}, {}, part);
}

void box_iou(NodeContext& context) {
  const auto& attrs = context.attrs<ops::BoxIouAttrs>();
  const std::int64_t rank = context.rank(0) + context.rank(1) - 1;
  const Boxes a = boxes_of(context, spread(context, 0, context.input(0), "a"), rank - 1, 0, attrs.format);
  const Boxes b = boxes_of(context, spread(context, 1, context.input(1), "b"), rank - 1, 0, attrs.format);
  const Overlap overlap = overlap_of(context, a, b, context.type(0).dtype);
  const std::string ratio = context.add("Div", {overlap.shared, overlap.together}, {}, "ratio");
  context.emit("Where", {overlap.meets, ratio, context.number(0.0, "zero")});
}

// min(x, clip) where there is a limit.
std::string limited(NodeContext& context, const std::string& exponent, const std::optional<double>& clip) {
  return clip ? context.add("Min", {exponent, context.number(*clip, "limit")}, {}, "limited") : exponent;
}

void box_decode(NodeContext& context) {
  const auto& attrs = context.attrs<ops::BoxDecodeAttrs>();
  const DType dtype = context.type(0).dtype;
  const std::array<std::string, 4> offsets = columns(context, context.input(0), 2, 0);
  std::array<std::string, 4> scaled;
  for (std::size_t i = 0; i < 4; ++i)
    scaled[i] = context.add("Mul", {offsets[i], context.scalar(attrs.stds[i], dtype, "std")}, {}, "scaled");
  const CenterBoxes anchors = centers_of(context, columns(context, context.input(1), 2, 0), attrs.format, dtype);
  const std::string x = context.add("Add", {context.add("Mul", {scaled[0], anchors.width}, {}, "moved"), anchors.x}, {}, "x");
  const std::string y = context.add("Add", {context.add("Mul", {scaled[1], anchors.height}, {}, "moved"), anchors.y}, {}, "y");
  const auto half = [&](const std::string& exponent, const std::string& size, std::string_view part) {
    const std::string grown =
        context.add("Mul", {context.add("Exp", {limited(context, exponent, attrs.clip)}, {}, "factor"), size}, {}, "grown");
    return context.add("Div", {grown, context.scalar(2.0, dtype, "two")}, {}, part);
  };
  const std::string width = half(scaled[2], anchors.width, "half_width");
  const std::string height = half(scaled[3], anchors.height, "half_height");
  const Inputs corners = {context.add("Sub", {x, width}, {}, "x1"), context.add("Sub", {y, height}, {}, "y1"),
                          context.add("Add", {x, width}, {}, "x2"), context.add("Add", {y, height}, {}, "y2")};
  Inputs parts;
  for (const std::string& corner : corners)
    parts.push_back(context.add("Unsqueeze", {corner, context.integers({2}, "axis")}, {}, "column"));
  context.emit("Concat", std::move(parts), {attribute("axis", std::int64_t{2})});
}

// Of the map only its sizes count: the anchors are a constant.
void multibox_prior(NodeContext& context) {
  const Dim& height = context.dim(0, 2);
  const Dim& width = context.dim(0, 3);
  if (!height.is_integer() || !width.is_integer()) context.refuse("of a map whose sizes are not known");
  const Array map(context.type(0).dtype, {1, 1, height.integer(), width.integer()});
  context.emit("Identity", {context.constant(context.evaluated({&map, 1}).front(), "anchors")});
}

}  // namespace

std::vector<OperatorRow> detection_rows() {
  return {
      {"roi_pool", roi_pool, "MaxRoiPool", 1, Widening::floats},
      {"roi_align", roi_align, "RoiAlign", 10, Widening::floats},
      {"non_max_suppression", non_max_suppression, "NonMaxSuppression", 11, Widening::floats},
      {"box_iou", box_iou, "", 1, Widening::floats},
      {"box_decode", box_decode, "", 1, Widening::floats},
      {"multibox_prior", multibox_prior},
  };
}

}  // namespace nnfront::emit::onnx
