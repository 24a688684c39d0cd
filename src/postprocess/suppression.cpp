#include "postprocess/suppression.h"

#include "ops/detection_parts.h"

namespace nnfront::postprocess {

namespace {

ops::Corners<double> corners_of(const Box& box, double edge) {
  return {box.x1, box.y1, box.x2 + edge, box.y2 + edge};
}

}  // namespace

double overlap(const Box& a, const Box& b, const SuppressionRule& rule) {
  const ops::Corners<double> first = corners_of(a, rule.edge);
  const ops::Corners<double> second = corners_of(b, rule.edge);
  if (rule.overlap == Overlap::of_union) return ops::overlap_of_union(first, second);
  const double smaller = std::min(ops::area(first), ops::area(second));
  return smaller > 0 ? ops::intersection(first, second) / smaller : 0;
}

std::vector<Detection> suppressed(const std::vector<Detection>& detections, const SuppressionRule& rule) {
  std::vector<double> scores;
  for (const Detection& detection : detections) scores.push_back(detection.score);
  std::vector<std::int64_t> order = ops::falling_order<double>(scores);
  if (order.size() > rule.most) order.resize(rule.most);
  const auto at = [&](std::int64_t i) -> const Detection& { return detections[static_cast<std::size_t>(i)]; };
  const auto suppresses = [&](std::int64_t kept, std::int64_t candidate) {
    if (rule.by_category && at(kept).category != at(candidate).category) return false;
    return overlap(at(kept).box, at(candidate).box, rule) > rule.limit;
  };
  std::vector<Detection> stay;
  for (const std::int64_t i : ops::keep_best(order, static_cast<std::int64_t>(order.size()), suppresses)) stay.push_back(at(i));
  return stay;
}

}  // namespace nnfront::postprocess
