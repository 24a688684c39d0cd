#include "ops/matrix.h"

#include "frontends/mxnet/translators.h"
#include "ops/linear_algebra.h"
#include "ops/matmul.h"

namespace nnfront::frontends::mxnet {

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

}  // namespace nnfront::frontends::mxnet
