#include "ops/detection.h"

#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "ops/roi.h"

namespace nnfront::frontends::onnx {

namespace {

Values aligned(NodeContext& context, bool half_pixel) {
  ops::RoiAlignAttrs attributes;
  attributes.pooled_size = {context.attr<std::int64_t>("output_height", 1), context.attr<std::int64_t>("output_width", 1)};
  attributes.spatial_scale = context.attr<double>("spatial_scale", 1.0);
  attributes.sampling_ratio = context.attr<std::int64_t>("sampling_ratio", 0);
  attributes.mode = context.choice("mode", {"avg", "max"}, "avg") == "max" ? ops::RoiAlignMode::max : ops::RoiAlignMode::average;
  attributes.half_pixel = half_pixel;
  return {context.add("roi_align", {context.input(0), context.input(1), context.input(2)}, attributes)};
}

Values roi_align_10(NodeContext& context) {
  return aligned(context, false);
}

Values roi_align(NodeContext& context) {
  return aligned(context,
                 context.choice("coordinate_transformation_mode", {"half_pixel", "output_half_pixel"}, "half_pixel") == "half_pixel");
}

Values max_roi_pool(NodeContext& context) {
  ops::RoiPoolAttrs attributes;
  attributes.pooled_size = context.attr<std::vector<std::int64_t>>("pooled_shape");
  attributes.spatial_scale = context.attr<double>("spatial_scale", 1.0);
  return {context.add("roi_pool", {context.input(0), context.input(1)}, attributes)};
}

Values non_max_suppression(NodeContext& context) {
  ops::NonMaxSuppressionAttrs attributes;
  attributes.format = context.attr<bool>("center_point_box", false) ? ops::BoxFormat::center : ops::BoxFormat::corner;
  Operands operands = {context.input(0), context.input(1)};
  context.argument(2, "max_output_boxes_per_class", attributes.max_output_boxes_per_class, operands);
  context.argument(3, "iou_threshold", attributes.iou_threshold, operands);
  context.argument(4, "score_threshold", attributes.score_threshold, operands);
  return {context.add("non_max_suppression", operands, attributes)};
}

}  // namespace

std::vector<OperatorRow> detection_rows() {
  using enum Fate;
  return {
      {"", "MaxRoiPool", exact, {{1, max_roi_pool}}, "roi_pool", "", beside_onnxruntime()},
      {"", "RoiAlign", exact, {{10, roi_align_10}, {16, roi_align}}, "", ""},
      {"", "NonMaxSuppression", exact, {{10, non_max_suppression}}, "", ""},
      {"com.microsoft", "CropAndResize", refused, {}, "", not_written_by_onnxruntime},
  };
}

}  // namespace nnfront::frontends::onnx
