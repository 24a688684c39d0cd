#include "ops/reduce.h"

#include "emit/onnx/op_table.h"

namespace nnfront::emit::onnx {

namespace {

void reduction(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ReduceAttrs>();
  Inputs inputs = {context.input(0)};
  NodeAttributes attributes = {attribute("keepdims", std::int64_t{attrs.keep_dims})};
  const bool as_input = context.axes_are_input(context.target());
  if (as_input && (context.has_input(1) || !attrs.axes.empty())) inputs.push_back(context.integers_of(1, attrs.axes, "axes"));
  if (!as_input && context.has_input(1)) context.need_opset(18, "axes that the model computes");
  if (!as_input && !attrs.axes.empty()) attributes.push_back(attribute("axes", attrs.axes));
  context.emit(context.target(), std::move(inputs), std::move(attributes));
}

void arg_extreme(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ArgAttrs>();
  context.emit(context.target(), {context.input(0)},
               {attribute("axis", attrs.axis), attribute("keepdims", std::int64_t{attrs.keep_dims}),
                attribute("select_last_index", std::int64_t{attrs.last})});
}

void topk(NodeContext& context) {
  const auto& attrs = context.attrs<ops::TopkAttrs>();
  context.emit("TopK", {context.input(0), context.has_input(1) ? context.list_input(1, "k") : context.integers({attrs.k}, "k")},
               {attribute("axis", attrs.axis), attribute("largest", std::int64_t{attrs.largest}), attribute("sorted", std::int64_t{1})});
}

// All of them, the most extreme first. Of equal ones TopK gives the smaller index first, which is the order that a stable sort keeps.
void sort(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SortAttrs>();
  const std::string shape = context.add("Shape", {context.input(0)}, {}, "shape");
  const std::string count =
      context.add("Gather", {shape, context.integers({attrs.axis}, "axis")}, {attribute("axis", std::int64_t{0})}, "count");
  context.emit("TopK", {context.input(0), count},
               {attribute("axis", attrs.axis), attribute("largest", std::int64_t{attrs.descending}), attribute("sorted", std::int64_t{1})});
}

void cumsum(NodeContext& context) {
  const auto& attrs = context.attrs<ops::CumsumAttrs>();
  context.emit("CumSum", {context.input(0), context.has_input(1) ? context.scalar_input(1, "axis") : context.integer(attrs.axis, "axis")},
               {attribute("exclusive", std::int64_t{attrs.exclusive}), attribute("reverse", std::int64_t{attrs.reverse})});
}

}  // namespace

std::vector<OperatorRow> reduce_rows() {
  return {
      {"reduce_sum", reduction, "ReduceSum"},
      {"reduce_mean", reduction, "ReduceMean"},
      {"reduce_prod", reduction, "ReduceProd"},
      {"reduce_min", reduction, "ReduceMin"},
      {"reduce_max", reduction, "ReduceMax"},
      {"reduce_l1", reduction, "ReduceL1"},
      {"reduce_l2", reduction, "ReduceL2"},
      {"reduce_log_sum_exp", reduction, "ReduceLogSumExp"},
      {"argmin", arg_extreme, "ArgMin"},
      {"argmax", arg_extreme, "ArgMax"},
      {"topk", topk},
      {"sort", sort},
      {"cumsum", cumsum},
  };
}

}  // namespace nnfront::emit::onnx
