// Convolutions and average pools of integers.
#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "frontends/onnx/quant_operands.h"
#include "frontends/onnx/window.h"
#include "ops/conv.h"
#include "ops/quant.h"

namespace nnfront::frontends::onnx {

namespace {

void check_channels_first(NodeContext& context) {
  if (context.attr<bool>("channels_last", false)) context.refuse("channels in the last dimension are not covered");
}

ops::ConvAttrs conv_attrs(NodeContext& context, const Window& window) {
  return {window.strides, window.pads, window.dilations, context.attr<std::int64_t>("group", 1)};
}

Values conv_integer(NodeContext& context) {
  const Value data = context.input(0);
  const Value weight = context.input(1);
  const std::optional<Value> data_zero = context.optional_input(2, ParameterRole::buffer);
  const std::optional<Value> weight_zero = context.optional_input(3, ParameterRole::buffer);
  const Window window = window_of(context, data, kernel_of(context, weight));
  return {add_windowed(context, "integer_conv", {data, weight, data_zero, weight_zero}, conv_attrs(context, window), window.fixed)};
}

Values qlinear_conv(NodeContext& context) {
  check_channels_first(context);
  const OnGrid x = operand_on_grid(context, 0);
  const OnGrid weight = operand_on_grid(context, 3);
  const Grid y = result_grid(context, 6, context.dtype(x.value));
  const std::optional<Value> bias = context.optional_input(8, ParameterRole::bias);
  const Window window = window_of(context, x.value, kernel_of(context, weight.value));
  const Operands operands = {x.value, x.scale, x.zero_point, weight.value, weight.scale, weight.zero_point, y.scale, y.zero_point, bias};
  return {add_windowed(context, "quantized_conv", operands, conv_attrs(context, window), window.fixed)};
}

Values qlinear_average_pool(NodeContext& context) {
  check_channels_first(context);
  const OnGrid x = operand_on_grid(context, 0);
  const Grid y = result_grid(context, 3, context.dtype(x.value));
  const Window window = window_of(context, x.value, kernel_shape(context, x.value));
  const bool with_pads = context.attr<bool>("count_include_pad", false);
  const ops::AveragePoolAttrs attributes{{window.kernel, window.strides, window.pads, window.dilations, rounding_of(context)}, with_pads};
  return {
      add_windowed(context, "quantized_average_pool", {x.value, x.scale, x.zero_point, y.scale, y.zero_point}, attributes, window.fixed)};
}

Values qlinear_global_average_pool(NodeContext& context) {
  check_channels_first(context);
  const OnGrid x = operand_on_grid(context, 0);
  const Grid y = result_grid(context, 3, context.dtype(x.value));
  return {context.add("quantized_global_average_pool", {x.value, x.scale, x.zero_point, y.scale, y.zero_point})};
}

}  // namespace

std::vector<OperatorRow> quant_window_rows() {
  using enum Fate;
  return {
      {"", "ConvInteger", exact, {{10, conv_integer}}, "integer_conv", ""},
      {"", "QLinearConv", exact, {{10, qlinear_conv}}, "quantized_conv", ""},
      {"com.microsoft", "QLinearAveragePool", exact, {{1, qlinear_average_pool}}, "quantized_average_pool", ""},
      {"com.microsoft", "QLinearConv", exact, {{1, qlinear_conv}}, "quantized_conv", "", beside_onnxruntime()},
      {"com.microsoft", "QLinearGlobalAveragePool", exact, {{1, qlinear_global_average_pool}}, "quantized_global_average_pool", ""},
  };
}

}  // namespace nnfront::frontends::onnx
