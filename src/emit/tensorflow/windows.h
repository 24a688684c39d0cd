// What convolutions and pools share. TensorFlow has windows over two and three dimensions, and two kinds of padding: VALID is none, SAME
// is what makes sizes ceil(size / stride), more of it behind than in front. Other padding is a node of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emit/tensorflow/node_context.h"
#include "ops/window.h"

namespace nnfront::emit::tensorflow {

// Over the spatial dimensions of input 0, which is channels-last; of one dimension, a window of 1 over a dimension of 1 stands in front.
struct Windows {
  std::vector<ops::Window> each;
  Shape sizes;  // of the data
  bool is_1d = false;

  bool is_3d() const { return each.size() == 3; }
  bool has_dilation() const;
  // [1, ..., 1]: as strides, dilations and sizes of windows are given.
  Integers listed(std::int64_t ops::Window::*entry) const;
};

// Error (unsupported) for more than three dimensions.
Windows windows_of(const NodeContext& context, std::vector<ops::Window> each);

// Input 0 with two or three spatial dimensions.
std::string widened(NodeContext& context, const Windows& windows);
// The result with the spatial dimensions of the data.
std::string narrowed(NodeContext& context, const Windows& windows, const std::string& result);

// Whether SAME puts as much in front and makes as many windows.
bool is_same(const Windows& windows);

struct Padded {
  std::string data;
  std::string_view padding;  // VALID or SAME
};

// `filling` stands in the padding: SAME stands for 0 in convolutions, and for nothing in pools.
Padded padded(NodeContext& context, const std::string& data, const Windows& windows, double filling = 0.0);
// Always by a node, unless there is none.
std::string padded_by_node(NodeContext& context, const std::string& data, const Windows& windows, double filling = 0.0);

// "NHWC" or "NDHWC".
formats::graphdef::Attribute data_format(const Windows& windows);

}  // namespace nnfront::emit::tensorflow
