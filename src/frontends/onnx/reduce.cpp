#include "ops/reduce.h"

#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

namespace {

// What is done to each element before and to the result behind a plain reduction.
struct Composition {
  std::string_view before;  // "": nothing
  std::string_view reduction;
  std::string_view behind;
};

Composition composition_of(const NodeContext& context) {
  if (context.op() == "ReduceLogSum") return {"", "reduce_sum", "log"};
  if (context.op() == "ReduceSumSquare") return {"square", "reduce_sum", ""};
  return {"", context.target(), ""};
}

// What is left of the operator where nothing is reduced.
Value elementwise_only(NodeContext& context, Value data) {
  context.rewritten("no axes: nothing is reduced");
  const std::string_view op = context.op();
  if (op == "ReduceL1" || op == "ReduceL2") return context.add("abs", {data});
  if (op == "ReduceLogSum") return context.add("log", {data});
  if (op == "ReduceSumSquare") return context.add("square", {data});
  return context.add("identity", {data});
}

// Truth values as numbers: the largest is "any", the smallest "all".
Value reduced_truth(NodeContext& context, std::string_view op, Operands operands, const ops::ReduceAttrs& attributes) {
  operands[0] = context.cast(*operands[0], DType::uint8, "numbers");
  return context.cast(context.add(op, std::move(operands), attributes, "number"), DType::boolean);
}

Values reduced(NodeContext& context, Operands operands, const ops::ReduceAttrs& attributes) {
  const Composition parts = composition_of(context);
  const Value data = *operands[0];
  if (context.dtype(data) == DType::boolean) return {reduced_truth(context, parts.reduction, operands, attributes)};
  if (!parts.before.empty()) operands[0] = context.add(parts.before, {data}, {}, parts.before);
  const Value result = context.add(parts.reduction, std::move(operands), attributes, parts.behind.empty() ? "" : "reduced");
  return {parts.behind.empty() ? result : context.add(parts.behind, {result})};
}

// With the axes in an attribute.
Values reduction_1(NodeContext& context) {
  ops::ReduceAttrs attributes;
  attributes.axes = context.attr<std::vector<std::int64_t>>("axes", {});
  attributes.keep_dims = context.attr<bool>("keepdims", true);
  return reduced(context, {context.input(0)}, attributes);
}

Values reduction(NodeContext& context) {
  ops::ReduceAttrs attributes;
  attributes.keep_dims = context.attr<bool>("keepdims", true);
  const bool nothing_without_axes = context.attr<bool>("noop_with_empty_axes", false);
  Operands operands = {context.input(0)};
  context.argument(1, "axes", attributes.axes, operands);
  if (nothing_without_axes && attributes.axes.empty() && !operands[1]) return {elementwise_only(context, *operands[0])};
  if (nothing_without_axes && operands[1]) {
    const Shape& axes = context.shape(*operands[1]);
    if (axes.size() != 1 || !axes[0].is_integer()) context.refuse("axes of which it is not known whether there are any are not covered");
  }
  return reduced(context, operands, attributes);
}

Values arg_extreme(NodeContext& context) {
  ops::ArgAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", 0);
  attributes.keep_dims = context.attr<bool>("keepdims", true);
  attributes.last = context.attr<bool>("select_last_index", false);
  return {context.add(context.target(), {context.input(0)}, attributes)};
}

Values topk_1(NodeContext& context) {
  ops::TopkAttrs attributes;
  attributes.k = context.attr<std::int64_t>("k");
  attributes.axis = context.attr<std::int64_t>("axis", -1);
  return context.add_all("topk", {context.input(0)}, attributes);
}

Values topk(NodeContext& context) {
  ops::TopkAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", -1);
  attributes.largest = context.attr<bool>("largest", true);
  context.ignore({"sorted"});  // sorted is one of the orders that an unsorted result may have
  Operands operands = {context.input(0)};
  if (!context.has_input(1)) fail(ErrorCode::invalid_file, "input 1, the number of elements, is missing");
  context.argument(1, "numbers of elements", attributes.k, operands);
  return context.add_all("topk", std::move(operands), attributes);
}

// CumSum, CumProd.
Values cumulative(NodeContext& context) {
  ops::CumsumAttrs attributes;
  attributes.exclusive = context.attr<bool>("exclusive", false);
  attributes.reverse = context.attr<bool>("reverse", false);
  Operands operands = {context.input(0)};
  if (!context.has_input(1)) fail(ErrorCode::invalid_file, "input 1, the axis, is missing");
  context.argument(1, "axes", attributes.axis, operands);
  return {context.add(context.target(), std::move(operands), attributes)};
}

}  // namespace

std::vector<OperatorRow> reduce_rows() {
  using enum Fate;
  return {
      {"", "ReduceSum", exact, {{1, reduction_1}, {13, reduction}}, "reduce_sum", "", node_tests("reduce_sum")},
      {"", "ReduceMean", exact, {{1, reduction_1}, {18, reduction}}, "reduce_mean", "", node_tests("reduce_mean")},
      {"", "ReduceProd", exact, {{1, reduction_1}, {18, reduction}}, "reduce_prod", "", node_tests("reduce_prod")},
      {"", "ReduceMin", exact, {{1, reduction_1}, {18, reduction}}, "reduce_min", "", node_tests("reduce_min")},
      {"", "ReduceMax", exact, {{1, reduction_1}, {18, reduction}}, "reduce_max", "", node_tests("reduce_max")},
      {"", "ReduceL1", exact, {{1, reduction_1}, {18, reduction}}, "reduce_l1", "", node_tests("reduce_l1")},
      {"", "ReduceL2", exact, {{1, reduction_1}, {18, reduction}}, "reduce_l2", "", node_tests("reduce_l2")},
      {"", "ReduceLogSum", rewritten, {{1, reduction_1}, {18, reduction}}, "reduce_sum", "the logarithm of the sum"},
      {"", "ReduceLogSumExp", exact, {{1, reduction_1}, {18, reduction}}, "reduce_log_sum_exp", "", node_tests("reduce_log_sum_exp")},
      {"", "ReduceSumSquare", rewritten, {{1, reduction_1}, {18, reduction}}, "reduce_sum", "the sum of the squares"},
      {"", "ArgMax", exact, {{1, arg_extreme}}, "argmax", ""},
      {"", "ArgMin", exact, {{1, arg_extreme}}, "argmin", ""},
      {"", "TopK", exact, {{1, topk_1}, {10, topk}}, "", "", node_tests("top_k")},
      {"", "CumSum", exact, {{11, cumulative}}, "cumsum", ""},
      {"", "CumProd", exact, {{26, cumulative}}, "cumprod", "", beside_onnxruntime()},
      {"com.microsoft", "CDist", refused, {}, "", not_written_by_onnxruntime},
      {"com.microsoft", "ReduceSumInteger", refused, {}, "", not_run_by_onnxruntime},
  };
}

}  // namespace nnfront::frontends::onnx
