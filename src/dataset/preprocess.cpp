#include "dataset/preprocess.h"

#include <algorithm>
#include <cmath>

#include "ops/interpolation.h"
#include "support/fail.h"

namespace nnfront::dataset {

namespace {

std::vector<std::array<ops::Tap, 2>> taps_of(int in, int out) {
  std::vector<std::array<ops::Tap, 2>> taps;
  for (int position = 0; position < out; ++position) taps.push_back(ops::linear_taps(ops::half_pixel_place(position, in, out), in));
  return taps;
}

// Along one dimension of warp: pixel p of the input is at (p - out / 2) / scale + in / 2 of the picture; beside it all is black.
std::vector<std::array<ops::Tap, 2>> warped_taps(int in, int out, double scale) {
  std::vector<std::array<ops::Tap, 2>> taps;
  const auto tap = [&](double index, double weight) -> ops::Tap {
    if (index < 0 || index >= in) return {0, 0.0};
    return {static_cast<std::int64_t>(index), weight};
  };
  for (int position = 0; position < out; ++position) {
    const double place = (position - out / 2.0) / scale + in / 2.0;
    const double first = std::floor(place);
    taps.push_back({tap(first, first + 1 - place), tap(first + 1, place - first)});
  }
  return taps;
}

// Pixels of the input per pixel of the picture where both sides fit.
double common_scale(const Extent& picture, const Extent& input) {
  return std::min(static_cast<double>(input.width) / picture.width, static_cast<double>(input.height) / picture.height);
}

// [height][width][3], not rounded to whole numbers.
std::vector<float> sampled(const Picture& picture, const std::vector<std::array<ops::Tap, 2>>& columns,
                           const std::vector<std::array<ops::Tap, 2>>& rows) {
  std::vector<float> out(3 * columns.size() * rows.size());
  const std::int64_t stride = 3 * static_cast<std::int64_t>(picture.extent.width);
  float* pixel = out.data();
  for (const auto& [upper, lower] : rows) {
    const std::uint8_t* const above = picture.pixels.data() + upper.index * stride;
    const std::uint8_t* const below = picture.pixels.data() + lower.index * stride;
    for (const auto& [left, right] : columns) {
      for (std::int64_t c = 0; c < 3; ++c) {
        const double top = left.weight * above[3 * left.index + c] + right.weight * above[3 * right.index + c];
        const double bottom = left.weight * below[3 * left.index + c] + right.weight * below[3 * right.index + c];
        *pixel++ = static_cast<float>(upper.weight * top + lower.weight * bottom);
      }
    }
  }
  return out;
}

// The picture's place in the input, whole pixels.
struct Inlay {
  int left = 0;
  int top = 0;
  Extent extent;
};

Inlay inlay_of(const Extent& picture, const Preprocess& preprocess) {
  const Extent& input = preprocess.extent;
  if (preprocess.fit != Fit::letterbox) return {0, 0, input};
  const double scale = common_scale(picture, input);
  const auto scaled = [&](int size, int most) { return std::clamp(static_cast<int>(std::lround(size * scale)), 1, most); };
  const Extent extent = {scaled(picture.width, input.width), scaled(picture.height, input.height)};
  return {(input.width - extent.width) / 2, (input.height - extent.height) / 2, extent};
}

// What pixel (x, y) of the input is at in the array, and how far its channels lie apart.
struct Layout {
  Extent extent;
  bool channels_last;
  std::size_t at(int x, int y) const {
    const std::size_t pixel = static_cast<std::size_t>(y) * static_cast<std::size_t>(extent.width) + static_cast<std::size_t>(x);
    return channels_last ? 3 * pixel : pixel;
  }
  std::size_t step() const { return channels_last ? 1 : static_cast<std::size_t>(extent.width) * static_cast<std::size_t>(extent.height); }
};

void fill(std::span<float> out, const std::vector<float>& pixels, const Inlay& inlay, const Preprocess& preprocess) {
  const Layout layout{preprocess.extent, preprocess.channels_last};
  const float* pixel = pixels.data();
  for (int y = 0; y < inlay.extent.height; ++y) {
    for (int x = 0; x < inlay.extent.width; ++x, pixel += 3) {
      const std::size_t first = layout.at(inlay.left + x, inlay.top + y);
      for (std::size_t c = 0; c < 3; ++c) {
        const double value = pixel[preprocess.bgr ? 2 - c : c];
        out[first + c * layout.step()] = static_cast<float>((value - preprocess.mean[c]) / preprocess.std[c]);
      }
    }
  }
}

// What a picture that is warped is like in an input of that extent, and where it lies there.
std::vector<float> warped(const Picture& picture, const Extent& input, Placement& placement) {
  const double scale = common_scale(picture.extent, input);
  placement.scale_x = placement.scale_y = scale;
  placement.offset_x = (input.width - picture.extent.width * scale) / 2;
  placement.offset_y = (input.height - picture.extent.height * scale) / 2;
  return sampled(picture, warped_taps(picture.extent.width, input.width, scale), warped_taps(picture.extent.height, input.height, scale));
}

Placement placement_of(const Inlay& inlay, const Extent& picture) {
  Placement placement;
  placement.scale_x = static_cast<double>(inlay.extent.width) / picture.width;
  placement.scale_y = static_cast<double>(inlay.extent.height) / picture.height;
  placement.offset_x = inlay.left;
  placement.offset_y = inlay.top;
  return placement;
}

}  // namespace

Extent extent_within(const Extent& picture, const Within& within) {
  const double shorter = std::min(picture.width, picture.height);
  const double longer = std::max(picture.width, picture.height);
  double scale = within.shorter / shorter;
  if (std::nearbyint(scale * longer) > within.longer) scale = within.longer / longer;
  const auto scaled = [&](int size) { return std::max(1, static_cast<int>(std::nearbyint(size * scale))); };
  return {scaled(picture.width), scaled(picture.height)};
}

Box Placement::to_picture(const Box& box) const {
  const Point first = to_picture(box.x1, box.y1);
  const Point last = to_picture(box.x2, box.y2);
  return {first.x, first.y, last.x, last.y};
}

NetworkInput network_input(const Picture& picture, const Preprocess& preprocess) {
  for (const double std : preprocess.std) {
    if (std == 0 || !std::isfinite(std)) fail(ErrorCode::invalid_argument, "std: got {}, wanted numbers that are not 0", std);
  }
  const Extent& extent = preprocess.extent;
  channel_values(extent);  // an extent that is too large is refused here
  const Inlay inlay = inlay_of(picture.extent, preprocess);
  Placement placement = placement_of(inlay, picture.extent);
  const std::vector<float> pixels = preprocess.fit == Fit::warp ? warped(picture, extent, placement) : resized(picture, inlay.extent);
  Array array(DType::float32, preprocess.channels_last ? std::vector<std::int64_t>{1, extent.height, extent.width, 3}
                                                       : std::vector<std::int64_t>{1, 3, extent.height, extent.width});
  fill(array.as_mutable<float>(), pixels, inlay, preprocess);
  return {std::move(array), placement};
}

Picture cut_out(const Picture& picture, const Region& region) {
  Picture part = black_picture(region.extent);
  const std::int64_t left = std::max<std::int64_t>(region.left, 0);
  const std::int64_t right = std::min<std::int64_t>(region.left + region.extent.width, picture.extent.width);
  const std::int64_t top = std::max<std::int64_t>(region.top, 0);
  const std::int64_t bottom = std::min<std::int64_t>(region.top + region.extent.height, picture.extent.height);
  if (left >= right) return part;
  for (std::int64_t y = top; y < bottom; ++y) {
    const auto from = picture.pixels.begin() + 3 * (y * picture.extent.width + left);
    std::copy(from, from + 3 * (right - left), part.pixels.begin() + 3 * ((y - region.top) * region.extent.width + left - region.left));
  }
  return part;
}

std::vector<float> resized(const Picture& picture, const Extent& extent) {
  channel_values(extent);
  return sampled(picture, taps_of(picture.extent.width, extent.width), taps_of(picture.extent.height, extent.height));
}

}  // namespace nnfront::dataset
