#include "ops/conv.h"

#include <algorithm>

#include "emit/mxnet/op_table.h"
#include "emit/mxnet/pad.h"

namespace nnfront::emit::mxnet {

namespace {

Integers kernel_of(const NodeContext& context) {
  Integers kernel;
  for (std::int64_t d = 2; d < context.rank(1); ++d) kernel.push_back(context.size(1, d));
  if (kernel.size() > 3) context.refuse("{} spatial dimensions, at most 3", kernel.size());
  if (!context.is_floating(0)) context.refuse("integers");
  return kernel;
}

NodeAttributes layer_attributes(NodeContext& context, const Integers& kernel, const Integers& strides, const Integers& dilations,
                                const Integers& pad, std::int64_t filters, std::int64_t groups) {
  return {attribute("kernel", kernel),
          attribute("stride", strides),
          attribute("dilate", dilations),
          attribute("pad", pad),
          attribute("num_filter", filters),
          attribute("num_group", groups),
          attribute("no_bias", !context.has_input(2))};
}

Inputs operands(NodeContext& context, Entry data) {
  Inputs all = {data, context.input(1)};
  if (context.has_input(2)) all.push_back(context.input(2));
  return all;
}

// Pads that are uneven stand in front of it.
void conv(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ConvAttrs>();
  const Integers kernel = kernel_of(context);
  Integers pad = begins_of(attrs.pads);
  Entry data = context.input(0);
  if (!is_symmetric(attrs.pads)) {
    data = context.add_steps(data, spatial_pad_steps(context, attrs.pads, 0.0));
    pad.assign(pad.size(), 0);
  }
  context.emit("Convolution", operands(context, data),
               layer_attributes(context, kernel, attrs.strides, attrs.dilations, pad, context.size(1, 0), attrs.groups));
}

// What a pad takes away more at one side than at the other is cut off behind it.
std::vector<Step> cuts(const Integers& pads, const Integers& common) {
  const std::size_t spatial = common.size();
  std::vector<Step> steps;
  for (std::size_t d = 0; d < spatial; ++d) {
    const std::int64_t begin = pads[d] - common[d];
    const std::int64_t end = pads[spatial + d] - common[d];
    if (begin == 0 && end == 0) continue;
    steps.push_back({"slice_axis",
                     {attribute("axis", static_cast<std::int64_t>(d) + 2), attribute("begin", begin),
                      end == 0 ? attribute("end", "None") : attribute("end", -end)},
                     "cut"});
  }
  return steps;
}

void conv_transpose(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ConvTransposeAttrs>();
  const Integers kernel = kernel_of(context);
  const std::size_t spatial = kernel.size();
  Integers pad;
  for (std::size_t d = 0; d < spatial; ++d) {
    pad.push_back(std::min(attrs.pads[d], attrs.pads[spatial + d]));
    if (attrs.output_padding[d] >= attrs.strides[d] && attrs.output_padding[d] != 0)
      context.refuse("an output padding of {} with a stride of {}", attrs.output_padding[d], attrs.strides[d]);
  }
  NodeAttributes attributes =
      layer_attributes(context, kernel, attrs.strides, attrs.dilations, pad, context.size(1, 1) * attrs.groups, attrs.groups);
  attributes.push_back(attribute("adj", attrs.output_padding));
  const Inputs inputs = operands(context, context.input(0));
  const std::vector<Step> steps = cuts(attrs.pads, pad);
  if (steps.empty()) return context.emit("Deconvolution", inputs, std::move(attributes));
  context.emit_steps(context.add("Deconvolution", inputs, std::move(attributes), "whole"), steps);
}

}  // namespace

std::vector<OperatorRow> conv_rows() {
  return {
      {"conv", conv},
      {"conv_transpose", conv_transpose},
  };
}

}  // namespace nnfront::emit::mxnet
