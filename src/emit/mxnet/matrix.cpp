#include "ops/matrix.h"

#include "emit/mxnet/op_table.h"

namespace nnfront::emit::mxnet {

namespace {

// Of a list MXNet makes the matrix with it on the diagonal.
void diagonal(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DiagonalAttrs>();
  context.emit(
      "diag", {context.input(0)},
      {attribute("k", attrs.k), attribute("axis1", context.axis(0, attrs.axis1)), attribute("axis2", context.axis(0, attrs.axis2))});
}

void diagonal_matrix(NodeContext& context) {
  const std::int64_t k = context.attrs<ops::DiagonalMatrixAttrs>().k;
  if (context.rank(0) == 1) return context.emit("diag", {context.input(0)}, {attribute("k", k)});
  if (!context.is_floating(0)) context.refuse("integers");
  context.emit("_linalg_makediag", {context.input(0)}, {attribute("offset", k)});
}

void eye(NodeContext& context) {
  const auto& attrs = context.attrs<ops::EyeAttrs>();
  context.emit("_eye", {},
               {attribute("N", attrs.rows), attribute("M", attrs.columns), attribute("k", attrs.k), attribute("dtype", attrs.dtype)});
}

}  // namespace

std::vector<OperatorRow> matrix_rows() {
  return {
      {"diagonal", diagonal},
      {"diagonal_matrix", diagonal_matrix},
      {"eye", eye},
  };
}

}  // namespace nnfront::emit::mxnet
