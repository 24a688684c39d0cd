// Text as rectangles: the strokes of a plain font.
#pragma once

#include <string>
#include <vector>

#include "nnfront/detect.h"

namespace nnfront::report {

// In units of a stroke's width, from the upper left corner.
struct Lettering {
  Extent extent;
  std::vector<Box> strokes;
};

// One line; what is not printable ASCII becomes '?', and what comes after 64 characters is left out.
Lettering lettering(const std::string& text);

}  // namespace nnfront::report
