// Grids, and what is computed element by element on them.
#include "ops/quant.h"

#include <algorithm>

#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "frontends/onnx/quant_operands.h"
#include "ops/activation.h"
#include "ops/reduce.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

// Where the scale has one element the axis says nothing.
std::int64_t grid_axis(NodeContext& context, Value data, Value scale) {
  const std::int64_t axis = context.attr<std::int64_t>("axis", 1);
  return is_one_element(context, scale) ? 0 : context.axis(data, axis);
}

// No value where the attribute is left out or 0.
std::optional<DType> optional_dtype(NodeContext& context, std::string_view attribute) {
  if (context.attr<std::int64_t>(attribute, 0) == 0) return std::nullopt;
  return context.dtype_attr(attribute, DType::float32);
}

Value dequantized(NodeContext& context, const OnGrid& x, std::string_view part) {
  return context.add("dequantize", {x.value, x.scale, x.zero_point}, ops::DequantizeAttrs{0, 0, DType::float32}, part);
}

Value quantized(NodeContext& context, Value value, const Grid& grid, std::string_view part = {}) {
  ops::QuantizeAttrs attributes;
  attributes.axis = 0;
  attributes.dtype = context.dtype(grid.zero_point);
  return context.add("quantize", {value, grid.scale, grid.zero_point}, attributes, part);
}

// x, its scale and zero point, and those of the result.
Values function(NodeContext& context, Attributes attributes = {}) {
  const OnGrid x = operand_on_grid(context, 0);
  const Grid y = result_grid(context, 3, context.dtype(x.value));
  return {context.add(context.target(), {x.value, x.scale, x.zero_point, y.scale, y.zero_point}, std::move(attributes))};
}

Value requantized(NodeContext& context, const OnGrid& x, const Grid& y, std::string_view part) {
  return context.add("requantize", {x.value, x.scale, x.zero_point, y.scale, y.zero_point}, {}, part);
}

Values quantize_linear(NodeContext& context) {
  const Value data = context.input(0);
  const Value scale = context.input(1, ParameterRole::buffer);
  const std::optional<Value> zero_point = context.optional_input(2, ParameterRole::buffer);
  ops::QuantizeAttrs attributes;
  attributes.axis = grid_axis(context, data, scale);
  attributes.block_size = context.attr<std::int64_t>("block_size", 0);
  attributes.saturate = context.attr<bool>("saturate", true);
  attributes.dtype = zero_point ? context.dtype(*zero_point) : DType::uint8;
  attributes.dtype = optional_dtype(context, "output_dtype").value_or(attributes.dtype);
  // Where it is left out runtimes divide in float32, whatever the scale's type.
  attributes.precision = optional_dtype(context, "precision").value_or(DType::float32);
  return {context.add("quantize", {data, scale, zero_point}, attributes)};
}

Values dequantize_linear(NodeContext& context) {
  const Value data = context.input(0);
  const Value scale = context.input(1, ParameterRole::buffer);
  const std::optional<Value> zero_point = context.optional_input(2, ParameterRole::buffer);
  ops::DequantizeAttrs attributes;
  attributes.axis = grid_axis(context, data, scale);
  attributes.block_size = context.attr<std::int64_t>("block_size", 0);
  const DType of_scale = context.dtype(scale);
  attributes.dtype = of_scale == DType::float8_e8m0 ? DType::float32 : of_scale;
  attributes.dtype = optional_dtype(context, "output_dtype").value_or(attributes.dtype);
  return {context.add("dequantize", {data, scale, zero_point}, attributes)};
}

Values dynamic_quantize_linear(NodeContext& context) {
  return context.add_all("dynamic_quantize", {context.input(0)});
}

Values qlinear_binary(NodeContext& context) {
  const OnGrid a = operand_on_grid(context, 0);
  const OnGrid b = operand_on_grid(context, 3);
  const Grid y = result_grid(context, 6, context.dtype(a.value));
  return {context.add(context.target(), {a.value, a.scale, a.zero_point, b.value, b.scale, b.zero_point, y.scale, y.zero_point})};
}

Values qlinear_sigmoid(NodeContext& context) {
  return function(context);
}

Values qlinear_leaky_relu(NodeContext& context) {
  ops::LeakyReluAttrs attributes;
  attributes.alpha = context.attr<double>("alpha", 0.01f);
  return function(context, attributes);
}

// `opset` is that of the Softmax it stands for: before 13 all dimensions from the axis on counted as one.
Values qlinear_softmax(NodeContext& context) {
  const bool flattens = context.attr<std::int64_t>("opset") < 13;
  const std::int64_t given = context.attr<std::int64_t>("axis", flattens ? 1 : -1);
  const Value data = context.input(0);
  std::int64_t axis = context.axis(data, given);
  for (std::int64_t d = axis + 1; flattens && d < context.rank(data); ++d) {
    if (context.dim(data, d) == Dim(1)) continue;
    if (!(context.dim(data, axis) == Dim(1))) context.refuse("over several axes together it is not covered");
    axis = d;
  }
  return function(context, ops::QuantizedSoftmaxAttrs{axis});
}

Values qlinear_concat(NodeContext& context) {
  if (context.input_count() < 5 || (context.input_count() - 2) % 3 != 0) {
    fail(ErrorCode::invalid_file, "got {} inputs, wanted 2 and 3 for each tensor", context.input_count());
  }
  const Grid y = {scale_input(context, 0), context.input(1, ParameterRole::buffer)};
  Operands parts;
  for (int i = 2; i < context.input_count(); i += 3) {
    parts.push_back(requantized(context, operand_on_grid(context, i), y, fmt::format("part{}", (i - 2) / 3)));
  }
  const std::int64_t axis = context.attr<std::int64_t>("axis");
  context.rewritten("each part on the grid of the result, then joined");
  return {context.add("concat", std::move(parts), ops::AxisAttrs{axis})};
}

Values qlinear_where(NodeContext& context) {
  const OnGrid x = operand_on_grid(context, 1);
  const OnGrid y = operand_on_grid(context, 4);
  const Grid z = result_grid(context, 7, context.dtype(x.value));
  context.rewritten("both on the grid of the result, then chosen");
  return {context.add("where", {context.input(0), requantized(context, x, z, "x"), requantized(context, y, z, "y")})};
}

Values qlinear_reduce_mean(NodeContext& context) {
  const OnGrid x = operand_on_grid(context, 0);
  const Grid y = result_grid(context, 3, context.dtype(x.value));
  const auto axes = context.attr<std::vector<std::int64_t>>("axes", {});
  const bool keeps = context.attr<bool>("keepdims", true);
  context.rewritten("the mean of real numbers");
  const Value mean = context.add("reduce_mean", {dequantized(context, x, "real")}, ops::ReduceAttrs{axes, keeps}, "mean");
  return {quantized(context, mean, y)};
}

}  // namespace

std::vector<OperatorRow> quant_rows() {
  using enum Fate;
  return {
      {"", "QuantizeLinear", exact, {{10, quantize_linear}}, "quantize", ""},
      {"", "DequantizeLinear", exact, {{10, dequantize_linear}}, "dequantize", ""},
      {"", "DynamicQuantizeLinear", exact, {{11, dynamic_quantize_linear}}, "dynamic_quantize", ""},
      {"com.microsoft", "DequantizeLinear", exact, {{1, dequantize_linear}}, "dequantize", "", beside_onnxruntime()},
      {"com.microsoft", "MulInteger", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "QLinearAdd", exact, {{1, qlinear_binary}}, "quantized_add", ""},
      {"com.microsoft", "QLinearConcat", rewritten, {{1, qlinear_concat}}, "concat", "each part requantized first"},
      {"com.microsoft", "QLinearLeakyRelu", exact, {{1, qlinear_leaky_relu}}, "quantized_leaky_relu", ""},
      {"com.microsoft", "QLinearMul", exact, {{1, qlinear_binary}}, "quantized_mul", ""},
      {"com.microsoft", "QLinearReduceMean", rewritten, {{1, qlinear_reduce_mean}}, "reduce_mean", "of real numbers"},
      {"com.microsoft", "QLinearSigmoid", exact, {{1, qlinear_sigmoid}}, "quantized_sigmoid", ""},
      {"com.microsoft", "QLinearSoftmax", exact, {{1, qlinear_softmax}}, "quantized_softmax", ""},
      {"com.microsoft", "QLinearWhere", rewritten, {{1, qlinear_where}}, "where", "both requantized first"},
      {"com.microsoft", "QuantizeLinear", exact, {{1, quantize_linear}}, "quantize", "", beside_onnxruntime()},
  };
}

}  // namespace nnfront::frontends::onnx
