#include "ops/padding.h"

#include <algorithm>

#include "ir/attribute_inputs.h"
#include "ops/conv.h"
#include "ops/pool.h"
#include "ops/shape.h"

namespace nnfront::ops {

namespace {

using Pads = std::vector<std::int64_t>;

bool none(const Pads& pads) {
  return std::all_of(pads.begin(), pads.end(), [](std::int64_t pad) { return pad == 0; });
}

// The pads of the spatial dimensions, all begins, then all ends; no value where the node writes anything but zeros around them.
std::optional<Pads> zeros_around(const Node& node) {
  if (node.op->name != "pad" || !node.epilogue.empty() || has_attribute_inputs(node)) return std::nullopt;
  const auto& attrs = node.attributes.as<PadAttrs>();
  if (!attrs.axes.empty() || attrs.mode != PadMode::constant || attrs.value != 0.0) return std::nullopt;
  const auto rank = attrs.pads.size() / 2;
  if (rank < 3) return std::nullopt;
  Pads spatial;
  for (std::size_t i = 0; i < attrs.pads.size(); ++i) {
    const bool is_spatial = i % rank >= 2;
    if (attrs.pads[i] < 0 || (!is_spatial && attrs.pads[i] != 0)) return std::nullopt;
    if (is_spatial) spatial.push_back(attrs.pads[i]);
  }
  return spatial;
}

void add_pads(Pads& pads, const Pads& more) {
  for (std::size_t i = 0; i < pads.size(); ++i) pads[i] += more[i];
}

// Pooling refuses a window that could lie in padding alone.
bool windows_reach_data(const PoolAttrs& attrs) {
  const std::size_t dimensions = attrs.kernel.size();
  for (std::size_t i = 0; i < attrs.pads.size(); ++i) {
    const std::int64_t extent = attrs.dilations[i % dimensions] * (attrs.kernel[i % dimensions] - 1) + 1;
    if (attrs.pads[i] >= extent) return false;
  }
  return true;
}

// False where the windows would no longer be the same ones.
bool take_over(PoolAttrs& windows, const Pads& zeros) {
  if (windows.rounding == PoolRounding::ceil_inside) return false;
  add_pads(windows.pads, zeros);
  return windows_reach_data(windows);
}

// The attributes of `node` with the zeros taken over.
std::optional<Attributes> padded(const Node& node, const Pads& zeros) {
  if (node.op->name == "conv") {
    auto attrs = node.attributes.as<ConvAttrs>();
    add_pads(attrs.pads, zeros);
    return attrs;
  }
  if (node.op->name == "lp_pool") {
    auto attrs = node.attributes.as<LpPoolAttrs>();
    if (!take_over(attrs.windows, zeros)) return std::nullopt;
    return attrs;
  }
  if (node.op->name != "average_pool") return std::nullopt;
  auto attrs = node.attributes.as<AveragePoolAttrs>();
  if (!attrs.count_include_pad && !none(attrs.windows.pads)) return std::nullopt;
  attrs.count_include_pad = true;
  if (!take_over(attrs.windows, zeros)) return std::nullopt;
  return attrs;
}

}  // namespace

std::optional<Attributes> with_merged_padding(const Node& node, const Node& producer) {
  const auto zeros = zeros_around(producer);
  if (!zeros) return std::nullopt;
  return padded(node, *zeros);
}

}  // namespace nnfront::ops
