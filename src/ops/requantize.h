// The arithmetic that integer operators share: grids, and the way from an accumulator back to one. Everything here is exact or
// rounded where it says so, so results do not depend on the instruction set.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nnfront/array.h"

namespace nnfront::ops {

// The integers that a quantized tensor has: q stands for scale * (q - zero_point).
struct Grid {
  std::int64_t zero_point = 0;
  std::int64_t lowest = 0;
  std::int64_t highest = 0;
};

// All of the integer type, or without its lowest where it is signed and `narrow`: [-127, 127].
Grid grid_of(DType dtype, std::int64_t zero_point, bool narrow = false);
// The grid whose zero point is the only element of the array: all of its type.
Grid grid_of(const Array& zero_point);

// The integer nearest to `value`, halves to even, plus the zero point, saturated. NaN becomes the lowest.
std::int64_t to_grid(double value, const Grid& grid);
// The integer nearest to a value that has the zero point in it already, saturated.
std::int64_t to_grid_after_zero_point(double value, const Grid& grid);

// The float32 product of float32 factors, in the order in which they stand, and the quotient: what float32 hardware computes.
float float_product(float a, float b);
float float_quotient(float a, float b);

// The multiplier of an accumulator of a_scale * b_scale on its way to y_scale: (a_scale * b_scale) / y_scale in float32.
float float_multiplier(float a_scale, float b_scale, float y_scale);

// Dialect `onnx`: sat(zero_point + round(float32(float32(accumulator) * multiplier))), halves to even. One of the ways to requantize:
// another dialect is another function beside this one.
std::int64_t requantize_float(std::int32_t accumulator, float multiplier, const Grid& grid);

// The low 32 bits as a signed integer: accumulators overflow in 32 bits, if they do.
std::int32_t accumulator_of(std::int64_t sum);

// scale * (q - zero_point) in float32, the difference exact: what a quantized number stands for.
float dequantized(std::int64_t q, float scale, std::int64_t zero_point);
// sat(zero_point + round(float32(value / scale))), halves to even.
std::int64_t quantized(float value, float scale, const Grid& grid);

}  // namespace nnfront::ops
