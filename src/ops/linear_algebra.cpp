#include "ops/linear_algebra.h"

#include <cmath>

#include "ops/kernels.h"
#include "ops/linear_algebra_parts.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

constexpr Constraint type_constraint{"linear_algebra_c1", "x is of a floating type"};
constexpr Constraint square_constraint{"linear_algebra_c2", "the last two dimensions of x are equal"};

void check_matrices(const InferContext& context) {
  const TensorType& x = context.input(0);
  check_dtype(type_constraint.label, "x", x, DTypeClass::floating);
  check_min_rank(square_constraint.label, "x", x, 2);
  check_dim(square_constraint.label, "columns of x", x.shape[x.shape.size() - 1], x.shape[x.shape.size() - 2]);
}

// Rows of `width` numbers, one after the other.
struct Rows {
  std::span<double> elements;
  std::size_t width;

  double& at(std::size_t row, std::size_t column) const { return elements[row * width + column]; }
  std::size_t count() const { return width == 0 ? 0 : elements.size() / width; }

  // The row, from `from` on, whose element in that column has the largest magnitude.
  std::size_t pivot(std::size_t from) const {
    std::size_t best = from;
    for (std::size_t row = from + 1; row < count(); ++row) {
      if (std::abs(at(row, from)) > std::abs(at(best, from))) best = row;
    }
    return best;
  }
  void exchange(std::size_t a, std::size_t b) const {
    for (std::size_t column = 0; column < width; ++column) std::swap(at(a, column), at(b, column));
  }
  // target -= factor * source
  void subtract(std::size_t target, std::size_t source, double factor) const {
    for (std::size_t column = 0; column < width; ++column) at(target, column) -= factor * at(source, column);
  }
};

// Gaussian elimination with row pivots; the matrix is spent.
double determinant(Rows matrix) {
  double product = 1;
  for (std::size_t k = 0; k < matrix.count(); ++k) {
    const std::size_t pivot = matrix.pivot(k);
    if (matrix.at(pivot, k) == 0) return 0;
    if (pivot != k) {
      matrix.exchange(pivot, k);
      product = -product;
    }
    product *= matrix.at(k, k);
    for (std::size_t row = k + 1; row < matrix.count(); ++row) matrix.subtract(row, k, matrix.at(row, k) / matrix.at(k, k));
  }
  return product;
}

// Gauss and Jordan: the matrix beside the unit matrix, brought to the unit matrix beside the inverse.
std::vector<double> inverted(std::span<const double> matrix, std::size_t size) {
  std::vector<double> both(2 * size * size, 0.0);
  const Rows rows{both, 2 * size};
  for (std::size_t row = 0; row < size; ++row) {
    for (std::size_t column = 0; column < size; ++column) rows.at(row, column) = matrix[row * size + column];
    rows.at(row, size + row) = 1;
  }
  for (std::size_t k = 0; k < size; ++k) {
    const std::size_t pivot = rows.pivot(k);
    if (rows.at(pivot, k) == 0) fail(ErrorCode::invalid_argument, "inverse: got a singular matrix, wanted one that has an inverse");
    rows.exchange(pivot, k);
    const double divisor = rows.at(k, k);
    for (std::size_t column = 0; column < rows.width; ++column) rows.at(k, column) /= divisor;
    for (std::size_t row = 0; row < size; ++row) {
      if (row != k) rows.subtract(row, k, rows.at(row, k));
    }
  }
  std::vector<double> result;
  for (std::size_t row = 0; row < size; ++row) {
    for (std::size_t column = 0; column < size; ++column) result.push_back(rows.at(row, size + column));
  }
  return result;
}

// The lower factor, from the lower triangle of the matrix.
std::vector<double> lower_factor(std::span<const double> matrix, std::size_t size) {
  std::vector<double> factor(size * size, 0.0);
  for (std::size_t row = 0; row < size; ++row) {
    for (std::size_t column = 0; column <= row; ++column) {
      double rest = matrix[row * size + column];
      for (std::size_t k = 0; k < column; ++k) rest -= factor[row * size + k] * factor[column * size + k];
      if (row == column && !(rest > 0)) {
        fail(ErrorCode::invalid_argument, "cholesky: got {} on the diagonal of the remainder, wanted a positive definite matrix", rest);
      }
      factor[row * size + column] = row == column ? std::sqrt(rest) : rest / factor[column * size + column];
    }
  }
  return factor;
}

std::vector<double> transposed(std::span<const double> matrix, std::size_t size) {
  std::vector<double> result;
  for (std::size_t i = 0; i < matrix.size(); ++i) result.push_back(matrix[i % size * size + i / size]);
  return result;
}

// Calls function(the elements of one matrix, its size) for every matrix of x; what it returns makes up the elements of the result.
template <class Function>
std::vector<double> of_every_matrix(const Array& x, Function&& function) {
  std::vector<double> elements = to_doubles(x);
  const auto size = static_cast<std::size_t>(x.dims().back());
  const std::int64_t count = product(std::span(x.dims()).first(x.dims().size() - 2));
  std::vector<double> result;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::span<double> matrix = std::span(elements).subspan(static_cast<std::size_t>(i) * size * size, size * size);
    const std::vector<double> part = function(matrix, size);
    result.insert(result.end(), part.begin(), part.end());
  }
  return result;
}

Operator matrix_function(std::string_view name, std::string_view doc) {
  return {
      .name = name,
      .family = "linear_algebra",
      .doc = doc,
      .inputs = {{"x", "[..., M, M]"}},
      .outputs = {{"y", "type and shape of x"}},
      .constraints = {type_constraint, square_constraint},
      .infer = [](const InferContext& context) -> std::vector<TensorType> {
        check_matrices(context);
        return {context.input(0)};
      },
      .cost = cost_per_input_element,
  };
}

Operator det() {
  Operator op = matrix_function("det", "The determinant of every matrix in the last two dimensions; 1 for a matrix without elements.");
  op.outputs = {{"y", "type of x, [...]"}};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    check_matrices(context);
    const Shape& shape = context.input(0).shape;
    return {{context.input(0).dtype, Shape(shape.begin(), shape.end() - 2)}};
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    const auto function = [](std::span<double> matrix, std::size_t size) { return std::vector<double>{determinant({matrix, size})}; };
    return {from_doubles(x.dtype(), {x.dims().begin(), x.dims().end() - 2}, of_every_matrix(x, function))};
  };
  return op;
}

Operator inverse() {
  Operator op = matrix_function("inverse", "The inverse of every matrix in the last two dimensions; a singular one is an error.");
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    return {from_doubles(x.dtype(), x.dims(), of_every_matrix(x, inverted))};
  };
  return op;
}

Operator cholesky() {
  Operator op = matrix_function("cholesky",
                                "The triangular y with a positive diagonal for which x is y times its transpose (lower), or its transpose "
                                "times y; only that triangle of x is read, and one that is not positive definite is an error.");
  op.defaults = CholeskyAttrs{};
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    const bool lower = context.attrs<CholeskyAttrs>().lower;
    const auto function = [lower](std::span<double> matrix, std::size_t size) {
      return lower ? lower_factor(matrix, size) : transposed(lower_factor(transposed(matrix, size), size), size);
    };
    return {from_doubles(x.dtype(), x.dims(), of_every_matrix(x, function))};
  };
  return op;
}

}  // namespace

std::vector<Operator> linear_algebra_operators() {
  return {einsum(), det(), inverse(), cholesky()};
}

}  // namespace nnfront::ops
