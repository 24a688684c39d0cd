#include <algorithm>
#include <cmath>
#include <limits>

#include "frontends/onnx/translators.h"
#include "ir/content.h"
#include "ops/elementwise.h"
#include "ops/reduce.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

using Integers = std::vector<std::int64_t>;
using Numbers = std::vector<double>;

// One factor, or one size, per dimension of the data.
struct Target {
  Numbers scales;  // or
  Integers sizes;
  bool fixed = false;  // worked out from the sizes at hand
};

ops::ResizeMode mode_of(NodeContext& context) {
  const std::string mode = context.choice("mode", {"nearest", "linear", "bilinear", "cubic"}, "nearest");
  if (mode == "nearest") return ops::ResizeMode::nearest;
  return mode == "cubic" ? ops::ResizeMode::cubic : ops::ResizeMode::linear;
}

ops::ResizeCoordinates coordinates_of(NodeContext& context) {
  constexpr std::pair<std::string_view, ops::ResizeCoordinates> names[] = {
      {"half_pixel", ops::ResizeCoordinates::half_pixel},
      {"half_pixel_symmetric", ops::ResizeCoordinates::half_pixel_symmetric},
      {"pytorch_half_pixel", ops::ResizeCoordinates::half_pixel_or_zero},
      {"align_corners", ops::ResizeCoordinates::align_corners},
      {"asymmetric", ops::ResizeCoordinates::asymmetric},
      {"tf_half_pixel_for_nn", ops::ResizeCoordinates::half_pixel_nearest}};
  const std::string given = context.attr<std::string>("coordinate_transformation_mode", "half_pixel");
  for (const auto& [name, coordinates] : names) {
    if (given == name) return coordinates;
  }
  context.refuse("coordinate_transformation_mode '{}' is not covered", printable(given));
}

ops::ResizeNearest nearest_of(NodeContext& context) {
  const std::string given =
      context.choice("nearest_mode", {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"}, "round_prefer_floor");
  if (given == "round_prefer_ceil") return ops::ResizeNearest::round_prefer_ceil;
  if (given == "floor") return ops::ResizeNearest::floor;
  return given == "ceil" ? ops::ResizeNearest::ceil : ops::ResizeNearest::round_prefer_floor;
}

// Opset 10 and Upsample: element o lies at o / scale, and the nearest is the one before it.
ops::ResizeAttrs early_attributes(NodeContext& context) {
  ops::ResizeAttrs attributes;
  attributes.mode = mode_of(context);
  attributes.coordinates = ops::ResizeCoordinates::asymmetric;
  attributes.nearest = ops::ResizeNearest::floor;
  return attributes;
}

Integers all_axes(std::int64_t rank) {
  Integers axes;
  for (std::int64_t d = 0; d < rank; ++d) axes.push_back(d);
  return axes;
}

template <class T>
std::vector<T> from(const std::vector<T>& list, std::size_t begin) {
  return {list.begin() + static_cast<std::ptrdiff_t>(begin), list.end()};
}

bool leaves(NodeContext& context, Value data, const Target& target, std::int64_t axis) {
  const auto d = static_cast<std::size_t>(axis);
  return target.sizes.empty() ? target.scales[d] == 1.0 : context.dim(data, axis) == Dim(target.sizes[d]);
}

Value add_resize(NodeContext& context, Value data, const ops::ResizeAttrs& attributes, bool fixed, std::string_view part) {
  return fixed ? context.add_fixed("resize", {data}, attributes, part) : context.add("resize", {data}, attributes, part);
}

// The IR resizes what stands behind batch and channels. Where those are to change, two dimensions of 1 are put in front.
Values resized(NodeContext& context, Value data, ops::ResizeAttrs attributes, const Target& target) {
  const std::int64_t rank = context.rank(data);
  const std::size_t entries = target.sizes.empty() ? target.scales.size() : target.sizes.size();
  if (entries != static_cast<std::size_t>(rank)) {
    fail(ErrorCode::invalid_file, "got {} scales or sizes for {}", entries, text(context.type(data)));
  }
  const bool plain = rank > 2 && leaves(context, data, target, 0) && leaves(context, data, target, 1);
  attributes.sizes = from(target.sizes, !plain || target.sizes.empty() ? 0 : 2);
  attributes.scales = from(target.scales, !plain || target.scales.empty() ? 0 : 2);
  if (plain) return {add_resize(context, data, attributes, target.fixed, "")};
  Shape wrapped = {1, 1};
  Shape unwrapped;
  for (std::int64_t d = 0; d < rank; ++d) {
    wrapped.push_back(input_dim(d));
    unwrapped.push_back(input_dim(d + 2));
  }
  const Value inner = add_resize(context, context.reshape(data, wrapped, "wrapped"), attributes, target.fixed, "resized");
  return {context.reshape(inner, unwrapped)};
}

// `list`: sizes or factors of all dimensions, as a run computes them. Where the sizes of batch and channels are seen to stay they are left
// out; otherwise two dimensions of 1 are put in front.
Values resized_by(NodeContext& context, Value data, const ops::ResizeAttrs& attributes, Value list, bool are_sizes) {
  const auto operands = [&](Value x, Value entries) { return are_sizes ? Operands{x, entries} : Operands{x, std::nullopt, entries}; };
  const Content* known = are_sizes ? known_content(list, context.translation().builder.index()) : nullptr;
  const Shape& shape = context.shape(data);
  const bool plain = shape.size() > 2 && known != nullptr && known->entries.size() == shape.size() && known->entries[0] == shape[0] &&
                     known->entries[1] == shape[1] && !shape[0].is_unknown() && !shape[1].is_unknown();
  if (plain) {
    const ops::SliceAttrs behind{{0}, {2}, {std::numeric_limits<std::int64_t>::max()}, {1}};
    return {context.add("resize", operands(data, context.add("slice", {list}, behind, "sizes")), attributes)};
  }
  Shape wrapped = {1, 1};
  Shape unwrapped;
  for (std::int64_t d = 0; d < context.rank(data); ++d) {
    wrapped.push_back(input_dim(d));
    unwrapped.push_back(input_dim(d + 2));
  }
  const Value inner = context.add("resize", operands(context.reshape(data, wrapped, "wrapped"), list), attributes, "resized");
  return {context.reshape(inner, unwrapped)};
}

// Entries for some axes as entries for all, from those of `others` for the rest.
Value spread_value(NodeContext& context, Value given, Value others, const Integers& axes, std::int64_t rank) {
  Integers places;
  for (std::int64_t d = 0; d < rank; ++d) {
    const auto found = std::find(axes.begin(), axes.end(), d);
    const bool is_given = found != axes.end();
    places.push_back(is_given ? found - axes.begin() : static_cast<std::int64_t>(axes.size()) + d);
  }
  if (places == all_axes(rank)) return given;
  const Value both = context.add("concat", {given, others}, ops::AxisAttrs{0}, "given_and_others");
  return context.add("gather", {both, context.integers(places, "places")}, ops::GatherAttrs{0, false}, "of_all_axes");
}

// The sizes of `axes` by the one factor that the policy makes of all that are asked for; halves are rounded up.
Value in_proportion(NodeContext& context, Value sizes, Value own, bool larger) {
  const Value wanted = context.cast(sizes, DType::float64, "wanted");
  const Value there = context.cast(own, DType::float64, "there");
  const Value factors = context.add("div", {wanted, there}, {}, "factors");
  const Value factor = context.add(larger ? "reduce_max" : "reduce_min", {factors}, ops::ReduceAttrs{{}, false}, "factor");
  const Value exact = context.add("mul", {there, factor}, {}, "exact");
  const Value raised = context.add("add", {exact, context.scalar(0.5, DType::float64)}, {}, "raised");
  return context.cast(context.add("floor", {raised}, {}, "rounded"), DType::int64, "in_proportion");
}

Values resized_by_sizes(NodeContext& context, Value data, const ops::ResizeAttrs& attributes, const Integers& axes,
                        const std::string& policy) {
  const Value own = context.add("shape_of", {data}, {}, "shape");
  const Value given = context.input(3);
  Value sizes = context.dtype(given) == DType::int64 ? given : context.cast(given, DType::int64, "integers");
  if (policy != "stretch") {
    const Value of_axes = context.add("gather", {own, context.integers(axes, "axes")}, ops::GatherAttrs{0, false}, "own");
    sizes = in_proportion(context, sizes, of_axes, policy == "not_smaller");
  }
  return resized_by(context, data, attributes, spread_value(context, sizes, own, axes, context.rank(data)), true);
}

Values resized_by_scales(NodeContext& context, Value data, const ops::ResizeAttrs& attributes, const Integers& axes, int input) {
  if (attributes.coordinates == ops::ResizeCoordinates::align_corners) {
    context.refuse("align_corners by factors that depend on the data is not covered");
  }
  const std::vector<float> ones(static_cast<std::size_t>(context.rank(data)), 1.0f);
  const Value given = context.input(input);
  const Value scales = context.dtype(given) == DType::float32 ? given : context.cast(given, DType::float32, "factors");
  const Value others = context.constant(Array::of<float>({context.rank(data)}, std::span<const float>(ones)), "ones");
  return resized_by(context, data, attributes, spread_value(context, scales, others, axes, context.rank(data)), false);
}

// The policy makes one factor of all that are asked for.
void keep_aspect_ratio(NodeContext& context, Value data, const Integers& axes, bool larger, Target& target) {
  double scale = 0.0;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const double own =
        static_cast<double>(target.sizes[static_cast<std::size_t>(axes[i])]) / static_cast<double>(context.size(data, axes[i]));
    scale = i == 0 ? own : larger ? std::max(scale, own) : std::min(scale, own);
  }
  for (const std::int64_t axis : axes) {
    target.sizes[static_cast<std::size_t>(axis)] = std::llround(scale * static_cast<double>(context.size(data, axis)));
  }
}

// Lists for some axes as lists for all; the other dimensions stay.
Target spread(NodeContext& context, Value data, const Integers& axes, const std::optional<Numbers>& scales,
              const std::optional<Integers>& sizes) {
  const std::size_t given = scales ? scales->size() : sizes->size();
  if (given != axes.size()) fail(ErrorCode::invalid_file, "got {} scales or sizes for {} axes", given, axes.size());
  Target target;
  for (std::int64_t d = 0; d < context.rank(data); ++d) {
    const auto found = std::find(axes.begin(), axes.end(), d);
    const auto i = static_cast<std::size_t>(found - axes.begin());
    if (scales) target.scales.push_back(found == axes.end() ? 1.0 : (*scales)[i]);
    if (sizes) target.sizes.push_back(found == axes.end() ? context.size(data, d) : (*sizes)[i]);
  }
  return target;
}

void refuse_what_is_left_out(NodeContext& context) {
  if (context.attr<bool>("antialias", false)) context.refuse("antialias is not covered");
  if (context.attr<bool>("exclude_outside", false)) context.refuse("exclude_outside is not covered");
  context.ignore({"extrapolation_value"});  // of tf_crop_and_resize, which is refused
}

}  // namespace

Values upsample_1(NodeContext& context) {
  const double height = context.attr<double>("height_scale");
  const double width = context.attr<double>("width_scale");
  return resized(context, context.input(0), early_attributes(context), {{1.0, 1.0, height, width}, {}, false});
}

Values upsample_7(NodeContext& context) {
  return resized(context, context.input(0), early_attributes(context), {context.attr<Numbers>("scales"), {}, false});
}

Values resize_10(NodeContext& context) {
  const Value data = context.input(0);
  if (context.has_input(1) && !context.constant(1)) {
    return resized_by_scales(context, data, early_attributes(context), all_axes(context.rank(data)), 1);
  }
  const auto scales = context.constant_numbers(1, "scales");
  if (!scales) fail(ErrorCode::invalid_file, "input 1, the scales, is missing");
  return resized(context, data, early_attributes(context), {*scales, {}, false});
}

Values resize(NodeContext& context) {
  refuse_what_is_left_out(context);
  ops::ResizeAttrs attributes;
  attributes.mode = mode_of(context);
  attributes.coordinates = coordinates_of(context);
  attributes.nearest = nearest_of(context);
  attributes.cubic_coefficient = context.attr<double>("cubic_coeff_a", -0.75);
  const std::string policy = context.choice("keep_aspect_ratio_policy", {"stretch", "not_larger", "not_smaller"}, "stretch");
  const Value data = context.input(0);
  const Integers axes = context.axes(context.rank(data), context.attr<Integers>("axes", all_axes(context.rank(data))));
  if (context.has_input(2) && !context.constant(2)) return resized_by_scales(context, data, attributes, axes, 2);
  if (context.has_input(3) && !context.constant(3)) return resized_by_sizes(context, data, attributes, axes, policy);
  std::optional<Numbers> scales = context.constant_numbers(2, "scales");
  std::optional<Integers> sizes = context.constant_integers(3, "sizes");
  if (scales && scales->empty()) scales.reset();
  if (sizes && sizes->empty()) sizes.reset();
  if (scales.has_value() == sizes.has_value()) fail(ErrorCode::invalid_file, "wanted either scales or sizes");
  Target target = spread(context, data, axes, scales, sizes);
  if (sizes && policy != "stretch") {
    keep_aspect_ratio(context, data, axes, policy == "not_smaller", target);
    target.fixed = true;
  }
  return resized(context, data, attributes, target);
}

}  // namespace nnfront::frontends::onnx
