#include "ops/matrix.h"

#include "frontends/mxnet/elementwise.h"
#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "ops/linear_algebra.h"
#include "ops/matmul.h"

namespace nnfront::frontends::mxnet {

namespace {

constexpr std::string_view is_linear_algebra = "this matrix decomposition is not covered";

// Of a list the matrix with it on the diagonal, of more dimensions the diagonal.
Values diag(NodeContext& context) {
  const std::int64_t k = context.attr<std::int64_t>("k", 0);
  const std::int64_t axis1 = context.attr<std::int64_t>("axis1", 0);
  const std::int64_t axis2 = context.attr<std::int64_t>("axis2", 1);
  const Value data = context.input(0);
  if (context.rank(data) == 1) return {context.add("diagonal_matrix", {data}, ops::DiagonalMatrixAttrs{k})};
  return {context.add("diagonal", {data}, ops::DiagonalAttrs{k, context.axis(data, axis1), context.axis(data, axis2)})};
}

Values eye(NodeContext& context) {
  ops::EyeAttrs attributes;
  attributes.rows = context.attr<std::int64_t>("N");
  const std::int64_t columns = context.attr<std::int64_t>("M", 0);
  attributes.columns = columns == 0 ? attributes.rows : columns;
  attributes.k = context.attr<std::int64_t>("k", 0);
  attributes.dtype = context.dtype_attr("dtype", DType::float32);
  return {context.add("eye", {}, attributes)};
}

Values linalg_extract_diagonal(NodeContext& context) {
  const std::int64_t offset = context.attr<std::int64_t>("offset", 0);
  return {context.add("diagonal", {context.input(0)}, ops::DiagonalAttrs{offset, -2, -1})};
}

Values linalg_make_diagonal(NodeContext& context) {
  const std::int64_t offset = context.attr<std::int64_t>("offset", 0);
  return {context.add("diagonal_matrix", {context.input(0)}, ops::DiagonalMatrixAttrs{offset})};
}

Values linalg_potrf(NodeContext& context) {
  return {context.add("cholesky", {context.input(0)}, ops::CholeskyAttrs{context.attr<bool>("lower", true)})};
}

// alpha * A A^T, or alpha * A^T A where transpose.
Values linalg_syrk(NodeContext& context) {
  const bool transpose = context.attr<bool>("transpose", false);
  const double alpha = context.attr<double>("alpha", 1.0);
  const Value data = context.input(0);
  const ops::MatmulAttrs attributes{transpose, !transpose};
  if (alpha == 1.0) return {context.add("matmul", {data, data}, attributes)};
  const Value product = context.add("matmul", {data, data}, attributes, "product");
  return {context.add("mul", {product, context.scalar(alpha, context.dtype(product))})};
}

}  // namespace

std::vector<OperatorRow> matrix_rows() {
  using enum Fate;
  return {
      {{"_linalg_syrk", "linalg_syrk"}, {"data"}, rewritten, linalg_syrk, "matmul", "the product with itself, times alpha"},
      {{"_linalg_potrf", "linalg_potrf"}, {"data"}, exact, linalg_potrf, "cholesky", ""},
      {{"_linalg_inverse", "linalg_inverse"}, {"data"}, exact, unary, "inverse", ""},
      {{"_linalg_det", "linalg_det"}, {"data"}, exact, unary, "det", ""},
      {{"_linalg_extractdiag", "linalg_extractdiag"}, {"data"}, exact, linalg_extract_diagonal, "diagonal", ""},
      {{"_linalg_makediag", "linalg_makediag"}, {"data"}, exact, linalg_make_diagonal, "diagonal_matrix", ""},
      {{"_linalg_slogdet", "linalg_slogdet"}, {"data"}, refused, nullptr, "", is_linear_algebra},
      {{"_linalg_potri", "linalg_potri"}, {"data"}, refused, nullptr, "", is_linear_algebra},
      {{"_linalg_trmm", "linalg_trmm"}, {"data", "..."}, refused, nullptr, "", is_linear_algebra},
      {{"_linalg_trsm", "linalg_trsm"}, {"data", "..."}, refused, nullptr, "", is_linear_algebra},
      {{"_linalg_gelqf", "linalg_gelqf"}, {"data"}, refused, nullptr, "", is_linear_algebra},
      {{"_linalg_syevd", "linalg_syevd"}, {"data"}, refused, nullptr, "", is_linear_algebra},
      {{"diag"}, {"data"}, exact, diag, "diagonal", "of a list diagonal_matrix"},
      {{"_eye"}, {}, exact, eye, "eye", ""},
  };
}

}  // namespace nnfront::frontends::mxnet
