// Matrix products of integers.
#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "frontends/onnx/quant_operands.h"
#include "ops/matmul.h"
#include "ops/quant.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

void check_matrices(NodeContext& context, Value a, Value b) {
  if (context.rank(a) < 2 || context.rank(b) < 2) context.refuse("a factor that is a list is not covered");
}

// A list as a row on the left, as a column on the right.
Value as_matrix(NodeContext& context, Value factor, bool is_left) {
  if (context.rank(factor) != 1) return factor;
  return context.add("unsqueeze", {factor}, ops::SqueezeAttrs{{is_left ? 0 : 1}}, is_left ? "row" : "column");
}

// The product of two factors that may be lists, whose dimension of 1 the result lacks.
Values product(NodeContext& context, std::string_view op, Operands operands, std::size_t right) {
  std::vector<std::int64_t> gone;
  if (context.rank(*operands[0]) == 1) gone.push_back(-2);
  if (context.rank(*operands[right]) == 1) gone.push_back(-1);
  operands[0] = as_matrix(context, *operands[0], true);
  operands[right] = as_matrix(context, *operands[right], false);
  const Value y = context.add(op, std::move(operands), {}, gone.empty() ? "" : "matrix");
  return {gone.empty() ? y : context.add("squeeze", {y}, ops::SqueezeAttrs{gone})};
}

std::optional<Value> zero_point(NodeContext& context, int i) {
  return context.optional_input(i, ParameterRole::buffer);
}

// float32(sums) * factor + bias, each rounded to float32; the last has the node's name.
Values real(NodeContext& context, Value sums, Value factor, std::optional<Value> bias) {
  const Value numbers = context.cast(sums, DType::float32, "sums");
  const Value product = context.add("mul", {numbers, factor}, {}, bias ? "product" : "");
  if (!bias) return {product};
  return {context.add("add", {product, *bias})};
}

Value transposed(NodeContext& context, Value matrix, bool transpose, std::string_view part) {
  return transpose ? context.transpose(matrix, {1, 0}, part) : matrix;
}

// QGemm without a grid for its result: real numbers.
Values real_gemm(NodeContext& context, const OnGrid& a, const OnGrid& b, std::optional<Value> bias,
                 const ops::QuantizedMatmulAttrs& attrs) {
  const Value left = transposed(context, a.value, attrs.transpose_a, "a");
  const Value right = transposed(context, b.value, attrs.transpose_b, "b");
  Value sums = context.add("integer_matmul", {left, right, a.zero_point, b.zero_point}, {}, "products");
  if (bias) sums = context.add("add", {sums, *bias}, {}, "with_bias");
  Value factor = a.scale;
  if (attrs.alpha != 1.0) factor = context.add("mul", {context.scalar(attrs.alpha, DType::float32), factor}, {}, "alpha");
  factor = context.add("mul", {factor, b.scale}, {}, "scale");
  context.rewritten("integers, then real numbers");
  return real(context, sums, factor, std::nullopt);
}

Values matmul_integer(NodeContext& context) {
  return product(context, "integer_matmul", {context.input(0), context.input(1), zero_point(context, 2), zero_point(context, 3)}, 1);
}

Values matmul_integer_16(NodeContext& context) {
  context.rewritten("a product in int32");
  return {context.add("matmul", {context.cast(context.input(0), DType::int32, "a"), context.cast(context.input(1), DType::int32, "b")},
                      ops::MatmulAttrs{})};
}

Values qlinear_matmul(NodeContext& context) {
  const OnGrid a = operand_on_grid(context, 0);
  const OnGrid b = operand_on_grid(context, 3);
  const Grid y = result_grid(context, 6, context.dtype(a.value));
  return product(context, "quantized_matmul", {a.value, a.scale, a.zero_point, b.value, b.scale, b.zero_point, y.scale, y.zero_point}, 3);
}

Values qgemm(NodeContext& context) {
  ops::QuantizedMatmulAttrs attributes;
  attributes.transpose_a = context.attr<bool>("transA", false);
  attributes.transpose_b = context.attr<bool>("transB", false);
  attributes.alpha = context.attr<double>("alpha", 1.0);
  const OnGrid a = operand_on_grid(context, 0);
  const OnGrid b = operand_on_grid(context, 3);
  const std::optional<Value> bias = context.optional_input(6, ParameterRole::bias);
  if (!context.has_input(7)) return real_gemm(context, a, b, bias, attributes);
  const Grid y = result_grid(context, 7, context.dtype(a.value));
  return {context.add("quantized_matmul", {a.value, a.scale, a.zero_point, b.value, b.scale, b.zero_point, y.scale, y.zero_point, bias},
                      attributes)};
}

Values matmul_integer_to_float(NodeContext& context) {
  const Value a = context.input(0);
  const Value b = context.input(1);
  const Value a_scale = scale_input(context, 2);
  const Value b_scale = scale_input(context, 3);
  check_matrices(context, a, b);
  if (!is_one_element(context, a_scale)) context.refuse("a scale for each row is not covered");
  const Value sums = context.add("integer_matmul", {a, b, zero_point(context, 4), zero_point(context, 5)}, {}, "products");
  const Value factor = context.add("mul", {a_scale, b_scale}, {}, "scale");
  return real(context, sums, factor, context.optional_input(6, ParameterRole::bias));
}

Values dynamic_quantize_matmul(NodeContext& context) {
  const Value b = context.input(1);
  const Value b_scale = scale_input(context, 2);
  const Values a = context.add_all("dynamic_quantize", {context.input(0)}, {}, "grid");
  check_matrices(context, a[0], b);
  const Value sums = context.add("integer_matmul", {a[0], b, a[2], zero_point(context, 3)}, {}, "products");
  const Value factor = context.add("mul", {a[1], b_scale}, {}, "scale");
  return real(context, sums, factor, context.optional_input(4, ParameterRole::bias));
}

}  // namespace

std::vector<OperatorRow> quant_matmul_rows() {
  using enum Fate;
  return {
      {"", "MatMulInteger", exact, {{10, matmul_integer}}, "integer_matmul", ""},
      {"", "QLinearMatMul", exact, {{10, qlinear_matmul}}, "quantized_matmul", ""},
      {"com.microsoft",
       "DynamicQuantizeMatMul",
       rewritten,
       {{1, dynamic_quantize_matmul}},
       "integer_matmul",
       "integers, then real numbers"},
      {"com.microsoft", "MatMulInteger16", rewritten, {{1, matmul_integer_16}}, "matmul", "in int32"},
      {"com.microsoft", "MatMulIntegerToFloat", rewritten, {{1, matmul_integer_to_float}}, "integer_matmul", "integers, then real numbers"},
      {"com.microsoft", "QGemm", exact, {{1, qgemm}}, "quantized_matmul", "without a scale of the result as integers, then real numbers"},
  };
}

}  // namespace nnfront::frontends::onnx
