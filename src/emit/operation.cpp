#include "emit/operation.h"

#include "ir/builder.h"
#include "ops/op_table.h"
#include "support/fail.h"

namespace nnfront::emit {

namespace {

// The value that enters a step of an epilogue has the type of the node's output.
std::vector<TensorType> types_of(const std::vector<std::optional<Value>>& inputs, const NodeIndex& index, std::optional<Value> entering,
                                 const TensorType& its_type) {
  std::vector<TensorType> types;
  for (const auto& input : inputs) {
    if (!input)
      types.emplace_back();
    else
      types.push_back(input == entering ? its_type : index.type(*input));
  }
  return types;
}

Operation of_node(const Node& node, const NodeIndex& index) {
  Operation operation{node.op, &node.attributes, node.inputs, types_of(node.inputs, index, std::nullopt, {}), {}, {}, node.name, &node};
  for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
    operation.outputs.push_back(node.value(i));
    operation.types.push_back(node.outputs[static_cast<std::size_t>(i)].type);
  }
  return operation;
}

}  // namespace

std::vector<Operation> operations(const Node& node, const NodeIndex& index) {
  std::vector<Operation> all = {of_node(node, index)};
  for (const EpilogueStep& step : node.epilogue) {
    all.back().outputs.front() = step.value;
    const std::string name = fmt::format("{}.{}", node.name, step.op->name);
    const TensorType& type = node.outputs.front().type;
    all.push_back(
        {step.op, &step.attributes, step.inputs, types_of(step.inputs, index, step.value, type), {node.value()}, {type}, name, &node});
  }
  return all;
}

Decomposition decomposed(const Operation& operation, std::int64_t next_id) {
  ensure(static_cast<bool>(operation.op->decompose), "a composite is taken apart");
  Decomposition parts{Graph(ops::operators()), {}};
  parts.graph.next_id = next_id;
  Builder builder(parts.graph);
  Node composite;
  composite.op = operation.op;
  composite.attributes = *operation.attributes;
  for (std::size_t i = 0; i < operation.inputs.size(); ++i) {
    std::optional<Value> input;
    if (operation.inputs[i]) input = builder.input(fmt::format("input{}", i), operation.input_types[i]);
    parts.inputs.push_back(input);
  }
  composite.inputs = parts.inputs;
  const std::vector<Value> results = operation.op->decompose(builder, composite);
  for (std::size_t i = 0; i < results.size(); ++i) builder.output(fmt::format("output{}", i), results[i]);
  return parts;
}

std::string Names::take(std::string_view wanted) {
  const std::string base = wanted.empty() ? "value" : std::string(wanted);
  if (taken_.insert(base).second) return base;
  int& last = last_.try_emplace(base, 1).first->second;
  for (;;) {
    std::string name = fmt::format("{}_{}", base, ++last);
    if (taken_.insert(name).second) return name;
  }
}

const std::string& Names::at(Value value) const {
  const auto found = of_.find(value);
  ensure(found != of_.end(), "a value has a name before it is read");
  return found->second;
}

void Refusals::add(const Operation& operation, std::string_view reason) {
  nodes_by_reason_[fmt::format("{}: {}", operation.op->name, reason)].push_back(operation.name);
}

void Refusals::report(std::string_view target) const {
  if (nodes_by_reason_.empty()) return;
  std::string message;
  std::size_t count = 0;
  for (const auto& [reason, nodes] : nodes_by_reason_) {
    message += fmt::format("{}{} ({} {}, '{}' first)", message.empty() ? "" : "; ", reason, nodes.size(),
                           nodes.size() == 1 ? "node" : "nodes", printable(nodes.front()));
    count += nodes.size();
  }
  fail(ErrorCode::unsupported, "{} {} cannot be written for {}: {}", count, count == 1 ? "node" : "nodes", target, message);
}

void check_can_be_rebuilt(const Graph& graph, std::string_view target) {
  if (graph.kind == GraphKind::quantized) fail(ErrorCode::unsupported, "a quantized graph cannot be written for {} yet", target);
  if (!graph.entry_points.empty()) fail(ErrorCode::unsupported, "a file with several graphs cannot be written for {}", target);
  if (!graph.state.empty()) fail(ErrorCode::unsupported, "a graph that carries state from run to run cannot be written for {}", target);
  for (const Node& node : graph.nodes()) {
    if (!is_constant(node) || node.tensor.has_content()) continue;
    fail(ErrorCode::invalid_argument, "parameter '{}' has no content: the graph was loaded without its parameter file",
         printable(node.name));
  }
}

}  // namespace nnfront::emit
