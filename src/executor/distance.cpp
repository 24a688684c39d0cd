#include "executor/distance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "executor/onednn/kernel.h"
#include "executor/reference/interpreter.h"
#include "ir/elements.h"
#include "ir/input_shapes.h"
#include "support/fail.h"

namespace nnfront::executor {

namespace {

std::span<const std::int64_t> without_leading_ones(const std::vector<std::int64_t>& dims) {
  std::span<const std::int64_t> rest = dims;
  while (!rest.empty() && rest.front() == 1) rest = rest.subspan(1);
  return rest;
}

// Activations that both graphs name: the reconstruct graph's value and what stands for it in the fused graph.
struct SharedValue {
  Value reconstruct;
  Value fused;
};

bool is_activation(const Node& node) {
  return node.op->name != "input" && !is_constant(node);
}

std::vector<SharedValue> shared_values(const Graph& reconstruct, const Graph& fused) {
  std::unordered_set<Value> activations;
  for (const Node& node : fused.nodes()) {
    if (!is_activation(node)) continue;
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) activations.insert(node.value(i));
    for (const EpilogueStep& step : node.epilogue) activations.insert(step.value);
  }
  std::vector<SharedValue> result;
  for (const Node& node : reconstruct.nodes()) {
    if (!is_activation(node)) continue;
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
      const auto found = resolve(fused, node.value(i));
      if (found && activations.count(*found) != 0) result.push_back({node.value(i), *found});
    }
  }
  return result;
}

std::unordered_map<Value, std::string> names_by_value(const Graph& graph) {
  std::unordered_map<Value, std::string> names;
  for (const Node& node : graph.nodes()) {
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) names[node.value(i)] = node.name;
    for (const EpilogueStep& step : node.epilogue) names[step.value] = node.name;
  }
  return names;
}

// One graph of the two, run as far as the other needs it. Values wait here until their partner is there.
class Side {
 public:
  Side(const Graph& graph, std::vector<Value> wanted, std::span<const Array> inputs, const Kernel& kernel)
      : interpreter_(graph, wanted, kernel) {
    for (const Value value : wanted) ++reads_[value];
    interpreter_.start(inputs);
  }

  // False at the end of the graph.
  bool step() {
    return interpreter_.step([&](Value value, const Array& array) { waiting_.insert_or_assign(value, array); });
  }
  bool has(Value value) const { return waiting_.count(value) != 0; }
  // Each value is taken as often as it is wanted, then forgotten.
  Array take(Value value) {
    Array array = waiting_.at(value);
    if (--reads_.at(value) == 0) waiting_.erase(value);
    return array;
  }
  void run_until(Value value) {
    while (!has(value)) ensure(step() || has(value), "a shared value was never made");
  }

 private:
  Interpreter interpreter_;
  std::unordered_map<Value, int> reads_;
  std::unordered_map<Value, Array> waiting_;
};

}  // namespace

double relative_distance(const Array& a, const Array& b) {
  const auto dims_a = without_leading_ones(a.dims());
  const auto dims_b = without_leading_ones(b.dims());
  if (!std::equal(dims_a.begin(), dims_a.end(), dims_b.begin(), dims_b.end())) {
    fail(ErrorCode::invalid_argument, "no distance between shapes {} and {}", text(shape_of(a.dims())), text(shape_of(b.dims())));
  }
  double difference = 0.0;
  double norm = 0.0;
  for (std::int64_t i = 0; i < a.size(); ++i) {
    const double x = number_at(a, i);
    const double y = number_at(b, i);
    if (std::isnan(x) != std::isnan(y)) return std::numeric_limits<double>::infinity();
    if (std::isnan(x) || x == y) {
      norm += std::isfinite(y) ? y * y : 0.0;
      continue;
    }
    difference += (x - y) * (x - y);
    norm += y * y;
  }
  if (difference == 0.0) return 0.0;
  if (norm == 0.0 || !std::isfinite(difference)) return std::numeric_limits<double>::infinity();
  return std::sqrt(difference / norm);
}

Equivalence compare_forms(const Graph& reconstruct, const Graph& fused, std::uint64_t seed, int threads) {
  const std::vector<SharedValue> shared = shared_values(reconstruct, fused);
  ensure(reconstruct.outputs().size() == fused.outputs().size(), "both forms have the same outputs");
  std::vector<Value> wanted_reconstruct;
  std::vector<Value> wanted_fused;
  for (const SharedValue& pair : shared) {
    wanted_reconstruct.push_back(pair.reconstruct);
    wanted_fused.push_back(pair.fused);
  }
  for (const NamedValue& output : reconstruct.outputs()) wanted_reconstruct.push_back(output.value);
  for (const NamedValue& output : fused.outputs()) wanted_fused.push_back(output.value);

  Equivalence result;
  result.sizes = fitting_sizes(reconstruct);
  const std::vector<Array> inputs = random_inputs(reconstruct, seed, result.sizes);
  const Kernel kernel = onednn_kernel(threads);
  Side first(reconstruct, wanted_reconstruct, inputs, kernel);
  Side second(fused, wanted_fused, inputs, kernel);
  const auto names = names_by_value(fused);
  for (std::size_t i = 0; i < wanted_fused.size(); ++i) {
    first.run_until(wanted_reconstruct[i]);
    second.run_until(wanted_fused[i]);
    const double distance = relative_distance(second.take(wanted_fused[i]), first.take(wanted_reconstruct[i]));
    result.maximum = std::max(result.maximum, distance);
    if (i < shared.size()) {
      result.values.push_back({wanted_reconstruct[i], names.at(wanted_fused[i]), distance});
    } else {
      result.outputs.push_back(distance);
    }
  }
  return result;
}

}  // namespace nnfront::executor
