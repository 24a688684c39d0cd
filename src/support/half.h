// Conversions of the small float types, round to nearest even.
#pragma once

#include <cstdint>

#include "nnfront/dtype.h"

namespace nnfront {

float float16_to_float(std::uint16_t bits);
std::uint16_t float_to_float16(float value);
float bfloat16_to_float(std::uint16_t bits);
std::uint16_t float_to_bfloat16(float value);
// The four ONNX float8 types (onnx.ai/onnx/technical/float8.html). Conversion to float8 saturates finite values.
float float8_to_float(DType type, std::uint8_t bits);
std::uint8_t float_to_float8(DType type, float value);

}  // namespace nnfront
