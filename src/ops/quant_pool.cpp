// Average pools of integers. A maximum needs no grid: max_pool takes integers.
#include <algorithm>

#include "ops/pool_parts.h"
#include "ops/quant_parts.h"

namespace nnfront::ops {

namespace {

constexpr Constraint pool_rank{"quantized_average_pool_c1", "x has rank 3 or more: [N, C, spatial...]"};

std::vector<TensorType> infer_average(const InferContext& context) {
  const PoolLabels labels = {pool_rank.label, "quantized_average_pool_c2", "quantized_average_pool_c3", "quantized_average_pool_c4"};
  TensorType type = pooled_type(labels, context.input(0), context.attrs<AveragePoolAttrs>().windows);
  check_one_quantized_operand(context);
  return {std::move(type)};
}

std::vector<TensorType> infer_global(const InferContext& context) {
  check_min_rank(pool_rank.label, "x", context.input(0), batch_and_channels + 1);
  check_planes_not_empty("quantized_global_average_pool_c1", context.input(0));
  check_one_quantized_operand(context);
  return {globally_pooled_type(context.input(0))};
}

Array result(const EvalContext& context, const std::vector<std::int64_t>& elements) {
  return from_integers(context.input(4).dtype(), output_dims(context), elements);
}

// The exact sum of the plane, times x_scale / (y_scale * count).
Array average_planes(const EvalContext& context) {
  const Array& x = context.input(0);
  const std::vector<std::int64_t> elements = centred(x, &context.input(2));
  const float count = static_cast<float>(product(spatial(x.dims())));
  const float multiplier = float_quotient(scalar_of(context.input(1)), float_product(scalar_of(context.input(3)), count));
  const Grid grid = grid_of(context.input(4));
  const auto sum = [&](const std::int64_t* plane, const Taps& taps) {
    std::int64_t total = 0;
    for (const std::int64_t offset : taps.real) total += plane[offset];
    return requantize_float(accumulator_of(total), multiplier, grid);
  };
  return result(context, pool_planes<std::int64_t, std::int64_t>(elements, x.dims(), output_dims(context), adaptive_taps, sum));
}

// A window that is all of x, without pads, stands once and is computed as the global pool.
bool is_global(const PoolAttrs& attrs, std::span<const std::int64_t> sizes) {
  return std::equal(sizes.begin(), sizes.end(), attrs.kernel.begin(), attrs.kernel.end()) &&
         std::all_of(attrs.pads.begin(), attrs.pads.end(), [](std::int64_t pad) { return pad == 0; }) &&
         std::all_of(attrs.dilations.begin(), attrs.dilations.end(), [](std::int64_t dilation) { return dilation == 1; });
}

// Numbers of the window, added up one after the other in float32, divided by their count; then onto the grid with the zero point added
// before rounding.
Array average_windows(const EvalContext& context) {
  const auto& attrs = context.attrs<AveragePoolAttrs>();
  const Array& x = context.input(0);
  const Grid from = grid_of(context.input(2));
  const Grid to = grid_of(context.input(4));
  const float y_scale = scalar_of(context.input(3));
  std::vector<float> numbers;
  for (const std::int64_t q : to_integers(x)) numbers.push_back(dequantized(q, scalar_of(context.input(1)), from.zero_point));
  const std::int64_t kernel_size = product(attrs.windows.kernel);
  const auto mean = [&](const float* plane, const Taps& taps) {
    double total = 0.0;
    for (const std::int64_t offset : taps.real) total = static_cast<float>(total + static_cast<double>(plane[offset]));
    const std::int64_t count = attrs.count_include_pad ? kernel_size : static_cast<std::int64_t>(taps.real.size());
    const float average = count == 0 ? 0.0F : float_quotient(static_cast<float>(total), static_cast<float>(count));
    const double moved = static_cast<double>(float_quotient(average, y_scale)) + static_cast<double>(to.zero_point);
    return to_grid_after_zero_point(static_cast<float>(moved), to);
  };
  return result(context, pool_planes<float, std::int64_t>(numbers, x.dims(), output_dims(context), sliding_table(attrs.windows), mean));
}

std::vector<Array> eval_average(const EvalContext& context) {
  const bool global = is_global(context.attrs<AveragePoolAttrs>().windows, spatial(context.input(0).dims()));
  return {global ? average_planes(context) : average_windows(context)};
}

std::vector<Constraint> with_grid_constraints(std::vector<Constraint> constraints) {
  constraints.insert(constraints.end(), {eight_bit_operands, zero_point_types, float_scales, single_scales, same_type_result});
  return constraints;
}

Operator quantized_average_pool() {
  return {
      .name = "quantized_average_pool",
      .family = "quant",
      .doc =
          "Mean of each window of numbers on a grid, in float32, on a grid again; with count_include_pad it is divided by the size of the "
          "kernel. Where the window is all of x it is quantized_global_average_pool",
      .inputs = one_quantized_operand("[N, C, spatial...]"),
      .outputs = {{"y", "[N, C, spatial...], each size the number of windows, rounded as `rounding` says"}},
      .constraints =
          with_grid_constraints({pool_rank,
                                 {"quantized_average_pool_c2", "kernel, strides and dilations are positive, one per spatial dimension"},
                                 {"quantized_average_pool_c3", "pads are not negative, two per spatial dimension"},
                                 {"quantized_average_pool_c4", "the window fits into the padded input"}}),
      .defaults = AveragePoolAttrs{},
      .infer = infer_average,
      .eval = eval_average,
      .cost = [](const CostContext& context) { return cost_windows(context, context.attrs<AveragePoolAttrs>().windows); },
  };
}

Operator quantized_global_average_pool() {
  return {
      .name = "quantized_global_average_pool",
      .family = "quant",
      .doc =
          "Mean over all spatial dimensions: the exact sum of x - x_zero_point times x_scale / (y_scale * count) in float32, rounded to "
          "even, "
          "moved by the zero point, saturated",
      .inputs = one_quantized_operand("[N, C, spatial...]"),
      .outputs = {{"y", "[N, C, 1...]"}},
      .constraints = with_grid_constraints({pool_rank, {"quantized_global_average_pool_c1", "no spatial dimension is empty"}}),
      .infer = infer_global,
      .eval = [](const EvalContext& context) -> std::vector<Array> { return {average_planes(context)}; },
      .cost = cost_per_input_element,
  };
}

}  // namespace

std::vector<Operator> quantized_pool_operators() {
  return {quantized_average_pool(), quantized_global_average_pool()};
}

}  // namespace nnfront::ops
