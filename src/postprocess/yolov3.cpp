#include "postprocess/yolov3.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "postprocess/outputs.h"
#include "postprocess/rows.h"
#include "postprocess/suppression.h"

namespace nnfront::postprocess {

namespace {

constexpr std::size_t anchors_per_cell = 3;
constexpr std::size_t most_candidates = 400;  // as the networks are trained and published

struct Level {
  int stride;
  std::array<std::array<double, 2>, anchors_per_cell> anchors;  // width and height in pixels of the input
};

constexpr std::array<Level, 3> levels = {{
    {8, {{{10, 13}, {16, 30}, {33, 23}}}},
    {16, {{{30, 61}, {62, 45}, {59, 119}}}},
    {32, {{{116, 90}, {156, 198}, {373, 326}}}},
}};

const Level* level_of(const Array& map, const Extent& input) {
  if (!is_maps(map)) return nullptr;
  for (const Level& level : levels) {
    if (map.dims()[2] * level.stride == input.height && map.dims()[3] * level.stride == input.width) return &level;
  }
  return nullptr;
}

bool are_heads(std::span<const Array> outputs, const Extent& input) {
  if (outputs.size() != levels.size()) return false;
  return std::all_of(outputs.begin(), outputs.end(), [&](const Array& map) {
    if (level_of(map, input) == nullptr) return false;
    const std::int64_t channels = map.dims()[1];
    return channels == outputs[0].dims()[1] && channels % 3 == 0 && channels / 3 > 5;
  });
}

// Adds what one cell says with one of its anchors, whose channels begin at `first`.
struct Cell {
  std::size_t x;
  std::size_t y;
  std::size_t first;
};
void add_cell(const Maps& maps, const Cell& cell, const Level& level, std::span<const double> anchor, const Reading& reading,
              std::vector<Detection>& candidates) {
  const auto number = [&](std::size_t channel) { return maps.at(cell.first + channel, cell.y, cell.x); };
  const double object = sigmoid(number(4));
  if (!(object >= reading.threshold)) return;  // no class can be surer
  const double x = (static_cast<double>(cell.x) + sigmoid(number(0))) * level.stride;
  const double y = (static_cast<double>(cell.y) + sigmoid(number(1))) * level.stride;
  const double half_width = std::exp(number(2)) * anchor[0] / 2;
  const double half_height = std::exp(number(3)) * anchor[1] / 2;
  const Box box = reading.placement.to_picture(Box{x - half_width, y - half_height, x + half_width, y + half_height});
  const std::size_t classes = maps.channels / anchors_per_cell - 5;
  for (std::size_t c = 0; c < classes; ++c) {
    const double score = object * sigmoid(number(5 + c));
    if (score >= reading.threshold) candidates.push_back({static_cast<int>(c), score, box, {}});
  }
}

}  // namespace

bool recognises_yolov3(std::span<const Array> outputs, const Extent& input) {
  return are_heads(outputs, input);
}

Findings read_yolov3(std::span<const Array> outputs, const Reading& reading) {
  if (are_rows(outputs)) return {.detections = read_rows(outputs, reading)};
  if (!are_heads(outputs, reading.input)) {
    refuse_outputs(outputs, "yolov3", "classes, scores and corners [1,N,4], or three maps [1,3*(5+C),H,W] of strides 8, 16 and 32");
  }
  std::vector<Detection> candidates;
  for (const Array& output : outputs) {
    const Level& level = *level_of(output, reading.input);
    const Maps maps = maps_of(output);
    for (std::size_t y = 0; y < maps.height; ++y) {
      for (std::size_t x = 0; x < maps.width; ++x) {
        for (std::size_t a = 0; a < anchors_per_cell; ++a) {
          add_cell(maps, {x, y, a * (maps.channels / anchors_per_cell)}, level, level.anchors[a], reading, candidates);
        }
      }
    }
  }
  return {.detections = suppressed(candidates, {.limit = reading.overlap, .most = most_candidates})};
}

}  // namespace nnfront::postprocess
