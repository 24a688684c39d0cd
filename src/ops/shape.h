// Operators that move elements about and compute nothing: reshape squeeze unsqueeze transpose concat split slice gather pad tile
// broadcast_to stack flip depth_to_space space_to_depth resize one_hot arange shape_of.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// reshape(x, target?): each entry an integer, -1 (at most one: what is left over), or an expression in d0, d1, ... (the
// dimensions of x): "d0", "d1*d2". Where `target` (integers and -1, a list) is given the attribute is empty.
struct ReshapeAttrs {
  Shape shape;
  static void fields(auto& self, auto&& visit) { visit("shape", self.shape); }
};

// The symbol for dimension i of x in such a list: "d0".
Dim input_dimension(std::size_t i);

struct SqueezeAttrs {  // squeeze: empty for every dimension of size 1; unsqueeze: dimensions of the result
  std::vector<std::int64_t> axes;
  static void fields(auto& self, auto&& visit) { visit("axes", self.axes); }
};

struct TransposeAttrs {
  std::vector<std::int64_t> permutation;  // output dimension i is input dimension permutation[i]
  static void fields(auto& self, auto&& visit) { visit("permutation", self.permutation); }
};

struct AxisAttrs {  // concat, stack
  std::int64_t axis = 0;
  static void fields(auto& self, auto&& visit) { visit("axis", self.axis); }
};

struct SplitAttrs {
  std::int64_t axis = 0;
  std::vector<std::int64_t> sizes;  // one per output; empty: `parts` equal ones
  std::int64_t parts = 1;           // where the input `sizes` is given: how many sizes it holds
  static void fields(auto& self, auto&& visit) {
    visit("axis", self.axis);
    visit("sizes", self.sizes);
    visit("parts", self.parts);
  }
};

// NumPy's x[start:stop:step] on some axes. Negative starts and stops count from the end; past the ends is clipped.
// A stop of INT64_MAX (INT64_MIN for negative steps) means "to the end".
struct SliceAttrs {
  std::vector<std::int64_t> axes;  // empty: the first dimensions, one per start
  std::vector<std::int64_t> starts;
  std::vector<std::int64_t> stops;
  std::vector<std::int64_t> steps;  // empty: 1
  static void fields(auto& self, auto&& visit) {
    visit("axes", self.axes);
    visit("starts", self.starts);
    visit("stops", self.stops);
    visit("steps", self.steps);
  }
};

// gather(x, indices): NumPy's take along `axis`. Indices from the end are negative; outside: an error, or clipped.
struct GatherAttrs {
  std::int64_t axis = 0;
  bool clip = false;
  static void fields(auto& self, auto&& visit) {
    visit("axis", self.axis);
    visit("clip", self.clip);
  }
};

enum class PadMode { constant, reflect, edge, wrap };
struct PadAttrs {
  std::vector<std::int64_t> pads;  // all begins, then all ends, one per axis; negative crops
  PadMode mode = PadMode::constant;
  double value = 0.0;
  std::vector<std::int64_t> axes = {};  // empty: every dimension
  static void fields(auto& self, auto&& visit) {
    visit("pads", self.pads);
    visit("mode", self.mode);
    visit("value", self.value);
    visit("axes", self.axes);
  }
};

struct TileAttrs {
  std::vector<std::int64_t> repeats;  // one per dimension
  static void fields(auto& self, auto&& visit) { visit("repeats", self.repeats); }
};

struct BroadcastToAttrs {  // NumPy rules; entries may be expressions in d0, d1, ...
  Shape shape;
  static void fields(auto& self, auto&& visit) { visit("shape", self.shape); }
};

struct FlipAttrs {
  std::vector<std::int64_t> axes;
  static void fields(auto& self, auto&& visit) { visit("axes", self.axes); }
};

enum class DepthOrder { depth_column_row, column_row_depth };
struct DepthSpaceAttrs {
  std::int64_t block = 2;
  DepthOrder order = DepthOrder::depth_column_row;
  static void fields(auto& self, auto&& visit) {
    visit("block", self.block);
    visit("order", self.order);
  }
};

enum class ResizeMode { nearest, linear, cubic };
enum class ResizeCoordinates {
  half_pixel,
  half_pixel_symmetric,
  half_pixel_or_zero,
  align_corners,
  asymmetric,
  half_pixel_nearest,
  align_scaled_corners,
  crop
};
enum class ResizeNearest { round_prefer_floor, round_prefer_ceil, floor, ceil };
// resize(x[N,C,spatial...]): onnx.ai/onnx/operators/onnx__Resize.html defines modes and coordinates.
struct ResizeAttrs {
  std::vector<std::int64_t> sizes;  // of the spatial dimensions; or
  std::vector<double> scales;       // factors of the spatial dimensions: size = floor(size * scale), below 2^24 a float32
  ResizeMode mode = ResizeMode::nearest;
  ResizeCoordinates coordinates = ResizeCoordinates::half_pixel;
  ResizeNearest nearest = ResizeNearest::round_prefer_floor;
  double cubic_coefficient = -0.75;
  bool antialias = false;        // where the result is smaller the filter is stretched, so that every element counts
  bool exclude_outside = false;  // weights outside are 0 and the others sum to 1; otherwise the nearest edge is read there
  std::vector<double> roi = {};  // of crop: all begins, then all ends, 0 the first element and 1 the last; empty: all of x
  double outside_value = 0.0;    // of crop: the result at places outside
  static void fields(auto& self, auto&& visit) {
    visit("sizes", self.sizes);
    visit("scales", self.scales);
    visit("mode", self.mode);
    visit("coordinates", self.coordinates);
    visit("nearest", self.nearest);
    visit("cubic_coefficient", self.cubic_coefficient);
    visit("antialias", self.antialias);
    visit("exclude_outside", self.exclude_outside);
    visit("roi", self.roi);
    visit("outside_value", self.outside_value);
  }
};

struct OneHotAttrs {
  std::int64_t depth = 1;
  std::int64_t axis = -1;
  double on = 1.0;
  double off = 0.0;
  DType dtype = DType::float32;
  static void fields(auto& self, auto&& visit) {
    visit("depth", self.depth);
    visit("axis", self.axis);
    visit("on", self.on);
    visit("off", self.off);
    visit("dtype", self.dtype);
  }
};

struct ArangeAttrs {
  double start = 0.0;
  double stop = 0.0;
  double step = 1.0;
  DType dtype = DType::float32;
  static void fields(auto& self, auto&& visit) {
    visit("start", self.start);
    visit("stop", self.stop);
    visit("step", self.step);
    visit("dtype", self.dtype);
  }
};

std::vector<Operator> shape_operators();

}  // namespace nnfront::ops

template <>
struct nnfront::EnumNames<nnfront::ops::PadMode> {
  static constexpr std::string_view names[] = {"constant", "reflect", "edge", "wrap"};
};
template <>
struct nnfront::EnumNames<nnfront::ops::DepthOrder> {
  static constexpr std::string_view names[] = {"depth_column_row", "column_row_depth"};
};
template <>
struct nnfront::EnumNames<nnfront::ops::ResizeMode> {
  static constexpr std::string_view names[] = {"nearest", "linear", "cubic"};
};
template <>
struct nnfront::EnumNames<nnfront::ops::ResizeCoordinates> {
  static constexpr std::string_view names[] = {"half_pixel", "half_pixel_symmetric", "half_pixel_or_zero",   "align_corners",
                                               "asymmetric", "half_pixel_nearest",   "align_scaled_corners", "crop"};
};
template <>
struct nnfront::EnumNames<nnfront::ops::ResizeNearest> {
  static constexpr std::string_view names[] = {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"};
};
