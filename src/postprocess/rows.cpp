#include "postprocess/rows.h"

#include <algorithm>
#include <cmath>

#include "ops/elements.h"
#include "postprocess/outputs.h"

namespace nnfront::postprocess {

namespace {

constexpr double largest_category = 1e6;

bool is_triple(std::span<const Array> outputs) {
  if (outputs.size() < 3 || !is_matrix(outputs[2], 4)) return false;
  const std::int64_t rows = outputs[2].size() / 4;
  return outputs[0].size() == rows && outputs[1].size() == rows && outputs[0].dtype() != DType::string &&
         outputs[1].dtype() != DType::string;
}

bool is_list_of_six(std::span<const Array> outputs) {
  return outputs.size() == 1 && is_matrix(outputs[0], 6);
}

void add_row(double category, double score, const Box& box, const Reading& reading, std::vector<Detection>& found) {
  const bool finite = std::isfinite(box.x1) && std::isfinite(box.y1) && std::isfinite(box.x2) && std::isfinite(box.y2);
  if (!finite || !(category >= 0) || category > largest_category || !(score >= reading.threshold)) return;
  found.push_back({static_cast<int>(category), score, reading.placement.to_picture(box), {}});
}

}  // namespace

bool are_rows(std::span<const Array> outputs) {
  return is_triple(outputs) || is_list_of_six(outputs);
}

std::vector<Detection> read_rows(std::span<const Array> outputs, const Reading& reading) {
  std::vector<Detection> found;
  if (is_triple(outputs)) {
    const std::vector<double> categories = ops::to_doubles(outputs[0]);
    const std::vector<double> scores = ops::to_doubles(outputs[1]);
    const Matrix boxes = matrix_of(outputs[2]);
    for (std::size_t i = 0; i < boxes.rows; ++i) {
      const auto box = boxes.row(i);
      add_row(categories[i], scores[i], {box[0], box[1], box[2], box[3]}, reading, found);
    }
  } else {
    const Matrix rows = matrix_of(outputs[0]);
    const double width = reading.input.width;
    const double height = reading.input.height;
    for (std::size_t i = 0; i < rows.rows; ++i) {
      const auto row = rows.row(i);
      add_row(row[0], row[1], {row[2] * width, row[3] * height, row[4] * width, row[5] * height}, reading, found);
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Detection& a, const Detection& b) { return a.score > b.score; });
  return found;
}

}  // namespace nnfront::postprocess
