#include "emit/tensorflow/windows.h"

#include <algorithm>

#include "support/fail.h"

namespace nnfront::emit::tensorflow {

namespace {

std::int64_t extent(const ops::Window& window) {
  return window.dilation * (window.kernel - 1) + 1;
}

bool has_no_padding(const Windows& windows) {
  return std::all_of(windows.each.begin(), windows.each.end(),
                     [](const ops::Window& window) { return window.pad_begin == 0 && window.pad_end == 0; });
}

// Whether SAME puts as much in front, and makes as many windows.
bool is_same_along(const ops::Window& window, const Dim& size) {
  const std::int64_t reach = extent(window);
  if (window.stride == 1) return window.pad_begin == (reach - 1) / 2 && window.pad_begin + window.pad_end == reach - 1;
  if (!size.is_integer()) return false;
  const std::int64_t length = size.integer();
  const std::int64_t made = (length + window.pad_begin + window.pad_end - reach) / window.stride + 1;
  if (made != (length + window.stride - 1) / window.stride) return false;
  return window.pad_begin == std::max<std::int64_t>((made - 1) * window.stride + reach - length, 0) / 2;
}

}  // namespace

bool is_same(const Windows& windows) {
  for (std::size_t d = 0; d < windows.each.size(); ++d) {
    if (!is_same_along(windows.each[d], windows.sizes[d])) return false;
  }
  return true;
}

bool Windows::has_dilation() const {
  return std::any_of(each.begin(), each.end(), [](const ops::Window& window) { return window.dilation != 1 && window.kernel != 1; });
}

Integers Windows::listed(std::int64_t ops::Window::*entry) const {
  Integers list = {1};
  for (const ops::Window& window : each) list.push_back(window.*entry);
  list.push_back(1);
  return list;
}

Windows windows_of(const NodeContext& context, std::vector<ops::Window> each) {
  if (each.empty() || each.size() > 3) context.refuse("{} spatial dimensions, TensorFlow has 1 to 3", each.size());
  context.rank(0);
  const Shape& shape = context.type(0).shape;
  Windows windows{std::move(each), Shape(shape.begin() + 2, shape.end()), false};
  if (windows.each.size() == 1) {
    windows.is_1d = true;
    windows.each.insert(windows.each.begin(), ops::Window());
    windows.sizes.insert(windows.sizes.begin(), Dim(1));
  }
  return windows;
}

std::string widened(NodeContext& context, const Windows& windows) {
  if (!windows.is_1d) return context.input(0);
  return context.math("ExpandDims", {context.input(0), context.integer(1, "dimension")}, "plane");
}

std::string narrowed(NodeContext& context, const Windows& windows, const std::string& result) {
  if (!windows.is_1d) return result;
  return context.add("Squeeze", {result}, {attribute("T", context.dtype()), attribute("squeeze_dims", Integers{1})}, "line");
}

std::string padded_by_node(NodeContext& context, const std::string& data, const Windows& windows, double filling) {
  if (has_no_padding(windows)) return data;
  std::vector<std::int32_t> pads = {0, 0};
  for (const ops::Window& window : windows.each) {
    for (const std::int64_t pad : {window.pad_begin, window.pad_end}) {
      if (!std::in_range<std::int32_t>(pad)) context.refuse("a padding of {} elements", pad);
      pads.push_back(static_cast<std::int32_t>(pad));
    }
  }
  pads.insert(pads.end(), {0, 0});
  const std::string list = context.constant(Array::of<std::int32_t>({static_cast<std::int64_t>(pads.size() / 2), 2}, pads), "paddings");
  if (filling == 0.0) return context.math("Pad", {data, list}, "padded");
  return context.math("PadV2", {data, list, context.number(filling, "filling")}, "padded");
}

Padded padded(NodeContext& context, const std::string& data, const Windows& windows, double filling) {
  if (!has_no_padding(windows) && is_same(windows)) return {data, "SAME"};
  return {padded_by_node(context, data, windows, filling), "VALID"};
}

formats::graphdef::Attribute data_format(const Windows& windows) {
  return text_attribute("data_format", windows.is_3d() ? "NDHWC" : "NHWC");
}

}  // namespace nnfront::emit::tensorflow
