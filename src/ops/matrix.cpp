#include "ops/matrix.h"

#include <algorithm>

#include "ops/shape_parts.h"

namespace nnfront::ops {

namespace {

constexpr Constraint type_constraint{"matrix_c1", "x is not a string"};
constexpr Constraint dtype_constraint{"matrix_c2", "dtype is not string"};

// Beyond this a sum of sizes could overflow; no array is that long.
constexpr std::int64_t largest_offset = std::int64_t{1} << 48;

// ---- trilu

std::vector<TensorType> infer_trilu(const InferContext& context) {
  check_dtype(type_constraint.label, "x", context.input(0), DTypeClass::number_or_bool);
  check_min_rank("trilu_c1", "x", context.input(0), 2);
  return {context.input(0)};
}

std::vector<Array> eval_trilu(const EvalContext& context) {
  const Array& x = context.input(0);
  const auto& attrs = context.attrs<TriluAttrs>();
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  return {move_elements(x, x.dims(), [&](std::span<const std::int64_t> index) {
    const std::int64_t diagonal = index[index.size() - 1] - index[index.size() - 2];
    const bool kept = attrs.upper ? diagonal >= attrs.k : diagonal <= attrs.k;
    return kept ? offset_of(index, strides) : std::int64_t{-1};
  })};
}

// ---- diagonal

struct MatrixAxes {
  std::size_t rows;
  std::size_t columns;
};

MatrixAxes axes_of(const DiagonalAttrs& attrs, std::size_t rank) {
  return {static_cast<std::size_t>(normal_axis("diagonal_c1", attrs.axis1, rank)),
          static_cast<std::size_t>(normal_axis("diagonal_c1", attrs.axis2, rank))};
}

std::int64_t diagonal_length(std::int64_t rows, std::int64_t columns, std::int64_t k) {
  if (k >= columns || k <= -rows) return 0;
  return k >= 0 ? std::min(rows, columns - k) : std::min(rows + k, columns);
}

Dim diagonal_dim(const Dim& rows, const Dim& columns, std::int64_t k) {
  if (rows.is_integer() && columns.is_integer()) return diagonal_length(rows.integer(), columns.integer(), k);
  return k == 0 && rows == columns ? rows : Dim::unknown();
}

// The entries of the other dimensions, in order.
template <class D>
std::vector<D> others(const std::vector<D>& dims, const MatrixAxes& axes) {
  std::vector<D> result;
  for (std::size_t d = 0; d < dims.size(); ++d) {
    if (d != axes.rows && d != axes.columns) result.push_back(dims[d]);
  }
  return result;
}

std::vector<TensorType> infer_diagonal(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto& attrs = context.attrs<DiagonalAttrs>();
  check_dtype(type_constraint.label, "x", x, DTypeClass::number_or_bool);
  const MatrixAxes axes = axes_of(attrs, x.shape.size());
  if (axes.rows == axes.columns) violated("diagonal_c1", "got {} for both axes, wanted two dimensions", axes.rows);
  Shape shape = others(x.shape, axes);
  shape.push_back(diagonal_dim(x.shape[axes.rows], x.shape[axes.columns], attrs.k));
  return {{x.dtype, shape}};
}

std::vector<Array> eval_diagonal(const EvalContext& context) {
  const Array& x = context.input(0);
  const auto& attrs = context.attrs<DiagonalAttrs>();
  const MatrixAxes axes = axes_of(attrs, x.dims().size());
  const std::vector<std::int64_t> all = strides_of(x.dims());
  std::vector<std::int64_t> dims = others(x.dims(), axes);
  std::vector<std::int64_t> strides = others(all, axes);
  dims.push_back(diagonal_length(x.dims()[axes.rows], x.dims()[axes.columns], attrs.k));
  strides.push_back(all[axes.rows] + all[axes.columns]);
  // Without an element k may be anything.
  if (dims.back() == 0) return {Array(x.dtype(), dims)};
  const std::int64_t start = attrs.k >= 0 ? attrs.k * all[axes.columns] : -attrs.k * all[axes.rows];
  return {move_elements(x, dims, [&](std::span<const std::int64_t> index) { return start + offset_of(index, strides); })};
}

// ---- diagonal_matrix

std::vector<TensorType> infer_diagonal_matrix(const InferContext& context) {
  const TensorType& x = context.input(0);
  const std::int64_t k = context.attrs<DiagonalMatrixAttrs>().k;
  check_dtype(type_constraint.label, "x", x, DTypeClass::number_or_bool);
  check_min_rank("diagonal_matrix_c1", "x", x, 1);
  if (k < -largest_offset || k > largest_offset) violated("diagonal_matrix_c2", "k: got {}, wanted at most 2^48 either way", k);
  Shape shape = x.shape;
  shape.back() = shape.back() + (k < 0 ? -k : k);
  shape.push_back(shape.back());
  return {{x.dtype, shape}};
}

std::vector<Array> eval_diagonal_matrix(const EvalContext& context) {
  const Array& x = context.input(0);
  const std::int64_t k = context.attrs<DiagonalMatrixAttrs>().k;
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  const std::size_t batch = strides.size() - 1;
  return {move_elements(x, output_dims(context), [&](std::span<const std::int64_t> index) -> std::int64_t {
    const std::int64_t at = index[batch] + std::min<std::int64_t>(0, k);
    if (at < 0 || index[batch + 1] - index[batch] != k) return -1;
    return offset_of(index.first(batch), strides) + at;
  })};
}

// ---- eye, eye_like

Array unit_matrix(DType dtype, std::int64_t rows, std::int64_t columns, std::int64_t k) {
  const std::vector<double> choices{0.0, 1.0};
  return move_elements(from_doubles(dtype, {2}, choices), {rows, columns},
                       [&](std::span<const std::int64_t> index) -> std::int64_t { return index[1] - index[0] == k ? 1 : 0; });
}

std::vector<TensorType> infer_eye(const InferContext& context) {
  const auto& attrs = context.attrs<EyeAttrs>();
  check_at_least("eye_c1", "rows", attrs.rows, 0);
  check_at_least("eye_c1", "columns", attrs.columns, 0);
  check_dtype(dtype_constraint.label, "dtype", {attrs.dtype, {}}, DTypeClass::number_or_bool);
  return {{attrs.dtype, {attrs.rows, attrs.columns}}};
}

std::vector<TensorType> infer_eye_like(const InferContext& context) {
  const TensorType& x = context.input(0);
  const DType dtype = context.attrs<EyeLikeAttrs>().dtype.value_or(x.dtype);
  check_rank("eye_like_c1", "x", x, 2);
  check_dtype(dtype_constraint.label, "dtype", {dtype, {}}, DTypeClass::number_or_bool);
  return {{dtype, x.shape}};
}

std::vector<Array> eval_eye_like(const EvalContext& context) {
  const Array& x = context.input(0);
  const auto& attrs = context.attrs<EyeLikeAttrs>();
  return {unit_matrix(attrs.dtype.value_or(x.dtype()), x.dims()[0], x.dims()[1], attrs.k)};
}

Operator matrix_operator(std::string_view name, std::string_view doc) {
  Operator op = mover(name, doc);
  op.family = "matrix";
  return op;
}

Operator trilu() {
  Operator op = matrix_operator("trilu", "The matrices in the last two dimensions with zeros below diagonal k (upper), or above it.");
  op.inputs = {{"x", "[..., N, M], any type but string"}};
  add_attribute_input(op, {"k", "one integer"}, "k", AttributeInput::Effect::elements);
  op.outputs = {{"y", "type and shape of x"}};
  op.constraints = {type_constraint, {"trilu_c1", "x has rank 2 or more"}};
  op.defaults = TriluAttrs{};
  op.infer = infer_trilu;
  op.eval = eval_trilu;
  op.source = "https://onnx.ai/onnx/operators/onnx__Trilu.html";
  return op;
}

Operator diagonal() {
  Operator op =
      matrix_operator("diagonal", "Diagonal k of the matrices in the dimensions axis1 (rows) and axis2 (columns), as the last dimension.");
  op.inputs = {{"x", "at least two dimensions, any type but string"}};
  op.outputs = {{"y", "type of x; its other dimensions, then the length of the diagonal"}};
  op.constraints = {type_constraint, {"diagonal_c1", "axis1 and axis2 are two dimensions of x"}};
  op.defaults = DiagonalAttrs{};
  op.infer = infer_diagonal;
  op.eval = eval_diagonal;
  op.source = "https://numpy.org/doc/stable/reference/generated/numpy.diagonal.html";
  return op;
}

Operator diagonal_matrix() {
  Operator op = matrix_operator("diagonal_matrix", "Square matrices that are zero but for the last dimension of x on diagonal k.");
  op.inputs = {{"x", "[..., n], any type but string"}};
  op.outputs = {{"y", "type of x, [..., n + |k|, n + |k|]"}};
  op.constraints = {
      type_constraint, {"diagonal_matrix_c1", "x has at least one dimension"}, {"diagonal_matrix_c2", "k is at most 2^48 either way"}};
  op.defaults = DiagonalMatrixAttrs{};
  op.infer = infer_diagonal_matrix;
  op.eval = eval_diagonal_matrix;
  return op;
}

Operator eye() {
  Operator op = matrix_operator("eye", "A matrix that is zero but for ones on diagonal k.");
  op.inputs = {};
  op.outputs = {{"y", "dtype [rows, columns]"}};
  op.constraints = {dtype_constraint, {"eye_c1", "rows and columns are 0 or more"}};
  op.defaults = EyeAttrs{};
  op.infer = infer_eye;
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const auto& attrs = context.attrs<EyeAttrs>();
    return {unit_matrix(attrs.dtype, attrs.rows, attrs.columns, attrs.k)};
  };
  return op;
}

Operator eye_like() {
  Operator op = matrix_operator("eye_like", "A matrix of the shape of x that is zero but for ones on diagonal k.");
  op.inputs = {{"x", "[N, M]"}};
  op.outputs = {{"y", "dtype, or else the type of x; [N, M]"}};
  op.constraints = {dtype_constraint, {"eye_like_c1", "x has rank 2"}};
  op.defaults = EyeLikeAttrs{};
  op.infer = infer_eye_like;
  op.eval = eval_eye_like;
  op.source = "https://onnx.ai/onnx/operators/onnx__EyeLike.html";
  return op;
}

}  // namespace

std::vector<Operator> matrix_operators() {
  return {trilu(), diagonal(), diagonal_matrix(), eye(), eye_like()};
}

}  // namespace nnfront::ops
