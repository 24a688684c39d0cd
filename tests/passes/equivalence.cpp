#include "tests/passes/equivalence.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <vector>

#include "executor/distance.h"
#include "executor/executor.h"
#include "ir/input_shapes.h"
#include "tests/support/same_bytes.h"

namespace nnfront::test {

namespace {

enum class Is { activation, stored, epilogue, alias };

// Everything that a graph has a name for.
std::unordered_map<Value, Is> named_values(const Graph& graph) {
  std::unordered_map<Value, Is> named;
  for (const auto& alias : graph.aliases) named.emplace(alias.first, Is::alias);
  for (const Node& node : graph.nodes()) {
    const Is output = is_constant(node) ? Is::stored : Is::activation;
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) named[node.value(i)] = output;
    for (const EpilogueStep& step : node.epilogue) named[step.value] = Is::epilogue;
  }
  return named;
}

struct SharedValue {
  Value value;
  Is before;
  Is after;
};

std::vector<SharedValue> shared_values(const Graph& before, const Graph& after) {
  const auto later = named_values(after);
  std::vector<SharedValue> shared;
  for (const auto& [value, is] : named_values(before)) {
    const auto found = later.find(value);
    if (found != later.end()) shared.push_back({value, is, found->second});
  }
  return shared;
}

void count(const SharedValue& shared, Compared& compared) {
  if (shared.after == Is::activation) ++compared.activations;
  if (shared.after == Is::stored) ++(shared.before == Is::stored ? compared.stored : compared.folded);
  if (shared.after == Is::epilogue) ++compared.epilogue;
  if (shared.after == Is::alias) ++compared.aliases;
}

}  // namespace

Compared& Compared::operator+=(const Compared& other) {
  outputs += other.outputs;
  activations += other.activations;
  stored += other.stored;
  folded += other.folded;
  epilogue += other.epilogue;
  aliases += other.aliases;
  return *this;
}

SharedValues compare_shared_values(const Graph& before, const Graph& after, std::uint64_t seed) {
  const std::vector<SharedValue> shared = shared_values(before, after);
  executor::PrepareOptions options;
  for (const SharedValue& each : shared) options.values.push_back(each.value);
  const auto inputs = random_inputs(before, seed);
  const auto arrays_before = executor::run("reference", before, inputs, options);
  const auto arrays_after = executor::run("reference", after, inputs, options);
  const std::size_t outputs = before.outputs().size();

  SharedValues result;
  for (std::size_t i = 0; i < arrays_before.size(); ++i) {
    const SharedValue* value = i < outputs ? nullptr : &shared[i - outputs];
    value == nullptr ? void(++result.compared.outputs) : count(*value, result.compared);
    const bool both_store_it = value != nullptr && value->before == Is::stored && value->after == Is::stored;
    const bool changed = both_store_it && !testing_support::same_bytes(arrays_before[i], arrays_after[i]);
    const double distance =
        changed ? std::numeric_limits<double>::infinity() : executor::relative_distance(arrays_after[i], arrays_before[i]);
    if (!(distance > result.largest)) continue;
    result.largest = distance;
    result.worst = value == nullptr ? before.outputs()[i].name : text(value->value);
  }
  return result;
}

}  // namespace nnfront::test
