#include "ops/matmul.h"

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = matmul_operators();
  return named(operators, name);
}
const Operator& dense() {
  return op("dense");
}
const Operator& matmul() {
  return op("matmul");
}

TEST(Dense, infers_along_the_last_dimension) {
  EXPECT_EQ(text(infer(dense(), {f32({Dim::symbol("batch"), 7, 20}), f32({10, 20}), f32({10})}).at(0)), "float32[batch,7,10]");
  EXPECT_EQ(text(infer(dense(), {f32({20}), f32({10, 20})}).at(0)), "float32[10]");
}

TEST(Dense, evaluates_by_hand) {
  const Array x = array({2, 3}, {1, 2, 3, 4, 5, 6});
  const Array weight = array({2, 3}, {1, 0, -1, 2, 2, 2});
  expect_elements(eval1(dense(), {x, weight, array({2}, {10, 20})}), {8, 32, 8, 50});
  expect_elements(eval1(dense(), {x, weight, std::nullopt}), {-2, 12, -2, 30});
}

TEST(Dense, computes_in_every_kind_of_type) {
  for (const DType dtype : {DType::float16, DType::bfloat16, DType::float64, DType::int8, DType::int64}) {
    const Array x = array({1, 2}, {3, -4}, dtype);
    const Array weight = array({1, 2}, {5, 2}, dtype);
    expect_elements(eval1(dense(), {x, weight, array({1}, {1}, dtype)}), {8});
  }
}

TEST(Dense, costs_the_classifier_of_resnet) {
  const Cost counted = cost(dense(), {f32({1, 2048}), f32({1000, 2048}), f32({1000})});
  EXPECT_EQ(counted.macs, 2048000);
  EXPECT_EQ(counted.padded_macs, 2048000);
  EXPECT_EQ(counted.weight_input, 1);
}

TEST(Dense, counts_non_zero_weights_once_per_row) {
  const Array weight = array({2, 3}, {1, 0, -1, 0, 0, 2});
  const Cost counted = cost(dense(), {f32({4, 5, 3}), type_of(weight)});
  EXPECT_EQ(counted.macs, 4 * 5 * 6);
  EXPECT_EQ(counted.sparse_macs(weight), 4 * 5 * 3);
}

TEST(Dense, dense_c1_rank) {
  expect_violation(dense(), "dense_c1", {f32({}), f32({10, 20})});
  expect_violation(dense(), "dense_c1", {f32({1, 20}), f32({10, 20, 1})});
}
TEST(Dense, dense_c2_types) {
  expect_violation(dense(), "dense_c2", {f32({1, 20}), type(DType::float16, {10, 20})});
  expect_violation(dense(), "dense_c2", {type(DType::boolean, {1, 20}), type(DType::boolean, {10, 20})});
  expect_violation(dense(), "dense_c2", {f32({1, 20}), f32({10, 20}), type(DType::int32, {10})});
}
TEST(Dense, dense_c3_width) {
  expect_violation(dense(), "dense_c3", {f32({1, 21}), f32({10, 20})});
}
TEST(Dense, dense_c4_bias) {
  expect_violation(dense(), "dense_c4", {f32({1, 20}), f32({10, 20}), f32({20})});
}

TEST(Matmul, infers_broadcast_and_symbols) {
  const auto y = infer(matmul(), {f32({Dim::symbol("batch"), 1, 4, 5}), f32({7, 5, 6})});
  EXPECT_EQ(text(y.at(0)), "float32[batch,7,4,6]");
  const Attributes transposed = MatmulAttrs{true, true};
  EXPECT_EQ(text(infer(matmul(), {f32({5, 4}), f32({6, 5})}, transposed).at(0)), "float32[4,6]");
}

TEST(Matmul, evaluates_by_hand) {
  const Array a = array({2, 2}, {1, 2, 3, 4});
  const Array b = array({2, 2}, {5, 6, 7, 8});
  expect_elements(eval1(matmul(), {a, b}), {19, 22, 43, 50});
  expect_elements(eval1(matmul(), {a, b}, MatmulAttrs{true, false}), {26, 30, 38, 44});
  expect_elements(eval1(matmul(), {a, b}, MatmulAttrs{false, true}), {17, 23, 39, 53});
  expect_elements(eval1(matmul(), {a, b}, MatmulAttrs{true, true}), {23, 31, 34, 46});
}

// Every output element on its own, by its index.
TEST(Matmul, equals_sums_over_indices) {
  std::mt19937 random(1);
  for (int i = 0; i < 60; ++i) {
    const std::int64_t m = draw(random, 1, 4), n = draw(random, 1, 4), k = draw(random, 1, 4);
    const MatmulAttrs attrs = {draw(random, 0, 1) == 1, draw(random, 0, 1) == 1};
    std::vector<std::int64_t> batch;
    for (std::int64_t d = draw(random, 0, 2); d > 0; --d) batch.push_back(draw(random, 1, 3));
    const auto operand = [&](std::int64_t rows, std::int64_t columns, bool transposed) {
      const auto skipped = static_cast<std::size_t>(draw(random, 0, static_cast<std::int64_t>(batch.size())));
      std::vector<std::int64_t> dims(batch.begin() + static_cast<std::ptrdiff_t>(skipped), batch.end());
      for (std::int64_t& dim : dims) dim = draw(random, 0, 1) == 1 ? dim : 1;
      dims.push_back(transposed ? columns : rows);
      dims.push_back(transposed ? rows : columns);
      return random_integers(random, dims);
    };
    const Array a = operand(m, k, attrs.transpose_a);
    const Array b = operand(k, n, attrs.transpose_b);
    const Array y = eval1(matmul(), {a, b}, attrs);
    const auto at = [](const Array& from, const std::vector<std::int64_t>& leading, std::int64_t row, std::int64_t column,
                       bool transposed) {
      std::vector<std::int64_t> index = {row, column};
      if (transposed) std::swap(index[0], index[1]);
      index.insert(index.begin(), leading.end() - (from.rank() - 2), leading.end());
      for (std::size_t d = 0; d < index.size(); ++d) index[d] = from.dims()[d] == 1 ? 0 : index[d];
      return to_doubles(from)[static_cast<std::size_t>(ravel(index, from.dims()))];
    };
    std::vector<double> wanted;
    for (std::int64_t o = 0; o < y.size(); ++o) {
      const std::vector<std::int64_t> index = unravel(o, y.dims());
      const std::vector<std::int64_t> leading(index.begin(), index.end() - 2);
      double sum = 0;
      for (std::int64_t j = 0; j < k; ++j) {
        sum += at(a, leading, index[index.size() - 2], j, attrs.transpose_a) * at(b, leading, j, index.back(), attrs.transpose_b);
      }
      wanted.push_back(sum);
    }
    expect_elements(y, wanted);
    EXPECT_EQ(cost(matmul(), {type_of(a), type_of(b)}, attrs).macs, y.size() * k);
  }
}

TEST(Matmul, computes_in_every_kind_of_type) {
  for (const DType dtype : {DType::float16, DType::float64, DType::int8, DType::uint8}) {
    expect_elements(eval1(matmul(), {array({1, 2}, {3, 4}, dtype), array({2, 1}, {5, 2}, dtype)}), {23});
  }
}

TEST(Matmul, only_a_parameter_is_a_weight) {
  const Types inputs = {f32({8, 4, 5}), f32({5, 6})};
  const Attributes plain = MatmulAttrs{};
  EXPECT_EQ(cost(matmul(), inputs, plain).weight_input, -1);
  EXPECT_FALSE(cost(matmul(), inputs, plain).sparse_macs);
  EXPECT_EQ(cost(matmul(), inputs, plain, {true, false}).weight_input, 0);
  const Cost counted = cost(matmul(), inputs, plain, {false, true});
  EXPECT_EQ(counted.weight_input, 1);
  EXPECT_EQ(counted.macs, 8 * 4 * 5 * 6);
  std::vector<double> elements(30, 0.0);
  elements[3] = 1;
  elements[29] = -2;
  EXPECT_EQ(counted.sparse_macs(array({5, 6}, elements)), 2 * 8 * 4);
}

TEST(Matmul, matmul_c1_rank) {
  expect_violation(matmul(), "matmul_c1", {f32({5}), f32({5, 6})});
}
TEST(Matmul, matmul_c2_types) {
  expect_violation(matmul(), "matmul_c2", {f32({4, 5}), type(DType::float64, {5, 6})});
  expect_violation(matmul(), "matmul_c2", {type(DType::boolean, {4, 5}), type(DType::boolean, {5, 6})});
}
TEST(Matmul, matmul_c3_depth) {
  expect_violation(matmul(), "matmul_c3", {f32({4, 5}), f32({6, 5})});
  expect_violation(matmul(), "matmul_c3", {f32({4, 5}), f32({5, 6})}, MatmulAttrs{true, false});
}
TEST(Matmul, matmul_c4_batch) {
  expect_violation(matmul(), "matmul_c4", {f32({2, 4, 5}), f32({3, 5, 6})});
}

}  // namespace
}  // namespace nnfront::ops::testing
