#include "emit/mxnet/op_table.h"
#include "ops/shape.h"

namespace nnfront::emit::mxnet {

namespace {

// By whole factors nearest elements are repeated, whatever the coordinates round: but not where they round down from the middle.
bool repeats_elements(const ops::ResizeAttrs& attrs) {
  using enum ops::ResizeCoordinates;
  using enum ops::ResizeNearest;
  if (attrs.coordinates == asymmetric || attrs.coordinates == half_pixel_nearest) return attrs.nearest == floor;
  const bool is_half_pixel = attrs.coordinates == half_pixel || attrs.coordinates == half_pixel_symmetric;
  return is_half_pixel && (attrs.nearest == round_prefer_floor || attrs.nearest == round_prefer_ceil);
}

// One per spatial dimension.
Integers factors_of(NodeContext& context, const ops::ResizeAttrs& attrs) {
  Integers factors;
  const Shape& made = context.output_type().shape;
  for (std::int64_t d = 2; d < context.rank(0); ++d) {
    const auto i = static_cast<std::size_t>(d - 2);
    double factor = 0.0;
    if (!attrs.scales.empty()) {
      factor = attrs.scales[i];
    } else if (made[i + 2].is_integer()) {
      factor = static_cast<double>(made[i + 2].integer()) / static_cast<double>(context.size(0, d));
    }
    if (factor < 1.0 || factor != static_cast<double>(static_cast<std::int64_t>(factor)))
      context.refuse("nearest elements by a factor that is not a whole number");
    factors.push_back(static_cast<std::int64_t>(factor));
  }
  return factors;
}

void nearest(NodeContext& context, const ops::ResizeAttrs& attrs) {
  if (!repeats_elements(attrs)) context.refuse("nearest elements by these coordinates");
  const Integers factors = factors_of(context, attrs);
  if (factors.size() == 2 && factors[0] == factors[1]) {
    return context.emit("UpSampling", {context.input(0)},
                        {attribute("scale", factors[0]), attribute("sample_type", "nearest"), attribute("num_args", std::int64_t{1})});
  }
  std::vector<Step> steps;
  for (std::size_t d = 0; d < factors.size(); ++d)
    steps.push_back({"repeat", {attribute("repeats", factors[d]), attribute("axis", static_cast<std::int64_t>(d) + 2)}, "repeated"});
  context.emit_steps(context.input(0), steps);
}

// MXNet's factors are the quotients of the sizes.
void check_scales(const NodeContext& context, const ops::ResizeAttrs& attrs) {
  const Integers made = context.output_dims();
  for (std::size_t d = 0; d < attrs.scales.size(); ++d) {
    const double size = static_cast<double>(context.size(0, static_cast<std::int64_t>(d) + 2));
    const bool is_whole = size * attrs.scales[d] == static_cast<double>(made[d + 2]);
    const bool says_nothing = attrs.coordinates == ops::ResizeCoordinates::align_corners;
    if (!is_whole && !says_nothing) context.refuse("a factor of {} that does not give whole sizes", attrs.scales[d]);
  }
}

void linear(NodeContext& context, const ops::ResizeAttrs& attrs) {
  using enum ops::ResizeCoordinates;
  if (context.rank(0) != 4) context.refuse("linear in {} dimensions, MXNet has it in two", context.rank(0) - 2);
  if (attrs.exclude_outside) context.refuse("weights outside that do not count");
  const Integers made = context.output_dims();
  const bool one_element = made[2] == 1 || made[3] == 1;
  const bool corners = attrs.coordinates == align_corners;
  const bool middle = attrs.coordinates == half_pixel || (attrs.coordinates == half_pixel_or_zero && !one_element);
  if (!corners && !middle) context.refuse("linear by these coordinates");
  const bool shrinks = made[2] < context.size(0, 2) || made[3] < context.size(0, 3);
  if (attrs.antialias && shrinks) context.refuse("a filter that is stretched");
  check_scales(context, attrs);
  context.emit("_contrib_BilinearResize2D", {context.input(0)},
               {attribute("height", made[2]), attribute("width", made[3]), attribute("align_corners", corners)});
}

void resize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ResizeAttrs>();
  if (!context.is_floating(0)) context.refuse("integers");
  for (int i = 1; i < 4; ++i) {
    if (context.has_input(i)) context.refuse("sizes, factors or parts that the model computes");
  }
  if (attrs.mode == ops::ResizeMode::nearest) return nearest(context, attrs);
  if (attrs.mode == ops::ResizeMode::cubic) context.refuse("cubic interpolation");
  linear(context, attrs);
}

}  // namespace

std::vector<OperatorRow> resize_rows() {
  return {{"resize", resize}};
}

}  // namespace nnfront::emit::mxnet
