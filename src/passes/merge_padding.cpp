#include "passes/merge_padding.h"

#include <algorithm>

#include "ops/conv.h"
#include "ops/pool.h"
#include "ops/shape.h"
#include "passes/rewriter.h"

namespace nnfront::passes {

namespace {

using Pads = std::vector<std::int64_t>;

bool none(const Pads& pads) {
  return std::all_of(pads.begin(), pads.end(), [](std::int64_t pad) { return pad == 0; });
}

// The pads of the spatial dimensions, all begins, then all ends; no value where the node writes anything but zeros around them.
std::optional<Pads> zeros_around(const Node& node) {
  if (node.op->name != "pad" || !node.epilogue.empty()) return std::nullopt;
  const auto& attrs = node.attributes.as<ops::PadAttrs>();
  if (attrs.mode != ops::PadMode::constant || attrs.value != 0.0) return std::nullopt;
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

template <class Attrs>
Attrs with_more_pads(Attrs attrs, const Pads& more) {
  for (std::size_t i = 0; i < attrs.pads.size(); ++i) attrs.pads[i] += more[i];
  return attrs;
}

// Pooling refuses a window that could lie in padding alone.
template <class Attrs>
std::optional<Attributes> if_windows_reach_data(const Attrs& attrs) {
  const std::size_t dimensions = attrs.kernel.size();
  for (std::size_t i = 0; i < attrs.pads.size(); ++i) {
    const std::int64_t extent = attrs.dilations[i % dimensions] * (attrs.kernel[i % dimensions] - 1) + 1;
    if (attrs.pads[i] >= extent) return std::nullopt;
  }
  return attrs;
}

// The attributes of `node` with the zeros taken over; no value where that would not be the same.
std::optional<Attributes> padded(const Node& node, const Pads& zeros) {
  if (node.op->name == "conv") return with_more_pads(node.attributes.as<ops::ConvAttrs>(), zeros);
  if (node.op->name == "lp_pool") {
    const auto& attrs = node.attributes.as<ops::LpPoolAttrs>();
    if (attrs.rounding == ops::PoolRounding::ceil_inside) return std::nullopt;
    return if_windows_reach_data(with_more_pads(attrs, zeros));
  }
  if (node.op->name != "average_pool") return std::nullopt;
  auto attrs = node.attributes.as<ops::AveragePoolAttrs>();
  if (attrs.rounding == ops::PoolRounding::ceil_inside) return std::nullopt;
  if (!attrs.count_include_pad && !none(attrs.pads)) return std::nullopt;
  attrs.count_include_pad = true;
  return if_windows_reach_data(with_more_pads(std::move(attrs), zeros));
}

void merge(Rewriter& rewriter, Node& node) {
  if (node.inputs.empty() || !node.inputs[0]) return;
  Node* pad = rewriter.producer(*node.inputs[0]);
  if (pad == nullptr) return;
  const auto zeros = zeros_around(*pad);
  if (!zeros) return;
  const auto attributes = padded(node, *zeros);
  if (!attributes) return;
  const bool swallows = rewriter.sole_producer(node, node.inputs[0]) == pad;
  node.attributes = *attributes;
  rewriter.set_input(node, 0, pad->inputs[0]);
  if (!swallows) return;
  node.swallowed.push_back(pad->id);
  rewriter.erase(*pad);
}

}  // namespace

bool merge_padding(Graph& graph) {
  Rewriter rewriter(graph);
  for_each_block(graph, [&](Block& block) {
    for (Node& node : block.nodes) merge(rewriter, node);
  });
  return rewriter.finish();
}

}  // namespace nnfront::passes
