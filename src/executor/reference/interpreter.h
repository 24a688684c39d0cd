// Evaluates a graph node by node with the operators' own reference kernels. Only values that are still needed are in memory, and
// of the parameters only those of the node at work.
#pragma once

#include <functional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "executor/inputs.h"
#include "executor/plan.h"
#include "ir/graph.h"
#include "nnfront/array.h"

namespace nnfront::executor {

// Computes one operator. `operators` is what composites decompose into.
using Kernel = std::function<std::vector<Array>(const OperatorSet& operators, const Operator& op, const EvalContext& context)>;

// The definition: Operator::eval, or the decomposition of a composite, with inputs that stand for attributes resolved. Error (unsupported)
// for an operator that has neither.
std::vector<Array> eval_operator(const OperatorSet& operators, const Operator& op, const EvalContext& context);

// The content of a parameter or constant. Error (invalid_argument) where it has none.
Array content_of(const Node& node);

using Reader = std::function<Array(Value)>;
using Visitor = std::function<void(Value, const Array&)>;

// Computes one node and its epilogue. `read` is asked for its inputs and for what its subgraphs capture, `emit` is called for every
// value that comes up, the epilogue's included. Recurses as deep as subgraphs nest.
void evaluate_node(const OperatorSet& operators, const Kernel& kernel, const Node& node, const Reader& read, const Visitor& emit);

class Interpreter {
 public:
  // `wanted`: values as wanted_values() gives them. The graph must outlive the interpreter.
  Interpreter(const Graph& graph, std::span<const Value> wanted, Kernel kernel = eval_operator);
  // Of the block of a subgraph. `outside` is asked for what it captures; its own constants are kept once they are read, since it is run
  // many times.
  Interpreter(const OperatorSet& operators, const Block& block, std::span<const Value> wanted, Kernel kernel, Reader outside);

  // Begins a run. `inputs`: one per input, checked by the caller.
  void start(std::span<const Array> inputs);
  // Evaluates the next node and calls visit(value, array) for each wanted value that it makes. False when no node is left: then nothing
  // of the run is held any longer.
  bool step(const Visitor& visit);

 private:
  Array read(Value value);
  Array constant(const Node& node);
  void evaluate(const Node& node, const Visitor& visit);

  const OperatorSet& operators_;
  const Block& block_;
  std::unordered_set<Value> wanted_;
  std::vector<ScheduledNode> schedule_;
  Kernel kernel_;
  Reader outside_;
  std::unordered_map<Value, const Node*> constants_;
  std::unordered_map<Value, Array> kept_;
  std::size_t position_ = 0;
  std::unordered_map<Value, Array> live_;
};

}  // namespace nnfront::executor
