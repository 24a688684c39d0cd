#include "ops/special_functions.h"

#include <math.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace nnfront::ops {

namespace {

constexpr double pi = std::numbers::pi;

// Winitzki, "A handy approximation for the error function and its inverse", 2008: to about 0.002.
double approximate_inverse_erf(double magnitude) {
  constexpr double a = 0.147;
  const double logarithm = std::log1p(-magnitude * magnitude);
  const double half = 2 / (pi * a) + logarithm / 2;
  return std::sqrt(std::sqrt(half * half - logarithm / a) - half);
}

// ln(x) - 1/(2x) - sum of B(2n) / (2n x^2n): Abramowitz and Stegun 6.3.18, for x of 10 or more to double precision.
double asymptotic_digamma(double x) {
  constexpr double coefficients[] = {1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12};
  double sum = 0;
  double power = 1;
  for (const double coefficient : coefficients) {
    power /= x * x;
    sum += coefficient * power;
  }
  return std::log(x) - 0.5 / x - sum;
}

}  // namespace

double inverse_erf(double x) {
  const double magnitude = std::abs(x);
  if (!(magnitude < 1))
    return magnitude == 1 ? std::copysign(std::numeric_limits<double>::infinity(), x) : std::numeric_limits<double>::quiet_NaN();
  double y = approximate_inverse_erf(magnitude);
  // Halley's method on erf(y) - |x|; where both are near 1 their difference is that of the complements.
  for (int step = 0; step < 4; ++step) {
    const double difference = magnitude < 0.5 ? std::erf(y) - magnitude : (1 - magnitude) - std::erfc(y);
    const double newton = difference * std::sqrt(pi) / 2 * std::exp(y * y);
    y -= newton / (1 + y * newton);
  }
  return std::copysign(y, x);
}

double digamma(double x) {
  if (x == 0) return std::copysign(std::numeric_limits<double>::infinity(), -x);
  if (x < 0) {
    // The distance from the nearest whole number, since the tangent repeats.
    const double rest = x - std::nearbyint(x);
    if (rest == 0 || std::isinf(x)) return std::numeric_limits<double>::quiet_NaN();
    return digamma(1 - x) - pi / std::tan(pi * rest);
  }
  double below = 0;
  for (; x < 10; x += 1) below += 1 / x;
  return asymptotic_digamma(x) - below;
}

double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

}  // namespace nnfront::ops
