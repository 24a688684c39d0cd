#include "ops/roi.h"

#include <cmath>
#include <limits>
#include <optional>

#include "ops/arithmetic.h"
#include "ops/indexing.h"
#include "ops/own_precision.h"
#include "ops/window.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

constexpr Constraint type_constraint{"roi_c1", "x and rois are of one floating type"};
constexpr Constraint map_constraint{"roi_c2", "x has rank 4"};
constexpr Constraint region_constraint{"roi_c3", "rois have rank 2 and as many columns as a region has numbers"};
constexpr Constraint scale_constraint{"roi_c4", "spatial_scale is finite"};
constexpr Constraint size_constraint{"roi_c5", "the pooled size is two numbers from 1 to 2147483647"};
// Along one axis of one bin. A region that would take more is none that a detector means.
constexpr std::int64_t most_samples = 4096;

void check_regions(const InferContext& context, std::int64_t columns, double spatial_scale) {
  const TensorType& x = context.input(0);
  const TensorType& rois = context.input(1);
  check_dtype(type_constraint.label, "x", x, DTypeClass::floating);
  check_same_dtype(type_constraint.label, "rois", rois, x.dtype);
  check_rank(map_constraint.label, "x", x, 4);
  check_rank(region_constraint.label, "rois", rois, 2);
  check_dim(region_constraint.label, "columns of rois", rois.shape[1], columns);
  check_finite(scale_constraint.label, "spatial_scale", spatial_scale);
}

// Rows or columns from `begin` up to `end` of `size`, for a region that begins at `start` and whose bin does at these places.
Range range_within(double begin, double end, std::int64_t size) {
  const auto limit = static_cast<double>(size);
  const auto placed = [&](double at) { return at > 0 ? static_cast<std::int64_t>(std::min(at, limit)) : std::int64_t{0}; };
  return {placed(begin), placed(end)};
}

// One region's elements, bin by bin: bins[i] are those along an axis.
struct Bins {
  std::vector<Range> rows;
  std::vector<Range> columns;
};

// What a pooling by bins computes: reduce(plane, rows, columns) for every bin of every channel of every region.
template <class BinsOf, class ChannelOf, class Reduce>
Array pooled_by_bins(const EvalContext& context, BinsOf&& bins_of, ChannelOf&& channel_of, Reduce&& reduce) {
  const std::vector<std::int64_t>& x_dims = context.input(0).dims();
  const std::vector<std::int64_t> y_dims = output_dims(context);
  const std::vector<double> x = to_doubles(context.input(0));
  const std::int64_t plane = x_dims[2] * x_dims[3];
  std::vector<double> y;
  if (product(y_dims) == 0) return Array(context.input(0).dtype(), y_dims);
  for (std::int64_t r = 0; r < y_dims[0]; ++r) {
    const std::pair<std::optional<std::int64_t>, Bins> region = bins_of(r);
    for (std::int64_t c = 0; c < y_dims[1]; ++c) {
      for (std::int64_t i = 0; i < y_dims[2]; ++i) {
        for (std::int64_t j = 0; j < y_dims[3]; ++j) {
          const Range rows = region.second.rows[static_cast<std::size_t>(i)];
          const Range columns = region.second.columns[static_cast<std::size_t>(j)];
          const bool empty = !region.first || rows.size() <= 0 || columns.size() <= 0;
          y.push_back(empty ? 0.0 : reduce(x.data() + (*region.first * x_dims[1] + channel_of(c, i, j)) * plane, rows, columns));
        }
      }
    }
  }
  return from_doubles(context.input(0).dtype(), y_dims, y);
}

// ---- roi_pool

std::vector<TensorType> infer_roi_pool(const InferContext& context) {
  const auto& attrs = context.attrs<RoiPoolAttrs>();
  check_regions(context, 5, attrs.spatial_scale);
  check_window_attribute(size_constraint.label, "pooled_size", attrs.pooled_size, 2, 1);
  const TensorType& x = context.input(0);
  return {{x.dtype, {context.input(1).shape[0], x.shape[1], attrs.pooled_size[0], attrs.pooled_size[1]}}};
}

// The bins between two corners that belong to the region.
template <class F>
std::vector<Range> pooled_ranges(F first, F last, std::int64_t bins, std::int64_t size) {
  const F bin = std::max(last - first + 1, F{1}) / static_cast<F>(bins);
  std::vector<Range> ranges;
  for (std::int64_t b = 0; b < bins; ++b) {
    ranges.push_back(range_within(static_cast<double>(std::floor(static_cast<F>(b) * bin) + first),
                                  static_cast<double>(std::ceil(static_cast<F>(b + 1) * bin) + first), size));
  }
  return ranges;
}

double largest_in(const double* plane, std::int64_t width, const Range& rows, const Range& columns) {
  double largest = -std::numeric_limits<double>::infinity();
  for (std::int64_t row = rows.begin; row < rows.end; ++row) {
    for (std::int64_t column = columns.begin; column < columns.end; ++column) largest = larger(largest, plane[row * width + column]);
  }
  return largest;
}

template <class F>
Array roi_pooled(const EvalContext& context) {
  const auto& attrs = context.attrs<RoiPoolAttrs>();
  const std::vector<std::int64_t>& dims = context.input(0).dims();
  const std::vector<F> rois = own_numbers<F>(context.input(1));
  const auto bins_of = [&](std::int64_t r) -> std::pair<std::optional<std::int64_t>, Bins> {
    const F* const roi = rois.data() + 5 * r;
    const auto corner = [&](int i) { return std::round(roi[i] * static_cast<F>(attrs.spatial_scale)); };
    const Bins bins{pooled_ranges(corner(2), corner(4), attrs.pooled_size[0], dims[2]),
                    pooled_ranges(corner(1), corner(3), attrs.pooled_size[1], dims[3])};
    const bool exists = roi[0] > -1 && roi[0] < static_cast<F>(dims[0]);
    return {exists ? std::optional(static_cast<std::int64_t>(roi[0])) : std::nullopt, bins};
  };
  return pooled_by_bins(
      context, bins_of, [](std::int64_t c, std::int64_t, std::int64_t) { return c; },
      [&](const double* plane, const Range& rows, const Range& columns) { return largest_in(plane, dims[3], rows, columns); });
}

// ---- psroi_pool

std::vector<TensorType> infer_psroi_pool(const InferContext& context) {
  const auto& attrs = context.attrs<PsroiPoolAttrs>();
  check_regions(context, 5, attrs.spatial_scale);
  const std::vector<std::int64_t> numbers = {attrs.output_dim, attrs.pooled_size, attrs.group_size};
  check_window_attribute("psroi_pool_c1", "output_dim, pooled_size and group_size", numbers, 3, 1);
  const TensorType& x = context.input(0);
  check_dim("psroi_pool_c2", "channels of x", x.shape[1], Dim(attrs.output_dim) * attrs.group_size * attrs.group_size);
  return {{x.dtype, {context.input(1).shape[0], attrs.output_dim, attrs.pooled_size, attrs.pooled_size}}};
}

template <class F>
std::vector<Range> averaged_ranges(F first, F last, std::int64_t bins, std::int64_t size) {
  const F bin = std::max(last - first, static_cast<F>(0.1)) / static_cast<F>(bins);
  std::vector<Range> ranges;
  for (std::int64_t b = 0; b < bins; ++b) {
    ranges.push_back(range_within(static_cast<double>(std::floor(static_cast<F>(b) * bin + first)),
                                  static_cast<double>(std::ceil(static_cast<F>(b + 1) * bin + first)), size));
  }
  return ranges;
}

double mean_in(const double* plane, std::int64_t width, const Range& rows, const Range& columns) {
  double sum = 0;
  for (std::int64_t row = rows.begin; row < rows.end; ++row) {
    for (std::int64_t column = columns.begin; column < columns.end; ++column) sum += plane[row * width + column];
  }
  return sum / static_cast<double>(rows.size() * columns.size());
}

template <class F>
Array psroi_pooled(const EvalContext& context) {
  const auto& attrs = context.attrs<PsroiPoolAttrs>();
  const std::vector<std::int64_t>& dims = context.input(0).dims();
  const std::vector<F> rois = own_numbers<F>(context.input(1));
  const auto scale = static_cast<F>(attrs.spatial_scale);
  const auto bins_of = [&](std::int64_t r) -> std::pair<std::optional<std::int64_t>, Bins> {
    const F* const roi = rois.data() + 5 * r;
    const auto first = [&](int i) { return std::round(roi[i]) * scale; };
    const auto last = [&](int i) { return (std::round(roi[i]) + 1) * scale; };
    const Bins bins{averaged_ranges(first(2), last(4), attrs.pooled_size, dims[2]),
                    averaged_ranges(first(1), last(3), attrs.pooled_size, dims[3])};
    if (!(roi[0] > -1)) return {std::nullopt, bins};
    const F past_the_end = static_cast<F>(dims[0]);
    return {placed_index("psroi_pool", static_cast<std::int64_t>(std::min(roi[0], past_the_end)), dims[0]), bins};
  };
  const auto group = [&](std::int64_t bin) { return bin * attrs.group_size / attrs.pooled_size; };
  const auto channel_of = [&](std::int64_t c, std::int64_t i, std::int64_t j) {
    return (c * attrs.group_size + group(i)) * attrs.group_size + group(j);
  };
  return pooled_by_bins(context, bins_of, channel_of, [&](const double* plane, const Range& rows, const Range& columns) {
    return mean_in(plane, dims[3], rows, columns);
  });
}

// ---- roi_align

std::vector<TensorType> infer_roi_align(const InferContext& context) {
  const auto& attrs = context.attrs<RoiAlignAttrs>();
  check_regions(context, 4, attrs.spatial_scale);
  check_window_attribute(size_constraint.label, "pooled_size", attrs.pooled_size, 2, 1);
  const TensorType& x = context.input(0);
  const TensorType& images = context.input(2);
  check_dtype("roi_align_c1", "batch_indices", images, DTypeClass::integer);
  check_shape("roi_align_c1", "batch_indices", images.shape, {context.input(1).shape[0]});
  if (attrs.sampling_ratio < 0 || attrs.sampling_ratio > most_samples) {
    violated("roi_align_c2", "sampling_ratio: got {}, wanted one from 0 to {}", attrs.sampling_ratio, most_samples);
  }
  Dim channels = x.shape[1];
  if (attrs.position_sensitive) {
    const Dim bins = Dim(attrs.pooled_size[0]) * attrs.pooled_size[1];
    if (channels.is_integer() && channels.integer() % bins.integer() != 0) {
      violated("roi_align_c3", "x: got {} channels, wanted a multiple of the {} bins", channels.text(), bins.text());
    }
    channels = floor_div(channels, bins);
  }
  return {{x.dtype, {context.input(1).shape[0], channels, attrs.pooled_size[0], attrs.pooled_size[1]}}};
}

// Where a sample lies along one axis: between element `low` and the next, `fraction` behind the first. Outside it counts 0.
struct Sample {
  bool outside = true;
  std::int64_t low = 0;
  std::int64_t high = 0;
  double fraction = 0;
};

Sample sample_at(double place, std::int64_t size) {
  if (!(place >= -1 && place <= static_cast<double>(size))) return {};
  place = std::max(place, 0.0);
  const auto low = static_cast<std::int64_t>(place);
  if (low >= size - 1) return {false, size - 1, size - 1, 0};
  return {false, low, low + 1, place - static_cast<double>(low)};
}

// Along one axis: the samples of every bin.
using AxisSamples = std::vector<std::vector<Sample>>;

struct RegionSamples {
  AxisSamples rows;
  AxisSamples columns;
};

template <class F>
struct RegionAxis {
  F start;
  F bin;
  F samples;
};

template <class F>
RegionAxis<F> region_axis(F first, F last, std::int64_t bins, const RoiAlignAttrs& attrs) {
  const F offset = attrs.half_pixel ? F(0.5) : F(0);
  const auto scale = static_cast<F>(attrs.spatial_scale);
  const F start = first * scale - offset;
  const F extent = last * scale - offset - start;
  const F bin = (attrs.half_pixel ? extent : std::max(extent, F{1})) / static_cast<F>(bins);
  if (!std::isfinite(start) || !std::isfinite(bin)) {
    fail(ErrorCode::invalid_argument, "roi_align: got a region from {} to {}, wanted finite numbers", first, last);
  }
  return {start, bin, attrs.sampling_ratio > 0 ? static_cast<F>(attrs.sampling_ratio) : std::max(std::ceil(bin), F{0})};
}

template <class F>
AxisSamples axis_samples(const RegionAxis<F>& axis, std::int64_t bins, std::int64_t size) {
  AxisSamples all(static_cast<std::size_t>(bins));
  for (std::int64_t b = 0; b < bins; ++b) {
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(axis.samples); ++i) {
      const F place = axis.start + static_cast<F>(b) * axis.bin + (static_cast<F>(i) + F(0.5)) * axis.bin / axis.samples;
      all[static_cast<std::size_t>(b)].push_back(sample_at(static_cast<double>(place), size));
    }
  }
  return all;
}

template <class F>
RegionSamples region_samples(const F* roi, const RoiAlignAttrs& attrs, const std::vector<std::int64_t>& dims) {
  const RegionAxis<F> rows = region_axis(roi[1], roi[3], attrs.pooled_size[0], attrs);
  const RegionAxis<F> columns = region_axis(roi[0], roi[2], attrs.pooled_size[1], attrs);
  const F most = std::max(rows.samples, columns.samples);
  if (most > static_cast<F>(most_samples)) {
    fail(ErrorCode::invalid_argument, "roi_align: got {} samples along a bin, wanted at most {}", most, most_samples);
  }
  return {axis_samples(rows, attrs.pooled_size[0], dims[2]), axis_samples(columns, attrs.pooled_size[1], dims[3])};
}

// The four elements around a sample times their weights.
std::array<double, 4> weighted(const double* plane, std::int64_t width, const Sample& row, const Sample& column) {
  if (row.outside || column.outside) return {};
  const double* const low = plane + row.low * width;
  const double* const high = plane + row.high * width;
  return {(1 - row.fraction) * (1 - column.fraction) * low[column.low], (1 - row.fraction) * column.fraction * low[column.high],
          row.fraction * (1 - column.fraction) * high[column.low], row.fraction * column.fraction * high[column.high]};
}

double bin_value(const double* plane, std::int64_t width, const std::vector<Sample>& rows, const std::vector<Sample>& columns,
                 RoiAlignMode mode) {
  if (rows.empty() || columns.empty()) return 0;
  double sum = 0;
  double largest = -std::numeric_limits<double>::infinity();
  for (const Sample& row : rows) {
    for (const Sample& column : columns) {
      for (const double term : weighted(plane, width, row, column)) {
        sum += term;
        largest = larger(largest, term);
      }
    }
  }
  return mode == RoiAlignMode::max ? largest : sum / static_cast<double>(rows.size() * columns.size());
}

template <class F>
Array roi_aligned(const EvalContext& context) {
  const auto& attrs = context.attrs<RoiAlignAttrs>();
  const std::vector<std::int64_t>& x_dims = context.input(0).dims();
  const std::vector<std::int64_t> y_dims = output_dims(context);
  const std::vector<double> x = to_doubles(context.input(0));
  const std::vector<F> rois = own_numbers<F>(context.input(1));
  const std::vector<std::int64_t> images = indices_of(context.input(2));
  const std::int64_t plane = x_dims[2] * x_dims[3];
  std::vector<double> y(static_cast<std::size_t>(element_count(y_dims)), 0.0);
  std::size_t at = 0;
  for (std::int64_t r = 0; r < y_dims[0] && !y.empty(); ++r) {
    const std::int64_t image = images[static_cast<std::size_t>(r)];
    if (image < 0 || plane == 0) {
      at += y.size() / static_cast<std::size_t>(y_dims[0]);
      continue;
    }
    const double* const data = x.data() + placed_index("roi_align", image, x_dims[0]) * x_dims[1] * plane;
    const RegionSamples samples = region_samples(rois.data() + 4 * r, attrs, x_dims);
    for_each_index(std::span(y_dims).subspan(1), [&](std::span<const std::int64_t> bin) {
      const std::int64_t channel = attrs.position_sensitive ? (bin[0] * y_dims[2] + bin[1]) * y_dims[3] + bin[2] : bin[0];
      y[at++] = bin_value(data + channel * plane, x_dims[3], samples.rows[static_cast<std::size_t>(bin[1])],
                          samples.columns[static_cast<std::size_t>(bin[2])], attrs.mode);
    });
  }
  return from_doubles(context.input(0).dtype(), y_dims, y);
}

// ---- Records.

Operator roi_pool() {
  return {
      .name = "roi_pool",
      .family = "roi",
      .doc = "The maximum of every bin of a region of the feature map, whose corners are rounded to whole elements; 0 for an empty bin.",
      .inputs = {{"x", "[N, C, H, W]"}, {"rois", "[R, 5]: image, x1, y1, x2, y2"}},
      .outputs = {{"y", "[R, C, pooled_size...]"}},
      .constraints = {type_constraint, map_constraint, region_constraint, scale_constraint, size_constraint},
      .defaults = RoiPoolAttrs{},
      .infer = infer_roi_pool,
      .eval = [](const EvalContext& context) -> std::vector<Array> {
        return {with_own_precision(context.input(0).dtype(), [&]<class F>() { return roi_pooled<F>(context); })};
      },
      .cost = cost_per_output_element,
      .source = "Girshick, Fast R-CNN, arXiv:1504.08083, section 2.1",
  };
}

Operator roi_align() {
  return {
      .name = "roi_align",
      .family = "roi",
      .doc = "The mean (or the maximum of the weighted elements) of samples of every bin of a region, taken linearly between elements.",
      .inputs = {{"x", "[N, C, H, W]"},
                 {"rois", "[R, 4]: x1, y1, x2, y2"},
                 {"batch_indices", "[R], any integer type; below 0: the result is 0"}},
      .outputs = {{"y", "[R, C, pooled_size...]; C divided by the number of bins where position_sensitive"}},
      .constraints = {type_constraint,
                      map_constraint,
                      region_constraint,
                      scale_constraint,
                      size_constraint,
                      {"roi_align_c1", "batch_indices are of an integer type, one per region"},
                      {"roi_align_c2", "sampling_ratio is from 0 to 4096"},
                      {"roi_align_c3", "where position_sensitive, x has a multiple of as many channels as there are bins"}},
      .defaults = RoiAlignAttrs{},
      .infer = infer_roi_align,
      .eval = [](const EvalContext& context) -> std::vector<Array> {
        return {with_own_precision(context.input(0).dtype(), [&]<class F>() { return roi_aligned<F>(context); })};
      },
      .cost = cost_per_output_element,
      .source = "He et al., Mask R-CNN, arXiv:1703.06870, section 3; https://onnx.ai/onnx/operators/onnx__RoiAlign.html",
  };
}

Operator psroi_pool() {
  return {
      .name = "psroi_pool",
      .family = "roi",
      .doc = "The mean of every bin of a region, each bin in a channel of its own (position sensitive); 0 for an empty bin.",
      .inputs = {{"x", "[N, output_dim*group_size^2, H, W]"}, {"rois", "[R, 5]: image, x1, y1, x2, y2"}},
      .outputs = {{"y", "[R, output_dim, pooled_size, pooled_size]"}},
      .constraints = {type_constraint,
                      map_constraint,
                      region_constraint,
                      scale_constraint,
                      {"psroi_pool_c1", "output_dim, pooled_size and group_size are from 1 to 2147483647"},
                      {"psroi_pool_c2", "x has output_dim*group_size^2 channels"}},
      .defaults = PsroiPoolAttrs{},
      .infer = infer_psroi_pool,
      .eval = [](const EvalContext& context) -> std::vector<Array> {
        return {with_own_precision(context.input(0).dtype(), [&]<class F>() { return psroi_pooled<F>(context); })};
      },
      .cost = cost_per_output_element,
      .source = "Dai et al., R-FCN, arXiv:1605.06409, section 2",
  };
}

}  // namespace

std::vector<Operator> roi_operators() {
  return {roi_pool(), roi_align(), psroi_pool()};
}

}  // namespace nnfront::ops
