#include "ops/pool_parts.h"

#include "ops/window.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

std::vector<Window> windows_of(const PoolAttrs& attrs) {
  return windows(attrs.kernel, attrs.strides, attrs.pads, attrs.dilations);
}

}  // namespace

TensorType pooled_type(const PoolLabels& labels, const TensorType& x, const PoolAttrs& attrs) {
  check_min_rank(labels.rank, "x", x, batch_and_channels + 1);
  const std::size_t dimensions = x.shape.size() - batch_and_channels;
  check_window_attribute(labels.windows, "kernel", attrs.kernel, dimensions, 1);
  check_window_attribute(labels.windows, "strides", attrs.strides, dimensions, 1);
  check_window_attribute(labels.windows, "dilations", attrs.dilations, dimensions, 1);
  check_window_attribute(labels.pads, "pads", attrs.pads, 2 * dimensions, 0);
  const std::vector<Window> sliding = windows_of(attrs);
  Shape shape = {x.shape[0], x.shape[1]};
  for (std::size_t d = 0; d < sliding.size(); ++d) {
    shape.push_back(window_positions(labels.fits, x.shape[d + batch_and_channels], attrs.kernel[d], sliding[d], attrs.rounding));
  }
  return {x.dtype, std::move(shape)};
}

void check_planes_not_empty(std::string_view label, const TensorType& x) {
  for (std::size_t d = batch_and_channels; d < x.shape.size(); ++d) {
    if (x.shape[d].is_integer() && x.shape[d].integer() < 1) violated(label, "x: got {}, wanted no empty spatial dimension", text(x));
  }
}

TensorType globally_pooled_type(const TensorType& x) {
  Shape shape(x.shape.size(), Dim(1));
  shape[0] = x.shape[0];
  shape[1] = x.shape[1];
  return {x.dtype, std::move(shape)};
}

namespace {

Taps taps_of_window(const Window& window, std::int64_t position, std::int64_t size) {
  Taps taps;
  const std::int64_t start = position * window.stride - window.pad_begin;
  const Range real = real_taps_at(window, position, size);
  for (std::int64_t k = real.begin; k < real.end; ++k) taps.real.push_back(start + k * window.dilation);
  taps.padded = real_taps_at(window, position, size + window.pad_end).end;
  return taps;
}

TapTable sliding_taps(const std::vector<Window>& sliding, std::span<const std::int64_t> in, std::span<const std::int64_t> out) {
  TapTable table(in.size());
  for (std::size_t d = 0; d < in.size(); ++d) {
    for (std::int64_t o = 0; o < out[d]; ++o) table[d].push_back(taps_of_window(sliding[d], o, in[d]));
  }
  return table;
}

Range adaptive_range(std::int64_t position, std::int64_t size, std::int64_t out) {
  const std::int64_t end = checked_multiply(position + 1, size);
  return {position * size / out, end / out + (end % out != 0 ? 1 : 0)};
}

}  // namespace

MakeTable sliding_table(const PoolAttrs& attrs) {
  return [sliding = windows_of(attrs)](std::span<const std::int64_t> in, std::span<const std::int64_t> out) {
    return sliding_taps(sliding, in, out);
  };
}

TapTable adaptive_taps(std::span<const std::int64_t> in, std::span<const std::int64_t> out) {
  TapTable table(in.size());
  for (std::size_t d = 0; d < in.size(); ++d) {
    for (std::int64_t o = 0; o < out[d]; ++o) {
      Taps taps;
      const Range range = adaptive_range(o, in[d], out[d]);
      for (std::int64_t i = range.begin; i < range.end; ++i) taps.real.push_back(i);
      taps.padded = range.size();
      table[d].push_back(std::move(taps));
    }
  }
  return table;
}

Taps plane_taps(const TapTable& table, std::span<const std::int64_t> position, std::span<const std::int64_t> strides) {
  Taps all = {{0}, 1};
  for (std::size_t d = 0; d < table.size(); ++d) {
    const Taps& along = table[d][static_cast<std::size_t>(position[d])];
    std::vector<std::int64_t> offsets;
    for (const std::int64_t before : all.real) {
      for (const std::int64_t index : along.real) offsets.push_back(before + index * strides[d]);
    }
    all = {std::move(offsets), all.padded * along.padded};
  }
  return all;
}

Cost planes_cost(const std::vector<std::int64_t>& x, std::int64_t taps) {
  return elementwise_cost(checked_multiply(element_count(std::span(x).first(batch_and_channels)), taps));
}

Cost cost_windows(const CostContext& context, const PoolAttrs& attrs) {
  const std::vector<std::int64_t> x = context.input_dims(0);
  const std::vector<std::int64_t> y = context.output_dims(0);
  const std::vector<Window> sliding = windows_of(attrs);
  std::int64_t taps = 1;
  for (std::size_t d = 0; d < sliding.size(); ++d) {
    taps = checked_multiply(taps, real_tap_count(sliding[d], y[d + batch_and_channels], x[d + batch_and_channels]));
  }
  return planes_cost(x, taps);
}

}  // namespace nnfront::ops
