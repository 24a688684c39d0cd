#include <limits>

#include "op_harness.h"
#include "ops/elementwise.h"

namespace nnfront::ops::testing {
namespace {

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = elementwise_operators();
  return named(operators, name);
}

const std::vector<std::string_view> bitwise = {"bit_and", "bit_or", "bit_xor"};

double of_two(std::string_view name, double a, double b, DType dtype) {
  return to_doubles(eval1(op(name), {array({}, {a}, dtype), array({}, {b}, dtype)})).at(0);
}

TEST(Bits, of_integers) {
  EXPECT_EQ(of_two("bit_and", 12, 10, DType::uint8), 8);
  EXPECT_EQ(of_two("bit_or", 12, 10, DType::uint8), 14);
  EXPECT_EQ(of_two("bit_xor", 12, 10, DType::uint8), 6);
  EXPECT_EQ(of_two("bit_and", -1, 5, DType::int16), 5);
  EXPECT_EQ(of_two("bit_or", -8, 5, DType::int4), -3);
  const std::uint64_t high = std::uint64_t{1} << 63;
  const Array y = eval1(op("bit_or"), {Array::of<std::uint64_t>({}, std::span(&high, 1)), array({}, {1}, DType::uint64)});
  EXPECT_EQ(y.as<std::uint64_t>()[0], high + 1);
}

TEST(Bits, of_bool) {
  for (const double a : {0.0, 1.0}) {
    for (const double b : {0.0, 1.0}) {
      EXPECT_EQ(of_two("bit_and", a, b, DType::boolean), a * b);
      EXPECT_EQ(of_two("bit_or", a, b, DType::boolean), std::max(a, b));
      EXPECT_EQ(of_two("bit_xor", a, b, DType::boolean), a == b ? 0 : 1);
    }
  }
}

TEST(Bits, broadcast) {
  for (const std::string_view name : bitwise) {
    EXPECT_EQ(infer(op(name), {type(DType::int32, {3, 1}), type(DType::int32, {4})}).at(0), type(DType::int32, {3, 4}));
    EXPECT_EQ(cost(op(name), {type(DType::int32, {3, 1}), type(DType::int32, {4})}).elementwise, 12);
  }
}

TEST(BitNot, turns_every_bit) {
  expect_elements(eval1(op("bit_not"), {array({3}, {0, -1, 5}, DType::int32)}), {-1, 0, -6});
  expect_elements(eval1(op("bit_not"), {array({2}, {0, 250}, DType::uint8)}), {255, 5});
  expect_elements(eval1(op("bit_not"), {array({1}, {3}, DType::uint4)}), {12});
}

double shifted(double a, double amount, ShiftDirection direction, DType dtype) {
  const Arrays inputs = {array({}, {a}, dtype), array({}, {amount}, dtype)};
  return to_doubles(eval1(op("bit_shift"), inputs, BitShiftAttrs{direction})).at(0);
}

TEST(BitShift, both_directions) {
  EXPECT_EQ(shifted(3, 2, ShiftDirection::left, DType::uint8), 12);
  EXPECT_EQ(shifted(200, 1, ShiftDirection::left, DType::uint8), 144);
  EXPECT_EQ(shifted(64, 1, ShiftDirection::left, DType::int8), -128);
  EXPECT_EQ(shifted(12, 2, ShiftDirection::right, DType::uint8), 3);
  EXPECT_EQ(shifted(-5, 1, ShiftDirection::right, DType::int8), -3);
  EXPECT_EQ(shifted(-1, 63, ShiftDirection::left, DType::int64), static_cast<double>(std::numeric_limits<std::int64_t>::min()));
}

TEST(BitShift, by_the_width_or_more) {
  for (const double amount : {8.0, 100.0}) {
    EXPECT_EQ(shifted(255, amount, ShiftDirection::left, DType::uint8), 0);
    EXPECT_EQ(shifted(255, amount, ShiftDirection::right, DType::uint8), 0);
    EXPECT_EQ(shifted(-3, amount, ShiftDirection::right, DType::int8), -1);
  }
  EXPECT_EQ(shifted(1, 64, ShiftDirection::left, DType::uint64), 0);
}

TEST(BitShift, refuses_a_negative_amount) {
  expect_refusal(op("bit_shift"), {array({}, {1}, DType::int32), array({}, {-1}, DType::int32)});
}

TEST(Bits, elementwise_c2_one_type) {
  for (const std::string_view name : bitwise)
    expect_violation(op(name), "elementwise_c2", {type(DType::int8, {2}), type(DType::int16, {2})});
  expect_violation(op("bit_shift"), "elementwise_c2", {type(DType::int8, {2}), type(DType::int16, {2})});
}
TEST(Bits, elementwise_c3_shapes) {
  for (const std::string_view name : bitwise)
    expect_violation(op(name), "elementwise_c3", {type(DType::int8, {2}), type(DType::int8, {3})});
  expect_violation(op("bit_shift"), "elementwise_c3", {type(DType::int8, {2}), type(DType::int8, {3})});
}
TEST(Bits, elementwise_c7_integers) {
  expect_violation(op("bit_not"), "elementwise_c7", {type(DType::boolean, {2})});
  expect_violation(op("bit_shift"), "elementwise_c7", {f32({2}), f32({2})});
}
TEST(Bits, elementwise_c8_integers_or_bool) {
  for (const std::string_view name : bitwise) expect_violation(op(name), "elementwise_c8", {f32({2}), f32({2})});
}

Array as_bits(const Array& x, DType to) {
  return eval1(op("bit_cast"), {x}, BitCastAttrs{to});
}

TEST(BitCast, keeps_every_bit) {
  expect_elements(as_bits(array({3}, {1, -2, 0}), DType::int32), {0x3f800000, -1073741824, 0});
  expect_elements(as_bits(array({2}, {-1, 127}, DType::int8), DType::uint8), {255, 127});
  expect_elements(as_bits(array({}, {0x3c00}, DType::uint16), DType::float16), {1});
  expect_elements(as_bits(array({2}, {1, 0}, DType::boolean), DType::uint8), {1, 0});
  const Array nan_bits = array({1}, {0x7fc00001}, DType::int32);
  expect_elements(as_bits(as_bits(nan_bits, DType::float32), DType::int32), {0x7fc00001});
  EXPECT_EQ(as_bits(array({0, 2}, {}), DType::uint32).dims(), (std::vector<std::int64_t>{0, 2}));
  EXPECT_EQ(cost(op("bit_cast"), {f32({4})}).elementwise, 0);
}

TEST(BitCast, bit_cast_c1_string) {
  expect_violation(op("bit_cast"), "bit_cast_c1", {type(DType::string, {2})});
  expect_violation(op("bit_cast"), "bit_cast_c1", {f32({2})}, BitCastAttrs{DType::string});
}

TEST(BitCast, bit_cast_c2_bool) {
  expect_violation(op("bit_cast"), "bit_cast_c2", {type(DType::uint8, {2})}, BitCastAttrs{DType::boolean});
}

TEST(BitCast, bit_cast_c3_width) {
  expect_violation(op("bit_cast"), "bit_cast_c3", {f32({2})}, BitCastAttrs{DType::int64});
}

}  // namespace
}  // namespace nnfront::ops::testing
