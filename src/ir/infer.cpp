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

void check_input_count(const Node& node) {
  const Operator& op = *node.op;
  const bool variadic = !op.inputs.empty() && op.inputs.back().arity == Operand::Arity::variadic;
  if (!variadic && node.inputs.size() > op.inputs.size()) {
    fail(ErrorCode::invalid_file, "got {} inputs, wanted at most {}", node.inputs.size(), op.inputs.size());
  }
  for (std::size_t i = 0; i < op.inputs.size(); ++i) {
    const bool present = i < node.inputs.size() && node.inputs[i].has_value();
    if (!present && op.inputs[i].arity == Operand::Arity::one)
      fail(ErrorCode::invalid_file, "input {} ({}) is missing", i, op.inputs[i].name);
  }
}

std::string label(const Node& node) {
  return node.name.empty() ? fmt::format("node {} ({})", node.id, node.op->name)
                           : fmt::format("{} ({})", printable(node.name), node.op->name);
}

}  // namespace

std::vector<TensorType> infer_node(const Node& node, const NodeIndex& index) {
  try {
    check_input_count(node);
    std::vector<const TensorType*> inputs;
    for (const auto& input : node.inputs) {
      const TensorType* type = input ? &index.type(*input) : nullptr;
      if (type != nullptr && !type->ranked)
        return std::vector<TensorType>(std::max<std::size_t>(1, node.outputs.size()), TensorType::unranked());
      inputs.push_back(type);
    }
    std::unordered_map<std::int64_t, Array> read;
    const auto constant = [&](int i) -> const Array* {
      if (i >= static_cast<int>(node.inputs.size()) || !node.inputs[static_cast<std::size_t>(i)]) return nullptr;
      return content_at_hand(index.at(node.inputs[static_cast<std::size_t>(i)]->node), read);
    };
    return node.op->infer({inputs, node.attributes, constant, &node});
  } catch (const Error& error) {
    throw error.in(label(node));
  }
}

void infer_types(Graph& graph) {
  const NodeIndex index(graph);
  for_each_block(graph, [&](Block& block) {
    for (Node& node : block.nodes) {
      const std::vector<TensorType> types = infer_node(node, index);
      node.outputs.resize(types.size());
      for (std::size_t i = 0; i < types.size(); ++i) node.outputs[i].type = types[i];
    }
  });
}

}  // namespace nnfront
