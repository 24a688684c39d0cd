#include "report/overlay.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "report/lettering.h"

namespace nnfront::report {

namespace {

using Colour = std::array<std::uint8_t, 3>;
constexpr Colour black = {0, 0, 0};
constexpr Colour white = {255, 255, 255};

// Hues that lie far apart for neighbouring numbers: the golden ratio's multiples never come close to one another.
Colour colour_of(int number) {
  constexpr double golden = 0.61803398874989;
  const double hue = 6 * std::fmod(0.33 + number * golden, 1.0);
  const auto channel = [&](double shift) {
    const double distance = std::abs(std::fmod(hue + shift, 6.0) - 3) - 1;
    return static_cast<std::uint8_t>(std::lround(255 * std::clamp(distance, 0.0, 1.0)));
  };
  return {channel(0), channel(4), channel(2)};
}

// Whole pixels, the last ones not included; brought into the picture when drawn.
struct Rectangle {
  double left, top, right, bottom;
};

class Canvas {
 public:
  explicit Canvas(dataset::Picture& picture) : picture_(picture) {}

  // Of lines, and of the strokes of letters.
  int thickness() const { return std::max(1, std::min(picture_.extent.width, picture_.extent.height) / 250); }

  void fill(const Rectangle& area, const Colour& colour) {
    const int left = inside(area.left, picture_.extent.width);
    const int right = inside(area.right, picture_.extent.width);
    const int bottom = inside(area.bottom, picture_.extent.height);
    for (int y = inside(area.top, picture_.extent.height); y < bottom; ++y) {
      for (int x = left; x < right; ++x) std::copy(colour.begin(), colour.end(), pixel(x, y));
    }
  }

  void frame(const Box& box, const Colour& colour) {
    const double t = thickness();
    const double left = std::floor(box.x1);
    const double top = std::floor(box.y1);
    const double right = std::ceil(box.x2);
    const double bottom = std::ceil(box.y2);
    fill({left, top, right, top + t}, colour);
    fill({left, bottom - t, right, bottom}, colour);
    fill({left, top, left + t, bottom}, colour);
    fill({right - t, top, right, bottom}, colour);
  }

  void dot(const Point& at, const Colour& colour) {
    const double half = 1.5 * thickness();
    fill({std::floor(at.x - half), std::floor(at.y - half), std::ceil(at.x + half), std::ceil(at.y + half)}, colour);
  }

  // On a plate of that colour whose lower left corner is at (x, y), or below it where there is no room above.
  void label(double x, double y, const std::string& text, const Colour& colour) {
    const double unit = thickness();
    const Lettering letters = lettering(text);
    const double height = (letters.extent.height + 2) * unit;
    const double top = y >= height ? y - height : y;
    const double left = std::clamp(x, 0.0, std::max(0.0, picture_.extent.width - (letters.extent.width + 2) * unit));
    fill({left, top, left + (letters.extent.width + 2) * unit, top + height}, colour);
    const bool is_light = 299 * colour[0] + 587 * colour[1] + 114 * colour[2] > 128'000;
    for (const Box& stroke : letters.strokes) {
      fill({left + (stroke.x1 + 1) * unit, top + (stroke.y1 + 1) * unit, left + (stroke.x2 + 1) * unit, top + (stroke.y2 + 1) * unit},
           is_light ? black : white);
    }
  }

  void tint(std::size_t number, const Colour& colour) {
    const auto at = picture_.pixels.begin() + static_cast<std::ptrdiff_t>(3 * number);
    std::transform(colour.begin(), colour.end(), at, at, [](int a, int b) { return static_cast<std::uint8_t>((a + b) / 2); });
  }

 private:
  static int inside(double position, int size) { return static_cast<int>(std::clamp(position, 0.0, static_cast<double>(size))); }
  std::vector<std::uint8_t>::iterator pixel(int x, int y) {
    return picture_.pixels.begin() + 3 * (static_cast<std::ptrdiff_t>(y) * picture_.extent.width + x);
  }
  dataset::Picture& picture_;
};

std::string name_of(int number, const std::vector<std::string>& names) {
  const auto place = static_cast<std::size_t>(number);
  return place < names.size() && !names[place].empty() ? names[place] : std::to_string(number);
}

// A name that all have says nothing.
std::string label_of(const Detection& detection, const std::vector<std::string>& names) {
  if (names.size() == 1) return fmt::format("{:.2f}", detection.score);
  return fmt::format("{} {:.2f}", name_of(detection.category, names), detection.score);
}

}  // namespace

void draw_overlay(dataset::Picture& picture, const Findings& findings, const std::vector<std::string>& names, double threshold) {
  Canvas canvas(picture);
  for (std::size_t i = 0; i < findings.label_map.labels.size(); ++i) {
    const std::int32_t label = findings.label_map.labels[i];
    if (label != 0) canvas.tint(i, colour_of(label));
  }
  // The best last, so that it lies on top.
  for (auto each = findings.detections.rbegin(); each != findings.detections.rend(); ++each) {
    const Colour colour = colour_of(each->category);
    canvas.frame(each->box, colour);
    for (const Point& landmark : each->landmarks) canvas.dot(landmark, colour);
    canvas.label(std::floor(each->box.x1), std::floor(each->box.y1), label_of(*each, names), colour);
  }
  for (std::size_t i = 0; i < findings.keypoints.size(); ++i) {
    if (findings.keypoints[i].score >= threshold) canvas.dot(findings.keypoints[i].at, colour_of(static_cast<int>(i)));
  }
}

}  // namespace nnfront::report
