#include "ops/scatter.h"

#include <algorithm>

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "ops/elementwise.h"
#include "ops/select.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

ops::OutOfBounds outside(NodeContext& context) {
  return context.choice("mode", {"clip", "wrap"}, "clip") == "wrap" ? ops::OutOfBounds::wrap : ops::OutOfBounds::clip;
}

// MXNet's tuples of indices stand in the first dimension, those of the IR in the last.
Value tuples(NodeContext& context, Value indices) {
  const std::int64_t rank = context.rank(indices);
  if (rank < 1) fail(ErrorCode::invalid_file, "the indices are {}, wanted at least one dimension", text(context.type(indices)));
  ops::TransposeAttrs attributes;
  for (std::int64_t d = 1; d < rank; ++d) attributes.permutation.push_back(d);
  attributes.permutation.push_back(0);
  const Value whole = context.as_indices(indices);
  return rank == 1 ? whole : context.add("transpose", {whole}, attributes, "tuples");
}

// `data` where it was picked, without the axis.
Value without_axis(NodeContext& context, Value data, std::int64_t axis) {
  Shape target;
  for (std::int64_t d = 0; d < context.rank(data); ++d) {
    if (d != axis) target.push_back(input_dim(d));
  }
  if (target.empty()) target = {1};
  return context.reshape(data, target);
}

Value zeros(NodeContext& context, const Tuple& dims, DType dtype) {
  return context.add("broadcast_to", {context.scalar(0.0, dtype)}, ops::BroadcastToAttrs{shape_of(dims)}, "zeros");
}

// x[begin:end:step] along one axis as first index, count and stride above 0; `reversed` where the stride was below 0.
struct Range {
  std::int64_t first = 0;
  std::int64_t count = 0;
  std::int64_t stride = 1;
  bool reversed = false;
};

Range range_of(const std::optional<std::int64_t>& begin, const std::optional<std::int64_t>& end, std::int64_t step, std::int64_t size) {
  if (step == 0) fail(ErrorCode::invalid_file, "attribute 'step' holds 0");
  const bool backwards = step < 0;
  const std::int64_t low = backwards ? -1 : 0;
  const auto placed = [&](std::int64_t index) { return std::clamp(index < 0 ? index + size : index, low, size + low); };
  const std::int64_t from = begin ? placed(*begin) : (backwards ? size - 1 : 0);
  const std::int64_t to = end ? placed(*end) : (backwards ? -1 : size);
  const std::int64_t distance = backwards ? from - to : to - from;
  if (distance < 1) fail(ErrorCode::invalid_file, "'begin' and 'end' leave nothing of {} elements", size);
  // A step of more than the size names one element.
  const std::int64_t stride = std::min(backwards ? -std::max(step, -size) : step, size);
  const std::int64_t count = (distance + stride - 1) / stride;
  return {backwards ? from - (count - 1) * stride : from, count, stride, backwards};
}

// One for each dimension of `data`.
std::vector<Range> ranges_of(NodeContext& context, Value data) {
  const OptionalTuple begin = context.attr<OptionalTuple>("begin");
  const OptionalTuple end = context.attr<OptionalTuple>("end");
  const OptionalTuple step = context.attr<OptionalTuple>("step", {});
  if (begin.size() != end.size() || (!step.empty() && step.size() != begin.size())) {
    fail(ErrorCode::invalid_file, "'begin' has {} entries, 'end' {} and 'step' {}", begin.size(), end.size(), step.size());
  }
  if (static_cast<std::int64_t>(begin.size()) > context.rank(data)) {
    fail(ErrorCode::invalid_file, "'begin' has {} entries for {}", begin.size(), text(context.type(data)));
  }
  std::vector<Range> ranges;
  for (std::int64_t d = 0; d < context.rank(data); ++d) {
    const auto i = static_cast<std::size_t>(d);
    const std::int64_t size = context.size(data, d);
    const bool named = i < begin.size();
    const std::int64_t stride = named && !step.empty() ? step[i].value_or(1) : 1;
    ranges.push_back(named ? range_of(begin[i], end[i], stride, size) : Range{0, size, 1, false});
  }
  return ranges;
}

// True at the elements that the ranges name: one list per axis that is not taken whole, joined by broadcasting.
Value mask_of(NodeContext& context, Value data, const std::vector<Range>& ranges) {
  std::optional<Value> mask;
  for (std::size_t d = 0; d < ranges.size(); ++d) {
    const std::int64_t size = context.size(data, static_cast<std::int64_t>(d));
    if (ranges[d].count == size) continue;
    Shape dims(ranges.size(), Dim(1));
    dims[d] = size;
    Array named(DType::boolean, *integers(dims));
    for (std::int64_t i = 0; i < ranges[d].count; ++i) {
      named.as_mutable<std::uint8_t>()[static_cast<std::size_t>(ranges[d].first + i * ranges[d].stride)] = 1;
    }
    const Value along = context.constant(std::move(named));
    mask = mask ? context.add("logical_and", {*mask, along}, {}, "mask" + std::to_string(d)) : along;
  }
  if (mask) return *mask;
  Array everywhere(DType::boolean, {});
  everywhere.as_mutable<std::uint8_t>()[0] = 1;
  return context.constant(std::move(everywhere));
}

// `part` spread over the ranges of a tensor like `data`, zeros elsewhere: strides as new dimensions that are padded, then pads.
Value spread(NodeContext& context, Value part, Value data, const std::vector<Range>& ranges) {
  ops::FlipAttrs flips;
  Shape apart;
  Shape together;
  ops::PadAttrs strides{{}, ops::PadMode::constant, 0.0};
  ops::PadAttrs around{{}, ops::PadMode::constant, 0.0};
  std::vector<std::int64_t> behind;
  for (std::size_t d = 0; d < ranges.size(); ++d) {
    const Range& range = ranges[d];
    if (range.reversed) flips.axes.push_back(static_cast<std::int64_t>(d));
    apart.insert(apart.end(), {Dim(range.count), Dim(1)});
    together.emplace_back(range.count * range.stride);
    around.pads.push_back(range.first);
    behind.push_back(context.size(data, static_cast<std::int64_t>(d)) - range.first - range.count * range.stride);
  }
  around.pads.insert(around.pads.end(), behind.begin(), behind.end());
  strides.pads.assign(4 * ranges.size(), 0);
  for (std::size_t d = 0; d < ranges.size(); ++d) strides.pads[2 * ranges.size() + 2 * d + 1] = ranges[d].stride - 1;
  Value value = part;
  if (!flips.axes.empty()) value = context.add("flip", {value}, flips, "flipped");
  if (std::any_of(ranges.begin(), ranges.end(), [](const Range& range) { return range.stride > 1; })) {
    value = context.add("pad", {context.reshape(value, apart, "apart")}, strides, "strided");
    value = context.reshape(value, together, "together");
  }
  return context.add("pad", {value}, around, "spread");
}

Values take(NodeContext& context) {
  const std::int64_t axis = context.attr<std::int64_t>("axis", 0);
  const std::string mode = context.choice("mode", {"clip", "wrap", "raise"}, "clip");
  const Value data = context.input(0);
  Value indices = context.as_indices(context.input(1));
  if (mode == "wrap") {
    context.rewritten("the indices modulo the size first");
    indices = context.add("mod", {indices, context.scalar(static_cast<double>(context.size(data, axis)), DType::int64)}, {}, "wrapped");
  }
  return {context.add("gather", {data, indices}, ops::GatherAttrs{context.axis(data, axis), mode == "clip"})};
}

// index has the dimensions of data without the axis, or with 1 there.
Values pick(NodeContext& context) {
  const auto given = context.attr<std::optional<std::int64_t>>("axis", -1);
  const bool keep = context.attr<bool>("keepdims", false);
  const ops::OutOfBounds mode = outside(context);
  if (!given) context.refuse("axis 'None' (of all elements) is not covered");
  const Value data = context.input(0);
  const std::int64_t axis = context.axis(data, *given);
  Value index = context.as_indices(context.input(1));
  if (context.rank(index) + 1 == context.rank(data)) {
    Shape target;
    for (std::int64_t d = 0; d < context.rank(data); ++d) target.push_back(d == axis ? Dim(1) : input_dim(d > axis ? d - 1 : d));
    index = context.reshape(index, target, "index");
  }
  const Value picked = context.add("gather_elements", {data, index}, ops::GatherElementsAttrs{axis, mode}, keep ? "" : "picked");
  return {keep ? picked : without_axis(context, picked, axis)};
}

Values batch_take(NodeContext& context) {
  const Value data = context.input(0);
  const Value index = context.reshape(context.as_indices(context.input(1)), {-1, 1}, "index");
  const ops::GatherElementsAttrs attributes{1, ops::OutOfBounds::clip};
  return {context.reshape(context.add("gather_elements", {data, index}, attributes, "picked"), {-1})};
}

Values gather_nd(NodeContext& context) {
  return {context.add("gather_nd", {context.input(0), tuples(context, context.input(1))}, ops::GatherNdAttrs{0})};
}

Values scatter_nd(NodeContext& context) {
  const Tuple dims = context.attr<Tuple>("shape");
  const Value data = context.input(0);
  const Value indices = tuples(context, context.input(1));
  return {context.add("scatter_nd", {zeros(context, dims, context.dtype(data)), indices, data}, ops::ScatterNdAttrs{})};
}

Values scatter_set_nd(NodeContext& context) {
  context.ignore({"shape"});
  const Value data = context.input(0);
  const Value updates = context.input(1);
  return {context.add("scatter_nd", {data, tuples(context, context.input(2)), updates}, ops::ScatterNdAttrs{})};
}

Values index_copy(NodeContext& context) {
  const Value data = context.input(0);
  const Value indices = context.reshape(context.as_indices(context.input(1)), {-1, 1}, "rows");
  return {context.add("scatter_nd", {data, indices, context.input(2)}, ops::ScatterNdAttrs{})};
}

// idx[i, j, :] = [i, j], or those of the axes that are named.
Values index_array(NodeContext& context) {
  const Value data = context.input(0);
  const auto given = context.attr<std::optional<Tuple>>("axes", std::nullopt);
  Shape whole;
  Tuple all;
  for (std::int64_t d = 0; d < context.rank(data); ++d) {
    whole.emplace_back(context.size(data, d));
    all.push_back(d);
  }
  std::vector<std::optional<Value>> parts;
  for (const std::int64_t each : given.value_or(all)) {
    const std::int64_t axis = context.axis(data, each);
    const std::string part = "axis" + std::to_string(parts.size());
    const ops::ArangeAttrs numbers{0.0, static_cast<double>(context.size(data, axis)), 1.0, DType::int64};
    Shape along(whole.size(), Dim(1));
    along[static_cast<std::size_t>(axis)] = -1;
    const Value row = context.reshape(context.add("arange", {}, numbers, part + ".numbers"), along, part + ".row");
    parts.emplace_back(context.add("broadcast_to", {row}, ops::BroadcastToAttrs{whole}, part));
  }
  if (parts.empty()) fail(ErrorCode::invalid_file, "attribute 'axes' is empty");
  return {context.add_fixed("stack", parts, ops::AxisAttrs{-1})};
}

Values slice_assign(NodeContext& context) {
  const Value data = context.input(0);
  const std::vector<Range> ranges = ranges_of(context, data);
  const Value mask = mask_of(context, data, ranges);
  return {context.add_fixed("where", {mask, spread(context, context.input(1), data, ranges), data})};
}

Values slice_assign_scalar(NodeContext& context) {
  const double scalar = context.attr<double>("scalar", 0.0);
  const Value data = context.input(0);
  const Value mask = mask_of(context, data, ranges_of(context, data));
  return {context.add_fixed("where", {mask, context.scalar(scalar, context.dtype(data)), data})};
}

Values boolean_mask(NodeContext& context) {
  const std::int64_t axis = context.attr<std::int64_t>("axis", 0);
  const Value data = context.input(0);
  const Value index = context.input(1);
  const Value chosen = context.add("not_equal", {index, context.scalar(0.0, context.dtype(index))}, {}, "chosen");
  return {context.add("compress", {data, chosen}, ops::CompressAttrs{context.axis(data, axis)})};
}

}  // namespace

std::vector<OperatorRow> scatter_rows() {
  using enum Fate;
  return {
      {{"take"},
       {"data", "indices"},
       rewritten,
       take,
       "gather",
       "a cast of the indices and gather; mode 'raise' lets negative ones count from the end"},
      {{"pick", "choose_element_0index"},
       {"data", "index"},
       rewritten,
       pick,
       "gather_elements",
       "a cast of the index, and the axis dropped"},
      {{"batch_take"}, {"data", "index"}, rewritten, batch_take, "gather_elements", "a cast of the index, and the axis dropped"},
      {{"gather_nd"}, {"data", "indices"}, rewritten, gather_nd, "gather_nd", "the indices as int64, tuples last"},
      {{"scatter_nd"}, {"data", "indices"}, rewritten, scatter_nd, "scatter_nd", "into zeros, the indices as int64, tuples last"},
      {{"_scatter_set_nd"}, {"data", "data", "indices"}, rewritten, scatter_set_nd, "scatter_nd", "the indices as int64, tuples last"},
      {{"_slice_assign", "_crop_assign"}, {"data", "data"}, rewritten, slice_assign, "where", "pads and a constant mask"},
      {{"_slice_assign_scalar", "_crop_assign_scalar"}, {"data"}, rewritten, slice_assign_scalar, "where", "a constant mask"},
      {{"_contrib_boolean_mask"}, {"data", "index"}, rewritten, boolean_mask, "compress", "a comparison of the mask with 0 first"},
      {{"_contrib_index_copy"}, {"data", "index", "data"}, rewritten, index_copy, "scatter_nd", "the indices as int64"},
      {{"_contrib_index_array"}, {"data"}, rewritten, index_array, "stack", "numbers along each axis; the shape as numbers"},
  };
}

}  // namespace nnfront::frontends::mxnet
