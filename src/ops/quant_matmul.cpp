// Matrix products of integers.
#include <algorithm>

#include "ops/matmul_parts.h"
#include "ops/quant_parts.h"

namespace nnfront::ops {

namespace {

constexpr Constraint product_rank{"integer_matmul_c1", "both factors have rank 2 or more"};
constexpr Constraint product_depth{"integer_matmul_c2", "b has as many rows as a has columns"};
constexpr Constraint product_batch{"integer_matmul_c3", "the leading dimensions broadcast"};
constexpr Constraint per_row{"integer_matmul_c4",
                             "scale and zero point of a have one element, or one per row of the product: [M] or [..., M, 1]"};
constexpr Constraint per_column{"integer_matmul_c5",
                                "scale and zero point of b have one element, or one per column of the product: [N] or [..., 1, N]"};

enum class Side { rows, columns };  // of a, of b

// A value per row or column of the product, as a tensor that broadcasts to it; the shape [] for one element.
template <class Size>
std::vector<Size> aligned(const std::vector<Size>& shape, Side side) {
  const bool one = std::all_of(shape.begin(), shape.end(), [](const Size& size) { return size == Size(1); });
  if (one) return {};
  if (shape.size() == 1 && side == Side::rows) return {shape[0], Size(1)};
  return shape;
}

void check_aligned(Side side, std::string_view operand, const TensorType& type, const Shape& product) {
  const std::string_view label = side == Side::rows ? per_row.label : per_column.label;
  const Shape shape = aligned(type.shape, side);
  if (shape.empty()) return;
  Shape wanted(product.end() - static_cast<std::ptrdiff_t>(std::min(shape.size(), product.size())), product.end());
  if (side == Side::rows) wanted.back() = Dim(1);
  if (side == Side::columns && wanted.size() > 1) wanted[wanted.size() - 2] = Dim(1);
  check_rank(label, operand, {type.dtype, shape}, wanted.size());
  for (std::size_t d = 0; d < wanted.size(); ++d) {
    const bool stretched = d + 2 < wanted.size() && shape[d] == Dim(1);
    if (!stretched) check_dim(label, fmt::format("{} dimension {}", operand, d), shape[d], wanted[d]);
  }
}

Shape integer_product_shape(const InferContext& context, int b, const MatmulAttrs& attrs) {
  Shape shape = product_shape({product_rank.label, product_depth.label, product_batch.label}, context.input(0), context.input(b), attrs);
  check_eight_bits("a", context.input(0));
  check_eight_bits("b", context.input(b));
  return shape;
}

std::vector<TensorType> infer_integer_matmul(const InferContext& context) {
  Shape shape = integer_product_shape(context, 1, {});
  for (const int i : {0, 1}) {
    if (!context.has(i + 2)) continue;
    check_same_dtype(zero_point_types.label, "zero point", context.input(i + 2), context.input(i).dtype);
    check_aligned(i == 0 ? Side::rows : Side::columns, "zero point", context.input(i + 2), shape);
  }
  return {{DType::int32, std::move(shape)}};
}

MatmulAttrs transposes(const QuantizedMatmulAttrs& attrs) {
  return {attrs.transpose_a, attrs.transpose_b};
}

std::vector<TensorType> infer_quantized_matmul(const InferContext& context) {
  const auto& attrs = context.attrs<QuantizedMatmulAttrs>();
  Shape shape = integer_product_shape(context, 3, transposes(attrs));
  for (const int i : {0, 3}) {
    check_scale_types(context, i + 1, context.input(i).dtype);
    const Side side = i == 0 ? Side::rows : Side::columns;
    check_aligned(side, "scale", context.input(i + 1), shape);
    check_aligned(side, "zero point", context.input(i + 2), shape);
  }
  const DType dtype = check_result_grid(context, 6);
  if (context.has(8)) {
    check_same_dtype(integer_bias.label, "bias", context.input(8), DType::int32);
    check_shape("quantized_matmul_c1", "product with the bias", broadcast_shape("quantized_matmul_c1", shape, context.input(8).shape),
                shape);
  }
  check_finite("quantized_matmul_c2", "alpha", attrs.alpha);
  return {{dtype, std::move(shape)}};
}

// ---- Kernels.

// Zero points stand at rows or columns of the product; a transposed factor has them the other way round.
std::vector<std::int64_t> centred_factor(const Array& factor, const Array* zero_point, Side side, bool transposed) {
  if (zero_point == nullptr) return to_integers(factor);
  std::vector<std::int64_t> dims = aligned(zero_point->dims(), side);
  if (transposed && !dims.empty()) {
    if (dims.size() == 1) dims.insert(dims.begin(), 1);
    std::swap(dims[dims.size() - 1], dims[dims.size() - 2]);
  }
  return centred(factor, zero_point, dims);
}

std::vector<std::int64_t> accumulate(const EvalContext& context, int b, const MatmulAttrs& attrs, const Array* a_zero_point,
                                     const Array* b_zero_point) {
  const Array& left = context.input(0);
  const Array& right = context.input(b);
  const std::vector<std::int64_t> rows = centred_factor(left, a_zero_point, Side::rows, attrs.transpose_a);
  const std::vector<std::int64_t> columns = centred_factor(right, b_zero_point, Side::columns, attrs.transpose_b);
  return matrix_products<std::int64_t>(attrs, {left.dims(), right.dims(), output_dims(context)}, rows, columns);
}

std::vector<Array> eval_integer_matmul(const EvalContext& context) {
  const auto zero_point = [&](int i) { return context.has(i) ? &context.input(i) : nullptr; };
  return {from_integers(DType::int32, output_dims(context), accumulate(context, 1, {}, zero_point(2), zero_point(3)))};
}

void add_bias(std::vector<std::int64_t>& sums, const std::vector<std::int64_t>& dims, const Array& bias) {
  const std::vector<std::int64_t> added = to_integers(bias);
  for_each_offset<1>(dims, {broadcast_strides(bias.dims(), dims)}, [&](std::int64_t i, const std::array<std::int64_t, 1>& offsets) {
    sums[static_cast<std::size_t>(i)] += added[static_cast<std::size_t>(offsets[0])];
  });
}

std::vector<Array> eval_quantized_matmul(const EvalContext& context) {
  const auto& attrs = context.attrs<QuantizedMatmulAttrs>();
  const std::vector<std::int64_t> dims = output_dims(context);
  std::vector<std::int64_t> y = accumulate(context, 3, transposes(attrs), &context.input(2), &context.input(5));
  if (context.has(8)) add_bias(y, dims, context.input(8));
  const Grid grid = grid_of(context.input(7));
  const float y_scale = scalar_of(context.input(6));
  const auto alpha = static_cast<float>(attrs.alpha);
  const Array& a_scale = context.input(1);
  const Array& b_scale = context.input(4);
  const std::array<std::vector<std::int64_t>, 2> strides = {broadcast_strides(aligned(a_scale.dims(), Side::rows), dims),
                                                            broadcast_strides(aligned(b_scale.dims(), Side::columns), dims)};
  for_each_offset(dims, strides, [&](std::int64_t i, const std::array<std::int64_t, 2>& offsets) {
    const float a = float_product(alpha, a_scale.as<float>()[static_cast<std::size_t>(offsets[0])]);
    const float b = b_scale.as<float>()[static_cast<std::size_t>(offsets[1])];
    std::int64_t& element = y[static_cast<std::size_t>(i)];
    element = requantize_float(accumulator_of(element), float_multiplier(a, b, y_scale), grid);
  });
  return {from_integers(context.input(7).dtype(), dims, y)};
}

// ---- Records.

std::vector<Constraint> product_constraints() {
  return {product_rank, product_depth, product_batch, per_row, per_column, eight_bit_operands, zero_point_types};
}

Operator integer_matmul() {
  return {
      .name = "integer_matmul",
      .family = "quant",
      .doc = "Matrix product of integers less their zero points, summed modulo 2^32; the leading dimensions broadcast",
      .inputs = {{"a", "[..., M, K]"},
                 {"b", "[..., K, N]"},
                 {"a_zero_point", "one element or one per row, of the type of a; 0 where left out", Operand::Arity::optional},
                 {"b_zero_point", "one element or one per column, of the type of b; 0 where left out", Operand::Arity::optional}},
      .outputs = {{"y", "int32 [..., M, N]"}},
      .constraints = product_constraints(),
      .infer = infer_integer_matmul,
      .eval = eval_integer_matmul,
      .cost = [](const CostContext& context) { return matmul_cost(context, {}, 0, 1); },
      .source = "https://onnx.ai/onnx/operators/onnx__MatMulInteger.html",
  };
}

Operator quantized_matmul() {
  std::vector<Constraint> constraints = product_constraints();
  constraints.insert(constraints.end(), {single_scales,
                                         float_scales,
                                         integer_bias,
                                         {"quantized_matmul_c1", "the bias broadcasts to the product"},
                                         {"quantized_matmul_c2", "alpha is finite"}});
  return {
      .name = "quantized_matmul",
      .family = "quant",
      .doc =
          "Matrix product on grids: (integer_matmul + bias) * (((alpha * a_scale) * b_scale) / y_scale) in float32, rounded to even, moved "
          "by "
          "the zero point, saturated",
      .inputs = {{"a", "[..., M, K], or [..., K, M] where transpose_a"},
                 {"a_scale", "float32, one element or one per row"},
                 {"a_zero_point", "one element or one per row, of the type of a"},
                 {"b", "[..., K, N], or [..., N, K] where transpose_b"},
                 {"b_scale", "float32, one element or one per column"},
                 {"b_zero_point", "one element or one per column, of the type of b"},
                 y_scale_operand,
                 y_zero_point_operand,
                 {"bias", "int32, broadcasts to y, on the grid alpha * a_scale * b_scale", Operand::Arity::optional}},
      .outputs = {{"y", "[..., M, N], of the type of y_zero_point"}},
      .constraints = std::move(constraints),
      .defaults = QuantizedMatmulAttrs{},
      .infer = infer_quantized_matmul,
      .eval = eval_quantized_matmul,
      .cost = [](const CostContext& context) { return matmul_cost(context, transposes(context.attrs<QuantizedMatmulAttrs>()), 0, 3); },
      .source = "https://onnx.ai/onnx/operators/onnx__QLinearMatMul.html",
  };
}

}  // namespace

std::vector<Operator> quantized_matmul_operators() {
  return {integer_matmul(), quantized_matmul()};
}

}  // namespace nnfront::ops
