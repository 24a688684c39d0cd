// det, inverse, cholesky; einsum_test.cpp has einsum
#include "ops/linear_algebra.h"

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = linear_algebra_operators();
  return named(operators, name);
}

const std::vector<std::string_view> of_matrices = {"det", "inverse", "cholesky"};

// a * b of square matrices.
std::vector<double> product_of(const std::vector<double>& a, const std::vector<double>& b, std::size_t size) {
  std::vector<double> result(size * size, 0.0);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      for (std::size_t k = 0; k < size; ++k) result[i * size + j] += a[i * size + k] * b[k * size + j];
    }
  }
  return result;
}

TEST(Det, by_hand) {
  expect_elements(eval1(op("det"), {array({2, 2}, {1, 2, 3, 4}, DType::float64)}), {-2}, 1e-15);
  const Array many = array({3, 2, 2}, {1, 2, 3, 4, 1, 2, 2, 1, 0, 5, -2, 0}, DType::float64);
  const Array y = eval1(op("det"), {many});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{3}));
  expect_elements(y, {-2, -3, 10}, 1e-15);
  expect_elements(eval1(op("det"), {array({3, 3}, {0, 2, 0, 1, 0, 0, 0, 0, 3})}), {-6});
  expect_elements(eval1(op("det"), {array({2, 2}, {1, 2, 2, 4})}), {0});
  expect_elements(eval1(op("det"), {array({0, 0}, {})}), {1});
}

TEST(Inverse, by_hand_and_by_product) {
  expect_elements(eval1(op("inverse"), {array({2, 2}, {0, 2, 4, 0})}), {0, 0.25, 0.5, 0});
  std::mt19937 random(11);
  std::vector<double> matrix = to_doubles(random_integers(random, {4, 4}, DType::float64));
  for (std::size_t i = 0; i < 16; i += 5) matrix[i] += 20;
  const std::vector<double> inverse = to_doubles(eval1(op("inverse"), {array({4, 4}, matrix, DType::float64)}));
  const std::vector<double> unit = product_of(matrix, inverse, 4);
  for (std::size_t i = 0; i < 16; ++i) EXPECT_NEAR(unit[i], i % 5 == 0 ? 1 : 0, 1e-14);
}

TEST(Inverse, refuses_a_singular_matrix) {
  expect_refusal(op("inverse"), {array({2, 2}, {1, 2, 2, 4})});
}

TEST(Cholesky, either_triangle) {
  const Array x = array({2, 2, 2}, {4, 1, 1, 4.25, 16, 4, 4, 17});
  expect_elements(eval1(op("cholesky"), {x}), {2, 0, 0.5, 2, 4, 0, 1, 4});
  expect_elements(eval1(op("cholesky"), {x}, CholeskyAttrs{false}), {2, 0.5, 0, 2, 4, 1, 0, 4});
  // The other triangle is not read.
  expect_elements(eval1(op("cholesky"), {array({2, 2}, {4, 99, 1, 4.25})}), {2, 0, 0.5, 2});
  expect_elements(eval1(op("cholesky"), {array({2, 2}, {4, 1, 99, 4.25})}, CholeskyAttrs{false}), {2, 0.5, 0, 2});
}

TEST(Cholesky, refuses_what_is_not_positive_definite) {
  expect_refusal(op("cholesky"), {array({2, 2}, {1, 2, 2, 1})});
  expect_refusal(op("cholesky"), {array({1, 1}, {0})});
}

TEST(LinearAlgebra, infers_symbols) {
  const TensorType x = f32({Dim::symbol("b"), Dim::symbol("n"), Dim::symbol("n")});
  EXPECT_EQ(infer(op("det"), {x}).at(0), f32({Dim::symbol("b")}));
  EXPECT_EQ(infer(op("inverse"), {x}).at(0), x);
  EXPECT_EQ(cost(op("cholesky"), {f32({2, 3, 3})}).elementwise, 18);
}

TEST(LinearAlgebra, linear_algebra_c1_types) {
  for (const std::string_view name : of_matrices) expect_violation(op(name), "linear_algebra_c1", {type(DType::int32, {2, 2})});
}
TEST(LinearAlgebra, linear_algebra_c2_square) {
  for (const std::string_view name : of_matrices) {
    expect_violation(op(name), "linear_algebra_c2", {f32({2, 3})});
    expect_violation(op(name), "linear_algebra_c2", {f32({2})});
  }
}

}  // namespace
}  // namespace nnfront::ops::testing
