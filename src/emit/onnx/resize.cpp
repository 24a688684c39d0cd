#include <algorithm>
#include <cmath>

#include "emit/onnx/op_table.h"
#include "formats/onnx_choices.h"
#include "ops/shape.h"

namespace nnfront::emit::onnx {

namespace {

using ops::ResizeCoordinates;

// The factor that makes whole numbers of all sizes: there the width before it is rounded and the rounded one are the same.
bool makes_whole_sizes(const NodeContext& context, const ops::ResizeAttrs& attrs) {
  for (std::size_t d = 0; d < attrs.scales.size(); ++d) {
    const Dim& size = context.dim(0, static_cast<std::int64_t>(d) + 2);
    if (!size.is_integer()) return false;
    const double made = static_cast<double>(size.integer()) * attrs.scales[d];
    if (made != std::floor(made)) return false;
  }
  return true;
}

// By factors, ONNX's text and its runtimes mean different things by aligned corners where sizes are rounded.
std::string coordinates_name(NodeContext& context, const ops::ResizeAttrs& attrs) {
  ResizeCoordinates coordinates = attrs.coordinates;
  if (coordinates == ResizeCoordinates::half_pixel_symmetric) context.need_opset(19, "half_pixel_symmetric");
  if (coordinates == ResizeCoordinates::half_pixel_nearest) context.refuse("coordinates that ONNX has not had since opset 13");
  const bool aligned = coordinates == ResizeCoordinates::align_corners || coordinates == ResizeCoordinates::align_scaled_corners;
  const bool by_scales = !attrs.scales.empty() || context.has_input(2);
  if (coordinates == ResizeCoordinates::align_scaled_corners) coordinates = ResizeCoordinates::align_corners;
  if (aligned && by_scales && !makes_whole_sizes(context, attrs)) context.refuse("aligned corners by a factor that makes no whole sizes");
  return std::string(formats::onnx_resize_coordinates[static_cast<std::size_t>(coordinates)]);
}

// Batch and channels keep their sizes: factors of 1 in front of those that are given or computed.
std::string scales_value(NodeContext& context, const std::vector<double>& scales) {
  std::vector<float> all = {1.0F, 1.0F};
  for (const double scale : scales) all.push_back(static_cast<float>(scale));
  const std::string known = context.constant(Array::of<float>({static_cast<std::int64_t>(all.size())}, all), "scales");
  if (!context.has_input(2)) return known;
  const std::string factors = context.cast(context.input(2), DType::float32, "factors");
  return context.add("Concat", {known, factors}, {attribute("axis", std::int64_t{0})}, "all_scales");
}

std::string sizes_value(NodeContext& context, const std::string& spatial) {
  return context.add("Concat", {context.sizes(0, 0, 2, "front"), spatial}, {attribute("axis", std::int64_t{0})}, "sizes");
}

// All begins, then all ends: 0 to 1 for batch and channels.
std::string region_value(NodeContext& context, const ops::ResizeAttrs& attrs) {
  const std::int64_t spatial = context.rank(0) - 2;
  if (!context.has_input(3)) {
    std::vector<float> all(static_cast<std::size_t>(2 * (spatial + 2)), 0.0F);
    std::fill(all.begin() + spatial + 2, all.end(), 1.0F);
    for (std::int64_t d = 0; d < spatial && !attrs.roi.empty(); ++d) {
      all[static_cast<std::size_t>(2 + d)] = static_cast<float>(attrs.roi[static_cast<std::size_t>(d)]);
      all[static_cast<std::size_t>(spatial + 4 + d)] = static_cast<float>(attrs.roi[static_cast<std::size_t>(spatial + d)]);
    }
    return context.constant(Array::of<float>({static_cast<std::int64_t>(all.size())}, all), "region");
  }
  const std::vector<float> whole = {0.0F, 0.0F, 1.0F, 1.0F};
  const std::string ends = context.constant(Array::of<float>({4}, whole), "whole");
  const std::string both =
      context.add("Concat", {ends, context.cast(context.input(3), DType::float32, "given")}, {attribute("axis", std::int64_t{0})}, "both");
  std::vector<std::int64_t> places = {0, 1};
  for (std::int64_t d = 0; d < spatial; ++d) places.push_back(4 + d);
  places.insert(places.end(), {2, 3});
  for (std::int64_t d = 0; d < spatial; ++d) places.push_back(4 + spatial + d);
  return context.add("Gather", {both, context.integers(places, "places")}, {attribute("axis", std::int64_t{0})}, "region");
}

NodeAttributes attributes_of(NodeContext& context, const ops::ResizeAttrs& attrs) {
  NodeAttributes attributes = {attribute("coordinate_transformation_mode", coordinates_name(context, attrs)),
                               attribute("cubic_coeff_a", attrs.cubic_coefficient), flag("exclude_outside", attrs.exclude_outside),
                               attribute("mode", name_of(attrs.mode)), attribute("nearest_mode", name_of(attrs.nearest))};
  if (attrs.outside_value != 0.0) attributes.push_back(attribute("extrapolation_value", attrs.outside_value));
  if (!attrs.antialias) return attributes;
  context.need_opset(18, "a filter that is stretched");
  attributes.push_back(flag("antialias", true));
  return attributes;
}

void resize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ResizeAttrs>();
  NodeAttributes attributes = attributes_of(context, attrs);
  const std::string region = attrs.coordinates == ResizeCoordinates::crop ? region_value(context, attrs) : "";
  if (context.has_input(2) || !attrs.scales.empty())
    return context.emit("Resize", {context.input(0), region, scales_value(context, attrs.scales)}, std::move(attributes));
  const std::string spatial = context.has_input(1) ? context.indices(1) : context.integers(attrs.sizes, "spatial");
  context.emit("Resize", {context.input(0), region, "", sizes_value(context, spatial)}, std::move(attributes));
}

}  // namespace

std::vector<OperatorRow> resize_rows() {
  return {{"resize", resize, "", 1, Widening::floats}};
}

}  // namespace nnfront::emit::onnx
