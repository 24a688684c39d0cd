#include "ops/conv.h"

#include "emit/onnx/op_table.h"

namespace nnfront::emit::onnx {

namespace {

// The spatial sizes of the weight, which the shape in the file may not say.
std::vector<std::int64_t> kernel_of(const NodeContext& context) {
  std::vector<std::int64_t> kernel;
  const Shape& shape = context.type(1).shape;
  for (std::size_t d = 2; d < shape.size(); ++d) {
    if (!shape[d].is_integer()) context.refuse("the kernel's size is not known");
    kernel.push_back(shape[d].integer());
  }
  return kernel;
}

void conv(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ConvAttrs>();
  context.emit("Conv", context.inputs(),
               {attribute("dilations", attrs.dilations), attribute("group", attrs.groups), attribute("kernel_shape", kernel_of(context)),
                attribute("pads", attrs.pads), attribute("strides", attrs.strides)});
}

void conv_transpose(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ConvTransposeAttrs>();
  context.emit("ConvTranspose", context.inputs(),
               {attribute("dilations", attrs.dilations), attribute("group", attrs.groups), attribute("kernel_shape", kernel_of(context)),
                attribute("output_padding", attrs.output_padding), attribute("pads", attrs.pads), attribute("strides", attrs.strides)});
}

}  // namespace

std::vector<OperatorRow> conv_rows() {
  return {
      {"conv", conv, "", 1, Widening::floats},
      {"conv_transpose", conv_transpose, "", 1, Widening::floats},
  };
}

}  // namespace nnfront::emit::onnx
