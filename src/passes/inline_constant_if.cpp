#include "passes/inline_constant_if.h"

#include "ops/elements.h"
#include "passes/rewriter.h"

namespace nnfront::passes {

namespace {

bool mentions(const Block& block, const std::unordered_set<std::int64_t>& ids) {
  for (const Node& node : block.nodes) {
    if (ids.contains(node.id)) return true;
    for (const Subgraph& subgraph : node.graphs) {
      if (mentions(subgraph.block, ids)) return true;
    }
  }
  return false;
}

class Inliner {
 public:
  explicit Inliner(Graph& graph) : graph_(graph), index_(graph), state_(state_nodes(graph)) {}

  bool run() {
    for_each_block(graph_, [&](Block& block) { sweep(block); });
    if (replacements_.empty()) return false;
    alias_and_replace(graph_, replacements_);
    update_captures(graph_);
    drop_dangling_aliases(graph_);
    // A branch may say more of a shape than both had in common.
    infer_types(graph_);
    return true;
  }

 private:
  void sweep(Block& block) {
    for (auto node = block.nodes.begin(); node != block.nodes.end();) {
      Block* taken = taken_branch(*node);
      if (taken == nullptr) {
        ++node;
        continue;
      }
      for (std::size_t i = 0; i < taken->outputs.size(); ++i) {
        replacements_.emplace(node->value(static_cast<int>(i)), taken->outputs[i].value);
      }
      // The nodes keep their addresses, so that the index stays right; the first of them is looked at next.
      block.nodes.splice(std::next(node), taken->nodes);
      node = block.nodes.erase(node);
    }
  }

  // Null where it is not known, or must stay.
  Block* taken_branch(Node& node) const {
    if (node.op->name != "if" || !node.epilogue.empty()) return nullptr;
    const Node* condition = index_.find(current(*node.inputs[0]).node);
    if (condition == nullptr || !has_fixed_content(*condition, state_) || condition->tensor.size() != 1) return nullptr;
    const bool holds = ops::to_integers(condition->tensor.evaluate()).front() != 0;
    if (mentions(node.graphs[holds ? 1 : 0].block, state_)) return nullptr;
    return &node.graphs[holds ? 0 : 1].block;
  }

  // A condition may be what another branch gave.
  Value current(Value value) const {
    for (auto found = replacements_.find(value); found != replacements_.end(); found = replacements_.find(value)) value = found->second;
    return value;
  }

  Graph& graph_;
  NodeIndex index_;
  std::unordered_set<std::int64_t> state_;
  ValueMap replacements_;
};

}  // namespace

bool inline_constant_if(Graph& graph) {
  if (nesting(graph) == 0) return false;
  return Inliner(graph).run();
}

}  // namespace nnfront::passes
