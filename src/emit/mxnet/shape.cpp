#include "ops/shape.h"

#include <algorithm>
#include <optional>

#include "emit/mxnet/op_table.h"

namespace nnfront::emit::mxnet {

namespace {

// d0, d1, ... in order, each once, with a single 1 among them: where that stands.
std::optional<std::int64_t> added_axis(const Shape& entries, std::size_t rank) {
  if (entries.size() != rank + 1) return std::nullopt;
  std::optional<std::int64_t> found;
  std::size_t source = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (source < rank && entries[i] == ops::input_dimension(source)) {
      ++source;
    } else if (entries[i] == Dim(1) && !found) {
      found = static_cast<std::int64_t>(i);
    } else {
      return std::nullopt;
    }
  }
  return found;
}

// Some of d0, d1, ... in order: the axes that are left out, which are of size 1.
std::optional<Integers> dropped_axes(const Shape& entries, const Shape& dims) {
  Integers axes;
  std::size_t next = 0;
  for (std::size_t d = 0; d < dims.size(); ++d) {
    if (next < entries.size() && entries[next] == ops::input_dimension(d)) {
      ++next;
    } else if (dims[d] == Dim(1)) {
      axes.push_back(static_cast<std::int64_t>(d));
    } else {
      return std::nullopt;
    }
  }
  if (next != entries.size() || axes.empty() || entries.empty()) return std::nullopt;
  return axes;
}

// One entry as MXNet's code, where `source` is the dimension that is at hand: 0 copies it, -3 joins it with the next. No value for a
// size that is not known.
std::optional<std::int64_t> code_of(const NodeContext& context, const Dim& entry, std::size_t rank, std::size_t& source) {
  const std::size_t here = source++;
  if (here < rank && entry == ops::input_dimension(here)) return 0;
  if (here + 1 < rank && entry == ops::input_dimension(here) * ops::input_dimension(here + 1)) {
    ++source;
    return -3;
  }
  const Dim size = context.evaluated(entry);
  return size.is_integer() ? std::optional(size.integer()) : std::nullopt;
}

// At most one size is left to MXNet.
Integers codes_of(const NodeContext& context, const Shape& entries) {
  const Shape& made = context.output_type().shape;
  const auto rank = static_cast<std::size_t>(context.rank(0));
  Integers codes;
  std::size_t source = 0;
  for (const Dim& entry : entries) codes.push_back(code_of(context, entry, rank, source).value_or(-1));
  auto open = std::count(codes.begin(), codes.end(), -1);
  for (std::size_t i = 0; i < codes.size() && open > 1; ++i) {
    if (codes[i] != -1 || !made[i].is_integer()) continue;
    codes[i] = made[i].integer();
    --open;
  }
  if (open > 1) context.refuse("a shape with several sizes that are not known");
  return codes.empty() ? Integers{1} : codes;
}

void reshape(NodeContext& context) {
  if (context.has_input(1)) context.refuse("a shape that the model computes");
  const Shape& entries = context.attrs<ops::ReshapeAttrs>().shape;
  const auto rank = static_cast<std::size_t>(context.rank(0));
  const Entry data = context.input(0);
  if (rank >= 2 && entries == Shape{ops::input_dimension(0), Dim(-1)}) return context.emit("Flatten", {data});
  if (const auto axis = rank > 0 ? added_axis(entries, rank) : std::nullopt)
    return context.emit("expand_dims", {data}, {attribute("axis", *axis)});
  if (const auto axes = dropped_axes(entries, context.type(0).shape)) return context.emit("squeeze", {data}, {attribute("axis", *axes)});
  context.emit("Reshape", {data}, {attribute("shape", codes_of(context, entries))});
}

// Where nothing is left MXNet keeps one dimension, as wanted.
void squeeze(NodeContext& context) {
  if (context.has_input(1)) context.refuse("axes that the model computes");
  Integers axes;
  for (const std::int64_t each : context.attrs<ops::SqueezeAttrs>().axes) axes.push_back(context.axis(0, each));
  if (context.rank(0) == 0) return context.emit("_copy", {context.input(0)});
  context.emit("squeeze", {context.input(0)}, axes.empty() ? NodeAttributes{} : NodeAttributes{attribute("axis", axes)});
}

void unsqueeze(NodeContext& context) {
  if (context.has_input(1)) context.refuse("axes that the model computes");
  const auto rank = context.output_type().shape.size();
  if (context.rank(0) == 0)
    return context.emit("Reshape", {context.input(0)}, {attribute("shape", Integers(std::max<std::size_t>(rank, 1), 1))});
  Integers axes;
  for (const std::int64_t each : context.attrs<ops::SqueezeAttrs>().axes) axes.push_back(ops::from_front(each, rank));
  std::sort(axes.begin(), axes.end());
  std::vector<Step> steps;
  for (const std::int64_t axis : axes) steps.push_back({"expand_dims", {attribute("axis", axis)}, "widened"});
  if (steps.empty()) return context.emit("_copy", {context.input(0)});
  context.emit_steps(context.input(0), steps);
}

// A size of 0 keeps the dimension.
void broadcast_to(NodeContext& context) {
  if (context.has_input(1)) context.refuse("a shape that the model computes");
  const Shape& made = context.output_type().shape;
  const Shape& own = context.type(0).shape;
  Entry data = context.input(0);
  const std::size_t rank = std::max<std::size_t>(own.size(), 1);
  for (std::size_t d = rank; d < made.size(); ++d)
    data = context.add("expand_dims", {data}, {attribute("axis", std::int64_t{0})}, "widened");
  const std::size_t added = made.size() - own.size();
  Integers target;
  for (std::size_t d = 0; d < made.size(); ++d) {
    const bool is_kept = d >= added && own[d - added] == made[d];
    if (!is_kept && !made[d].is_integer()) context.refuse("a shape that is not known");
    target.push_back(is_kept ? 0 : made[d].integer());
  }
  if (target.empty()) return context.emit("_copy", {data});
  context.emit("broadcast_to", {data}, {attribute("shape", target)});
}

void transpose(NodeContext& context) {
  context.emit("transpose", {context.input(0)}, {attribute("axes", context.attrs<ops::TransposeAttrs>().permutation)});
}

// Blocks whose position stands behind the channel: dimensions apart, in another order, and together again.
std::vector<Step> by_parts(const Integers& apart, const Integers& order, const Integers& together) {
  return {{"Reshape", {attribute("shape", apart)}, "apart"},
          {"transpose", {attribute("axes", order)}, "ordered"},
          {"Reshape", {attribute("shape", together)}, "together"}};
}

void check_images(const NodeContext& context) {
  if (context.rank(0) != 4) context.refuse("{} spatial dimensions, MXNet has two", context.rank(0) - 2);
}

void depth_to_space(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DepthSpaceAttrs>();
  check_images(context);
  if (attrs.order == ops::DepthOrder::depth_column_row)
    return context.emit("depth_to_space", {context.input(0)}, {attribute("block_size", attrs.block)});
  const std::int64_t b = attrs.block;
  const std::int64_t channels = context.size(0, 1) / (b * b);
  const std::int64_t height = context.size(0, 2);
  const std::int64_t width = context.size(0, 3);
  context.emit_steps(context.input(0),
                     by_parts({0, channels, b, b, height, width}, {0, 1, 4, 2, 5, 3}, {0, channels, height * b, width * b}));
}

void space_to_depth(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DepthSpaceAttrs>();
  check_images(context);
  if (attrs.order == ops::DepthOrder::depth_column_row)
    return context.emit("space_to_depth", {context.input(0)}, {attribute("block_size", attrs.block)});
  const std::int64_t b = attrs.block;
  const std::int64_t channels = context.size(0, 1);
  const std::int64_t height = context.size(0, 2) / b;
  const std::int64_t width = context.size(0, 3) / b;
  context.emit_steps(context.input(0),
                     by_parts({0, channels, height, b, width, b}, {0, 1, 3, 5, 2, 4}, {0, channels * b * b, height, width}));
}

void shape_of(NodeContext& context) {
  if (context.rank(0) == 0) context.refuse("data without dimensions");
  context.emit("shape_array", {context.index(0)});
}

// What has no dimensions cannot be joined, but is a list of one element here: joined it has one dimension more.
void concat(NodeContext& context) {
  context.emit("Concat", context.inputs(),
               {attribute("dim", context.axis(0, context.attrs<ops::AxisAttrs>().axis)),
                attribute("num_args", std::int64_t{context.input_count()})});
}

void stack(NodeContext& context) {
  const std::int64_t count = context.input_count();
  const auto rank = static_cast<std::size_t>(context.rank(0));
  if (rank == 0) return context.emit("Concat", context.inputs(), {attribute("dim", std::int64_t{0}), attribute("num_args", count)});
  const std::int64_t axis = ops::from_front(context.attrs<ops::AxisAttrs>().axis, rank + 1);
  context.emit("stack", context.inputs(), {attribute("axis", axis), attribute("num_args", count)});
}

}  // namespace

std::vector<OperatorRow> shape_rows() {
  return {
      {"reshape", reshape},
      {"squeeze", squeeze},
      {"unsqueeze", unsqueeze},
      {"broadcast_to", broadcast_to},
      {"transpose", transpose},
      {"depth_to_space", depth_to_space},
      {"space_to_depth", space_to_depth},
      {"shape_of", shape_of},
      {"concat", concat},
      {"stack", stack},
  };
}

}  // namespace nnfront::emit::mxnet
