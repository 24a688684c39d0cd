#include "support/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace nnfront {
namespace {

TEST(Half, EveryFloat16PatternReadsBack) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const auto pattern = static_cast<std::uint16_t>(bits);
    const float value = float16_to_float(pattern);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(float16_to_float(float_to_float16(value))));
    } else {
      EXPECT_EQ(float_to_float16(value), pattern);
    }
  }
}

TEST(Half, KnownFloat16Values) {
  EXPECT_EQ(float16_to_float(0x3c00), 1.0F);
  EXPECT_EQ(float16_to_float(0x7bff), 65504.0F);
  EXPECT_EQ(float16_to_float(0x0001), std::ldexp(1.0F, -24));
  EXPECT_EQ(float_to_float16(65520.0F), 0x7c00);  // rounds up to infinity
  EXPECT_EQ(float_to_float16(65519.0F), 0x7bff);
  EXPECT_EQ(float_to_float16(1.0F + std::ldexp(1.0F, -11)), 0x3c00);      // a tie goes to even
  EXPECT_EQ(float_to_float16(1.0F + 3 * std::ldexp(1.0F, -11)), 0x3c02);  // and up where that is even
  EXPECT_EQ(float_to_float16(-0.0F), 0x8000);
}

TEST(Half, BFloat16RoundsToEven) {
  EXPECT_EQ(float_to_bfloat16(1.0F), 0x3f80);
  EXPECT_EQ(float_to_bfloat16(1.0F + std::ldexp(1.0F, -8)), 0x3f80);
  EXPECT_EQ(float_to_bfloat16(1.0F + 3 * std::ldexp(1.0F, -8)), 0x3f82);
  EXPECT_TRUE(std::isnan(bfloat16_to_float(float_to_bfloat16(std::numeric_limits<float>::quiet_NaN()))));
}

TEST(Half, EveryFloat8PatternReadsBack) {
  for (const DType type : {DType::float8_e4m3fn, DType::float8_e4m3fnuz, DType::float8_e5m2, DType::float8_e5m2fnuz}) {
    for (unsigned bits = 0; bits < 0x100; ++bits) {
      const auto pattern = static_cast<std::uint8_t>(bits);
      const float value = float8_to_float(type, pattern);
      if (std::isnan(value)) {
        EXPECT_TRUE(std::isnan(float8_to_float(type, float_to_float8(type, value))));
      } else {
        EXPECT_EQ(float_to_float8(type, value), pattern) << name(type);
      }
    }
  }
}

// The largest values of the ONNX page on float8.
TEST(Half, Float8Saturates) {
  EXPECT_EQ(float8_to_float(DType::float8_e4m3fn, float_to_float8(DType::float8_e4m3fn, 1e9F)), 448.0F);
  EXPECT_EQ(float8_to_float(DType::float8_e4m3fnuz, float_to_float8(DType::float8_e4m3fnuz, 1e9F)), 240.0F);
  EXPECT_EQ(float8_to_float(DType::float8_e5m2, float_to_float8(DType::float8_e5m2, 1e9F)), 57344.0F);
  EXPECT_EQ(float8_to_float(DType::float8_e5m2fnuz, float_to_float8(DType::float8_e5m2fnuz, -1e9F)), -57344.0F);
}

}  // namespace
}  // namespace nnfront
