#include "ops/padding.h"

#include "ops/conv.h"
#include "ops/pool.h"
#include "ops/shape.h"

namespace nnfront::ops {

namespace {

// Begins, then ends, of the spatial dimensions; nothing where the pad touches batch or channels, crops, or is not zero.
std::optional<std::vector<std::int64_t>> spatial_zero_pads(const PadAttrs& pad) {
  if (pad.mode != PadMode::constant || pad.value != 0.0) return std::nullopt;
  const std::size_t rank = pad.pads.size() / 2;
  if (rank < 3) return std::nullopt;
  std::vector<std::int64_t> spatial;
  for (std::size_t i = 0; i < pad.pads.size(); ++i) {
    if (pad.pads[i] < 0) return std::nullopt;
    const bool is_spatial = i % rank >= 2;
    if (!is_spatial && pad.pads[i] != 0) return std::nullopt;
    if (is_spatial) spatial.push_back(pad.pads[i]);
  }
  return spatial;
}

template <class Attrs>
std::optional<Attributes> with_added(const Attrs& attrs, const std::vector<std::int64_t>& more) {
  if (attrs.pads.size() != more.size()) return std::nullopt;
  Attrs merged = attrs;
  for (std::size_t i = 0; i < more.size(); ++i) merged.pads[i] += more[i];
  return merged;
}

}  // namespace

std::optional<Attributes> with_merged_padding(const Operator& op, const Attributes& attributes, const Node& producer) {
  if (!producer.attributes.is<PadAttrs>() || !producer.epilogue.empty()) return std::nullopt;
  const auto pads = spatial_zero_pads(producer.attributes.as<PadAttrs>());
  if (!pads) return std::nullopt;
  if (op.name == "conv") return with_added(attributes.as<ConvAttrs>(), *pads);
  if (op.name == "average_pool" && attributes.as<AveragePoolAttrs>().count_include_pad) {
    return with_added(attributes.as<AveragePoolAttrs>(), *pads);
  }
  return std::nullopt;
}

}  // namespace nnfront::ops
