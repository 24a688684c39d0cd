#include "op_harness.h"
#include "ops/quant.h"
#include "ops/requantize.h"

namespace nnfront::ops::testing {
namespace {

const Operator& op(std::string_view name) {
  static const std::vector<Operator> family = quant_operators();
  return named(family, name);
}
const Operator& conv() {
  static const std::vector<Operator> family = conv_operators();
  return named(family, "conv");
}

ConvAttrs plain(std::size_t dimensions) {
  return {std::vector<std::int64_t>(dimensions, 1), std::vector<std::int64_t>(2 * dimensions, 0), std::vector<std::int64_t>(dimensions, 1),
          1};
}

TensorType u8(Shape shape) {
  return type(DType::uint8, std::move(shape));
}
TensorType s8(Shape shape) {
  return type(DType::int8, std::move(shape));
}
TensorType i32(Shape shape) {
  return type(DType::int32, std::move(shape));
}
Array one(double element, DType dtype = DType::float32) {
  return array({}, {element}, dtype);
}

// x, x_scale, x_zero_point, weight, weight_scale, weight_zero_point, y_scale, y_zero_point
Types operands(const TensorType& x, const TensorType& weight) {
  return {x, f32({}), type(x.dtype, {}), weight, f32({}), type(weight.dtype, {}), f32({}), u8({})};
}

TEST(IntegerConv, padding_is_the_zero_point) {
  ConvAttrs attrs = plain(1);
  attrs.pads = {1, 1};
  const Array x = array({1, 1, 3}, {2, 3, 4}, DType::uint8);
  const Array weight = array({1, 1, 3}, {1, 1, 1}, DType::uint8);
  expect_elements(eval1(op("integer_conv"), {x, weight, one(1, DType::uint8)}, attrs), {3, 6, 5});
  expect_elements(eval1(op("integer_conv"), {x, weight}, attrs), {5, 9, 7});
  expect_elements(eval1(op("integer_conv"), {x, weight, one(1, DType::uint8), one(3, DType::uint8)}, attrs), {-6, -12, -10});
}

TEST(IntegerConv, zero_points_per_channel) {
  const Array x = array({1, 2, 1}, {5, 7}, DType::int8);
  const Array weight = array({2, 2, 1}, {1, 2, 3, 4}, DType::int8);
  expect_elements(eval1(op("integer_conv"), {x, weight, one(1, DType::int8), array({2}, {1, -1}, DType::int8)}, plain(1)), {6, 46});
}

// The ordinary convolution of the differences, which are small enough to be exact in float32.
TEST(IntegerConv, equals_conv_of_the_differences) {
  std::mt19937 random(4);
  for (int i = 0; i < 60; ++i) {
    const std::int64_t groups = draw(random, 1, 3);
    ConvAttrs attrs = {{draw(random, 1, 2), 1}, {1, 0, 2, 1}, {1, draw(random, 1, 2)}, groups};
    const std::vector<std::int64_t> x_dims = {draw(random, 1, 2), groups * draw(random, 1, 2), 5, 6};
    const std::vector<std::int64_t> w_dims = {groups * 2, x_dims[1] / groups, 2, 3};
    const Array x = random_integers(random, x_dims, DType::uint8, 0, 255);
    const Array weight = random_integers(random, w_dims, DType::int8, -128, 127);
    const double x_zero = static_cast<double>(draw(random, 0, 255));
    const double w_zero = static_cast<double>(draw(random, -128, 127));
    const auto less = [](const Array& from, double zero) {
      std::vector<double> elements = to_doubles(from);
      for (double& each : elements) each -= zero;
      return array(from.dims(), elements);
    };
    const Array wanted = eval1(conv(), {less(x, x_zero), less(weight, w_zero)}, attrs);
    const Array got = eval1(op("integer_conv"), {x, weight, one(x_zero, DType::uint8), one(w_zero, DType::int8)}, attrs);
    EXPECT_EQ(got.dtype(), DType::int32);
    expect_elements(got, to_doubles(wanted));
  }
}

TEST(IntegerConv, costs_what_conv_does) {
  ConvAttrs attrs = {{2, 2}, {3, 3, 3, 3}, {1, 1}, 1};
  const Cost wanted = cost(conv(), {f32({1, 3, 224, 224}), f32({64, 3, 7, 7})}, attrs);
  const Cost integer = cost(op("integer_conv"), {u8({1, 3, 224, 224}), s8({64, 3, 7, 7})}, attrs);
  const Cost quantized = cost(op("quantized_conv"), operands(u8({1, 3, 224, 224}), s8({64, 3, 7, 7})), attrs);
  EXPECT_EQ(integer.macs, wanted.macs);
  EXPECT_EQ(quantized.macs, wanted.macs);
  EXPECT_EQ(quantized.padded_macs, wanted.padded_macs);
  EXPECT_EQ(integer.weight_input, 1);
  EXPECT_EQ(quantized.weight_input, 3);
}

TEST(QuantizedConv, by_hand) {
  const Array x = array({1, 1, 3}, {10, 20, 30}, DType::uint8);
  const Array weight = array({2, 1, 1}, {3, -2}, DType::int8);
  const Arrays inputs = {x,
                         one(0.5),
                         one(10, DType::uint8),
                         weight,
                         array({2}, {0.25, 0.5}),
                         array({2}, {0, 0}, DType::int8),
                         one(0.5),
                         one(100, DType::uint8),
                         array({2}, {2, 1}, DType::int32)};
  // (0, 10, 20) * 3 + 2 = 2, 32, 62, times 0.25; (0, 10, 20) * -2 + 1 = 1, -19, -39, times 0.5.
  expect_elements(eval1(op("quantized_conv"), inputs, plain(1)), {100, 108, 116, 100, 90, 80});
}

TEST(QuantizedConv, saturates_on_the_type_of_the_result) {
  Arrays inputs = {array({1, 1, 2}, {0, 255}, DType::uint8),
                   one(1),
                   one(128, DType::uint8),
                   array({1, 1, 1}, {127}, DType::int8),
                   one(1),
                   one(0, DType::int8),
                   one(1),
                   one(0, DType::int8)};
  expect_elements(eval1(op("quantized_conv"), inputs, plain(1)), {-128, 127});
  inputs[7] = one(5, DType::uint8);
  expect_elements(eval1(op("quantized_conv"), inputs, plain(1)), {0, 255});
}

// Sums beyond int32 wrap before they are rescaled.
TEST(QuantizedConv, accumulates_in_32_bits) {
  const Array x = array({1, 1, 1}, {1}, DType::uint8);
  const Array bias = Array::of<std::int32_t>({1}, std::vector<std::int32_t>{std::numeric_limits<std::int32_t>::max()});
  const Arrays inputs = {
      x, one(1), one(0, DType::uint8), array({1, 1, 1}, {1}, DType::int8), one(1), one(0, DType::int8), one(1), one(7, DType::uint8), bias};
  expect_elements(eval1(op("quantized_conv"), inputs, plain(1)), {0});
}

TEST(QuantizedConv, is_the_integer_convolution_requantized) {
  std::mt19937 random(9);
  for (int i = 0; i < 30; ++i) {
    const ConvAttrs attrs = {{1, 2}, {1, 1, 0, 1}, {1, 1}, 2};
    const Array x = random_integers(random, {2, 4, 4, 5}, DType::uint8, 0, 255);
    const Array weight = random_integers(random, {6, 2, 3, 2}, DType::int8, -128, 127);
    const Array x_zero = one(static_cast<double>(draw(random, 0, 255)), DType::uint8);
    const Array w_zero = one(static_cast<double>(draw(random, -9, 9)), DType::int8);
    std::vector<double> scales(6);
    for (double& each : scales) each = std::uniform_real_distribution<double>(0.001, 0.1)(random);
    const Array w_scale = array({6}, scales);
    const Array y_zero = one(77, DType::uint8);
    const Array sums = eval1(op("integer_conv"), {x, weight, x_zero, w_zero}, attrs);
    const std::vector<std::int64_t> integers = to_integers(sums);
    std::vector<double> wanted;
    for (std::size_t o = 0; o < integers.size(); ++o) {
      const auto channel = static_cast<std::size_t>(unravel(static_cast<std::int64_t>(o), sums.dims())[1]);
      const float multiplier = float_multiplier(0.03F, w_scale.as<float>()[channel], 0.7F);
      wanted.push_back(static_cast<double>(requantize_float(static_cast<std::int32_t>(integers[o]), multiplier, grid_of(y_zero))));
    }
    const Array zeros = array({6}, std::vector<double>(6, to_doubles(w_zero)[0]), DType::int8);
    expect_elements(eval1(op("quantized_conv"), {x, one(0.03), x_zero, weight, w_scale, zeros, one(0.7), y_zero}, attrs), wanted);
  }
}

TEST(IntegerConv, integer_conv_c1_rank) {
  expect_violation(op("integer_conv"), "integer_conv_c1", {u8({1, 3}), u8({1, 3})}, plain(0));
  expect_violation(op("quantized_conv"), "integer_conv_c1", operands(u8({1, 3, 5}), u8({2, 3})), plain(1));
}
TEST(IntegerConv, integer_conv_c2_channels) {
  expect_violation(op("integer_conv"), "integer_conv_c2", {u8({1, 3, 5}), u8({2, 2, 3})}, plain(1));
}
TEST(IntegerConv, integer_conv_c3_groups) {
  ConvAttrs attrs = plain(1);
  attrs.groups = 0;
  expect_violation(op("integer_conv"), "integer_conv_c3", {u8({1, 3, 5}), u8({2, 3, 3})}, attrs);
}
TEST(IntegerConv, integer_conv_c4_windows) {
  ConvAttrs attrs = plain(1);
  attrs.strides = {0};
  expect_violation(op("integer_conv"), "integer_conv_c4", {u8({1, 3, 5}), u8({2, 3, 3})}, attrs);
}
TEST(IntegerConv, integer_conv_c5_pads) {
  ConvAttrs attrs = plain(1);
  attrs.pads = {0};
  expect_violation(op("integer_conv"), "integer_conv_c5", {u8({1, 3, 5}), u8({2, 3, 3})}, attrs);
}
TEST(IntegerConv, integer_conv_c6_fits) {
  expect_violation(op("integer_conv"), "integer_conv_c6", {u8({1, 3, 2}), u8({2, 3, 3})}, plain(1));
}
TEST(IntegerConv, integer_conv_c7_kernel) {
  expect_violation(op("integer_conv"), "integer_conv_c7", {u8({1, 3, 5}), u8({2, 3, 0})}, plain(1));
}
TEST(IntegerConv, integer_conv_c8_per_channel) {
  expect_violation(op("integer_conv"), "integer_conv_c8", {u8({1, 3, 5}), u8({2, 3, 3}), u8({}), u8({3})}, plain(1));
  Types types = operands(u8({1, 3, 5}), s8({2, 3, 3}));
  types[4] = f32({2, 1});
  expect_violation(op("quantized_conv"), "integer_conv_c8", types, plain(1));
}

TEST(QuantizedConv, quant_c1_types) {
  expect_violation(op("integer_conv"), "quant_c1", {type(DType::int16, {1, 3, 5}), u8({2, 3, 3})}, plain(1));
  expect_violation(op("quantized_conv"), "quant_c1", operands(u8({1, 3, 5}), f32({2, 3, 3})), plain(1));
}
TEST(QuantizedConv, quant_c2_zero_points) {
  expect_violation(op("integer_conv"), "quant_c2", {u8({1, 3, 5}), s8({2, 3, 3}), s8({})}, plain(1));
  Types types = operands(u8({1, 3, 5}), s8({2, 3, 3}));
  types[5] = u8({});
  expect_violation(op("quantized_conv"), "quant_c2", types, plain(1));
  types = operands(u8({1, 3, 5}), s8({2, 3, 3}));
  types[7] = i32({});
  expect_violation(op("quantized_conv"), "quant_c2", types, plain(1));
}
TEST(QuantizedConv, quant_c3_scales) {
  for (const std::size_t i : {1, 4, 6}) {
    Types types = operands(u8({1, 3, 5}), s8({2, 3, 3}));
    types[i] = type(DType::float64, {});
    expect_violation(op("quantized_conv"), "quant_c3", types, plain(1));
  }
}
TEST(QuantizedConv, quant_c4_single) {
  for (const std::size_t i : {1, 2, 6, 7}) {
    Types types = operands(u8({1, 3, 5}), s8({2, 3, 3}));
    types[i]->shape = {2};
    expect_violation(op("quantized_conv"), "quant_c4", types, plain(1));
  }
  expect_violation(op("integer_conv"), "quant_c4", {u8({1, 3, 5}), s8({2, 3, 3}), u8({3})}, plain(1));
}
TEST(QuantizedConv, quant_c5_bias) {
  Types types = operands(u8({1, 3, 5}), s8({2, 3, 3}));
  types.emplace_back(f32({2}));
  expect_violation(op("quantized_conv"), "quant_c5", types, plain(1));
}
TEST(QuantizedConv, quantized_conv_c1_bias) {
  Types types = operands(u8({1, 3, 5}), s8({2, 3, 3}));
  types.emplace_back(i32({3}));
  expect_violation(op("quantized_conv"), "quantized_conv_c1", types, plain(1));
}

}  // namespace
}  // namespace nnfront::ops::testing
