// Integers that stand for real numbers. What ONNX lacks of them is among onnxruntime's own operators.
#include "ops/quant.h"

#include "emit/onnx/op_table.h"
#include "ops/activation.h"

namespace nnfront::emit::onnx {

namespace {

bool has_one_element(const TensorType& type) {
  if (!type.ranked) return false;
  for (const Dim& dim : type.shape) {
    if (!(dim == Dim(1))) return false;
  }
  return true;
}

// Of a scale that is a list or blocks. One of one element must be a scalar or a list of one.
NodeAttributes grid_attributes(NodeContext& context, std::int64_t axis, std::int64_t block_size) {
  if (has_one_element(context.type(1))) return {};
  NodeAttributes attributes = {attribute("axis", axis)};
  if (block_size == 0) return attributes;
  context.need_opset(21, "a scale for each block");
  attributes.push_back(attribute("block_size", block_size));
  return attributes;
}

std::string scalar_grid(NodeContext& context, int i, std::string_view part) {
  const bool is_single = context.has_input(i) && has_one_element(context.type(i));
  return is_single ? context.scalar_input(i, part) : context.input(i);
}

// The zero point says of what type the result is; since opset 21 an attribute may.
std::string zero_point_of(NodeContext& context, DType dtype) {
  if (context.has_input(2)) return scalar_grid(context, 2, "zero_point");
  if (dtype == DType::uint8 || context.opset() >= 21) return "";
  if (!has_one_element(context.type(1))) context.refuse("zero points that are left out of scales that are several");
  return context.scalar(0.0, dtype, "zero_point");
}

// The grid of data that is not of the scale's type is worked out in float32, which is what ONNX had before it said so.
std::string quantized(NodeContext& context, const ops::QuantizeAttrs& attrs, bool is_last) {
  if (attrs.narrow) context.refuse("integers without the lowest one");
  if (attrs.dtype == DType::float8_e8m0) context.refuse("to {}", name(attrs.dtype));
  NodeAttributes attributes = grid_attributes(context, attrs.axis, attrs.block_size);
  if (!attrs.saturate) {
    context.need_opset(19, "a grid without saturation");
    attributes.push_back(flag("saturate", false));
  }
  const DType of_data = context.type(0).dtype;
  const DType of_scale = context.type(1).dtype;
  std::string data = context.input(0);
  std::string scale = scalar_grid(context, 1, "scale");
  const bool in_float32 = attrs.precision == DType::float32;
  if (!in_float32) {
    context.need_opset(23, "the precision of a quotient");
    attributes.push_back(element_type("precision", attrs.precision));
  } else if (of_data != DType::float32 || of_scale != DType::float32) {
    data = of_data == DType::float32 ? data : context.cast(data, DType::float32, "data");
    scale = of_scale == DType::float32 ? scale : context.cast(scale, DType::float32, "wide_scale");
  }
  Inputs inputs = {data, scale, zero_point_of(context, attrs.dtype)};
  if (inputs[2].empty() && attrs.dtype != DType::uint8) attributes.push_back(element_type("output_dtype", attrs.dtype));
  if (!is_last) {
    std::string integers = context.add("QuantizeLinear", std::move(inputs), std::move(attributes), "quantized");
    context.note_dtype(integers, attrs.dtype);
    return integers;
  }
  context.emit("QuantizeLinear", std::move(inputs), std::move(attributes));
  return "";
}

void quantize(NodeContext& context) {
  quantized(context, context.attrs<ops::QuantizeAttrs>(), true);
}

void fake_quantize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::QuantizeAttrs>();
  const DType of_data = context.type(0).dtype;
  if (of_data != DType::float32 || context.type(1).dtype != DType::float32) context.refuse("of {}", name(of_data));
  const std::string integers = quantized(context, attrs, false);
  const std::string zero_point = zero_point_of(context, attrs.dtype);
  context.emit("DequantizeLinear", {integers, scalar_grid(context, 1, "scale"), zero_point},
               grid_attributes(context, attrs.axis, attrs.block_size));
}

// The difference and the product are float32, and so is the result until opset 19; a cast rounds it.
void dequantize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DequantizeAttrs>();
  if (attrs.dtype == DType::float64) context.refuse("to float64");
  const bool wide_scale = context.type(1).dtype != DType::float32;
  const std::string scale = scalar_grid(context, 1, "scale");
  Inputs inputs = {context.input(0), wide_scale ? context.cast(scale, DType::float32, "wide_scale") : scale,
                   scalar_grid(context, 2, "zero_point")};
  NodeAttributes attributes = grid_attributes(context, attrs.axis, attrs.block_size);
  if (attrs.dtype == DType::float32) return context.emit("DequantizeLinear", std::move(inputs), std::move(attributes));
  const std::string real = context.add("DequantizeLinear", std::move(inputs), std::move(attributes), "real");
  context.emit("Cast", {real}, {element_type("to", attrs.dtype)});
}

void contributed(NodeContext& context) {
  context.emit_contributed(context.target(), context.inputs());
}

void leaky_relu(NodeContext& context) {
  context.emit_contributed("QLinearLeakyRelu", context.inputs(), {attribute("alpha", context.attrs<ops::LeakyReluAttrs>().alpha)});
}

void softmax(NodeContext& context) {
  context.emit_contributed("QLinearSoftmax", context.inputs(),
                           {attribute("axis", context.attrs<ops::QuantizedSoftmaxAttrs>().axis), attribute("opset", std::int64_t{13})});
}

void average_pool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::AveragePoolAttrs>();
  if (attrs.windows.rounding == ops::PoolRounding::ceil) context.refuse("sizes rounded up with windows behind the input");
  context.emit_contributed("QLinearAveragePool", context.inputs(),
                           {flag("ceil_mode", attrs.windows.rounding == ops::PoolRounding::ceil_inside),
                            flag("count_include_pad", attrs.count_include_pad), attribute("kernel_shape", attrs.windows.kernel),
                            attribute("pads", attrs.windows.pads), attribute("strides", attrs.windows.strides)});
}

void global_average_pool(NodeContext& context) {
  context.emit_contributed("QLinearGlobalAveragePool", context.inputs(), {flag("channels_last", false)});
}

// What is on a grid goes to real numbers and to the other grid: ONNX rounds in the same places.
void requantize(NodeContext& context) {
  const std::string real = context.add(
      "DequantizeLinear", {context.input(0), scalar_grid(context, 1, "x_scale"), scalar_grid(context, 2, "x_zero_point")}, {}, "real");
  context.emit("QuantizeLinear", {real, scalar_grid(context, 3, "y_scale"), scalar_grid(context, 4, "y_zero_point")});
}

NodeAttributes window_of(const NodeContext& context) {
  const auto& attrs = context.attrs<ops::ConvAttrs>();
  return {attribute("dilations", attrs.dilations), attribute("group", attrs.groups), attribute("pads", attrs.pads),
          attribute("strides", attrs.strides)};
}

void integer_conv(NodeContext& context) {
  context.emit("ConvInteger", context.inputs(), window_of(context));
}

void quantized_conv(NodeContext& context) {
  Inputs inputs = context.inputs();
  for (const int i : {1, 2, 6, 7}) inputs[static_cast<std::size_t>(i)] = scalar_grid(context, i, "grid");
  context.emit("QLinearConv", std::move(inputs), window_of(context));
}

void quantized_matmul(NodeContext& context) {
  const auto& attrs = context.attrs<ops::QuantizedMatmulAttrs>();
  const bool is_plain = !attrs.transpose_a && !attrs.transpose_b && attrs.alpha == 1.0 && !context.has_input(8);
  Inputs inputs = context.inputs();
  if (is_plain) return context.emit("QLinearMatMul", std::move(inputs));
  // Ours has the grid of the result in front of the bias.
  const Inputs moved = {inputs[0], inputs[1], inputs[2], inputs[3], inputs[4], inputs[5], context.input(8), inputs[6], inputs[7]};
  context.emit_contributed("QGemm", moved,
                           {attribute("alpha", attrs.alpha), flag("transA", attrs.transpose_a), flag("transB", attrs.transpose_b)});
}

}  // namespace

std::vector<OperatorRow> quant_rows() {
  return {
      {"quantize", quantize},
      {"fake_quantize", fake_quantize},
      {"dequantize", dequantize},
      {"dynamic_quantize", plain, "DynamicQuantizeLinear"},
      {"requantize", requantize},
      {"integer_conv", integer_conv},
      {"integer_matmul", plain, "MatMulInteger"},
      {"quantized_conv", quantized_conv},
      {"quantized_matmul", quantized_matmul},
      {"quantized_add", contributed, "QLinearAdd"},
      {"quantized_mul", contributed, "QLinearMul"},
      {"quantized_leaky_relu", leaky_relu},
      {"quantized_sigmoid", contributed, "QLinearSigmoid"},
      {"quantized_softmax", softmax},
      {"quantized_average_pool", average_pool},
      {"quantized_global_average_pool", global_average_pool},
  };
}

}  // namespace nnfront::emit::onnx
