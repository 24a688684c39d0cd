// Outputs of networks written down by hand.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "nnfront/error.h"
#include "postprocess/kind.h"

namespace nnfront::postprocess::testing {

inline Array array(std::vector<std::int64_t> dims, const std::vector<float>& elements) {
  return Array::of<float>(std::move(dims), elements);
}

// One pixel of the input is one of the picture.
inline Reading plain_reading(const Extent& extent, double threshold = 0.5, double overlap = 0.45) {
  return {.input = extent, .picture = extent, .placement = {}, .threshold = threshold, .overlap = overlap};
}

inline void expect_box(const Box& box, const Box& wanted, double tolerance = 1e-5) {
  EXPECT_NEAR(box.x1, wanted.x1, tolerance);
  EXPECT_NEAR(box.y1, wanted.y1, tolerance);
  EXPECT_NEAR(box.x2, wanted.x2, tolerance);
  EXPECT_NEAR(box.y2, wanted.y2, tolerance);
}

inline std::string message_of(const Kind& kind, const std::vector<Array>& outputs, const Reading& reading) {
  try {
    kind.read(outputs, reading);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace nnfront::postprocess::testing
