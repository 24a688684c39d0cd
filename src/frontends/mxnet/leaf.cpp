#include "ops/leaf.h"

#include <algorithm>

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

// The end of `count` numbers: half a step short of the next one, so that rounding adds or loses none.
double end_of(double start, double step, std::int64_t count) {
  return start + (static_cast<double>(count) - 0.5) * step;
}

// Each element of a list `repeat` times.
Value repeated(NodeContext& context, Value list, std::int64_t repeat, std::string_view part = {}) {
  if (repeat < 1) fail(ErrorCode::invalid_file, "attribute 'repeat' is {}, wanted at least 1", repeat);
  const Value column = context.reshape(list, {-1, 1}, "column");
  return context.reshape(context.add("tile", {column}, ops::TileAttrs{{1, repeat}}, "tiled"), {-1}, part);
}

// Indices outside are clipped.
Values embedding(NodeContext& context) {
  const std::int64_t rows = context.attr<std::int64_t>("input_dim");
  const std::int64_t columns = context.attr<std::int64_t>("output_dim");
  const DType dtype = context.dtype_attr("dtype", DType::float32);
  context.ignore({"sparse_grad", "deterministic"});
  const Value indices = context.as_indices(context.input(0));
  const Value weight = context.parameter(1, Shape{rows, columns});
  if (context.dtype(weight) != dtype)
    context.refuse("dtype {} with a weight of {} is not covered", nnfront::name(dtype), nnfront::name(context.dtype(weight)));
  return {context.add("gather", {weight, indices}, ops::GatherAttrs{0, true})};
}

Values one_hot(NodeContext& context) {
  ops::OneHotAttrs attributes;
  attributes.depth = context.attr<std::int64_t>("depth");
  attributes.on = context.attr<double>("on_value", 1.0);
  attributes.off = context.attr<double>("off_value", 0.0);
  attributes.dtype = context.dtype_attr("dtype", DType::float32);
  return {context.add("one_hot", {context.as_indices(context.input(0))}, attributes)};
}

Values arange(NodeContext& context) {
  ops::ArangeAttrs attributes;
  attributes.start = context.attr<double>("start", 0.0);
  const auto stop = context.attr<std::optional<double>>("stop", std::nullopt);
  attributes.step = context.attr<double>("step", 1.0);
  attributes.dtype = context.dtype_attr("dtype", DType::float32);
  const std::int64_t repeat = context.attr<std::int64_t>("repeat", 1);
  if (context.attr<bool>("infer_range", false)) context.refuse("infer_range=True is not covered");
  attributes.stop = stop.value_or(attributes.start);
  if (!stop) attributes.start = 0.0;
  if (repeat == 1) return {context.add("arange", {}, attributes)};
  context.rewritten("each number repeated: tile and reshape");
  return {repeated(context, context.add("arange", {}, attributes, "row"), repeat)};
}

// As many numbers as an axis is long, or as there are elements; with `repeat` each of them so often.
Values arange_like(NodeContext& context) {
  ops::ArangeAttrs attributes;
  attributes.start = context.attr<double>("start", 0.0);
  attributes.step = context.attr<double>("step", 1.0);
  const auto axis = context.attr<std::optional<std::int64_t>>("axis", std::nullopt);
  const std::int64_t repeat = context.attr<std::int64_t>("repeat", 1);
  const Value data = context.input(0);
  attributes.dtype = context.dtype(data);
  Shape dims;
  Dim count = 1;
  for (std::int64_t d = 0; d < context.rank(data); ++d) {
    dims.emplace_back(context.size(data, d));
    if (!axis || context.axis(data, *axis) == d) count = count * dims.back();
  }
  if (repeat < 1 || count.integer() % repeat != 0) {
    fail(ErrorCode::invalid_file, "attribute 'repeat' is {}, of which {} numbers are no multiple", repeat, count.integer());
  }
  attributes.stop = end_of(attributes.start, attributes.step, count.integer() / repeat);
  const bool as_row = axis || dims.size() == 1;
  if (as_row && repeat == 1) return {context.add_fixed("arange", {}, attributes)};
  Value row = context.add("arange", {}, attributes, "row");
  if (repeat > 1) row = repeated(context, row, repeat, as_row ? "" : "repeated");
  return {as_row ? row : context.add_fixed("reshape", {row}, ops::ReshapeAttrs{dims})};
}

Values linspace(NodeContext& context) {
  const double start = context.attr<double>("start");
  const double stop = context.attr<double>("stop");
  const std::int64_t count = context.attr<std::int64_t>("num");
  const bool endpoint = context.attr<bool>("endpoint", true);
  const DType dtype = context.dtype_attr("dtype", DType::float32);
  if (count < 1) context.refuse("{} numbers are not covered", count);
  const std::int64_t parts = endpoint ? count - 1 : count;
  const double step = parts > 0 ? (stop - start) / static_cast<double>(parts) : 0.0;
  if (step == 0.0) return {context.add("broadcast_to", {context.scalar(start, dtype)}, ops::BroadcastToAttrs{{count}})};
  return {context.add("arange", {}, ops::ArangeAttrs{start, end_of(start, step, count), step, dtype})};
}

// _zeros, _ones, _full. A 0 in the shape, which MXNet infers from what reads the result, is 1: readers broadcast.
Values filled(NodeContext& context) {
  Tuple dims = context.attr<Tuple>("shape");
  const DType dtype = context.dtype_attr("dtype", DType::float32);
  const double value = context.op() == "_full" ? context.attr<double>("value") : context.op() == "_ones" ? 1.0 : 0.0;
  for (std::int64_t& dim : dims) {
    if (dim < 0) context.refuse("a shape with {} in it (to be inferred) is not covered", dim);
    if (dim == 0) context.rewritten("a dimension that is to be inferred as 1, which broadcasts");
    dim = std::max<std::int64_t>(dim, 1);
  }
  return {context.add("broadcast_to", {context.scalar(value, dtype)}, ops::BroadcastToAttrs{shape_of(dims)})};
}

}  // namespace

std::vector<OperatorRow> leaf_rows() {
  using enum Fate;
  return {
      {{"Embedding", "_contrib_SparseEmbedding", "_npx_embedding"},
       {"data", "weight"},
       rewritten,
       embedding,
       "gather",
       "a cast to int64 and gather"},
      {{"one_hot"}, {"indices"}, rewritten, one_hot, "one_hot", "a cast of the indices first"},
      {{"_arange"}, {}, exact, arange, "arange", "without infer_range"},
      {{"_contrib_arange_like", "_npx_arange_like"}, {"data"}, rewritten, arange_like, "arange", "the length as a number"},
      {{"_linspace"}, {}, exact, linspace, "arange", ""},
      {{"_zeros"}, {}, exact, filled, "broadcast_to", ""},
      {{"_ones"}, {}, exact, filled, "broadcast_to", ""},
      {{"_full"}, {}, exact, filled, "broadcast_to", ""},
  };
}

}  // namespace nnfront::frontends::mxnet
