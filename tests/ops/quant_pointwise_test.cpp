#include "op_harness.h"
#include "ops/activation.h"
#include "ops/quant.h"

namespace nnfront::ops::testing {
namespace {

const Operator& op(std::string_view name) {
  static const std::vector<Operator> family = quant_operators();
  return named(family, name);
}

TensorType u8(Shape shape) {
  return type(DType::uint8, std::move(shape));
}
Array one(double element, DType dtype = DType::float32) {
  return array({}, {element}, dtype);
}
Array bytes(const std::vector<double>& elements, DType dtype = DType::uint8) {
  return array({static_cast<std::int64_t>(elements.size())}, elements, dtype);
}

Types pair_types() {
  return {u8({2, 3}), f32({}), u8({}), u8({3}), f32({}), u8({}), f32({}), u8({})};
}
Types function_types() {
  return {u8({2, 3}), f32({}), u8({}), f32({}), u8({})};
}

struct Grid8 {
  float scale;
  int zero_point;
};

// x on one grid to another, by an operator of one operand.
Array function(std::string_view name, const Array& x, Grid8 from, Grid8 to, const Attributes& attributes = {}) {
  return eval1(op(name), {x, one(from.scale), one(from.zero_point, x.dtype()), one(to.scale), one(to.zero_point, x.dtype())}, attributes);
}

// Computed by onnxruntime 1.32 on x86-64 with FMA: sums that another order, or a product rounded apart, would round the other way.
struct Sum {
  int a;
  float a_scale;
  int a_zero;
  int b;
  float b_scale;
  int b_zero;
  float y_scale;
  int y_zero;
  double wanted;
  double wanted_where_a_is_stretched;
};
constexpr Sum sums[] = {
    {33, 0x1.2c66aep-6F, 112, 48, 0x1.a8ef6ep-5F, 166, 0x1.f010cap-4F, 194, 131, 132},
    {139, 0x1.e6e7f4p-6F, 205, 230, 0x1.b52adep-2F, 218, 0x1.3ec56cp-6F, 34, 197, 196},
    {72, 0x1.e1aap-1F, 58, 118, 0x1.a51898p-4F, 222, 0x1.e94580p-5F, 57, 99, 98},
    {189, 0x1.e2ec38p-2F, 157, 167, 0x1.fcc064p-1F, 194, 0x1.cd29acp-5F, 235, 26, 27},
    {80, 0x1.4e79b4p-6F, 105, 194, 0x1.3a815ep-6F, 151, 0x1.38d6cap-6F, 225, 241, 242},
    {202, 0x1.aef1dcp-5F, 193, 158, 0x1.3b3c60p-3F, 233, 0x1.ece4a8p-1F, 128, 117, 116},
};

TEST(QuantizedAdd, rounds_as_fused_multiply_add_does) {
  for (const Sum& sum : sums) {
    const auto added = [&](const Array& a, const Array& b) {
      return eval1(op("quantized_add"), {a, one(sum.a_scale), one(sum.a_zero, DType::uint8), b, one(sum.b_scale),
                                         one(sum.b_zero, DType::uint8), one(sum.y_scale), one(sum.y_zero, DType::uint8)});
    };
    const auto a = static_cast<double>(sum.a);
    const auto b = static_cast<double>(sum.b);
    expect_elements(added(bytes({a, a}), bytes({b, b})), {sum.wanted, sum.wanted});
    expect_elements(added(bytes({a, a}), bytes({b})), {sum.wanted, sum.wanted});
    const double stretched = sum.wanted_where_a_is_stretched;
    expect_elements(added(bytes({a}), bytes({b, b})), {stretched, stretched});
    expect_elements(added(array({1, 1}, {a}, DType::uint8), array({2, 1}, {b, b}, DType::uint8)), {stretched, stretched});
    expect_elements(added(array({2, 1}, {a, a}, DType::uint8), array({1, 1}, {b}, DType::uint8)), {sum.wanted, sum.wanted});
  }
}

TEST(QuantizedAdd, by_hand) {
  const Array a = array({2, 2}, {10, 12, 200, 0}, DType::uint8);
  const Array b = array({2}, {1, 3}, DType::uint8);
  const Array y =
      eval1(op("quantized_add"), {a, one(0.5), one(10, DType::uint8), b, one(1), one(1, DType::uint8), one(0.25), one(100, DType::uint8)});
  // (0, 1, 95, -5) + (0, 2) by column, in quarters, plus 100.
  expect_elements(y, {100, 112, 255, 88});
}

TEST(QuantizedMul, rounds_with_the_zero_point) {
  const auto product = [&](double zero) {
    return eval1(op("quantized_mul"), {bytes({1, 3, 200}), one(0.5), one(0, DType::uint8), bytes({1, 1, 200}), one(1), one(0, DType::uint8),
                                       one(1), one(zero, DType::uint8)});
  };
  expect_elements(product(0), {0, 2, 255});
  expect_elements(product(7), {8, 8, 255});  // 7.5 and 8.5, where 0.5 and 1.5 rounded alone would give 7 and 9
}

TEST(QuantizedMul, signs) {
  const Array y = eval1(op("quantized_mul"), {bytes({-128, 127}, DType::int8), one(1), one(0, DType::int8), bytes({2, -2}, DType::int8),
                                              one(1), one(0, DType::int8), one(4), one(1, DType::int8)});
  expect_elements(y, {-63, -62});
}

TEST(Requantize, onto_another_grid) {
  expect_elements(function("requantize", bytes({0, 100, 128, 255}), {0.5F, 128}, {0.25F, 0}), {0, 0, 0, 254});
  std::vector<double> all;
  for (int q = 0; q < 256; ++q) all.push_back(q);
  expect_elements(function("requantize", bytes(all), {0.1F, 77}, {0.1F, 77}), all);
}

TEST(QuantizedLeakyRelu, as_computed_by_onnxruntime) {
  expect_elements(
      function("quantized_leaky_relu", bytes({-128, -50, -10, -1, 0, 5, 127}, DType::int8), {0.1F, -10}, {0.05F, 3}, LeakyReluAttrs{0.1}),
      {-21, -5, 3, 21, 23, 33, 127});
}

TEST(QuantizedSigmoid, as_computed_by_onnxruntime) {
  expect_elements(function("quantized_sigmoid", bytes({0, 100, 128, 130, 160, 255}), {0.05F, 128}, {1.0F / 256, 0}),
                  {0, 51, 128, 134, 213, 255});
}

TEST(QuantizedSoftmax, as_computed_by_onnxruntime) {
  const std::vector<double> wanted = {0, 0, 68, 112, 75};
  expect_elements(function("quantized_softmax", bytes({10, 200, 250, 255, 251}), {0.1F, 0}, {1.0F / 256, 0}, QuantizedSoftmaxAttrs{}),
                  wanted);
  expect_elements(
      function("quantized_softmax", bytes({-118, 72, 122, 127, 123}, DType::int8), {0.1F, 0}, {1.0F / 256, -128}, QuantizedSoftmaxAttrs{}),
      {-128, -128, -60, -16, -53});
  expect_elements(
      function("quantized_softmax", array({2, 3}, {1, 2, 3, 4, 9, 1}, DType::uint8), {0.5F, 0}, {1.0F / 255, 3}, QuantizedSoftmaxAttrs{0}),
      {49, 10, 189, 211, 250, 71});
}

TEST(QuantizedSoftmax, one_element_is_all) {
  expect_elements(function("quantized_softmax", bytes({7}), {0.1F, 0}, {1.0F / 256, 0}, QuantizedSoftmaxAttrs{}), {255});
  EXPECT_EQ(function("quantized_softmax", array({2, 0}, {}, DType::uint8), {0.1F, 0}, {1.0F / 256, 0}, QuantizedSoftmaxAttrs{}).size(), 0);
}

TEST(QuantizedAdd, quant_c1_types) {
  for (const std::size_t i : {0, 3}) {
    Types types = pair_types();
    types[i]->dtype = DType::int16;
    expect_violation(op("quantized_add"), "quant_c1", types);
  }
  Types types = function_types();
  types[0]->dtype = DType::float32;
  expect_violation(op("requantize"), "quant_c1", types);
}
TEST(QuantizedAdd, quant_c2_zero_points) {
  Types types = pair_types();
  types[2]->dtype = DType::int8;
  expect_violation(op("quantized_mul"), "quant_c2", types);
  types = function_types();
  types[4]->dtype = DType::int32;
  expect_violation(op("quantized_sigmoid"), "quant_c2", types);
}
TEST(QuantizedAdd, quant_c3_scales) {
  Types types = pair_types();
  types[4]->dtype = DType::float16;
  expect_violation(op("quantized_add"), "quant_c3", types);
}
TEST(QuantizedAdd, quant_c4_single) {
  for (const std::size_t i : {1, 2, 3, 4}) {
    Types types = function_types();
    types[i]->shape = {3};
    expect_violation(op("quantized_leaky_relu"), "quant_c4", types, LeakyReluAttrs{});
  }
}
TEST(QuantizedAdd, quant_c6_same_type) {
  Types types = function_types();
  types[4]->dtype = DType::int8;
  for (const std::string_view name : {"requantize", "quantized_sigmoid"}) expect_violation(op(name), "quant_c6", types);
  expect_violation(op("quantized_softmax"), "quant_c6", types, QuantizedSoftmaxAttrs{});
}
TEST(QuantizedAdd, quantized_add_c1_broadcast) {
  Types types = pair_types();
  types[3]->shape = {4};
  expect_violation(op("quantized_add"), "quantized_add_c1", types);
  expect_violation(op("quantized_mul"), "quantized_add_c1", types);
}
TEST(QuantizedAdd, quantized_add_c2_one_type) {
  Types types = pair_types();
  types[7]->dtype = DType::int8;
  expect_violation(op("quantized_add"), "quantized_add_c2", types);
  types = pair_types();
  types[3]->dtype = DType::int8;
  types[5]->dtype = DType::int8;
  expect_violation(op("quantized_mul"), "quantized_add_c2", types);
}
TEST(QuantizedSoftmax, quantized_softmax_c1_axis) {
  expect_violation(op("quantized_softmax"), "quantized_softmax_c1", function_types(), QuantizedSoftmaxAttrs{2});
}

}  // namespace
}  // namespace nnfront::ops::testing
