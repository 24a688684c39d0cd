#include "ops/shape.h"

#include <algorithm>

#include "frontends/onnx/translators.h"
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

Value without_axes(NodeContext& context, Value data, const std::vector<std::int64_t>& axes) {
  Shape target;
  for (std::int64_t d = 0; d < context.rank(data); ++d) {
    if (std::count(axes.begin(), axes.end(), d) == 0) target.push_back(input_dim(d));
  }
  for (const std::int64_t axis : axes) {
    const Dim& dim = context.dim(data, axis);
    if (!compatible(dim, Dim(1))) fail(ErrorCode::invalid_file, "axis {} of {} is not 1", axis, text(context.type(data)));
  }
  return context.reshape(data, target);
}

std::vector<std::int64_t> axes_of_one(NodeContext& context, Value data) {
  std::vector<std::int64_t> axes;
  for (std::int64_t d = 0; d < context.rank(data); ++d) {
    const Dim& dim = context.dim(data, d);
    if (!dim.is_integer()) context.refuse("without axes, dimension {} of {} must be a number", d, text(context.type(data)));
    if (dim == Dim(1)) axes.push_back(d);
  }
  return axes;
}

Value squeezed(NodeContext& context, const std::optional<std::vector<std::int64_t>>& axes) {
  const Value data = context.input(0);
  return without_axes(context, data, axes ? context.axes(context.rank(data), *axes) : axes_of_one(context, data));
}

Value unsqueezed(NodeContext& context, const std::vector<std::int64_t>& given) {
  const Value data = context.input(0);
  const std::int64_t rank = context.rank(data) + static_cast<std::int64_t>(given.size());
  const std::vector<std::int64_t> axes = context.axes(rank, given);
  Shape target;
  std::int64_t next = 0;
  for (std::int64_t d = 0; d < rank; ++d) {
    const auto count = std::count(axes.begin(), axes.end(), d);
    if (count > 1) fail(ErrorCode::invalid_file, "axis {} is listed twice", d);
    target.push_back(count == 1 ? Dim(1) : input_dim(next++));
  }
  return context.reshape(data, target);
}

Dim product_of(std::int64_t begin, std::int64_t end) {
  Dim product = 1;
  for (std::int64_t d = begin; d < end; ++d) product = product * input_dim(d);
  return product;
}

}  // namespace

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
  return {context.add("reshape", {data, zero_is_zero ? target : with_copied_dims(context, data, target)})};
}

Values flatten(NodeContext& context) {
  const std::int64_t given = context.attr<std::int64_t>("axis", 1);
  const Value data = context.input(0);
  const std::int64_t rank = context.rank(data);
  const std::int64_t axis = given == rank ? rank : context.axes(rank, {given}).front();
  return {context.reshape(data, {product_of(0, axis), product_of(axis, rank)})};
}

Values squeeze_1(NodeContext& context) {
  if (!context.has_attr("axes")) return {squeezed(context, std::nullopt)};
  return {squeezed(context, context.attr<std::vector<std::int64_t>>("axes"))};
}

Values squeeze(NodeContext& context) {
  return {squeezed(context, context.constant_integers(1, "axes"))};
}

Values unsqueeze_1(NodeContext& context) {
  return {unsqueezed(context, context.attr<std::vector<std::int64_t>>("axes"))};
}

Values unsqueeze(NodeContext& context) {
  const auto axes = context.constant_integers(1, "axes");
  if (!axes) fail(ErrorCode::invalid_file, "input 1, the axes, is missing");
  return {unsqueezed(context, *axes)};
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

}  // namespace nnfront::frontends::onnx
