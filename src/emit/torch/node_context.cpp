#include "emit/torch/node_context.h"

#include <algorithm>

#include "emit/torch/helpers.h"
#include "ir/elements.h"
#include "ir/leaf.h"
#include "ops/indexing.h"
#include "support/number_text.h"

namespace nnfront::emit::torch {

namespace {

constexpr std::int64_t most_elements_in_text = 16;  // of a constant

bool is_parameter(const Node& node) {
  return node.op->name == "parameter";
}

// A number as Python writes it: of float32 the shortest text that is the same float32.
std::string element_text(DType dtype, const std::string& text, double value) {
  if (dtype == DType::boolean) return literal(value != 0);
  if (!is_floating(dtype)) return text;
  if (dtype != DType::float32 || text.find_first_not_of("+-0123456789.e") != std::string::npos) return literal(value);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::vector<std::string> texts_of(const Array& array) {
  std::vector<std::string> texts = element_texts(array);
  for (std::size_t i = 0; i < texts.size(); ++i)
    texts[i] = element_text(array.dtype(), texts[i], number_at(array, static_cast<std::int64_t>(i)));
  return texts;
}

// Only d0, d1, ...: anything else would be a name in the source.
void check_symbols(const NodeContext& context, const Dim& entry) {
  for (const std::string& symbol : entry.symbols()) {
    const bool is_dimension = symbol[0] == 'd' && symbol.size() > 1 && symbol.find_first_not_of("0123456789", 1) == std::string::npos;
    if (!is_dimension) context.refuse("'{}' is no dimension of the input", printable(symbol));
  }
}

std::string tensor_text(const Array& array) {
  const auto dtype = torch_dtype(array.dtype());
  ensure(dtype.has_value(), "the type of a constant was looked at");
  const std::vector<std::string> elements = texts_of(array);
  const std::string type = named("dtype", *dtype);
  if (array.rank() == 0) return call("torch.tensor", {elements.front(), type});
  const std::string flat = call("torch.tensor", {python::list(elements), type});
  return array.rank() == 1 ? flat : fmt::format("{}.reshape{}", flat, python::tuple(array.dims()));
}

}  // namespace

std::string call(std::string_view function, const std::vector<std::string>& operands) {
  return fmt::format("{}({})", function, fmt::join(operands, ", "));
}

std::string named(std::string_view name, const std::string& value) {
  return fmt::format("{}={}", name, value);
}

bool all_are(const std::vector<std::int64_t>& values, std::int64_t wanted) {
  return std::all_of(values.begin(), values.end(), [&](std::int64_t value) { return value == wanted; });
}

std::string spatial(const std::vector<std::int64_t>& values) {
  if (!values.empty() && all_are(values, values.front())) return literal(values.front());
  return python::tuple(values);
}

std::optional<std::string> torch_dtype(DType dtype) {
  switch (dtype) {
    case DType::float8_e8m0:
      return "torch.float8_e8m0fnu";
    case DType::float4_e2m1:
    case DType::int4:
    case DType::uint4:
    case DType::string:
      return std::nullopt;
    default:
      return fmt::format("torch.{}", name(dtype));
  }
}

std::string zeros_of(const TensorType& type) {
  const auto dtype = torch_dtype(type.dtype);
  if (!dtype) fail(ErrorCode::unsupported, "torch has no {}", name(type.dtype));
  const auto dims = integers(type.shape);
  ensure(dims.has_value(), "parameters have integer shapes");
  std::vector<std::string> operands;
  for (const std::int64_t size : *dims) operands.push_back(literal(size));
  if (operands.empty()) operands.emplace_back("()");
  if (type.dtype != DType::float32) operands.push_back(named("dtype", *dtype));
  return call("torch.zeros", operands);
}

std::string NodeContext::dtype(DType type) const {
  const auto text = torch_dtype(type);
  if (!text) refuse("torch has no {}", name(type));
  return *text;
}

int NodeContext::new_variable() {
  return emission_.program.variable_count++;
}

// Constants of few elements stand in the source; the others, and parameters, in the state.
int NodeContext::free_member(const Node& node) {
  const auto known = emission_.free_members.find(node.id);
  if (known != emission_.free_members.end()) return known->second;
  const TensorType& type = node.outputs.front().type;
  dtype(type.dtype);
  Member member;
  member.wanted = node.name;
  const bool parameter = is_parameter(node);
  if (!parameter && node.tensor.size() <= most_elements_in_text && node.tensor.size() > 0) {
    member.kind = MemberKind::constant;
    member.text = tensor_text(node.tensor.evaluate());
  } else {
    const bool trained = parameter && node.attributes.as<ParameterAttrs>().trainable && is_floating(type.dtype);
    member.kind = trained ? MemberKind::parameter : MemberKind::buffer;
    member.text = zeros_of(type);
    const std::string key = parameter ? node.attributes.as<ParameterAttrs>().key : node.name;
    member.state.push_back({"", parameter ? key : emission_.keys.take(key.empty() ? "constant" : key), type, node.tensor});
  }
  const int number = static_cast<int>(emission_.program.members.size());
  emission_.program.members.push_back(std::move(member));
  return emission_.free_members[node.id] = number;
}

std::string NodeContext::input(int i) {
  ensure(has_input(i), "an emitter reads an input that is there");
  const Value value = *operation().inputs[static_cast<std::size_t>(i)];
  const auto variable = emission_.variables.find(value);
  if (variable != emission_.variables.end()) return variable_mark(variable->second);
  const Node* const node = constant_node(i);
  ensure(node != nullptr, "a value is made before it is read");
  return member_mark(free_member(*node));
}

const Node* NodeContext::constant_node(int i) const {
  // What enters a step of an epilogue has no node.
  const Node* const node = emission_.index.find(operation().inputs[static_cast<std::size_t>(i)]->node);
  return node != nullptr && is_constant(*node) ? node : nullptr;
}

std::string NodeContext::operand(int i) {
  const Node* const node = constant_node(i);
  const bool is_number = node != nullptr && !is_parameter(*node) && node->tensor.dims().empty() && node->tensor.dtype() != DType::boolean;
  return is_number ? texts_of(node->tensor.evaluate()).front() : input(i);
}

std::optional<double> NodeContext::constant_number(int i) const {
  const Node* const node = constant_node(i);
  if (node == nullptr || is_parameter(*node) || node->tensor.size() != 1) return std::nullopt;
  return number_at(node->tensor.evaluate(), 0);
}

std::vector<std::int64_t> NodeContext::constant_integers(int i, std::string_view what) const {
  const Node* const node = constant_node(i);
  if (node == nullptr || is_parameter(*node) || !is_integer(node->tensor.dtype())) refuse("{} that the model computes", what);
  return ops::indices_of(node->tensor.evaluate());
}

std::vector<std::int64_t> NodeContext::integers_of(int i, const std::vector<std::int64_t>& attribute, std::string_view what) const {
  return has_input(i) ? constant_integers(i, what) : attribute;
}

std::int64_t NodeContext::integer_of(int i, std::int64_t attribute, std::string_view what) const {
  if (!has_input(i)) return attribute;
  const std::vector<std::int64_t> values = constant_integers(i, what);
  ensure(values.size() == 1, "an attribute that is a number has one element");
  return values.front();
}

std::string NodeContext::let(const std::string& expression) {
  const int variable = new_variable();
  emission_.program.steps.push_back({expression, {variable}, operation().name});
  return variable_mark(variable);
}

void NodeContext::returns(const std::string& expression) {
  Step step{expression, {}, operation().name};
  for (const Value output : operation().outputs) {
    step.makes.push_back(new_variable());
    emission_.variables[output] = step.makes.back();
  }
  emission_.program.steps.push_back(std::move(step));
}

void NodeContext::returns_input(int i) {
  const std::string same = input(i);
  const auto variable = emission_.variables.find(*operation().inputs[static_cast<std::size_t>(i)]);
  if (variable == emission_.variables.end()) return returns(same);
  const int number = variable->second;
  emission_.variables[operation().outputs.front()] = number;
}

void NodeContext::returns_each(const std::vector<std::string>& expressions) {
  ensure(expressions.size() == operation().outputs.size(), "an expression for each output");
  returns(fmt::format("{}", fmt::join(expressions, ", ")));
}

// Everyone who reads the parameter is the same layer: the same operator and attributes with the same parameters.
bool NodeContext::owns(const Leaf& leaf, const std::vector<Leaf>& leaves) const {
  const Value value = *operation().inputs[static_cast<std::size_t>(leaf.input)];
  const Node* const node = constant_node(leaf.input);
  if (node == nullptr || !is_parameter(*node) || emission_.free_members.count(node->id) != 0) return false;
  const auto& outputs = emission_.graph.outputs();
  if (std::any_of(outputs.begin(), outputs.end(), [&](const NamedValue& output) { return output.value == value; })) return false;
  const auto same = [&](const Operation* reader) {
    if (reader->op != operation().op || !(*reader->attributes == *operation().attributes)) return false;
    return std::all_of(leaves.begin(), leaves.end(), [&](const Leaf& each) {
      const auto at = static_cast<std::size_t>(each.input);
      return at < reader->inputs.size() && reader->inputs[at] == operation().inputs[at];
    });
  };
  const auto& readers = emission_.readers.at(value);
  const auto reads_once = [&](const Operation* reader) { return std::count(reader->inputs.begin(), reader->inputs.end(), value) == 1; };
  return std::all_of(readers.begin(), readers.end(), same) && std::all_of(readers.begin(), readers.end(), reads_once);
}

std::optional<std::string> NodeContext::layer(std::string_view type, std::vector<std::string> operands, const std::vector<Leaf>& leaves) {
  std::vector<StateEntry> state;
  std::vector<std::string> fixed;
  bool is_trained = false;
  // A layer that has a fixed scale sees to it itself.
  const bool has_fixed_scale = std::find(operands.begin(), operands.end(), "fixed_scale=True") != operands.end();
  std::string identity;
  for (const Leaf& leaf : leaves) {
    if (!owns(leaf, leaves)) return std::nullopt;
    const Node& node = *constant_node(leaf.input);
    const auto& attrs = node.attributes.as<ParameterAttrs>();
    const bool is_statistic = leaf.name.substr(0, 7) == "running";
    is_trained = is_trained || (!is_statistic && attrs.trainable);
    const bool is_fixed = !is_statistic && !attrs.trainable && !(has_fixed_scale && leaf.name == "weight");
    if (is_fixed) fixed.emplace_back(leaf.name);
    state.push_back({std::string(leaf.name), attrs.key, node.outputs.front().type, node.tensor});
    identity += fmt::format(" {}", node.id);
  }
  const DType element = state.front().type.dtype;
  if (!is_floating(element)) return std::nullopt;
  if (element != DType::float32) operands.push_back(named("dtype", dtype(element)));
  std::string text = call(type, operands) + (is_trained ? "" : ".requires_grad_(False)");
  const auto [known, is_new] = emission_.layers.try_emplace(text + identity, static_cast<int>(emission_.program.members.size()));
  if (is_new) {
    Member member{MemberKind::layer, operation().name, std::move(text), std::move(state)};
    member.is_norm = type.find("Norm") != std::string_view::npos;
    if (is_trained) member.fixed = std::move(fixed);
    emission_.program.members.push_back(std::move(member));
  }
  return member_mark(known->second);
}

std::string NodeContext::helper(std::string_view name) {
  ensure(find_helper(name) != nullptr, "a helper has a text");
  emission_.program.helpers.emplace(name);
  return std::string(name);
}

void NodeContext::check_arithmetic() const {
  const DType type = this->type(0).dtype;
  if (type == DType::uint16 || type == DType::uint32 || type == DType::uint64) refuse("torch does not compute with {}", name(type));
}

std::int64_t NodeContext::size(int i, std::int64_t axis) const {
  const Dim& size = dim(i, axis);
  if (!size.is_integer()) refuse("a dimension of input {} that is not known", i);
  return size.integer();
}

// The text of a dimension is an expression of Python but for the sign of division: "(d0+1)/2".
std::vector<std::string> NodeContext::sizes(const Shape& entries) {
  std::vector<std::string> texts;
  for (const Dim& entry : entries) {
    if (entry.is_unknown()) refuse("a size that is not known");
    check_symbols(*this, entry);
    if (entry.is_integer()) {
      texts.push_back(literal(entry.integer()));
      continue;
    }
    std::string text;
    const std::string symbolic = entry.text();
    for (std::size_t i = 0; i < symbolic.size(); ++i) {
      const char c = symbolic[i];
      if (c == 'd') {
        const std::size_t end = std::min(symbolic.find_first_not_of("0123456789", i + 1), symbolic.size());
        ensure(end > i + 1, "a shape is of numbers and dimensions of the input");
        text += fmt::format("{}.shape[{}]", input(0), symbolic.substr(i + 1, end - i - 1));
        i = end - 1;
      } else if (c == '/') {
        text += " // ";
      } else if (c == '*' || c == '+' || c == '%' || (c == '-' && i > 0 && symbolic[i - 1] != '(')) {
        text += fmt::format(" {} ", c);
      } else {
        text += c;
      }
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace nnfront::emit::torch
