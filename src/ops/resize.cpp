#include "ops/resize.h"

#include <algorithm>
#include <cmath>

#include "ops/shape_parts.h"

namespace nnfront::ops {

namespace {

constexpr double longest_dimension = 0x1p48;
// Fractions with a larger denominator are not written into symbolic shapes.
constexpr std::int64_t largest_denominator = 4096;

// What maps one spatial dimension of the output to the input.
struct Axis {
  std::int64_t in = 0;
  std::int64_t out = 0;
  double scale = 1.0;
  double begin = 0.0;  // of crop
  double end = 1.0;
};

// Factors are float32 where they were written, and so is their product with a size: 10 times 1.3 is 13, although the float32 next to 1.3 is
// a little less.
std::int64_t scaled_size(std::int64_t size, double scale) {
  constexpr double exact_in_float32 = 0x1p24;
  const double product = static_cast<double>(size) * scale;
  const double scaled = std::floor(product < exact_in_float32 ? static_cast<double>(static_cast<float>(product)) : product);
  if (!(scaled <= longest_dimension)) violated("resize_c3", "got {} elements times {}, wanted at most 2^48", size, scale);
  return static_cast<std::int64_t>(scaled);
}

// floor(size * scale) where scale is a fraction with a small power of two below.
Dim scaled_symbol(const Dim& size, double scale) {
  for (std::int64_t denominator = 1; denominator <= largest_denominator; denominator *= 2) {
    const double numerator = scale * static_cast<double>(denominator);
    if (numerator > longest_dimension) break;
    if (std::trunc(numerator) == numerator) return floor_div(size * static_cast<std::int64_t>(numerator), denominator);
  }
  return Dim::unknown();
}

void check_attributes(const ResizeAttrs& attrs, std::size_t spatial) {
  if (attrs.sizes.empty() == attrs.scales.empty() && spatial > 0) {
    violated("resize_c2", "got {} sizes and {} scales, wanted one of the two", attrs.sizes.size(), attrs.scales.size());
  }
  if (!attrs.sizes.empty()) check_length("resize_c2", "sizes", attrs.sizes.size(), spatial);
  if (!attrs.scales.empty()) check_length("resize_c2", "scales", attrs.scales.size(), spatial);
  check_all_at_least("resize_c3", "sizes", attrs.sizes, 1);
  for (const double scale : attrs.scales) {
    if (!(scale > 0) || std::isinf(scale)) violated("resize_c3", "scales: got {}, wanted finite numbers above 0", scale);
  }
  check_finite("resize_c3", "cubic_coefficient", attrs.cubic_coefficient);
}

void check_filter(const ResizeAttrs& attrs) {
  const bool filters = attrs.antialias || attrs.exclude_outside;
  if (filters && attrs.mode == ResizeMode::nearest) {
    violated("resize_c6", "got antialias or exclude_outside of the nearest element, wanted linear or cubic");
  }
}

void check_roi(const ResizeAttrs& attrs, std::size_t spatial) {
  if (attrs.roi.empty()) return;
  if (attrs.coordinates != ResizeCoordinates::crop) violated("resize_c7", "roi: got one for coordinates that do not crop, wanted none");
  check_length("resize_c7", "roi", attrs.roi.size(), 2 * spatial);
  for (const double entry : attrs.roi) check_finite("resize_c7", "roi", entry);
}

Dim resized(const Dim& size, const ResizeAttrs& attrs, std::size_t i) {
  if (!attrs.sizes.empty()) return attrs.sizes[i];
  return size.is_integer() ? Dim(scaled_size(size.integer(), attrs.scales[i])) : scaled_symbol(size, attrs.scales[i]);
}

std::vector<TensorType> infer_resize(const InferContext& context) {
  TensorType type = context.input(0);
  const auto& attrs = context.attrs<ResizeAttrs>();
  check_min_rank("resize_c1", "x", type, 3);
  check_attributes(attrs, type.shape.size() - 2);
  check_filter(attrs);
  check_roi(attrs, type.shape.size() - 2);
  if (attrs.mode != ResizeMode::nearest) check_dtype("resize_c4", "x", type, DTypeClass::floating);
  for (std::size_t d = 2; d < type.shape.size(); ++d) {
    const Dim size = resized(type.shape[d], attrs, d - 2);
    if (type.shape[d] == Dim(0) && size != Dim(0)) {
      violated("resize_c5", "x: got {}, wanted an element along dimension {} to resize", text(type), d);
    }
    type.shape[d] = size;
  }
  return {type};
}

// By sizes that are computed; scales that are not known say nothing.
std::vector<TensorType> infer_resize_by_inputs(const InferContext& context) {
  TensorType type = context.input(0);
  const auto& attrs = context.attrs<ResizeAttrs>();
  check_min_rank("resize_c1", "x", type, 3);
  if (attrs.mode != ResizeMode::nearest) check_dtype("resize_c4", "x", type, DTypeClass::floating);
  check_finite("resize_c3", "cubic_coefficient", attrs.cubic_coefficient);
  check_filter(attrs);
  check_roi(attrs, type.shape.size() - 2);
  const auto sizes = context.has(1) ? list_argument(context, 1, {}) : std::nullopt;
  if (sizes) check_length("resize_c2", "sizes", sizes->size(), type.shape.size() - 2);
  for (std::size_t d = 2; d < type.shape.size(); ++d) {
    type.shape[d] = sizes ? (*sizes)[d - 2] : Dim::unknown();
    if (type.shape[d].is_integer()) check_at_least("resize_c3", "sizes", type.shape[d].integer(), 1);
  }
  return {type};
}

Axis axis_of(const ResizeAttrs& attrs, std::int64_t size, std::size_t i) {
  Axis axis{size};
  axis.out = attrs.sizes.empty() ? scaled_size(size, attrs.scales[i]) : attrs.sizes[i];
  axis.scale = attrs.sizes.empty() ? attrs.scales[i] : static_cast<double>(attrs.sizes[i]) / static_cast<double>(size);
  if (attrs.roi.empty()) return axis;
  axis.begin = attrs.roi[i];
  axis.end = attrs.roi[attrs.roi.size() / 2 + i];
  return axis;
}

// Positions from 0 on, `count` of them, which need not be whole, spread over [first, last].
double spread_over(double first, double last, double position, double count) {
  return first + position * (last - first) / (count - 1);
}

// The place in the input, in elements, of output position `out`.
double coordinate(std::int64_t position, const Axis& axis, ResizeCoordinates coordinates) {
  const auto out = static_cast<double>(position);
  const auto size = static_cast<double>(axis.in);
  switch (coordinates) {
    case ResizeCoordinates::half_pixel:
      return (out + 0.5) / axis.scale - 0.5;
    case ResizeCoordinates::half_pixel_symmetric: {
      // 1 unless the scaled size had to be rounded down: then the centres of input and output are brought together.
      const double adjustment = static_cast<double>(axis.out) / (axis.scale * size);
      return size / 2 * (1 - adjustment) + (out + 0.5) / axis.scale - 0.5;
    }
    case ResizeCoordinates::half_pixel_or_zero:
      return axis.out > 1 ? (out + 0.5) / axis.scale - 0.5 : 0;
    case ResizeCoordinates::align_corners:
      return axis.out > 1 ? spread_over(0, size - 1, out, static_cast<double>(axis.out)) : 0;
    case ResizeCoordinates::align_scaled_corners:
      return size * axis.scale != 1 ? spread_over(0, size - 1, out, size * axis.scale) : 0;
    case ResizeCoordinates::crop: {
      const double first = axis.begin * (size - 1);
      const double last = axis.end * (size - 1);
      return axis.out > 1 ? spread_over(first, last, out, static_cast<double>(axis.out)) : (first + last) / 2;
    }
    case ResizeCoordinates::asymmetric:
      return out / axis.scale;
    case ResizeCoordinates::half_pixel_nearest:
      return (out + 0.5) / axis.scale;
  }
  return 0;
}

double rounded(double place, ResizeNearest nearest) {
  switch (nearest) {
    case ResizeNearest::round_prefer_floor:
      return std::ceil(place - 0.5);
    case ResizeNearest::round_prefer_ceil:
      return std::floor(place + 0.5);
    case ResizeNearest::floor:
      return std::floor(place);
    case ResizeNearest::ceil:
      return std::ceil(place);
  }
  return place;
}

// Positions outside are those of the nearest edge.
std::int64_t inside(double position, const Axis& axis) {
  return static_cast<std::int64_t>(std::clamp(position, 0.0, static_cast<double>(axis.in - 1)));
}

bool is_outside(double place, const Axis& axis) {
  return !(place >= 0 && place <= static_cast<double>(axis.in - 1));
}

// The weight of an element at distance t.
double filter_weight(double t, const ResizeAttrs& attrs) {
  return attrs.mode == ResizeMode::linear ? std::max(0.0, 1 - std::abs(t)) : cubic_weight(t, attrs.cubic_coefficient);
}

// The elements that the filter around a place touches.
std::vector<Tap> filtered(double place, const Axis& axis, const ResizeAttrs& attrs) {
  const bool sums_to_one = !attrs.antialias && !attrs.exclude_outside;
  if (sums_to_one && attrs.mode == ResizeMode::linear) {
    const std::array<Tap, 2> taps = linear_taps(place, axis.in);
    return {taps.begin(), taps.end()};
  }
  const double stretch = attrs.antialias ? std::max(1.0, 1 / axis.scale) : 1.0;
  const double reach = (attrs.mode == ResizeMode::linear ? 1.0 : 2.0) * stretch;
  std::vector<Tap> taps;
  double sum = 0;
  for (double at = std::floor(place - reach) + 1; at < place + reach; ++at) {
    if (attrs.exclude_outside && is_outside(at, axis)) continue;
    taps.push_back({inside(at, axis), filter_weight((place - at) / stretch, attrs)});
    sum += taps.back().weight;
  }
  for (Tap& tap : taps) tap.weight /= sums_to_one || sum == 0 ? 1.0 : sum;
  return taps;
}

// None: the place lies outside what is cropped from.
std::vector<Tap> taps_at(std::int64_t position, const Axis& axis, const ResizeAttrs& attrs) {
  const double place = coordinate(position, axis, attrs.coordinates);
  if (attrs.coordinates == ResizeCoordinates::crop && is_outside(place, axis)) return {};
  if (attrs.mode == ResizeMode::nearest) return {{inside(rounded(place, attrs.nearest), axis), 1.0}};
  return filtered(place, axis, attrs);
}

// The taps of every output position, per spatial dimension.
using AxisTaps = std::vector<std::vector<Tap>>;

AxisTaps taps_along(const Axis& axis, const ResizeAttrs& attrs) {
  AxisTaps taps;
  for (std::int64_t position = 0; position < axis.out; ++position) taps.push_back(taps_at(position, axis, attrs));
  return taps;
}

Array interpolated(const Array& x, const std::vector<std::int64_t>& dims, const std::vector<AxisTaps>& taps, double outside_value) {
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  const std::vector<double> elements = to_doubles(x);
  std::vector<double> out;
  out.reserve(static_cast<std::size_t>(element_count(dims)));
  std::vector<std::span<const Tap>> here(taps.size());
  for_each_index(dims, [&](std::span<const std::int64_t> index) {
    bool outside = false;
    for (std::size_t d = 0; d < taps.size(); ++d) {
      here[d] = taps[d][static_cast<std::size_t>(index[d + 2])];
      outside = outside || here[d].empty();
    }
    const double* const plane = elements.data() + index[0] * strides[0] + index[1] * strides[1];
    out.push_back(outside ? outside_value : weighted_sum(plane, std::span(strides).subspan(2), here));
  });
  return from_doubles(x.dtype(), dims, out);
}

Array picked(const Array& x, const std::vector<std::int64_t>& dims, const std::vector<AxisTaps>& taps, double outside_value) {
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  const auto source = [&](std::span<const std::int64_t> index) {
    std::int64_t offset = index[0] * strides[0] + index[1] * strides[1];
    for (std::size_t d = 0; d < taps.size(); ++d) {
      const std::vector<Tap>& here = taps[d][static_cast<std::size_t>(index[d + 2])];
      if (here.empty()) return std::int64_t{-1};
      offset += here[0].index * strides[d + 2];
    }
    return offset;
  };
  return move_elements(x, dims, source, outside_value);
}

std::vector<Array> eval_resize(const EvalContext& context) {
  const Array& x = context.input(0);
  const auto& attrs = context.attrs<ResizeAttrs>();
  std::vector<std::int64_t> dims = x.dims();
  // One that is computed was not seen by inference.
  check_roi(attrs, dims.size() - 2);
  std::vector<Axis> axes;
  for (std::size_t d = 2; d < dims.size(); ++d) {
    axes.push_back(axis_of(attrs, x.dims()[d], d - 2));
    dims[d] = axes.back().out;
  }
  // Before memory is taken for the taps.
  if (element_count(dims) == 0) return {Array(x.dtype(), dims)};
  std::vector<AxisTaps> taps;
  for (const Axis& axis : axes) taps.push_back(taps_along(axis, attrs));
  const bool picks = attrs.mode == ResizeMode::nearest;
  return {picks ? picked(x, dims, taps, attrs.outside_value) : interpolated(x, dims, taps, attrs.outside_value)};
}

Cost cost_of_resize(const CostContext& context) {
  return context.attrs<ResizeAttrs>().mode == ResizeMode::nearest ? no_cost(context) : cost_per_output_element(context);
}

}  // namespace

std::vector<std::vector<Tap>> resize_taps(const ResizeAttrs& attrs, std::int64_t size, std::size_t d) {
  return taps_along(axis_of(attrs, size, d), attrs);
}

std::vector<Operator> resize_operators() {
  Operator op = mover(
      "resize",
      "The spatial dimensions sampled anew, at given sizes or by factors (size = floor(size * scale), a float32). Output o lies in the "
      "input at: half_pixel (o + 0.5)/scale - 0.5; half_pixel_symmetric the same, shifted so that the centers meet where the "
      "size was rounded; half_pixel_or_zero the same, but 0 for a single output; align_corners o*(in - 1)/(out - 1); "
      "align_scaled_corners the same with in*scale, not rounded, for out; asymmetric o/scale; half_pixel_nearest (o + 0.5)/scale; "
      "crop begin*(in - 1) + o*(end - begin)*(in - 1)/(out - 1), the middle for a single output, begin and end from roi, where "
      "places outside are outside_value. Elsewhere positions outside take the nearest edge, or with exclude_outside do not count. "
      "antialias stretches the filter by 1/scale where that is above 1; its weights sum to 1.");
  op.inputs = {{"x", "[N, C, spatial...]"}};
  add_attribute_input(op, {"sizes", "a list of integers"}, "sizes");
  add_attribute_input(op, {"scales", "a list of numbers"}, "scales");
  add_attribute_input(op, {"roi", "a list of numbers"}, "roi", AttributeInput::Effect::elements);
  op.outputs = {{"y", "type of x, [N, C, resized...]"}};
  op.constraints = {
      {"resize_c1", "x has at least 3 dimensions"},
      {"resize_c2", "either sizes or scales is given, with one entry per spatial dimension"},
      {"resize_c3", "sizes are at least 1; scales are finite and above 0, results at most 2^48; the cubic coefficient is finite"},
      {"resize_c4", "linear and cubic interpolate floating types only"},
      {"resize_c5", "what is resized is not empty, unless the result is"},
      {"resize_c6", "antialias and exclude_outside are of linear and cubic"},
      {"resize_c7", "roi is of crop, and empty or two finite numbers per spatial dimension"}};
  op.defaults = ResizeAttrs{};
  op.infer = infer_resize;
  op.infer_unresolved = infer_resize_by_inputs;
  op.eval = eval_resize;
  op.cost = cost_of_resize;
  op.source = "onnx.ai/onnx/operators/onnx__Resize.html";
  return {op};
}

}  // namespace nnfront::ops
