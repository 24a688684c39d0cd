#include <limits>

#include "op_harness.h"
#include "ops/quant.h"

namespace nnfront::ops::testing {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const double nan = std::numeric_limits<double>::quiet_NaN();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> family = quant_operators();
  return named(family, name);
}

QuantizeAttrs to(DType dtype) {
  QuantizeAttrs attrs;
  attrs.dtype = dtype;
  return attrs;
}

QuantizeAttrs along(std::int64_t axis, DType dtype = DType::uint8, std::int64_t block_size = 0) {
  QuantizeAttrs attrs = to(dtype);
  attrs.axis = axis;
  attrs.block_size = block_size;
  return attrs;
}

Array one(double element, DType dtype = DType::float32) {
  return array({}, {element}, dtype);
}

TEST(Quantize, by_hand) {
  const Array x = array({8}, {0, 1, 3, 5, -1, 1000, -1000, nan});
  expect_elements(eval1(op("quantize"), {x, one(2), one(128, DType::uint8)}, to(DType::uint8)), {128, 128, 130, 130, 128, 255, 0, 0});
  expect_elements(eval1(op("quantize"), {x, one(2)}, to(DType::int8)), {0, 0, 2, 2, 0, 127, -128, -128});
  expect_elements(eval1(op("quantize"), {array({2}, {infinity, -infinity}), one(2), one(1, DType::int16)}, to(DType::int16)),
                  {32767, -32768});
}

TEST(Quantize, integers_are_numbers_too) {
  expect_elements(eval1(op("quantize"), {array({3}, {7, -7, 1000}, DType::int32), one(2)}, to(DType::int8)), {4, -4, 127});
}

TEST(Quantize, narrow_leaves_the_lowest_out) {
  QuantizeAttrs attrs = to(DType::int8);
  attrs.narrow = true;
  expect_elements(eval1(op("quantize"), {array({2}, {-1000, 1000}), one(1)}, attrs), {-127, 127});
}

// The quotient in float16 lies on a half; in float32 it does not.
TEST(Quantize, precision_rounds_the_quotient) {
  const Array x = array({1}, {2.5009765625}, DType::float32);
  QuantizeAttrs attrs = to(DType::uint8);
  expect_elements(eval1(op("quantize"), {x, one(1)}, attrs), {3});
  attrs.precision = DType::bfloat16;
  expect_elements(eval1(op("quantize"), {x, one(1)}, attrs), {2});
}

TEST(Quantize, along_an_axis) {
  const Array x = array({3, 4}, {0, 2.5, 4.8, 8.6, -30, -20, 6, 9, 12, 15, 16, 40});
  const Array scale = array({3}, {2, 3, 4});
  const Array zero_point = array({3}, {1, 1, 1}, DType::int4);
  for (const std::int64_t axis : {0, -2}) {
    expect_elements(eval1(op("quantize"), {x, scale, zero_point}, along(axis, DType::int4)), {1, 2, 3, 5, -8, -6, 3, 4, 4, 5, 5, 7});
  }
}

TEST(Quantize, in_blocks) {
  const Array x = array({3, 4}, {6, 12, 50, 5, 1, 8, 4, 5, 0, 20, 10, 4});
  const Array scale = array({3, 2}, {1.5, 2.5, 3, 4.9, 5.1, 6.9});
  const Array zero_point = array({3, 2}, {0, 1, 1, 0, 2, 3}, DType::uint8);
  expect_elements(eval1(op("quantize"), {x, scale, zero_point}, along(1, DType::uint8, 2)), {4, 8, 21, 3, 1, 4, 1, 1, 2, 6, 4, 4});
}

TEST(Quantize, the_last_block_may_be_short) {
  const Array x = array({1, 5}, {2, 4, 6, 8, 10});
  expect_elements(eval1(op("quantize"), {x, array({1, 2}, {2, 5})}, along(1, DType::uint8, 3)), {1, 2, 3, 2, 2});
  expect_violation(op("quantize"), "quantize_c5", {f32({1, 5}), f32({1, 3})}, along(1, DType::uint8, 3));
}

TEST(Quantize, to_small_floats) {
  const Array x = array({4}, {0.5, 1000, -0.0, 5});
  QuantizeAttrs attrs = to(DType::float8_e4m3fn);
  expect_elements(eval1(op("quantize"), {x, one(2)}, attrs), {0.25, 448, 0, 2.5});
  attrs.saturate = false;
  expect_elements(eval1(op("quantize"), {x, one(2)}, attrs), {0.25, nan, 0, 2.5});
  expect_elements(eval1(op("quantize"), {array({4}, {8.6, -30, 2.5, -2.5}), one(2)}, to(DType::float4_e2m1)), {4, -6, 1, -1});
}

TEST(Quantize, scales_may_be_powers_of_two) {
  expect_elements(eval1(op("quantize"), {array({2}, {1, 3}), one(0.5, DType::float8_e8m0)}, to(DType::int8)), {2, 6});
}

TEST(Quantize, keeps_symbols_and_unknown_sizes) {
  const Dim n = Dim::symbol("n");
  EXPECT_EQ(text(infer(op("quantize"), {f32({n, 3}), f32({n})}, along(0)).at(0)), "uint8[n,3]");
  EXPECT_EQ(text(infer(op("quantize"), {f32({n, 3}), f32({Dim::unknown()})}, along(0)).at(0)), "uint8[n,3]");
  EXPECT_EQ(text(infer(op("quantize"), {f32({n, Dim::unknown()}), f32({})}).at(0)), "uint8[n,?]");
}

TEST(Quantize, quantize_c1_x) {
  expect_violation(op("quantize"), "quantize_c1", {type(DType::int64, {3}), f32({})});
}
TEST(Quantize, quantize_c2_scale_type) {
  expect_violation(op("quantize"), "quantize_c2", {f32({3}), type(DType::int32, {})});
  expect_violation(op("dequantize"), "quantize_c2", {type(DType::int8, {3}), type(DType::int8, {})});
}
TEST(Quantize, quantize_c3_grid) {
  for (const DType dtype : {DType::float16, DType::float8_e8m0, DType::int64, DType::boolean, DType::string}) {
    expect_violation(op("quantize"), "quantize_c3", {f32({3}), f32({})}, to(dtype));
  }
}
TEST(Quantize, quantize_c4_zero_point) {
  expect_violation(op("quantize"), "quantize_c4", {f32({3}), f32({}), type(DType::int8, {})});
  expect_violation(op("quantize"), "quantize_c4", {f32({3}), f32({3}), type(DType::uint8, {})}, along(0));
  expect_violation(op("dequantize"), "quantize_c4", {type(DType::int8, {3}), f32({}), type(DType::uint8, {})});
}
TEST(Quantize, quantize_c5_scale_shape) {
  expect_violation(op("quantize"), "quantize_c5", {f32({3, 4}), f32({4})}, along(0));
  expect_violation(op("quantize"), "quantize_c5", {f32({3, 4}), f32({3, 4})}, along(0));
  expect_violation(op("quantize"), "quantize_c5", {f32({3, 4}), f32({3, 4})}, along(1, DType::uint8, 2));
  expect_violation(op("quantize"), "quantize_c5", {f32({3}), f32({})}, along(0, DType::uint8, -1));
  expect_violation(op("dequantize"), "quantize_c5", {type(DType::int8, {3}), f32({})},
                   DequantizeAttrs{0, std::numeric_limits<std::int64_t>::max(), DType::float32});
}
TEST(Quantize, quantize_c6_axis) {
  expect_violation(op("quantize"), "quantize_c6", {f32({3}), f32({3})}, along(1));
}
TEST(Quantize, quantize_c7_precision) {
  QuantizeAttrs attrs;
  for (const DType dtype : {DType::int32, DType::float8_e5m2}) {
    attrs.precision = dtype;
    expect_violation(op("quantize"), "quantize_c7", {f32({3}), f32({})}, attrs);
  }
}

TEST(Dequantize, by_hand) {
  const Array x = array({3}, {0, 3, 255}, DType::uint8);
  expect_elements(eval1(op("dequantize"), {x, one(2), one(128, DType::uint8)}), {-256, -250, 254});
  expect_elements(eval1(op("dequantize"), {array({2}, {1, -4}, DType::float4_e2m1), one(2), array({1}, {0}, DType::float4_e2m1)}), {2, -8});
  expect_elements(eval1(op("dequantize"), {array({2}, {448, -104}, DType::float8_e4m3fn), one(2)}), {896, -208});
}

TEST(Dequantize, in_blocks) {
  const Array x = array({1, 4, 1, 2}, {3, 89, 34, 200, 74, 59, 5, 24}, DType::uint8);
  const Array scale = array({1, 2, 1, 2}, {3, 2, 4, 1});
  const Array zero_point = array({1, 2, 1, 2}, {1, 0, 0, 1}, DType::uint8);
  expect_elements(eval1(op("dequantize"), {x, scale, zero_point}, DequantizeAttrs{1, 2, DType::float32}),
                  {6, 178, 99, 400, 296, 58, 20, 23});
}

TEST(Dequantize, rounds_the_difference_and_the_product_to_float32) {
  // 2^24 + 1 is no float; times 3 it would be one.
  const Array x = array({1}, {16777217}, DType::int32);
  expect_elements(eval1(op("dequantize"), {x, one(3)}), {50331648});
  expect_elements(eval1(op("dequantize"), {x, one(3, DType::float64)}, DequantizeAttrs{1, 0, DType::float64}), {50331651});
  expect_elements(
      eval1(op("dequantize"), {array({1}, {100}, DType::uint8), one(0.1, DType::float16)}, DequantizeAttrs{1, 0, DType::float16}), {10});
}

TEST(Dequantize, dequantize_c1_x) {
  for (const DType dtype : {DType::float32, DType::int64, DType::float8_e8m0}) {
    expect_violation(op("dequantize"), "dequantize_c1", {type(dtype, {3}), f32({})});
  }
}
TEST(Dequantize, dequantize_c2_dtype) {
  expect_violation(op("dequantize"), "dequantize_c2", {type(DType::int8, {3}), f32({})}, DequantizeAttrs{1, 0, DType::int32});
}

TEST(FakeQuantize, moves_onto_the_grid) {
  const Array x = array({5}, {0.3, 0.76, 100, -100, -0.26});
  expect_elements(eval1(op("fake_quantize"), {x, one(0.5), one(0, DType::int8)}, to(DType::int8)), {0.5, 1, 63.5, -64, -0.5});
  QuantizeAttrs narrow = to(DType::int4);
  narrow.narrow = true;
  const Array half = eval1(op("fake_quantize"), {array({2}, {-9, 3.4}, DType::float16), one(1)}, narrow);
  EXPECT_EQ(half.dtype(), DType::float16);
  expect_elements(half, {-7, 3});
}

TEST(FakeQuantize, is_quantize_and_dequantize) {
  std::mt19937 random(2);
  for (int i = 0; i < 20; ++i) {
    std::vector<double> elements(12);
    for (double& each : elements) each = std::uniform_real_distribution<double>(-40, 40)(random);
    const Array x = array({3, 4}, elements);
    const Array scale = array({4}, {0.1, 0.3, 1.7, 0.01});
    const Array zero_point = random_integers(random, {4}, DType::int8, -100, 100);
    const QuantizeAttrs attrs = along(1, DType::int8);
    const Array q = eval1(op("quantize"), {x, scale, zero_point}, attrs);
    const Array there_and_back = eval1(op("dequantize"), {q, scale, zero_point}, DequantizeAttrs{1, 0, DType::float32});
    expect_elements(eval1(op("fake_quantize"), {x, scale, zero_point}, attrs), to_doubles(there_and_back));
  }
}

TEST(FakeQuantize, fake_quantize_c1_x) {
  expect_violation(op("fake_quantize"), "fake_quantize_c1", {type(DType::int32, {3}), f32({})});
}

TEST(DynamicQuantize, spans_the_elements_and_zero) {
  const std::vector<Array> got = eval(op("dynamic_quantize"), {array({6}, {0, 2, -3, -2.5, 1.34, 0.5})}, {});
  expect_elements(got.at(0), {153, 255, 0, 26, 221, 179});
  expect_elements(got.at(1), {static_cast<double>(5.0F / 255)});
  expect_elements(got.at(2), {153});
}

TEST(DynamicQuantize, of_one_sign_or_of_nothing) {
  EXPECT_EQ(to_doubles(eval(op("dynamic_quantize"), {array({2}, {2, 1})}, {}).at(2)).at(0), 0);
  EXPECT_EQ(to_doubles(eval(op("dynamic_quantize"), {array({2}, {-2, -1})}, {}).at(2)).at(0), 255);
  for (const Array& zeros : {array({2}, {0, 0}), array({0}, {})}) {
    const std::vector<Array> got = eval(op("dynamic_quantize"), {zeros}, {});
    expect_elements(got.at(1), {1});
    expect_elements(got.at(2), {0});
  }
}

TEST(DynamicQuantize, dynamic_quantize_c1_x) {
  expect_violation(op("dynamic_quantize"), "dynamic_quantize_c1", {type(DType::float16, {3})});
}

}  // namespace
}  // namespace nnfront::ops::testing
