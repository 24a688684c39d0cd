// The attributes that convolutions of every kind share.
#pragma once

#include <string>
#include <vector>

#include "frontends/mxnet/node_context.h"

namespace nnfront::frontends::mxnet {

struct Window {
  Tuple kernel;
  Tuple strides;
  Tuple pads;
  Tuple dilations;
  std::int64_t filters = 0;
  std::int64_t groups = 1;
};

// One entry per dimension of the kernel; `fallback` for each where the attribute is not given.
Tuple spatial_attr(NodeContext& context, const std::string& attribute, std::size_t rank, std::int64_t fallback);

// kernel, stride, dilate and pad.
Window bare_window(NodeContext& context);
// The same with num_filter, num_group and a layout that stands channels first.
Window convolution_window(NodeContext& context);

// What the weight of a convolution of `data` must be.
Shape convolution_weight(NodeContext& context, Value data, const Window& window);

std::vector<std::int64_t> begins_and_ends(const Tuple& pads);

}  // namespace nnfront::frontends::mxnet
