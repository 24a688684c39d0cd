#include "ops/conv.h"

#include <algorithm>

#include "emit/torch/op_table.h"
#include "emit/torch/padding.h"

namespace nnfront::emit::torch {

namespace {

using Integers = std::vector<std::int64_t>;

Integers kernel_of(const NodeContext& context) {
  Integers kernel;
  for (std::int64_t d = 2; d < context.rank(1); ++d) kernel.push_back(context.size(1, d));
  if (kernel.empty() || kernel.size() > 3) context.refuse("{} spatial dimensions, torch has 1 to 3", kernel.size());
  return kernel;
}

void add_unless(std::vector<std::string>& operands, std::string_view name, const Integers& values, std::int64_t usual) {
  if (!all_are(values, usual)) operands.push_back(named(name, spatial(values)));
}

std::vector<Leaf> leaves_of(const NodeContext& context) {
  std::vector<Leaf> leaves = {{"weight", 1}};
  if (context.has_input(2)) leaves.push_back({"bias", 2});
  return leaves;
}

// The layer of that class, or the function of the same name with tensors.
std::string convolution(NodeContext& context, std::string_view name, const std::string& x, std::vector<std::string> head,
                        const std::vector<std::string>& options) {
  head.insert(head.end(), options.begin(), options.end());
  if (!context.has_input(2)) head.push_back(named("bias", "False"));
  const std::size_t rank = kernel_of(context).size();
  if (const auto layer = context.layer(fmt::format("nn.{}{}d", name, rank), head, leaves_of(context))) return call(*layer, {x});
  std::vector<std::string> operands = {x, context.input(1)};
  if (context.has_input(2)) operands.push_back(context.input(2));
  operands.insert(operands.end(), options.begin(), options.end());
  return call(fmt::format("F.{}{}d", name == "Conv" ? "conv" : "conv_transpose", rank), operands);
}

void conv(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ConvAttrs>();
  const Integers kernel = kernel_of(context);
  const bool symmetric = is_symmetric(attrs.pads);
  std::vector<std::string> options;
  add_unless(options, "stride", attrs.strides, 1);
  if (symmetric) add_unless(options, "padding", begins(attrs.pads), 0);
  add_unless(options, "dilation", attrs.dilations, 1);
  if (attrs.groups != 1) options.push_back(named("groups", literal(attrs.groups)));
  const std::string x = symmetric ? context.input(0) : padded(context.input(0), attrs.pads);
  const std::vector<std::string> head = {literal(context.size(1, 1) * attrs.groups), literal(context.size(1, 0)), spatial(kernel)};
  context.returns(convolution(context, "Conv", x, head, options));
}

// How the ends of a transposed convolution come about: torch cuts the same from both, adds less than a step or a dilation at the end, and
// a pad that is negative cuts what is left.
struct Ends {
  Integers padding;
  Integers output_padding;
  Integers pads;  // of the result, all begins, then all ends; none positive
};

Ends ends_of(const ops::ConvTransposeAttrs& attrs) {
  const std::size_t rank = attrs.strides.size();
  Ends ends{Integers(rank, 0), Integers(rank, 0), Integers(2 * rank, 0)};
  for (std::size_t d = 0; d < rank; ++d) {
    const std::int64_t begin = attrs.pads[d];
    const std::int64_t end = attrs.pads[rank + d] - attrs.output_padding[d];  // what is cut there
    const std::int64_t more = begin - end;
    if (more >= 0 && more < std::max(attrs.strides[d], attrs.dilations[d])) {
      ends.padding[d] = begin;
      ends.output_padding[d] = more;
      continue;
    }
    ends.output_padding[d] = std::max<std::int64_t>(-end, 0);
    ends.pads[d] = -begin;
    ends.pads[rank + d] = std::min<std::int64_t>(-end, 0);
  }
  return ends;
}

void conv_transpose(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ConvTransposeAttrs>();
  const Integers kernel = kernel_of(context);
  const Ends ends = ends_of(attrs);
  for (std::size_t d = 0; d < kernel.size(); ++d) {
    if (ends.output_padding[d] != 0 && ends.output_padding[d] >= std::max(attrs.strides[d], attrs.dilations[d]))
      context.refuse("an output padding of {} with a stride of {}", ends.output_padding[d], attrs.strides[d]);
  }
  std::vector<std::string> options;
  add_unless(options, "stride", attrs.strides, 1);
  add_unless(options, "padding", ends.padding, 0);
  add_unless(options, "output_padding", ends.output_padding, 0);
  if (attrs.groups != 1) options.push_back(named("groups", literal(attrs.groups)));
  add_unless(options, "dilation", attrs.dilations, 1);
  const std::vector<std::string> head = {literal(context.size(1, 0)), literal(context.size(1, 1) * attrs.groups), spatial(kernel)};
  const std::string y = convolution(context, "ConvTranspose", context.input(0), head, options);
  context.returns(all_are(ends.pads, 0) ? y : padded(context.let(y), ends.pads));
}

}  // namespace

std::vector<OperatorRow> conv_rows() {
  return {
      {"conv", conv},
      {"conv_transpose", conv_transpose},
  };
}

}  // namespace nnfront::emit::torch
