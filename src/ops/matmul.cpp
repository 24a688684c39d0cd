#include "ops/matmul.h"

#include "ops/matmul_parts.h"

namespace nnfront::ops {

namespace {

std::vector<TensorType> infer_dense(const InferContext& context) {
  const TensorType& x = context.input(0);
  const Shape& weight = context.input(1).shape;
  check_min_rank("dense_c1", "x", x, 1);
  check_rank("dense_c1", "weight", context.input(1), 2);
  check_dtype("dense_c2", "x", x, DTypeClass::number);
  check_same_dtype("dense_c2", "weight", context.input(1), x.dtype);
  check_dim("dense_c3", "last dimension of x", x.shape.back(), weight[1]);
  if (context.has(2)) {
    check_same_dtype("dense_c2", "bias", context.input(2), x.dtype);
    check_shape("dense_c4", "bias", context.input(2).shape, {weight[0]});
  }
  Shape shape = x.shape;
  shape.back() = weight[0];
  return {{x.dtype, std::move(shape)}};
}

// The last two dimensions as rows and columns of the factor, and those before them.
struct Factor {
  Shape batch;
  Dim rows;
  Dim columns;
};

Factor factor(const Shape& shape, bool transposed) {
  const Dim& last = shape[shape.size() - 1];
  const Dim& before = shape[shape.size() - 2];
  const Shape batch(shape.begin(), shape.end() - 2);
  return transposed ? Factor{batch, last, before} : Factor{batch, before, last};
}

std::vector<TensorType> infer_matmul(const InferContext& context) {
  const MatmulAttrs& attrs = context.attrs<MatmulAttrs>();
  const TensorType& a = context.input(0);
  const TensorType& b = context.input(1);
  Shape shape = product_shape({"matmul_c1", "matmul_c3", "matmul_c4"}, a, b, attrs);
  check_dtype("matmul_c2", "a", a, DTypeClass::number);
  check_same_dtype("matmul_c2", "b", b, a.dtype);
  return {{a.dtype, std::move(shape)}};
}

// A matrix inside an array: element (i, j) is data[i*row_stride + j*column_stride].
template <class T>
struct MatrixView {
  const T* data = nullptr;
  std::int64_t row_stride = 0;
  std::int64_t column_stride = 0;
};

struct ProductDims {
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t k = 0;
};

// c += a * b, c in C order. Runs along the rows of b, so that the inner loop is vectorised where b is not transposed.
template <class T>
void add_matrix_product(T* c, const MatrixView<T>& a, const MatrixView<T>& b, const ProductDims& dims) {
  for (std::int64_t i = 0; i < dims.m; ++i) {
    T* const row = c + i * dims.n;
    for (std::int64_t k = 0; k < dims.k; ++k) {
      const T left = a.data[i * a.row_stride + k * a.column_stride];
      const T* const right = b.data + k * b.row_stride;
      for (std::int64_t j = 0; j < dims.n; ++j) row[j] = add_product(row[j], left, right[j * b.column_stride]);
    }
  }
}

template <class T>
Array dense_product(const EvalContext& context) {
  const std::vector<std::int64_t>& weight_dims = context.input(1).dims();
  const std::vector<std::int64_t> y_dims = output_dims(context);
  const std::int64_t units = weight_dims[0];
  const std::int64_t width = weight_dims[1];
  const std::vector<T> x = to_numbers<T>(context.input(0));
  const std::vector<T> weight = to_numbers<T>(context.input(1));
  const std::vector<T> bias = context.has(2) ? to_numbers<T>(context.input(2)) : std::vector<T>(static_cast<std::size_t>(units));
  std::vector<T> y(static_cast<std::size_t>(product(y_dims)));
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(y.size()); ++i) {
    const T* const row = x.data() + i / units * width;
    const T* const unit = weight.data() + i % units * width;
    T sum = bias[static_cast<std::size_t>(i % units)];
    for (std::int64_t k = 0; k < width; ++k) sum = add_product(sum, row[k], unit[k]);
    y[static_cast<std::size_t>(i)] = sum;
  }
  return from_numbers<T>(context.input(0).dtype(), y_dims, y);
}

template <class T>
MatrixView<T> matrix_view(const T* data, const std::vector<std::int64_t>& dims, bool transposed) {
  const std::int64_t columns = dims.back();
  return transposed ? MatrixView<T>{data, 1, columns} : MatrixView<T>{data, columns, 1};
}

// Per leading index of the output, the offset of the matrix to read.
std::vector<std::int64_t> batch_strides(const std::vector<std::int64_t>& dims, std::span<const std::int64_t> out_batch) {
  const std::span<const std::int64_t> all(dims);
  const std::int64_t matrix = product(all.last(2));
  std::vector<std::int64_t> strides = broadcast_strides(all.first(dims.size() - 2), out_batch);
  for (std::int64_t& stride : strides) stride *= matrix;
  return strides;
}

template <class T>
Array matrix_product(const EvalContext& context) {
  const ProductOperands dims = {context.input(0).dims(), context.input(1).dims(), output_dims(context)};
  const std::vector<T> a = to_numbers<T>(context.input(0));
  const std::vector<T> b = to_numbers<T>(context.input(1));
  return from_numbers<T>(context.input(0).dtype(), dims.y, matrix_products<T>(context.attrs<MatmulAttrs>(), dims, a, b));
}

std::vector<Array> eval_dense(const EvalContext& context) {
  return {with_number_type(context.input(0).dtype(), [&]<class T>() { return dense_product<T>(context); })};
}

std::vector<Array> eval_matmul(const EvalContext& context) {
  return {with_number_type(context.input(0).dtype(), [&]<class T>() { return matrix_product<T>(context); })};
}

// Every element of the weight takes part in equally many products.
Cost product_cost(std::int64_t macs, int weight_input, std::int64_t weight_size) {
  Cost cost;
  cost.macs = macs;
  cost.padded_macs = macs;
  cost.weight_input = weight_input;
  if (weight_input < 0) return cost;
  const std::int64_t uses = weight_size == 0 ? 0 : macs / weight_size;
  cost.sparse_macs = [uses, weight_size](const Array& weight) {
    ensure(weight.size() == weight_size, "the weight has the dims that the cost was asked for");
    return uses * count_nonzero(weight);
  };
  return cost;
}

Cost cost_dense(const CostContext& context) {
  const std::int64_t outputs = element_count(context.output_dims(0));
  const std::vector<std::int64_t> weight = context.input_dims(1);
  return product_cost(checked_multiply(outputs, weight[1]), 1, element_count(weight));
}

Cost cost_matmul(const CostContext& context) {
  return matmul_cost(context, context.attrs<MatmulAttrs>(), 0, 1);
}

Operator dense() {
  return {
      .name = "dense",
      .family = "matmul",
      .doc = "Fully connected layer: y = x * weight^T + bias along the last dimension",
      .inputs = {{"x", "[..., K]"}, {"weight", "[N, K]"}, {"bias", "[N]", Operand::Arity::optional}},
      .outputs = {{"y", "[..., N]"}},
      .constraints = {{"dense_c1", "x has rank 1 or more and the weight rank 2"},
                      {"dense_c2", "x, weight and bias have one floating or integer type"},
                      {"dense_c3", "the last dimension of x is the weight's second"},
                      {"dense_c4", "the bias has one element per unit"}},
      .infer = infer_dense,
      .eval = eval_dense,
      .cost = cost_dense,
  };
}

Operator matmul() {
  return {
      .name = "matmul",
      .family = "matmul",
      .doc = "Matrix product of the last two dimensions; the leading ones broadcast",
      .inputs = {{"a", "[..., M, K], or [..., K, M] where transpose_a"}, {"b", "[..., K, N], or [..., N, K] where transpose_b"}},
      .outputs = {{"y", "[..., M, N]"}},
      .constraints = {{"matmul_c1", "both factors have rank 2 or more"},
                      {"matmul_c2", "both factors have one floating or integer type"},
                      {"matmul_c3", "b has as many rows as a has columns"},
                      {"matmul_c4", "the leading dimensions broadcast"}},
      .defaults = MatmulAttrs{},
      .infer = infer_matmul,
      .eval = eval_matmul,
      .cost = cost_matmul,
      .source = "numpy.matmul, https://numpy.org/doc/stable/reference/generated/numpy.matmul.html",
  };
}

int weight_of_product(const CostContext& context, int a_input, int b_input) {
  const auto constant = [&](int i) {
    return static_cast<std::size_t>(i) < context.is_constant.size() && context.is_constant[static_cast<std::size_t>(i)];
  };
  if (constant(b_input)) return b_input;
  return constant(a_input) ? a_input : -1;
}

}  // namespace

Shape product_shape(const ProductLabels& labels, const TensorType& a, const TensorType& b, const MatmulAttrs& attrs) {
  check_min_rank(labels.rank, "a", a, 2);
  check_min_rank(labels.rank, "b", b, 2);
  const Factor left = factor(a.shape, attrs.transpose_a);
  const Factor right = factor(b.shape, attrs.transpose_b);
  check_dim(labels.depth, "rows of b", right.rows, left.columns);
  Shape shape = broadcast_shape(labels.batch, left.batch, right.batch);
  shape.push_back(left.rows);
  shape.push_back(right.columns);
  return shape;
}

template <class T>
std::vector<T> matrix_products(const MatmulAttrs& attrs, const ProductOperands& operands, std::span<const T> a, std::span<const T> b) {
  std::vector<T> y(static_cast<std::size_t>(product(operands.y)));
  const std::int64_t depth = attrs.transpose_a ? operands.a[operands.a.size() - 2] : operands.a.back();
  const ProductDims dims = {operands.y[operands.y.size() - 2], operands.y.back(), depth};
  const std::span<const std::int64_t> batch = std::span(operands.y).first(operands.y.size() - 2);
  for_each_offset<2>(batch, {batch_strides(operands.a, batch), batch_strides(operands.b, batch)},
                     [&](std::int64_t i, const std::array<std::int64_t, 2>& offsets) {
                       add_matrix_product(y.data() + i * dims.m * dims.n, matrix_view(a.data() + offsets[0], operands.a, attrs.transpose_a),
                                          matrix_view(b.data() + offsets[1], operands.b, attrs.transpose_b), dims);
                     });
  return y;
}

template std::vector<double> matrix_products(const MatmulAttrs&, const ProductOperands&, std::span<const double>, std::span<const double>);
template std::vector<std::int64_t> matrix_products(const MatmulAttrs&, const ProductOperands&, std::span<const std::int64_t>,
                                                   std::span<const std::int64_t>);

Cost matmul_cost(const CostContext& context, const MatmulAttrs& attrs, int a_input, int b_input) {
  const std::vector<std::int64_t> a = context.input_dims(a_input);
  const std::int64_t depth = attrs.transpose_a ? a[a.size() - 2] : a.back();
  const int weight_input = weight_of_product(context, a_input, b_input);
  const std::int64_t weight_size = weight_input < 0 ? 0 : element_count(context.input_dims(weight_input));
  return product_cost(checked_multiply(element_count(context.output_dims(0)), depth), weight_input, weight_size);
}

std::vector<Operator> matmul_operators() {
  return {dense(), matmul()};
}

}  // namespace nnfront::ops
