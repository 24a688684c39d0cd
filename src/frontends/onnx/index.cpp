#include "frontends/onnx/translators.h"
#include "ops/elements.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

// Indices counted from the end as those from the start; others stay outside.
Value from_start(NodeContext& context, Value indices, std::int64_t depth) {
  const Value zero = context.scalar(0.0, DType::int64);
  const Value is_negative = context.add("less", {indices, zero}, {}, "is_negative");
  const Value raised = context.add("add", {indices, context.scalar(static_cast<double>(depth), DType::int64)}, {}, "raised");
  return context.add("where", {is_negative, raised, indices}, {}, "from_start");
}

// Cast, which rounds towards zero as ONNX does.
Value as_indices(NodeContext& context, Value value) {
  return context.dtype(value) == DType::int64 ? value : context.cast(value, DType::int64, "indices");
}

}  // namespace

Values gather(NodeContext& context) {
  ops::GatherAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", 0);
  return {context.add("gather", {context.input(0), context.input(1)}, attributes)};
}

Values one_hot(NodeContext& context) {
  ops::OneHotAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", -1);
  const Value indices = as_indices(context, context.input(0));
  const auto depth = context.constant_numbers(1, "depths");
  const auto values = context.constant_numbers(2, "values");
  if (!depth || depth->size() != 1) fail(ErrorCode::invalid_file, "the depth is not one number");
  if (!values || values->size() != 2) fail(ErrorCode::invalid_file, "the values are not two numbers");
  constexpr double largest = 2147483647.0;
  if (!(depth->front() >= 0.0 && depth->front() <= largest)) fail(ErrorCode::invalid_file, "the depth is {}", depth->front());
  attributes.depth = static_cast<std::int64_t>(depth->front());
  attributes.off = values->at(0);
  attributes.on = values->at(1);
  attributes.dtype = context.input_dtype(2);
  return {context.add("one_hot", {from_start(context, indices, attributes.depth)}, attributes)};
}

}  // namespace nnfront::frontends::onnx
