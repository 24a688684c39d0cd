#include "frontends/mxnet/window.h"

namespace nnfront::frontends::mxnet {

Tuple spatial_attr(NodeContext& context, const std::string& attribute, std::size_t rank, std::int64_t fallback) {
  Tuple value = context.attr<Tuple>(attribute, {});
  if (value.empty()) value.assign(rank, fallback);
  if (value.size() != rank) {
    fail(ErrorCode::invalid_file, "attribute '{}' has {} entries, wanted {} as the kernel has", attribute, value.size(), rank);
  }
  return value;
}

Window bare_window(NodeContext& context) {
  Window window;
  window.kernel = context.attr<Tuple>("kernel");
  const std::size_t rank = window.kernel.size();
  if (rank < 1 || rank > 3) fail(ErrorCode::invalid_file, "attribute 'kernel' has {} entries, wanted 1 to 3", rank);
  window.strides = spatial_attr(context, "stride", rank, 1);
  window.dilations = spatial_attr(context, "dilate", rank, 1);
  window.pads = spatial_attr(context, "pad", rank, 0);
  return window;
}

Window convolution_window(NodeContext& context) {
  Window window = bare_window(context);
  window.filters = context.attr<std::int64_t>("num_filter");
  window.groups = context.attr<std::int64_t>("num_group", 1);
  context.choice("layout", {"None", "NCW", "NCHW", "NCDHW"}, "None");
  if (window.groups < 1) fail(ErrorCode::invalid_file, "attribute 'num_group' is {}, wanted at least 1", window.groups);
  if (window.filters < 1) fail(ErrorCode::invalid_file, "attribute 'num_filter' is {}, wanted at least 1", window.filters);
  return window;
}

Shape convolution_weight(NodeContext& context, Value data, const Window& window) {
  Shape shape{window.filters, floor_div(context.dim(data, 1), window.groups)};
  shape.insert(shape.end(), window.kernel.begin(), window.kernel.end());
  return shape;
}

std::vector<std::int64_t> begins_and_ends(const Tuple& pads) {
  std::vector<std::int64_t> result = pads;
  result.insert(result.end(), pads.begin(), pads.end());
  return result;
}

}  // namespace nnfront::frontends::mxnet
