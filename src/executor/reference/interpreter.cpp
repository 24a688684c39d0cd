#include "executor/reference/interpreter.h"

#include <algorithm>
#include <string>

#include "ir/attribute_inputs.h"
#include "ir/builder.h"
#include "ir/leaf.h"
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

// Runs the subgraphs of one node. What they capture is read once.
class SubgraphRunner {
 public:
  SubgraphRunner(const OperatorSet& operators, const Kernel& kernel, const Node& node, const Reader& outside) : outside_(outside) {
    for (const Subgraph& subgraph : node.graphs) {
      std::vector<Value> wanted;
      for (const NamedValue& output : subgraph.block.outputs) wanted.push_back(output.value);
      Interpreter interpreter(operators, subgraph.block, wanted, kernel, [this](Value value) { return captured(value); });
      runs_.emplace(&subgraph, Run{declared_inputs(subgraph.block), wanted, std::move(interpreter)});
    }
  }
  SubgraphRunner(const SubgraphRunner&) = delete;
  SubgraphRunner& operator=(const SubgraphRunner&) = delete;

  std::vector<Array> run(const Subgraph& subgraph, std::span<const Array> inputs) {
    Run& run = runs_.at(&subgraph);
    check_inputs(run.declared, inputs);
    std::unordered_map<Value, Array> made;
    const auto collect = [&](Value value, const Array& array) { made.insert_or_assign(value, array); };
    run.interpreter.start(inputs);
    while (run.interpreter.step(collect)) {
    }
    std::vector<Array> results;
    for (const Value value : run.wanted) {
      const auto found = made.find(value);
      results.push_back(found == made.end() ? captured(value) : found->second);
    }
    return results;
  }

 private:
  struct Run {
    std::vector<DeclaredInput> declared;
    std::vector<Value> wanted;
    Interpreter interpreter;
  };

  Array captured(Value value) {
    const auto found = captured_.find(value);
    return found == captured_.end() ? captured_.emplace(value, outside_(value)).first->second : found->second;
  }

  const Reader& outside_;
  std::unordered_map<const Subgraph*, Run> runs_;
  std::unordered_map<Value, Array> captured_;
};

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

// The types are those of the graph: what comes out of a subgraph is known once it has run.
std::vector<Array> apply_owner(const OperatorSet& operators, const Kernel& kernel, const Node& node,
                               const std::vector<std::optional<Array>>& inputs, const Reader& read) {
  std::vector<const Array*> pointers;
  for (const auto& input : inputs) pointers.push_back(input ? &*input : nullptr);
  std::vector<TensorType> types;
  for (const Output& output : node.outputs) types.push_back(output.type);
  try {
    SubgraphRunner runner(operators, kernel, node, read);
    const auto run = [&](const Subgraph& subgraph, std::span<const Array> arrays) { return runner.run(subgraph, arrays); };
    return kernel(operators, *node.op, EvalContext{pointers, node.attributes, types, &node, run});
  } catch (const Error& error) {
    throw error.in(context_of(node, *node.op));
  }
}

}  // namespace

std::vector<Array> eval_operator(const OperatorSet& operators, const Operator& op, const EvalContext& context) {
  const ResolvedOperands operands = resolved(op, context.attributes, context.inputs);
  const EvalContext rest{operands.inputs, operands.attributes, context.outputs, context.node, context.run_graph};
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
    : Interpreter(graph.operators(), graph.block(), wanted, std::move(kernel), {}) {}

Interpreter::Interpreter(const OperatorSet& operators, const Block& block, std::span<const Value> wanted, Kernel kernel, Reader outside)
    : operators_(operators),
      block_(block),
      wanted_(wanted.begin(), wanted.end()),
      schedule_(schedule(block, wanted)),
      kernel_(std::move(kernel)),
      outside_(std::move(outside)) {
  for (const Node& node : block.nodes) {
    if (is_constant(node)) constants_.emplace(node.value(), &node);
  }
}

void Interpreter::start(std::span<const Array> inputs) {
  ensure(inputs.size() == block_.inputs.size(), "one array per input");
  live_.clear();
  position_ = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) live_.insert_or_assign(block_.inputs[i], inputs[i]);
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

Array Interpreter::read(Value value) {
  const auto found = live_.find(value);
  if (found != live_.end()) return found->second;
  const auto node = constants_.find(value);
  if (node != constants_.end()) return constant(*node->second);
  ensure(outside_ != nullptr, "a value is read before it is made");
  return outside_(value);
}

Array Interpreter::constant(const Node& node) {
  if (outside_ == nullptr) return content_of(node);
  const auto found = kept_.find(node.value());
  return found == kept_.end() ? kept_.emplace(node.value(), content_of(node)).first->second : found->second;
}

void evaluate_node(const OperatorSet& operators, const Kernel& kernel, const Node& node, const Reader& read, const Visitor& emit) {
  std::vector<std::optional<Array>> inputs;
  for (const auto& input : node.inputs) inputs.push_back(input ? std::optional(read(*input)) : std::nullopt);
  const std::vector<Array> results = node.graphs.empty() ? apply(operators, kernel, *node.op, node.attributes, inputs, node)
                                                         : apply_owner(operators, kernel, node, inputs, read);
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
  if (node.attributes.is<InputAttrs>()) return keep(node.value(), live_.at(node.value()));
  if (is_constant(node)) {
    if (wanted_.count(node.value()) != 0) visit(node.value(), constant(node));
    return;
  }
  evaluate_node(
      operators_, kernel_, node, [&](Value value) { return read(value); }, keep);
}

}  // namespace nnfront::executor
