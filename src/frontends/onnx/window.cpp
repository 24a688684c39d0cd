#include "frontends/onnx/window.h"

#include <algorithm>

#include "ops/kernels.h"

namespace nnfront::frontends::onnx {

namespace {

// What SAME padding adds in all, so that there is a window for every stride-th element: from size, or whatever the size for stride 1.
std::int64_t same_padding(const NodeContext& context, const Dim& size, std::int64_t kernel, std::int64_t stride, std::int64_t dilation) {
  const std::int64_t extent = ops::checked_add(ops::checked_multiply(dilation, kernel - 1), 1);
  if (stride == 1) return extent - 1;
  if (!size.is_integer()) context.refuse("automatic padding needs a size that is a number, got {}: give one with --input", size.text());
  const std::int64_t windows = size.integer() / stride + (size.integer() % stride != 0 ? 1 : 0);
  return std::max<std::int64_t>(0, (windows - 1) * stride + extent - size.integer());
}

void check_positive(std::string_view attribute, const std::vector<std::int64_t>& list) {
  constexpr std::int64_t largest = 2147483647;
  for (const std::int64_t each : list) {
    if (each < 1 || each > largest) fail(ErrorCode::invalid_file, "attribute '{}' holds {}, wanted 1 to {}", attribute, each, largest);
  }
}

}  // namespace

std::string auto_pad_of(NodeContext& context) {
  return context.choice("auto_pad", {"NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"}, "NOTSET");
}

std::vector<std::int64_t> spatial_attr(NodeContext& context, std::string_view attribute, std::size_t rank, std::int64_t fallback) {
  auto list = context.attr<std::vector<std::int64_t>>(attribute, {});
  if (list.empty()) list.assign(rank, fallback);
  if (list.size() != rank) {
    fail(ErrorCode::invalid_file, "attribute '{}' has {} entries, wanted {}: one per spatial dimension", attribute, list.size(), rank);
  }
  return list;
}

Window window_of(NodeContext& context, Value data, std::vector<std::int64_t> kernel) {
  const std::size_t rank = kernel.size();
  Window window;
  window.kernel = std::move(kernel);
  window.strides = spatial_attr(context, "strides", rank, 1);
  window.dilations = spatial_attr(context, "dilations", rank, 1);
  check_positive("kernel_shape", window.kernel);
  check_positive("strides", window.strides);
  check_positive("dilations", window.dilations);
  const std::string automatic = auto_pad_of(context);
  window.pads = context.attr<std::vector<std::int64_t>>("pads", {});
  if (window.pads.empty() || automatic.substr(0, 4) == "SAME" || automatic == "VALID") window.pads.assign(2 * rank, 0);
  if (window.pads.size() != 2 * rank) {
    fail(ErrorCode::invalid_file, "attribute 'pads' has {} entries, wanted {}: two per spatial dimension", window.pads.size(), 2 * rank);
  }
  for (const std::int64_t pad : window.pads) {
    if (pad < 0) context.refuse("negative pads are not covered");
  }
  if (automatic.substr(0, 4) != "SAME") return window;
  if (context.rank(data) != static_cast<std::int64_t>(rank) + 2) fail(ErrorCode::invalid_file, "got {}", text(context.type(data)));
  for (std::size_t d = 0; d < rank; ++d) {
    const Dim& size = context.dim(data, static_cast<std::int64_t>(d) + 2);
    const std::int64_t total = same_padding(context, size, window.kernel[d], window.strides[d], window.dilations[d]);
    const std::int64_t smaller = total / 2;
    window.pads[d] = automatic == "SAME_UPPER" ? smaller : total - smaller;
    window.pads[rank + d] = total - window.pads[d];
    window.fixed = window.fixed || window.strides[d] != 1;
  }
  return window;
}

std::vector<std::int64_t> kernel_shape(NodeContext& context, Value data) {
  auto kernel = context.attr<std::vector<std::int64_t>>("kernel_shape");
  const std::int64_t spatial = context.rank(data) - 2;
  if (static_cast<std::int64_t>(kernel.size()) != spatial) {
    fail(ErrorCode::invalid_file, "attribute 'kernel_shape' has {} entries for {}", kernel.size(), text(context.type(data)));
  }
  return kernel;
}

std::vector<std::int64_t> kernel_of(NodeContext& context, Value weight) {
  std::vector<std::int64_t> kernel;
  for (std::int64_t d = 2; d < context.rank(weight); ++d) kernel.push_back(context.size(weight, d));
  const auto given = context.attr<std::vector<std::int64_t>>("kernel_shape", {});
  if (!given.empty() && given != kernel) {
    fail(ErrorCode::invalid_file, "attribute 'kernel_shape' is [{}], the weight is {}", fmt::join(given, ","), text(context.type(weight)));
  }
  return kernel;
}

Value add_windowed(NodeContext& context, std::string_view op, Operands inputs, Attributes attributes, bool fixed, std::string_view part) {
  if (fixed) return context.add_fixed(op, std::move(inputs), std::move(attributes), part);
  return context.add(op, std::move(inputs), std::move(attributes), part);
}

ops::PoolRounding rounding_of(NodeContext& context) {
  return context.attr<bool>("ceil_mode", false) ? ops::PoolRounding::ceil_inside : ops::PoolRounding::floor;
}

}  // namespace nnfront::frontends::onnx
