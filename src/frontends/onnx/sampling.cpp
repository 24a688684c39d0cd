#include "ops/sampling.h"

#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "frontends/onnx/window.h"
#include "ops/kernels.h"

namespace nnfront::frontends::onnx {

namespace {

// Opset 16 calls them bilinear and bicubic.
ops::GridMode grid_mode(NodeContext& context) {
  const std::string mode = context.choice("mode", {"linear", "bilinear", "nearest", "cubic", "bicubic"}, "linear");
  if (mode == "nearest") return ops::GridMode::nearest;
  return mode == "cubic" || mode == "bicubic" ? ops::GridMode::cubic : ops::GridMode::linear;
}

ops::GridPadding grid_padding(NodeContext& context) {
  const std::string padding = context.choice("padding_mode", {"zeros", "border", "reflection"}, "zeros");
  if (padding == "border") return ops::GridPadding::border;
  return padding == "reflection" ? ops::GridPadding::reflection : ops::GridPadding::zeros;
}

std::vector<std::int64_t> pads_attr(NodeContext& context, std::size_t rank) {
  auto pads = context.attr<std::vector<std::int64_t>>("pads", {});
  if (pads.empty()) pads.assign(2 * rank, 0);
  return pads;
}

Values grid_sample(NodeContext& context) {
  const Value x = context.input(0);
  const Value grid = context.input(1);
  const ops::GridSampleAttrs attributes{grid_mode(context), grid_padding(context), context.attr<bool>("align_corners", false)};
  if (attributes.mode != ops::GridMode::nearest && !is_floating(context.dtype(x))) {
    context.refuse("interpolating {} is not covered", nnfront::name(context.dtype(x)));
  }
  return {context.add("grid_sample", {x, grid}, attributes)};
}

Values affine_grid(NodeContext& context) {
  ops::AffineGridAttrs attributes;
  attributes.align_corners = context.attr<bool>("align_corners", false);
  Operands operands = {context.input(0)};
  context.spatial_argument(1, "size", attributes.size, operands);
  return {context.add("affine_grid", operands, attributes)};
}

Values deform_conv(NodeContext& context) {
  const Value x = context.input(0);
  const Value weight = context.input(1);
  const Value offset = context.input(2);
  const std::optional<Value> bias = context.optional_input(3, ParameterRole::bias);
  const std::optional<Value> mask = context.optional_input(4);
  const Window window = window_of(context, x, kernel_of(context, weight));
  const ops::DeformableConvAttrs attributes{window.strides,
                                            window.pads,
                                            window.dilations,
                                            context.attr<std::int64_t>("group", 1),
                                            context.attr<std::int64_t>("offset_group", 1),
                                            ops::DeformableBorder::fade};
  return {context.add("deformable_conv", {x, weight, offset, bias, mask}, attributes)};
}

Values col2im(NodeContext& context) {
  ops::Col2imAttrs attributes;
  const auto rank = static_cast<std::size_t>(context.list_length(1, "image_shape"));
  attributes.strides = spatial_attr(context, "strides", rank, 1);
  attributes.dilations = spatial_attr(context, "dilations", rank, 1);
  attributes.pads = pads_attr(context, rank);
  Operands operands = {context.input(0)};
  context.argument(1, "image_shape", attributes.image_size, operands);
  context.argument(2, "block_shape", attributes.kernel, operands);
  return {context.add("col2im", operands, attributes)};
}

Values max_unpool(NodeContext& context) {
  ops::MaxUnpoolAttrs attributes;
  const Value x = context.input(0);
  attributes.kernel = kernel_shape(context, x);
  attributes.strides = spatial_attr(context, "strides", attributes.kernel.size(), 1);
  attributes.pads = pads_attr(context, attributes.kernel.size());
  Operands operands = {x, context.input(1)};
  context.spatial_argument(2, "output_shape", attributes.output_size, operands);
  return {context.add("max_unpool", operands, attributes)};
}

}  // namespace

std::vector<OperatorRow> sampling_rows() {
  using enum Fate;
  return {
      {"", "DeformConv", exact, {{19, deform_conv}}, "deformable_conv", "", node_tests("deform_conv")},
      {"", "Col2Im", exact, {{18, col2im}}, "", ""},
      {"", "MaxUnpool", exact, {{9, max_unpool}}, "", ""},
      {"", "GridSample", exact, {{16, grid_sample}}, "", "cubic with border as PyTorch and onnxruntime have it, not ONNX's reference"},
      {"", "AffineGrid", exact, {{20, affine_grid}}, "", "", node_tests("affine_grid")},
      {"com.microsoft", "GridSample", exact, {{1, grid_sample}}, "", "", beside_onnxruntime()},
  };
}

}  // namespace nnfront::frontends::onnx
