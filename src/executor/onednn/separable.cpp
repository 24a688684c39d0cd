#include "executor/onednn/separable.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "executor/plan.h"
#include "ir/attribute_inputs.h"
#include "ops/shape.h"

namespace nnfront::executor::onednn {

namespace {

bool contains(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_batch(std::int64_t axis, std::size_t rank) {
  return axis == 0 || axis == -static_cast<std::int64_t>(rank);
}

// Does an attribute `axis` or `axes` name dimension 0? A list that names none may mean all.
bool runs_along_batch(const Attributes& attributes, std::size_t rank) {
  for (const AttrField& field : attributes.fields()) {
    if (field.name == "axis") {
      const auto* axis = std::get_if<std::int64_t>(&field.value);
      if (axis == nullptr || is_batch(*axis, rank)) return true;
    }
    if (field.name == "axes") {
      const auto* axes = std::get_if<std::vector<std::int64_t>>(&field.value);
      if (axes == nullptr || axes->empty()) return true;
      if (std::any_of(axes->begin(), axes->end(), [&](std::int64_t axis) { return is_batch(axis, rank); })) return true;
    }
  }
  return false;
}

// The shape is [batch, rest] in one graph and [1, rest] in the other.
bool differs_in_batch_alone(const TensorType& full, const TensorType& one, std::int64_t batch) {
  const auto full_dims = integers(full.shape);
  const auto one_dims = integers(one.shape);
  if (!full_dims || !one_dims || full_dims->empty() || full_dims->size() != one_dims->size()) return false;
  if (full_dims->front() != batch || one_dims->front() != 1) return false;
  return std::equal(full_dims->begin() + 1, full_dims->end(), one_dims->begin() + 1);
}

class Check {
 public:
  Check(const Graph& graph, const Graph& one, std::int64_t batch) : index_(graph), one_(one), batch_(batch) {}

  bool input(Value value) {
    varies_.insert(value);
    return differs_in_batch_alone(index_.type(value), one_.type(value), batch_);
  }

  bool node(const Node& node) {
    bool varies = false;
    for_each_read(node, [&](Value value) { varies = varies || varies_.count(value) != 0; });
    if (!varies) return true;
    if (!node.graphs.empty() || node.fixed || has_attribute_inputs(node)) return false;
    std::size_t rank = 0;
    if (!node.inputs.empty() && node.inputs.front() && !operands_agree(node.inputs, *node.op, std::nullopt, rank)) return false;
    if (!keeps_entries_apart(*node.op, node.attributes, rank)) return false;
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
      if (!differs_in_batch_alone(index_.type(node.value(i)), one_.type(node.value(i)), batch_)) return false;
      varies_.insert(node.value(i));
    }
    for (const EpilogueStep& step : node.epilogue) {
      rank = index_.type(node.value()).shape.size();
      if (!operands_agree(step.inputs, *step.op, step.value, rank) || !keeps_entries_apart(*step.op, step.attributes, rank)) return false;
      varies_.insert(step.value);
    }
    return true;
  }

  bool result(Value value) const { return varies_.count(value) != 0 || is_constant(index_.producer(value)); }
  bool is_epilogue_value(Value value) const { return varies_.count(value) != 0 && index_.find(value.node) == nullptr; }

 private:
  // Operands that vary must meet entry by entry: with the same rank, so that broadcasting aligns their batches, and as data, not as
  // weights or shape arguments. `rank`: of the first one that varies.
  bool operands_agree(const std::vector<std::optional<Value>>& inputs, const Operator& op, std::optional<Value> running,
                      std::size_t& rank) const {
    const bool any_operand = op.family == "elementwise" || op.name == "concat";
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (!inputs[i]) continue;
      if (running && *inputs[i] == *running) continue;
      const TensorType& type = index_.type(*inputs[i]);
      if (varies_.count(*inputs[i]) == 0) {
        if (op.name == "concat" || (any_operand && rank != 0 && type.shape.size() > rank)) return false;
        continue;
      }
      if (i > 0 && !any_operand) return false;
      if (rank == 0) rank = type.shape.size();
      if (type.shape.size() != rank) return false;
    }
    return rank != 0;
  }

  NodeIndex index_;
  NodeIndex one_;
  std::int64_t batch_;
  std::unordered_set<Value> varies_;
};

}  // namespace

bool keeps_entries_apart(const Operator& op, const Attributes& attributes, std::size_t rank) {
  if (op.family == "elementwise") return true;
  if (op.name == "max_pool_indices") return false;  // counts through the entries
  if (op.name == "pad") {
    const auto& [pads, mode, value, axes] = attributes.as<ops::PadAttrs>();
    if (!axes.empty()) return !runs_along_batch(attributes, rank);
    if (pads.empty()) return false;  // an operand says how many
    return pads.front() == 0 && pads[pads.size() / 2] == 0;
  }
  const bool moves =
      contains({"concat", "depth_to_space", "flip", "reshape", "resize", "slice", "space_to_depth", "split", "transpose"}, op.name);
  const bool computes = contains({"activation", "conv", "matmul", "norm", "pool", "reduce"}, op.family);
  return (moves || computes) && !runs_along_batch(attributes, rank);
}

bool is_separable(const Graph& graph, const Graph& one, std::span<const Value> wanted) {
  if (graph.inputs().empty() || !graph.state.empty()) return false;
  const NodeIndex index(graph);
  const TensorType& first = index.type(graph.inputs().front());
  if (first.shape.empty() || !first.shape.front().is_integer()) return false;
  const std::vector<ScheduledNode> nodes = schedule(graph.block(), wanted);
  Check check(graph, one, first.shape.front().integer());
  for (const Value value : graph.inputs()) {
    if (!check.input(value)) return false;
  }
  for (const ScheduledNode& scheduled : nodes) {
    if (scheduled.node->op->name != "input" && !check.node(*scheduled.node)) return false;
  }
  return std::all_of(wanted.begin(), wanted.end(), [&](Value value) { return check.is_epilogue_value(value) || check.result(value); });
}

}  // namespace nnfront::executor::onednn
