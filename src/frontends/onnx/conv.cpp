#include "ops/conv.h"

#include <algorithm>

#include "frontends/onnx/conv.h"
#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "frontends/onnx/window.h"

namespace nnfront::frontends::onnx {

namespace {

// `output_shape` overrides pads and output_padding: what is too much is cut off at both ends, what is too little is added at the end.
void fit_output(NodeContext& context, Value data, const std::vector<std::int64_t>& wanted, const std::string& automatic, Window& window,
                std::vector<std::int64_t>& output_padding) {
  const std::size_t rank = window.kernel.size();
  if (wanted.size() == rank + 2) return fit_output(context, data, {wanted.begin() + 2, wanted.end()}, automatic, window, output_padding);
  if (wanted.size() != rank) fail(ErrorCode::invalid_file, "attribute 'output_shape' has {} entries, wanted {}", wanted.size(), rank);
  for (std::size_t d = 0; d < rank; ++d) {
    const Dim size = context.size(data, static_cast<std::int64_t>(d) + 2);
    const Dim made = (size - 1) * window.strides[d] + Dim(window.kernel[d] - 1) * window.dilations[d] + 1 + output_padding[d];
    const std::int64_t total = (made - wanted[d]).integer();
    if (wanted[d] < 1) fail(ErrorCode::invalid_file, "attribute 'output_shape' holds {}", wanted[d]);
    if (total < 0) output_padding[d] -= total;
    const std::int64_t cut = std::max<std::int64_t>(0, total);
    window.pads[d] = automatic == "SAME_UPPER" ? cut / 2 : cut - cut / 2;
    window.pads[rank + d] = cut - window.pads[d];
  }
}

Values conv_transpose(NodeContext& context) {
  const Value data = context.input(0);
  const Value weight = context.input(1);
  const std::optional<Value> bias = context.optional_input(2, ParameterRole::bias);
  const std::vector<std::int64_t> kernel = kernel_of(context, weight);
  const std::string automatic = auto_pad_of(context);
  // Automatic padding is about the output here: it becomes the input's size times the stride.
  Window window{kernel, spatial_attr(context, "strides", kernel.size(), 1), context.attr<std::vector<std::int64_t>>("pads", {}),
                spatial_attr(context, "dilations", kernel.size(), 1), false};
  if (window.pads.empty()) window.pads.assign(2 * kernel.size(), 0);
  std::vector<std::int64_t> output_padding = spatial_attr(context, "output_padding", kernel.size(), 0);
  auto wanted = context.attr<std::vector<std::int64_t>>("output_shape", {});
  for (std::size_t d = 0; automatic.substr(0, 4) == "SAME" && wanted.size() < kernel.size(); ++d) {
    wanted.push_back((Dim(context.size(data, static_cast<std::int64_t>(d) + 2)) * window.strides[d]).integer());
  }
  const std::int64_t groups = context.attr<std::int64_t>("group", 1);
  if (!wanted.empty()) fit_output(context, data, wanted, automatic, window, output_padding);
  for (const std::int64_t pad : window.pads) {
    if (pad < 0) context.refuse("negative pads are not covered");
  }
  const ops::ConvTransposeAttrs attributes{window.strides, window.pads, window.dilations, output_padding, groups};
  return {add_windowed(context, "conv_transpose", {data, weight, bias}, attributes, !wanted.empty())};
}

}  // namespace

Values conv(NodeContext& context) {
  const Value data = context.input(0);
  const Value weight = context.input(1);
  const std::optional<Value> bias = context.optional_input(2, ParameterRole::bias);
  const Window window = window_of(context, data, kernel_of(context, weight));
  const std::int64_t groups = context.attr<std::int64_t>("group", 1);
  const ops::ConvAttrs attributes{window.strides, window.pads, window.dilations, groups};
  return {add_windowed(context, "conv", {data, weight, bias}, attributes, window.fixed)};
}

std::vector<OperatorRow> conv_rows() {
  using enum Fate;
  return {
      {"", "Conv", exact, {{1, conv}}, "", ""},
      {"", "ConvTranspose", exact, {{1, conv_transpose}}, "", ""},
      {"com.microsoft", "ConvTransposeWithDynamicPads", refused, {}, "", not_written_by_onnxruntime},
      {"com.microsoft", "NhwcConv", refused, {}, "", not_run_by_onnxruntime},
  };
}

}  // namespace nnfront::frontends::onnx
