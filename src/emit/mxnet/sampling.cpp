#include "ops/sampling.h"

#include "emit/mxnet/op_table.h"
#include "emit/mxnet/pad.h"
#include "ops/shape.h"

namespace nnfront::emit::mxnet {

namespace {

// MXNet's grids stand channels-first, [N, 2, H, W].
const Integers to_last = {0, 2, 3, 1};
const Integers to_first = {0, 3, 1, 2};

Entry grid_first(NodeContext& context) {
  const Node* node = context.producer(1);
  const bool was_moved = node != nullptr && node->op->name == "transpose" && node->epilogue.empty() &&
                         node->attributes.as<ops::TransposeAttrs>().permutation == to_last;
  if (was_moved) return context.held(*node->inputs[0]).entry;
  return context.add("transpose", {context.input(1)}, {attribute("axes", to_first)}, "grid");
}

void grid_sample(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GridSampleAttrs>();
  const bool is_covered = attrs.mode == ops::GridMode::linear && attrs.padding == ops::GridPadding::zeros && attrs.align_corners;
  if (!is_covered) context.refuse("another way to sample than linear between corners, zeros around");
  if (context.rank(0) != 4) context.refuse("{} spatial dimensions, MXNet has two", context.rank(0) - 2);
  context.emit("BilinearSampler", {context.input(0), grid_first(context)});
}

// A matrix as six numbers.
void affine_grid(NodeContext& context) {
  const auto& attrs = context.attrs<ops::AffineGridAttrs>();
  if (context.has_input(1) || attrs.size.size() != 2) context.refuse("other sizes than two that are known");
  if (!attrs.align_corners) context.refuse("places that lie at outer edges");
  if (attrs.size[0] == 1 || attrs.size[1] == 1) context.refuse("a grid of one element, of which MXNet makes no number");
  const Entry rows = context.add("Reshape", {context.input(0)}, {attribute("shape", Integers{-1, 6})}, "numbers");
  const NodeAttributes attributes = {attribute("transform_type", "affine"), attribute("target_shape", attrs.size)};
  context.emit("transpose", {context.add("GridGenerator", {rows}, attributes, "places")}, {attribute("axes", to_last)});
}

NodeAttributes window_attributes(const NodeContext& context, const Integers& kernel, const Integers& strides, const Integers& pads,
                                 const Integers& dilations) {
  if (!is_symmetric(pads)) context.refuse("uneven pads");
  return {attribute("kernel", kernel), attribute("stride", strides), attribute("pad", begins_of(pads)), attribute("dilate", dilations)};
}

// Places whose samples fade out have a mask in MXNet, those that are cut have none.
void deformable_conv(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DeformableConvAttrs>();
  const bool fades = attrs.border == ops::DeformableBorder::fade;
  if (context.rank(0) != 4) context.refuse("{} spatial dimensions, MXNet has two", context.rank(0) - 2);
  if (!fades && context.has_input(4)) context.refuse("a mask on samples that are cut");
  NodeAttributes attributes =
      window_attributes(context, {context.size(1, 2), context.size(1, 3)}, attrs.strides, attrs.pads, attrs.dilations);
  const NodeAttributes more = {attribute("num_filter", context.size(1, 0)), attribute("num_group", attrs.groups),
                               attribute("num_deformable_group", attrs.offset_groups), attribute("no_bias", !context.has_input(3))};
  attributes.insert(attributes.end(), more.begin(), more.end());
  Inputs inputs = {context.input(0), context.input(2)};
  if (fades && context.has_input(4)) inputs.push_back(context.input(4));
  if (fades && !context.has_input(4)) {
    const Integers dims = context.dims(2);
    inputs.push_back(context.filled({dims[0], dims[1] / 2, dims[2], dims[3]}, 1.0, context.type(0).dtype, "mask"));
  }
  inputs.push_back(context.input(1));
  if (context.has_input(3)) inputs.push_back(context.input(3));
  context.emit(fades ? "_contrib_ModulatedDeformableConvolution" : "_contrib_DeformableConvolution", std::move(inputs),
               std::move(attributes));
}

void correlation(NodeContext& context) {
  const auto& attrs = context.attrs<ops::CorrelationAttrs>();
  context.emit("Correlation", context.inputs(),
               {attribute("kernel_size", attrs.kernel_size), attribute("max_displacement", attrs.max_displacement),
                attribute("stride1", attrs.stride1), attribute("stride2", attrs.stride2), attribute("pad_size", attrs.pad_size),
                attribute("is_multiply", attrs.is_multiply)});
}

void im2col(NodeContext& context) {
  const auto& attrs = context.attrs<ops::Im2colAttrs>();
  context.emit("im2col", {context.input(0)}, window_attributes(context, attrs.kernel, attrs.strides, attrs.pads, attrs.dilations));
}

void col2im(NodeContext& context) {
  const auto& attrs = context.attrs<ops::Col2imAttrs>();
  if (context.has_input(1) || context.has_input(2)) context.refuse("sizes that the model computes");
  NodeAttributes attributes = window_attributes(context, attrs.kernel, attrs.strides, attrs.pads, attrs.dilations);
  attributes.push_back(attribute("output_size", attrs.image_size));
  context.emit("col2im", {context.input(0)}, std::move(attributes));
}

}  // namespace

std::vector<OperatorRow> sampling_rows() {
  return {
      {"grid_sample", grid_sample}, {"affine_grid", affine_grid}, {"deformable_conv", deformable_conv},
      {"correlation", correlation}, {"im2col", im2col},           {"col2im", col2im},
  };
}

}  // namespace nnfront::emit::mxnet
