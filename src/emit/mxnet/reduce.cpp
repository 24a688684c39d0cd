#include "ops/reduce.h"

#include <cmath>

#include "emit/mxnet/op_table.h"

namespace nnfront::emit::mxnet {

namespace {

NodeAttributes over(NodeContext& context, bool keep_dims) {
  if (context.has_input(1)) context.refuse("axes that the model computes");
  Integers axes;
  for (const std::int64_t each : context.attrs<ops::ReduceAttrs>().axes) axes.push_back(context.axis(0, each));
  NodeAttributes attributes;
  if (!axes.empty()) attributes.push_back(attribute("axis", axes));
  attributes.push_back(attribute("keepdims", keep_dims));
  return attributes;
}

// What has no dimensions is one element already.
void reduction(NodeContext& context) {
  if (context.rank(0) == 0) return context.emit("_copy", {context.input(0)});
  context.emit(context.target(), {context.input(0)}, over(context, context.attrs<ops::ReduceAttrs>().keep_dims));
}

void norm(NodeContext& context) {
  if (!context.is_floating(0)) context.refuse("integers");
  NodeAttributes attributes = over(context, context.attrs<ops::ReduceAttrs>().keep_dims);
  attributes.insert(attributes.begin(), attribute("ord", std::int64_t{context.op() == "reduce_l1" ? 1 : 2}));
  context.emit("norm", {context.input(0)}, std::move(attributes));
}

// The largest element is taken out first, so that nothing overflows; an infinite one is brought among the numbers.
void log_sum_exp(NodeContext& context) {
  const Entry x = context.input(0);
  const double largest = 3.0e38;
  const Entry top = context.add("max", {x}, over(context, true), "max");
  const Entry base = context.add("clip", {top}, {attribute("a_min", -largest), attribute("a_max", largest)}, "base");
  const Entry powers = context.add("exp", {context.add("broadcast_sub", {x, base}, {}, "lowered")}, {}, "powers");
  const Entry log = context.add("log", {context.add("sum", {powers}, over(context, true), "sum")}, {}, "log");
  if (context.attrs<ops::ReduceAttrs>().keep_dims) return context.emit("elemwise_add", {log, base});
  const Entry sum = context.add("elemwise_add", {log, base}, {}, "kept");
  const Shape& wanted = context.output_type().shape;
  if (wanted.empty()) return context.emit("Reshape", {sum}, {attribute("shape", Integers{1})});
  NodeAttributes axes = over(context, true);
  axes.pop_back();
  context.emit("squeeze", {sum}, std::move(axes));
}

// The index comes in the type of the data, which must be wide enough.
Entry wide_enough(NodeContext& context, std::int64_t size, DType& dtype) {
  dtype = context.type(0).dtype;
  const auto holds = [&](std::int64_t most) { return size <= most; };
  const bool fits = dtype == DType::float16 ? holds(2048)
                    : dtype == DType::int8  ? holds(128)
                    : dtype == DType::uint8 ? holds(256)
                                            : holds(std::int64_t{1} << 24);
  if (fits || dtype == DType::int64 || dtype == DType::int32 || dtype == DType::float64) return context.input(0);
  if (dtype == DType::float32) context.refuse("an index among {} elements, in float32", size);
  dtype = DType::float32;
  return context.cast(context.input(0), dtype, "wide");
}

void arg_extreme(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ArgAttrs>();
  const std::int64_t axis = context.axis(0, attrs.axis);
  const std::int64_t size = context.size(0, axis);
  DType dtype{};
  Entry data = wide_enough(context, size, dtype);
  const NodeAttributes attributes = {attribute("axis", axis), attribute("keepdims", attrs.keep_dims)};
  if (!attrs.last) return context.emit(context.target(), {data}, attributes, dtype);
  data = context.add("reverse", {data}, {attribute("axis", Integers{axis})}, "reversed");
  const Entry from_end = context.add(context.target(), {data}, attributes, "from_end");
  context.emit("_rminus_scalar", {from_end}, {attribute("scalar", static_cast<double>(size - 1))}, dtype);
}

// Indices in the type that all who read them want.
void topk(NodeContext& context) {
  const auto& attrs = context.attrs<ops::TopkAttrs>();
  if (context.has_input(1)) context.refuse("a number of elements that the model computes");
  const DType wanted = context.wanted_index_type(1);
  const NodeAttributes common = {attribute("axis", context.axis(0, attrs.axis)), attribute("k", attrs.k),
                                 attribute("is_ascend", !attrs.largest), attribute("dtype", wanted)};
  const auto returning = [&](const char* what) {
    NodeAttributes attributes = common;
    attributes.push_back(attribute("ret_typ", what));
    return attributes;
  };
  const Entry data = context.input(0);
  if (!context.is_read(1)) return context.emit_output(0, "topk", {data}, returning("value"), context.type(0).dtype);
  if (!context.is_read(0)) return context.emit_output(1, "topk", {data}, returning("indices"), wanted);
  context.emit("topk", {data}, returning("both"));
  context.pass({context.made(1), wanted}, 1);
}

// MXNet has an operator for the elements and one for their places.
void sort(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SortAttrs>();
  const NodeAttributes attributes = {attribute("axis", context.axis(0, attrs.axis)), attribute("is_ascend", !attrs.descending)};
  const Entry data = context.input(0);
  const DType wanted = context.wanted_index_type(1);
  NodeAttributes with_type = attributes;
  with_type.push_back(attribute("dtype", wanted));
  if (context.is_read(0)) context.emit_output(0, "sort", {data}, attributes, context.type(0).dtype);
  if (context.is_read(1)) context.emit_output(1, "argsort", {data}, with_type, wanted);
}

// Without the element itself: a zero in front, and the last one left out.
Entry moved(NodeContext& context, Entry sums, std::int64_t axis) {
  const auto part = [&](std::int64_t begin, const char* end, std::string_view name) {
    return context.add("slice_axis", {sums}, {attribute("axis", axis), attribute("begin", begin), attribute("end", end)}, name);
  };
  const Entry zero = context.add("zeros_like", {part(0, "1", "first")}, {}, "zero");
  if (context.size(0, axis) == 1) return zero;
  return context.add("Concat", {zero, part(0, "-1", "front")}, {attribute("dim", axis), attribute("num_args", std::int64_t{2})}, "moved");
}

void cumsum(NodeContext& context) {
  const auto& attrs = context.attrs<ops::CumsumAttrs>();
  if (context.has_input(1)) context.refuse("an axis that the model computes");
  const std::int64_t axis = context.axis(0, attrs.axis);
  const NodeAttributes along = {attribute("axis", axis)};
  if (!attrs.exclusive && !attrs.reverse) return context.emit("cumsum", {context.input(0)}, along);
  const NodeAttributes line = {attribute("axis", Integers{axis})};
  Entry data = context.input(0);
  if (attrs.reverse) data = context.add("reverse", {data}, line, "reversed");
  data = context.add("cumsum", {data}, along, "sums");
  if (attrs.exclusive) data = moved(context, data, axis);
  context.emit(attrs.reverse ? "reverse" : "_copy", {data}, attrs.reverse ? line : NodeAttributes{});
}

}  // namespace

std::vector<OperatorRow> reduce_rows() {
  return {
      {"reduce_sum", reduction, "sum"},
      {"reduce_mean", reduction, "mean"},
      {"reduce_prod", reduction, "prod"},
      {"reduce_nan_sum", reduction, "nansum"},
      {"reduce_nan_prod", reduction, "nanprod"},
      {"reduce_min", reduction, "min"},
      {"reduce_max", reduction, "max"},
      {"reduce_l1", norm},
      {"reduce_l2", norm},
      {"reduce_log_sum_exp", log_sum_exp},
      {"argmin", arg_extreme, "argmin"},
      {"argmax", arg_extreme, "argmax"},
      {"topk", topk},
      {"sort", sort},
      {"cumsum", cumsum},
  };
}

}  // namespace nnfront::emit::mxnet
