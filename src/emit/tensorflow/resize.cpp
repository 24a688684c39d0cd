// ResizeBilinear and ResizeNearestNeighbor where they compute the same, which in float32 is where sizes grow by a power of two. Otherwise
// elements are gathered and weighted, one dimension after the other, as the definition has it.
#include "ops/resize.h"

#include <algorithm>

#include "emit/tensorflow/op_table.h"
#include "ops/elements.h"

namespace nnfront::emit::tensorflow {

namespace {

using Taps = std::vector<std::vector<ops::Tap>>;

constexpr std::int64_t most_positions = std::int64_t{1} << 20;  // along one dimension

bool grows_by_power_of_two(std::int64_t size, std::int64_t made) {
  const std::int64_t factor = size == 0 ? 0 : made / size;
  return factor > 0 && factor * size == made && (factor & (factor - 1)) == 0;
}

bool grows_evenly(const NodeContext& context) {
  for (std::int64_t d = 2; d < context.rank(0); ++d) {
    const Dim& made = context.output_type().shape[static_cast<std::size_t>(d)];
    if (!made.is_integer() || !grows_by_power_of_two(context.size(0, d), made.integer())) return false;
  }
  return context.rank(0) == 4 && context.dtype() == DType::float32;
}

std::string sizes(NodeContext& context) {
  const Shape& shape = context.output_type().shape;
  return context.integers({shape[2].integer(), shape[3].integer()}, "sizes");
}

bool repeats_elements(const Taps& taps, std::int64_t size) {
  const auto factor = static_cast<std::int64_t>(taps.size()) / size;
  for (std::size_t o = 0; o < taps.size(); ++o) {
    if (taps[o].size() != 1 || taps[o][0].index != static_cast<std::int64_t>(o) / factor) return false;
  }
  return true;
}

bool has_operator_itself(const NodeContext& context, const ops::ResizeAttrs& attrs, const std::vector<Taps>& taps) {
  if (!grows_evenly(context) || attrs.antialias || attrs.exclude_outside) return false;
  if (attrs.mode == ops::ResizeMode::nearest) {
    return repeats_elements(taps[0], context.size(0, 2)) && repeats_elements(taps[1], context.size(0, 3));
  }
  const bool known = attrs.coordinates == ops::ResizeCoordinates::half_pixel || attrs.coordinates == ops::ResizeCoordinates::asymmetric;
  return attrs.mode == ops::ResizeMode::linear && known;
}

void emit_itself(NodeContext& context, const ops::ResizeAttrs& attrs) {
  const bool half_pixel = attrs.mode == ops::ResizeMode::linear && attrs.coordinates == ops::ResizeCoordinates::half_pixel;
  context.emit(attrs.mode == ops::ResizeMode::linear ? "ResizeBilinear" : "ResizeNearestNeighbor", {context.input(0), sizes(context)},
               {attribute("T", context.dtype()), attribute("align_corners", false), attribute("half_pixel_centers", half_pixel)});
}

std::size_t most_taps(const Taps& taps) {
  std::size_t most = 0;
  for (const auto& here : taps) most = std::max(most, here.size());
  return most;
}

// Tap i of every position: a position with fewer gets its first once more, without weight.
std::string gathered(NodeContext& context, const std::string& x, const Taps& taps, std::size_t i, std::int64_t stored_axis) {
  Integers places;
  for (const auto& here : taps) places.push_back(here[i < here.size() ? i : 0].index);
  return context.add("GatherV2", {x, context.integers(places, "places"), context.integer(stored_axis, "axis")},
                     {attribute("Tparams", context.dtype()), attribute("Tindices", DType::int32), attribute("Taxis", DType::int32)},
                     "gathered");
}

std::string weights(NodeContext& context, const Taps& taps, std::size_t i, std::int64_t stored_axis) {
  std::vector<double> values;
  for (const auto& here : taps) values.push_back(i < here.size() ? here[i].weight : 0.0);
  Integers dims(static_cast<std::size_t>(context.rank(0) - stored_axis), 1);
  dims[0] = static_cast<std::int64_t>(taps.size());
  return context.constant(ops::from_numbers<double>(context.dtype(), dims, values), "weights");
}

std::string resized_along(NodeContext& context, const std::string& x, const Taps& taps, std::int64_t stored_axis, bool picks) {
  if (picks) return gathered(context, x, taps, 0, stored_axis);
  std::string sum;
  for (std::size_t i = 0; i < most_taps(taps); ++i) {
    const std::string weighted =
        context.math("Mul", {gathered(context, x, taps, i, stored_axis), weights(context, taps, i, stored_axis)}, "weighted");
    sum = sum.empty() ? weighted : context.math("AddV2", {sum, weighted}, "sum");
  }
  return sum;
}

Taps taps_along(const NodeContext& context, const ops::ResizeAttrs& attrs, std::int64_t d) {
  const Dim& made = context.output_type().shape[static_cast<std::size_t>(d)];
  const std::int64_t size = context.size(0, d);
  if (!made.is_integer() || made.integer() > most_positions)
    context.refuse("a size that is not known, or more than {} elements", most_positions);
  Taps taps = ops::resize_taps(attrs, size, static_cast<std::size_t>(d - 2));
  if (std::any_of(taps.begin(), taps.end(), [](const auto& here) { return here.empty(); }))
    context.refuse("places outside of what is cropped");
  return taps;
}

bool keeps(const Taps& taps, std::int64_t size) {
  return static_cast<std::int64_t>(taps.size()) == size && most_taps(taps) == 1 && repeats_elements(taps, size);
}

void resize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ResizeAttrs>();
  for (int i = 1; i < 4; ++i) {
    if (context.has_input(i)) context.refuse("sizes or factors that the model computes");
  }
  std::vector<Taps> taps;
  for (std::int64_t d = 2; d < context.rank(0); ++d) taps.push_back(taps_along(context, attrs, d));
  if (has_operator_itself(context, attrs, taps)) return emit_itself(context, attrs);
  std::string result = context.input(0);
  for (std::int64_t d = 2; d < context.rank(0); ++d) {
    const Taps& here = taps[static_cast<std::size_t>(d - 2)];
    if (keeps(here, context.size(0, d))) continue;
    result = resized_along(context, result, here, context.axis(d), attrs.mode == ops::ResizeMode::nearest);
  }
  context.yield(result);
}

}  // namespace

std::vector<OperatorRow> resize_rows() {
  return {{"resize", Types::floating, resize}};
}

}  // namespace nnfront::emit::tensorflow
