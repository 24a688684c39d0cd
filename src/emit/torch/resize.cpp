#include "emit/torch/op_table.h"
#include "ops/shape.h"

namespace nnfront::emit::torch {

namespace {

// Of one dimension, two, three.
std::string linear_name(std::size_t rank) {
  return rank == 1 ? "linear" : rank == 2 ? "bilinear" : "trilinear";
}

bool is_half_pixel(ops::ResizeCoordinates coordinates) {
  return coordinates == ops::ResizeCoordinates::half_pixel || coordinates == ops::ResizeCoordinates::half_pixel_or_zero;
}

// torch's "nearest" takes the element at or in front of the place, "nearest-exact" the nearest by middles, the later one of two.
std::string nearest_mode(const NodeContext& context, const ops::ResizeAttrs& attrs) {
  if (attrs.coordinates == ops::ResizeCoordinates::asymmetric && attrs.nearest == ops::ResizeNearest::floor) return "nearest";
  if (attrs.coordinates == ops::ResizeCoordinates::half_pixel && attrs.nearest == ops::ResizeNearest::round_prefer_ceil)
    return "nearest-exact";
  context.refuse("the nearest element by rules that torch does not have");
}

void check(const NodeContext& context, const ops::ResizeAttrs& attrs, std::size_t rank) {
  if (rank < 1 || rank > 3) context.refuse("{} spatial dimensions, torch has 1 to 3", rank);
  if (context.has_input(3) || !attrs.roi.empty() || attrs.coordinates == ops::ResizeCoordinates::crop)
    context.refuse("a part that is cut out");
  if (context.has_input(2)) context.refuse("factors that the model computes");
  if (attrs.antialias) context.refuse("a filter that is stretched");
  if (attrs.exclude_outside) context.refuse("weights without elements outside");
}

std::string mode_of(const NodeContext& context, const ops::ResizeAttrs& attrs, std::size_t rank) {
  if (attrs.mode == ops::ResizeMode::nearest) return nearest_mode(context, attrs);
  if (!is_half_pixel(attrs.coordinates) && attrs.coordinates != ops::ResizeCoordinates::align_corners)
    context.refuse("coordinates that torch does not have");
  if (attrs.mode == ops::ResizeMode::linear) return linear_name(rank);
  if (rank != 2 || attrs.cubic_coefficient != -0.75) context.refuse("cubic interpolation but of two dimensions with coefficient -0.75");
  return "bicubic";
}

// half_pixel_or_zero differs where a single element comes out: it reads the first one.
void check_single(const NodeContext& context, const ops::ResizeAttrs& attrs) {
  if (attrs.coordinates != ops::ResizeCoordinates::half_pixel_or_zero) return;
  for (std::size_t d = 2; d < context.output_type().shape.size(); ++d) {
    const auto smallest = lower_bound(context.output_type().shape[d]);
    if (context.output_type().shape[d] == Dim(1)) context.refuse("a single element, which is read from the first one");
    if (!context.output_type().shape[d].is_integer() && smallest.value_or(0) < 2) context.refuse("sizes that may be 1");
  }
}

void resize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ResizeAttrs>();
  const auto rank = static_cast<std::size_t>(context.rank(0) - 2);
  check(context, attrs, rank);
  check_single(context, attrs);
  std::vector<std::string> operands = {context.input(0)};
  if (attrs.scales.empty()) {
    operands.push_back(named("size", python::tuple(context.integers_of(1, attrs.sizes, "sizes"))));
  } else {
    std::vector<std::string> scales;
    for (const double scale : attrs.scales) scales.push_back(literal(scale));
    operands.push_back(named("scale_factor", python::tuple(scales)));
  }
  operands.push_back(named("mode", literal(mode_of(context, attrs, rank))));
  if (attrs.mode != ops::ResizeMode::nearest && attrs.coordinates == ops::ResizeCoordinates::align_corners)
    operands.push_back(named("align_corners", "True"));
  context.returns(call("F.interpolate", operands));
}

}  // namespace

std::vector<OperatorRow> resize_rows() {
  return {{"resize", resize}};
}

}  // namespace nnfront::emit::torch
