#include "ops/shape.h"

#include <algorithm>

#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "ops/reduce.h"

namespace nnfront::frontends::onnx {

namespace {

// A target that is only known when the graph runs, with the dimensions of the data where it says 0.
Value with_copied_dims(NodeContext& context, Value data, Value target) {
  const std::int64_t entries = context.size(target, 0);
  const std::int64_t rank = context.rank(data);
  Value own = context.add("shape_of", {data}, {}, "shape");
  if (entries < rank) own = context.add("slice", {own}, ops::SliceAttrs{{0}, {0}, {entries}, {1}}, "first_dims");
  if (entries > rank) own = context.add("pad", {own}, ops::PadAttrs{{0, entries - rank}, ops::PadMode::constant, 0.0}, "more_dims");
  const Value copies = context.add("equal", {target, context.scalar(0.0, DType::int64)}, {}, "copies");
  return context.add("where", {copies, own, target}, {}, "target");
}

// 0 takes the dimension of the data at the same place.
Shape target_shape(NodeContext& context, Value data, const std::vector<std::int64_t>& entries, bool zero_is_zero) {
  Shape target;
  for (std::size_t d = 0; d < entries.size(); ++d) {
    const bool copies = entries[d] == 0 && !zero_is_zero;
    if (copies && static_cast<std::int64_t>(d) >= context.rank(data)) {
      fail(ErrorCode::invalid_file, "the shape [{}] copies dimension {} of {}", fmt::join(entries, ","), d, text(context.type(data)));
    }
    target.push_back(copies ? input_dim(static_cast<std::int64_t>(d)) : Dim(entries[d]));
  }
  return target;
}

// With the axes in an attribute or, from opset 13 on, as an input.
Value with_axes(NodeContext& context, std::string_view op, bool as_input) {
  ops::SqueezeAttrs attributes;
  Operands operands = {context.input(0)};
  if (as_input) {
    context.argument(1, "axes", attributes.axes, operands);
  } else {
    attributes.axes = context.attr<std::vector<std::int64_t>>("axes", {});
  }
  return context.add(op, std::move(operands), attributes);
}

// Whether a target may say 0, and so copy a dimension, when the graph runs.
bool may_copy(NodeContext& context) {
  const std::optional<Shape> entries = context.shape_content(1);
  if (!entries) return true;
  return std::any_of(entries->begin(), entries->end(), [](const Dim& entry) { return entry.is_unknown() || entry == Dim(0); });
}

Dim product_of(std::int64_t begin, std::int64_t end) {
  Dim product = 1;
  for (std::int64_t d = begin; d < end; ++d) product = product * input_dim(d);
  return product;
}

Values reshape_1(NodeContext& context) {
  const Value data = context.input(0);
  const auto entries = context.attr<std::vector<std::int64_t>>("shape");
  return {context.reshape(data, target_shape(context, data, entries, false))};
}

Values reshape(NodeContext& context) {
  const bool zero_is_zero = context.attr<bool>("allowzero", false);
  const Value data = context.input(0);
  if (context.constant(1)) {
    return {context.reshape(data, target_shape(context, data, *context.constant_integers(1, "shapes"), zero_is_zero))};
  }
  const Value target = context.input(1);
  return {context.add("reshape", {data, zero_is_zero || !may_copy(context) ? target : with_copied_dims(context, data, target)})};
}

Values flatten(NodeContext& context) {
  const std::int64_t given = context.attr<std::int64_t>("axis", 1);
  const Value data = context.input(0);
  const std::int64_t rank = context.rank(data);
  const std::int64_t axis = given == rank ? rank : context.axes(rank, {given}).front();
  return {context.reshape(data, {product_of(0, axis), product_of(axis, rank)})};
}

Values squeeze_1(NodeContext& context) {
  return {with_axes(context, "squeeze", false)};
}

Values squeeze(NodeContext& context) {
  return {with_axes(context, "squeeze", true)};
}

Values unsqueeze_1(NodeContext& context) {
  if (!context.has_attr("axes")) fail(ErrorCode::invalid_file, "attribute 'axes' is missing");
  return {with_axes(context, "unsqueeze", false)};
}

Values unsqueeze(NodeContext& context) {
  if (!context.has_input(1)) fail(ErrorCode::invalid_file, "input 1, the axes, is missing");
  return {with_axes(context, "unsqueeze", true)};
}

Values transpose(NodeContext& context) {
  const Value data = context.input(0);
  auto permutation = context.attr<std::vector<std::int64_t>>("perm", {});
  if (!context.has_attr("perm")) {
    for (std::int64_t d = context.rank(data) - 1; d >= 0; --d) permutation.push_back(d);
  }
  return {context.transpose(data, permutation)};
}

Values expand(NodeContext& context) {
  const Value data = context.input(0);
  if (!context.constant(1)) return {context.add("broadcast_to", {data, context.input(1)})};
  ops::BroadcastToAttrs attributes;
  const std::vector<std::int64_t> entries = *context.constant_integers(1, "shapes");
  attributes.shape.assign(entries.begin(), entries.end());
  return {context.add("broadcast_to", {data}, attributes)};
}

Values depth_to_space(NodeContext& context) {
  ops::DepthSpaceAttrs attributes;
  attributes.block = context.attr<std::int64_t>("blocksize");
  const bool is_column_first = context.choice("mode", {"DCR", "CRD"}, "DCR") == "CRD";
  attributes.order = is_column_first ? ops::DepthOrder::column_row_depth : ops::DepthOrder::depth_column_row;
  return {context.add("depth_to_space", {context.input(0)}, attributes)};
}

Values space_to_depth(NodeContext& context) {
  ops::DepthSpaceAttrs attributes;
  attributes.block = context.attr<std::int64_t>("blocksize");
  return {context.add("space_to_depth", {context.input(0)}, attributes)};
}

Values shape(NodeContext& context) {
  const Value data = context.input(0);
  const std::int64_t rank = context.rank(data);
  const auto placed = [&](std::int64_t at) { return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank); };
  const std::int64_t start = placed(std::max<std::int64_t>(context.attr<std::int64_t>("start", 0), -rank));
  const std::int64_t end = placed(std::max<std::int64_t>(context.attr<std::int64_t>("end", rank), -rank));
  if (start == 0 && end == rank) return {context.add("shape_of", {data})};
  const Value whole = context.add("shape_of", {data}, {}, "whole");
  return {context.add("slice", {whole}, ops::SliceAttrs{{0}, {start}, {end}, {1}})};
}

Values size(NodeContext& context) {
  const Value whole = context.add("shape_of", {context.input(0)}, {}, "shape");
  return {context.add("reduce_prod", {whole}, ops::ReduceAttrs{{}, false})};
}

}  // namespace

std::vector<OperatorRow> shape_rows() {
  using enum Fate;
  return {
      {"", "Reshape", exact, {{1, reshape_1}, {5, reshape}}, "", ""},
      {"", "Flatten", exact, {{1, flatten}}, "reshape", ""},
      {"", "Squeeze", exact, {{1, squeeze_1}, {13, squeeze}}, "", ""},
      {"", "Unsqueeze", exact, {{1, unsqueeze_1}, {13, unsqueeze}}, "", ""},
      {"", "Transpose", exact, {{1, transpose}}, "", ""},
      {"", "Expand", exact, {{8, expand}}, "broadcast_to", ""},
      {"", "DepthToSpace", exact, {{1, depth_to_space}}, "", ""},
      {"", "SpaceToDepth", exact, {{1, space_to_depth}}, "", ""},
      {"", "Shape", exact, {{1, shape}}, "shape_of", "a part of the shape as a slice"},
      {"", "Size", rewritten, {{1, size}}, "reduce_prod", "the product of the dimensions"},
      {"com.microsoft", "ExpandDims", exact, {{1, unsqueeze}}, "", "", beside_onnxruntime()},
  };
}

}  // namespace nnfront::frontends::onnx
