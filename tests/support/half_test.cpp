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

constexpr float infinity = std::numeric_limits<float>::infinity();
const float nan = std::numeric_limits<float>::quiet_NaN();
constexpr CastRule saturating = {true, PowerRounding::up};
constexpr CastRule special = {false, PowerRounding::nearest};

float cast(DType type, float value, const CastRule& rule) {
  return small_float_to_float(type, cast_to_small_float(type, value, rule));
}

TEST(Half, EverySmallPatternReadsBack) {
  for (const DType type :
       {DType::float8_e4m3fn, DType::float8_e4m3fnuz, DType::float8_e5m2, DType::float8_e5m2fnuz, DType::float8_e8m0, DType::float4_e2m1}) {
    for (unsigned bits = 0; bits < (1U << nnfront::bits(type)); ++bits) {
      const auto pattern = static_cast<std::uint8_t>(bits);
      const float value = small_float_to_float(type, pattern);
      if (std::isnan(value)) {
        EXPECT_TRUE(std::isnan(small_float_to_float(type, float_to_small_float(type, value))));
      } else {
        EXPECT_EQ(float_to_small_float(type, value), pattern) << name(type);
      }
    }
  }
}

// The rows of the two tables of the ONNX page on float8: what a cast that saturates makes of x, and one that does not.
TEST(Half, Float8CastsAsTheTablesSay) {
  struct Row {
    DType type;
    float largest;
    float over;  // infinity or NaN
  };
  for (const Row& row : {Row{DType::float8_e4m3fn, 448.0F, nan}, Row{DType::float8_e4m3fnuz, 240.0F, nan},
                         Row{DType::float8_e5m2, 57344.0F, infinity}, Row{DType::float8_e5m2fnuz, 57344.0F, nan}}) {
    SCOPED_TRACE(name(row.type));
    for (const float x : {1e9F, infinity}) {
      EXPECT_EQ(cast(row.type, x, saturating), row.largest);
      EXPECT_EQ(cast(row.type, -x, saturating), -row.largest);
      if (std::isnan(row.over)) {
        EXPECT_TRUE(std::isnan(cast(row.type, x, special)));
        EXPECT_TRUE(std::isnan(cast(row.type, -x, special)));
      } else {
        EXPECT_EQ(cast(row.type, x, special), infinity);
        EXPECT_EQ(cast(row.type, -x, special), -infinity);
      }
    }
    EXPECT_TRUE(std::isnan(cast(row.type, nan, saturating)));
    EXPECT_EQ(cast(row.type, 0.5F, special), 0.5F);
  }
}

TEST(Half, ZeroKeepsItsSignWhereTheTypeHasOne) {
  EXPECT_EQ(float_to_small_float(DType::float8_e4m3fn, -0.0F), 0x80);
  EXPECT_EQ(float_to_small_float(DType::float8_e4m3fnuz, -0.0F), 0x00);
  EXPECT_EQ(float_to_small_float(DType::float8_e5m2, -0.0F), 0x80);
  EXPECT_EQ(float_to_small_float(DType::float8_e5m2fnuz, -0.0F), 0x00);
  EXPECT_EQ(float_to_small_float(DType::float4_e2m1, -0.0F), 0x8);
}

TEST(Half, AnInfinityThatATypeHasStaysOneInArithmetic) {
  EXPECT_EQ(small_float_to_float(DType::float8_e5m2, float_to_small_float(DType::float8_e5m2, -infinity)), -infinity);
  EXPECT_EQ(small_float_to_float(DType::float8_e5m2, float_to_small_float(DType::float8_e5m2, 1e9F)), 57344.0F);
  EXPECT_EQ(small_float_to_float(DType::float8_e4m3fn, float_to_small_float(DType::float8_e4m3fn, infinity)), 448.0F);
}

// Every value of the type; ties go to the even pattern (onnx.ai/onnx/technical/float4.html).
TEST(Half, Float4HasSixteenValues) {
  const float values[] = {0, 0.5F, 1, 1.5F, 2, 3, 4, 6};
  for (std::uint8_t bits = 0; bits < 8; ++bits) {
    EXPECT_EQ(small_float_to_float(DType::float4_e2m1, bits), values[bits]);
    EXPECT_EQ(small_float_to_float(DType::float4_e2m1, bits | 8), -values[bits]);
  }
  const auto nearest = [](float x) { return small_float_to_float(DType::float4_e2m1, float_to_small_float(DType::float4_e2m1, x)); };
  EXPECT_EQ(nearest(0.25F), 0.0F);
  EXPECT_EQ(nearest(0.75F), 1.0F);
  EXPECT_EQ(nearest(1.25F), 1.0F);
  EXPECT_EQ(nearest(2.5F), 2.0F);
  EXPECT_EQ(nearest(3.5F), 4.0F);
  EXPECT_EQ(nearest(5.0F), 4.0F);
  EXPECT_EQ(nearest(5.001F), 6.0F);
  EXPECT_EQ(nearest(-1e6F), -6.0F);
}

TEST(Half, Float4AlwaysSaturatesAndHasNoNaN) {
  EXPECT_EQ(cast(DType::float4_e2m1, infinity, special), 6.0F);
  EXPECT_EQ(cast(DType::float4_e2m1, -infinity, special), -6.0F);
  EXPECT_EQ(cast_to_small_float(DType::float4_e2m1, nan, saturating), 0x8);
}

TEST(Half, PowersOfTwoRoundAsAsked) {
  struct Row {
    float x;
    float up;
    float down;
    float nearest;
  };
  for (const Row& row : {Row{1.0F, 1, 1, 1}, Row{1.0001F, 2, 1, 1}, Row{1.4999F, 2, 1, 1}, Row{1.5F, 2, 1, 2}, Row{1.75F, 2, 1, 2},
                         Row{3.0F, 4, 2, 4}, Row{0.124F, 0.125F, 0.0625F, 0.125F}, Row{0x1.8p-127F, 0x1p-126F, 0x1p-127F, 0x1p-126F}}) {
    EXPECT_EQ(cast(DType::float8_e8m0, row.x, {true, PowerRounding::up}), row.up) << row.x;
    EXPECT_EQ(cast(DType::float8_e8m0, row.x, {true, PowerRounding::down}), row.down) << row.x;
    EXPECT_EQ(cast(DType::float8_e8m0, row.x, {true, PowerRounding::nearest}), row.nearest) << row.x;
  }
}

TEST(Half, PowersOfTwoHaveARange) {
  constexpr DType type = DType::float8_e8m0;
  EXPECT_EQ(cast_to_small_float(type, 0x1p-127F, special), 0);
  EXPECT_EQ(cast_to_small_float(type, 0x1p127F, special), 0xfe);
  for (const float above : {0x1.8p127F, infinity}) {
    EXPECT_EQ(cast_to_small_float(type, above, saturating), 0xfe);
    EXPECT_EQ(cast_to_small_float(type, above, special), 0xff);
  }
  for (const float below : {0x1p-128F, 0.0F, -0.0F, -2.0F, -infinity}) {
    EXPECT_EQ(cast_to_small_float(type, below, saturating), 0);
    EXPECT_EQ(cast_to_small_float(type, below, special), 0xff);
  }
  EXPECT_EQ(cast_to_small_float(type, nan, saturating), 0xff);
  EXPECT_EQ(cast_to_small_float(type, nan, special), 0xff);
}

}  // namespace
}  // namespace nnfront
