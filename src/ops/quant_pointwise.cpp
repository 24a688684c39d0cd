// Element by element on grids: sums and products of two tensors, functions of one, and softmax.
#include <algorithm>
#include <cmath>

#include "ops/activation.h"
#include "ops/arithmetic.h"
#include "ops/quant_parts.h"

namespace nnfront::ops {

namespace {

constexpr Constraint operands_broadcast{"quantized_add_c1", "the shapes of a and b broadcast"};
constexpr Constraint operands_of_one_type{"quantized_add_c2", "b and the zero point of the result have the type of a"};

std::vector<TensorType> infer_pair(const InferContext& context) {
  const TensorType& a = context.input(0);
  const TensorType& b = context.input(3);
  check_eight_bits("a", a);
  check_eight_bits("b", b);
  check_single_grid(context, 1, a.dtype);
  check_single_grid(context, 4, b.dtype);
  const DType dtype = check_result_grid(context, 6);
  check_same_dtype(operands_of_one_type.label, "b", b, a.dtype);
  check_same_dtype(operands_of_one_type.label, "y_zero_point", context.input(7), a.dtype);
  return {{dtype, broadcast_shape(operands_broadcast.label, a.shape, b.shape)}};
}

// A tensor with its grid.
struct Quantized {
  const Array* array;
  float scale;
  std::int64_t zero_point;
};

Quantized operand(const EvalContext& context, int i) {
  return {&context.input(i), scalar_of(context.input(i + 1)), grid_of(context.input(i + 2)).zero_point};
}

// function(qa, qb) over all pairs.
template <class Function>
Array pairwise(const EvalContext& context, const Quantized& a, const Quantized& b, Function&& function) {
  const std::vector<std::int64_t> dims = output_dims(context);
  const std::vector<std::int64_t> left = to_integers(*a.array);
  const std::vector<std::int64_t> right = to_integers(*b.array);
  std::vector<std::int64_t> y(static_cast<std::size_t>(product(dims)));
  const std::array<std::vector<std::int64_t>, 2> strides = {broadcast_strides(a.array->dims(), dims),
                                                            broadcast_strides(b.array->dims(), dims)};
  for_each_offset(dims, strides, [&](std::int64_t i, const std::array<std::int64_t, 2>& offsets) {
    y[static_cast<std::size_t>(i)] = function(left[static_cast<std::size_t>(offsets[0])], right[static_cast<std::size_t>(offsets[1])]);
  });
  return from_integers(context.input(7).dtype(), dims, y);
}

// True where the last dimension of the result that is not 1 stretches the operand.
bool is_stretched(const Array& operand, const std::vector<std::int64_t>& result) {
  std::size_t from_back = 0;
  while (from_back < result.size() && result[result.size() - 1 - from_back] == 1) ++from_back;
  if (from_back == result.size()) return false;
  const std::vector<std::int64_t>& dims = operand.dims();
  return from_back >= dims.size() || dims[dims.size() - 1 - from_back] == 1;
}

// fma(qa, ra, fma(qb, rb, z - fma(ra, za, rb*zb))) with the ratios ra, rb of the scales to the result's, then rounded: each fma and each
// other operation rounded to float32 once. The order matters in the last bit: an operand that is stretched along the innermost
// dimension is added first.
std::vector<Array> eval_add(const EvalContext& context) {
  Quantized a = operand(context, 0);
  Quantized b = operand(context, 3);
  if (is_stretched(*a.array, output_dims(context))) std::swap(a, b);
  const float y_scale = scalar_of(context.input(6));
  const Grid grid = grid_of(context.input(7));
  const float a_ratio = float_quotient(a.scale, y_scale);
  const float b_ratio = float_quotient(b.scale, y_scale);
  const float zeros = std::fma(a_ratio, static_cast<float>(a.zero_point), float_product(b_ratio, static_cast<float>(b.zero_point)));
  const auto fixed = static_cast<float>(static_cast<double>(grid.zero_point) - static_cast<double>(zeros));
  return {pairwise(context, a, b, [&](std::int64_t left, std::int64_t right) {
    const float sum = std::fma(static_cast<float>(left), a_ratio, std::fma(static_cast<float>(right), b_ratio, fixed));
    return to_grid_after_zero_point(sum, grid);
  })};
}

// The exact product times (a_scale * b_scale) / y_scale, plus the zero point, each rounded to float32; then rounded.
std::vector<Array> eval_mul(const EvalContext& context) {
  const Quantized a = operand(context, 0);
  const Quantized b = operand(context, 3);
  const float multiplier = float_multiplier(a.scale, b.scale, scalar_of(context.input(6)));
  const Grid grid = grid_of(context.input(7));
  return {pairwise(context, a, b, [&](std::int64_t left, std::int64_t right) {
    const auto exact = static_cast<float>((left - a.zero_point) * (right - b.zero_point));
    const double moved = static_cast<double>(float_product(exact, multiplier)) + static_cast<double>(grid.zero_point);
    return to_grid_after_zero_point(static_cast<float>(moved), grid);
  })};
}

// ---- Functions of one tensor.

std::vector<TensorType> infer_function(const InferContext& context) {
  check_one_quantized_operand(context);
  return {context.input(0)};
}

// In float32: the slope is the attribute rounded to it.
float leaky_relu(float x, double alpha) {
  return x >= 0.0F ? x : float_product(static_cast<float>(alpha), x);
}

float sigmoid(float x) {
  return static_cast<float>(1.0 / (1.0 + std::exp(-static_cast<double>(x))));
}

// ---- Softmax.

// sat(zero_point + round(steps * e^(x - max) / sum)), all of it in double; `steps` of the result's grid make 1, rounded down.
std::vector<Array> eval_softmax(const EvalContext& context) {
  const Array& x = context.input(0);
  const int axis = normal_axis("quantized_softmax_c1", context.attrs<QuantizedSoftmaxAttrs>().axis, x.dims().size());
  const AxisView view = view_around(x.dims(), axis);
  const Grid grid = grid_of(context.input(4));
  const double scale = scalar_of(context.input(1));
  const double steps = std::floor(float_quotient(1.0F, scalar_of(context.input(3))));
  std::vector<std::int64_t> elements = to_integers(x);
  for (std::int64_t line = 0; line < view.outer * view.inner && view.size > 0; ++line) {
    const std::int64_t start = line / view.inner * view.size * view.inner + line % view.inner;
    const auto at = [&](std::int64_t i) -> std::int64_t& { return elements[static_cast<std::size_t>(start + i * view.inner)]; };
    std::int64_t largest = at(0);
    for (std::int64_t i = 1; i < view.size; ++i) largest = std::max(largest, at(i));
    const auto exponential = [&](std::int64_t i) { return std::exp(scale * static_cast<double>(at(i) - largest)); };
    double sum = 0.0;
    for (std::int64_t i = 0; i < view.size; ++i) sum += exponential(i);
    for (std::int64_t i = 0; i < view.size; ++i) at(i) = to_grid(exponential(i) * steps / sum, grid);
  }
  return {from_integers(context.input(4).dtype(), x.dims(), elements)};
}

// ---- Records.

Operator pair(std::string_view name, std::string_view doc, std::vector<Array> (*eval)(const EvalContext&)) {
  return {
      .name = name,
      .family = "quant",
      .doc = doc,
      .inputs = {{"a", "any shape"},
                 {"a_scale", "float32, one element"},
                 {"a_zero_point", "one element, of the type of a"},
                 {"b", "any shape that broadcasts with a"},
                 {"b_scale", "float32, one element"},
                 {"b_zero_point", "one element, of the type of b"},
                 y_scale_operand,
                 y_zero_point_operand},
      .outputs = {{"y", "of the type of a, shape of a and b broadcast"}},
      .constraints = {eight_bit_operands, zero_point_types, float_scales, single_scales, operands_broadcast, operands_of_one_type},
      .infer = infer_pair,
      .eval = eval,
      .cost = cost_per_output_element,
  };
}

Operator function(std::string_view name, std::string_view doc, std::function<std::vector<Array>(const EvalContext&)> eval) {
  return {
      .name = name,
      .family = "quant",
      .doc = doc,
      .inputs = one_quantized_operand("any shape"),
      .outputs = {{"y", "type and shape of x"}},
      .constraints = {eight_bit_operands, zero_point_types, float_scales, single_scales, same_type_result},
      .infer = infer_function,
      .eval = std::move(eval),
      .cost = cost_per_output_element,
  };
}

Operator requantize() {
  return function("requantize", "The same numbers on another grid: quantize(dequantize(x)) in float32",
                  [](const EvalContext& context) -> std::vector<Array> { return {by_table(context, [](float x) { return x; })}; });
}

Operator quantized_leaky_relu() {
  Operator op = function("quantized_leaky_relu", "x where x >= 0, else alpha * x, on grids: a table of 256 entries, computed in float32",
                         [](const EvalContext& context) -> std::vector<Array> {
                           const double alpha = context.attrs<LeakyReluAttrs>().alpha;
                           return {by_table(context, [alpha](float x) { return leaky_relu(x, alpha); })};
                         });
  op.defaults = LeakyReluAttrs{};
  return op;
}

Operator quantized_sigmoid() {
  return function("quantized_sigmoid",
                  "1 / (1 + e^-x) on grids: a table of 256 entries, the function computed in double and rounded to float32",
                  [](const EvalContext& context) -> std::vector<Array> { return {by_table(context, sigmoid)}; });
}

Operator quantized_softmax() {
  Operator op = function(
      "quantized_softmax",
      "softmax along axis, on grids: in double, the shares of floor(1 / y_scale) rounded to even, moved by the zero point", eval_softmax);
  op.constraints.push_back({"quantized_softmax_c1", "axis is a dimension of x"});
  op.defaults = QuantizedSoftmaxAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    check_one_quantized_operand(context);
    normal_axis("quantized_softmax_c1", context.attrs<QuantizedSoftmaxAttrs>().axis, context.input(0).shape.size());
    return {context.input(0)};
  };
  return op;
}

}  // namespace

std::vector<Operator> quantized_pointwise_operators() {
  return {
      pair("quantized_add", "a + b on grids, in float32 with fused multiply-add, rounded to even with the zero point, saturated", eval_add),
      pair("quantized_mul",
           "a * b on grids: the exact product times (a_scale * b_scale) / y_scale plus the zero point in float32, rounded to even, "
           "saturated",
           eval_mul),
      requantize(),
      quantized_leaky_relu(),
      quantized_sigmoid(),
      quantized_softmax()};
}

}  // namespace nnfront::ops
