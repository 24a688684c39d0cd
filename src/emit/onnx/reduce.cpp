#include "ops/reduce.h"

#include "emit/onnx/op_table.h"

namespace nnfront::emit::onnx {

namespace {

// As an input or as an attribute, whatever the set of operators has.
void add_axes(NodeContext& context, std::string_view op, const std::vector<std::int64_t>& axes, Inputs& inputs,
              NodeAttributes& attributes) {
  const bool as_input = context.axes_are_input(op);
  if (as_input && (context.has_input(1) || !axes.empty())) inputs.push_back(context.integers_of(1, axes, "axes"));
  if (!as_input && context.has_input(1)) context.need_opset(18, "axes that the model computes");
  if (!as_input && !axes.empty()) attributes.push_back(attribute("axes", axes));
}

void reduction(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ReduceAttrs>();
  Inputs inputs = {context.input(0)};
  NodeAttributes attributes = {flag("keepdims", attrs.keep_dims)};
  add_axes(context, context.target(), attrs.axes, inputs, attributes);
  context.emit(context.target(), std::move(inputs), std::move(attributes));
}

// Without what is NaN, which is taken for what changes nothing.
void without_nan(NodeContext& context, std::string_view op, double neutral) {
  const auto& attrs = context.attrs<ops::ReduceAttrs>();
  const bool may_be_nan = is_floating(context.type(0).dtype);
  std::string data = context.input(0);
  if (may_be_nan)
    data = context.add("Where", {context.add("IsNaN", {data}, {}, "is_nan"), context.number(neutral, "neutral"), data}, {}, "numbers");
  Inputs inputs = {data};
  NodeAttributes attributes = {flag("keepdims", attrs.keep_dims)};
  add_axes(context, op, attrs.axes, inputs, attributes);
  context.emit(op, std::move(inputs), std::move(attributes));
}

void nan_sum(NodeContext& context) {
  without_nan(context, "ReduceSum", 0.0);
}

void nan_prod(NodeContext& context) {
  without_nan(context, "ReduceProd", 1.0);
}

void arg_extreme(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ArgAttrs>();
  context.emit(context.target(), {context.input(0)},
               {attribute("axis", attrs.axis), flag("keepdims", attrs.keep_dims), flag("select_last_index", attrs.last)});
}

void topk(NodeContext& context) {
  const auto& attrs = context.attrs<ops::TopkAttrs>();
  context.emit("TopK", {context.input(0), context.has_input(1) ? context.list_input(1, "k") : context.integers({attrs.k}, "k")},
               {attribute("axis", attrs.axis), flag("largest", attrs.largest), flag("sorted", true)});
}

// All of them, the most extreme first. Of equal ones TopK gives the smaller index first, which is the order that a stable sort keeps.
void sort(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SortAttrs>();
  const std::string shape = context.add("Shape", {context.input(0)}, {}, "shape");
  const std::string count =
      context.add("Gather", {shape, context.integers({attrs.axis}, "axis")}, {attribute("axis", std::int64_t{0})}, "count");
  context.emit("TopK", {context.input(0), count}, {attribute("axis", attrs.axis), flag("largest", attrs.descending), flag("sorted", true)});
}

void cumsum(NodeContext& context) {
  const auto& attrs = context.attrs<ops::CumsumAttrs>();
  context.emit("CumSum", {context.input(0), context.has_input(1) ? context.scalar_input(1, "axis") : context.integer(attrs.axis, "axis")},
               {flag("exclusive", attrs.exclusive), flag("reverse", attrs.reverse)});
}

// A scan along the axis: what it holds is multiplied by each element, and given before that or behind it.
void cumprod(NodeContext& context) {
  const auto& attrs = context.attrs<ops::CumsumAttrs>();
  if (context.has_input(1)) context.refuse("an axis that the model computes");
  const DType dtype = context.type(0).dtype;
  const std::int64_t axis = context.axis(attrs.axis);
  const auto held = context.info("held", dtype, false);
  const auto element = context.info("element", dtype, false);
  const auto body = context.graph("product", {held, element}, [&]() -> Inputs {
    const std::string next = context.add("Mul", {held.name, element.name}, {}, "next");
    return {next, context.add("Identity", {attrs.exclusive ? held.name : next}, {}, "given")};
  });
  const std::string slice = context.add("Gather", {context.input(0), context.integer(0, "first")}, {attribute("axis", axis)}, "slice");
  const std::string shape = context.add("Shape", {slice}, {}, "shape");
  const std::string ones = context.add("Expand", {context.number(1.0, "one"), shape}, {}, "ones");
  const std::vector<std::int64_t> along = {axis};
  const std::vector<std::int64_t> direction = {attrs.reverse ? 1 : 0};
  const Inputs both = context.add_all(
      "Scan", {ones, context.input(0)},
      {attribute("body", body), attribute("num_scan_inputs", std::int64_t{1}), attribute("scan_input_axes", along),
       attribute("scan_input_directions", direction), attribute("scan_output_axes", along), attribute("scan_output_directions", direction)},
      {"product", "products"});
  context.note_dtype(both[0], dtype);
  context.note_dtype(both[1], dtype);
  context.emit("Identity", {both[1]});
}

}  // namespace

std::vector<OperatorRow> reduce_rows() {
  return {
      {"reduce_sum", reduction, "ReduceSum", 1, Widening::wraps},
      {"reduce_mean", reduction, "ReduceMean", 1, Widening::floats},
      {"reduce_prod", reduction, "ReduceProd", 1, Widening::wraps},
      {"reduce_min", reduction, "ReduceMin", 1, Widening::keeps},
      {"reduce_max", reduction, "ReduceMax", 1, Widening::keeps},
      {"reduce_l1", reduction, "ReduceL1", 1, Widening::floats},
      {"reduce_l2", reduction, "ReduceL2", 1, Widening::floats},
      {"reduce_log_sum_exp", reduction, "ReduceLogSumExp", 1, Widening::floats},
      {"argmin", arg_extreme, "ArgMin", 1, Widening::keeps},
      {"argmax", arg_extreme, "ArgMax", 1, Widening::keeps},
      {"topk", topk, "", 1, Widening::keeps},
      {"sort", sort, "", 1, Widening::keeps},
      {"cumsum", cumsum, "", 1, Widening::wraps},
      {"cumprod", cumprod, "", 1, Widening::wraps},
      {"reduce_nan_sum", nan_sum, "", 1, Widening::wraps},
      {"reduce_nan_prod", nan_prod, "", 1, Widening::wraps},
  };
}

}  // namespace nnfront::emit::onnx
