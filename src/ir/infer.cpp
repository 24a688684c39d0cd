#include "ir/infer.h"

#include <unordered_map>

#include "ir/graph.h"
#include "ir/leaf.h"
#include "support/fail.h"

namespace nnfront {

namespace {

// A shape argument is at hand when it is a constant, or a parameter small enough to be read on the way.
const Array* content_at_hand(const Node& node, std::unordered_map<std::int64_t, Array>& read) {
  if (!node.tensor.has_content() || node.tensor.bytes() > largest_constant_bytes) return nullptr;
  const auto found = read.find(node.id);
  if (found != read.end()) return &found->second;
  return &read.emplace(node.id, node.tensor.evaluate()).first->second;
}

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

// Nothing is known of the outputs but their number.
std::vector<TensorType> unranked_outputs(const Node& node) {
  const Operator& op = *node.op;
  const std::size_t count = op.output_count ? op.output_count(node.attributes) : std::max(op.outputs.size(), node.outputs.size());
  return std::vector<TensorType>(count, TensorType::unranked());
}

std::vector<TensorType> infer_without_epilogue(const Node& node, const NodeIndex& index) {
  check_input_count(*node.op, node.inputs);
  std::vector<const TensorType*> inputs;
  for (const auto& input : node.inputs) {
    const TensorType* type = input ? &index.type(*input) : nullptr;
    if (type != nullptr && !type->ranked) return unranked_outputs(node);
    inputs.push_back(type);
  }
  std::unordered_map<std::int64_t, Array> read;
  const auto constant = [&](int i) -> const Array* {
    if (i >= static_cast<int>(node.inputs.size()) || !node.inputs[static_cast<std::size_t>(i)]) return nullptr;
    return content_at_hand(index.at(node.inputs[static_cast<std::size_t>(i)]->node), read);
  };
  return node.op->infer({inputs, node.attributes, constant, &node});
}

// The type that leaves a step which `running` enters in the place of the swallowed value.
TensorType infer_step(const EpilogueStep& step, const TensorType& running, const NodeIndex& index) {
  check_input_count(*step.op, step.inputs);
  std::vector<const TensorType*> inputs;
  for (const auto& input : step.inputs) {
    inputs.push_back(!input ? nullptr : *input == step.value ? &running : &index.type(*input));
    if (inputs.back() != nullptr && !inputs.back()->ranked) return TensorType::unranked();
  }
  std::vector<TensorType> types = step.op->infer({inputs, step.attributes, {}, nullptr});
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
