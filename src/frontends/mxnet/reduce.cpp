#include "ops/reduce.h"

#include <algorithm>
#include <set>

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "ops/elementwise.h"
#include "ops/scatter.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

// The axes as numbers from 0, sorted: none given means all, `exclude` means the others.
std::vector<std::int64_t> axes_of(NodeContext& context, Value data) {
  const Tuple given = context.attr<std::optional<Tuple>>("axis", std::nullopt).value_or(Tuple{});
  const bool exclude = context.attr<bool>("exclude", false);
  std::set<std::int64_t> chosen;
  for (const std::int64_t axis : given) {
    if (!chosen.insert(context.axis(data, axis)).second) fail(ErrorCode::invalid_file, "attribute 'axis' names {} twice", axis);
  }
  std::vector<std::int64_t> axes;
  for (std::int64_t d = 0; d < context.rank(data); ++d) {
    if (given.empty() || (chosen.count(d) > 0) != exclude) axes.push_back(d);
  }
  return axes;
}

// Where nothing is left, MXNet keeps one dimension of size 1.
Value reduced(NodeContext& context, std::string_view op, Value data) {
  const std::vector<std::int64_t> axes = axes_of(context, data);
  const bool keep = context.attr<bool>("keepdims", false);
  if (axes.empty()) return context.add("identity", {data});
  const bool all = static_cast<std::int64_t>(axes.size()) == context.rank(data);
  if (keep || !all || axes.size() == 1) return context.add(op, {data}, ops::ReduceAttrs{axes, keep || all});
  context.rewritten("the result as one dimension of size 1");
  return context.reshape(context.add(op, {data}, ops::ReduceAttrs{axes, true}, "reduced"), {1});
}

// An axis, or all elements in one row.
Value along(NodeContext& context, std::optional<std::int64_t> given, std::int64_t& axis) {
  const Value data = context.input(0);
  axis = given ? context.axis(data, *given) : 0;
  return given ? data : context.reshape(data, {-1}, "flat");
}

// MXNet gives indices as float32 unless told otherwise.
Value as_type(NodeContext& context, Value indices, DType dtype, std::string_view part = {}) {
  return context.add("cast", {indices}, ops::CastAttrs{dtype}, part);
}

// 1 at the elements that topk finds, 0 elsewhere, in the type and shape of the data.
Value chosen_mask(NodeContext& context, Value row, const ops::TopkAttrs& attributes, bool along_axis) {
  context.rewritten("ones written where it finds the elements");
  const Values found = context.add_all("topk", {row}, attributes, "topk");
  const DType dtype = context.dtype(row);
  const Value never = context.constant(Array(DType::boolean, {}));
  const Value zeros = context.add("where", {never, row, context.scalar(0.0, dtype)}, {}, "zeros");
  const Value ones = context.add("where", {never, found[0], context.scalar(1.0, dtype)}, {}, "ones");
  const ops::ScatterElementsAttrs scatter{attributes.axis, ops::ScatterReduction::none};
  const Value mask = context.add("scatter_elements", {zeros, found[1], ones}, scatter, along_axis ? "" : "mask");
  if (along_axis) return mask;
  Shape dims;
  for (std::int64_t d = 0; d < context.rank(context.input(0)); ++d) dims.emplace_back(context.size(context.input(0), d));
  return context.add_fixed("reshape", {mask}, ops::ReshapeAttrs{dims});
}

Values reduction(NodeContext& context) {
  return {reduced(context, context.target(), context.input(0))};
}

Values norm(NodeContext& context) {
  const std::int64_t order = context.attr<std::int64_t>("ord", 2);
  if (order != 1 && order != 2) context.refuse("ord {} is not covered, only 1 and 2", order);
  const Value data = context.input(0);
  if (context.dtype_attr("out_dtype", context.dtype(data)) != context.dtype(data))
    context.refuse("out_dtype of another type is not covered");
  return {reduced(context, order == 1 ? "reduce_l1" : "reduce_l2", data)};
}

// Mean and variance. Where nothing is left, one dimension of size 1.
Values moments(NodeContext& context) {
  const auto given = context.attr<std::optional<Tuple>>("axes", std::nullopt);
  const bool keep = context.attr<bool>("keepdims", false);
  const Value data = context.input(0);
  ops::ReduceAttrs attributes{{}, true};
  for (std::int64_t d = 0; d < context.rank(data) && given.value_or(Tuple{}).empty(); ++d) attributes.axes.push_back(d);
  for (const std::int64_t axis : given.value_or(Tuple{})) attributes.axes.push_back(context.axis(data, axis));
  const Value mean = context.add("reduce_mean", {data}, attributes, "kept_mean");
  const Value squares = context.add("square", {context.add("sub", {data, mean}, {}, "centered")}, {}, "squares");
  const Value variance = context.add("reduce_mean", {squares}, attributes, "kept_variance");
  if (keep) return {mean, variance};
  Shape left;
  for (std::int64_t d = 0; d < context.rank(data); ++d) {
    if (std::find(attributes.axes.begin(), attributes.axes.end(), d) == attributes.axes.end()) left.push_back(input_dim(d));
  }
  if (left.empty()) left = {1};
  return {context.reshape(mean, left, "mean"), context.reshape(variance, left, "variance")};
}

// The index comes in the type of the data.
Values arg_extreme(NodeContext& context) {
  const auto given = context.attr<std::optional<std::int64_t>>("axis", std::nullopt);
  const bool keep = context.attr<bool>("keepdims", false);
  ops::ArgAttrs attributes;
  const Value data = along(context, given, attributes.axis);
  attributes.keep_dims = keep || context.rank(data) == 1;
  const DType dtype = context.dtype(data);
  Value index = context.add(context.target(), {data}, attributes, "index");
  if (!given && keep) index = context.reshape(index, Shape(static_cast<std::size_t>(context.rank(context.input(0))), Dim(1)), "kept");
  return {as_type(context, index, dtype)};
}

Values argmax_channel(NodeContext& context) {
  const Value data = context.input(0);
  const Value index =
      context.add("argmax", {data}, ops::ArgAttrs{context.rank(data) == 1 ? 0 : 1, context.rank(data) == 1, false}, "index");
  return {as_type(context, index, context.dtype(data))};
}

Values topk(NodeContext& context) {
  const auto given = context.attr<std::optional<std::int64_t>>("axis", -1);
  const std::string returns = context.choice("ret_typ", {"value", "indices", "both", "mask"}, "indices");
  const DType dtype = context.dtype_attr("dtype", DType::float32);
  ops::TopkAttrs attributes;
  attributes.k = context.attr<std::int64_t>("k", 1);
  attributes.largest = !context.attr<bool>("is_ascend", false);
  const Value data = along(context, given, attributes.axis);
  if (attributes.k < 1) attributes.k = context.size(data, attributes.axis);
  if (returns == "mask") return {chosen_mask(context, data, attributes, given.has_value())};
  const bool only_indices = returns == "indices";
  const Values found = context.add_all("topk", {data}, attributes, only_indices ? "topk" : "");
  if (returns == "value") return {found[0]};
  const Value indices = as_type(context, found[1], dtype, only_indices ? "" : "indices");
  return only_indices ? Values{indices} : Values{found[0], indices};
}

Values sort(NodeContext& context) {
  const auto given = context.attr<std::optional<std::int64_t>>("axis", -1);
  ops::SortAttrs attributes;
  attributes.descending = !context.attr<bool>("is_ascend", true);
  const Value data = along(context, given, attributes.axis);
  return {context.add_all("sort", {data}, attributes)[0]};
}

Values argsort(NodeContext& context) {
  const auto given = context.attr<std::optional<std::int64_t>>("axis", -1);
  const DType dtype = context.dtype_attr("dtype", DType::float32);
  ops::SortAttrs attributes;
  attributes.descending = !context.attr<bool>("is_ascend", true);
  const Value data = along(context, given, attributes.axis);
  return {as_type(context, context.add_all("sort", {data}, attributes, "sort")[1], dtype)};
}

Values cumsum(NodeContext& context) {
  const auto given = context.attr<std::optional<std::int64_t>>("axis", std::nullopt);
  ops::CumsumAttrs attributes;
  const Value data = along(context, given, attributes.axis);
  if (context.dtype_attr("dtype", context.dtype(data)) != context.dtype(data)) context.refuse("dtype of another type is not covered");
  return {context.add("cumsum", {data}, attributes)};
}

}  // namespace

std::vector<OperatorRow> reduce_rows() {
  using enum Fate;
  return {
      {{"sum", "sum_axis"}, {"data"}, exact, reduction, "reduce_sum", ""},
      {{"mean"}, {"data"}, exact, reduction, "reduce_mean", ""},
      {{"prod"}, {"data"}, exact, reduction, "reduce_prod", ""},
      {{"max", "max_axis"}, {"data"}, exact, reduction, "reduce_max", ""},
      {{"min", "min_axis"}, {"data"}, exact, reduction, "reduce_min", ""},
      {{"norm"}, {"data"}, exact, norm, "reduce_l2", "ord 1 and 2"},
      {{"argmax"}, {"data"}, rewritten, arg_extreme, "argmax", "and a cast: the index in the type of the data"},
      {{"argmin"}, {"data"}, rewritten, arg_extreme, "argmin", "and a cast"},
      {{"argmax_channel"}, {"data"}, rewritten, argmax_channel, "argmax", "and a cast"},
      {{"topk"}, {"data"}, rewritten, topk, "topk", "and a cast of the indices; equal elements by index"},
      {{"sort"}, {"data"}, exact, sort, "sort", ""},
      {{"argsort"}, {"data"}, rewritten, argsort, "sort", "and a cast of the indices; equal elements by index"},
      {{"cumsum", "_np_cumsum"}, {"data"}, exact, cumsum, "cumsum", ""},
      {{"nansum"}, {"data"}, exact, reduction, "reduce_nan_sum", ""},
      {{"nanprod"}, {"data"}, exact, reduction, "reduce_nan_prod", ""},
      {{"moments"}, {"data"}, rewritten, moments, "reduce_mean", "the mean, and the mean of the squares of what is left"},
  };
}

}  // namespace nnfront::frontends::mxnet
