#include "report/lettering.h"

#include <stb/stb_easy_font.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace nnfront::report {

namespace {

constexpr std::size_t longest = 64;
constexpr std::size_t bytes_per_corner = 16;  // x, y, z as float, and a colour
constexpr std::size_t bytes_per_stroke = 4 * bytes_per_corner;
constexpr std::size_t most_strokes = 64 * longest;

std::string plain(const std::string& text) {
  std::string line = text.substr(0, longest);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return line;
}

Point corner(const char* bytes) {
  std::array<float, 2> place{};
  std::memcpy(place.data(), bytes, sizeof place);
  return {place[0], place[1]};
}

}  // namespace

Lettering lettering(const std::string& text) {
  std::string line = plain(text);
  std::vector<char> buffer(most_strokes * bytes_per_stroke);
  const int count = stb_easy_font_print(0, 0, line.data(), nullptr, buffer.data(), static_cast<int>(buffer.size()));
  Lettering result;
  result.extent = {stb_easy_font_width(line.data()), stb_easy_font_height(line.data())};
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    const char* const stroke = buffer.data() + i * bytes_per_stroke;
    const Point first = corner(stroke);
    const Point last = corner(stroke + 2 * bytes_per_corner);
    result.strokes.push_back({first.x, first.y, last.x, last.y});
  }
  return result;
}

}  // namespace nnfront::report
