#include "ops/interpolation.h"

#include <algorithm>
#include <cmath>

namespace nnfront::ops {

double half_pixel_place(std::int64_t position, std::int64_t in, std::int64_t out) {
  return (static_cast<double>(position) + 0.5) * static_cast<double>(in) / static_cast<double>(out) - 0.5;
}

std::array<Tap, 2> linear_taps(double place, std::int64_t size) {
  const double base = std::floor(place);
  const auto inside = [&](double position) { return static_cast<std::int64_t>(std::clamp(position, 0.0, static_cast<double>(size - 1))); };
  return {{{inside(base), 1 - (place - base)}, {inside(base + 1), place - base}}};
}

double cubic_weight(double t, double a) {
  t = std::abs(t);
  if (t <= 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? ((a * t - 5 * a) * t + 8 * a) * t - 4 * a : 0;
}

double weighted_sum(const double* elements, std::span<const std::int64_t> strides, std::span<const std::span<const Tap>> taps) {
  if (taps.empty()) return *elements;
  double sum = 0;
  for (const Tap& tap : taps.front()) {
    if (tap.weight != 0) sum += tap.weight * weighted_sum(elements + tap.index * strides.front(), strides.subspan(1), taps.subspan(1));
  }
  return sum;
}

}  // namespace nnfront::ops
