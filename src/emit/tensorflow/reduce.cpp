#include "ops/reduce.h"

#include <limits>

#include "emit/tensorflow/op_table.h"

namespace nnfront::emit::tensorflow {

namespace {

// The axes in memory; no axes are all of them in the IR, and none in TensorFlow.
std::string axes_value(NodeContext& context, const ops::ReduceAttrs& attrs) {
  if (!context.has_input(1)) return context.integers(context.axes_or_all(attrs.axes), "axes");
  if (context.size(1, 0) == 0) return context.integers(context.axes_or_all({}), "axes");
  return context.integers_of(1, {}, "axes");
}

std::string over(NodeContext& context, std::string_view op, const std::string& x, bool keep_dims, std::string_view part) {
  return context.add(op, {x, axes_value(context, context.attrs<ops::ReduceAttrs>())},
                     {attribute("T", context.dtype()), attribute("keep_dims", keep_dims)}, part);
}

void reduction(NodeContext& context) {
  context.yield(over(context, context.target(), context.input(0), context.attrs<ops::ReduceAttrs>().keep_dims, "reduced"));
}

void reduce_l1(NodeContext& context) {
  const std::string sizes = context.math("Abs", {context.input(0)}, "sizes");
  context.yield(over(context, "Sum", sizes, context.attrs<ops::ReduceAttrs>().keep_dims, "sum"));
}

void reduce_l2(NodeContext& context) {
  const std::string squares = context.math("Square", {context.input(0)}, "squares");
  context.yield(context.math("Sqrt", {over(context, "Sum", squares, context.attrs<ops::ReduceAttrs>().keep_dims, "sum")}, "norm"));
}

// The largest plus log(sum(exp(x - largest))); an infinite one is not taken away.
void reduce_log_sum_exp(NodeContext& context) {
  const bool keep_dims = context.attrs<ops::ReduceAttrs>().keep_dims;
  const std::string x = context.input(0);
  const auto finite = [&](bool keep) {
    const std::string largest = over(context, "Max", x, keep, "largest");
    const std::string is_finite = context.math("IsFinite", {largest}, "is_finite");
    return context.math("SelectV2", {is_finite, largest, context.math("ZerosLike", {largest}, "zeros")}, "offset");
  };
  const std::string exponentials = context.math("Exp", {context.math("Sub", {x, finite(true)}, "shifted")}, "exp");
  const std::string logarithm = context.math("Log", {over(context, "Sum", exponentials, keep_dims, "sum")}, "log");
  context.yield(context.math("AddV2", {logarithm, finite(keep_dims)}, "result"));
}

void without_nan(NodeContext& context) {
  const std::string x = context.input(0);
  const double neutral = context.target() == "Prod" ? 1.0 : 0.0;
  const std::string numbers =
      context.math("SelectV2", {context.math("IsNan", {x}, "is_nan"), context.number(neutral, "neutral"), x}, "numbers");
  context.yield(over(context, context.target(), numbers, context.attrs<ops::ReduceAttrs>().keep_dims, "reduced"));
}

// The last of equal ones is the first from behind.
void arg_extreme(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ArgAttrs>();
  const std::int64_t axis = context.axis(attrs.axis);
  const std::string x =
      attrs.last ? context.math("ReverseV2", {context.input(0), context.integers({axis}, "axes")}, "reversed") : context.input(0);
  std::string place = context.add(context.target(), {x, context.integer(axis, "axis")},
                                  {attribute("T", context.dtype()), attribute("output_type", DType::int64)}, "place");
  const NodeAttributes of_places = {attribute("T", DType::int64)};
  if (attrs.last) {
    const Dim size = context.stored_shape()[static_cast<std::size_t>(axis)];
    if (!size.is_integer()) context.refuse("the last of equal ones, along a dimension that is not known");
    const double last = static_cast<double>(size.integer() - 1);
    place = context.add("Sub", {context.scalar(last, DType::int64, "last"), place}, of_places, "from_behind");
  }
  if (attrs.keep_dims) place = context.add("ExpandDims", {place, context.integer(axis, "kept")}, of_places, "with_dimension");
  context.yield(place);
}

// TensorFlow sorts along the last dimension, the largest first, of equal ones the first.
void yield_sorted(NodeContext& context, std::int64_t axis, const std::string& count, bool largest) {
  const std::int64_t rank = context.rank(0);
  Integers swap;
  for (std::int64_t d = 0; d < rank; ++d) swap.push_back(d == axis ? rank - 1 : d == rank - 1 ? axis : d);
  const bool moves = axis != rank - 1;
  std::string x = context.input(0);
  if (moves) x = context.transposed(x, context.dtype(), swap, "lines");
  if (!largest) x = context.math("Neg", {x}, "negative");
  const std::string sorted = context.add("TopKV2", {x, count}, {attribute("T", context.dtype()), attribute("sorted", true)}, "sorted");
  std::string values = largest ? sorted : context.math("Neg", {sorted}, "values");
  std::string places = context.cast(sorted + ":1", DType::int32, DType::int64, "places");
  if (moves) {
    values = context.transposed(values, context.dtype(), swap, "values_in_place");
    places = context.transposed(places, DType::int64, swap, "places_in_place");
  }
  context.bind(0, values);
  context.bind(1, places);
}

void check_negation(const NodeContext& context, bool largest) {
  if (!largest && !is_floating(context.dtype())) context.refuse("the smallest first, of {}", name(context.dtype()));
}

void topk(NodeContext& context) {
  const auto& attrs = context.attrs<ops::TopkAttrs>();
  check_negation(context, attrs.largest);
  const std::string count = context.has_input(1) ? context.cast(context.scalar_input(1, "k"), context.type(1).dtype, DType::int32, "count")
                                                 : context.integer(attrs.k, "k");
  yield_sorted(context, context.axis(attrs.axis), count, attrs.largest);
}

void sort(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SortAttrs>();
  check_negation(context, attrs.descending);
  const std::int64_t axis = context.axis(attrs.axis);
  const Dim size = context.stored_shape()[static_cast<std::size_t>(axis)];
  if (!size.is_integer()) context.refuse("a dimension that is not known");
  yield_sorted(context, axis, context.integer(size.integer(), "count"), attrs.descending);
}

void cumulative(NodeContext& context) {
  const auto& attrs = context.attrs<ops::CumsumAttrs>();
  const std::string axis = context.has_input(1) ? context.cast(context.scalar_input(1, "axis"), context.type(1).dtype, DType::int32, "axis")
                                                : context.integer(context.axis(attrs.axis), "axis");
  context.emit(context.target(), {context.input(0), axis},
               {attribute("T", context.dtype()), attribute("exclusive", attrs.exclusive), attribute("reverse", attrs.reverse)});
}

}  // namespace

std::vector<OperatorRow> reduce_rows() {
  return {
      {"reduce_sum", Types::counts, reduction, "Sum"},
      {"reduce_mean", Types::floating, reduction, "Mean"},
      {"reduce_prod", Types::counts, reduction, "Prod"},
      {"reduce_nan_sum", Types::floating, without_nan, "Sum"},
      {"reduce_nan_prod", Types::floating, without_nan, "Prod"},
      {"reduce_min", Types::counts, reduction, "Min"},
      {"reduce_max", Types::counts, reduction, "Max"},
      {"reduce_l1", Types::floating, reduce_l1},
      {"reduce_l2", Types::floating, reduce_l2},
      {"reduce_log_sum_exp", Types::floating, reduce_log_sum_exp},
      {"argmin", Types::counts, arg_extreme, "ArgMin"},
      {"argmax", Types::counts, arg_extreme, "ArgMax"},
      {"topk", Types::counts, topk},
      {"sort", Types::counts, sort},
      {"cumsum", Types::counts, cumulative, "Cumsum"},
      {"cumprod", Types::counts, cumulative, "Cumprod"},
  };
}

}  // namespace nnfront::emit::tensorflow
