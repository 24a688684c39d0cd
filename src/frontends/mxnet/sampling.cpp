#include "ops/sampling.h"

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "frontends/mxnet/window.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

// MXNet's grids stand channels-first, [N, 2, H, W] with x before y; those of the IR channels-last.
const ops::TransposeAttrs to_last{{0, 2, 3, 1}};

const ops::TransposeAttrs to_first{{0, 3, 1, 2}};

std::vector<std::int64_t> map_size(NodeContext& context) {
  const Tuple size = context.attr<Tuple>("target_shape", {0, 0});
  if (size.size() != 2) fail(ErrorCode::invalid_file, "attribute 'target_shape' has {} entries, wanted 2", size.size());
  return size;
}

Value sampled(NodeContext& context, Value data, Value grid) {
  return context.add("grid_sample", {data, grid}, ops::GridSampleAttrs{ops::GridMode::linear, ops::GridPadding::zeros, true});
}

// Of six numbers per image as a matrix.
Value affine_places(NodeContext& context, Value matrices, std::vector<std::int64_t> size) {
  const Value theta = context.reshape(matrices, {-1, 2, 3}, "matrices");
  return context.add("affine_grid", {theta}, ops::AffineGridAttrs{std::move(size), true}, "places");
}

// The place of every element, x and y in elements: [1, 2, H, W].
Value own_places(NodeContext& context, std::int64_t height, std::int64_t width, DType dtype) {
  const ops::BroadcastToAttrs map{{1, 1, height, width}};
  const auto numbers = [&](std::int64_t count, const Shape& along, std::string_view part) {
    const Value row = context.add("arange", {}, ops::ArangeAttrs{0.0, static_cast<double>(count), 1.0, dtype}, part);
    return context.add("broadcast_to", {context.reshape(row, along, std::string(part) + ".along")}, map, std::string(part) + ".map");
  };
  const Value x = numbers(width, {1, 1, 1, -1}, "x");
  const Value y = numbers(height, {1, 1, -1, 1}, "y");
  return context.add("concat", {x, y}, ops::AxisAttrs{1}, "places");
}

// The flow added to the place of every element, brought to -1 to 1.
Value warped_places(NodeContext& context, Value flow) {
  const std::int64_t height = context.size(flow, 2);
  const std::int64_t width = context.size(flow, 3);
  const DType dtype = context.dtype(flow);
  const Value moved = context.add("add", {flow, own_places(context, height, width, dtype)}, {}, "moved");
  const auto half = [&](std::int64_t size) {
    return context.reshape(context.scalar(static_cast<double>(size - 1) / 2.0, dtype), {1, 1, 1, 1});
  };
  const Value halves = context.add("concat", {half(width), half(height)}, ops::AxisAttrs{1}, "halves");
  const Value scaled = context.add("div", {moved, halves}, {}, "scaled");
  return context.add_fixed("sub", {scaled, context.scalar(1.0, dtype)});
}

Values grid_generator(NodeContext& context) {
  const std::string type = context.choice("transform_type", {"affine", "warp"}, "");
  const std::vector<std::int64_t> size = map_size(context);
  if (type.empty()) fail(ErrorCode::invalid_file, "attribute 'transform_type' is missing");
  if (type == "warp") {
    context.rewritten("the flow added to the places of the elements");
    return {warped_places(context, context.input(0))};
  }
  return {context.add("transpose", {affine_places(context, context.input(0), size)}, to_first)};
}

Values bilinear_sampler(NodeContext& context) {
  const Value grid = context.add("transpose", {context.input(1)}, to_last, "grid");
  return {sampled(context, context.input(0), grid)};
}

Values spatial_transformer(NodeContext& context) {
  context.choice("transform_type", {"affine"}, "affine");
  context.choice("sampler_type", {"bilinear"}, "bilinear");
  std::vector<std::int64_t> size = map_size(context);
  const Value data = context.input(0);
  for (std::size_t d = 0; d < 2; ++d) {
    if (size[d] == 0) size[d] = context.size(data, static_cast<std::int64_t>(d) + 2);
  }
  return {sampled(context, data, affine_places(context, context.input(1), size))};
}

Values correlation(NodeContext& context) {
  ops::CorrelationAttrs attributes;
  attributes.kernel_size = context.attr<std::int64_t>("kernel_size", 1);
  attributes.max_displacement = context.attr<std::int64_t>("max_displacement", 1);
  attributes.stride1 = context.attr<std::int64_t>("stride1", 1);
  attributes.stride2 = context.attr<std::int64_t>("stride2", 1);
  attributes.pad_size = context.attr<std::int64_t>("pad_size", 0);
  attributes.is_multiply = context.attr<bool>("is_multiply", true);
  return {context.add("correlation", {context.input(0), context.input(1)}, attributes)};
}

// DeformableConvolution: data, offset, weight, bias. ModulatedDeformableConvolution has the mask behind the offset, and its samples
// fade out at the border instead of being cut.
Values deformable_convolution(NodeContext& context) {
  const bool modulated = context.op() == "_contrib_ModulatedDeformableConvolution";
  const Window window = convolution_window(context);
  ops::DeformableConvAttrs attributes{window.strides, begins_and_ends(window.pads), window.dilations, window.groups};
  attributes.offset_groups = context.attr<std::int64_t>("num_deformable_group", 1);
  attributes.border = modulated ? ops::DeformableBorder::fade : ops::DeformableBorder::cut;
  const bool no_bias = context.attr<bool>("no_bias", false);
  context.ignore({"im2col_step"});
  const int weight_input = modulated ? 3 : 2;
  const Value data = context.input(0);
  const Value weight = context.parameter(weight_input, convolution_weight(context, data, window));
  const auto bias = no_bias ? std::nullopt : std::optional(context.parameter(weight_input + 1, Shape{window.filters}));
  const auto mask = modulated ? std::optional(context.input(2)) : std::nullopt;
  return {context.add("deformable_conv", {data, weight, context.input(1), bias, mask}, attributes)};
}

Values im2col(NodeContext& context) {
  const Window window = bare_window(context);
  const ops::Im2colAttrs attributes{window.kernel, window.strides, begins_and_ends(window.pads), window.dilations};
  return {context.add("im2col", {context.input(0)}, attributes)};
}

Values col2im(NodeContext& context) {
  const Tuple size = context.attr<Tuple>("output_size");
  const Window window = bare_window(context);
  const ops::Col2imAttrs attributes{size, window.kernel, window.strides, begins_and_ends(window.pads), window.dilations};
  return {context.add("col2im", {context.input(0)}, attributes)};
}

}  // namespace

std::vector<OperatorRow> sampling_rows() {
  using enum Fate;
  return {
      {{"_contrib_DeformableConvolution"}, {"data", "offset", "weight", "bias"}, exact, deformable_convolution, "deformable_conv", ""},
      {{"_contrib_ModulatedDeformableConvolution"},
       {"data", "offset", "mask", "weight", "bias"},
       exact,
       deformable_convolution,
       "deformable_conv",
       ""},
      {{"Correlation"}, {"data", "..."}, exact, correlation, "correlation", ""},
      {{"SpatialTransformer"}, {"data", "loc"}, rewritten, spatial_transformer, "grid_sample", "affine_grid and grid_sample"},
      {{"GridGenerator"}, {"data"}, rewritten, grid_generator, "affine_grid", "and a transpose; 'warp' as additions"},
      {{"BilinearSampler"}, {"data", "grid"}, rewritten, bilinear_sampler, "grid_sample", "the grid channels-last"},
      {{"im2col"}, {"data"}, exact, im2col, "im2col", ""},
      {{"col2im"}, {"data"}, exact, col2im, "col2im", ""},
  };
}

}  // namespace nnfront::frontends::mxnet
