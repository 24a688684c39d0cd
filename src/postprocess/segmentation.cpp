#include "postprocess/segmentation.h"

#include <array>

#include "ops/interpolation.h"
#include "postprocess/outputs.h"

namespace nnfront::postprocess {

namespace {

using Taps = std::array<ops::Tap, 2>;

// The taps of the middle of a pixel, where it lies in the input.
Taps taps_at(double in_input, int input, std::size_t cells) {
  return ops::linear_taps(in_input * static_cast<double>(cells) / input - 0.5, static_cast<std::int64_t>(cells));
}

std::int32_t best_class(const Maps& scores, const Taps& rows, const Taps& columns) {
  std::int32_t best = 0;
  double largest = 0;
  for (std::size_t c = 0; c < scores.channels; ++c) {
    double score = 0;
    for (const ops::Tap& row : rows) {
      for (const ops::Tap& column : columns) {
        score += row.weight * column.weight * scores.at(c, static_cast<std::size_t>(row.index), static_cast<std::size_t>(column.index));
      }
    }
    if (c > 0 && !(score > largest)) continue;
    largest = score;
    best = static_cast<std::int32_t>(c);
  }
  return best;
}

}  // namespace

bool recognises_segmentation(std::span<const Array> outputs, const Extent& input) {
  if (outputs.empty() || !is_maps(outputs[0])) return false;
  const std::vector<std::int64_t>& dims = outputs[0].dims();
  return dims[1] > 1 && dims[2] == input.height && dims[3] == input.width;
}

Findings read_segmentation(std::span<const Array> outputs, const Reading& reading) {
  if (outputs.empty() || !is_maps(outputs[0])) refuse_outputs(outputs, "segmentation", "scores [1,C,H,W]");
  const Maps scores = maps_of(outputs[0]);
  std::vector<Taps> columns;
  for (int x = 0; x < reading.picture.width; ++x) {
    columns.push_back(taps_at(reading.placement.to_input(x + 0.5, 0).x, reading.input.width, scores.width));
  }
  LabelMap map{reading.picture, {}};
  map.labels.reserve(static_cast<std::size_t>(reading.picture.width) * static_cast<std::size_t>(reading.picture.height));
  for (int y = 0; y < reading.picture.height; ++y) {
    const Taps rows = taps_at(reading.placement.to_input(0, y + 0.5).y, reading.input.height, scores.height);
    for (const Taps& column : columns) map.labels.push_back(best_class(scores, rows, column));
  }
  return {.label_map = std::move(map)};
}

}  // namespace nnfront::postprocess
