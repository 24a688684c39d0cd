#include "postprocess/pose.h"

#include <algorithm>

#include "postprocess/outputs.h"

namespace nnfront::postprocess {

namespace {

constexpr std::int64_t usual_keypoints = 17;  // of people, as in COCO

bool are_heat_maps(std::span<const Array> outputs) {
  return outputs.size() == 1 && is_maps(outputs[0]);
}

double quarter_towards(double before, double after) {
  if (after > before) return 0.25;
  return after < before ? -0.25 : 0.0;
}

// The place in cells, and the value there.
Keypoint peak_of(const Maps& maps, std::size_t c) {
  const auto map = maps.channel(c);
  const auto largest = static_cast<std::size_t>(std::max_element(map.begin(), map.end()) - map.begin());
  const std::size_t x = largest % maps.width;
  const std::size_t y = largest / maps.width;
  Keypoint peak = {{static_cast<double>(x), static_cast<double>(y)}, map[largest]};
  if (x > 0 && x + 1 < maps.width) peak.at.x += quarter_towards(maps.at(c, y, x - 1), maps.at(c, y, x + 1));
  if (y > 0 && y + 1 < maps.height) peak.at.y += quarter_towards(maps.at(c, y - 1, x), maps.at(c, y + 1, x));
  return peak;
}

}  // namespace

bool recognises_pose(std::span<const Array> outputs, const Extent& input) {
  return are_heat_maps(outputs) && outputs[0].dims()[1] == usual_keypoints && outputs[0].dims()[2] < input.height;
}

Findings read_pose(std::span<const Array> outputs, const Reading& reading) {
  if (!are_heat_maps(outputs)) refuse_outputs(outputs, "pose", "one map per key point, [1,K,H,W]");
  const Maps maps = maps_of(outputs[0]);
  Findings findings;
  for (std::size_t c = 0; c < maps.channels; ++c) {
    const Keypoint peak = peak_of(maps, c);
    const double x = peak.at.x * reading.input.width / static_cast<double>(maps.width);
    const double y = peak.at.y * reading.input.height / static_cast<double>(maps.height);
    findings.keypoints.push_back({reading.placement.to_picture(x, y), std::max(peak.score, 0.0)});
  }
  return findings;
}

}  // namespace nnfront::postprocess
