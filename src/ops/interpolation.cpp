#include "ops/interpolation.h"

#include <cmath>

namespace nnfront::ops {

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
