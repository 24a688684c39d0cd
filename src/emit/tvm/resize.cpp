#include "emit/tvm/op_table.h"
#include "ops/shape.h"

namespace nnfront::emit::tvm {

namespace {

using python::literal;

// Relax has pictures of two dimensions, sizes in numbers, and fewer coordinates and roundings.
void resize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ResizeAttrs>();
  if (context.rank(0) != 4) context.refuse("of other than two dimensions");
  for (int i = 1; i < context.input_count(); ++i) {
    if (context.has_input(i)) context.refuse("sizes that the model computes");
  }
  const bool is_nearest = attrs.mode == ops::ResizeMode::nearest;
  if (attrs.mode == ops::ResizeMode::cubic || attrs.antialias) context.refuse("a filter of more than two elements");
  const bool by_whole_factor = attrs.coordinates == ops::ResizeCoordinates::asymmetric && attrs.nearest == ops::ResizeNearest::floor;
  if (is_nearest && !by_whole_factor) context.refuse("the nearest element by other than its own place, rounded down");
  const bool aligned = attrs.coordinates == ops::ResizeCoordinates::align_corners && attrs.scales.empty();
  const bool half_pixel = attrs.coordinates == ops::ResizeCoordinates::half_pixel;
  if (!is_nearest && !aligned && !half_pixel) context.refuse("coordinates other than half_pixel and align_corners");
  Shape sizes(context.output_type().shape.begin() + 2, context.output_type().shape.end());
  const auto known = integers(sizes);
  if (!known) context.refuse("sizes that are not known");
  // By a factor, places follow from the factor, not from the sizes.
  for (std::size_t d = 0; d < attrs.scales.size(); ++d) {
    const double made = static_cast<double>(context.size(0, static_cast<std::int64_t>(d) + 2)) * attrs.scales[d];
    if (made != static_cast<double>((*known)[d])) context.refuse("a factor that makes no whole sizes");
  }
  const std::string mode = is_nearest ? "asymmetric" : aligned ? "align_corners" : "half_pixel";
  context.returns(
      call("image.resize2d",
           {context.input(0), named("size", python::tuple(*known)), named("method", literal(is_nearest ? "nearest_neighbor" : "linear")),
            named("coordinate_transformation_mode", literal(mode)), named("rounding_method", literal(is_nearest ? "floor" : ""))}));
}

}  // namespace

std::vector<OperatorRow> resize_rows() {
  return {{"resize", resize}};
}

}  // namespace nnfront::emit::tvm
