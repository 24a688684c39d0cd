#include "ops/shape.h"

#include <algorithm>

#include "emit/onnx/dims.h"
#include "emit/onnx/op_table.h"
#include "ir/elements.h"

namespace nnfront::emit::onnx {

namespace {

// A target that the model computes says 0 where it means a dimension without elements.
void reshape(NodeContext& context) {
  if (context.has_input(1)) {
    context.need_opset(14, "a shape that the model computes");
    return context.emit("Reshape", context.inputs(), {flag("allowzero", true)});
  }
  const Shape& entries = context.attrs<ops::ReshapeAttrs>().shape;
  const bool has_zero = std::find(entries.begin(), entries.end(), Dim(0)) != entries.end();
  NodeAttributes attributes;
  if (has_zero) {
    context.need_opset(14, "a dimension without elements");
    attributes.push_back(flag("allowzero", true));
  }
  context.emit("Reshape", {context.input(0), reshape_target(context, entries)}, std::move(attributes));
}

void with_axes(NodeContext& context) {
  const auto& axes = context.attrs<ops::SqueezeAttrs>().axes;
  const bool every_one = axes.empty() && !context.has_input(1);
  if (every_one && context.target() == "Unsqueeze") return context.emit("Identity", {context.input(0)});
  if (every_one) return context.emit("Squeeze", {context.input(0)});
  context.emit(context.target(), {context.input(0), context.integers_of(1, axes, "axes")});
}

// Expand stretches both ways, as NumPy's broadcasting does.
void broadcast_to(NodeContext& context) {
  if (context.has_input(1)) return context.emit("Expand", context.inputs());
  context.emit("Expand", {context.input(0), dims_value(context, context.attrs<ops::BroadcastToAttrs>().shape, "target")});
}

void transpose(NodeContext& context) {
  context.emit("Transpose", {context.input(0)}, {attribute("perm", context.attrs<ops::TransposeAttrs>().permutation)});
}

void depth_to_space(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DepthSpaceAttrs>();
  const bool column_first = attrs.order == ops::DepthOrder::column_row_depth;
  context.emit("DepthToSpace", {context.input(0)},
               {attribute("blocksize", attrs.block), attribute("mode", std::string(column_first ? "CRD" : "DCR"))});
}

void space_to_depth(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DepthSpaceAttrs>();
  const NodeAttributes attributes = {attribute("blocksize", attrs.block)};
  if (attrs.order == ops::DepthOrder::depth_column_row) return context.emit("SpaceToDepth", {context.input(0)}, attributes);
  // ONNX puts the place in the block in front of the channel.
  const Dim& channels = context.dim(0, 1);
  if (!channels.is_integer()) context.refuse("the number of channels is not known");
  const std::int64_t places = attrs.block * attrs.block;
  std::vector<std::int64_t> order;
  for (std::int64_t i = 0; i < channels.integer() * places; ++i) order.push_back(i % places * channels.integer() + i / places);
  const std::string deep = context.add("SpaceToDepth", {context.input(0)}, attributes, "deep");
  context.emit("Gather", {deep, context.integers(order, "order")}, {attribute("axis", std::int64_t{1})});
}

void concat(NodeContext& context) {
  context.emit("Concat", context.inputs(), {attribute("axis", context.attrs<ops::AxisAttrs>().axis)});
}

void stack(NodeContext& context) {
  const std::int64_t axis = context.attrs<ops::AxisAttrs>().axis;
  const std::string at = context.integers({axis}, "axis");
  Inputs parts;
  for (const std::string& input : context.inputs()) parts.push_back(context.add("Unsqueeze", {input, at}, {}, "part"));
  context.emit("Concat", std::move(parts), {attribute("axis", axis)});
}

// Indices from -depth to -1 would count from the end in ONNX; ours name nothing, as do those past the end. So both become depth.
bool is_called(const Node* node, std::string_view op) {
  return node != nullptr && node->op->name == op && node->epilogue.empty();
}

bool is_number(const Node* node, std::int64_t number) {
  if (node == nullptr || !is_constant(*node) || node->tensor.size() != 1) return false;
  return whole_number(elements_of(node->tensor.evaluate()).front()) == number;
}

// What is counted from the end as ONNX counts it: i of where(i < 0, i + depth, i). No value for indices of another kind.
std::optional<Value> counted_from_the_end(const NodeContext& context, std::int64_t depth) {
  const Node* chosen = context.producer(context.operation().inputs[0]);
  if (!is_called(chosen, "where")) return std::nullopt;
  const Node* negative = context.producer(chosen->inputs[0]);
  const Node* raised = context.producer(chosen->inputs[1]);
  const std::optional<Value> indices = chosen->inputs[2];
  if (!is_called(negative, "less") || !is_called(raised, "add")) return std::nullopt;
  const bool of_indices = negative->inputs[0] == indices && raised->inputs[0] == indices;
  if (!of_indices || !is_number(context.producer(negative->inputs[1]), 0)) return std::nullopt;
  const bool by_depth =
      context.has_input(1) ? raised->inputs[1] == context.operation().inputs[1] : is_number(context.producer(raised->inputs[1]), depth);
  return by_depth ? indices : std::nullopt;
}

std::string placed_in(NodeContext& context, std::int64_t known_depth, const std::string& depth) {
  if (const auto indices = counted_from_the_end(context, known_depth)) return context.name_of_value(*indices);
  const std::string indices = context.indices(0);
  const std::string is_negative = context.add("Less", {indices, context.integer(0, "zero")}, {}, "is_negative");
  const std::string wide_depth = context.has_input(1) ? context.cast(depth, DType::int64, "wide_depth") : depth;
  return context.add("Where", {is_negative, wide_depth, indices}, {}, "placed");
}

void one_hot(NodeContext& context) {
  const auto& attrs = context.attrs<ops::OneHotAttrs>();
  const std::string depth = context.has_input(1) ? context.scalar_input(1, "depth") : context.integer(attrs.depth, "depth");
  const std::string placed = placed_in(context, attrs.depth, depth);
  const std::string row = context.integers({-1}, "row");
  // Runtimes choose between numbers.
  const bool is_truth = attrs.dtype == DType::boolean;
  const DType dtype = is_truth ? DType::int64 : attrs.dtype;
  const auto entry = [&](int i, double value, std::string_view part) {
    const std::string cast =
        context.has_input(i) ? context.cast(context.scalar_input(i, part), dtype, part) : context.scalar(value, dtype, part);
    return context.add("Reshape", {cast, row}, {}, part);
  };
  const std::string off = entry(2, attrs.off, "off");
  const std::string values = context.add("Concat", {off, entry(3, attrs.on, "on")}, {attribute("axis", std::int64_t{0})}, "values");
  const NodeAttributes along = {attribute("axis", attrs.axis)};
  if (!is_truth) return context.emit("OneHot", {placed, depth, values}, along);
  context.emit("Cast", {context.add("OneHot", {placed, depth, values}, along, "numbers")}, {element_type("to", attrs.dtype)});
}

void arange(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ArangeAttrs>();
  const auto operand = [&](int i, double value, std::string_view part) {
    return context.has_input(i) ? context.cast(context.scalar_input(i, part), attrs.dtype, part) : context.scalar(value, attrs.dtype, part);
  };
  const std::string start = operand(0, attrs.start, "start");
  const std::string stop = operand(1, attrs.stop, "stop");
  context.emit("Range", {start, stop, operand(2, attrs.step, "step")});
}

}  // namespace

std::vector<OperatorRow> shape_rows() {
  return {
      {"reshape", reshape, "", 1, Widening::keeps},
      {"squeeze", with_axes, "Squeeze", 1, Widening::keeps},
      {"unsqueeze", with_axes, "Unsqueeze", 1, Widening::keeps},
      {"broadcast_to", broadcast_to, "", 1, Widening::keeps},
      {"transpose", transpose, "", 1, Widening::keeps},
      {"depth_to_space", depth_to_space, "", 1, Widening::keeps},
      {"space_to_depth", space_to_depth, "", 1, Widening::keeps},
      {"shape_of", plain, "Shape", 1, Widening::keeps},
      {"concat", concat, "", 1, Widening::keeps},
      {"stack", stack, "", 1, Widening::keeps},
      {"one_hot", one_hot},
      {"arange", arange},
  };
}

}  // namespace nnfront::emit::onnx
