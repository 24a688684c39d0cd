// Of boxes that overlap the best one; overlaps and orders are those of the operators (ops/detection_parts.h).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nnfront/detect.h"

namespace nnfront::postprocess {

// What the shared area is divided by: that of both together, or of the smaller box.
enum class Overlap { of_union, of_smaller };

struct SuppressionRule {
  double limit = 0.45;  // a box stays where its overlap with every better one that stayed is at most this
  Overlap overlap = Overlap::of_union;
  double edge = 0;          // 1 where the corners are pixels that belong to the box: its width is x2 - x1 + 1
  bool by_category = true;  // only boxes of one class suppress each other
  std::size_t most = 1000;  // of the best that are looked at: what comes after is dropped
};

double overlap(const Box& a, const Box& b, const SuppressionRule& rule);

// Those that stay, by falling score; of equal scores the earlier one first.
std::vector<Detection> suppressed(const std::vector<Detection>& detections, const SuppressionRule& rule);

}  // namespace nnfront::postprocess
