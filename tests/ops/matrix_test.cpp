#include "ops/matrix.h"

#include <limits>

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = matrix_operators();
  return named(operators, name);
}

Array counted(std::vector<std::int64_t> dims, DType dtype = DType::float32) {
  std::vector<double> elements(static_cast<std::size_t>(element_count(dims)));
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = static_cast<double>(i + 1);
  return array(std::move(dims), elements, dtype);
}

// ---- trilu

std::vector<double> triangle(bool upper, std::int64_t k) {
  return to_doubles(eval1(op("trilu"), {counted({2, 3})}, TriluAttrs{upper, k}));
}

TEST(Trilu, both_triangles) {
  using Elements = std::vector<double>;
  EXPECT_EQ(triangle(true, 0), (Elements{1, 2, 3, 0, 5, 6}));
  EXPECT_EQ(triangle(true, 2), (Elements{0, 0, 3, 0, 0, 0}));
  EXPECT_EQ(triangle(true, -1), (Elements{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(triangle(false, 0), (Elements{1, 0, 0, 4, 5, 0}));
  EXPECT_EQ(triangle(false, 1), (Elements{1, 2, 0, 4, 5, 6}));
  EXPECT_EQ(triangle(false, -1), (Elements{0, 0, 0, 4, 0, 0}));
  EXPECT_EQ(triangle(true, highest), Elements(6, 0.0));
  EXPECT_EQ(triangle(false, lowest), Elements(6, 0.0));
}

TEST(Trilu, every_matrix_of_every_width) {
  for (const DType dtype : {DType::int4, DType::boolean, DType::int64}) {
    const Array y = eval1(op("trilu"), {array({2, 2, 2}, {1, 1, 1, 1, 1, 1, 1, 1}, dtype)});
    EXPECT_EQ(y.dtype(), dtype);
    EXPECT_EQ(count_nonzero(y), 6);
  }
}

TEST(Trilu, matrix_c1_string) {
  expect_violation(op("trilu"), "matrix_c1", {type(DType::string, {2, 2})});
}
TEST(Trilu, trilu_c1_rank) {
  expect_violation(op("trilu"), "trilu_c1", {f32({2})});
}

// ---- diagonal

std::vector<double> diagonal(std::int64_t k) {
  return to_doubles(eval1(op("diagonal"), {counted({2, 3})}, DiagonalAttrs{k, 0, 1}));
}

TEST(Diagonal, every_diagonal) {
  using Elements = std::vector<double>;
  EXPECT_EQ(diagonal(0), (Elements{1, 5}));
  EXPECT_EQ(diagonal(1), (Elements{2, 6}));
  EXPECT_EQ(diagonal(2), (Elements{3}));
  EXPECT_EQ(diagonal(-1), (Elements{4}));
  for (const std::int64_t outside : {std::int64_t{3}, std::int64_t{-2}, lowest, highest}) EXPECT_EQ(diagonal(outside), Elements());
}

TEST(Diagonal, of_two_axes_behind_the_others) {
  const Array y = eval1(op("diagonal"), {counted({2, 3, 2})}, DiagonalAttrs{0, 2, 0});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{3, 2}));
  expect_elements(y, {1, 8, 3, 10, 5, 12});
}

TEST(Diagonal, infers_symbols) {
  const Dim n = Dim::symbol("n");
  EXPECT_EQ(infer(op("diagonal"), {f32({n, n, 4})}).at(0), f32({4, n}));
  EXPECT_EQ(infer(op("diagonal"), {f32({n, n})}, DiagonalAttrs{1, 0, 1}).at(0), f32({Dim::unknown()}));
}

TEST(Diagonal, matrix_c1_string) {
  expect_violation(op("diagonal"), "matrix_c1", {type(DType::string, {2, 2})});
}
TEST(Diagonal, diagonal_c1_axes) {
  expect_violation(op("diagonal"), "diagonal_c1", {f32({2})});
  expect_violation(op("diagonal"), "diagonal_c1", {f32({2, 2})}, DiagonalAttrs{0, 1, -1});
}

// ---- diagonal_matrix

TEST(DiagonalMatrix, on_every_diagonal) {
  expect_elements(eval1(op("diagonal_matrix"), {counted({2})}), {1, 0, 0, 2});
  expect_elements(eval1(op("diagonal_matrix"), {counted({2})}, DiagonalMatrixAttrs{1}), {0, 1, 0, 0, 0, 2, 0, 0, 0});
  expect_elements(eval1(op("diagonal_matrix"), {counted({2})}, DiagonalMatrixAttrs{-1}), {0, 0, 0, 1, 0, 0, 0, 2, 0});
  expect_elements(eval1(op("diagonal_matrix"), {counted({2, 2})}), {1, 0, 0, 2, 3, 0, 0, 4});
}

TEST(DiagonalMatrix, matrix_c1_string) {
  expect_violation(op("diagonal_matrix"), "matrix_c1", {type(DType::string, {2})});
}
TEST(DiagonalMatrix, diagonal_matrix_c1_rank) {
  expect_violation(op("diagonal_matrix"), "diagonal_matrix_c1", {f32({})});
}
TEST(DiagonalMatrix, diagonal_matrix_c2_k) {
  for (const std::int64_t k : {lowest, highest})
    expect_violation(op("diagonal_matrix"), "diagonal_matrix_c2", {f32({2})}, DiagonalMatrixAttrs{k});
}

// ---- eye, eye_like

TEST(Eye, on_every_diagonal) {
  expect_elements(eval1(op("eye"), {}, EyeAttrs{2, 3, 0, DType::float32}), {1, 0, 0, 0, 1, 0});
  expect_elements(eval1(op("eye"), {}, EyeAttrs{2, 3, 1, DType::int8}), {0, 1, 0, 0, 0, 1});
  expect_elements(eval1(op("eye"), {}, EyeAttrs{2, 2, lowest, DType::boolean}), {0, 0, 0, 0});
  expect_elements(eval1(op("eye_like"), {counted({2, 2})}, EyeLikeAttrs{-1, {}}), {0, 0, 1, 0});
  EXPECT_EQ(eval1(op("eye_like"), {counted({2, 2})}, EyeLikeAttrs{0, DType::float64}).dtype(), DType::float64);
}

TEST(Eye, infers_symbols) {
  const TensorType x = f32({Dim::symbol("n"), 3});
  EXPECT_EQ(infer(op("eye_like"), {x}).at(0), x);
  EXPECT_EQ(infer(op("eye_like"), {x}, EyeLikeAttrs{0, DType::int32}).at(0), type(DType::int32, x.shape));
}

TEST(Eye, matrix_c2_dtype) {
  expect_violation(op("eye"), "matrix_c2", {}, EyeAttrs{2, 2, 0, DType::string});
  expect_violation(op("eye_like"), "matrix_c2", {f32({2, 2})}, EyeLikeAttrs{0, DType::string});
  expect_violation(op("eye_like"), "matrix_c2", {type(DType::string, {2, 2})});
}
TEST(Eye, eye_c1_sizes) {
  expect_violation(op("eye"), "eye_c1", {}, EyeAttrs{-1, 2, 0, DType::float32});
  expect_violation(op("eye"), "eye_c1", {}, EyeAttrs{2, -1, 0, DType::float32});
}
TEST(EyeLike, eye_like_c1_rank) {
  expect_violation(op("eye_like"), "eye_like_c1", {f32({2, 2, 2})});
}

}  // namespace
}  // namespace nnfront::ops::testing
