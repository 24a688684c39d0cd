#include "ops/shape.h"

#include <algorithm>

#include "emit/tensorflow/op_table.h"
#include "ops/axis.h"
#include "ops/elements.h"

namespace nnfront::emit::tensorflow {

namespace {

// What the types say where they say a number, else the attribute's entry.
Shape resolved_entries(const NodeContext& context, const Shape& entries) {
  const TensorType& made = context.output_type();
  Shape result = entries;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (made.ranked && made.shape[i].is_integer()) result[i] = made.shape[i];
  }
  return result;
}

void reshape(NodeContext& context) {
  if (context.has_input(1)) return context.finish("Reshape", {context.input(0), context.integers_of(1, {}, "shape")});
  const Shape entries = resolved_entries(context, context.attrs<ops::ReshapeAttrs>().shape);
  context.finish("Reshape", {context.input(0), context.target_shape(in_stored_order(context.output_layout(), entries), true)});
}

void squeeze(NodeContext& context) {
  if (context.has_input(1)) context.refuse("axes that the model computes");
  context.emit("Squeeze", {context.input(0)},
               {attribute("T", context.dtype()), attribute("squeeze_dims", context.axes(context.attrs<ops::SqueezeAttrs>().axes))});
}

void unsqueeze(NodeContext& context) {
  if (context.has_input(1)) context.refuse("axes that the model computes");
  Integers axes = context.attrs<ops::SqueezeAttrs>().axes;
  const std::size_t rank = static_cast<std::size_t>(context.rank(0)) + axes.size();
  for (std::int64_t& axis : axes) axis = ops::from_front(axis, rank);
  std::sort(axes.begin(), axes.end());
  std::string result = context.input(0);
  for (const std::int64_t axis : axes) result = context.math("ExpandDims", {result, context.integer(axis, "dimension")}, "expanded");
  context.yield(result);
}

// BroadcastTo stretches its input alone; where an entry is 1 the dimension of the input stays.
void broadcast_to(NodeContext& context) {
  if (context.has_input(1)) {
    const std::string target = context.add("BroadcastArgs", {context.shape_list(), context.integers_of(1, {}, "target")},
                                           {attribute("T", DType::int32)}, "shape_of_both");
    return context.finish("BroadcastTo", {context.input(0), target});
  }
  Shape entries = resolved_entries(context, context.attrs<ops::BroadcastToAttrs>().shape);
  const auto rank = static_cast<std::size_t>(context.rank(0));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool is_left = entries[i] == Dim(1) && i + rank >= entries.size();
    if (is_left && context.output_type().shape[i] != Dim(1)) entries[i] = ops::input_dimension(i + rank - entries.size());
  }
  context.finish("BroadcastTo", {context.input(0), context.target_shape(entries, false)});
}

void transpose(NodeContext& context) {
  const Integers& permutation = context.attrs<ops::TransposeAttrs>().permutation;
  const std::size_t rank = permutation.size();
  Integers order;
  for (const std::int64_t made : stored_order(context.output_layout(), rank)) {
    order.push_back(stored_axis(context.layout(), rank, permutation[static_cast<std::size_t>(made)]));
  }
  if (std::is_sorted(order.begin(), order.end())) return same(context);
  context.yield(context.transposed(context.input(0), context.dtype(), order, "transposed"));
}

// Channels (c, i, j), i and j the place in a block, from channels (i, j, c); or the other way round.
std::string reordered_channels(NodeContext& context, const std::string& x, std::int64_t depth, std::int64_t block, bool blocks_first) {
  Integers places;
  const std::int64_t cells = block * block;
  for (std::int64_t to = 0; to < depth * cells; ++to) {
    places.push_back(blocks_first ? (to % depth) * cells + to / depth : (to % cells) * depth + to / cells);
  }
  return context.add("GatherV2", {x, context.integers(places, "places"), context.integer(3, "axis")},
                     {attribute("Tparams", context.dtype()), attribute("Tindices", DType::int32), attribute("Taxis", DType::int32)},
                     "channels");
}

NodeAttributes blocks(const NodeContext& context, std::int64_t block) {
  if (context.rank(0) != 4) context.refuse("{} dimensions, TensorFlow has it for 4", context.rank(0));
  return {attribute("T", context.dtype()), attribute("block_size", block), text_attribute("data_format", "NHWC")};
}

void depth_to_space(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DepthSpaceAttrs>();
  const NodeAttributes attributes = blocks(context, attrs.block);
  std::string x = context.input(0);
  if (attrs.order == ops::DepthOrder::column_row_depth) {
    x = reordered_channels(context, x, context.size(0, 1) / (attrs.block * attrs.block), attrs.block, true);
  }
  context.emit("DepthToSpace", {x}, attributes);
}

void space_to_depth(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DepthSpaceAttrs>();
  const std::string moved = context.add("SpaceToDepth", {context.input(0)}, blocks(context, attrs.block), "moved");
  const bool reorders = attrs.order == ops::DepthOrder::column_row_depth;
  context.yield(reorders ? reordered_channels(context, moved, context.size(0, 1), attrs.block, false) : moved);
}

// The dims of the IR, whatever the order in memory.
void shape_of(NodeContext& context) {
  const NodeAttributes attributes = {attribute("T", context.dtype()), attribute("out_type", DType::int64)};
  if (!context.is_channels_last()) return context.emit("Shape", {context.input(0)}, attributes);
  const std::string stored = context.add("Shape", {context.input(0)}, attributes, "stored");
  Integers places;
  for (std::int64_t d = 0; d < context.rank(0); ++d) places.push_back(context.axis(d));
  context.emit("GatherV2", {stored, context.integers(places, "places"), context.integer(0, "axis")},
               {attribute("Tparams", DType::int64), attribute("Tindices", DType::int32), attribute("Taxis", DType::int32)});
}

void concat(NodeContext& context) {
  if (context.input_count() == 1) return same(context);
  context.yield(context.concatenated(context.inputs(), context.axis(context.attrs<ops::AxisAttrs>().axis), "joined"));
}

void stack(NodeContext& context) {
  context.emit("Pack", context.inputs(),
               {attribute("T", context.dtype()), attribute("N", std::int64_t{context.input_count()}),
                attribute("axis", context.attrs<ops::AxisAttrs>().axis)});
}

// Indices that name nothing give a line that is off all along, as ours do.
void one_hot(NodeContext& context) {
  const auto& attrs = context.attrs<ops::OneHotAttrs>();
  const std::string indices = context.cast(context.input(0), context.dtype(), DType::int64, "indices");
  const std::string depth = context.has_input(1)
                                ? context.cast(context.scalar_input(1, "depth"), context.type(1).dtype, DType::int32, "count")
                                : context.integer(attrs.depth, "depth");
  const auto entry = [&](int i, double value, std::string_view part) {
    if (!context.has_input(i)) return context.scalar(value, attrs.dtype, part);
    return context.cast(context.scalar_input(i, part), context.type(i).dtype, attrs.dtype, part);
  };
  const std::string off = entry(2, attrs.off, "off");
  const std::int64_t axis = attrs.axis < 0 ? attrs.axis + context.rank(0) + 1 : attrs.axis;
  context.emit(
      "OneHot", {indices, depth, entry(3, attrs.on, "on"), off},
      {attribute("T", attrs.dtype), attribute("TI", DType::int64), attribute("axis", axis == context.rank(0) ? std::int64_t{-1} : axis)});
}

constexpr std::int64_t most_steps = std::int64_t{1} << 24;

// What is known is a constant: Range of TensorFlow adds steps up, so that their errors add up, too.
void arange(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ArangeAttrs>();
  const Dim count = context.output_type().shape[0];
  const bool computed = context.has_input(0) || context.has_input(1) || context.has_input(2);
  if (!computed && count.is_integer() && count.integer() <= most_steps) {
    std::vector<double> values;
    for (std::int64_t i = 0; i < count.integer(); ++i) values.push_back(attrs.start + static_cast<double>(i) * attrs.step);
    return context.yield(context.constant(ops::from_numbers<double>(attrs.dtype, {count.integer()}, values), "range"));
  }
  if (attrs.dtype != DType::int32 && attrs.dtype != DType::int64)
    context.refuse("a range of {} that the model computes", name(attrs.dtype));
  const auto operand = [&](int i, double value, std::string_view part) {
    if (!context.has_input(i)) return context.scalar(value, attrs.dtype, part);
    return context.cast(context.scalar_input(i, part), context.type(i).dtype, attrs.dtype, part);
  };
  const std::string start = operand(0, attrs.start, "start");
  const std::string stop = operand(1, attrs.stop, "stop");
  context.emit("Range", {start, stop, operand(2, attrs.step, "step")}, {attribute("Tidx", attrs.dtype)});
}

}  // namespace

std::vector<OperatorRow> shape_rows() {
  return {
      {"reshape", Types::any, reshape},
      {"squeeze", Types::any, squeeze},
      {"unsqueeze", Types::any, unsqueeze},
      {"broadcast_to", Types::any, broadcast_to},
      {"transpose", Types::any, transpose},
      {"depth_to_space", Types::any, depth_to_space},
      {"space_to_depth", Types::any, space_to_depth},
      {"shape_of", Types::any, shape_of},
      {"concat", Types::any, concat},
      {"stack", Types::any, stack},
      {"one_hot", Types::any, one_hot},
      {"arange", Types::any, arange},
  };
}

}  // namespace nnfront::emit::tensorflow
