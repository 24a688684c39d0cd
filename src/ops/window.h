// Windows that slide over spatial dimensions: the one definition of sizes and taps, for convolutions, pooling and their cost.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ir/dim.h"
#include "ops/pool.h"

namespace nnfront::ops {

// Along one spatial dimension: tap k of the window at position o reads o*stride - pad_begin + k*dilation.
struct Window {
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  std::int64_t pad_begin = 0;
  std::int64_t pad_end = 0;
};

// One window per spatial dimension; `pads` are all begins, then all ends. InternalError where the lengths differ.
std::vector<Window> windows(std::span<const std::int64_t> kernel, std::span<const std::int64_t> strides, std::span<const std::int64_t> pads,
                            std::span<const std::int64_t> dilations);

// No stride, pad, dilation or pooling kernel may be larger: sums of their products stay in int64.
inline constexpr std::int64_t largest_window_entry = 2147483647;
// Length and range [lowest, largest_window_entry] of a list attribute; throws violated(label, ...).
void check_window_attribute(std::string_view label, std::string_view attribute, std::span<const std::int64_t> got, std::size_t length,
                            std::int64_t lowest);

// Input positions from the first tap to the last: dilation*(kernel-1) + 1.
Dim window_extent(const Dim& kernel, std::int64_t dilation);

// How many positions the window takes on `size` elements, rounded as pool.h says; violated(label, ...) where it does not fit once.
// `kernel` stands beside the window because the kernel of a convolution may be symbolic. Unknown where the rounding
// `ceil_inside` cannot be decided for a symbolic size.
Dim window_positions(std::string_view label, const Dim& size, const Dim& kernel, const Window& window,
                     PoolRounding rounding = PoolRounding::floor);

// Size of a transposed convolution's output: (size-1)*stride + extent + output_padding - pads; violated(label, ...) below 1.
Dim transposed_size(std::string_view label, const Dim& size, const Dim& kernel, const Window& window, std::int64_t output_padding);

// [begin, end), empty where begin == end.
struct Range {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t size() const { return end - begin; }
};

// The positions o in [0, positions) with 0 <= o*window.stride - window.pad_begin + tap*window.dilation < size: those at which a tap
// reads real data.
Range real_positions(const Window& window, std::int64_t tap, std::int64_t positions, std::int64_t size);

// The sum of floor((start + i*step) / divisor) for i in [0, count), in logarithmic time; nothing negative, a positive divisor.
// Error where it passes int64.
std::int64_t sum_of_quotients(std::int64_t count, std::int64_t step, std::int64_t start, std::int64_t divisor);

// t_d of ir/cost.h: the real positions of all taps together, in logarithmic time.
std::int64_t real_tap_count(const Window& window, std::int64_t positions, std::int64_t size);
// The taps k of the window at `position` with 0 <= position*window.stride - window.pad_begin + k*window.dilation < size: the real ones.
Range real_taps_at(const Window& window, std::int64_t position, std::int64_t size);
// real_positions(...).size() of each tap.
std::vector<std::int64_t> real_taps(const Window& window, std::int64_t positions, std::int64_t size);

}  // namespace nnfront::ops
