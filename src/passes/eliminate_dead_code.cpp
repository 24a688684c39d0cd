#include "passes/eliminate_dead_code.h"

#include <string>
#include <unordered_set>
#include <vector>

#include "ir/leaf.h"
#include "passes/rewriter.h"

namespace nnfront::passes {

namespace {

// Keys of the parameters that the node names instead of reading them as inputs.
std::vector<std::string> named_parameters(const Node& node) {
  std::vector<std::string> keys;
  const auto note_grid = [&](const Boxed<Quantization>& quant) {
    if (quant) keys.insert(keys.end(), {quant->scale_key, quant->zero_point_key});
  };
  const auto note_rescaling = [&](const Boxed<Requantization>& requant) {
    if (requant) keys.insert(keys.end(), {requant->multiplier_key, requant->shift_key});
  };
  for (const Output& output : node.outputs) note_grid(output.quant);
  note_rescaling(node.requant);
  for (const EpilogueStep& step : node.epilogue) {
    note_grid(step.quant);
    note_rescaling(step.requant);
  }
  keys.push_back(node.acc_bound);
  if (node.attributes.is<ParameterAttrs>()) keys.push_back(node.attributes.as<ParameterAttrs>().sparsity_mask);
  std::erase(keys, std::string());
  return keys;
}

// Marks backwards from what must stay. Subgraphs come alive with the node that owns them.
class LiveNodes {
 public:
  explicit LiveNodes(const Graph& graph) : index_(graph) {
    for_each_block(graph, [&](const Block& block) {
      for (const Node& node : block.nodes) {
        if (node.attributes.is<ParameterAttrs>()) parameters_.emplace(node.attributes.as<ParameterAttrs>().key, node.id);
      }
    });
    mark_ends(graph.block());
    for (const EntryPoint& entry : graph.entry_points) mark_ends(entry.block);
    for (const StateUpdate& update : graph.state) {
      mark(update.parameter.node);
      mark(update.next.node);
    }
    spread();
  }

  bool contains(const Node& node) const { return live_.contains(node.id); }

 private:
  void mark(std::int64_t id) {
    if (live_.insert(id).second) pending_.push_back(id);
  }
  void mark_ends(const Block& block) {
    for (const Value input : block.inputs) mark(input.node);
    for (const NamedValue& output : block.outputs) mark(output.value.node);
  }
  void spread() {
    while (!pending_.empty()) {
      const Node& node = index_.at(pending_.back());
      pending_.pop_back();
      for_each_input(node, [&](Value value) { mark(value.node); });
      for (const Subgraph& subgraph : node.graphs) mark_ends(subgraph.block);
      for (const std::string& key : named_parameters(node)) {
        const auto found = parameters_.find(key);
        if (found != parameters_.end()) mark(found->second);
      }
    }
  }

  NodeIndex index_;
  std::unordered_map<std::string, std::int64_t> parameters_;
  std::unordered_set<std::int64_t> live_;
  std::vector<std::int64_t> pending_;
};

}  // namespace

bool eliminate_dead_code(Graph& graph) {
  const LiveNodes live(graph);
  bool changed = false;
  for_each_block(
      graph, [&](Block& block) { changed = block.nodes.remove_if([&](const Node& node) { return !live.contains(node); }) > 0 || changed; });
  if (!changed) return false;
  update_captures(graph);
  drop_dangling_aliases(graph);
  return true;
}

}  // namespace nnfront::passes
