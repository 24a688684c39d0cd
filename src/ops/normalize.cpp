// Division by a norm: l2_normalize, lp_normalize.
#include <cmath>

#include "ops/arithmetic.h"
#include "ops/norm.h"
#include "ops/norm_parts.h"

namespace nnfront::ops {

namespace {

std::vector<TensorType> infer_l2_normalize(const InferContext& context) {
  const L2NormalizeAttrs& attrs = context.attrs<L2NormalizeAttrs>();
  const TensorType& x = context.input(0);
  check_dtype("l2_normalize_c1", "x", x, DTypeClass::floating);
  if (normal_axes("l2_normalize_c2", attrs.axes, x.shape.size()).empty()) {
    violated("l2_normalize_c2", "axes: got none, wanted one or more");
  }
  check_epsilon("l2_normalize_c3", attrs.epsilon);
  return {x};
}

std::vector<TensorType> infer_lp_normalize(const InferContext& context) {
  const auto& attrs = context.attrs<LpNormalizeAttrs>();
  const TensorType& x = context.input(0);
  check_dtype("lp_normalize_c1", "x", x, DTypeClass::floating);
  normal_axis("lp_normalize_c2", attrs.axis, x.shape.size());
  if (attrs.p != 1 && attrs.p != 2) violated("lp_normalize_c3", "p: got {}, wanted 1 or 2", attrs.p);
  return {x};
}

std::vector<Array> eval_l2_normalize(const EvalContext& context) {
  const L2NormalizeAttrs& attrs = context.attrs<L2NormalizeAttrs>();
  const std::vector<std::int64_t>& dims = context.input(0).dims();
  std::vector<std::int64_t> kept = dims;
  for (const int axis : normal_axes("l2_normalize_c2", attrs.axes, dims.size())) kept[static_cast<std::size_t>(axis)] = 1;
  const std::vector<double> x = to_doubles(context.input(0));
  std::vector<double> squares(static_cast<std::size_t>(product(kept)), 0.0);
  const std::array<std::vector<std::int64_t>, 1> strides = {broadcast_strides(kept, dims)};
  for_each_offset<1>(dims, strides, [&](std::int64_t i, const std::array<std::int64_t, 1>& group) {
    const double element = x[static_cast<std::size_t>(i)];
    squares[static_cast<std::size_t>(group[0])] += element * element;
  });
  std::vector<double> y(x.size());
  for_each_offset<1>(dims, strides, [&](std::int64_t i, const std::array<std::int64_t, 1>& group) {
    y[static_cast<std::size_t>(i)] =
        x[static_cast<std::size_t>(i)] / std::sqrt(squares[static_cast<std::size_t>(group[0])] + attrs.epsilon);
  });
  return {from_doubles(context.input(0).dtype(), dims, y)};
}

// Of the numbers scaled by the largest magnitude, so that squares neither overflow nor vanish.
double lp_norm(const std::vector<double>& x, std::span<const std::int64_t> line, std::int64_t p) {
  double largest = 0.0;
  for (const std::int64_t i : line) largest = larger(largest, std::abs(x[static_cast<std::size_t>(i)]));
  if (largest == 0.0 || !std::isfinite(largest)) return largest;
  double sum = 0.0;
  for (const std::int64_t i : line) {
    const double magnitude = std::abs(x[static_cast<std::size_t>(i)]) / largest;
    sum += p == 1 ? magnitude : magnitude * magnitude;
  }
  return largest * (p == 1 ? sum : std::sqrt(sum));
}

std::vector<Array> eval_lp_normalize(const EvalContext& context) {
  const auto& attrs = context.attrs<LpNormalizeAttrs>();
  const std::vector<std::int64_t>& dims = context.input(0).dims();
  const AxisView view = view_around(dims, normal_axis("lp_normalize_c2", attrs.axis, dims.size()));
  std::vector<double> x = to_doubles(context.input(0));
  for_each_line(view, [&](std::int64_t, std::int64_t, std::span<const std::int64_t> line) {
    const double norm = lp_norm(x, line, attrs.p);
    for (const std::int64_t i : line) x[static_cast<std::size_t>(i)] = norm == 0.0 ? 0.0 : x[static_cast<std::size_t>(i)] / norm;
  });
  return {from_doubles(context.input(0).dtype(), dims, x)};
}

}  // namespace

Operator l2_normalize() {
  return {
      .name = "l2_normalize",
      .family = "norm",
      .doc = "Division by the Euclidean norm over some axes: x / sqrt(sum of x^2 + epsilon)",
      .inputs = {{"x", "any shape"}},
      .outputs = {{"y", "the type of x"}},
      .constraints = {{"l2_normalize_c1", "x is of a floating type"},
                      {"l2_normalize_c2", "axes names one dimension of x or more, each once"},
                      {"l2_normalize_c3", "epsilon is a finite number, 0 or more"}},
      .defaults = L2NormalizeAttrs{},
      .infer = infer_l2_normalize,
      .eval = eval_l2_normalize,
      .cost = cost_per_input_element,
  };
}

Operator lp_normalize() {
  return {
      .name = "lp_normalize",
      .family = "norm",
      .doc = "Division by the 1-norm or 2-norm along one axis; a line of zeros stays as it is",
      .inputs = {{"x", "any shape"}},
      .outputs = {{"y", "the type of x"}},
      .constraints = {{"lp_normalize_c1", "x is of a floating type"},
                      {"lp_normalize_c2", "axis is a dimension of x"},
                      {"lp_normalize_c3", "p is 1 or 2"}},
      .defaults = LpNormalizeAttrs{},
      .infer = infer_lp_normalize,
      .eval = eval_lp_normalize,
      .cost = cost_per_input_element,
      .source = "https://onnx.ai/onnx/operators/onnx__LpNormalization.html",
  };
}

}  // namespace nnfront::ops
