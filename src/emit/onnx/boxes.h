// Parts that operators on boxes are made of.
#pragma once

#include <array>
#include <string>

#include "emit/onnx/node_context.h"
#include "ops/detection.h"

namespace nnfront::emit::onnx {

// Names of values of one shape, all of them a column of boxes.
struct Boxes {
  std::string x1, y1, x2, y2;
  std::string area;  // 0 of a box whose width or height is negative
};

struct CenterBoxes {
  std::string x, y, width, height;
};

// Columns first to first + 3 along `axis`, the last one, which they lack.
std::array<std::string, 4> columns(NodeContext& context, const std::string& rows, std::int64_t axis, std::int64_t first);
Boxes boxes_of(NodeContext& context, const std::string& rows, std::int64_t axis, std::int64_t first, ops::BoxFormat format);
CenterBoxes centers_of(NodeContext& context, const std::array<std::string, 4>& columns, ops::BoxFormat format, DType dtype);

struct Overlap {
  std::string meets;     // bool: the boxes share an area
  std::string shared;    // that area, 0 where there is none
  std::string together;  // the area of both
};
Overlap overlap_of(NodeContext& context, const Boxes& a, const Boxes& b, DType dtype);

}  // namespace nnfront::emit::onnx
