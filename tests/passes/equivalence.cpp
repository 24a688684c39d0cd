#include "tests/passes/equivalence.h"

#include <unordered_set>
#include <vector>

#include "executor/distance.h"
#include "executor/executor.h"
#include "ir/elements.h"

namespace nnfront::test {

namespace {

// Everything that a graph has a name for, parameters left out.
std::unordered_set<Value> named_values(const Graph& graph) {
  std::unordered_set<Value> stored;
  std::unordered_set<Value> named;
  for (const Node& node : graph.nodes()) {
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) (is_constant(node) ? stored : named).insert(node.value(i));
    for (const EpilogueStep& step : node.epilogue) named.insert(step.value);
  }
  for (const auto& alias : graph.aliases) {
    if (!stored.contains(alias.second)) named.insert(alias.first);
  }
  return named;
}

std::vector<Array> inputs_of(const Graph& graph, std::uint64_t seed) {
  std::vector<Array> arrays;
  const NodeIndex index(graph);
  for (const Value input : graph.inputs()) {
    const TensorType& type = index.type(input);
    arrays.push_back(random_input(type.dtype, integers(type.shape).value(), seed++));
  }
  return arrays;
}

}  // namespace

SharedValues compare_shared_values(const Graph& before, const Graph& after, std::uint64_t seed) {
  const auto later = named_values(after);
  std::vector<Value> shared;
  for (const Value value : named_values(before)) {
    if (later.contains(value)) shared.push_back(value);
  }
  executor::PrepareOptions options;
  options.values = shared;
  const auto inputs = inputs_of(before, seed);
  const auto arrays_before = executor::run("reference", before, inputs, options);
  const auto arrays_after = executor::run("reference", after, inputs, options);
  const std::size_t outputs = before.outputs().size();

  SharedValues result;
  for (std::size_t i = 0; i < arrays_before.size(); ++i) {
    const double distance = executor::relative_distance(arrays_after[i], arrays_before[i]);
    ++result.compared;
    if (!(distance > result.largest)) continue;
    result.largest = distance;
    result.worst = i < outputs ? before.outputs()[i].name : text(shared[i - outputs]);
  }
  return result;
}

}  // namespace nnfront::test
