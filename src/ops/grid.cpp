// Places on a grid: affine_grid makes them, grid_sample reads there. Jaderberg et al., Spatial Transformer Networks, arXiv:1506.02025.
#include <algorithm>
#include <cmath>
#include <iterator>

#include "ops/interpolation.h"
#include "ops/kernels.h"
#include "ops/own_precision.h"
#include "ops/sampling.h"
#include "ops/sampling_parts.h"
#include "ops/window.h"

namespace nnfront::ops {

namespace {

constexpr std::size_t batch_and_channels = 2;
constexpr double cubic_coefficient = -0.75;

// ---- grid_sample

std::vector<TensorType> infer_grid_sample(const InferContext& context) {
  const TensorType& x = context.input(0);
  const TensorType& grid = context.input(1);
  const bool picks = context.attrs<GridSampleAttrs>().mode == GridMode::nearest;
  check_min_rank("grid_sample_c1", "x", x, batch_and_channels + 1);
  check_dtype("grid_sample_c2", "x", x, picks ? DTypeClass::number_or_bool : DTypeClass::floating);
  check_dtype("grid_sample_c3", "grid", grid, DTypeClass::floating);
  check_rank("grid_sample_c3", "grid", grid, x.shape.size());
  check_dim("grid_sample_c3", "first dimension of grid", grid.shape[0], x.shape[0]);
  const auto dimensions = static_cast<std::int64_t>(x.shape.size() - batch_and_channels);
  check_dim("grid_sample_c3", "last dimension of grid", grid.shape.back(), dimensions);
  for (std::size_t d = batch_and_channels; d < x.shape.size(); ++d) {
    if (x.shape[d] == Dim(0)) violated("grid_sample_c4", "x: got {}, wanted no empty spatial dimension", text(x));
  }
  Shape shape = {x.shape[0], x.shape[1]};
  shape.insert(shape.end(), grid.shape.begin() + 1, grid.shape.end() - 1);
  return {{x.dtype, shape}};
}

// Along one dimension of x: places are mirrored at `low` and `high`.
struct SampledAxis {
  std::int64_t size;
  double low;
  double high;
};

SampledAxis sampled_axis(std::int64_t size, bool align_corners) {
  const double edge = align_corners ? 0.0 : 0.5;
  return {size, -edge, static_cast<double>(size) - 1 + edge};
}

double mirrored(double place, const SampledAxis& axis) {
  if (place >= axis.low && place <= axis.high) return place;
  const double period = axis.high - axis.low;
  // A single element whose center is the mirror.
  if (period <= 0) return 0;
  const double beyond = place < axis.low ? axis.low - place : place - axis.high;
  const double rest = std::fmod(beyond, period);
  const bool from_near = std::fmod(std::nearbyint((beyond - rest) / period), 2.0) == 0;
  return (place < axis.low) == from_near ? axis.low + rest : axis.high - rest;
}

double brought_inside(double place, const SampledAxis& axis, const GridSampleAttrs& attrs) {
  const bool outside = place < axis.low || place > axis.high;
  if (!outside || attrs.padding == GridPadding::zeros) return place;
  if (attrs.padding == GridPadding::reflection) return mirrored(place, axis);
  // The four elements each come from the border, so that the result still changes for two elements behind it.
  if (attrs.mode == GridMode::cubic) return place;
  return std::clamp(place, 0.0, static_cast<double>(axis.size - 1));
}

// Adds element `index` with this weight, or the one that lies there around x.
void add_tap(std::vector<Tap>& taps, double index, double weight, const SampledAxis& axis, GridPadding padding) {
  const auto last = static_cast<double>(axis.size - 1);
  if (padding == GridPadding::reflection) index = std::trunc(mirrored(index, axis));
  if (padding == GridPadding::zeros && (index < 0 || index > last)) return;
  taps.push_back({static_cast<std::int64_t>(std::clamp(index, 0.0, last)), weight});
}

std::vector<Tap> taps_at(double place, const SampledAxis& axis, const GridSampleAttrs& attrs) {
  std::vector<Tap> taps;
  if (!std::isfinite(place)) {
    if (attrs.padding != GridPadding::zeros) taps.push_back({0, 1.0});
    return taps;
  }
  // Nothing in this program changes the rounding mode from nearest, ties to even.
  if (attrs.mode == GridMode::nearest) place = std::nearbyint(place);
  place = brought_inside(place, axis, attrs);
  const double base = std::floor(place);
  switch (attrs.mode) {
    case GridMode::nearest:
      add_tap(taps, std::trunc(place), 1.0, axis, attrs.padding);
      break;
    case GridMode::linear:
      for (const double k : {0.0, 1.0}) add_tap(taps, base + k, 1 - std::abs(place - (base + k)), axis, attrs.padding);
      break;
    case GridMode::cubic:
      for (const double k : {-1.0, 0.0, 1.0, 2.0}) {
        add_tap(taps, base + k, cubic_weight((place - base) - k, cubic_coefficient), axis, attrs.padding);
      }
      break;
  }
  return taps;
}

template <class F>
double in_elements(F place, std::int64_t size, bool align_corners) {
  const auto length = static_cast<F>(size);
  return static_cast<double>(align_corners ? (place + 1) / 2 * (length - 1) : ((place + 1) * length - 1) / 2);
}

// Calls body(n, i, taps of every dimension) for place i of sample n.
template <class F, class Body>
void for_each_place(const Array& x, const Array& grid, const GridSampleAttrs& attrs, Body&& body) {
  const std::vector<F> places = own_numbers<F>(grid);
  const std::vector<std::int64_t> sizes(x.dims().begin() + batch_and_channels, x.dims().end());
  const std::size_t dimensions = sizes.size();
  const std::size_t per_sample = places.size() / dimensions / static_cast<std::size_t>(std::max<std::int64_t>(1, x.dims()[0]));
  std::vector<std::vector<Tap>> taps(dimensions);
  for (std::size_t at = 0; at * dimensions < places.size(); ++at) {
    for (std::size_t d = 0; d < dimensions; ++d) {
      const F place = places[(at + 1) * dimensions - 1 - d];
      taps[d] = taps_at(in_elements(place, sizes[d], attrs.align_corners), sampled_axis(sizes[d], attrs.align_corners), attrs);
    }
    body(at / per_sample, at % per_sample, std::span<const std::vector<Tap>>(taps), per_sample);
  }
}

template <class F>
Array interpolated(const EvalContext& context, const std::vector<std::int64_t>& dims) {
  const Array& x = context.input(0);
  const std::vector<double> elements = to_doubles(x);
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  const std::span<const std::int64_t> spatial = std::span(strides).subspan(batch_and_channels);
  std::vector<double> out(static_cast<std::size_t>(element_count(dims)));
  const auto channels = static_cast<std::size_t>(dims[1]);
  std::vector<std::span<const Tap>> here(spatial.size());
  for_each_place<F>(x, context.input(1), context.attrs<GridSampleAttrs>(),
                    [&](std::size_t n, std::size_t i, std::span<const std::vector<Tap>> taps, std::size_t per_sample) {
                      std::copy(taps.begin(), taps.end(), here.begin());
                      for (std::size_t c = n * channels; c < (n + 1) * channels; ++c) {
                        const double* const plane = elements.data() + static_cast<std::int64_t>(c) * strides[1];
                        out[c * per_sample + i] = weighted_sum(plane, spatial, here);
                      }
                    });
  return from_doubles(x.dtype(), dims, out);
}

// nearest: bit for bit.
template <class F>
Array picked(const EvalContext& context, const std::vector<std::int64_t>& dims) {
  const Array& x = context.input(0);
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  std::vector<std::int64_t> sources(static_cast<std::size_t>(element_count(dims)));
  const auto channels = static_cast<std::size_t>(dims[1]);
  for_each_place<F>(x, context.input(1), context.attrs<GridSampleAttrs>(),
                    [&](std::size_t n, std::size_t i, std::span<const std::vector<Tap>> taps, std::size_t per_sample) {
                      std::int64_t offset = 0;
                      bool inside = true;
                      for (std::size_t d = 0; d < taps.size(); ++d) {
                        inside = inside && !taps[d].empty();
                        if (inside) offset += taps[d][0].index * strides[d + batch_and_channels];
                      }
                      for (std::size_t c = n * channels; c < (n + 1) * channels; ++c) {
                        sources[c * per_sample + i] = inside ? static_cast<std::int64_t>(c) * strides[1] + offset : -1;
                      }
                    });
  return take_elements(x, dims, sources);
}

std::vector<Array> eval_grid_sample(const EvalContext& context) {
  const std::vector<std::int64_t> dims = output_dims(context);
  const bool picks = context.attrs<GridSampleAttrs>().mode == GridMode::nearest;
  return {with_own_precision(context.input(1).dtype(),
                             [&]<class F>() { return picks ? picked<F>(context, dims) : interpolated<F>(context, dims); })};
}

// ---- affine_grid

TensorType grid_type(const TensorType& theta, const Shape& size) {
  if (size.empty()) violated("affine_grid_c2", "size: got none, wanted one or more");
  for (const Dim& entry : size) {
    if (entry.is_integer()) check_at_least("affine_grid_c2", "size", entry.integer(), 1);
  }
  const auto dimensions = static_cast<std::int64_t>(size.size());
  check_dtype("affine_grid_c1", "theta", theta, DTypeClass::floating);
  check_rank("affine_grid_c3", "theta", theta, 3);
  check_shape("affine_grid_c3", "theta", theta.shape, {theta.shape[0], dimensions, dimensions + 1});
  Shape shape = {theta.shape[0]};
  shape.insert(shape.end(), size.begin(), size.end());
  shape.emplace_back(dimensions);
  return {theta.dtype, shape};
}

std::vector<TensorType> infer_affine_grid(const InferContext& context) {
  const auto& size = context.attrs<AffineGridAttrs>().size;
  check_window_attribute("affine_grid_c2", "size", size, size.size(), 1);
  return {grid_type(context.input(0), shape_of(size))};
}

std::vector<TensorType> infer_affine_grid_by_input(const InferContext& context) {
  const auto size = list_argument(context, 1, {});
  if (!size) return {TensorType::unranked(context.input(0).dtype)};
  return {grid_type(context.input(0), *size)};
}

double on_grid(std::int64_t position, std::int64_t size, bool align_corners) {
  const auto at = static_cast<double>(position);
  const auto count = static_cast<double>(size);
  if (size == 1) return 0;
  return align_corners ? -1 + 2 * at / (count - 1) : (2 * at + 1) / count - 1;
}

std::vector<Array> eval_affine_grid(const EvalContext& context) {
  const auto& attrs = context.attrs<AffineGridAttrs>();
  const Array& theta = context.input(0);
  const std::vector<double> matrices = to_doubles(theta);
  const std::size_t dimensions = attrs.size.size();
  std::vector<double> out;
  for (std::size_t matrix = 0; matrix < matrices.size(); matrix += dimensions * (dimensions + 1)) {
    for_each_index(attrs.size, [&](std::span<const std::int64_t> index) {
      for (std::size_t row = 0; row < dimensions; ++row) {
        const double* const factors = &matrices[matrix + row * (dimensions + 1)];
        double place = factors[dimensions];
        // The innermost dimension comes first.
        for (std::size_t k = 0; k < dimensions; ++k) {
          const std::size_t d = dimensions - 1 - k;
          place += factors[k] * on_grid(index[d], attrs.size[d], attrs.align_corners);
        }
        out.push_back(place);
      }
    });
  }
  return {from_doubles(theta.dtype(), output_dims(context), out)};
}

Operator grid_sample() {
  return {
      .name = "grid_sample",
      .family = "sampling",
      .doc =
          "x at the places that grid names, from -1 to 1 along every dimension, the innermost first; interpolated linearly or by cubic "
          "convolution, or the nearest element.",
      .inputs = {{"x", "[N, C, spatial...]"}, {"grid", "[N, out..., number of spatial dimensions]"}},
      .outputs = {{"y", "type of x, [N, C, out...]"}},
      .constraints = {{"grid_sample_c1", "x has rank 3 or more"},
                      {"grid_sample_c2", "linear and cubic interpolate floating types only, and x is not a string"},
                      {"grid_sample_c3", "grid is of a floating type, with the rank of x, its samples, and a number per spatial dimension"},
                      {"grid_sample_c4", "no spatial dimension of x is empty"}},
      .defaults = GridSampleAttrs{},
      .infer = infer_grid_sample,
      .eval = eval_grid_sample,
      .cost = cost_per_output_element,
      .source = "https://onnx.ai/onnx/operators/onnx__GridSample.html",
  };
}

Operator affine_grid() {
  Operator op = {
      .name = "affine_grid",
      .family = "sampling",
      .doc = "The places of a regular grid from -1 to 1, transformed by the matrix theta of every sample, as grid_sample reads them.",
      .inputs = {{"theta", "[N, r, r + 1] for r dimensions, the innermost first"}},
      .outputs = {{"grid", "type of theta, [N, size..., r]"}},
      .constraints = {{"affine_grid_c1", "theta is of a floating type"},
                      {"affine_grid_c2", "size has one or more entries, from 1 to 2147483647"},
                      {"affine_grid_c3", "theta has a matrix of r rows and r + 1 columns per sample, r the length of size"}},
      .defaults = AffineGridAttrs{},
      .infer = infer_affine_grid,
      .eval = eval_affine_grid,
      .cost = cost_per_output_element,
      .source = "https://onnx.ai/onnx/operators/onnx__AffineGrid.html",
  };
  add_attribute_input(op, {"size", "a list of integers"}, "size");
  op.infer_unresolved = infer_affine_grid_by_input;
  return op;
}

}  // namespace

std::vector<Operator> grid_operators() {
  return {grid_sample(), affine_grid()};
}

std::vector<Operator> sampling_operators() {
  std::vector<Operator> all = grid_operators();
  all.push_back(deformable_conv());
  all.push_back(correlation());
  std::vector<Operator> columns = column_operators();
  std::move(columns.begin(), columns.end(), std::back_inserter(all));
  return all;
}

}  // namespace nnfront::ops
