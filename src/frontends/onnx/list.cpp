// Sequences and optionals. They are lists of values while nodes are translated, so their operators leave nodes behind only where elements
// are joined, cut or counted.
#include <utility>

#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

// Sequences of more parts, or of results of a graph, are refused.
constexpr std::int64_t most_parts = 1024;

// The position in input i, of `places` that there are; negative ones count back from the end of a sequence of `size`.
std::int64_t position(NodeContext& context, int i, std::int64_t size, std::int64_t places) {
  const auto given = context.constant_integers(i, "positions");
  if (!given || given->size() != 1) fail(ErrorCode::invalid_file, "wanted one position as input {}", i);
  const std::int64_t at = given->front();
  if (at < -size || at >= places) fail(ErrorCode::invalid_file, "position {} is outside of a sequence of {} elements", at, size);
  return at < 0 ? at + size : at;
}

std::int64_t length(const ValueList& list) {
  return static_cast<std::int64_t>(list.elements.size());
}

// One size for all parts, of which the last may be smaller.
void add_even_sizes(NodeContext& context, Value data, std::int64_t each, ops::SplitAttrs& attributes) {
  if (each < 1) fail(ErrorCode::invalid_file, "parts of {} elements are no parts", each);
  const std::int64_t whole = context.size(data, attributes.axis);
  attributes.parts = whole / each + (whole % each == 0 ? 0 : 1);
  if (attributes.parts > most_parts) context.refuse("a sequence of {} parts is not covered, only {}", attributes.parts, most_parts);
  if (attributes.parts == 0) return;
  attributes.sizes.assign(static_cast<std::size_t>(attributes.parts), each);
  attributes.sizes.back() = whole - each * (attributes.parts - 1);
}

// The sizes in input 1: a list, or a number, which must be known.
void add_sizes(NodeContext& context, Value data, ops::SplitAttrs& attributes, Operands& operands) {
  const std::optional<Array> known = context.constant(1);
  const std::int64_t rank = known ? known->rank() : context.rank(context.input(1));
  if (rank == 0) return add_even_sizes(context, data, context.constant_integers(1, "sizes")->front(), attributes);
  if (rank != 1) fail(ErrorCode::invalid_file, "the sizes have {} dimensions, wanted 1 or none", rank);
  attributes.parts = known ? known->size() : context.size(context.input(1), 0);
  if (attributes.parts > most_parts) context.refuse("a sequence of {} parts is not covered, only {}", attributes.parts, most_parts);
  context.argument(1, "sizes", attributes.sizes, operands);
}

// The inputs of a node at one place: elements of sequences, tensors as a whole.
Bindings inputs_at(NodeContext& context, std::size_t place, std::size_t count) {
  Bindings inputs;
  for (int i = 0; i < context.input_count(); ++i) {
    const Binding binding = context.binding(i);
    const auto* list = std::get_if<ValueList>(&binding);
    if (list != nullptr && list->elements.size() != count) {
      fail(ErrorCode::invalid_file, "input {} is a sequence of {} elements, wanted {}", i, list->elements.size(), count);
    }
    inputs.push_back(list == nullptr ? binding : list->elements[place]);
  }
  return inputs;
}

Bindings sequence_construct(NodeContext& context) {
  return {ValueList{context.inputs()}};
}

Bindings sequence_empty(NodeContext& context) {
  context.ignore({"dtype"});  // there is no element to have it
  return {ValueList{}};
}

Bindings sequence_insert(NodeContext& context) {
  ValueList list = context.sequence(0);
  const Value tensor = context.input(1);
  const std::int64_t size = length(list);
  const std::int64_t at = context.has_input(2) ? position(context, 2, size, size + 1) : size;
  list.elements.insert(list.elements.begin() + at, tensor);
  return {std::move(list)};
}

Bindings sequence_erase(NodeContext& context) {
  ValueList list = context.sequence(0);
  const std::int64_t size = length(list);
  if (size == 0) fail(ErrorCode::invalid_file, "the sequence has no element to erase");
  const std::int64_t at = context.has_input(1) ? position(context, 1, size, size) : size - 1;
  list.elements.erase(list.elements.begin() + at);
  return {std::move(list)};
}

Values sequence_at(NodeContext& context) {
  const ValueList list = context.sequence(0);
  return {list.elements[static_cast<std::size_t>(position(context, 1, length(list), length(list)))]};
}

Values sequence_length(NodeContext& context) {
  return {context.scalar(static_cast<double>(length(context.sequence(0))), DType::int64)};
}

Values concat_from_sequence(NodeContext& context) {
  const auto axis = context.attr<std::int64_t>("axis");
  const bool is_new = context.attr<bool>("new_axis", false);
  const ValueList list = context.sequence(0);
  if (list.elements.empty()) context.refuse("what a sequence without elements comes to has no known type");
  return {context.add(is_new ? "stack" : "concat", {list.elements.begin(), list.elements.end()}, ops::AxisAttrs{axis})};
}

Bindings split_to_sequence(NodeContext& context) {
  ops::SplitAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", 0);
  const bool keeps_axis = context.attr<bool>("keepdims", true) || context.has_input(1);
  const Value data = context.input(0);
  Operands operands = {data};
  if (context.has_input(1)) add_sizes(context, data, attributes, operands);
  if (!context.has_input(1)) add_even_sizes(context, data, 1, attributes);
  if (attributes.parts == 0) return {ValueList{}};
  ValueList list{context.add_all("split", std::move(operands), attributes)};
  if (keeps_axis) return {std::move(list)};
  for (Value& element : list.elements) element = context.add("squeeze", {element}, ops::SqueezeAttrs{{attributes.axis}}, "element");
  return {std::move(list)};
}

// The body once for every element.
Bindings sequence_map(NodeContext& context) {
  const OnnxGraph& body = context.graph_attr("body");
  const std::size_t count = context.sequence(0).elements.size();
  if (std::cmp_greater(count, most_parts)) context.refuse("a sequence of {} results is not covered, only {}", count, most_parts);
  const GraphInPlace translate = context.translation().graphs.in_place(body, context.scope());
  std::vector<ValueList> lists(body.outputs.size());
  for (std::size_t place = 0; place < count; ++place) {
    const Bindings results = translate(inputs_at(context, place, count), fmt::format("{}.{}/", context.name(), place));
    for (std::size_t i = 0; i < results.size(); ++i) lists[i].elements.push_back(as_tensor(results[i], "an element"));
  }
  return {lists.begin(), lists.end()};
}

Bindings optional(NodeContext& context) {
  context.ignore({"type"});  // that of the input, or of nothing
  return {context.binding(0)};
}

Values optional_has_element(NodeContext& context) {
  const Binding binding = context.binding(0);
  if (const auto* value = std::get_if<Value>(&binding)) context.dtype(*value);
  return {context.scalar(std::holds_alternative<std::monostate>(binding) ? 0.0 : 1.0, DType::boolean)};
}

Bindings optional_get_element(NodeContext& context) {
  if (!context.has_input(0)) fail(ErrorCode::invalid_file, "the optional has no element");
  return {context.binding(0)};
}

}  // namespace

std::vector<OperatorRow> list_rows() {
  using enum Fate;
  return {
      {"", "SequenceConstruct", rewritten, {{11, sequence_construct}}, "", "a list of values"},
      {"", "SequenceEmpty", rewritten, {{11, sequence_empty}}, "", "a list of values"},
      {"", "SequenceAt", rewritten, {{11, sequence_at}}, "", "the element; positions in the file"},
      {"", "SequenceInsert", rewritten, {{11, sequence_insert}}, "", "a list of values; positions in the file"},
      {"", "SequenceErase", rewritten, {{11, sequence_erase}}, "", "a list of values; positions in the file"},
      {"", "SequenceLength", rewritten, {{11, sequence_length}}, "", "a constant"},
      {"", "SequenceMap", rewritten, {{17, sequence_map}}, "", "its graph once for every element"},
      {"", "SplitToSequence", rewritten, {{11, split_to_sequence}}, "", "a split; the number of parts in the file"},
      {"", "ConcatFromSequence", rewritten, {{11, concat_from_sequence}}, "", "concat or stack of the elements"},
      {"", "Optional", rewritten, {{15, optional}}, "", "its element, or nothing"},
      {"", "OptionalGetElement", rewritten, {{15, optional_get_element}}, "", "the element"},
      {"", "OptionalHasElement", rewritten, {{15, optional_has_element}}, "", "a constant"},
  };
}

}  // namespace nnfront::frontends::onnx
