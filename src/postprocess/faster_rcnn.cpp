#include "postprocess/faster_rcnn.h"

#include "postprocess/anchors.h"
#include "postprocess/outputs.h"
#include "postprocess/rows.h"
#include "postprocess/ssd.h"
#include "postprocess/suppression.h"

namespace nnfront::postprocess {

namespace {

// Offsets with one row per region.
Array as_rows(const Array& offsets) {
  const std::vector<std::int64_t>& dims = offsets.dims();
  if (dims.size() != 4 || dims[0] != 1 || dims[3] != 4) return offsets;
  return offsets.reshaped({dims[1], dims[2] * dims[3]});
}

bool are_heads(std::span<const Array> outputs) {
  if (outputs.size() != 3 || outputs[0].rank() < 2 || !is_matrix(outputs[2], 4)) return false;
  const std::int64_t regions = outputs[2].size() / 4;
  const std::int64_t columns = outputs[0].dims().back();
  return columns >= 2 && is_matrix(outputs[0], columns) && outputs[0].size() == regions * columns &&
         is_matrix(as_rows(outputs[1]), 4 * (columns - 1)) && outputs[1].size() == regions * 4 * (columns - 1);
}

}  // namespace

bool recognises_faster_rcnn(std::span<const Array> outputs, const Extent& /*input*/) {
  return are_heads(outputs);
}

Findings read_faster_rcnn(std::span<const Array> outputs, const Reading& reading) {
  if (are_rows(outputs)) return {.detections = read_rows(outputs, reading)};
  if (!are_heads(outputs)) {
    refuse_outputs(outputs, "faster_rcnn", "classes, scores and corners [1,N,4], or scores [N,C+1], offsets [N,4*C] and regions [N,4]");
  }
  const Matrix scores = probabilities_of(matrix_of(outputs[0]));
  const Matrix offsets = matrix_of(as_rows(outputs[1]));
  const Matrix regions = matrix_of(outputs[2]);
  std::vector<Detection> candidates;
  for (std::size_t i = 0; i < scores.rows; ++i) {
    const Anchor region = ops::center_of(regions.row(i).data(), ops::BoxFormat::corner);
    for (std::size_t c = 1; c < scores.columns; ++c) {
      const double score = scores.row(i)[c];
      if (!(score >= reading.threshold)) continue;
      const Box box = decoded(offsets.row(i).subspan(4 * (c - 1), 4), region);
      candidates.push_back({static_cast<int>(c) - 1, score, reading.placement.to_picture(box), {}});
    }
  }
  return {.detections = suppressed(candidates, {.limit = reading.overlap})};
}

}  // namespace nnfront::postprocess
