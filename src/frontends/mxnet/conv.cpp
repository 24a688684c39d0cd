#include "ops/conv.h"

#include <algorithm>

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "frontends/mxnet/window.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

std::optional<Value> bias_of(NodeContext& context, bool no_bias_by_default, std::int64_t filters) {
  if (context.attr<bool>("no_bias", no_bias_by_default)) return std::nullopt;
  return context.parameter(2, Shape{filters});
}

// A target shape overrides pad and adj: what is too much is cut off evenly, an odd rest at the end (DeconvolutionParam::InferPad).
bool fit_to_target(NodeContext& context, Value data, Window& window, Tuple& output_padding) {
  const Tuple target = context.attr<Tuple>("target_shape", {});
  if (std::all_of(target.begin(), target.end(), [](std::int64_t size) { return size == 0; })) return false;
  if (target.size() != window.kernel.size()) fail(ErrorCode::invalid_file, "attribute 'target_shape' has {} entries", target.size());
  for (std::size_t d = 0; d < target.size(); ++d) {
    const Dim extent = Dim(1) + (Dim(window.kernel[d]) - Dim(1)) * Dim(window.dilations[d]);
    const Dim made = Dim(window.strides[d]) * (context.size(data, static_cast<std::int64_t>(d) + 2) - 1) + extent;
    const std::int64_t whole = made.integer();
    if (target[d] < 1 || target[d] > whole) {
      fail(ErrorCode::invalid_file, "attribute 'target_shape' asks for {}, at most {} are made", target[d], whole);
    }
    output_padding[d] = (whole - target[d]) % 2;
    window.pads[d] = (whole - target[d] + 1) / 2;
  }
  return true;
}

Value nearest(NodeContext& context, Value data, std::int64_t scale, std::string_view part) {
  ops::ResizeAttrs attributes;
  attributes.scales.assign(static_cast<std::size_t>(context.rank(data) - 2), static_cast<double>(scale));
  attributes.mode = ops::ResizeMode::nearest;
  attributes.coordinates = ops::ResizeCoordinates::asymmetric;
  attributes.nearest = ops::ResizeNearest::floor;
  return context.add("resize", {data}, attributes, part);
}

// Several inputs: each is scaled to the size that the first one gets, then they are joined.
Values nearest_of_many(NodeContext& context, std::int64_t scale, bool sum) {
  const Values inputs = context.inputs();
  const std::int64_t height = (Dim(context.size(inputs[0], 2)) * Dim(scale)).integer();
  std::vector<std::optional<Value>> scaled;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::int64_t own = context.size(inputs[i], 2);
    if (own < 1 || height % own != 0) fail(ErrorCode::invalid_file, "input {} has height {}, of which {} is no multiple", i, own, height);
    scaled.push_back(nearest(context, inputs[i], height / own, "scaled" + std::to_string(i)));
  }
  context.rewritten("each input scaled, then joined");
  if (!sum) return {context.add("concat", scaled, ops::AxisAttrs{1})};
  Value total = *scaled[0];
  for (std::size_t i = 1; i < scaled.size(); ++i) {
    total = context.add("add", {total, scaled[i]}, {}, i + 1 == scaled.size() ? std::string() : "sum" + std::to_string(i));
  }
  return {total};
}

Values convolution(NodeContext& context) {
  const Window window = convolution_window(context);
  const bool no_bias = context.attr<bool>("no_bias", false);
  const Value data = context.input(0);
  const Value weight = context.parameter(1, convolution_weight(context, data, window));
  const std::optional<Value> bias = bias_of(context, no_bias, window.filters);
  return {context.add("conv", {data, weight, bias},
                      ops::ConvAttrs{window.strides, begins_and_ends(window.pads), window.dilations, window.groups})};
}

Values deconvolution(NodeContext& context) {
  Window window = convolution_window(context);
  Tuple output_padding = spatial_attr(context, "adj", window.kernel.size(), 0);
  const bool no_bias = context.attr<bool>("no_bias", true);
  const Value data = context.input(0);
  const bool fitted = fit_to_target(context, data, window, output_padding);
  Shape wanted{context.dim(data, 1), window.filters / window.groups};
  wanted.insert(wanted.end(), window.kernel.begin(), window.kernel.end());
  const Value weight = context.parameter(1, wanted);
  const std::optional<Value> bias = bias_of(context, no_bias, window.filters);
  const ops::ConvTransposeAttrs attributes{window.strides, begins_and_ends(window.pads), window.dilations, output_padding, window.groups};
  if (!fitted) return {context.add("conv_transpose", {data, weight, bias}, attributes)};
  context.rewritten("target_shape as padding");
  return {context.add_fixed("conv_transpose", {data, weight, bias}, attributes)};
}

Values up_sampling(NodeContext& context) {
  const std::int64_t scale = context.attr<std::int64_t>("scale");
  const std::string mode = context.choice("multi_input_mode", {"concat", "sum"}, "concat");
  const std::int64_t filters = context.attr<std::int64_t>("num_filter", 0);
  if (scale < 1 || scale > 1024) fail(ErrorCode::invalid_file, "attribute 'scale' is {}, wanted 1 to 1024", scale);
  const std::string type = context.choice("sample_type", {"nearest", "bilinear"}, "");
  if (type.empty()) fail(ErrorCode::invalid_file, "attribute 'sample_type' is missing");
  if (type == "nearest") {
    if (context.input_count() == 1) return {nearest(context, context.input(0), scale, {})};
    return nearest_of_many(context, scale, mode == "sum");
  }
  // Bilinear: a transposed convolution of each channel by itself.
  const std::int64_t kernel = 2 * scale - scale % 2;
  const std::int64_t pad = scale / 2;
  const Value data = context.input(0);
  const Value weight = context.parameter(1, Shape{context.dim(data, 1), 1, kernel, kernel});
  context.rewritten("bilinear as a transposed convolution with the given weight");
  return {context.add("conv_transpose", {data, weight, std::nullopt},
                      ops::ConvTransposeAttrs{{scale, scale}, {pad, pad, pad, pad}, {1, 1}, {0, 0}, filters})};
}

}  // namespace

std::vector<OperatorRow> conv_rows() {
  using enum Fate;
  return {
      {{"Convolution", "Convolution_v1", "_npx_convolution"},
       {"data", "weight", "bias"},
       exact,
       convolution,
       "conv",
       "channels-first layouts"},
      {{"Deconvolution"},
       {"data", "weight", "bias"},
       exact,
       deconvolution,
       "conv_transpose",
       "channels-first layouts; target_shape as padding"},
      {{"UpSampling"}, {"data", ""}, exact, up_sampling, "resize", "bilinear as a transposed convolution, several inputs as concat or add"},
  };
}

}  // namespace nnfront::frontends::mxnet
