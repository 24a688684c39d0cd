#include "postprocess/center_net.h"

#include <algorithm>

#include "postprocess/outputs.h"
#include "postprocess/rows.h"

namespace nnfront::postprocess {

namespace {

constexpr std::size_t most_detections = 100;

bool are_heads(std::span<const Array> outputs) {
  if (outputs.size() != 3 || !std::all_of(outputs.begin(), outputs.end(), is_maps)) return false;
  const auto same_size = [&](const Array& map) { return map.dims()[2] == outputs[0].dims()[2] && map.dims()[3] == outputs[0].dims()[3]; };
  return outputs[1].dims()[1] == 2 && outputs[2].dims()[1] == 2 && same_size(outputs[1]) && same_size(outputs[2]);
}

bool is_peak(const Maps& heat, std::size_t c, std::size_t y, std::size_t x) {
  const std::size_t top = y == 0 ? 0 : y - 1;
  const std::size_t left = x == 0 ? 0 : x - 1;
  for (std::size_t i = top; i < std::min(y + 2, heat.height); ++i) {
    for (std::size_t j = left; j < std::min(x + 2, heat.width); ++j) {
      if (heat.at(c, i, j) > heat.at(c, y, x)) return false;
    }
  }
  return true;
}

struct Heads {
  Maps heat;
  Maps size;
  Maps centre;
};

Box box_at(const Heads& heads, std::size_t y, std::size_t x, const Reading& reading) {
  const double cell_width = reading.input.width / static_cast<double>(heads.heat.width);
  const double cell_height = reading.input.height / static_cast<double>(heads.heat.height);
  const double centre_x = static_cast<double>(x) + heads.centre.at(0, y, x);
  const double centre_y = static_cast<double>(y) + heads.centre.at(1, y, x);
  const double half_width = heads.size.at(0, y, x) / 2;
  const double half_height = heads.size.at(1, y, x) / 2;
  return reading.placement.to_picture(Box{(centre_x - half_width) * cell_width, (centre_y - half_height) * cell_height,
                                          (centre_x + half_width) * cell_width, (centre_y + half_height) * cell_height});
}

}  // namespace

bool recognises_center_net(std::span<const Array> outputs, const Extent& /*input*/) {
  return are_heads(outputs);
}

Findings read_center_net(std::span<const Array> outputs, const Reading& reading) {
  if (are_rows(outputs)) return {.detections = read_rows(outputs, reading)};
  if (!are_heads(outputs)) {
    refuse_outputs(outputs, "centernet", "classes, scores and corners [1,N,4], or maps [1,C,H,W], [1,2,H,W] and [1,2,H,W]");
  }
  const Heads heads = {maps_of(outputs[0]), maps_of(outputs[1]), maps_of(outputs[2])};
  std::vector<Detection> found;
  for (std::size_t c = 0; c < heads.heat.channels; ++c) {
    for (std::size_t y = 0; y < heads.heat.height; ++y) {
      for (std::size_t x = 0; x < heads.heat.width; ++x) {
        const double score = heads.heat.at(c, y, x);
        if (score >= reading.threshold && is_peak(heads.heat, c, y, x))
          found.push_back({static_cast<int>(c), score, box_at(heads, y, x, reading), {}});
      }
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Detection& a, const Detection& b) { return a.score > b.score; });
  if (found.size() > most_detections) found.resize(most_detections);
  return {.detections = std::move(found)};
}

}  // namespace nnfront::postprocess
