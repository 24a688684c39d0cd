#include "emit/onnx/boxes.h"

namespace nnfront::emit::onnx {

std::array<std::string, 4> columns(NodeContext& context, const std::string& rows, std::int64_t axis, std::int64_t first) {
  std::array<std::string, 4> all;
  for (std::int64_t i = 0; i < 4; ++i) {
    all[static_cast<std::size_t>(i)] =
        context.add("Gather", {rows, context.integer(first + i, "column")}, {attribute("axis", axis)}, "coordinate");
  }
  return all;
}

CenterBoxes centers_of(NodeContext& context, const std::array<std::string, 4>& columns, ops::BoxFormat format, DType dtype) {
  if (format == ops::BoxFormat::center) return {columns[0], columns[1], columns[2], columns[3]};
  const auto middle = [&](const std::string& begin, const std::string& size, std::string_view part) {
    const std::string half = context.add("Div", {size, context.scalar(2.0, dtype, "two")}, {}, "half");
    return context.add("Add", {begin, half}, {}, part);
  };
  const std::string width = context.add("Sub", {columns[2], columns[0]}, {}, "width");
  const std::string height = context.add("Sub", {columns[3], columns[1]}, {}, "height");
  return {middle(columns[0], width, "middle_x"), middle(columns[1], height, "middle_y"), width, height};
}

Boxes boxes_of(NodeContext& context, const std::string& rows, std::int64_t axis, std::int64_t first, ops::BoxFormat format) {
  const DType dtype = context.type(0).dtype;
  std::array<std::string, 4> corners = columns(context, rows, axis, first);
  std::string width;
  std::string height;
  if (format == ops::BoxFormat::center) {
    width = corners[2];
    height = corners[3];
    const std::string half_width = context.add("Div", {width, context.scalar(2.0, dtype, "two")}, {}, "half_width");
    const std::string half_height = context.add("Div", {height, context.scalar(2.0, dtype, "two")}, {}, "half_height");
    corners = {context.add("Sub", {corners[0], half_width}, {}, "x1"), context.add("Sub", {corners[1], half_height}, {}, "y1"),
               context.add("Add", {corners[0], half_width}, {}, "x2"), context.add("Add", {corners[1], half_height}, {}, "y2")};
  } else {
    width = context.add("Sub", {corners[2], corners[0]}, {}, "width");
    height = context.add("Sub", {corners[3], corners[1]}, {}, "height");
  }
  const std::string zero = context.scalar(0.0, dtype, "zero");
  const std::string is_none =
      context.add("Or", {context.add("Less", {width, zero}, {}, "thin"), context.add("Less", {height, zero}, {}, "flat")}, {}, "is_none");
  const std::string product = context.add("Mul", {width, height}, {}, "product");
  return {corners[0], corners[1], corners[2], corners[3], context.add("Where", {is_none, zero, product}, {}, "area")};
}

Overlap overlap_of(NodeContext& context, const Boxes& a, const Boxes& b, DType dtype) {
  const std::string zero = context.scalar(0.0, dtype, "zero");
  const auto shared_side = [&](const std::string& a2, const std::string& b2, const std::string& a1, const std::string& b1) {
    return context.add("Sub", {context.add("Min", {a2, b2}, {}, "end"), context.add("Max", {a1, b1}, {}, "begin")}, {}, "side");
  };
  const std::string width = shared_side(a.x2, b.x2, a.x1, b.x1);
  const std::string height = shared_side(a.y2, b.y2, a.y1, b.y1);
  const std::string meets = context.add(
      "And", {context.add("Greater", {width, zero}, {}, "wide"), context.add("Greater", {height, zero}, {}, "high")}, {}, "meets");
  const std::string product = context.add("Mul", {width, height}, {}, "product");
  const std::string shared = context.add("Where", {meets, product, zero}, {}, "shared");
  const std::string both = context.add("Add", {a.area, b.area}, {}, "both");
  return {meets, shared, context.add("Sub", {both, shared}, {}, "together")};
}

}  // namespace nnfront::emit::onnx
