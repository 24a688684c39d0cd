#include "passes/merge_reshapes.h"

#include <algorithm>
#include <map>

#include "ir/attribute_inputs.h"
#include "ops/axis.h"
#include "ops/shape.h"
#include "passes/rewriter.h"

namespace nnfront::passes {

namespace {

bool is_plain_reshape(const Node& node) {
  return node.op->name == "reshape" && !has_attribute_inputs(node) && node.epilogue.empty();
}

// What squeeze and unsqueeze do at axes that are named, as a reshape does it, whatever the sizes are.
std::optional<Shape> as_target(const Node& node, std::size_t rank) {
  const bool narrower = node.op->name == "squeeze";
  if ((!narrower && node.op->name != "unsqueeze") || has_attribute_inputs(node)) return std::nullopt;
  std::vector<std::int64_t> axes = node.attributes.as<ops::SqueezeAttrs>().axes;
  if (narrower && axes.empty()) return std::nullopt;
  for (std::int64_t& axis : axes) axis = ops::from_front(axis, narrower ? rank : rank + axes.size());
  std::sort(axes.begin(), axes.end());
  Shape target;
  for (std::size_t d = 0; d < rank; ++d) target.push_back(ops::input_dimension(d));
  for (const std::int64_t axis : axes) {
    if (!narrower) target.insert(target.begin() + axis, Dim(1));
  }
  for (auto axis = axes.rbegin(); narrower && axis != axes.rend(); ++axis) target.erase(target.begin() + *axis);
  return target;
}

bool become_reshape(Graph& graph, Node& node, const TensorType& input) {
  const auto target = input.ranked ? as_target(node, input.shape.size()) : std::nullopt;
  if (!target) return false;
  node.op = &graph.operators().at("reshape");
  node.attributes = ops::ReshapeAttrs{*target};
  return true;
}

bool is_rest(const Dim& dim) {
  return dim == Dim(-1);
}

// `second` in terms of the dimensions that `first` is in terms of; no value where it asks for one that is left over there.
std::optional<Shape> composed(const Shape& first, const Shape& second) {
  std::map<std::string, Dim> known;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (!is_rest(first[i])) known.emplace(ops::input_dimension(i).text(), first[i]);
  }
  Shape result;
  for (const Dim& dim : second) {
    for (const std::string& symbol : dim.symbols()) {
      if (!known.contains(symbol)) return std::nullopt;
    }
    result.push_back(dim.substitute(known));
  }
  return result;
}

void merge_with_reshape_before(Rewriter& rewriter, Node& node) {
  Node* first = rewriter.producer(*node.inputs[0]);
  if (first == nullptr || !is_plain_reshape(*first) || first->fixed) return;
  const auto shape = composed(first->attributes.as<ops::ReshapeAttrs>().shape, node.attributes.as<ops::ReshapeAttrs>().shape);
  if (!shape) return;
  const bool swallows = rewriter.sole_producer(node, node.inputs[0]) == first;
  node.attributes = ops::ReshapeAttrs{*shape};
  rewriter.set_input(node, 0, first->inputs[0]);
  if (swallows) rewriter.swallow(node, *first);
}

// Whether the target says of every dimension that it stays, whatever its size.
bool changes_nothing(const Rewriter& rewriter, const Node& node) {
  const TensorType& input = rewriter.type(*node.inputs[0]);
  const Shape& target = node.attributes.as<ops::ReshapeAttrs>().shape;
  if (!input.ranked || input.shape.size() != target.size()) return false;
  for (std::size_t i = 0; i < target.size(); ++i) {
    const bool same_number = target[i].is_integer() && target[i] == input.shape[i];
    if (!same_number && !is_rest(target[i]) && !(target[i] == ops::input_dimension(i))) return false;
  }
  return true;
}

}  // namespace

bool merge_reshapes(Graph& graph) {
  Rewriter rewriter(graph);
  bool changed = false;
  rewriter.sweep([&](Node& node) {
    if (!node.inputs.empty() && node.inputs[0]) changed = become_reshape(graph, node, rewriter.type(*node.inputs[0])) || changed;
    if (!is_plain_reshape(node)) return;
    merge_with_reshape_before(rewriter, node);
    if (!changes_nothing(rewriter, node)) return;
    rewriter.replace(node.value(), *node.inputs[0]);
    rewriter.erase(node);
  });
  return rewriter.finish() || changed;
}

}  // namespace nnfront::passes
