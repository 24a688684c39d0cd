#include "ops/reduce.h"

#include "emit/tvm/op_table.h"

namespace nnfront::emit::tvm {

namespace {

using python::literal;

// Of the value, over the attribute's axes.
std::string over_axes(NodeContext& context, std::string_view function, const std::string& value) {
  const auto& attrs = context.attrs<ops::ReduceAttrs>();
  const Integers& axes = context.integers_of(1, attrs.axes);
  const std::string axis = axes.empty() ? "None" : python::list(axes);
  return call(function, {value, named("axis", axis), named("keepdims", literal(attrs.keep_dims))});
}

void reduction(NodeContext& context) {
  context.returns(over_axes(context, context.target(), context.input(0)));
}

void l1(NodeContext& context) {
  context.returns(over_axes(context, "sum", context.let(call("abs", {context.input(0)}))));
}

void l2(NodeContext& context) {
  context.returns(call("sqrt", {context.let(over_axes(context, "sum", context.let(call("square", {context.input(0)}))))}));
}

void arg_extreme(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ArgAttrs>();
  if (attrs.last) context.refuse("the last of equal ones");
  context.returns(
      call(context.target(), {context.input(0), named("axis", literal(attrs.axis)), named("keepdims", literal(attrs.keep_dims))}));
}

void cumulative(NodeContext& context) {
  const auto& attrs = context.attrs<ops::CumsumAttrs>();
  if (context.has_input(1)) context.refuse("an axis that the model computes");
  if (attrs.reverse) context.refuse("from the last element on");
  context.returns(
      call(context.target(), {context.input(0), named("axis", literal(attrs.axis)), named("exclusive", literal(attrs.exclusive))}));
}

}  // namespace

std::vector<OperatorRow> reduce_rows() {
  return {
      {"reduce_sum", reduction, "sum"},
      {"reduce_mean", reduction, "mean"},
      {"reduce_prod", reduction, "prod"},
      {"reduce_min", reduction, "min"},
      {"reduce_max", reduction, "max"},
      {"reduce_l1", l1},
      {"reduce_l2", l2},
      {"argmin", arg_extreme, "argmin"},
      {"argmax", arg_extreme, "argmax"},
      {"cumsum", cumulative, "cumsum"},
      {"cumprod", cumulative, "cumprod"},
  };
}

}  // namespace nnfront::emit::tvm
