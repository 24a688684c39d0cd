#include "ops/window.h"

#include <algorithm>
#include <utility>

#include "ops/kernels.h"

namespace nnfront::ops {

namespace {

std::int64_t divide_up(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return quotient * b < a ? quotient + 1 : quotient;
}

// As ceil, less one where the last window starts at size + pad_begin or later. ceil(span/stride)*stride is at most
// span + stride - 1, so no window can start there when the extent is at least pad_end + stride.
Dim positions_starting_inside(const Dim& size, const Dim& extent, const Window& window, const Dim& rounded_up) {
  if (size.is_integer() && rounded_up.is_integer()) {
    const Dim last_start = (rounded_up - 1) * window.stride;
    return last_start.integer() >= (size + window.pad_begin).integer() ? rounded_up - 1 : rounded_up;
  }
  if (extent.is_integer() && extent.integer() >= window.pad_end + window.stride) return rounded_up;
  return Dim::unknown();
}

}  // namespace

std::vector<Window> windows(std::span<const std::int64_t> kernel, std::span<const std::int64_t> strides, std::span<const std::int64_t> pads,
                            std::span<const std::int64_t> dilations) {
  const std::size_t rank = kernel.size();
  ensure(strides.size() == rank && dilations.size() == rank && pads.size() == 2 * rank, "one window entry per spatial dimension");
  std::vector<Window> result(rank);
  for (std::size_t d = 0; d < rank; ++d) result[d] = {kernel[d], strides[d], dilations[d], pads[d], pads[rank + d]};
  return result;
}

void check_window_attribute(std::string_view label, std::string_view attribute, std::span<const std::int64_t> got, std::size_t length,
                            std::int64_t lowest) {
  check_length(label, attribute, got.size(), length);
  check_all_at_least(label, attribute, got, lowest);
  for (const std::int64_t entry : got) {
    if (entry > largest_window_entry) violated(label, "{}: got {}, wanted {} or less", attribute, entry, largest_window_entry);
  }
}

Dim window_extent(const Dim& kernel, std::int64_t dilation) {
  return (kernel - 1) * dilation + 1;
}

Dim window_positions(std::string_view label, const Dim& size, const Dim& kernel, const Window& window, PoolRounding rounding) {
  const Dim extent = window_extent(kernel, window.dilation);
  const Dim padded = size + window.pad_begin + window.pad_end;
  const Dim span = padded - extent;
  if (span.is_integer() && span.integer() < 0) {
    violated(label, "got a window over {} elements on {} padded ones, wanted one that fits", extent.text(), padded.text());
  }
  if (rounding == PoolRounding::floor) return floor_div(span, window.stride) + 1;
  const Dim rounded_up = ceil_div(span, window.stride) + 1;
  return rounding == PoolRounding::ceil ? rounded_up : positions_starting_inside(size, extent, window, rounded_up);
}

Dim transposed_size(std::string_view label, const Dim& size, const Dim& kernel, const Window& window, std::int64_t output_padding) {
  const Dim full = (size - 1) * window.stride + window_extent(kernel, window.dilation) + output_padding;
  const Dim result = full - window.pad_begin - window.pad_end;
  if (result.is_integer() && result.integer() < 1) {
    violated(label, "got pads {} and {} on {} output elements, wanted at least one element left", window.pad_begin, window.pad_end,
             full.text());
  }
  return result;
}

Range real_positions(const Window& window, std::int64_t tap, std::int64_t positions, std::int64_t size) {
  const std::int64_t offset = tap * window.dilation - window.pad_begin;
  const std::int64_t begin = std::clamp<std::int64_t>(divide_up(-offset, window.stride), 0, positions);
  const std::int64_t end = std::clamp<std::int64_t>(divide_up(size - offset, window.stride), begin, positions);
  return {begin, end};
}

Range real_taps_at(const Window& window, std::int64_t position, std::int64_t size) {
  const std::int64_t start = position * window.stride - window.pad_begin;
  const std::int64_t begin = std::clamp<std::int64_t>(divide_up(-start, window.dilation), 0, window.kernel);
  const std::int64_t end = std::clamp<std::int64_t>(divide_up(size - start, window.dilation), begin, window.kernel);
  return {begin, end};
}

std::int64_t sum_of_quotients(std::int64_t count, std::int64_t step, std::int64_t start, std::int64_t divisor) {
  std::int64_t sum = 0;
  while (count > 0) {
    // count * (count - 1) / 2, whose even factor is halved first.
    const std::int64_t pairs = count % 2 == 0 ? checked_multiply(count / 2, count - 1) : checked_multiply(count, (count - 1) / 2);
    sum = checked_add(sum, checked_multiply(pairs, step / divisor));
    sum = checked_add(sum, checked_multiply(count, start / divisor));
    step %= divisor;
    start %= divisor;
    // What is left counts the points of a lattice below a line: the same with both axes exchanged, as in Euclid's algorithm.
    const std::int64_t end = checked_add(checked_multiply(step, count), start);
    count = end / divisor;
    start = end % divisor;
    std::swap(step, divisor);
  }
  return sum;
}

namespace {

// Pairs of a position o in [0, positions) and a tap k of the window with o*stride + k*dilation < limit.
std::int64_t pairs_below(const Window& window, std::int64_t positions, std::int64_t limit) {
  const std::int64_t reached = std::clamp<std::int64_t>(divide_up(limit, window.stride), 0, positions);
  const std::int64_t all_taps = limit - (window.kernel - 1) * window.dilation;
  const std::int64_t whole = std::clamp<std::int64_t>(divide_up(all_taps, window.stride), 0, reached);
  if (reached == whole) return checked_multiply(whole, window.kernel);
  // The taps of the last position; each position before it has room for `stride` more.
  const std::int64_t room = limit - (reached - 1) * window.stride;
  const std::int64_t rest = sum_of_quotients(reached - whole, window.stride, room + window.dilation - 1, window.dilation);
  return checked_add(checked_multiply(whole, window.kernel), rest);
}

}  // namespace

std::int64_t real_tap_count(const Window& window, std::int64_t positions, std::int64_t size) {
  return pairs_below(window, positions, size + window.pad_begin) - pairs_below(window, positions, window.pad_begin);
}

std::vector<std::int64_t> real_taps(const Window& window, std::int64_t positions, std::int64_t size) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(window.kernel));
  for (std::int64_t tap = 0; tap < window.kernel; ++tap) {
    counts[static_cast<std::size_t>(tap)] = real_positions(window, tap, positions, size).size();
  }
  return counts;
}

}  // namespace nnfront::ops
