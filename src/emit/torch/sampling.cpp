#include "ops/sampling.h"

#include "emit/torch/op_table.h"
#include "emit/torch/padding.h"

namespace nnfront::emit::torch {

namespace {

std::string mode_name(ops::GridMode mode) {
  if (mode == ops::GridMode::nearest) return "nearest";
  return mode == ops::GridMode::linear ? "bilinear" : "bicubic";
}

void grid_sample(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GridSampleAttrs>();
  const std::int64_t rank = context.rank(0);
  if (rank != 4 && rank != 5) context.refuse("data of {} dimensions", rank);
  if (rank == 5 && attrs.mode == ops::GridMode::cubic) context.refuse("cubic interpolation of a volume");
  std::vector<std::string> operands = {context.input(0), context.input(1)};
  if (attrs.mode != ops::GridMode::linear) operands.push_back(named("mode", literal(mode_name(attrs.mode))));
  if (attrs.padding != ops::GridPadding::zeros)
    operands.push_back(named("padding_mode", literal(EnumNames<ops::GridPadding>::names[static_cast<std::size_t>(attrs.padding)])));
  operands.push_back(named("align_corners", literal(attrs.align_corners)));
  context.returns(call("F.grid_sample", operands));
}

void affine_grid(NodeContext& context) {
  const auto& attrs = context.attrs<ops::AffineGridAttrs>();
  const std::string theta = context.input(0);
  std::vector<std::string> size = {theta + ".shape[0]", "1"};
  for (const std::int64_t each : context.integers_of(1, attrs.size, "a size")) size.push_back(literal(each));
  context.returns(call("F.affine_grid", {theta, python::tuple(size), named("align_corners", literal(attrs.align_corners))}));
}

void deformable_conv(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DeformableConvAttrs>();
  if (context.rank(0) != 4) context.refuse("data of {} dimensions", context.rank(0));
  std::vector<std::string> operands = {context.input(0), context.input(1), context.input(2)};
  operands.push_back(context.has_input(3) ? context.input(3) : "None");
  operands.push_back(context.has_input(4) ? context.input(4) : "None");
  operands.push_back(named("stride", python::tuple(attrs.strides)));
  operands.push_back(named("padding", python::tuple(begins(attrs.pads))));
  operands.push_back(named("dilation", python::tuple(attrs.dilations)));
  if (attrs.groups != 1) operands.push_back(named("groups", literal(attrs.groups)));
  if (attrs.offset_groups != 1) operands.push_back(named("offset_groups", literal(attrs.offset_groups)));
  if (attrs.border == ops::DeformableBorder::cut) operands.push_back(named("cut", "True"));
  context.helper("bilinear");
  context.returns(call(context.helper("deformable_conv2d"), operands));
}

std::vector<std::string> window_options(const std::vector<std::int64_t>& strides, const std::vector<std::int64_t>& padding,
                                        const std::vector<std::int64_t>& dilations) {
  return {named("dilation", spatial(dilations)), named("padding", spatial(padding)), named("stride", spatial(strides))};
}

void im2col(NodeContext& context) {
  const auto& attrs = context.attrs<ops::Im2colAttrs>();
  if (attrs.kernel.size() != 2) context.refuse("{} spatial dimensions", attrs.kernel.size());
  const bool symmetric = is_symmetric(attrs.pads);
  std::vector<std::string> operands = {symmetric ? context.input(0) : padded(context.input(0), attrs.pads), python::tuple(attrs.kernel)};
  const std::vector<std::int64_t> none(attrs.kernel.size(), 0);
  for (std::string& option : window_options(attrs.strides, symmetric ? begins(attrs.pads) : none, attrs.dilations))
    operands.push_back(std::move(option));
  context.returns(call("F.unfold", operands));
}

void col2im(NodeContext& context) {
  const auto& attrs = context.attrs<ops::Col2imAttrs>();
  const auto size = context.integers_of(1, attrs.image_size, "a size");
  const auto kernel = context.integers_of(2, attrs.kernel, "a kernel");
  if (kernel.size() != 2) context.refuse("{} spatial dimensions", kernel.size());
  if (!is_symmetric(attrs.pads)) context.refuse("asymmetric padding");
  std::vector<std::string> operands = {context.input(0), python::tuple(size), python::tuple(kernel)};
  for (std::string& option : window_options(attrs.strides, begins(attrs.pads), attrs.dilations)) operands.push_back(std::move(option));
  context.returns(call("F.fold", operands));
}

}  // namespace

std::vector<OperatorRow> sampling_rows() {
  return {
      {"grid_sample", grid_sample}, {"affine_grid", affine_grid}, {"deformable_conv", deformable_conv},
      {"im2col", im2col},           {"col2im", col2im},
  };
}

}  // namespace nnfront::emit::torch
