#include "postprocess/ssd.h"

#include <algorithm>
#include <cmath>

#include "postprocess/anchors.h"
#include "postprocess/outputs.h"
#include "postprocess/rows.h"
#include "postprocess/suppression.h"

namespace nnfront::postprocess {

namespace {

constexpr double sum_tolerance = 1e-3;
constexpr std::size_t most_candidates = 400;  // as the networks are trained and published

bool are_heads(std::span<const Array> outputs) {
  if (outputs.size() != 3 || !is_matrix(outputs[1], 4) || !is_matrix(outputs[2], 4)) return false;
  const std::int64_t anchors = outputs[1].size() / 4;
  const std::int64_t columns = outputs[0].rank() == 0 ? 0 : outputs[0].dims().back();
  return columns >= 2 && is_matrix(outputs[0], columns) && outputs[0].size() == anchors * columns && outputs[2].size() == anchors * 4;
}

bool is_probability(std::span<const double> row) {
  double sum = 0;
  for (const double each : row) {
    if (!(each >= 0 && each <= 1)) return false;
    sum += each;
  }
  return std::abs(sum - 1) <= sum_tolerance;
}

void softmax(std::span<double> row) {
  const double largest = *std::max_element(row.begin(), row.end());
  double sum = 0;
  for (double& each : row) sum += each = std::exp(each - largest);
  for (double& each : row) each /= sum;
}

}  // namespace

Matrix probabilities_of(Matrix scores) {
  bool all = true;
  for (std::size_t i = 0; i < scores.rows && all; ++i) all = is_probability(scores.row(i));
  if (all || scores.columns == 0) return scores;
  for (std::size_t i = 0; i < scores.rows; ++i) softmax(std::span(scores.elements).subspan(i * scores.columns, scores.columns));
  return scores;
}

bool recognises_ssd(std::span<const Array> outputs, const Extent& /*input*/) {
  return are_rows(outputs) || are_heads(outputs);
}

Findings read_ssd(std::span<const Array> outputs, const Reading& reading) {
  if (are_rows(outputs)) return {.detections = read_rows(outputs, reading)};
  if (!are_heads(outputs)) {
    refuse_outputs(outputs, "ssd", "classes, scores and corners [1,N,4]; rows [1,N,6]; or scores [1,A,C+1], offsets and anchors [1,A,4]");
  }
  const Matrix scores = probabilities_of(matrix_of(outputs[0]));
  const Matrix offsets = matrix_of(outputs[1]);
  const Matrix anchors = matrix_of(outputs[2]);
  std::vector<Detection> candidates;
  for (std::size_t i = 0; i < scores.rows; ++i) {
    for (std::size_t c = 1; c < scores.columns; ++c) {
      const double score = scores.row(i)[c];
      if (!(score >= reading.threshold)) continue;
      const auto anchor = anchors.row(i);
      const Box box = decoded(offsets.row(i), {anchor[0], anchor[1], anchor[2], anchor[3]});
      candidates.push_back({static_cast<int>(c) - 1, score, reading.placement.to_picture(box), {}});
    }
  }
  return {.detections = suppressed(candidates, {.limit = reading.overlap, .most = most_candidates})};
}

}  // namespace nnfront::postprocess
