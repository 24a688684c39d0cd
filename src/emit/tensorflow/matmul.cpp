#include "ops/matmul.h"

#include <algorithm>

#include "emit/tensorflow/op_table.h"
#include "ops/linear_algebra.h"

namespace nnfront::emit::tensorflow {

namespace {

// With a dimension of 1 in front, for vectors.
std::string as_matrix(NodeContext& context, int i, std::int64_t at) {
  if (context.rank(i) > 1) return context.input(i);
  return context.math("ExpandDims", {context.input(i), context.integer(at, "dimension")}, "matrix");
}

// Without the dimensions that vectors were given.
std::string squeezed(NodeContext& context, const std::string& value, const Integers& dims) {
  if (dims.empty()) return value;
  return context.add("Squeeze", {value}, {attribute("T", context.dtype()), attribute("squeeze_dims", dims)}, "squeezed");
}

std::string product(NodeContext& context, const std::string& a, const std::string& b, bool transpose_a, bool transpose_b, bool flat) {
  const std::string_view prefix = flat ? "transpose_" : "adj_";
  return context.add(flat ? "MatMul" : "BatchMatMulV2", {a, b},
                     {attribute("T", context.dtype()), attribute(fmt::format("{}{}", prefix, flat ? "a" : "x"), transpose_a),
                      attribute(fmt::format("{}{}", prefix, flat ? "b" : "y"), transpose_b)},
                     "product");
}

void dense(NodeContext& context) {
  const std::int64_t rank = context.rank(0);
  const std::string data = as_matrix(context, 0, 0);
  std::string result = product(context, data, context.input(1), false, true, rank <= 2);
  if (context.has_input(2)) result = context.math("BiasAdd", {result, context.input(2)}, "sum");
  context.yield(squeezed(context, result, rank == 1 ? Integers{0} : Integers{}));
}

void matmul(NodeContext& context) {
  const auto& attrs = context.attrs<ops::MatmulAttrs>();
  const std::int64_t rank_a = context.rank(0);
  const std::int64_t rank_b = context.rank(1);
  const std::string a = as_matrix(context, 0, 0);
  const std::string b = as_matrix(context, 1, 1);
  const bool flat = rank_a <= 2 && rank_b <= 2;
  const std::string result = product(context, a, b, rank_a > 1 && attrs.transpose_a, rank_b > 1 && attrs.transpose_b, flat);
  Integers dims;
  if (rank_a == 1) dims.push_back(-2);
  if (rank_b == 1) dims.push_back(-1);
  context.yield(squeezed(context, result, dims));
}

void einsum(NodeContext& context) {
  std::string equation = context.attrs<ops::EinsumAttrs>().equation;
  equation.erase(std::remove(equation.begin(), equation.end(), ' '), equation.end());
  if (equation.find("->") == std::string::npos) context.refuse("an equation that does not say what comes out");
  if (context.input_count() > 2) context.refuse("{} operands, TensorFlow has it with 1 or 2", context.input_count());
  context.emit(
      "Einsum", context.inputs(),
      {attribute("T", context.dtype()), attribute("N", std::int64_t{context.input_count()}), text_attribute("equation", equation)});
}

}  // namespace

std::vector<OperatorRow> matmul_rows() {
  return {
      {"dense", Types::floating, dense},
      {"matmul", Types::numbers, matmul},
      {"einsum", Types::real, einsum},
      {"det", Types::real, plain, "MatrixDeterminant"},
      {"inverse", Types::real, plain, "MatrixInverse"},
  };
}

}  // namespace nnfront::emit::tensorflow
