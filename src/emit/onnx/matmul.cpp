#include "ops/matmul.h"

#include "emit/onnx/op_table.h"
#include "ops/linear_algebra.h"

namespace nnfront::emit::onnx {

namespace {

// Gemm for matrices; for more dimensions a product with the transposed weight.
void dense(NodeContext& context) {
  if (context.rank(0) == 2) return context.emit("Gemm", context.inputs(), {flag("transB", true)});
  const std::string weight = context.add("Transpose", {context.input(1)}, {attribute("perm", std::vector<std::int64_t>{1, 0})}, "weight");
  if (!context.has_input(2)) return context.emit("MatMul", {context.input(0), weight});
  context.emit("Add", {context.add("MatMul", {context.input(0), weight}, {}, "product"), context.input(2)});
}

std::string transposed(NodeContext& context, int i, bool transpose, std::string_view part) {
  if (!transpose) return context.input(i);
  std::vector<std::int64_t> permutation;
  const std::int64_t rank = context.rank(i);
  for (std::int64_t d = 0; d < rank; ++d) permutation.push_back(d);
  std::swap(permutation[static_cast<std::size_t>(rank - 1)], permutation[static_cast<std::size_t>(rank - 2)]);
  return context.add("Transpose", {context.input(i)}, {attribute("perm", permutation)}, part);
}

void matmul(NodeContext& context) {
  const auto& attrs = context.attrs<ops::MatmulAttrs>();
  const std::string a = transposed(context, 0, attrs.transpose_a, "a");
  context.emit("MatMul", {a, transposed(context, 1, attrs.transpose_b, "b")});
}

void einsum(NodeContext& context) {
  context.emit("Einsum", context.inputs(), {attribute("equation", context.attrs<ops::EinsumAttrs>().equation)});
}

}  // namespace

std::vector<OperatorRow> matmul_rows() {
  return {
      {"dense", dense, "", 1, Widening::wraps},
      {"matmul", matmul, "", 1, Widening::wraps},
      {"einsum", einsum, "", 1, Widening::wraps},
      {"det", plain, "Det", 1, Widening::floats},
  };
}

}  // namespace nnfront::emit::onnx
