#include "emit/onnx/op_table.h"
#include "ops/shape.h"

namespace nnfront::emit::onnx {

namespace {

// Of half_pixel_or_zero and the like.
std::string coordinates_name(NodeContext& context, const ops::ResizeAttrs& attrs) {
  switch (attrs.coordinates) {
    case ops::ResizeCoordinates::half_pixel:
      return "half_pixel";
    case ops::ResizeCoordinates::half_pixel_symmetric:
      context.need_opset(19, "half_pixel_symmetric");
      return "half_pixel_symmetric";
    case ops::ResizeCoordinates::half_pixel_or_zero:
      return "pytorch_half_pixel";
    case ops::ResizeCoordinates::align_corners:
      return "align_corners";
    case ops::ResizeCoordinates::asymmetric:
      return "asymmetric";
    case ops::ResizeCoordinates::crop:
      return "tf_crop_and_resize";
    case ops::ResizeCoordinates::half_pixel_nearest:
    case ops::ResizeCoordinates::align_scaled_corners:
      break;
  }
  context.refuse("coordinates that ONNX does not have");
}

std::string scales_value(NodeContext& context, const std::vector<double>& scales) {
  std::vector<float> all = {1.0F, 1.0F};
  for (const double scale : scales) all.push_back(static_cast<float>(scale));
  return context.constant(Array::of<float>({static_cast<std::int64_t>(all.size())}, all), "scales");
}

// Batch and channels keep their sizes, whatever those are.
std::string sizes_value(NodeContext& context, const std::string& spatial) {
  const std::string shape = context.add("Shape", {context.input(0)}, {}, "shape");
  const std::string front = context.add("Slice", {shape, context.integers({0}, "begin"), context.integers({2}, "end")}, {}, "front");
  return context.add("Concat", {front, spatial}, {attribute("axis", std::int64_t{0})}, "sizes");
}

void resize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ResizeAttrs>();
  if (context.has_input(3) || !attrs.roi.empty() || attrs.coordinates == ops::ResizeCoordinates::crop)
    context.refuse("a part that is cut out");
  if (context.has_input(2)) context.refuse("factors that the model computes");
  NodeAttributes attributes = {attribute("coordinate_transformation_mode", coordinates_name(context, attrs)),
                               attribute("cubic_coeff_a", attrs.cubic_coefficient),
                               attribute("exclude_outside", std::int64_t{attrs.exclude_outside}), attribute("mode", name_of(attrs.mode)),
                               attribute("nearest_mode", name_of(attrs.nearest))};
  if (attrs.antialias) {
    context.need_opset(18, "a filter that is stretched");
    attributes.push_back(attribute("antialias", std::int64_t{1}));
  }
  if (!attrs.scales.empty())
    return context.emit("Resize", {context.input(0), "", scales_value(context, attrs.scales)}, std::move(attributes));
  const std::string spatial = context.integers_of(1, attrs.sizes, "spatial");
  context.emit("Resize", {context.input(0), "", "", sizes_value(context, spatial)}, std::move(attributes));
}

}  // namespace

std::vector<OperatorRow> resize_rows() {
  return {{"resize", resize}};
}

}  // namespace nnfront::emit::onnx
