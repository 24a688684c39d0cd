#include "frontends/mxnet/variables.h"

#include <array>

#include "frontends/mxnet/attribute_text.h"
#include "frontends/mxnet/op_table.h"
#include "support/fail.h"

namespace nnfront::frontends::mxnet {

namespace {

struct ParameterSlot {
  std::string_view slot;
  ParameterRole role;
  bool auxiliary;
};

constexpr std::array<ParameterSlot, 6> parameter_slots = {{
    {"weight", ParameterRole::weight, false},
    {"gamma", ParameterRole::weight, false},
    {"bias", ParameterRole::bias, false},
    {"beta", ParameterRole::bias, false},
    {"moving_mean", ParameterRole::running_mean, true},
    {"moving_var", ParameterRole::running_var, true},
}};

const ParameterSlot* find_slot(std::string_view slot) {
  for (const ParameterSlot& candidate : parameter_slots) {
    if (candidate.slot == slot) return &candidate;
  }
  return nullptr;
}

// What a variable of an operator that is not in the table is, by the suffix that MXNet gives names.
std::string_view slot_of_name(std::string_view name) {
  for (const std::string_view slot : {"label", "weight", "gamma", "bias", "beta", "moving_mean", "moving_var"}) {
    if (name.size() > slot.size() && name.substr(name.size() - slot.size()) == slot && name[name.size() - slot.size() - 1] == '_')
      return slot;
  }
  return {};
}

std::string_view slot_of(const SourceGraph& graph, const SourceNode& reader, std::size_t i) {
  const OperatorRow* row = find_row(reader.op);
  const std::string_view slot = input_slot(row, i);
  const SourceNode& source = graph.nodes[static_cast<std::size_t>(reader.inputs[i].node)];
  return slot.empty() && source.is_variable() ? slot_of_name(source.name) : slot;
}

// Marks that a variable is something a model learns or keeps, even where no operator says so.
bool declared_as_parameter(const SourceNode& variable) {
  return variable.hidden.count("init") > 0 || variable.hidden.count("storage_type") > 0;
}

Variable classified(const SourceNode& node, const ParameterSlot* slot, const Parameters& parameters) {
  Variable variable;
  variable.stored = parameters.find(node.name, slot != nullptr && slot->auxiliary);
  const bool is_parameter = slot != nullptr || variable.stored != nullptr || declared_as_parameter(node);
  variable.kind = is_parameter ? Variable::Kind::parameter : Variable::Kind::input;
  if (slot != nullptr) {
    variable.role = slot->role;
  } else if (variable.stored != nullptr && variable.stored->auxiliary) {
    variable.role = ParameterRole::buffer;
  }
  return variable;
}

}  // namespace

std::vector<bool> reachable_nodes(const SourceGraph& graph) {
  std::vector<bool> reachable(graph.nodes.size(), false);
  for (const Entry& head : graph.heads) reachable[static_cast<std::size_t>(head.node)] = true;
  // Inputs point backwards, so one sweep from the end sees every reader before what it reads.
  for (std::size_t n = graph.nodes.size(); n-- > 0;) {
    if (!reachable[n]) continue;
    const SourceNode& node = graph.nodes[n];
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      if (slot_of(graph, node, i) != "label") reachable[static_cast<std::size_t>(node.inputs[i].node)] = true;
    }
  }
  return reachable;
}

Variables::Variables(const SourceGraph& graph, const std::vector<bool>& reachable, const Parameters& parameters)
    : graph_(graph), parameters_(parameters), variables_(graph.nodes.size()) {
  // The first reader that takes a variable as a parameter says what it is.
  std::vector<const ParameterSlot*> slots(graph.nodes.size(), nullptr);
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    if (!reachable[n]) continue;
    for (std::size_t i = 0; i < graph.nodes[n].inputs.size(); ++i) {
      const ParameterSlot*& slot = slots[static_cast<std::size_t>(graph.nodes[n].inputs[i].node)];
      if (slot == nullptr) slot = find_slot(slot_of(graph, graph.nodes[n], i));
    }
  }
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    if (reachable[n] && graph.nodes[n].is_variable()) variables_[n] = classified(graph.nodes[n], slots[n], parameters);
  }
}

std::vector<std::string> Variables::missing() const {
  std::vector<std::string> names;
  for (std::size_t n = 0; n < variables_.size(); ++n) {
    if (variables_[n].kind == Variable::Kind::parameter && variables_[n].stored == nullptr) names.push_back(graph_.nodes[n].name);
  }
  return names;
}

std::set<const StoredParameter*> Variables::used() const {
  std::set<const StoredParameter*> stored;
  for (const Variable& variable : variables_) {
    if (variable.stored != nullptr) stored.insert(variable.stored);
  }
  return stored;
}

std::vector<const StoredParameter*> Variables::left_over() const {
  const std::set<const StoredParameter*> in_use = used();
  std::vector<const StoredParameter*> rest;
  for (const StoredParameter& stored : parameters_.all()) {
    if (in_use.count(&stored) == 0) rest.push_back(&stored);
  }
  return rest;
}

std::optional<Shape> Variables::known_shape(std::int64_t node) const {
  const Variable& variable = at(node);
  if (variable.stored != nullptr) return shape_of(variable.stored->tensor.dims());
  return declared_shape(graph_.nodes[static_cast<std::size_t>(node)]);
}

Value Variables::parameter(Builder& builder, std::int64_t node, const std::optional<Shape>& shape, bool trainable) {
  const Variable& variable = at(node);
  const SourceNode& source = graph_.nodes[static_cast<std::size_t>(node)];
  ensure(variable.kind == Variable::Kind::parameter, "a variable that is no parameter is taken as one");
  const std::optional<Shape> content = known_shape(node);
  if (shape && content && !compatible(*shape, *content)) {
    fail(ErrorCode::invalid_file, "parameter '{}' is {}, wanted {}", printable(source.name), text(*content), text(*shape));
  }
  const auto [place, is_new] = made_.emplace(node, Value{});
  if (!is_new) return place->second;
  ParameterAttrs attributes;
  attributes.key = variable.stored != nullptr ? variable.stored->key : source.name;
  attributes.dtype = variable.stored != nullptr ? variable.stored->tensor.dtype() : declared_dtype(source).value_or(DType::float32);
  const std::optional<Shape>& known = content ? content : shape;
  attributes.shape = known.value_or(Shape{});
  attributes.role = variable.role;
  const bool learned = attributes.role == ParameterRole::weight || attributes.role == ParameterRole::bias;
  attributes.trainable = trainable && learned && is_floating(attributes.dtype);
  place->second = builder.parameter(std::move(attributes), variable.stored != nullptr ? variable.stored->tensor : Tensor());
  if (!known) builder.graph().nodes().back().outputs[0].type = TensorType::unranked();
  return place->second;
}

std::optional<Shape> declared_shape(const SourceNode& variable, bool* assumed_batch) {
  const auto found = variable.hidden.find("shape");
  if (found == variable.hidden.end() || is_none(found->second)) return std::nullopt;
  Tuple dims = parse_tuple(found->second);
  if (dims.empty()) return std::nullopt;
  if (assumed_batch != nullptr && dims.size() > 1 && dims[0] == 0) {
    dims[0] = 1;
    *assumed_batch = true;
  }
  for (const std::int64_t dim : dims) {
    if (dim <= 0) return std::nullopt;
  }
  return shape_of(dims);
}

std::optional<DType> declared_dtype(const SourceNode& variable) {
  const auto found = variable.hidden.find("dtype");
  return found == variable.hidden.end() ? std::nullopt : parse_dtype(found->second);
}

}  // namespace nnfront::frontends::mxnet
