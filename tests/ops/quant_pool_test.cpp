#include "op_harness.h"
#include "ops/quant.h"

namespace nnfront::ops::testing {
namespace {

using List = std::vector<std::int64_t>;

const Operator& op(std::string_view name) {
  static const std::vector<Operator> family = quant_operators();
  return named(family, name);
}

Array one(double element, DType dtype = DType::float32) {
  return array({}, {element}, dtype);
}

AveragePoolAttrs windows_of(List kernel, List strides, List pads, bool count_include_pad = false) {
  const List dilations(kernel.size(), 1);
  return {{std::move(kernel), std::move(strides), std::move(pads), dilations, PoolRounding::floor}, count_include_pad};
}

Types operands(const Shape& x) {
  return {type(DType::uint8, x), f32({}), type(DType::uint8, {}), f32({}), type(DType::uint8, {})};
}

Arrays image() {
  return {array({1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9}, DType::uint8), one(0.1F), one(3, DType::uint8), one(0.2F), one(5, DType::uint8)};
}

TEST(QuantizedAveragePool, as_computed_by_onnxruntime) {
  expect_elements(eval1(op("quantized_average_pool"), image(), windows_of({2, 2}, {1, 1}, {1, 1, 0, 0})), {4, 4, 5, 5, 5, 6, 6, 6, 7});
  expect_elements(eval1(op("quantized_average_pool"), image(), windows_of({2, 2}, {1, 1}, {1, 1, 0, 0}, true)),
                  {5, 5, 5, 5, 5, 6, 6, 6, 7});
}

TEST(QuantizedAveragePool, counts_the_kernel_past_the_end_padding_too) {
  AveragePoolAttrs attrs = windows_of({2, 2}, {2, 2}, {0, 0, 0, 0}, true);
  attrs.windows.rounding = PoolRounding::ceil;
  const Arrays inputs = {array({1, 1, 3, 3}, {40, 40, 40, 40, 40, 40, 40, 40, 40}, DType::uint8), one(1), one(0, DType::uint8), one(1),
                         one(0, DType::uint8)};
  expect_elements(eval1(op("quantized_average_pool"), inputs, attrs), {40, 20, 20, 10});
  attrs.count_include_pad = false;
  expect_elements(eval1(op("quantized_average_pool"), inputs, attrs), {40, 40, 40, 40});
}

TEST(QuantizedAveragePool, all_of_x_is_the_global_pool) {
  std::mt19937 random(6);
  for (int i = 0; i < 50; ++i) {
    Arrays inputs = image();
    inputs[0] = random_integers(random, {2, 3, 3, 3}, DType::uint8, 0, 255);
    const Array wanted = eval1(op("quantized_global_average_pool"), inputs, {});
    expect_elements(eval1(op("quantized_average_pool"), inputs, windows_of({3, 3}, {2, 2}, {0, 0, 0, 0})), to_doubles(wanted));
  }
}

TEST(QuantizedGlobalAveragePool, as_computed_by_onnxruntime) {
  const Arrays inputs = {array({1, 2, 2, 2}, {1, 2, 3, 250, 9, 9, 9, 9}, DType::uint8), one(0.1F), one(3, DType::uint8), one(0.3F),
                         one(5, DType::uint8)};
  expect_elements(eval1(op("quantized_global_average_pool"), inputs, {}), {25, 7});
}

TEST(QuantizedAveragePool, infers_and_costs) {
  const Types types = operands({Dim::symbol("n"), 4, 5, 6});
  EXPECT_EQ(text(infer(op("quantized_average_pool"), types, windows_of({2, 2}, {2, 2}, {0, 0, 0, 0})).at(0)), "uint8[n,4,2,3]");
  EXPECT_EQ(text(infer(op("quantized_global_average_pool"), types).at(0)), "uint8[n,4,1,1]");
  EXPECT_EQ(cost(op("quantized_global_average_pool"), operands({1, 4, 5, 6})).elementwise, 4 * 5 * 6);
  EXPECT_EQ(cost(op("quantized_average_pool"), operands({1, 4, 4, 6}), windows_of({2, 2}, {2, 2}, {0, 0, 0, 0})).elementwise, 4 * 4 * 6);
}

TEST(QuantizedAveragePool, quantized_average_pool_c1_rank) {
  expect_violation(op("quantized_average_pool"), "quantized_average_pool_c1", operands({1, 4}), windows_of({}, {}, {}));
  expect_violation(op("quantized_global_average_pool"), "quantized_average_pool_c1", operands({1, 4}));
}
TEST(QuantizedAveragePool, quantized_average_pool_c2_windows) {
  expect_violation(op("quantized_average_pool"), "quantized_average_pool_c2", operands({1, 4, 5}), windows_of({0}, {1}, {0, 0}));
}
TEST(QuantizedAveragePool, quantized_average_pool_c3_pads) {
  expect_violation(op("quantized_average_pool"), "quantized_average_pool_c3", operands({1, 4, 5}), windows_of({2}, {1}, {0, -1}));
}
TEST(QuantizedAveragePool, quantized_average_pool_c4_fits) {
  expect_violation(op("quantized_average_pool"), "quantized_average_pool_c4", operands({1, 4, 5}), windows_of({6}, {1}, {0, 0}));
}
TEST(QuantizedGlobalAveragePool, quantized_global_average_pool_c1_empty) {
  expect_violation(op("quantized_global_average_pool"), "quantized_global_average_pool_c1", operands({1, 4, 0}));
}
TEST(QuantizedAveragePool, quant_c1_to_c6) {
  const AveragePoolAttrs attrs = windows_of({2}, {1}, {0, 0});
  const auto broken = [&](std::string_view label, std::size_t input, const TensorType& with) {
    Types types = operands({1, 4, 5});
    types[input] = with;
    expect_violation(op("quantized_average_pool"), label, types, attrs);
    expect_violation(op("quantized_global_average_pool"), label, types);
  };
  broken("quant_c1", 0, f32({1, 4, 5}));
  broken("quant_c2", 2, type(DType::int8, {}));
  broken("quant_c3", 1, type(DType::float64, {}));
  broken("quant_c4", 3, f32({4}));
  broken("quant_c6", 4, type(DType::int8, {}));
}

}  // namespace
}  // namespace nnfront::ops::testing
