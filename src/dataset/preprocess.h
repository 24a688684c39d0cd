// From a picture to a network's input, and back from places in the input to the picture.
#pragma once

#include <array>
#include <vector>

#include "dataset/picture.h"
#include "nnfront/array.h"

namespace nnfront::dataset {

// stretch: the picture fills the input, whatever its proportions. letterbox: it keeps them and lies in the middle of the input, between
// bars that are 0 once the mean is taken off. warp: it keeps them and its middle lies in the input's to a fraction of a pixel, black around
// it: an affine map between numbers of pixels, as OpenCV's warpAffine has it (and gluoncv's CenterNetDefaultValTransform).
enum class Fit { stretch, letterbox, warp };

// How a network wants a picture: (value - mean) / std of every channel, values from 0 to 255; mean and std in the order of the network's
// channels.
struct Preprocess {
  Extent extent;
  Fit fit = Fit::stretch;
  std::array<double, 3> mean = {0, 0, 0};
  std::array<double, 3> std = {1, 1, 1};
  bool bgr = false;            // blue first
  bool channels_last = false;  // [1, height, width, 3] instead of [1, 3, height, width]
};

// Where an input came from. A place in the input is in its pixels, 0 at the outer edge of the first; so is one in the picture.
struct Placement {
  double scale_x = 1;  // pixels of the input per pixel of the picture
  double scale_y = 1;
  double offset_x = 0;  // of the picture in the input
  double offset_y = 0;
  double origin_x = 0;  // of what was cut out, in the picture
  double origin_y = 0;

  Point to_picture(double x, double y) const { return {origin_x + (x - offset_x) / scale_x, origin_y + (y - offset_y) / scale_y}; }
  Point to_input(double x, double y) const { return {(x - origin_x) * scale_x + offset_x, (y - origin_y) * scale_y + offset_y}; }
  Box to_picture(const Box& box) const;
};

struct NetworkInput {
  Array array;
  Placement placement;
};

// Error (invalid_argument) for an extent that channel_values() refuses, and for a std of 0.
NetworkInput network_input(const Picture& picture, const Preprocess& preprocess);

// Shorter and longer side of an input that is as large as the picture asks for.
struct Within {
  int shorter = 0;
  int longer = 0;
};
// Of the picture's proportions: its shorter side is that, or less where the longer one would be more than is allowed (the rule of gluoncv's
// resize_short_within).
Extent extent_within(const Extent& picture, const Within& within);

// A part of a picture, which may reach beyond it: black there.
struct Region {
  std::int64_t left = 0;
  std::int64_t top = 0;
  Extent extent;
};
Picture cut_out(const Picture& picture, const Region& region);

// Linear between the centres of pixels (half_pixel of the operator resize), [height][width][3], not rounded to whole numbers.
std::vector<float> resized(const Picture& picture, const Extent& extent);

}  // namespace nnfront::dataset
