#include "ops/pool.h"

#include <cmath>
#include <limits>

#include "ops/arithmetic.h"
#include "ops/pool_parts.h"
#include "ops/window.h"

namespace nnfront::ops {

namespace {

// ---- Inference.

void check_input(const InferContext& context, DTypeClass wanted) {
  check_min_rank("pool_c1", "x", context.input(0), batch_and_channels + 1);
  check_dtype("pool_c2", "x", context.input(0), wanted);
}

std::vector<TensorType> infer_windows(const InferContext& context, const PoolAttrs& attrs, DTypeClass wanted) {
  check_input(context, wanted);
  return {pooled_type({"pool_c1", "pool_c3", "pool_c4", "pool_c5"}, context.input(0), attrs)};
}

std::vector<TensorType> infer_lp_windows(const InferContext& context) {
  const auto& attrs = context.attrs<LpPoolAttrs>();
  check_at_least("pool_c6", "p", attrs.p, 1);
  return infer_windows(context, attrs.windows, DTypeClass::floating);
}

std::vector<TensorType> infer_global(const InferContext& context, DTypeClass wanted) {
  check_input(context, wanted);
  check_planes_not_empty("pool_c7", context.input(0));
  return {globally_pooled_type(context.input(0))};
}

std::vector<TensorType> infer_global_lp(const InferContext& context) {
  check_at_least("pool_c6", "p", context.attrs<GlobalLpPoolAttrs>().p, 1);
  return infer_global(context, DTypeClass::floating);
}

std::vector<TensorType> infer_adaptive(const InferContext& context, DTypeClass wanted) {
  const std::vector<std::int64_t>& size = context.attrs<AdaptivePoolAttrs>().output_size;
  const TensorType& x = context.input(0);
  check_input(context, wanted);
  check_planes_not_empty("pool_c7", x);
  check_window_attribute("pool_c8", "output_size", size, x.shape.size() - batch_and_channels, 1);
  Shape shape = {x.shape[0], x.shape[1]};
  for (const std::int64_t entry : size) shape.emplace_back(entry);
  return {{x.dtype, std::move(shape)}};
}

// ---- Kernels.

template <class T, class Reduce>
Array pool(const EvalContext& context, const MakeTable& make_table, Reduce&& reduce) {
  const std::vector<std::int64_t> y_dims = output_dims(context);
  const std::vector<T> x = to_numbers<T>(context.input(0));
  const std::vector<T> y = pool_planes<T, T>(x, context.input(0).dims(), y_dims, make_table, reduce);
  return from_numbers<T>(context.input(0).dtype(), y_dims, y);
}

template <class T>
T lowest(DType dtype) {
  if constexpr (std::is_integral_v<T>) return integer_range<T>(dtype).first;
  return -std::numeric_limits<T>::infinity();
}

// `lowest` where a window holds no real element. NaN wins.
template <class T>
T largest(const T* plane, const Taps& taps, T lowest) {
  T best = lowest;
  for (const std::int64_t offset : taps.real) {
    const T element = plane[offset];
    if (!(element <= best)) best = element;
    if (best != best) return best;
  }
  return best;
}

double sum(const double* plane, const Taps& taps) {
  double total = 0.0;
  for (const std::int64_t offset : taps.real) total += plane[offset];
  return total;
}

// Zero where there is nothing to divide by: a window of padding alone.
double mean_over(std::int64_t count, double total) {
  return count == 0 ? 0.0 : total / static_cast<double>(count);
}

double lp_norm(const double* plane, const Taps& taps, std::int64_t p) {
  double total = 0.0;
  const auto exponent = static_cast<double>(p);
  for (const std::int64_t offset : taps.real) total += std::pow(std::abs(plane[offset]), exponent);
  return std::pow(total, 1.0 / exponent);
}

std::vector<Array> max_over(const EvalContext& context, const MakeTable& table) {
  const DType dtype = context.input(0).dtype();
  return {with_number_type(dtype, [&]<class T>() {
    return pool<T>(context, table, [&](const T* plane, const Taps& taps) { return largest<T>(plane, taps, lowest<T>(dtype)); });
  })};
}

std::vector<Array> mean_of_real(const EvalContext& context, const MakeTable& table) {
  return {pool<double>(context, table, [](const double* plane, const Taps& taps) {
    return mean_over(static_cast<std::int64_t>(taps.real.size()), sum(plane, taps));
  })};
}

std::vector<Array> lp_over(const EvalContext& context, const MakeTable& table, std::int64_t p) {
  return {pool<double>(context, table, [p](const double* plane, const Taps& taps) { return lp_norm(plane, taps, p); })};
}

// The offset of the largest element, -1 where the window holds none.
template <class T>
std::int64_t place_of_largest(const T* plane, const Taps& taps) {
  std::int64_t best = -1;
  for (const std::int64_t offset : taps.real) {
    if (best < 0 || comes_before(plane[best], plane[offset])) best = offset;
  }
  return best;
}

// An offset in C order within a plane as one in the opposite order of dimensions.
std::int64_t in_column_order(std::int64_t offset, std::span<const std::int64_t> sizes) {
  std::int64_t result = 0;
  std::int64_t count = product(sizes);
  for (std::size_t d = sizes.size(); d-- > 0;) {
    count /= sizes[d];
    result += offset % sizes[d] * count;
    offset /= sizes[d];
  }
  return result;
}

std::vector<Array> eval_max_pool_indices(const EvalContext& context) {
  const auto& attrs = context.attrs<MaxPoolIndicesAttrs>();
  const Array& x = context.input(0);
  const std::vector<std::int64_t> y_dims = output_dims(context);
  const std::span<const std::int64_t> sizes = spatial(x.dims());
  const std::vector<std::int64_t> places = with_arithmetic_type(x.dtype(), [&]<class T>() {
    const std::vector<T> elements = operands<T>(x);
    return pool_planes<T, std::int64_t>(elements, x.dims(), y_dims, sliding_table(attrs.windows), [&](const T* plane, const Taps& taps) {
      const std::int64_t place = place_of_largest(plane, taps);
      if (place < 0) return place;
      return plane - elements.data() + (attrs.column_major ? in_column_order(place, sizes) : place);
    });
  });
  return {from_integers(DType::int64, y_dims, places)};
}

std::vector<Array> eval_lp_pool(const EvalContext& context) {
  const auto& attrs = context.attrs<LpPoolAttrs>();
  return lp_over(context, sliding_table(attrs.windows), attrs.p);
}

std::vector<Array> eval_average_pool(const EvalContext& context) {
  const auto& attrs = context.attrs<AveragePoolAttrs>();
  const MakeTable table = sliding_table(attrs.windows);
  if (!attrs.count_include_pad) return mean_of_real(context, table);
  return {pool<double>(context, table, [](const double* plane, const Taps& taps) { return mean_over(taps.padded, sum(plane, taps)); })};
}

// ---- Cost: one operation per real tap.

Cost cost_adaptive(const CostContext& context) {
  const std::vector<std::int64_t> x = context.input_dims(0);
  const std::vector<std::int64_t> y = context.output_dims(0);
  std::int64_t taps = 1;
  for (std::size_t d = batch_and_channels; d < x.size(); ++d) {
    const std::int64_t ends = sum_of_quotients(y[d], x[d], checked_add(x[d], y[d] - 1), y[d]);
    taps = checked_multiply(taps, ends - sum_of_quotients(y[d], x[d], 0, y[d]));
  }
  return planes_cost(x, taps);
}

// ---- Records.

constexpr Constraint has_spatial_dimensions = {"pool_c1", "x has rank 3 or more: [N, C, spatial...]"};
constexpr Constraint has_type = {"pool_c2", "x is of a floating type, or for maxima of a floating or integer one"};
constexpr Constraint has_windows = {"pool_c3", "kernel, strides and dilations are positive, one per spatial dimension"};
constexpr Constraint has_pads = {"pool_c4", "pads are not negative, two per spatial dimension"};
constexpr Constraint fits = {"pool_c5", "the window fits into the padded input"};
constexpr Constraint has_exponent = {"pool_c6", "p is 1 or more"};
constexpr Constraint not_empty = {"pool_c7", "no spatial dimension is empty"};
constexpr Constraint has_output_size = {"pool_c8", "output_size is positive, one per spatial dimension"};

constexpr Operand input_operand = {"x", "[N, C, spatial...]"};
constexpr Operand sliding_output = {"y", "[N, C, spatial...], each size the number of windows, rounded as `rounding` says"};
constexpr Operand global_output = {"y", "[N, C, 1...]"};
constexpr Operand adaptive_output = {"y", "[N, C, output_size...]"};
constexpr std::string_view adaptive_source =
    "He et al., Spatial Pyramid Pooling in Deep Convolutional Networks for Visual Recognition, arXiv:1406.4729";

Operator max_pool() {
  return {
      .name = "max_pool",
      .family = "pool",
      .doc = "Maximum of each window; padding never wins",
      .inputs = {input_operand},
      .outputs = {sliding_output},
      .constraints = {has_spatial_dimensions, has_type, has_windows, has_pads, fits},
      .defaults = PoolAttrs{},
      .infer = [](const InferContext& context) { return infer_windows(context, context.attrs<PoolAttrs>(), DTypeClass::number); },
      .eval = [](const EvalContext& context) { return max_over(context, sliding_table(context.attrs<PoolAttrs>())); },
      .cost = [](const CostContext& context) { return cost_windows(context, context.attrs<PoolAttrs>()); },
      .source = "https://onnx.ai/onnx/operators/onnx__MaxPool.html",
  };
}

Operator max_pool_indices() {
  return {
      .name = "max_pool_indices",
      .family = "pool",
      .doc = "Where the maximum of each window stands: the number of the first such element in the flattened x; -1 in padding alone",
      .inputs = {input_operand},
      .outputs = {{"y", "int64 [N, C, spatial...], each size the number of windows, rounded as `rounding` says"}},
      .constraints = {has_spatial_dimensions, has_type, has_windows, has_pads, fits},
      .defaults = MaxPoolIndicesAttrs{},
      .infer = [](const InferContext& context) -> std::vector<TensorType> {
        Shape shape = infer_windows(context, context.attrs<MaxPoolIndicesAttrs>().windows, DTypeClass::number).front().shape;
        return {{DType::int64, std::move(shape)}};
      },
      .eval = eval_max_pool_indices,
      .cost = [](const CostContext& context) { return cost_windows(context, context.attrs<MaxPoolIndicesAttrs>().windows); },
      .source = "https://onnx.ai/onnx/operators/onnx__MaxPool.html",
  };
}

Operator average_pool() {
  return {
      .name = "average_pool",
      .family = "pool",
      .doc = "Mean of each window; count_include_pad says whether padding counts in the divisor",
      .inputs = {input_operand},
      .outputs = {sliding_output},
      .constraints = {has_spatial_dimensions, has_type, has_windows, has_pads, fits},
      .defaults = AveragePoolAttrs{},
      .infer =
          [](const InferContext& context) {
            return infer_windows(context, context.attrs<AveragePoolAttrs>().windows, DTypeClass::floating);
          },
      .eval = eval_average_pool,
      .cost = [](const CostContext& context) { return cost_windows(context, context.attrs<AveragePoolAttrs>().windows); },
      .source = "https://onnx.ai/onnx/operators/onnx__AveragePool.html",
  };
}

Operator lp_pool() {
  return {
      .name = "lp_pool",
      .family = "pool",
      .doc = "p-norm of each window: (sum of |x|^p)^(1/p)",
      .inputs = {input_operand},
      .outputs = {sliding_output},
      .constraints = {has_spatial_dimensions, has_type, has_windows, has_pads, fits, has_exponent},
      .defaults = LpPoolAttrs{},
      .infer = infer_lp_windows,
      .eval = eval_lp_pool,
      .cost = [](const CostContext& context) { return cost_windows(context, context.attrs<LpPoolAttrs>().windows); },
      .source = "https://onnx.ai/onnx/operators/onnx__LpPool.html",
  };
}

Operator global_max_pool() {
  return {
      .name = "global_max_pool",
      .family = "pool",
      .doc = "Maximum over all spatial dimensions",
      .inputs = {input_operand},
      .outputs = {global_output},
      .constraints = {has_spatial_dimensions, has_type, not_empty},
      .infer = [](const InferContext& context) { return infer_global(context, DTypeClass::number); },
      .eval = [](const EvalContext& context) { return max_over(context, adaptive_taps); },
      .cost = cost_per_input_element,
  };
}

Operator global_average_pool() {
  return {
      .name = "global_average_pool",
      .family = "pool",
      .doc = "Mean over all spatial dimensions",
      .inputs = {input_operand},
      .outputs = {global_output},
      .constraints = {has_spatial_dimensions, has_type, not_empty},
      .infer = [](const InferContext& context) { return infer_global(context, DTypeClass::floating); },
      .eval = [](const EvalContext& context) { return mean_of_real(context, adaptive_taps); },
      .cost = cost_per_input_element,
      .source = "Lin, Chen and Yan, Network In Network, arXiv:1312.4400, section 3.2",
  };
}

Operator global_lp_pool() {
  return {
      .name = "global_lp_pool",
      .family = "pool",
      .doc = "p-norm over all spatial dimensions",
      .inputs = {input_operand},
      .outputs = {global_output},
      .constraints = {has_spatial_dimensions, has_type, not_empty, has_exponent},
      .defaults = GlobalLpPoolAttrs{},
      .infer = infer_global_lp,
      .eval = [](const EvalContext& context) { return lp_over(context, adaptive_taps, context.attrs<GlobalLpPoolAttrs>().p); },
      .cost = cost_per_input_element,
      .source = "https://onnx.ai/onnx/operators/onnx__GlobalLpPool.html",
  };
}

Operator adaptive_max_pool() {
  return {
      .name = "adaptive_max_pool",
      .family = "pool",
      .doc = "Maximum of windows that divide the input into output_size parts",
      .inputs = {input_operand},
      .outputs = {adaptive_output},
      .constraints = {has_spatial_dimensions, has_type, not_empty, has_output_size},
      .defaults = AdaptivePoolAttrs{},
      .infer = [](const InferContext& context) { return infer_adaptive(context, DTypeClass::number); },
      .eval = [](const EvalContext& context) { return max_over(context, adaptive_taps); },
      .cost = cost_adaptive,
      .source = adaptive_source,
  };
}

Operator adaptive_average_pool() {
  return {
      .name = "adaptive_average_pool",
      .family = "pool",
      .doc = "Mean of windows that divide the input into output_size parts",
      .inputs = {input_operand},
      .outputs = {adaptive_output},
      .constraints = {has_spatial_dimensions, has_type, not_empty, has_output_size},
      .defaults = AdaptivePoolAttrs{},
      .infer = [](const InferContext& context) { return infer_adaptive(context, DTypeClass::floating); },
      .eval = [](const EvalContext& context) { return mean_of_real(context, adaptive_taps); },
      .cost = cost_adaptive,
      .source = adaptive_source,
  };
}

}  // namespace

std::vector<Operator> pool_operators() {
  return {max_pool(),       max_pool_indices(),  average_pool(),         lp_pool(), global_max_pool(), global_average_pool(),
          global_lp_pool(), adaptive_max_pool(), adaptive_average_pool()};
}

}  // namespace nnfront::ops
