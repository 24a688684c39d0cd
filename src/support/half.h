// Conversions of the small float types, round to nearest even where nothing else is said.
#pragma once

#include <cstdint>

#include "nnfront/dtype.h"

namespace nnfront {

float float16_to_float(std::uint16_t bits);
std::uint16_t float_to_float16(float value);
float bfloat16_to_float(std::uint16_t bits);
std::uint16_t float_to_bfloat16(float value);

// Floats of 8 bits and less, the pattern in the low bits (onnx.ai/onnx/technical/float8.html, .../float4.html):
//   float8_e4m3fn, float8_e4m3fnuz, float8_e5m2, float8_e5m2fnuz;
//   float8_e8m0: 2^(bits - 127), 0xff is NaN; no sign, no zero, no infinity (OCP Microscaling Formats 1.0, section 5.4.1);
//   float4_e2m1: 0, 0.5, 1, 1.5, 2, 3, 4, 6 and their negatives; no infinity, no NaN.
float small_float_to_float(DType type, std::uint8_t bits);

// Which neighbour a value between two powers of two becomes in float8_e8m0; `nearest` takes halves up.
enum class PowerRounding { up, down, nearest };

// How a cast to one of these types treats what the type lacks.
struct CastRule {
  // What lies past the largest value, infinities included: that value, or else infinity, or NaN where there is none. In float8_e8m0
  // also what lies below its smallest, zero and negative numbers included: that value or NaN. float4_e2m1 always saturates.
  bool saturate = true;
  PowerRounding rounding = PowerRounding::up;
};
// NaN becomes NaN, and -0 in float4_e2m1.
std::uint8_t cast_to_small_float(DType type, float value, const CastRule& rule);

// The nearest value of the type: saturated, but for an infinity that the type has.
std::uint8_t float_to_small_float(DType type, float value);

}  // namespace nnfront
