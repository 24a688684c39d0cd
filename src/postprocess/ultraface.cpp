#include "postprocess/ultraface.h"

#include <algorithm>

#include "postprocess/outputs.h"
#include "postprocess/suppression.h"

namespace nnfront::postprocess {

namespace {

struct Level {
  int stride;
  std::vector<double> sides;
};

bool are_faces(std::span<const Array> outputs) {
  return outputs.size() == 2 && is_matrix(outputs[0], 2) && is_matrix(outputs[1], 4) && outputs[0].size() / 2 == outputs[1].size() / 4;
}

bool are_corners(const Matrix& boxes) {
  for (std::size_t i = 0; i < boxes.rows; ++i) {
    const auto box = boxes.row(i);
    if (!(box[0] <= box[2] && box[1] <= box[3])) return false;
  }
  return true;
}

// Relative to the input.
std::vector<Box> boxes_of(const Matrix& numbers, std::span<const Array> outputs, const Extent& input) {
  std::vector<Box> boxes;
  if (are_corners(numbers)) {
    for (std::size_t i = 0; i < numbers.rows; ++i) {
      const auto row = numbers.row(i);
      boxes.push_back({row[0], row[1], row[2], row[3]});
    }
    return boxes;
  }
  const std::vector<Anchor> anchors = ultraface_anchors(input);
  if (anchors.size() != numbers.rows) {
    refuse_outputs(outputs, "ultraface", std::to_string(anchors.size()) + " rows for an input of this size");
  }
  for (std::size_t i = 0; i < numbers.rows; ++i) boxes.push_back(decoded(numbers.row(i), anchors[i]));
  return boxes;
}

}  // namespace

std::vector<Anchor> ultraface_anchors(const Extent& input) {
  const std::vector<Level> levels = {{8, {10, 16, 24}}, {16, {32, 48}}, {32, {64, 96}}, {64, {128, 192, 256}}};
  const auto inside = [](double part) { return std::clamp(part, 0.0, 1.0); };
  const double width = input.width;
  const double height = input.height;
  std::vector<Anchor> anchors;
  for (const Level& level : levels) {
    const int rows = (input.height + level.stride - 1) / level.stride;
    const int columns = (input.width + level.stride - 1) / level.stride;
    for (int y = 0; y < rows; ++y) {
      for (int x = 0; x < columns; ++x) {
        for (const double side : level.sides) {
          anchors.push_back({inside((x + 0.5) * level.stride / width), inside((y + 0.5) * level.stride / height), inside(side / width),
                             inside(side / height)});
        }
      }
    }
  }
  return anchors;
}

bool recognises_ultraface(std::span<const Array> outputs, const Extent& /*input*/) {
  return are_faces(outputs);
}

Findings read_ultraface(std::span<const Array> outputs, const Reading& reading) {
  if (!are_faces(outputs)) refuse_outputs(outputs, "ultraface", "scores [1,N,2] and boxes [1,N,4]");
  const Matrix scores = matrix_of(outputs[0]);
  const std::vector<Box> boxes = boxes_of(matrix_of(outputs[1]), outputs, reading.input);
  std::vector<Detection> candidates;
  for (std::size_t i = 0; i < scores.rows; ++i) {
    const double score = scores.row(i)[1];
    if (!(score >= reading.threshold)) continue;
    const Box& box = boxes[i];
    const Box pixels = {box.x1 * reading.input.width, box.y1 * reading.input.height, box.x2 * reading.input.width,
                        box.y2 * reading.input.height};
    candidates.push_back({0, score, reading.placement.to_picture(pixels), {}});
  }
  return {.detections = suppressed(candidates, {.limit = reading.overlap})};
}

}  // namespace nnfront::postprocess
