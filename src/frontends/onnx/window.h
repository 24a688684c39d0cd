// Windows of convolutions and pooling: kernel, strides, pads and dilations as ONNX's attributes give them.
#pragma once

#include <cstdint>
#include <vector>

#include "frontends/onnx/node_context.h"
#include "ops/pool.h"

namespace nnfront::frontends::onnx {

struct Window {
  std::vector<std::int64_t> kernel;
  std::vector<std::int64_t> strides;
  std::vector<std::int64_t> pads;  // all begins, then all ends
  std::vector<std::int64_t> dilations;
  bool fixed = false;  // pads that were worked out from the sizes at hand
};

// "SAME_UPPER", ... or "NOTSET".
std::string auto_pad_of(NodeContext& context);

// Reads strides, dilations, pads and auto_pad for a window of `kernel` on the spatial dimensions of `data`. Error (invalid_file) for lists
// of another length than the kernel's; refuses automatic padding where it depends on a size that is no number, and negative pads.
Window window_of(NodeContext& context, Value data, std::vector<std::int64_t> kernel);

// The attribute `kernel_shape`, one entry per spatial dimension of `data`.
std::vector<std::int64_t> kernel_shape(NodeContext& context, Value data);

// The spatial dimensions of the weight, which `kernel_shape` repeats where it is given.
std::vector<std::int64_t> kernel_of(NodeContext& context, Value weight);

// One node; `fixed`: valid only for the input shapes at hand.
Value add_windowed(NodeContext& context, std::string_view op, Operands inputs, Attributes attributes, bool fixed,
                   std::string_view part = {});

// A list with one entry per spatial dimension; all are `fallback` where it is not given.
std::vector<std::int64_t> spatial_attr(NodeContext& context, std::string_view attribute, std::size_t rank, std::int64_t fallback);

// `ceil_mode`: windows that would start behind the data are left out.
ops::PoolRounding rounding_of(NodeContext& context);

}  // namespace nnfront::frontends::onnx
