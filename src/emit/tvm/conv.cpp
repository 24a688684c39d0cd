#include "ops/conv.h"

#include "emit/tvm/op_table.h"

namespace nnfront::emit::tvm {

namespace {

using python::literal;

std::int64_t spatial_rank(const NodeContext& context) {
  const std::int64_t rank = context.rank(0) - 2;
  if (rank < 1 || rank > 3) context.refuse("{} spatial dimensions", rank);
  return rank;
}

// Per channel, as a shape that broadcasts.
std::string with_bias(NodeContext& context, const std::string& result) {
  if (!context.has_input(2)) return result;
  std::vector<std::string> dims(static_cast<std::size_t>(context.rank(0)), "1");
  dims[1] = "-1";
  const std::string bias = context.let(call("reshape", {context.input(2), python::tuple(dims)}));
  return call("add", {context.let(result), bias});
}

void conv(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ConvAttrs>();
  const std::string result =
      call(fmt::format("nn.conv{}d", spatial_rank(context)),
           {context.input(0), context.input(1), named("strides", python::list(attrs.strides)), named("padding", python::list(attrs.pads)),
            named("dilation", python::list(attrs.dilations)), named("groups", literal(attrs.groups))});
  context.returns(with_bias(context, result));
}

void conv_transpose(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ConvTransposeAttrs>();
  const std::string result = call(fmt::format("nn.conv{}d_transpose", spatial_rank(context)),
                                  {context.input(0), context.input(1), named("strides", python::list(attrs.strides)),
                                   named("padding", python::list(attrs.pads)), named("output_padding", python::list(attrs.output_padding)),
                                   named("dilation", python::list(attrs.dilations)), named("groups", literal(attrs.groups))});
  for (const std::int64_t dilation : attrs.dilations) {
    if (dilation != 1) context.refuse("a transposed convolution with dilation");
  }
  context.returns(with_bias(context, result));
}

}  // namespace

std::vector<OperatorRow> conv_rows() {
  return {{"conv", conv}, {"conv_transpose", conv_transpose}};
}

}  // namespace nnfront::emit::tvm
