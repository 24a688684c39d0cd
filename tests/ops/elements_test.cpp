#include "ops/elements.h"

#include <bit>

#include "op_harness.h"
#include "support/half.h"

namespace nnfront::ops::testing {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const double nan = std::numeric_limits<double>::quiet_NaN();

TEST(Elements, come_back_from_every_type) {
  for (const DType dtype : all_dtypes()) {
    if (dtype == DType::string) continue;
    SCOPED_TRACE(name(dtype));
    if (dtype == DType::float8_e8m0) {  // powers of two
      expect_elements(array({4}, {0.25, 1, 2, 0x1p127}, dtype), {0.25, 1, 2, 0x1p127});
      continue;
    }
    expect_elements(array({3}, {0, 1, 0}, dtype), {0, 1, 0});
    if (dtype != DType::boolean) expect_elements(array({5}, {0, 1, 2, 3, 4}, dtype), {0, 1, 2, 3, 4});
    if (is_signed(dtype)) expect_elements(array({3}, {-4, 3, -1}, dtype), {-4, 3, -1});
  }
}

TEST(Elements, strings_are_refused) {
  EXPECT_THROW(from_doubles(DType::string, {1}, std::vector<double>{1}), Error);
}

TEST(Elements, integers_are_rounded_to_even_and_saturated) {
  expect_elements(array({6}, {0.5, 1.5, 2.5, -0.5, -1.5, nan}, DType::int8), {0, 2, 2, 0, -2, 0});
  expect_elements(array({4}, {127.4, 300, -300, infinity}, DType::int8), {127, 127, -128, 127});
  expect_elements(array({3}, {-1, 255.5, 1e30}, DType::uint8), {0, 255, 255});
  expect_elements(array({4}, {-9, 8, 3, -8}, DType::int4), {-8, 7, 3, -8});
  expect_elements(array({3}, {-1, 16, 15}, DType::uint4), {0, 15, 15});
  EXPECT_EQ(to_integers(array({3}, {1e30, -1e30, infinity}, DType::int64)),
            (std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min(),
                                       std::numeric_limits<std::int64_t>::max()}));
  EXPECT_EQ(array({2}, {1e30, -1}, DType::uint64).as<std::uint64_t>()[0], std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(array({2}, {1e30, -1}, DType::uint64).as<std::uint64_t>()[1], 0U);
}

TEST(Elements, integers_wrap) {
  const std::vector<std::int64_t> elements = {128, -129, 511};
  EXPECT_EQ(to_integers(from_integers(DType::int8, {3}, elements)), (std::vector<std::int64_t>{-128, 127, -1}));
  EXPECT_EQ(to_integers(from_integers(DType::uint4, {3}, elements)), (std::vector<std::int64_t>{0, 15, 15}));
  EXPECT_EQ(to_integers(from_integers(DType::int4, {3}, elements)), (std::vector<std::int64_t>{0, -1, -1}));
  EXPECT_EQ(to_integers(from_integers(DType::boolean, {3}, std::vector<std::int64_t>{0, 2, -1})), (std::vector<std::int64_t>{0, 1, 1}));
  expect_elements(from_integers(DType::float32, {1}, std::vector<std::int64_t>{-7}), {-7});
}

TEST(Elements, sixty_four_bits_are_exact_as_integers) {
  const std::int64_t odd = (std::int64_t{1} << 60) + 1;
  EXPECT_EQ(to_integers(from_integers(DType::int64, {1}, std::vector<std::int64_t>{odd})).at(0), odd);
}

// Nearest of all float16 values, ties to the even pattern, by search.
std::uint16_t nearest_float16(double value) {
  std::uint16_t best = 0;
  double distance = infinity;
  for (unsigned bits = 0; bits < 0x7c00; ++bits) {
    const double candidate = float16_to_float(static_cast<std::uint16_t>(bits));
    const double here = std::abs(candidate - std::abs(value));
    if (here < distance || (here == distance && bits % 2 == 0)) {
      best = static_cast<std::uint16_t>(bits);
      distance = here;
    }
  }
  return static_cast<std::uint16_t>(best | (value < 0 ? 0x8000 : 0));
}

TEST(Elements, float16_is_rounded_once) {
  std::vector<double> values = {
      1 + 0x1p-11 + 0x1p-30, 1 + 0x1p-11 - 0x1p-30, -1 - 0x1p-11 - 0x1p-40, 0x1p-25 + 0x1p-60, 0x1p-25, 1e-300, 0.1};
  std::mt19937 random(3);
  std::uniform_real_distribution<double> exponent(-26, 15);
  for (int i = 0; i < 40; ++i) values.push_back(std::exp2(exponent(random)));
  const Array halves = array({static_cast<std::int64_t>(values.size())}, values, DType::float16);
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(halves.as<std::uint16_t>()[i], nearest_float16(values[i])) << values[i];
}

TEST(Elements, bfloat16_is_rounded_once) {
  const Array halves = array({3}, {1 + 0x1p-8 + 0x1p-40, 1 + 0x1p-8, 1 + 3 * 0x1p-8 - 0x1p-40}, DType::bfloat16);
  expect_elements(halves, {1 + 0x1p-7, 1, 1 + 0x1p-7});
}

TEST(Elements, floats_beyond_the_range) {
  expect_elements(array({3}, {1e300, -1e300, nan}, DType::float16), {infinity, -infinity, nan});
  expect_elements(array({3}, {1e300, -1e300, nan}, DType::bfloat16), {infinity, -infinity, nan});
  expect_elements(array({2}, {1e300, nan}, DType::float32), {infinity, nan});
  expect_elements(array({2}, {1e300, -1e300}, DType::float8_e4m3fn), {448, -448});
}

TEST(Elements, small_floats_are_rounded_once) {
  expect_elements(array({4}, {1.25 + 0x1p-40, 1.25, -0.25 - 0x1p-40, 5}, DType::float4_e2m1), {1.5, 1, -0.5, 4});
  expect_elements(array({3}, {1.0625 + 0x1p-40, 1.0625, 1e300}, DType::float8_e4m3fn), {1.125, 1, 448});
  expect_elements(array({3}, {1.5 - 0x1p-40, 1.5, 1e300}, DType::float8_e8m0), {1, 2, 0x1p127});
}

TEST(Elements, cast_by_rule) {
  const std::vector<double> x = {1.9, -1.9, 300, -300, nan, infinity, 1e30, 0x1p63};
  const std::vector<std::int64_t> dims = {8};
  constexpr CastRule wrapping = {false, PowerRounding::up};
  expect_elements(cast_doubles(DType::int8, dims, x, {}), {1, -1, 127, -128, 0, 127, 127, 127});
  expect_elements(cast_doubles(DType::int8, dims, x, wrapping), {1, -1, 44, -44, 0, 0, 0, 0});
  expect_elements(cast_doubles(DType::uint4, dims, x, wrapping), {1, 15, 12, 4, 0, 0, 0, 0});
  EXPECT_EQ(to_integers(cast_doubles(DType::int64, {2}, std::vector<double>{-0x1p63, 0x1.8p63}, wrapping)),
            (std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::min() / 2}));
  expect_elements(cast_doubles(DType::float8_e5m2, {2}, std::vector<double>{infinity, -1e9}, {}), {57344, -57344});
  expect_elements(cast_doubles(DType::float8_e5m2, {2}, std::vector<double>{infinity, -1e9}, wrapping), {infinity, -infinity});
  expect_elements(cast_doubles(DType::float16, {1}, std::vector<double>{1e9}, {}), {infinity});
}

TEST(Elements, taken_bit_for_bit_in_every_type) {
  const std::vector<std::int64_t> source = {2, -1, 0, 0, 1};
  for (const DType dtype : all_dtypes()) {
    if (dtype == DType::string || dtype == DType::boolean) continue;
    SCOPED_TRACE(name(dtype));
    const double third = dtype == DType::float8_e8m0 ? 8 : 3;  // of powers of two
    expect_elements(take_elements(array({3}, {1, 2, third}, dtype), {5}, source, 4.0), {third, 4, 1, 1, 2});
  }
  const Array payload = Array::of<float>({1}, std::vector<float>{std::bit_cast<float>(0x7fc01234U)});
  EXPECT_EQ(std::bit_cast<std::uint32_t>(take_elements(payload, {1}, std::vector<std::int64_t>{0}).as<float>()[0]), 0x7fc01234U);
  EXPECT_THROW(take_elements(payload, {1}, std::vector<std::int64_t>{1}), InternalError);
}

}  // namespace
}  // namespace nnfront::ops::testing
