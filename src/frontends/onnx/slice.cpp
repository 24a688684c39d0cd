// Parts, joins and repetitions.
#include <algorithm>

#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "ops/kernels.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

using Integers = std::vector<std::int64_t>;

// The sizes that `parts` pieces have of which all but the last are alike.
Integers uneven_sizes(std::int64_t whole, std::int64_t parts) {
  const std::int64_t each = (whole + parts - 1) / parts;
  Integers sizes;
  for (std::int64_t i = 0; i < parts; ++i) sizes.push_back(std::clamp<std::int64_t>(whole - i * each, 0, each));
  return sizes;
}

// Into sizes in the attributes or in input 1, else into `parts` pieces.
Values split_into(NodeContext& context, ops::SplitAttrs attributes, std::int64_t parts) {
  if (parts < 1) fail(ErrorCode::invalid_file, "it has {} outputs", parts);
  const Value data = context.input(0);
  Operands operands = {data};
  if (context.has_input(1)) context.argument(1, "sizes", attributes.sizes, operands);
  attributes.parts = parts;
  const Dim& whole = context.dim(data, attributes.axis);
  const bool is_uneven = whole.is_integer() && whole.integer() % parts != 0;
  if (!context.has_input(1) && attributes.sizes.empty() && is_uneven) attributes.sizes = uneven_sizes(whole.integer(), parts);
  return context.add_all("split", std::move(operands), attributes);
}

ops::PadMode pad_mode(NodeContext& context) {
  const std::string mode = context.choice("mode", {"constant", "reflect", "edge", "wrap"}, "constant");
  if (mode == "reflect") return ops::PadMode::reflect;
  if (mode == "edge") return ops::PadMode::edge;
  return mode == "wrap" ? ops::PadMode::wrap : ops::PadMode::constant;
}

// Places of elements that a constant of the graph lists.
constexpr std::int64_t largest_unfolded = 1 << 24;

Values padded(NodeContext& context, std::string_view pads_attribute) {
  ops::PadAttrs attributes;
  attributes.mode = pad_mode(context);
  attributes.pads = context.attr<Integers>(pads_attribute);
  attributes.value = context.attr<double>("value", 0.0);
  return {context.add("pad", {context.input(0)}, attributes)};
}

Values concat_1(NodeContext& context) {
  const std::int64_t axis = context.attr<std::int64_t>("axis", 1);
  const Values inputs = context.inputs();
  return {context.add("concat", {inputs.begin(), inputs.end()}, ops::AxisAttrs{axis})};
}

Values concat(NodeContext& context) {
  const auto axis = context.attr<std::int64_t>("axis");
  const Values inputs = context.inputs();
  return {context.add("concat", {inputs.begin(), inputs.end()}, ops::AxisAttrs{axis})};
}

// Sizes in an attribute; the first version takes them as an input, too.
Values split_1(NodeContext& context) {
  ops::SplitAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", 0);
  attributes.sizes = context.attr<Integers>("split", {});
  return split_into(context, attributes, context.output_count());
}

Values split(NodeContext& context) {
  ops::SplitAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", 0);
  const std::int64_t parts = context.attr<std::int64_t>("num_outputs", context.output_count());
  return split_into(context, attributes, parts);
}

Values slice_1(NodeContext& context) {
  ops::SliceAttrs attributes;
  attributes.starts = context.attr<Integers>("starts");
  attributes.stops = context.attr<Integers>("ends");
  attributes.axes = context.attr<Integers>("axes", axes_from(0, static_cast<std::int64_t>(attributes.starts.size())));
  attributes.steps.assign(attributes.starts.size(), 1);
  return {context.add("slice", {context.input(0)}, attributes)};
}

Values slice(NodeContext& context) {
  ops::SliceAttrs attributes;
  Operands operands = {context.input(0)};
  context.argument(1, "starts", attributes.starts, operands);
  context.argument(2, "stops", attributes.stops, operands);
  context.argument(3, "axes", attributes.axes, operands);
  context.argument(4, "steps", attributes.steps, operands);
  if (!context.has_input(3)) attributes.axes = axes_from(0, static_cast<std::int64_t>(attributes.starts.size()));
  if (!context.has_input(4)) attributes.steps.assign(attributes.starts.size(), 1);
  return {context.add("slice", std::move(operands), attributes)};
}

Values pad_1(NodeContext& context) {
  return padded(context, "paddings");
}

Values pad_2(NodeContext& context) {
  return padded(context, "pads");
}

Values pad(NodeContext& context) {
  ops::PadAttrs attributes;
  attributes.mode = pad_mode(context);
  const Value data = context.input(0);
  Operands operands = {data};
  if (!context.has_input(1)) fail(ErrorCode::invalid_file, "input 1, the pads, is missing");
  context.argument(1, "pads", attributes.pads, operands);
  context.argument(2, "values", attributes.value, operands);
  context.argument(3, "axes", attributes.axes, operands);
  return {context.add("pad", std::move(operands), attributes)};
}

// One axis, so many times.
Values tile_1(NodeContext& context) {
  const Value data = context.input(0);
  const auto times = context.constant_integers(1, "repetitions");
  const auto axis = context.constant_integers(2, "axes");
  if (!times || !axis || times->size() != 1 || axis->size() != 1) fail(ErrorCode::invalid_file, "wanted one number and one axis");
  ops::TileAttrs attributes;
  attributes.repeats.assign(static_cast<std::size_t>(context.rank(data)), 1);
  attributes.repeats[static_cast<std::size_t>(context.axis(data, axis->front()))] = times->front();
  return {context.add("tile", {data}, attributes)};
}

Values tile(NodeContext& context) {
  ops::TileAttrs attributes;
  Operands operands = {context.input(0)};
  if (!context.has_input(1)) fail(ErrorCode::invalid_file, "input 1, the repetitions, is missing");
  context.argument(1, "repeats", attributes.repeats, operands);
  return {context.add("tile", std::move(operands), attributes)};
}

// What is too much is cut off at both ends, what is too little is added at both; an odd one at the end.
Values center_crop_pad(NodeContext& context) {
  const Value data = context.input(0);
  const std::int64_t rank = context.rank(data);
  const Integers axes = context.axes(rank, context.attr<Integers>("axes", axes_from(0, rank)));
  const Value wanted = context.as_type(context.input(1), DType::int64, "wanted");
  const Value whole = context.add("shape_of", {data}, {}, "shape");
  const Value sizes = context.add("gather", {whole, context.integers(axes, "axes")}, ops::GatherAttrs{0, false}, "sizes");
  const Value more = context.add("sub", {wanted, sizes}, {}, "more");
  const Value begins = context.add("div", {more, context.scalar(2.0, DType::int64)}, {}, "begins");
  const Value ends = context.add("sub", {more, begins}, {}, "ends");
  ops::PadAttrs attributes;
  attributes.axes = axes;
  const Value pads = context.add("concat", {begins, ends}, ops::AxisAttrs{0}, "pads");
  return {context.add("pad", {data, pads}, attributes)};
}

// Windows along one axis, which stand in its place, their elements behind all dimensions.
Values unfold(NodeContext& context) {
  const Value data = context.input(0);
  const std::int64_t rank = context.rank(data);
  const std::int64_t axis = context.axis(data, context.attr<std::int64_t>("dim", -1));
  const std::int64_t step = context.attr<std::int64_t>("step", 1);
  const std::int64_t width = context.attr<std::int64_t>("size");
  const std::int64_t size = context.size(data, axis);
  if (step < 1 || width < 1 || width > size) {
    fail(ErrorCode::invalid_file, "windows of {} every {} elements, of {}", width, step, size);
  }
  const std::int64_t count = (size - width) / step + 1;
  Integers places;
  if (ops::checked_multiply(count, width) > largest_unfolded) context.refuse("{} windows of {} are not covered", count, width);
  for (std::int64_t i = 0; i < count * width; ++i) places.push_back(i / width * step + i % width);
  const Value indices = context.constant(Array::of<std::int64_t>({count, width}, std::span<const std::int64_t>(places)), "places");
  const bool is_last = axis == rank - 1;
  const Value windows = context.add("gather", {data, indices}, ops::GatherAttrs{axis, false}, is_last ? "" : "windows");
  if (is_last) return {windows};
  Integers order;
  for (std::int64_t d = 0; d <= rank; ++d) {
    if (d != axis + 1) order.push_back(d);
  }
  order.push_back(axis + 1);
  return {context.transpose(windows, order)};
}

}  // namespace

std::vector<OperatorRow> slice_rows() {
  using enum Fate;
  return {
      {"", "Concat", exact, {{1, concat_1}, {4, concat}}, "", ""},
      {"", "Split", exact, {{1, split_1}, {13, split}}, "", ""},
      {"", "Slice", exact, {{1, slice_1}, {10, slice}}, "", ""},
      {"", "Pad", exact, {{1, pad_1}, {2, pad_2}, {11, pad}}, "", "", node_tests("constant_pad")},
      {"", "Tile", exact, {{1, tile_1}, {6, tile}}, "", ""},
      {"", "CenterCropPad", rewritten, {{18, center_crop_pad}}, "pad", "pads, negative ones where it crops"},
      {"com.microsoft", "Pad", exact, {{1, pad}}, "", "", beside_onnxruntime()},
      {"com.microsoft", "UnfoldTensor", rewritten, {{1, unfold}}, "gather", "gather and transpose"},
  };
}

}  // namespace nnfront::frontends::onnx
