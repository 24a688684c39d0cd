#include "ops/conv.h"

#include <algorithm>

#include "emit/rearrange.h"
#include "emit/tensorflow/op_table.h"
#include "emit/tensorflow/windows.h"

namespace nnfront::emit::tensorflow {

namespace {

Integers kernel_of(const NodeContext& context) {
  Integers kernel;
  for (std::int64_t d = 2; d < context.rank(1); ++d) kernel.push_back(context.size(1, d));
  return kernel;
}

// [O, I, K...] with two or three dimensions K.
Tensor widened_kernel(const Tensor& kernel, const Windows& windows) {
  if (!windows.is_1d) return kernel;
  Integers dims = kernel.dims();
  dims.insert(dims.begin() + 2, 1);
  return reshaped(kernel, dims);
}

// Where TensorFlow ignores or refuses dilation: zeros stand between the taps.
Tensor spread_kernel(const Tensor& kernel, const Windows& windows) {
  Integers factors = {1, 1};
  for (const ops::Window& window : windows.each) factors.push_back(window.dilation);
  return spread(kernel, factors);
}

Windows without_dilation(Windows windows) {
  for (ops::Window& window : windows.each) {
    window.kernel = window.dilation * (window.kernel - 1) + 1;
    window.dilation = 1;
  }
  return windows;
}

// [O, I, K...] as [K..., I, O].
Tensor kernel_last(const Tensor& kernel) {
  Integers order;
  for (std::size_t d = 2; d < kernel.dims().size(); ++d) order.push_back(static_cast<std::int64_t>(d));
  order.insert(order.end(), {1, 0});
  return permuted(kernel, order);
}

// [C*M, 1, H, W] as [H, W, C, M].
Tensor depthwise_kernel(const Tensor& kernel, std::int64_t channels) {
  const Integers& dims = kernel.dims();
  return permuted(reshaped(kernel, {channels, dims[0] / channels, dims[2], dims[3]}), {2, 3, 0, 1});
}

std::string dilation_text(const Windows& windows) {
  return fmt::format("{}{}", windows.is_1d ? "plane " : "", fmt::join(windows.listed(&ops::Window::dilation), ","));
}

// A kernel that the model computes is moved when the model runs.
std::string computed_kernel(NodeContext& context, const Windows& windows) {
  if (windows.is_1d || windows.is_3d()) context.refuse("a kernel that the model computes, in one or three dimensions");
  return context.transposed(context.input(1), context.dtype(), {2, 3, 1, 0}, "kernel");
}

NodeAttributes conv_attributes(const NodeContext& context, const Windows& windows, std::string_view padding) {
  return {attribute("T", context.dtype()), data_format(windows), attribute("strides", windows.listed(&ops::Window::stride)),
          attribute("dilations", windows.listed(&ops::Window::dilation)), text_attribute("padding", padding)};
}

std::string whole_conv(NodeContext& context, Windows windows) {
  const std::string data = widened(context, windows);
  const bool spreads = windows.is_3d() && windows.has_dilation();
  if (spreads) context.known(1, "a dilated kernel");
  const std::string kernel = !context.content(1)
                                 ? computed_kernel(context, windows)
                                 : context.changed(1, "conv " + (spreads ? dilation_text(windows) : std::string()), [&](const Tensor& w) {
                                     const Tensor wide = widened_kernel(w, windows);
                                     return kernel_last(spreads ? spread_kernel(wide, windows) : wide);
                                   });
  if (spreads) windows = without_dilation(windows);
  const Padded input = padded(context, data, windows);
  return context.add(windows.is_3d() ? "Conv3D" : "Conv2D", {input.data, kernel}, conv_attributes(context, windows, input.padding),
                     "product");
}

// DepthwiseConv2dNative has one stride for both dimensions, and its dilation is ignored by TensorFlow 1.15 on the processor.
bool can_be_depthwise(const NodeContext& context, const Windows& windows, std::int64_t groups) {
  if (windows.is_3d() || context.size(1, 1) != 1 || context.size(0, 1) != groups || !context.content(1)) return false;
  return windows.is_1d || windows.each[0].stride == windows.each[1].stride;
}

std::string depthwise_conv(NodeContext& context, Windows windows, std::int64_t channels) {
  const std::string data = widened(context, windows);
  if (windows.is_1d) windows.each[0].stride = windows.each[1].stride;
  const std::string kernel = context.changed(1, "depthwise " + dilation_text(windows), [&](const Tensor& w) {
    return depthwise_kernel(spread_kernel(widened_kernel(w, windows), windows), channels);
  });
  windows = without_dilation(windows);
  const Padded input = padded(context, data, windows);
  return context.add("DepthwiseConv2dNative", {input.data, kernel}, conv_attributes(context, windows, input.padding), "product");
}

// The channels of `data`, which come last, in equal parts.
Inputs channel_parts(NodeContext& context, const std::string& data, std::int64_t rank, std::int64_t parts) {
  const std::string split = context.add("Split", {context.integer(rank - 1, "channels"), data},
                                        {attribute("T", context.dtype()), attribute("num_split", parts)}, "groups");
  Inputs result;
  for (std::int64_t i = 0; i < parts; ++i) result.push_back(i == 0 ? split : fmt::format("{}:{}", split, i));
  return result;
}

// Convolutions of the processor have no groups: one for each.
std::string grouped_conv(NodeContext& context, Windows windows, std::int64_t groups) {
  const Tensor weight = context.known(1, "a kernel in groups");
  const std::string data = widened(context, windows);
  const auto rank = static_cast<std::int64_t>(windows.each.size()) + 2;
  Tensor wide = widened_kernel(weight, windows);
  if (windows.is_3d() && windows.has_dilation()) {
    wide = spread_kernel(wide, windows);
    windows = without_dilation(windows);
  }
  const Padded input = padded(context, data, windows);
  const std::int64_t made = wide.dims()[0] / groups;
  Inputs results;
  std::int64_t group = 0;
  for (const std::string& channels : channel_parts(context, input.data, rank, groups)) {
    const std::string kernel = context.constant(kernel_last(part(wide, 0, group * made, made)), "kernel");
    results.push_back(
        context.add(windows.is_3d() ? "Conv3D" : "Conv2D", {channels, kernel}, conv_attributes(context, windows, input.padding), "group"));
    ++group;
  }
  return context.concatenated(std::move(results), rank - 1, "product");
}

void finish_with_bias(NodeContext& context, const Windows& windows, const std::string& result) {
  const std::string product = narrowed(context, windows, result);
  context.yield(context.has_input(2) ? context.math("BiasAdd", {product, context.input(2)}, "sum") : product);
}

void conv(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ConvAttrs>();
  const Windows windows = windows_of(context, ops::windows(kernel_of(context), attrs.strides, attrs.pads, attrs.dilations));
  if (attrs.groups == 1) return finish_with_bias(context, windows, whole_conv(context, windows));
  if (can_be_depthwise(context, windows, attrs.groups))
    return finish_with_bias(context, windows, depthwise_conv(context, windows, attrs.groups));
  finish_with_bias(context, windows, grouped_conv(context, windows, attrs.groups));
}

// ---- Transposed: the gradient of a convolution whose result is the input. It is computed whole and cut to size.

// Sizes of the data that the convolution would have had: [N, sizes..., channels], as a list.
std::string whole_sizes(NodeContext& context, const Windows& windows, std::int64_t channels) {
  Shape stored = {context.type(0).shape[0]};
  bool known = stored[0].is_integer();
  for (std::size_t d = 0; d < windows.each.size(); ++d) {
    const ops::Window& window = windows.each[d];
    stored.push_back(windows.sizes[d].is_integer() ? Dim((windows.sizes[d].integer() - 1) * window.stride + window.kernel)
                                                   : Dim::unknown());
    known = known && stored.back().is_integer();
  }
  stored.emplace_back(channels);
  if (known) return context.integers(integers(stored).value(), "sizes");
  Inputs lists = {context.dimension_list(0)};
  for (std::size_t d = 0; d < windows.each.size(); ++d) {
    if (stored[d + 1].is_integer()) {
      lists.push_back(context.integers({stored[d + 1].integer()}, "size"));
      continue;
    }
    const ops::Window& window = windows.each[d];
    const NodeAttributes of_lists = {attribute("T", DType::int32)};
    const auto spatial = static_cast<std::int64_t>(d) - (windows.is_1d ? 1 : 0);
    const std::string steps =
        context.add("Mul", {context.dimension_list(spatial + 2), context.integers({window.stride}, "stride")}, of_lists, "steps");
    lists.push_back(context.add("AddV2", {steps, context.integers({window.kernel - window.stride}, "rest")}, of_lists, "size"));
  }
  lists.push_back(context.integers({channels}, "channels"));
  return context.joined(std::move(lists), "sizes");
}

// [begin, size - end) along the spatial dimensions; behind what is there zeros.
std::string cut(NodeContext& context, const Windows& windows, const Integers& output_padding, const std::string& whole) {
  Integers begins = {0};
  Integers ends = {0};
  std::int64_t whole_ends = 1;  // a bit per dimension that is not cut behind
  Windows more = windows;
  for (std::size_t d = 0; d < windows.each.size(); ++d) {
    const ops::Window& window = windows.each[d];
    const std::int64_t behind = window.pad_end - output_padding[d];
    begins.push_back(window.pad_begin);
    ends.push_back(-std::max<std::int64_t>(behind, 0));
    if (behind <= 0) whole_ends |= std::int64_t{1} << (d + 1);
    more.each[d].pad_begin = 0;
    more.each[d].pad_end = std::max<std::int64_t>(-behind, 0);
  }
  begins.push_back(0);
  ends.push_back(0);
  whole_ends |= std::int64_t{1} << (windows.each.size() + 1);
  const bool is_cut = std::any_of(begins.begin(), begins.end(), [](std::int64_t begin) { return begin != 0; }) ||
                      std::any_of(ends.begin(), ends.end(), [](std::int64_t end) { return end != 0; });
  if (!is_cut) return padded_by_node(context, whole, more);
  const std::string inner = context.add(
      "StridedSlice",
      {whole, context.integers(begins, "begin"), context.integers(ends, "end"), context.integers(Integers(begins.size(), 1), "step")},
      {attribute("T", context.dtype()), attribute("Index", DType::int32), attribute("end_mask", whole_ends)}, "inner");
  return padded_by_node(context, inner, more);
}

std::string backward(NodeContext& context, const Windows& windows, const std::string& data, const Tensor& kernel,
                     const std::string& sizes) {
  return context.add(windows.is_3d() ? "Conv3DBackpropInputV2" : "Conv2DBackpropInput",
                     {sizes, context.constant(kernel_last(kernel), "kernel"), data}, conv_attributes(context, windows, "VALID"), "whole");
}

void conv_transpose(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ConvTransposeAttrs>();
  const Tensor weight = context.known(1, "the kernel");
  Windows windows = windows_of(context, ops::windows(kernel_of(context), attrs.strides, attrs.pads, attrs.dilations));
  Integers output_padding = attrs.output_padding;
  if (windows.is_1d) output_padding.insert(output_padding.begin(), 0);
  const Tensor kernel = spread_kernel(widened_kernel(weight, windows), windows);
  windows = without_dilation(windows);
  const std::string data = widened(context, windows);
  const std::int64_t made = kernel.dims()[1];
  const std::string sizes = whole_sizes(context, windows, made);
  const auto rank = static_cast<std::int64_t>(windows.each.size()) + 2;
  std::string whole;
  if (attrs.groups == 1) {
    whole = backward(context, windows, data, kernel, sizes);
  } else {
    const std::int64_t read = kernel.dims()[0] / attrs.groups;
    Inputs results;
    for (const std::string& channels : channel_parts(context, data, rank, attrs.groups)) {
      const auto group = static_cast<std::int64_t>(results.size());
      results.push_back(backward(context, windows, channels, part(kernel, 0, group * read, read), sizes));
    }
    whole = context.concatenated(std::move(results), rank - 1, "product");
  }
  finish_with_bias(context, windows, cut(context, windows, output_padding, whole));
}

}  // namespace

std::vector<OperatorRow> conv_rows() {
  return {
      {"conv", Types::floating, conv},
      {"conv_transpose", Types::floating, conv_transpose},
  };
}

}  // namespace nnfront::emit::tensorflow
