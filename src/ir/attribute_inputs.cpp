#include "ir/attribute_inputs.h"

#include <algorithm>

#include "ir/elements.h"
#include "support/fail.h"

namespace nnfront {

namespace {

bool is_list(AttrKind kind) {
  return kind == AttrKind::integers || kind == AttrKind::numbers || kind == AttrKind::shape;
}

AttrField field_named(const Attributes& attributes, std::string_view name) {
  for (AttrField& field : attributes.fields()) {
    if (field.name == name) return std::move(field);
  }
  throw InternalError(fmt::format("an input stands for {}, which is no attribute", name), __FILE__, __LINE__);
}

std::string_view operand_name(const Operator& op, const AttributeInput& input) {
  return op.inputs[static_cast<std::size_t>(input.input)].name;
}

void check_at_default(const Operator& op, const Attributes& attributes, const AttributeInput& input) {
  if (field_named(attributes, input.attribute).value == field_named(op.defaults, input.attribute).value) return;
  fail(ErrorCode::invalid_file, "input {}: got the attribute {} as well, wanted one of the two", operand_name(op, input), input.attribute);
}

// A list for a list, one element for anything else.
void check_type(const Operator& op, const AttributeInput& input, const TensorType& type) {
  const bool numbers = is_floating(type.dtype) || is_integer(type.dtype) || type.dtype == DType::boolean;
  const bool list = is_list(field_named(op.defaults, input.attribute).kind);
  const bool one_element = std::all_of(type.shape.begin(), type.shape.end(), [](const Dim& dim) { return compatible(dim, Dim(1)); });
  const bool fits = !type.ranked || (list ? type.shape.size() == 1 : one_element);
  if (numbers && fits) return;
  fail(ErrorCode::invalid_file, "input {}: got {}, wanted {}", operand_name(op, input), text(type),
       list ? "a list of numbers" : "one number");
}

std::string shown(const Element& element) {
  return std::visit([](const auto& value) { return fmt::format("{}", value); }, element);
}

std::optional<bool> truth(const Element& element) {
  const auto whole = whole_number(element);
  return whole && (*whole == 0 || *whole == 1) ? std::optional(*whole == 1) : std::nullopt;
}

template <class T>
std::vector<T> converted(const Operator& op, const AttributeInput& input, const std::vector<Element>& elements,
                         std::optional<T> (*convert)(const Element&), std::string_view wanted) {
  std::vector<T> result;
  for (const Element& element : elements) {
    const auto value = convert(element);
    if (!value) fail(ErrorCode::invalid_file, "input {}: got {}, wanted {}", operand_name(op, input), shown(element), wanted);
    result.push_back(*value);
  }
  return result;
}

AttrValue converted(const Operator& op, const AttributeInput& input, const std::vector<Element>& elements) {
  constexpr std::string_view whole = "a whole number of 64 bits";
  constexpr std::string_view exact = "a number that a float64 holds";
  switch (field_named(op.defaults, input.attribute).kind) {
    case AttrKind::integers:
    case AttrKind::shape:
      return converted<std::int64_t>(op, input, elements, whole_number, whole);
    case AttrKind::integer:
      return converted<std::int64_t>(op, input, elements, whole_number, whole).front();
    case AttrKind::numbers:
      return converted<double>(op, input, elements, exact_number, exact);
    case AttrKind::number:
      return converted<double>(op, input, elements, exact_number, exact).front();
    case AttrKind::boolean:
      return bool{converted<bool>(op, input, elements, truth, "true or false").front()};
    default:
      throw InternalError("an input stands for an attribute that is no number", __FILE__, __LINE__);
  }
}

std::vector<TensorType> unranked_outputs(const Operator& op, const InferContext& context) {
  const std::size_t count = op.output_count ? op.output_count(context.attributes) : op.outputs.size();
  const DType dtype = context.has(0) ? context.input(0).dtype : DType::float32;
  return std::vector<TensorType>(count, TensorType::unranked(dtype));
}

}  // namespace

bool has_attribute_inputs(const Operator& op, const std::vector<std::optional<Value>>& inputs) {
  return std::any_of(op.attribute_inputs.begin(), op.attribute_inputs.end(), [&](const AttributeInput& each) {
    const auto i = static_cast<std::size_t>(each.input);
    return i < inputs.size() && inputs[i].has_value();
  });
}

bool has_attribute_inputs(const Node& node) {
  return has_attribute_inputs(*node.op, node.inputs);
}

Attributes with_content(const Operator& op, const Attributes& attributes, const AttributeInput& input, const Array& content) {
  check_at_default(op, attributes, input);
  check_type(op, input, {content.dtype(), shape_of(content.dims())});
  return attributes.with(input.attribute, converted(op, input, elements_of(content)));
}

std::vector<TensorType> infer_operator(const Operator& op, const InferContext& context) {
  if (op.attribute_inputs.empty()) return op.infer(context);
  Attributes attributes = context.attributes;
  std::vector<const TensorType*> inputs(context.inputs.begin(), context.inputs.end());
  bool any = false;
  bool unresolved = false;
  for (const AttributeInput& each : op.attribute_inputs) {
    if (!context.has(each.input)) continue;
    any = true;
    check_at_default(op, context.attributes, each);
    check_type(op, each, context.input(each.input));
    const Array* content = context.constant ? context.constant(each.input) : nullptr;
    if (content != nullptr) attributes = with_content(op, attributes, each, *content);
    if (content == nullptr && each.effect == AttributeInput::Effect::types) {
      unresolved = true;
    } else {
      inputs[static_cast<std::size_t>(each.input)] = nullptr;
    }
  }
  if (!any) return op.infer(context);
  const InferContext rest{inputs, attributes, context.constant, context.node, context.symbolic};
  if (!unresolved) return op.infer(rest);
  return op.infer_unresolved ? op.infer_unresolved(rest) : unranked_outputs(op, rest);
}

std::vector<TensorType> infer_from_arrays(const Operator& op, const Attributes& attributes, std::span<const Array* const> inputs,
                                          const Node* node) {
  std::vector<TensorType> types(inputs.size());
  std::vector<const TensorType*> pointers(inputs.size(), nullptr);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i] == nullptr) continue;
    types[i] = {inputs[i]->dtype(), shape_of(inputs[i]->dims())};
    pointers[i] = &types[i];
  }
  return infer_operator(op, {pointers, attributes, [&](int i) { return inputs[static_cast<std::size_t>(i)]; }, node});
}

ResolvedOperands resolved(const Operator& op, const Attributes& attributes, std::span<const Array* const> inputs) {
  ResolvedOperands result{attributes, inputs};
  for (const AttributeInput& each : op.attribute_inputs) {
    const auto i = static_cast<std::size_t>(each.input);
    if (i < inputs.size() && inputs[i] != nullptr) result.attributes = with_content(op, result.attributes, each, *inputs[i]);
    result.inputs = result.inputs.first(std::min(result.inputs.size(), i));
  }
  return result;
}

std::vector<Array> eval_resolved(const Operator& op, const EvalContext& context) {
  const ResolvedOperands operands = resolved(op, context.attributes, context.inputs);
  return op.eval({operands.inputs, operands.attributes, context.outputs, context.node});
}

}  // namespace nnfront
