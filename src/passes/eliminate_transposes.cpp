#include "passes/eliminate_transposes.h"

#include <algorithm>

#include "ops/axis.h"
#include "ops/shape.h"
#include "passes/permutation.h"

namespace nnfront::passes {

namespace {

bool works_on_any_layout(const Node& node) {
  if (node.outputs.size() != 1 || !node.epilogue.empty() || !node.outputs[0].type.ranked) return false;
  if (node.op->name == "concat") return true;
  if (node.op->family == "elementwise") return node.op->deterministic;
  return node.op->epilogue_role == EpilogueRole::activation && node.inputs.size() == 1;
}

bool is_single_number(const Rewriter& rewriter, const Node& node, Value value) {
  const TensorType& type = rewriter.type(value);
  return node.op->name != "concat" && type.ranked && type.shape.size() <= node.outputs[0].type.shape.size() &&
         std::all_of(type.shape.begin(), type.shape.end(), [](const Dim& dim) { return dim == Dim(1); });
}

// The transposes that `node` reads, all by one permutation; empty where it may not be moved in front of them.
std::vector<Node*> transposes_in_front(const Rewriter& rewriter, const Node& node) {
  std::vector<Node*> transposes;
  for (const auto& input : node.inputs) {
    if (!input) return {};
    Node* producer = rewriter.sole_producer(node, input);
    if (producer != nullptr && is_transpose(*producer)) {
      if (producer->outputs[0].type.shape.size() != node.outputs[0].type.shape.size()) return {};
      if (!transposes.empty() && permutation_of(*producer) != permutation_of(*transposes[0])) return {};
      transposes.push_back(producer);
    } else if (!is_single_number(rewriter, node, *input)) {
      return {};
    }
  }
  return transposes;
}

// The shape whose transpose by `permutation` is `shape`.
Shape before_transpose(const Shape& shape, const Permutation& permutation) {
  Shape result(shape.size());
  for (std::size_t i = 0; i < shape.size(); ++i) result[static_cast<std::size_t>(permutation[i])] = shape[i];
  return result;
}

Attributes before_transpose(const Node& node, const Permutation& permutation) {
  if (node.op->name != "concat") return node.attributes;
  const std::int64_t axis = node.attributes.as<ops::AxisAttrs>().axis;
  return ops::AxisAttrs{permutation[static_cast<std::size_t>(ops::from_front(axis, permutation.size()))]};
}

void move_in_front(Rewriter& rewriter, Node& node, const std::vector<Node*>& transposes) {
  const Permutation permutation = permutation_of(*transposes[0]);
  Node moved;
  moved.op = node.op;
  moved.name = std::move(node.name);
  moved.attributes = before_transpose(node, permutation);
  moved.fixed = node.fixed;
  moved.inputs = node.inputs;
  moved.outputs = node.outputs;
  moved.outputs[0].type.shape = before_transpose(node.outputs[0].type.shape, permutation);
  for (auto& input : moved.inputs) {
    const Node& producer = *rewriter.producer(*input);
    if (std::find(transposes.begin(), transposes.end(), &producer) != transposes.end()) input = producer.inputs[0];
  }
  const Value untransposed = rewriter.insert_before(node, std::move(moved)).value();

  node.op = &rewriter.graph().operators().at("transpose");
  node.attributes = ops::TransposeAttrs{permutation};
  for (std::size_t i = 0; i < node.inputs.size(); ++i) rewriter.set_input(node, i, std::nullopt);
  node.inputs.clear();
  rewriter.set_input(node, 0, untransposed);
  for (const Node* transpose : transposes) rewriter.swallow(node, *transpose);
}

}  // namespace

bool eliminate_transposes(Graph& graph) {
  Rewriter rewriter(graph);
  rewriter.sweep([&](Node& node) {
    if (is_transpose(node)) {
      simplify_transpose(rewriter, node);
    } else if (works_on_any_layout(node)) {
      const auto transposes = transposes_in_front(rewriter, node);
      if (!transposes.empty()) move_in_front(rewriter, node, transposes);
    }
  });
  return rewriter.finish();
}

}  // namespace nnfront::passes
