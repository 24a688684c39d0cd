#include "ir/infer.h"

#include <unordered_map>

#include "ir/attribute_inputs.h"
#include "ir/content.h"
#include "ir/graph.h"
#include "ir/leaf.h"
#include "support/fail.h"

namespace nnfront {

namespace {

void check_input_count(const Operator& op, const std::vector<std::optional<Value>>& inputs) {
  const bool variadic = !op.inputs.empty() && op.inputs.back().arity == Operand::Arity::variadic;
  if (!variadic && inputs.size() > op.inputs.size()) {
    fail(ErrorCode::invalid_file, "got {} inputs, wanted at most {}", inputs.size(), op.inputs.size());
  }
  for (std::size_t i = 0; i < op.inputs.size(); ++i) {
    const bool present = i < inputs.size() && inputs[i].has_value();
    if (!present && op.inputs[i].arity == Operand::Arity::one)
      fail(ErrorCode::invalid_file, "input {} ({}) is missing", i, op.inputs[i].name);
  }
}

using Inputs = std::vector<std::optional<Value>>;

// What is known of the content of a node's inputs.
class KnownInputs {
 public:
  KnownInputs(const Inputs& inputs, const NodeIndex& index) : inputs_(inputs), index_(index) {}

  // Null where not every element is known.
  const Array* constant(int i) {
    const auto value = input(i);
    if (!value) return nullptr;
    const auto found = read_.find(i);
    if (found != read_.end()) return &found->second;
    const Node& node = index_.at(value->node);
    if (is_at_hand(node)) return &read_.emplace(i, node.tensor.evaluate()).first->second;
    const Content* content = known_content(*value, index_);
    const auto array = content != nullptr ? array_of_content(*content, index_.type(*value).dtype) : std::nullopt;
    return array ? &read_.emplace(i, *array).first->second : nullptr;
  }

  std::optional<Content> symbolic(int i) const {
    const auto value = input(i);
    const Content* content = value ? known_content(*value, index_) : nullptr;
    return content != nullptr ? std::optional(*content) : std::nullopt;
  }

 private:
  std::optional<Value> input(int i) const {
    return i >= 0 && static_cast<std::size_t>(i) < inputs_.size() ? inputs_[static_cast<std::size_t>(i)] : std::nullopt;
  }

  // A constant, or a parameter that is small enough to be read on the way and that no run changes.
  bool is_at_hand(const Node& node) const {
    if (!node.tensor.has_content() || node.tensor.bytes() > largest_constant_bytes || index_.is_state(node.id)) return false;
    return !node.attributes.is<ParameterAttrs>() || node.attributes.as<ParameterAttrs>().role != ParameterRole::state;
  }

  const Inputs& inputs_;
  const NodeIndex& index_;
  std::unordered_map<int, Array> read_;
};

// What is known of the outputs of an operator that reads a value without a rank: how many there are, and their types where inference has
// something to say of values of some rank.
std::vector<TensorType> unranked_outputs(const Node& node, const std::vector<const TensorType*>& inputs) {
  std::vector<TensorType> stand_ins(inputs.size());
  std::vector<const TensorType*> pointers(inputs);
  for (const std::size_t rank : {4, 2, 3, 1, 0, 5}) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i] == nullptr || inputs[i]->ranked) continue;
      stand_ins[i] = {inputs[i]->dtype, Shape(rank, Dim::unknown())};
      pointers[i] = &stand_ins[i];
    }
    try {
      std::vector<TensorType> types = infer_operator(*node.op, {pointers, node.attributes, {}, &node});
      for (TensorType& type : types) type = TensorType::unranked(type.dtype);
      return types;
    } catch (const Error&) {  // not of this rank
    }
  }
  const Operator& op = *node.op;
  const std::size_t count = op.output_count ? op.output_count(node.attributes) : std::max(op.outputs.size(), node.outputs.size());
  const DType dtype = inputs.empty() || inputs[0] == nullptr ? DType::float32 : inputs[0]->dtype;
  return std::vector<TensorType>(count, TensorType::unranked(dtype));
}

bool stands_for_attribute(const Operator& op, std::size_t input) {
  return !op.attribute_inputs.empty() && std::cmp_greater_equal(input, op.attribute_inputs.front().input);
}

std::vector<TensorType> infer_without_epilogue(const Node& node, const NodeIndex& index) {
  check_input_count(*node.op, node.inputs);
  std::vector<const TensorType*> inputs;
  bool ranked = true;
  for (const auto& input : node.inputs) {
    inputs.push_back(input ? &index.type(*input) : nullptr);
    const bool matters = inputs.back() != nullptr && !stands_for_attribute(*node.op, inputs.size() - 1);
    ranked = ranked && (!matters || inputs.back()->ranked);
  }
  if (!ranked) return unranked_outputs(node, inputs);
  KnownInputs known(node.inputs, index);
  return infer_operator(
      *node.op, {inputs, node.attributes, [&](int i) { return known.constant(i); }, &node, [&](int i) { return known.symbolic(i); }});
}

// The type that leaves a step which `running` enters in the place of the swallowed value.
TensorType infer_step(const EpilogueStep& step, const TensorType& running, const NodeIndex& index) {
  check_input_count(*step.op, step.inputs);
  std::vector<const TensorType*> inputs;
  Inputs others = step.inputs;
  for (auto& input : others) {
    const bool is_running = input && *input == step.value;
    inputs.push_back(!input ? nullptr : is_running ? &running : &index.type(*input));
    if (inputs.back() != nullptr && !inputs.back()->ranked) return TensorType::unranked(running.dtype);
    if (is_running) input = std::nullopt;
  }
  KnownInputs known(others, index);
  std::vector<TensorType> types = infer_operator(*step.op, {inputs, step.attributes, [&](int i) { return known.constant(i); }, nullptr});
  if (types.size() != 1) fail(ErrorCode::invalid_file, "got {} outputs, wanted 1 of a step of an epilogue", types.size());
  return std::move(types.front());
}

// Ids mean nothing to who reads a model of a framework: they are taken while it is imported.
std::string short_label(const Node& node) {
  return node.name.empty() ? node_label(node) : fmt::format("{} ({})", printable(node.name), node.op->name);
}

// Inner before outer: what leaves a node with subgraphs depends on them.
void infer_block(Block& block, const NodeIndex& index) {
  for (Node& node : block.nodes) {
    for (Subgraph& subgraph : node.graphs) infer_block(subgraph.block, index);
    const std::vector<TensorType> types = infer_node(node, index);
    node.outputs.resize(types.size());
    for (std::size_t i = 0; i < types.size(); ++i) node.outputs[i].type = types[i];
  }
}

}  // namespace

std::string node_label(const Node& node) {
  const std::string_view op = node.op == nullptr ? "?" : node.op->name;
  return node.name.empty() ? fmt::format("node {} ({})", node.id, op) : fmt::format("node {} '{}' ({})", node.id, printable(node.name), op);
}

std::vector<TensorType> infer_unlabelled(const Node& node, const NodeIndex& index) {
  std::vector<TensorType> types = infer_without_epilogue(node, index);
  for (const EpilogueStep& step : node.epilogue) {
    if (types.empty()) fail(ErrorCode::invalid_file, "an epilogue follows an operator without outputs");
    try {
      types.front() = infer_step(step, types.front(), index);
    } catch (const Error& error) {
      throw error.in(fmt::format("epilogue {}", step.op->name));
    }
  }
  return types;
}

std::vector<TensorType> infer_node(const Node& node, const NodeIndex& index) {
  try {
    return infer_unlabelled(node, index);
  } catch (const Error& error) {
    throw error.in(short_label(node));
  }
}

void infer_types(Graph& graph) {
  const NodeIndex index(graph);
  infer_block(graph.block(), index);
  for (EntryPoint& entry : graph.entry_points) infer_block(entry.block, index);
}

}  // namespace nnfront
