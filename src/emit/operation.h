// What every target's writer walks over: the nodes of a graph that compute something, each step of an epilogue as an operation of its own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ir/graph.h"

namespace nnfront::emit {

// One operator at work. `outputs` are values of the graph; what enters a step of an epilogue is the step's `value`.
struct Operation {
  const Operator* op = nullptr;
  const Attributes* attributes = nullptr;
  std::vector<std::optional<Value>> inputs;
  std::vector<TensorType> input_types;  // of an input that is left out: the default
  std::vector<Value> outputs;
  std::vector<TensorType> types;  // of the outputs
  std::string name;               // of the node; of a step "node.op"
  const Node* node = nullptr;

  template <class T>
  const T& attrs() const {
    return attributes->as<T>();
  }
};

// The node itself, then the steps of its epilogue in order.
std::vector<Operation> operations(const Node& node, const NodeIndex& index);

// A composite operator as smaller ones, in a graph whose inputs are those of the operation.
struct Decomposition {
  Graph graph;
  std::vector<std::optional<Value>> inputs;  // of the graph, for each input of the operation
};
// Ids of its nodes begin at `next_id`. Error (unsupported) where the operator says that it cannot be taken apart; InternalError for one
// that is no composite.
Decomposition decomposed(const Operation& operation, std::int64_t next_id);

// Names of things in a target: each differently, the source's own wherever that can be.
class Names {
 public:
  // `wanted` where nothing is called so yet, else "wanted_2", "wanted_3", ...; "value" for an empty one.
  std::string take(std::string_view wanted);
  void set(Value value, std::string name) { of_.insert_or_assign(value, std::move(name)); }
  bool has(Value value) const { return of_.count(value) != 0; }
  // InternalError for a value that has no name yet: nodes stand in topological order.
  const std::string& at(Value value) const;

 private:
  std::unordered_map<Value, std::string> of_;
  std::unordered_set<std::string> taken_;
  std::unordered_map<std::string, int> last_;  // number that was given to a name
};

// What a target lacks: collected over the whole graph, so that all of it is reported together.
class Refusals {
 public:
  void add(const Operation& operation, std::string_view reason);
  bool empty() const { return nodes_by_reason_.empty(); }
  // Error (unsupported) that lists every reason with the names of nodes; nothing where there are none. `target`: "ONNX".
  void report(std::string_view target) const;

 private:
  std::map<std::string, std::vector<std::string>> nodes_by_reason_;
};

// Error (invalid_argument) that names the first parameter without content; (unsupported) for what no target is given yet: quantized graphs,
// files with several graphs, state that a run carries on.
void check_can_be_rebuilt(const Graph& graph, std::string_view target);

}  // namespace nnfront::emit
