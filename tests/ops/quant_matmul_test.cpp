#include "op_harness.h"
#include "ops/matmul.h"
#include "ops/quant.h"
#include "ops/requantize.h"

namespace nnfront::ops::testing {
namespace {

const Operator& op(std::string_view name) {
  static const std::vector<Operator> family = quant_operators();
  return named(family, name);
}

TensorType u8(Shape shape) {
  return type(DType::uint8, std::move(shape));
}
TensorType s8(Shape shape) {
  return type(DType::int8, std::move(shape));
}
Array one(double element, DType dtype = DType::float32) {
  return array({}, {element}, dtype);
}

Types operands(const TensorType& a, const TensorType& b) {
  return {a, f32({}), type(a.dtype, {}), b, f32({}), type(b.dtype, {}), f32({}), u8({})};
}

TEST(IntegerMatmul, by_hand) {
  const Array a = array({4, 3}, {11, 7, 3, 10, 6, 2, 9, 5, 1, 8, 4, 0}, DType::uint8);
  const Array b = array({3, 2}, {1, 4, 2, 5, 3, 6}, DType::uint8);
  expect_elements(eval1(op("integer_matmul"), {a, b, one(12, DType::uint8), one(0, DType::uint8)}),
                  {-38, -83, -44, -98, -50, -113, -56, -128});
}

TEST(IntegerMatmul, zero_points_per_row_and_column) {
  const Array a = array({2, 2}, {1, 2, 3, 4}, DType::int8);
  const Array b = array({2, 2}, {5, 6, 7, 8}, DType::int8);
  // a - [1; 2] = [[0,1],[1,2]]; b - [0, 2] = [[5,4],[7,6]]: [[7,6],[19,16]].
  for (const std::vector<std::int64_t>& rows : {std::vector<std::int64_t>{2}, std::vector<std::int64_t>{2, 1}}) {
    for (const std::vector<std::int64_t>& columns : {std::vector<std::int64_t>{2}, std::vector<std::int64_t>{1, 2}}) {
      const Array got = eval1(op("integer_matmul"), {a, b, array(rows, {1, 2}, DType::int8), array(columns, {0, 2}, DType::int8)});
      expect_elements(got, {7, 6, 19, 16});
    }
  }
}

TEST(IntegerMatmul, batches_broadcast_and_zero_points_too) {
  const Array a = array({2, 1, 2}, {1, 2, 3, 4}, DType::int8);
  const Array b = array({2, 1}, {5, 6}, DType::int8);
  expect_elements(eval1(op("integer_matmul"), {a, b, array({2, 1, 1}, {1, 3}, DType::int8)}), {6, 6});
}

TEST(IntegerMatmul, wraps) {
  const Array a = array({1, 40000}, std::vector<double>(40000, 255), DType::uint8);
  const Array b = array({40000, 1}, std::vector<double>(40000, 255), DType::uint8);
  const std::int64_t exact = 40000LL * 255 * 255;
  EXPECT_EQ(to_integers(eval1(op("integer_matmul"), {a, b})).at(0), exact - (std::int64_t{1} << 32));
}

TEST(QuantizedMatmul, by_hand) {
  const Array a = array({2, 2}, {10, 20, 30, 40}, DType::uint8);
  const Array b = array({2, 1}, {1, -1}, DType::int8);
  Arrays inputs = {a, one(0.5), one(10, DType::uint8), b, one(2), one(0, DType::int8), one(0.5), one(128, DType::uint8)};
  // [0, 10; 20, 30] * [1; -1] = -10, -10, times (0.5 * 2) / 0.5.
  expect_elements(eval1(op("quantized_matmul"), inputs), {108, 108});
  inputs.emplace_back(array({2, 1}, {3, 5}, DType::int32));
  expect_elements(eval1(op("quantized_matmul"), inputs), {114, 118});
  QuantizedMatmulAttrs attrs;
  attrs.alpha = 0.5;
  expect_elements(eval1(op("quantized_matmul"), inputs, attrs), {121, 123});
}

// Every way to lay out the factors, the scales and the zero points, against the ordinary product of the differences.
TEST(QuantizedMatmul, is_the_integer_product_requantized) {
  std::mt19937 random(3);
  for (int i = 0; i < 60; ++i) {
    const QuantizedMatmulAttrs attrs = {draw(random, 0, 1) == 1, draw(random, 0, 1) == 1, 1.7};
    const std::int64_t m = draw(random, 1, 4);
    const std::int64_t k = draw(random, 1, 5);
    const std::int64_t n = draw(random, 1, 4);
    const auto dims = [](std::int64_t rows, std::int64_t columns, bool transposed) {
      return transposed ? std::vector<std::int64_t>{columns, rows} : std::vector<std::int64_t>{rows, columns};
    };
    const Array a = random_integers(random, dims(m, k, attrs.transpose_a), DType::uint8, 0, 255);
    const Array b = random_integers(random, dims(k, n, attrs.transpose_b), DType::int8, -128, 127);
    const bool per_row = draw(random, 0, 1) == 1;
    const bool per_column = draw(random, 0, 1) == 1;
    const Array a_zero = random_integers(random, {per_row ? m : 1}, DType::uint8, 0, 255);
    const Array b_zero = random_integers(random, {per_column ? n : 1}, DType::int8, -128, 127);
    const auto scales = [&](std::int64_t count) {
      std::vector<double> elements(static_cast<std::size_t>(count));
      for (double& each : elements) each = std::uniform_real_distribution<double>(0.001, 0.1)(random);
      return array({count}, elements);
    };
    const Array a_scale = scales(per_row ? m : 1);
    const Array b_scale = scales(per_column ? n : 1);
    const Array y_zero = one(100, DType::uint8);
    std::vector<double> wanted;
    for (std::int64_t row = 0; row < m; ++row) {
      for (std::int64_t column = 0; column < n; ++column) {
        const auto at = [](const Array& from, std::int64_t of) {
          return to_integers(from)[from.size() == 1 ? 0 : static_cast<std::size_t>(of)];
        };
        std::int64_t sum = 0;
        for (std::int64_t j = 0; j < k; ++j) {
          const std::int64_t left = attrs.transpose_a ? j * m + row : row * k + j;
          const std::int64_t right = attrs.transpose_b ? column * k + j : j * n + column;
          sum += (to_integers(a)[static_cast<std::size_t>(left)] - at(a_zero, row)) *
                 (to_integers(b)[static_cast<std::size_t>(right)] - at(b_zero, column));
        }
        const float a_factor = float_product(1.7F, a_scale.as<float>()[per_row ? static_cast<std::size_t>(row) : 0]);
        const float multiplier = float_multiplier(a_factor, b_scale.as<float>()[per_column ? static_cast<std::size_t>(column) : 0], 0.3F);
        wanted.push_back(static_cast<double>(requantize_float(static_cast<std::int32_t>(sum), multiplier, grid_of(y_zero))));
      }
    }
    expect_elements(eval1(op("quantized_matmul"), {a, a_scale, a_zero, b, b_scale, b_zero, one(0.3), y_zero}, attrs), wanted);
  }
}

TEST(QuantizedMatmul, infers_and_costs) {
  const Types types = operands(u8({Dim::symbol("n"), 4, 5}), s8({5, 6}));
  EXPECT_EQ(text(infer(op("quantized_matmul"), types).at(0)), "uint8[n,4,6]");
  EXPECT_EQ(text(infer(op("integer_matmul"), {u8({2, 4, 5}), s8({5, 6})}).at(0)), "int32[2,4,6]");
  const Types concrete = operands(u8({2, 4, 5}), s8({5, 6}));
  const Cost counted = cost(op("quantized_matmul"), concrete, op("quantized_matmul").defaults, {false, true, true, true});
  EXPECT_EQ(counted.macs, 2 * 4 * 5 * 6);
  EXPECT_EQ(counted.weight_input, 3);
  EXPECT_EQ(cost(op("integer_matmul"), {u8({2, 4, 5}), s8({5, 6})}).macs, 2 * 4 * 5 * 6);
}

TEST(IntegerMatmul, integer_matmul_c1_rank) {
  expect_violation(op("integer_matmul"), "integer_matmul_c1", {u8({5}), u8({5, 6})});
}
TEST(IntegerMatmul, integer_matmul_c2_depth) {
  expect_violation(op("integer_matmul"), "integer_matmul_c2", {u8({4, 5}), u8({6, 5})});
}
TEST(IntegerMatmul, integer_matmul_c3_batch) {
  expect_violation(op("integer_matmul"), "integer_matmul_c3", {u8({2, 4, 5}), u8({3, 5, 6})});
}
TEST(IntegerMatmul, integer_matmul_c4_rows) {
  expect_violation(op("integer_matmul"), "integer_matmul_c4", {u8({4, 5}), u8({5, 6}), u8({5})});
  expect_violation(op("integer_matmul"), "integer_matmul_c4", {u8({4, 5}), u8({5, 6}), u8({4, 2})});
  expect_violation(op("integer_matmul"), "integer_matmul_c4", {u8({4, 5}), u8({5, 6}), u8({2, 4, 1})});
  Types types = operands(u8({4, 5}), s8({5, 6}));
  types[1] = f32({6});
  expect_violation(op("quantized_matmul"), "integer_matmul_c4", types);
}
TEST(IntegerMatmul, integer_matmul_c5_columns) {
  expect_violation(op("integer_matmul"), "integer_matmul_c5", {u8({4, 5}), u8({5, 6}), std::nullopt, u8({5})});
  expect_violation(op("integer_matmul"), "integer_matmul_c5", {u8({4, 5}), u8({5, 6}), std::nullopt, u8({4, 6})});
}
TEST(QuantizedMatmul, quant_c1_types) {
  expect_violation(op("integer_matmul"), "quant_c1", {f32({4, 5}), u8({5, 6})});
  expect_violation(op("quantized_matmul"), "quant_c1", operands(u8({4, 5}), type(DType::int4, {5, 6})));
}
TEST(QuantizedMatmul, quant_c2_zero_points) {
  expect_violation(op("integer_matmul"), "quant_c2", {u8({4, 5}), u8({5, 6}), s8({})});
  Types types = operands(u8({4, 5}), s8({5, 6}));
  types[7] = f32({});
  expect_violation(op("quantized_matmul"), "quant_c2", types);
}
TEST(QuantizedMatmul, quant_c3_scales) {
  Types types = operands(u8({4, 5}), s8({5, 6}));
  types[4] = type(DType::float16, {});
  expect_violation(op("quantized_matmul"), "quant_c3", types);
}
TEST(QuantizedMatmul, quant_c4_single) {
  Types types = operands(u8({4, 5}), s8({5, 6}));
  types[6] = f32({6});
  expect_violation(op("quantized_matmul"), "quant_c4", types);
}
TEST(QuantizedMatmul, quant_c5_bias_type) {
  Types types = operands(u8({4, 5}), s8({5, 6}));
  types.emplace_back(f32({6}));
  expect_violation(op("quantized_matmul"), "quant_c5", types);
}
TEST(QuantizedMatmul, quantized_matmul_c1_bias_shape) {
  for (const Shape& shape : {Shape{5}, Shape{2, 4, 6}, Shape{1, 4, 6}}) {
    Types types = operands(u8({4, 5}), s8({5, 6}));
    types.emplace_back(type(DType::int32, shape));
    expect_violation(op("quantized_matmul"), "quantized_matmul_c1", types);
  }
}
TEST(QuantizedMatmul, quantized_matmul_c2_alpha) {
  QuantizedMatmulAttrs attrs;
  attrs.alpha = std::numeric_limits<double>::infinity();
  expect_violation(op("quantized_matmul"), "quantized_matmul_c2", operands(u8({4, 5}), s8({5, 6})), attrs);
}

}  // namespace
}  // namespace nnfront::ops::testing
