#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "ops/elements.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

// Indices counted from the end as those from the start; others stay outside.
Value from_start(NodeContext& context, Value indices, Value depth) {
  const Value zero = context.scalar(0.0, DType::int64);
  const Value is_negative = context.add("less", {indices, zero}, {}, "is_negative");
  const Value raised = context.add("add", {indices, depth}, {}, "raised");
  return context.add("where", {is_negative, raised, indices}, {}, "from_start");
}

// Cast, which rounds towards zero as ONNX does.
Value as_indices(NodeContext& context, Value value) {
  return context.as_type(value, DType::int64, "indices");
}

// The depth, a number of any type with one dimension or none: in the attributes or as an operand. Returns it as a value.
Value add_depth(NodeContext& context, ops::OneHotAttrs& attributes, Operands& operands) {
  if (!context.constant(1)) {
    const Value number = as_indices(context, context.input(1));
    const Value depth = context.rank(number) == 0 ? number : context.reshape(number, {}, "depth");
    operands.push_back(depth);
    return depth;
  }
  constexpr double largest = 2147483647.0;
  const std::vector<double> known = *context.constant_numbers(1, "depths");
  if (known.size() != 1 || !(known[0] >= 0.0 && known[0] <= largest)) fail(ErrorCode::invalid_file, "the depth is not one size");
  attributes.depth = static_cast<std::int64_t>(known[0]);
  operands.push_back(std::nullopt);
  return context.scalar(static_cast<double>(attributes.depth), DType::int64);
}

// The values for off and on, in the attributes or as operands.
void add_values(NodeContext& context, ops::OneHotAttrs& attributes, Operands& operands) {
  if (context.constant(2)) {
    const std::vector<double> known = *context.constant_numbers(2, "values");
    if (known.size() != 2) fail(ErrorCode::invalid_file, "the values are not two numbers");
    attributes.off = known[0];
    attributes.on = known[1];
    return;
  }
  const Value values = context.input(2);
  for (const std::int64_t i : {0, 1}) {
    const Value place = context.scalar(static_cast<double>(i), DType::int64);
    operands.push_back(context.add("gather", {values, place}, ops::GatherAttrs{0, false}, i == 0 ? "off" : "on"));
  }
}

Values gather(NodeContext& context) {
  ops::GatherAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", 0);
  return {context.add("gather", {context.input(0), context.input(1)}, attributes)};
}

Values one_hot(NodeContext& context) {
  ops::OneHotAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", -1);
  attributes.dtype = context.input_dtype(2);
  const Value indices = as_indices(context, context.input(0));
  Operands operands = {indices};
  operands[0] = from_start(context, indices, add_depth(context, attributes, operands));
  add_values(context, attributes, operands);
  return {context.add("one_hot", std::move(operands), attributes)};
}

}  // namespace

std::vector<OperatorRow> index_rows() {
  using enum Fate;
  return {
      {"", "Gather", exact, {{1, gather}}, "", ""},
      {"", "OneHot", exact, {{9, one_hot}}, "", "indices from the end counted from the start before"},
      {"com.microsoft", "TorchEmbedding", refused, {}, "", not_run_by_onnxruntime},
  };
}

}  // namespace nnfront::frontends::onnx
