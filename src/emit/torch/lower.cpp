#include "emit/torch/lower.h"

#include "emit/torch/op_table.h"
#include "ir/leaf.h"
#include "support/fail.h"

namespace nnfront::emit::torch {

namespace {

constexpr std::string_view target = "torch";

std::vector<Operation> all_operations(const Graph& graph, const NodeIndex& index) {
  std::vector<Operation> all;
  for (const Node& node : graph.nodes()) {
    if (is_constant(node) || node.op->name == "input") continue;
    for (Operation& operation : operations(node, index)) all.push_back(std::move(operation));
  }
  return all;
}

void list_readers(Emission& emission, const std::vector<Operation>& all) {
  for (const Operation& operation : all) {
    for (const auto& input : operation.inputs) {
      if (!input) continue;
      auto& readers = emission.readers[*input];
      if (readers.empty() || readers.back() != &operation) readers.push_back(&operation);
    }
  }
}

void add_input(Emission& emission, const Node& node) {
  const int variable = emission.program.variable_count++;
  emission.variables[node.value()] = variable;
  emission.program.inputs.push_back(variable);
  emission.program.input_names.push_back(node.name);
}

// What is wrong with the operation; "" for nothing.
std::string emit_row(Emission& emission, const Operation& operation) {
  const OperatorRow* row = find_row(operation.op->name);
  if (row == nullptr) return "it is not written for torch yet";
  NodeContext context(emission, operation, row->target);
  try {
    row->emit(context);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unsupported) throw;
    return error.what();
  }
  return {};
}

void emit_operation(Emission& emission, const Operation& operation, Refusals& refusals) {
  const std::string reason = emit_row(emission, operation);
  if (reason.empty()) return;
  refusals.add(operation, reason);
  // So that whoever reads it is looked at, too.
  for (const Value output : operation.outputs) emission.variables[output] = emission.program.variable_count++;
}

// An operation without inputs of its own for whatever stands outside operations: outputs, and parameters that nothing reads.
NodeContext outside(Emission& emission, const Operation& operation) {
  return {emission, operation, ""};
}

void add_outputs(Emission& emission) {
  for (const NamedValue& output : emission.graph.outputs()) {
    Operation reader;
    reader.inputs = {output.value};
    reader.input_types = {emission.index.type(output.value)};
    emission.program.outputs.push_back(outside(emission, reader).input(0));
    emission.program.output_names.push_back(output.name);
  }
}

// The state has every parameter of the graph.
void add_unread_parameters(Emission& emission) {
  for (const Node& node : emission.graph.nodes()) {
    if (node.op->name != "parameter" || emission.readers.count(node.value()) != 0) continue;
    Operation reader;
    reader.inputs = {node.value()};
    reader.input_types = {node.outputs.front().type};
    outside(emission, reader).input(0);
  }
}

}  // namespace

Program lower(const Graph& graph) {
  check_can_be_rebuilt(graph, target);
  const NodeIndex index(graph);
  const std::vector<Operation> all = all_operations(graph, index);
  Emission emission{graph, index};
  list_readers(emission, all);
  for (const Value input : graph.inputs()) add_input(emission, index.producer(input));
  for (const Node& node : graph.nodes()) {
    if (node.op->name == "parameter") emission.keys.take(node.attributes.as<ParameterAttrs>().key);
  }
  Refusals refusals;
  for (const Operation& operation : all) emit_operation(emission, operation, refusals);
  refusals.report(target);
  add_outputs(emission);
  add_unread_parameters(emission);
  return std::move(emission.program);
}

}  // namespace nnfront::emit::torch
