#include "ops/special_functions.h"

#include <limits>

#include "op_harness.h"
#include "ops/elementwise.h"

namespace nnfront::ops::testing {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double euler = 0.57721566490153286;

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = elementwise_operators();
  return named(operators, name);
}

TEST(InverseErf, undoes_erf) {
  for (const double y : {1e-300, 1e-10, 0.01, 0.3, 0.47, 0.48, 1.0, 2.0}) {
    EXPECT_NEAR(inverse_erf(std::erf(y)), y, 1e-14 * y);
    EXPECT_EQ(inverse_erf(-std::erf(y)), -inverse_erf(std::erf(y)));
  }
  // Near 1 the complement is what the function keeps.
  EXPECT_NEAR(std::erfc(inverse_erf(1 - 0x1p-40)), 0x1p-40, 1e-14 * 0x1p-40);
  EXPECT_EQ(inverse_erf(0), 0);
  EXPECT_EQ(inverse_erf(1), infinity);
  EXPECT_EQ(inverse_erf(-1), -infinity);
  EXPECT_TRUE(std::isnan(inverse_erf(1.5)));
  EXPECT_TRUE(std::isnan(inverse_erf(std::nan(""))));
}

TEST(Digamma, known_values) {
  EXPECT_NEAR(digamma(1), -euler, 1e-15);
  EXPECT_NEAR(digamma(2), 1 - euler, 1e-15);
  EXPECT_NEAR(digamma(0.5), -euler - 2 * std::log(2.0), 1e-14);
  EXPECT_NEAR(digamma(-0.5), 2 - euler - 2 * std::log(2.0), 1e-14);
  EXPECT_NEAR(digamma(1e10), std::log(1e10) - 0.5e-10, 1e-14);
  EXPECT_EQ(digamma(0.0), -infinity);
  EXPECT_EQ(digamma(-0.0), infinity);
  EXPECT_EQ(digamma(infinity), infinity);
  for (const double x : {-1.0, -7.0, -infinity}) EXPECT_TRUE(std::isnan(digamma(x)));
}

TEST(Digamma, the_recurrence_holds) {
  for (const double x : {0.1, 3.7, 9.5, 9.999, 10.0, 25.0, -2.3}) EXPECT_NEAR(digamma(x + 1), digamma(x) + 1 / x, 2e-14);
}

TEST(SpecialFunctions, as_operators) {
  expect_elements(eval1(op("gamma"), {array({3}, {5, 0.5, -1}, DType::float64)}), {24, std::sqrt(std::acos(-1.0)), std::nan("")}, 1e-15);
  expect_elements(eval1(op("lgamma"), {array({3}, {5, -0.5, -1}, DType::float64)}), {std::log(24.0), 1.2655121234846454, infinity}, 1e-15);
  expect_elements(eval1(op("digamma"), {array({1}, {1})}), {-euler}, 1e-7);
  expect_elements(eval1(op("erfinv"), {array({2}, {0.5, -1})}), {0.47693627620446987, -infinity}, 1e-7);
}

TEST(SpecialFunctions, elementwise_c4_floating) {
  for (const std::string_view name : {"gamma", "lgamma", "digamma", "erfinv"}) {
    expect_violation(op(name), "elementwise_c4", {type(DType::int32, {2})});
  }
}

TEST(RoundHalfDown, halves_towards_minus_infinity) {
  const Array x = array({8}, {-1.5, -0.5, 0.5, 1.5, 0.25, 0.75, -0.75, 2}, DType::float64);
  expect_elements(eval1(op("round_half_down"), {x}), {-2, -1, 0, 1, 0, 1, -1, 2});
  expect_elements(eval1(op("round_half_down"), {array({1}, {7}, DType::int8)}), {7});
  expect_violation(op("round_half_down"), "elementwise_c1", {type(DType::boolean, {2})});
}

}  // namespace
}  // namespace nnfront::ops::testing
