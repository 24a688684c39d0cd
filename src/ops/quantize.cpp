// Between real numbers and grids.
#include <algorithm>

#include "ops/quant_parts.h"

namespace nnfront::ops {

namespace {

// ---- Inference.

constexpr Constraint scale_type{"quantize_c2", "the scale is of a floating type"};
constexpr Constraint grid_type{"quantize_c3",
                               "dtype is an integer type of 32 bits or less, or a floating one of 8 bits or less other than float8_e8m0"};
constexpr Constraint zero_point_like_scale{"quantize_c4", "the zero point has the type of the grid and the shape of the scale"};
constexpr Constraint scale_shape{"quantize_c5",
                                 "the scale has one element, one per element of the axis, or, with block_size, the shape of x with "
                                 "ceil(size / block_size) along the axis"};
constexpr Constraint has_axis{"quantize_c6", "axis is a dimension of x, where the scale has more than one element"};

constexpr std::int64_t largest_block = 2147483647;

bool is_grid_type(DType dtype) {
  if (is_integer(dtype)) return bits(dtype) <= 32;
  return is_floating(dtype) && bits(dtype) <= 8 && dtype != DType::float8_e8m0;
}

void check_grid_type(std::string_view label, std::string_view what, DType dtype) {
  if (is_grid_type(dtype)) return;
  violated(label, "{}: got {}, wanted an integer type of 32 bits or less, or a floating one of 8 bits or less", what, name(dtype));
}

bool has_one_element(const Shape& shape) {
  return std::all_of(shape.begin(), shape.end(), [](const Dim& dim) { return dim.is_integer() && dim.integer() == 1; });
}

// The scale's shape, given that it has more than one element.
Shape wanted_scale_shape(const Shape& x, int axis, std::int64_t block_size) {
  const auto at = static_cast<std::size_t>(axis);
  if (block_size == 0) return {x[at]};
  Shape shape = x;
  shape[at] = ceil_div(x[at], block_size);
  return shape;
}

void check_scale(const InferContext& context, std::int64_t axis, std::int64_t block_size, DType grid) {
  const TensorType& x = context.input(0);
  const TensorType& scale = context.input(1);
  check_dtype(scale_type.label, "scale", scale, DTypeClass::floating);
  check_at_least(scale_shape.label, "block_size", block_size, 0);
  if (block_size > largest_block) violated(scale_shape.label, "block_size: got {}, wanted {} or less", block_size, largest_block);
  if (!has_one_element(scale.shape)) {
    const int at = normal_axis(has_axis.label, axis, x.shape.size());
    check_shape(scale_shape.label, "scale", scale.shape, wanted_scale_shape(x.shape, at, block_size));
  }
  if (!context.has(2)) return;
  const TensorType& zero_point = context.input(2);
  check_same_dtype(zero_point_like_scale.label, "zero point", zero_point, grid);
  if (has_one_element(scale.shape) && has_one_element(zero_point.shape)) return;
  check_shape(zero_point_like_scale.label, "zero point", zero_point.shape, scale.shape);
}

std::vector<TensorType> infer_quantize(const InferContext& context) {
  const auto& attrs = context.attrs<QuantizeAttrs>();
  const TensorType& x = context.input(0);
  if (!is_floating(x.dtype) && x.dtype != DType::int32) {
    violated("quantize_c1", "x: got {}, wanted a floating type or int32", name(x.dtype));
  }
  check_grid_type(grid_type.label, "dtype", attrs.dtype);
  if (!is_floating(attrs.precision) || bits(attrs.precision) < 16) {
    violated("quantize_c7", "precision: got {}, wanted a floating type of 16 bits or more", name(attrs.precision));
  }
  check_scale(context, attrs.axis, attrs.block_size, attrs.dtype);
  return {{attrs.dtype, x.shape}};
}

std::vector<TensorType> infer_fake_quantize(const InferContext& context) {
  check_dtype("fake_quantize_c1", "x", context.input(0), DTypeClass::floating);
  infer_quantize(context);
  return {context.input(0)};
}

std::vector<TensorType> infer_dequantize(const InferContext& context) {
  const auto& attrs = context.attrs<DequantizeAttrs>();
  const TensorType& x = context.input(0);
  check_grid_type("dequantize_c1", "x", x.dtype);
  check_dtype("dequantize_c2", "dtype", {attrs.dtype, {}}, DTypeClass::floating);
  check_scale(context, attrs.axis, attrs.block_size, x.dtype);
  return {{attrs.dtype, x.shape}};
}

// ---- Kernels.

// Calls body(i, s) for every element i of x and the element s of scale and zero point that belongs to it.
template <class Body>
void for_each_scaled(const Array& x, const Array& scale, std::int64_t axis, std::int64_t block_size, Body&& body) {
  if (scale.size() == 1) {
    for (std::int64_t i = 0; i < x.size(); ++i) body(static_cast<std::size_t>(i), std::size_t{0});
    return;
  }
  const auto at = static_cast<std::size_t>(normal_axis(has_axis.label, axis, x.dims().size()));
  const std::vector<std::int64_t> strides = strides_of(scale.dims());
  std::size_t i = 0;
  for_each_index(x.dims(), [&](std::span<const std::int64_t> index) {
    std::int64_t offset = 0;
    if (block_size == 0) {
      offset = index[at];
    } else {
      for (std::size_t d = 0; d < index.size(); ++d) offset += strides[d] * (d == at ? index[d] / block_size : index[d]);
    }
    body(i++, static_cast<std::size_t>(offset));
  });
}

std::vector<double> zeros_or(const Array* zero_point, std::int64_t count) {
  return zero_point == nullptr ? std::vector<double>(static_cast<std::size_t>(count)) : to_doubles(*zero_point);
}

std::vector<double> rounded_to(DType dtype, const std::vector<double>& elements) {
  return to_doubles(from_doubles(dtype, {static_cast<std::int64_t>(elements.size())}, elements));
}

Array quantized_array(const Array& x, const Array& scale, const Array* zero_point, const QuantizeAttrs& attrs) {
  std::vector<double> elements = rounded_to(attrs.precision, to_doubles(x));
  const std::vector<double> scales = rounded_to(attrs.precision, to_doubles(scale));
  for_each_scaled(x, scale, attrs.axis, attrs.block_size, [&](std::size_t i, std::size_t s) { elements[i] /= scales[s]; });
  elements = rounded_to(attrs.precision, elements);
  const std::vector<double> zeros = zeros_or(zero_point, scale.size());
  if (!is_integer(attrs.dtype)) {
    // Without a zero point a zero keeps its sign.
    for_each_scaled(x, scale, attrs.axis, attrs.block_size,
                    [&](std::size_t i, std::size_t s) { elements[i] = zeros[s] == 0 ? elements[i] : elements[i] + zeros[s]; });
    return cast_doubles(attrs.dtype, x.dims(), elements, {attrs.saturate, PowerRounding::nearest});
  }
  std::vector<std::int64_t> integers(elements.size());
  Grid grid = grid_of(attrs.dtype, 0, attrs.narrow);
  for_each_scaled(x, scale, attrs.axis, attrs.block_size, [&](std::size_t i, std::size_t s) {
    grid.zero_point = static_cast<std::int64_t>(zeros[s]);
    integers[i] = to_grid(elements[i], grid);
  });
  return from_integers(attrs.dtype, x.dims(), integers);
}

Array dequantized_array(const Array& x, const Array& scale, const Array* zero_point, const DequantizeAttrs& attrs) {
  std::vector<double> elements = to_doubles(x);
  const std::vector<double> scales = to_doubles(scale);
  const std::vector<double> zeros = zeros_or(zero_point, scale.size());
  const bool wide = attrs.dtype == DType::float64;
  const auto rounded = [wide](double number) { return wide ? number : static_cast<double>(static_cast<float>(number)); };
  for_each_scaled(x, scale, attrs.axis, attrs.block_size,
                  [&](std::size_t i, std::size_t s) { elements[i] = rounded(rounded(elements[i] - zeros[s]) * scales[s]); });
  return from_doubles(attrs.dtype, x.dims(), elements);
}

const Array* zero_point_of(const EvalContext& context) {
  return context.has(2) ? &context.input(2) : nullptr;
}

std::vector<Array> eval_quantize(const EvalContext& context) {
  return {quantized_array(context.input(0), context.input(1), zero_point_of(context), context.attrs<QuantizeAttrs>())};
}

std::vector<Array> eval_dequantize(const EvalContext& context) {
  return {dequantized_array(context.input(0), context.input(1), zero_point_of(context), context.attrs<DequantizeAttrs>())};
}

std::vector<Array> eval_fake_quantize(const EvalContext& context) {
  const auto& attrs = context.attrs<QuantizeAttrs>();
  const Array& x = context.input(0);
  const Array on_grid = quantized_array(x, context.input(1), zero_point_of(context), attrs);
  return {dequantized_array(on_grid, context.input(1), zero_point_of(context), {attrs.axis, attrs.block_size, x.dtype()})};
}

std::vector<Array> eval_dynamic_quantize(const EvalContext& context) {
  const Array& x = context.input(0);
  float lowest = 0.0F;
  float highest = 0.0F;
  for (const float element : x.as<float>()) {
    lowest = std::min(lowest, element);
    highest = std::max(highest, element);
  }
  Grid grid = grid_of(DType::uint8, 0);
  const float scale = lowest == highest ? 1.0F : float_quotient(highest - lowest, static_cast<float>(grid.highest));
  grid.zero_point = to_grid(-static_cast<double>(float_quotient(lowest, scale)), grid);
  std::vector<std::int64_t> y;
  for (const float element : x.as<float>()) y.push_back(quantized(element, scale, grid));
  const std::vector<std::int64_t> zero_point = {grid.zero_point};
  return {from_integers(DType::uint8, x.dims(), y), Array::of<float>({}, std::span(&scale, 1)),
          from_integers(DType::uint8, {}, zero_point)};
}

// ---- Records.

constexpr Operand scale_operand{"scale", "one element, one per element of the axis, or one per block"};
constexpr Operand zero_point_operand{"zero_point", "shape of the scale; 0 where left out", Operand::Arity::optional};
constexpr std::string_view quantization_source =
    "Jacob et al., Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference, arXiv:1712.05877";

Operator quantize() {
  return {
      .name = "quantize",
      .family = "quant",
      .doc = "The grid's number nearest to x: sat(zero_point + round(x / scale)), halves to even; NaN is the lowest integer",
      .inputs = {{"x", "any shape"}, scale_operand, zero_point_operand},
      .outputs = {{"y", "shape of x, of type dtype"}},
      .constraints = {{"quantize_c1", "x is of a floating type or int32"},
                      scale_type,
                      grid_type,
                      zero_point_like_scale,
                      scale_shape,
                      has_axis,
                      {"quantize_c7", "precision is a floating type of 16 bits or more"}},
      .defaults = QuantizeAttrs{},
      .infer = infer_quantize,
      .eval = eval_quantize,
      .cost = cost_per_output_element,
      .source = "https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html",
  };
}

Operator dequantize() {
  return {
      .name = "dequantize",
      .family = "quant",
      .doc = "What numbers of a grid stand for: scale * (x - zero_point)",
      .inputs = {{"x", "any shape"}, scale_operand, zero_point_operand},
      .outputs = {{"y", "shape of x, of type dtype"}},
      .constraints = {{"dequantize_c1",
                       "x is of an integer type of 32 bits or less, or a floating one of 8 bits or less other than "
                       "float8_e8m0"},
                      {"dequantize_c2", "dtype is a floating type"},
                      scale_type,
                      zero_point_like_scale,
                      scale_shape,
                      has_axis},
      .defaults = DequantizeAttrs{},
      .infer = infer_dequantize,
      .eval = eval_dequantize,
      .cost = cost_per_output_element,
      .source = "https://onnx.ai/onnx/operators/onnx__DequantizeLinear.html",
  };
}

Operator fake_quantize() {
  Operator op = quantize();
  op.name = "fake_quantize";
  op.doc = "dequantize(quantize(x)): x moved onto a grid, still as real numbers; gradients pass straight through in training";
  op.outputs = {{"y", "type and shape of x"}};
  op.constraints.push_back({"fake_quantize_c1", "x is of a floating type"});
  op.infer = infer_fake_quantize;
  op.eval = eval_fake_quantize;
  op.source = quantization_source;
  return op;
}

Operator dynamic_quantize() {
  return {
      .name = "dynamic_quantize",
      .family = "quant",
      .doc = "x on the uint8 grid from its least element (or 0) to its largest (or 0), with that grid; the scale is 1 where both are 0",
      .inputs = {{"x", "any shape"}},
      .outputs = {{"y", "uint8, shape of x"}, {"scale", "float32, no dimensions"}, {"zero_point", "uint8, no dimensions"}},
      .constraints = {{"dynamic_quantize_c1", "x is of type float32"}},
      .infer = [](const InferContext& context) -> std::vector<TensorType> {
        const TensorType& x = context.input(0);
        check_same_dtype("dynamic_quantize_c1", "x", x, DType::float32);
        return {{DType::uint8, x.shape}, {DType::float32, {}}, {DType::uint8, {}}};
      },
      .eval = eval_dynamic_quantize,
      .cost = cost_per_output_element,
      .source = "https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html",
  };
}

}  // namespace

std::vector<Operator> quantize_operators() {
  return {quantize(), dequantize(), fake_quantize(), dynamic_quantize()};
}

}  // namespace nnfront::ops
