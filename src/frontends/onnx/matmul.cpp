#include "ops/matmul.h"

#include "frontends/onnx/families.h"
#include "frontends/onnx/matmul.h"
#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

namespace {

Value scaled(NodeContext& context, Value value, double factor, std::string_view part) {
  if (factor == 1.0) return value;
  return context.add("mul", {value, context.scalar(factor, context.dtype(value))}, {}, part);
}

// The last dimension but one is taken away again where the first factor was a list, the last where the second was.
Value without_ones(NodeContext& context, Value product, bool row, bool column) {
  const std::int64_t rank = context.rank(product);
  Shape target;
  for (std::int64_t d = 0; d < rank; ++d) {
    const bool dropped = (row && d == rank - 2) || (column && d == rank - 1);
    if (!dropped) target.push_back(input_dim(d));
  }
  return context.reshape(product, target);
}

// A bias that `dense` takes: one number per unit.
std::optional<Value> dense_bias(NodeContext& context, Value bias, const Dim& units) {
  const Shape& shape = context.shape(bias);
  if (shape.size() == 1 && shape[0] == units) return bias;
  if (shape.size() == 2 && shape[0] == Dim(1) && shape[1] == units) return context.reshape(bias, {input_dim(1)}, "bias");
  return std::nullopt;
}

Values matmul(NodeContext& context) {
  const Value a = context.input(0);
  const Value b = context.input(1);
  const bool row = context.rank(a) == 1;
  const bool column = context.rank(b) == 1;
  if (!row && !column) return {context.add("matmul", {a, b})};
  const Value left = row ? context.reshape(a, {1, input_dim(0)}, "row") : a;
  const Value right = column ? context.reshape(b, {input_dim(0), 1}, "column") : b;
  context.rewritten("a list as a matrix");
  return {without_ones(context, context.add("matmul", {left, right}, {}, "product"), row, column)};
}

}  // namespace

// alpha * a * b + beta * c. With factors of 1 and a bias per unit this is the fully connected layer.
Values gemm(NodeContext& context) {
  const double alpha = context.attr<double>("alpha", 1.0);
  const double beta = context.attr<double>("beta", 1.0);
  const bool transpose_a = context.attr<bool>("transA", false);
  const bool transpose_b = context.attr<bool>("transB", false);
  context.ignore({"broadcast"});  // before opset 7; c broadcasts as today
  const Value a = context.input(0);
  const Value b = context.input(1);
  const std::optional<Value> c = context.optional_input(2, ParameterRole::bias);
  if (context.rank(a) != 2 || context.rank(b) != 2) {
    fail(ErrorCode::invalid_file, "got {} and {}, wanted two matrices", text(context.type(a)), text(context.type(b)));
  }
  const bool plain = alpha == 1.0 && !transpose_a && context.is_initializer(1);
  const std::optional<Value> bias = plain && c && beta == 1.0 ? dense_bias(context, *c, context.dim(b, transpose_b ? 0 : 1)) : std::nullopt;
  if (plain && (bias || !c)) {
    const Value weight = transpose_b ? b : context.transpose(b, {1, 0}, "weight");
    return {context.add("dense", {a, weight, bias})};
  }
  context.rewritten("a matrix product, factors and an addition");
  const bool is_last = alpha == 1.0 && !c;
  const Value product = context.add("matmul", {a, b}, ops::MatmulAttrs{transpose_a, transpose_b}, is_last ? "" : "product");
  if (!c) return {scaled(context, product, alpha, "")};
  return {context.add("add", {scaled(context, product, alpha, "scaled"), scaled(context, *c, beta, "scaled_bias")})};
}

std::vector<OperatorRow> matmul_rows() {
  using enum Fate;
  return {
      {"", "MatMul", exact, {{1, matmul}}, "", "a list as a matrix with one row or column"},
      {"", "Gemm", exact, {{1, gemm}}, "", "as dense where it is a fully connected layer, else as matmul"},
      {"com.microsoft", "SparseToDenseMatMul", refused, {}, "", not_written_by_onnxruntime},
  };
}

}  // namespace nnfront::frontends::onnx
