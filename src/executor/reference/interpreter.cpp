#include "executor/reference/interpreter.h"

#include <algorithm>
#include <string>

#include "ir/attribute_inputs.h"
#include "ir/builder.h"
#include "support/fail.h"

namespace nnfront::executor {

namespace {

TensorType type_of(const Array& array) {
  return {array.dtype(), shape_of(array.dims())};
}

std::string context_of(const Node& node, const Operator& op) {
  return fmt::format("{} ({})", printable(node.name), op.name);
}

std::vector<Array> eval_decomposed(const OperatorSet& operators, const Operator& op, const EvalContext& context) {
  Graph graph(operators);
  Builder builder(graph);
  Node composite;
  composite.op = &op;
  composite.attributes = context.attributes;
  std::vector<Array> given;
  for (const Array* input : context.inputs) {
    composite.inputs.push_back(std::nullopt);
    if (input == nullptr) continue;
    composite.inputs.back() = builder.input("operand" + std::to_string(given.size()), type_of(*input));
    given.push_back(*input);
  }
  for (const TensorType& type : context.outputs) composite.outputs.push_back({type, std::nullopt});
  const std::vector<Value> results = op.decompose(builder, composite);

  Interpreter interpreter(graph, results);
  std::unordered_map<Value, Array> arrays;
  const auto collect = [&](Value value, const Array& array) { arrays.insert_or_assign(value, array); };
  interpreter.start(given);
  while (interpreter.step(collect)) {
  }
  std::vector<Array> outputs;
  for (const Value value : results) outputs.push_back(arrays.at(value));
  return outputs;
}

std::vector<Array> apply(const OperatorSet& operators, const Kernel& kernel, const Operator& op, const Attributes& attributes,
                         const std::vector<std::optional<Array>>& inputs, const Node& node) {
  std::vector<const Array*> pointers;
  for (const auto& input : inputs) pointers.push_back(input ? &*input : nullptr);
  try {
    const ResolvedOperands operands = resolved(op, attributes, pointers);
    const std::vector<TensorType> types = infer_from_arrays(op, operands.attributes, operands.inputs, &node);
    return kernel(operators, op, EvalContext{operands.inputs, operands.attributes, types, &node});
  } catch (const Error& error) {
    throw error.in(context_of(node, op));
  }
}

}  // namespace

std::vector<Array> eval_operator(const OperatorSet& operators, const Operator& op, const EvalContext& context) {
  const ResolvedOperands operands = resolved(op, context.attributes, context.inputs);
  const EvalContext rest{operands.inputs, operands.attributes, context.outputs, context.node};
  if (op.eval) return op.eval(rest);
  if (op.decompose) return eval_decomposed(operators, op, rest);
  fail(ErrorCode::unsupported, "no way to compute this operator");
}

Array content_of(const Node& node) {
  if (!node.tensor.has_content()) {
    fail(ErrorCode::invalid_argument, "{} ({}): has no content: the graph was read without its parameter file", printable(node.name),
         node.op->name);
  }
  return node.tensor.evaluate();
}

Interpreter::Interpreter(const Graph& graph, std::span<const Value> wanted, Kernel kernel)
    : graph_(graph),
      index_(graph),
      wanted_(wanted.begin(), wanted.end()),
      schedule_(schedule(graph.block(), wanted)),
      kernel_(std::move(kernel)) {}

void Interpreter::start(std::span<const Array> inputs) {
  ensure(inputs.size() == graph_.inputs().size(), "one array per graph input");
  live_.clear();
  position_ = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) live_.insert_or_assign(graph_.inputs()[i], inputs[i]);
}

bool Interpreter::step(const Visitor& visit) {
  if (position_ == schedule_.size()) return false;
  const ScheduledNode& scheduled = schedule_[position_++];
  evaluate(*scheduled.node, visit);
  for (const Value value : scheduled.dead_afterwards) live_.erase(value);
  if (position_ < schedule_.size()) return true;
  live_.clear();
  return false;
}

Array Interpreter::read(Value value) const {
  const auto found = live_.find(value);
  if (found != live_.end()) return found->second;
  const Node& producer = index_.producer(value);
  ensure(is_constant(producer), "a value is read before it is made");
  return content_of(producer);
}

void evaluate_node(const OperatorSet& operators, const Kernel& kernel, const Node& node, const Reader& read, const Visitor& emit) {
  if (!node.graphs.empty()) {
    fail(ErrorCode::unsupported, "{}: no rule to run an operator that owns subgraphs", context_of(node, *node.op));
  }
  std::vector<std::optional<Array>> inputs;
  for (const auto& input : node.inputs) inputs.push_back(input ? std::optional(read(*input)) : std::nullopt);
  const std::vector<Array> results = apply(operators, kernel, *node.op, node.attributes, inputs, node);
  if (results.size() != node.outputs.size()) {
    fail(ErrorCode::invalid_argument, "{}: got {} outputs, wanted the {} that the graph states", context_of(node, *node.op), results.size(),
         node.outputs.size());
  }
  for (std::size_t i = 1; i < results.size(); ++i) emit(node.value(static_cast<int>(i)), results[i]);
  if (results.empty()) return;

  Array running = results.front();
  for (const EpilogueStep& step : node.epilogue) {
    emit(step.value, running);
    inputs.clear();
    for (const auto& input : step.inputs) {
      if (!input) {
        inputs.push_back(std::nullopt);
      } else {
        inputs.push_back(*input == step.value ? running : read(*input));
      }
    }
    running = apply(operators, kernel, *step.op, step.attributes, inputs, node).front();
  }
  emit(node.value(), running);
}

void Interpreter::evaluate(const Node& node, const Visitor& visit) {
  const auto keep = [&](Value value, const Array& array) {
    if (value.node == node.id) live_.insert_or_assign(value, array);
    if (wanted_.count(value) != 0) visit(value, array);
  };
  if (node.op->name == "input") return keep(node.value(), live_.at(node.value()));
  if (is_constant(node)) {
    if (wanted_.count(node.value()) != 0) visit(node.value(), content_of(node));
    return;
  }
  evaluate_node(
      graph_.operators(), kernel_, node, [&](Value value) { return read(value); }, keep);
}

}  // namespace nnfront::executor
