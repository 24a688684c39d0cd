// Boxes that a network gives as offsets to anchors (the operator box_decode).
#pragma once

#include <array>
#include <span>

#include "nnfront/detect.h"
#include "ops/detection_parts.h"

namespace nnfront::postprocess {

using Anchor = ops::CenterBox;  // centre, width, height

// Of SSD and its descendants: what offsets of the centre and of the size are multiplied by.
inline constexpr std::array<double, 4> usual_stds = {0.1, 0.1, 0.2, 0.2};

// The corners, in the unit of the anchor.
inline Box decoded(std::span<const double> offsets, const Anchor& anchor, std::span<const double> stds = usual_stds) {
  const ops::Corners<double> corners = ops::decode_box(offsets, anchor, stds, std::nullopt);
  return {corners.x1, corners.y1, corners.x2, corners.y2};
}

}  // namespace nnfront::postprocess
