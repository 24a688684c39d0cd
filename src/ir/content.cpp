#include "ir/content.h"

#include <cmath>
#include <unordered_set>

#include "ir/attribute_inputs.h"
#include "ir/elements.h"
#include "ir/leaf.h"
#include "support/fail.h"

namespace nnfront {

namespace {

// Longer expressions say nothing that a shape would be glad of, and cost time in every node behind.
constexpr std::size_t longest_expression = 256;

// The elements of a scalar or short list; no value for anything else.
std::optional<std::int64_t> entry_count(const TensorType& type) {
  if (!type.ranked || type.shape.size() > 1 || type.dtype == DType::string) return std::nullopt;
  if (type.shape.empty()) return 1;
  const Dim& length = type.shape[0];
  if (!length.is_integer() || length.integer() < 0 || length.integer() > most_content_entries) return std::nullopt;
  return length.integer();
}

// Whole numbers of at most so many bits are exact in a floating type.
int exact_bits(DType dtype) {
  if (dtype == DType::float64) return 53;
  return dtype == DType::float32 ? 24 : 0;
}

bool holds(DType dtype, std::int64_t value) {
  if (dtype == DType::boolean) return value == 0 || value == 1;
  if (dtype == DType::float8_e8m0) return value == 1;  // powers of two
  if (is_floating(dtype)) {
    const std::int64_t most = std::int64_t{1} << exact_bits(dtype);
    return value >= -most && value <= most;
  }
  if (!is_signed(dtype)) return value >= 0 && (bits(dtype) > 62 || value < std::int64_t{1} << bits(dtype));
  if (bits(dtype) == 64) return true;
  const std::int64_t beyond = std::int64_t{1} << (bits(dtype) - 1);
  return value >= -beyond && value < beyond;
}

// The entry as an element of that type: what may have wrapped or been rounded is not known.
Dim entry_of(DType dtype, const Dim& entry) {
  if (entry.is_integer()) return holds(dtype, entry.integer()) ? entry : Dim::unknown();
  const bool wide = dtype == DType::int64 || dtype == DType::int32;
  return wide && entry.text().size() <= longest_expression ? entry : Dim::unknown();
}

std::optional<Content> checked(std::optional<Content> content, const TensorType& type) {
  if (!content || !std::cmp_equal(content->entries.size(), *entry_count(type))) return std::nullopt;
  content->scalar = type.shape.empty();
  bool known = content->entries.empty();
  for (Dim& entry : content->entries) {
    entry = entry_of(type.dtype, entry);
    known = known || !entry.is_unknown();
  }
  return known ? content : std::nullopt;
}

const TensorType* type_of(Value value, const NodeIndex& index) {
  const Node* node = index.find(value.node);
  const bool exists = node != nullptr && value.output >= 0 && static_cast<std::size_t>(value.output) < node->outputs.size();
  return exists ? &node->outputs[static_cast<std::size_t>(value.output)].type : nullptr;
}

std::optional<Content> stored_content(const Node& node, const NodeIndex& index) {
  const bool state = index.is_state(node.id) ||
                     (node.attributes.is<ParameterAttrs>() && node.attributes.as<ParameterAttrs>().role == ParameterRole::state);
  if (state || !node.tensor.has_content() || node.tensor.bytes() > largest_constant_bytes) return std::nullopt;
  return content_of_array(node.tensor.evaluate());
}

// No value where an input that stands for an attribute is not known.
std::optional<Attributes> known_attributes(const Node& node, std::span<const Content* const> contents) {
  Attributes attributes = node.attributes;
  for (const AttributeInput& each : node.op->attribute_inputs) {
    const auto i = static_cast<std::size_t>(each.input);
    if (i >= node.inputs.size() || !node.inputs[i]) continue;
    const auto array = contents[i] != nullptr ? array_of_content(*contents[i], DType::int64) : std::nullopt;
    if (!array) return std::nullopt;
    attributes = with_content(*node.op, attributes, each, *array);
  }
  return attributes;
}

std::optional<Content> computed_content(const Node& node, int output, const NodeIndex& index) {
  const auto& found = index.known_contents().found;
  std::vector<const TensorType*> types;
  std::vector<const Content*> contents;
  for (const auto& input : node.inputs) {
    types.push_back(input ? type_of(*input, index) : nullptr);
    const auto known = input ? found.find(*input) : found.end();
    contents.push_back(known != found.end() && known->second ? &*known->second : nullptr);
  }
  const TensorType& type = node.outputs[static_cast<std::size_t>(output)].type;
  try {
    const auto attributes = known_attributes(node, contents);
    if (!attributes) return std::nullopt;
    return checked(node.op->content({types, *attributes, contents, output, type}), type);
  } catch (const Error&) {  // a symbolic expression that grows too large, an index outside: it is for inference to complain
    return std::nullopt;
  }
}

bool has_rule(const Node& node) {
  return node.op != nullptr && node.op->content && node.epilogue.empty() && node.graphs.empty();
}

std::optional<Content> content_of_node(const Node& node, int output, const NodeIndex& index) {
  const TensorType& type = node.outputs[static_cast<std::size_t>(output)].type;
  if (!entry_count(type)) return std::nullopt;
  if (is_constant(node)) return checked(stored_content(node, index), type);
  return has_rule(node) ? computed_content(node, output, index) : std::nullopt;
}

bool may_have_content(Value value, const NodeIndex& index) {
  const TensorType* type = type_of(value, index);
  return type != nullptr && entry_count(*type).has_value();
}

}  // namespace

const Content* known_content(Value value, const NodeIndex& index) {
  auto& found = index.known_contents().found;
  std::unordered_set<Value> entered;
  std::vector<Value> open;
  if (may_have_content(value, index)) open.push_back(value);
  while (!open.empty()) {
    const Value at = open.back();
    const Node& node = index.at(at.node);
    // A second time: what is in front of it has been looked at, or stands in a circle, which the verifier reports.
    if (found.contains(at) || !entered.insert(at).second) {
      if (!found.contains(at)) found.emplace(at, content_of_node(node, at.output, index));
      open.pop_back();
      continue;
    }
    if (!has_rule(node)) continue;
    for (const auto& input : node.inputs) {
      if (input && !found.contains(*input) && may_have_content(*input, index)) open.push_back(*input);
    }
  }
  const auto content = found.find(value);
  return content != found.end() && content->second ? &*content->second : nullptr;
}

std::optional<Array> array_of_content(const Content& content, DType dtype) {
  std::vector<Element> elements;
  for (const Dim& entry : content.entries) {
    if (!entry.is_integer() || dtype == DType::string || !holds(dtype, entry.integer())) return std::nullopt;
    if (dtype == DType::boolean) {
      elements.emplace_back(entry.integer() != 0);
    } else if (is_floating(dtype)) {
      elements.emplace_back(static_cast<double>(entry.integer()));
    } else {
      elements.emplace_back(entry.integer());
    }
  }
  std::vector<std::int64_t> dims;
  if (!content.scalar) dims.push_back(static_cast<std::int64_t>(elements.size()));
  return array_of_elements(dtype, std::move(dims), elements);
}

std::optional<Content> content_of_array(const Array& array) {
  if (array.rank() > 1 || array.size() > most_content_entries || array.dtype() == DType::string) return std::nullopt;
  Content content{{}, array.rank() == 0};
  for (const Element& element : elements_of(array)) {
    const auto whole = whole_number(element);
    content.entries.push_back(whole ? Dim(*whole) : Dim::unknown());
  }
  return content;
}

}  // namespace nnfront
