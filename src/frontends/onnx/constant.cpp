#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "ir/leaf.h"
#include "ops/elements.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

template <class T>
Array list_of(const std::vector<T>& elements) {
  return Array::of<T>({static_cast<std::int64_t>(elements.size())}, std::span<const T>(elements));
}

Values from_attribute(NodeContext& context, std::string_view attribute, const OnnxAttributeValue& value) {
  if (const auto* number = std::get_if<float>(&value)) return {context.constant(Array::of<float>({}, std::span(number, 1)))};
  if (const auto* number = std::get_if<std::int64_t>(&value)) return {context.constant(Array::of<std::int64_t>({}, std::span(number, 1)))};
  if (const auto* numbers = std::get_if<std::vector<float>>(&value)) return {context.constant(list_of(*numbers))};
  if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&value)) return {context.constant(list_of(*numbers))};
  if (const auto* sparse = std::get_if<std::shared_ptr<const formats::OnnxSparseTensor>>(&value)) {
    return {context.content(ir_tensor(**sparse, context.translation().external))};
  }
  const auto* tensor = std::get_if<std::shared_ptr<const OnnxTensor>>(&value);
  if (tensor == nullptr) context.refuse("a constant from '{}' is not covered", attribute);
  return {context.content(ir_tensor(**tensor, context.translation().external))};
}

// The elements' value and type: one element, float32 0 where it is left out.
Array filling(NodeContext& context) {
  const OnnxTensor* tensor = context.tensor_attr("value");
  if (tensor == nullptr) return Array(DType::float32, {});
  const Array array = ir_tensor(*tensor, context.translation().external).evaluate();
  if (array.size() != 1) fail(ErrorCode::invalid_file, "attribute 'value' has {} elements, wanted 1", array.size());
  return array.reshaped({});
}

Values constant(NodeContext& context) {
  constexpr std::string_view attributes[] = {"value",     "sparse_value", "value_float",  "value_floats",
                                             "value_int", "value_ints",   "value_string", "value_strings"};
  for (const std::string_view attribute : attributes) {
    if (const OnnxAttributeValue* value = context.value_attr(attribute)) return from_attribute(context, attribute, *value);
  }
  fail(ErrorCode::invalid_file, "it has no value");
}

Values constant_of_shape(NodeContext& context) {
  const Value element = context.constant(filling(context), "element");
  if (!context.constant(0)) return {context.add("broadcast_to", {element, context.input(0)})};
  ops::BroadcastToAttrs attributes;
  const std::vector<std::int64_t> entries = *context.constant_integers(0, "shapes");
  attributes.shape.assign(entries.begin(), entries.end());
  return {context.add("broadcast_to", {element}, attributes)};
}

Values range(NodeContext& context) {
  ops::ArangeAttrs attributes;
  attributes.dtype = context.input_dtype(0);
  Operands operands;
  context.argument(0, "starts", attributes.start, operands);
  context.argument(1, "limits", attributes.stop, operands);
  context.argument(2, "steps", attributes.step, operands);
  return {context.add("arange", std::move(operands), attributes)};
}

}  // namespace

std::vector<OperatorRow> constant_rows() {
  using enum Fate;
  return {
      {"", "Constant", exact, {{1, constant}}, "", "of numbers"},
      {"", "ConstantOfShape", rewritten, {{9, constant_of_shape}}, "broadcast_to", "one element, repeated"},
      {"", "Range", exact, {{11, range}}, "arange", ""},
      {"com.microsoft", "Range", exact, {{1, range}}, "arange", "", beside_onnxruntime()},
  };
}

}  // namespace nnfront::frontends::onnx
