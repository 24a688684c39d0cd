// The parts that detection_operators() joins, and what they share.
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include "ops/arithmetic.h"
#include "ops/detection.h"
#include "ops/own_precision.h"

namespace nnfront::ops {

std::vector<Operator> suppression_operators();  // suppression.cpp: non_max_suppression, box_nms
std::vector<Operator> multibox_operators();     // multibox.cpp: multibox_prior, multibox_detection
Operator proposal();                            // proposal.cpp

inline constexpr Constraint floating_boxes{"detection_c1", "boxes and scores are of one floating type"};

// Throws violated(floating_boxes.label, ...) unless every input is of the type of the first, a floating one. `names` in order.
void check_floating_boxes(const InferContext& context, std::span<const std::string_view> names);
// The number in every list is finite.
void check_all_finite(std::string_view label, std::string_view attribute, std::span<const double> got);

// The positions 0, 1, ... by falling score; equal ones keep their order; NaN comes last.
template <class F>
std::vector<std::int64_t> falling_order(std::span<const F> scores) {
  std::vector<std::int64_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
    const F left = scores[static_cast<std::size_t>(a)];
    const F right = scores[static_cast<std::size_t>(b)];
    return is_not_a_number(right) ? !is_not_a_number(left) : left > right;
  });
  return order;
}

// x1 <= x2 and y1 <= y2 unless a file says otherwise.
template <class F>
struct Corners {
  F x1, y1, x2, y2;
};

template <class F>
Corners<F> corners_of(const F* box, BoxFormat format) {
  if (format == BoxFormat::corner) return {box[0], box[1], box[2], box[3]};
  const F half_width = box[2] / 2;
  const F half_height = box[3] / 2;
  return {box[0] - half_width, box[1] - half_height, box[0] + half_width, box[1] + half_height};
}

struct CenterBox {
  double x, y, width, height;
};

inline CenterBox center_of(const double* box, BoxFormat format) {
  if (format == BoxFormat::center) return {box[0], box[1], box[2], box[3]};
  const double width = box[2] - box[0];
  const double height = box[3] - box[1];
  return {box[0] + width / 2, box[1] + height / 2, width, height};
}

// What box_decode does with the four offsets of one box.
inline Corners<double> decode_box(std::span<const double> offsets, const CenterBox& anchor, std::span<const double> stds,
                                  std::optional<double> clip) {
  const auto limited = [&](double exponent) { return clip ? std::min(exponent, *clip) : exponent; };
  const double center_x = offsets[0] * stds[0] * anchor.width + anchor.x;
  const double center_y = offsets[1] * stds[1] * anchor.height + anchor.y;
  const double half_width = std::exp(limited(offsets[2] * stds[2])) * anchor.width / 2;
  const double half_height = std::exp(limited(offsets[3] * stds[3])) * anchor.height / 2;
  return {center_x - half_width, center_y - half_height, center_x + half_width, center_y + half_height};
}

// The area that two boxes share; 0 where they do not meet.
template <class F>
F intersection(const Corners<F>& a, const Corners<F>& b) {
  const F width = std::min(a.x2, b.x2) - std::max(a.x1, b.x1);
  const F height = std::min(a.y2, b.y2) - std::max(a.y1, b.y1);
  return width > 0 && height > 0 ? width * height : F{0};
}

template <class F>
F area(const Corners<F>& box) {
  return (box.x2 - box.x1) * (box.y2 - box.y1);
}

// Intersection over union; 0 where the boxes do not meet, or one has no area.
template <class F>
F overlap_of_union(const Corners<F>& a, const Corners<F>& b) {
  const F shared = intersection(a, b);
  const F together = area(a) + area(b) - shared;
  if (!(shared > 0) || area(a) <= 0 || area(b) <= 0 || together <= 0) return F{0};
  return shared / together;
}

// Of `order`, best first, each that suppresses(kept, candidate) is false for with all that were kept, until `most` are.
template <class Suppresses>
std::vector<std::int64_t> keep_best(std::span<const std::int64_t> order, std::int64_t most, Suppresses&& suppresses) {
  std::vector<std::int64_t> kept;
  for (const std::int64_t candidate : order) {
    if (static_cast<std::int64_t>(kept.size()) >= most) break;
    const bool suppressed = std::any_of(kept.begin(), kept.end(), [&](std::int64_t other) { return suppresses(other, candidate); });
    if (!suppressed) kept.push_back(candidate);
  }
  return kept;
}

}  // namespace nnfront::ops
