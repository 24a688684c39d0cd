#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "formats/onnx_choices.h"
#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "ir/content.h"
#include "ops/elements.h"
#include "ops/elementwise.h"
#include "ops/reduce.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

using Integers = std::vector<std::int64_t>;

using Numbers = std::vector<double>;

// What tf_crop_and_resize reads: begins and ends along all dimensions of the data, as numbers or as a value that a run computes.
struct Region {
  Numbers numbers;
  std::optional<Value> value;
};

// One factor, or one size, per dimension of the data.
struct Target {
  Numbers scales;  // or
  Integers sizes;
  bool fixed = false;  // worked out from the sizes at hand
  Region region = {};
};

ops::ResizeMode mode_of(NodeContext& context) {
  const std::string mode = context.choice("mode", {"nearest", "linear", "bilinear", "cubic"}, "nearest");
  if (mode == "nearest") return ops::ResizeMode::nearest;
  return mode == "cubic" ? ops::ResizeMode::cubic : ops::ResizeMode::linear;
}

ops::ResizeCoordinates coordinates_of(NodeContext& context) {
  constexpr auto& names = formats::onnx_resize_coordinates;
  static_assert(names.size() == std::size(EnumNames<ops::ResizeCoordinates>::names));
  const std::string given = context.attr<std::string>("coordinate_transformation_mode", "half_pixel");
  const auto found = std::find(names.begin(), names.end(), given);
  if (found != names.end() && !found->empty()) return static_cast<ops::ResizeCoordinates>(found - names.begin());
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

template <class T>
std::vector<T> from(const std::vector<T>& list, std::size_t begin) {
  return {list.begin() + static_cast<std::ptrdiff_t>(begin), list.end()};
}

bool leaves(NodeContext& context, Value data, const Target& target, std::int64_t axis) {
  const auto d = static_cast<std::size_t>(axis);
  const Numbers& region = target.region.numbers;
  if (target.region.value) return false;
  if (!region.empty() && (region[d] != 0.0 || region[region.size() / 2 + d] != 1.0)) return false;
  return target.sizes.empty() ? target.scales[d] == 1.0 : context.dim(data, axis) == Dim(target.sizes[d]);
}

Value add_resize(NodeContext& context, Operands operands, const ops::ResizeAttrs& attributes, bool fixed, std::string_view part) {
  if (fixed) return context.add_fixed("resize", std::move(operands), attributes, part);
  return context.add("resize", std::move(operands), attributes, part);
}

// The IR resizes what stands behind batch and channels. Where those are to change, two dimensions of 1 are put in front. `arguments`:
// what stands behind the data.
Values resized_as_spatial(NodeContext& context, Value data, const ops::ResizeAttrs& attributes, const Operands& arguments, bool fixed) {
  Shape wrapped = {1, 1};
  Shape unwrapped;
  for (std::int64_t d = 0; d < context.rank(data); ++d) {
    wrapped.push_back(input_dim(d));
    unwrapped.push_back(input_dim(d + 2));
  }
  Operands operands = {context.reshape(data, wrapped, "wrapped")};
  operands.insert(operands.end(), arguments.begin(), arguments.end());
  return {context.reshape(add_resize(context, operands, attributes, fixed, "resized"), unwrapped)};
}

Values resized(NodeContext& context, Value data, ops::ResizeAttrs attributes, const Target& target) {
  const std::int64_t rank = context.rank(data);
  const std::size_t entries = target.sizes.empty() ? target.scales.size() : target.sizes.size();
  if (entries != static_cast<std::size_t>(rank)) {
    fail(ErrorCode::invalid_file, "got {} scales or sizes for {}", entries, text(context.type(data)));
  }
  const bool plain = rank > 2 && leaves(context, data, target, 0) && leaves(context, data, target, 1);
  attributes.sizes = from(target.sizes, !plain || target.sizes.empty() ? 0 : 2);
  attributes.scales = from(target.scales, !plain || target.scales.empty() ? 0 : 2);
  attributes.roi = target.region.numbers;
  if (!plain) return resized_as_spatial(context, data, attributes, {std::nullopt, std::nullopt, target.region.value}, target.fixed);
  if (!attributes.roi.empty()) {
    attributes.roi.erase(attributes.roi.begin() + rank, attributes.roi.begin() + rank + 2);
    attributes.roi.erase(attributes.roi.begin(), attributes.roi.begin() + 2);
  }
  return {add_resize(context, {data}, attributes, target.fixed, "")};
}

// `list`: sizes or factors of all dimensions, as a run computes them. Where the sizes of batch and channels are seen to stay they are left
// out.
Values resized_by(NodeContext& context, Value data, ops::ResizeAttrs attributes, Value list, bool are_sizes, const Region& region) {
  const Content* known = are_sizes ? known_content(list, context.translation().builder.index()) : nullptr;
  const Shape& shape = context.shape(data);
  const bool crops = attributes.coordinates == ops::ResizeCoordinates::crop;
  const bool plain = !crops && shape.size() > 2 && known != nullptr && known->entries.size() == shape.size() &&
                     known->entries[0] == shape[0] && known->entries[1] == shape[1] && !shape[0].is_unknown() && !shape[1].is_unknown();
  if (plain) {
    const ops::SliceAttrs behind{{0}, {2}, {std::numeric_limits<std::int64_t>::max()}, {1}};
    return {context.add("resize", {data, context.add("slice", {list}, behind, "sizes")}, attributes)};
  }
  attributes.roi = region.numbers;
  const Operands by_sizes = {list, std::nullopt, region.value};
  const Operands by_scales = {std::nullopt, list, region.value};
  return resized_as_spatial(context, data, attributes, are_sizes ? by_sizes : by_scales, false);
}

// A list for some axes becomes one for all dimensions: entry i is entry places[i] of the given list, or, from that one's end on, of another
// list for what is not given. Here that is one for all dimensions.
Integers places_of(const Integers& axes, std::int64_t rank) {
  Integers places;
  for (std::int64_t d = 0; d < rank; ++d) places.push_back(static_cast<std::int64_t>(axes.size()) + d);
  for (std::size_t i = axes.size(); i-- > 0;) places[static_cast<std::size_t>(axes[i])] = static_cast<std::int64_t>(i);
  return places;
}

// Of a region, which has the begins of all axes and then their ends, the other list is 0 and 1.
Integers region_places_of(const Integers& axes, std::int64_t rank) {
  const auto count = static_cast<std::int64_t>(axes.size());
  Integers places(static_cast<std::size_t>(rank), 2 * count);
  places.resize(static_cast<std::size_t>(2 * rank), 2 * count + 1);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t axis = axes[static_cast<std::size_t>(i)];
    places[static_cast<std::size_t>(axis)] = i;
    places[static_cast<std::size_t>(rank + axis)] = count + i;
  }
  return places;
}

// Of lists that are known; `other(i)`: entry i of the other list.
template <class T, class Other>
std::vector<T> spread(const std::vector<T>& given, const Integers& places, Other&& other) {
  std::vector<T> all;
  for (const std::int64_t place : places) {
    const auto i = static_cast<std::size_t>(place);
    all.push_back(i < given.size() ? given[i] : other(place - static_cast<std::int64_t>(given.size())));
  }
  return all;
}

// Of lists that a run computes. Names: of both lists together, of the places, of the result.
using Names = std::array<std::string_view, 3>;
Value spread(NodeContext& context, Value given, const Integers& places, const std::function<Value()>& others, const Names& names) {
  if (places == axes_from(0, static_cast<std::int64_t>(places.size()))) return given;
  const Value both = context.add("concat", {given, others()}, ops::AxisAttrs{0}, names[0]);
  return context.add("gather", {both, context.integers(places, names[1])}, ops::GatherAttrs{0, false}, names[2]);
}

Value spread_over_axes(NodeContext& context, Value given, Value others, const Integers& axes, std::int64_t rank) {
  return spread(context, given, places_of(axes, rank), [&] { return others; }, {"given_and_others", "places", "of_all_axes"});
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
                        const std::string& policy, const Region& region) {
  const Value own = context.add("shape_of", {data}, {}, "shape");
  Value sizes = context.as_type(context.input(3), DType::int64, "integers");
  if (policy != "stretch") {
    const Value of_axes = context.add("gather", {own, context.integers(axes, "axes")}, ops::GatherAttrs{0, false}, "own");
    sizes = in_proportion(context, sizes, of_axes, policy == "not_smaller");
  }
  return resized_by(context, data, attributes, spread_over_axes(context, sizes, own, axes, context.rank(data)), true, region);
}

Values resized_by_scales(NodeContext& context, Value data, const ops::ResizeAttrs& attributes, const Integers& axes, int input,
                         const Region& region) {
  const std::vector<float> ones(static_cast<std::size_t>(context.rank(data)), 1.0f);
  const Value scales = context.as_type(context.input(input), DType::float32, "factors");
  const Value others = context.constant(Array::of<float>({context.rank(data)}, std::span<const float>(ones)), "ones");
  return resized_by(context, data, attributes, spread_over_axes(context, scales, others, axes, context.rank(data)), false, region);
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
Target target_of(NodeContext& context, Value data, const Integers& axes, const std::optional<Numbers>& scales,
                 const std::optional<Integers>& sizes) {
  const std::size_t given = scales ? scales->size() : sizes->size();
  if (given != axes.size()) fail(ErrorCode::invalid_file, "got {} scales or sizes for {} axes", given, axes.size());
  const Integers places = places_of(axes, context.rank(data));
  Target target;
  if (scales) target.scales = spread(*scales, places, [](std::int64_t) { return 1.0; });
  if (sizes) target.sizes = spread(*sizes, places, [&](std::int64_t d) { return context.size(data, d); });
  return target;
}

Numbers known_region(const Numbers& given, const Integers& axes, std::int64_t rank) {
  if (given.size() != 2 * axes.size()) fail(ErrorCode::invalid_file, "got a region of {} numbers for {} axes", given.size(), axes.size());
  return spread(given, region_places_of(axes, rank), [](std::int64_t end) { return static_cast<double>(end); });
}

Value computed_region(NodeContext& context, Value given, const Integers& axes, std::int64_t rank) {
  const auto whole = [&] {
    const Numbers ends = {0.0, 1.0};
    return context.constant(ops::from_doubles(context.dtype(given), {2}, ends), "whole");
  };
  return spread(context, given, region_places_of(axes, rank), whole, {"region_and_whole", "region_places", "region"});
}

Region region_of(NodeContext& context, Value data, const Integers& axes, ops::ResizeCoordinates coordinates) {
  if (coordinates != ops::ResizeCoordinates::crop) return {};
  if (!context.has_input(1)) fail(ErrorCode::invalid_file, "input 1, the region, is missing");
  const std::optional<Array> known = context.constant(1);
  if (known) return {known_region(ops::to_doubles(*known), axes, context.rank(data)), std::nullopt};
  return {{}, computed_region(context, context.input(1), axes, context.rank(data))};
}

ops::ResizeAttrs attributes_of(NodeContext& context, bool by_scales) {
  ops::ResizeAttrs attributes;
  attributes.mode = mode_of(context);
  attributes.coordinates = coordinates_of(context);
  attributes.nearest = nearest_of(context);
  attributes.cubic_coefficient = context.attr<double>("cubic_coeff_a", -0.75);
  attributes.antialias = context.attr<bool>("antialias", false);
  attributes.exclude_outside = context.attr<bool>("exclude_outside", false);
  attributes.outside_value = context.attr<double>("extrapolation_value", 0.0);
  const bool filters = attributes.antialias || attributes.exclude_outside;
  if (filters && attributes.mode == ops::ResizeMode::nearest) {
    context.refuse("antialias and exclude_outside of the nearest element are not covered");
  }
  // ONNX's text and its reference divide by the width before it is rounded down; onnxruntime by the rounded one.
  const bool scaled = by_scales && attributes.coordinates == ops::ResizeCoordinates::align_corners;
  if (scaled) attributes.coordinates = ops::ResizeCoordinates::align_scaled_corners;
  if (attributes.coordinates != ops::ResizeCoordinates::crop) attributes.outside_value = 0.0;
  return attributes;
}

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
    return resized_by_scales(context, data, early_attributes(context), axes_from(0, context.rank(data)), 1, {});
  }
  const auto scales = context.constant_numbers(1, "scales");
  if (!scales) fail(ErrorCode::invalid_file, "input 1, the scales, is missing");
  return resized(context, data, early_attributes(context), {*scales, {}, false});
}

Values resize(NodeContext& context) {
  const std::optional<Array> factors = context.constant(2);
  const bool by_scales = context.has_input(2) && !(factors && factors->empty());
  const ops::ResizeAttrs attributes = attributes_of(context, by_scales);
  const std::string policy = context.choice("keep_aspect_ratio_policy", {"stretch", "not_larger", "not_smaller"}, "stretch");
  const Value data = context.input(0);
  const Integers axes = context.axes(context.rank(data), context.attr<Integers>("axes", axes_from(0, context.rank(data))));
  const Region region = region_of(context, data, axes, attributes.coordinates);
  if (context.has_input(2) && !context.constant(2)) return resized_by_scales(context, data, attributes, axes, 2, region);
  if (context.has_input(3) && !context.constant(3)) return resized_by_sizes(context, data, attributes, axes, policy, region);
  std::optional<Numbers> scales = context.constant_numbers(2, "scales");
  std::optional<Integers> sizes = context.constant_integers(3, "sizes");
  if (scales && scales->empty()) scales.reset();
  if (sizes && sizes->empty()) sizes.reset();
  if (scales.has_value() == sizes.has_value()) fail(ErrorCode::invalid_file, "wanted either scales or sizes");
  Target target = target_of(context, data, axes, scales, sizes);
  target.region = region;
  if (sizes && policy != "stretch") {
    keep_aspect_ratio(context, data, axes, policy == "not_smaller", target);
    target.fixed = true;
  }
  return resized(context, data, attributes, target);
}

}  // namespace

std::vector<OperatorRow> resize_rows() {
  using enum Fate;
  return {
      {"", "Resize", exact, {{10, resize_10}, {11, resize}}, "", "align_corners by factors as ONNX's text and reference have it"},
      {"", "Upsample", exact, {{1, upsample_1}, {7, upsample_7}, {9, resize_10}}, "resize", ""},
  };
}

}  // namespace nnfront::frontends::onnx
