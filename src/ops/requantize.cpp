#include "ops/requantize.h"

#include <algorithm>
#include <cmath>

#include "ops/arithmetic.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

std::int64_t saturated(double integer, const Grid& grid) {
  if (!(integer > static_cast<double>(grid.lowest))) return grid.lowest;
  if (integer >= static_cast<double>(grid.highest)) return grid.highest;
  return static_cast<std::int64_t>(integer);
}

}  // namespace

Grid grid_of(DType dtype, std::int64_t zero_point, bool narrow) {
  const auto [lowest, highest] = integer_range<std::int64_t>(dtype);
  return {zero_point, narrow && is_signed(dtype) ? lowest + 1 : lowest, highest};
}

Grid grid_of(const Array& zero_point) {
  ensure(zero_point.size() == 1, "a grid has one zero point");
  return grid_of(zero_point.dtype(), to_integers(zero_point)[0]);
}

// nearbyint rounds half to even: nothing in this program changes the rounding mode.
std::int64_t to_grid(double value, const Grid& grid) {
  return saturated(std::nearbyint(value) + static_cast<double>(grid.zero_point), grid);
}

std::int64_t to_grid_after_zero_point(double value, const Grid& grid) {
  return saturated(std::nearbyint(value), grid);
}

// A product of two floats is exact in double; a quotient rounded to double and then to float is the float nearest to it, since double
// has more than twice the digits (Figueroa, "When is double rounding innocuous?", 1995).
float float_product(float a, float b) {
  return static_cast<float>(static_cast<double>(a) * static_cast<double>(b));
}
float float_quotient(float a, float b) {
  return static_cast<float>(static_cast<double>(a) / static_cast<double>(b));
}

float float_multiplier(float a_scale, float b_scale, float y_scale) {
  return float_quotient(float_product(a_scale, b_scale), y_scale);
}

std::int64_t requantize_float(std::int32_t accumulator, float multiplier, const Grid& grid) {
  return to_grid(float_product(static_cast<float>(accumulator), multiplier), grid);
}

std::int32_t accumulator_of(std::int64_t sum) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(sum));
}

float dequantized(std::int64_t q, float scale, std::int64_t zero_point) {
  return float_product(static_cast<float>(q - zero_point), scale);
}

std::int64_t quantized(float value, float scale, const Grid& grid) {
  return to_grid(float_quotient(value, scale), grid);
}

}  // namespace nnfront::ops
