#include "ops/requantize.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace nnfront::ops {
namespace {

const double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Requantize, grids_are_the_range_of_their_type) {
  const Grid unsigned_grid = grid_of(DType::uint8, 128);
  EXPECT_EQ(unsigned_grid.lowest, 0);
  EXPECT_EQ(unsigned_grid.highest, 255);
  EXPECT_EQ(unsigned_grid.zero_point, 128);
  EXPECT_EQ(grid_of(DType::int8, 0).lowest, -128);
  EXPECT_EQ(grid_of(DType::int4, 0).highest, 7);
  EXPECT_EQ(grid_of(DType::int8, 0, true).lowest, -127);
  EXPECT_EQ(grid_of(DType::uint8, 0, true).lowest, 0);
}

TEST(Requantize, halves_go_to_even_before_the_zero_point_is_added) {
  const Grid grid = grid_of(DType::uint8, 1);
  EXPECT_EQ(to_grid(0.5, grid), 1);
  EXPECT_EQ(to_grid(1.5, grid), 3);
  EXPECT_EQ(to_grid(2.5, grid), 3);
  EXPECT_EQ(to_grid(-0.5, grid), 1);
  EXPECT_EQ(to_grid_after_zero_point(1.5, grid), 2);
  EXPECT_EQ(to_grid_after_zero_point(2.5, grid), 2);
}

TEST(Requantize, what_is_out_of_range_saturates) {
  const Grid grid = grid_of(DType::int8, 5);
  for (const double high : {123.0, 1e9, 1e30, infinity}) EXPECT_EQ(to_grid(high, grid), 127);
  for (const double low : {-134.0, -1e9, -1e30, -infinity, nan}) EXPECT_EQ(to_grid(low, grid), -128);
}

TEST(Requantize, the_multiplier_is_rounded_twice_in_this_order) {
  // In one step it would be the next float up.
  const float x = 0x1.5c1a56p-3F;
  const float w = 0x1.20d0f4p-6F;
  const float y = 0x1.3a5c1cp-4F;
  const auto product = static_cast<float>(static_cast<double>(x) * static_cast<double>(w));
  EXPECT_EQ(float_multiplier(x, w, y), static_cast<float>(static_cast<double>(product) / static_cast<double>(y)));
  EXPECT_EQ(float_multiplier(0.5F, 0.25F, 0.125F), 1.0F);
}

TEST(Requantize, an_accumulator_is_rounded_to_float_first) {
  const Grid grid = grid_of(DType::uint8, 0);
  // 2^24 + 1 is no float.
  EXPECT_EQ(requantize_float((1 << 24) + 1, 0x1p-17F, grid), 128);
  EXPECT_EQ(requantize_float((1 << 24) + 3, 0x1.000002p-18F, grid), 64);
  EXPECT_EQ(requantize_float(5, 0.5F, grid), 2);
  EXPECT_EQ(requantize_float(7, 0.5F, grid), 4);
  EXPECT_EQ(requantize_float(std::numeric_limits<std::int32_t>::max(), 1e30F, grid), 255);
  EXPECT_EQ(requantize_float(std::numeric_limits<std::int32_t>::min(), 1e30F, grid), 0);
}

TEST(Requantize, accumulators_wrap) {
  EXPECT_EQ(accumulator_of(std::int64_t{1} << 31), std::numeric_limits<std::int32_t>::min());
  EXPECT_EQ(accumulator_of((std::int64_t{1} << 32) - 1), -1);
  EXPECT_EQ(accumulator_of(-5), -5);
}

// Hardware float32 does the same: products and quotients that were computed in double are rounded once.
TEST(Requantize, float_arithmetic_is_that_of_the_hardware) {
  std::mt19937 random(5);
  std::uniform_real_distribution<float> mantissa(1.0F, 2.0F);
  std::uniform_int_distribution<int> exponent(-80, 40);
  for (int i = 0; i < 20000; ++i) {
    const volatile float a = std::ldexp(mantissa(random), exponent(random));
    const volatile float b = std::ldexp(mantissa(random), exponent(random));
    const volatile float product = a * b;
    const volatile float quotient = a / b;
    ASSERT_EQ(float_product(a, b), product);
    ASSERT_EQ(float_quotient(a, b), quotient);
  }
}

TEST(Requantize, quantizes_and_comes_back) {
  const Grid grid = grid_of(DType::uint8, 10);
  EXPECT_EQ(quantized(0.3F, 0.1F, grid), 13);
  EXPECT_EQ(quantized(-5.0F, 0.1F, grid), 0);
  EXPECT_EQ(dequantized(13, 0.1F, 10), 3 * 0.1F);
}

}  // namespace
}  // namespace nnfront::ops
