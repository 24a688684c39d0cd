#include "ir/graph.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "ir/content.h"
#include "ir/leaf.h"
#include "support/fail.h"

namespace nnfront {

namespace {

template <class BlockType, class Visit>
void visit_block(BlockType& block, const Visit& visit) {
  visit(block);
  for (auto& node : block.nodes) {
    for (auto& graph : node.graphs) visit_block(graph.block, visit);
  }
}

template <class GraphType, class Visit>
void visit_blocks(GraphType& graph, const Visit& visit) {
  visit_block(graph.block(), visit);
  for (auto& entry : graph.entry_points) visit_block(entry.block, visit);
}

std::vector<Value> values_of(const Node& node) {
  std::vector<Value> values;
  for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) values.push_back(node.value(i));
  for (const EpilogueStep& step : node.epilogue) values.push_back(step.value);
  return values;
}

}  // namespace

Graph::Graph(const Graph& other) = default;
Graph& Graph::operator=(const Graph& other) = default;

bool is_constant(const Node& node) {
  return node.attributes.is<ParameterAttrs>() || node.attributes.is<ConstantAttrs>();
}

void for_each_block(Graph& graph, const std::function<void(Block&)>& visit) {
  visit_blocks(graph, visit);
}
void for_each_block(const Graph& graph, const std::function<void(const Block&)>& visit) {
  visit_blocks(graph, visit);
}

void for_each_input(const Node& node, const std::function<void(Value)>& visit) {
  for (const auto& input : node.inputs) {
    if (input) visit(*input);
  }
  for (const EpilogueStep& step : node.epilogue) {
    for (const auto& input : step.inputs) {
      if (input && *input != step.value) visit(*input);
    }
  }
}

std::size_t node_count(const Graph& graph) {
  std::size_t count = 0;
  for_each_block(graph, [&](const Block& block) { count += block.nodes.size(); });
  return count;
}

int nesting(const Graph& graph) {
  std::vector<std::pair<const Block*, int>> pending = {{&graph.block(), 0}};
  for (const EntryPoint& entry : graph.entry_points) pending.emplace_back(&entry.block, 0);
  int deepest = 0;
  while (!pending.empty()) {
    const auto [block, depth] = pending.back();
    pending.pop_back();
    deepest = std::max(deepest, depth);
    for (const Node& node : block->nodes) {
      for (const Subgraph& subgraph : node.graphs) pending.emplace_back(&subgraph.block, depth + 1);
    }
  }
  return deepest;
}

namespace {

// What `block` reads from outside, sorted; brings the captures of the subgraphs inside up to date on the way.
std::vector<Value> outside_reads(Block& block) {
  std::unordered_set<std::int64_t> inside;
  for (const Node& node : block.nodes) inside.insert(node.id);
  std::vector<Value> reads;
  const auto note = [&](Value value) {
    if (!inside.contains(value.node)) reads.push_back(value);
  };
  for (Node& node : block.nodes) {
    for_each_input(node, note);
    update_captures(node);
    for (const Subgraph& subgraph : node.graphs) std::for_each(subgraph.captures.begin(), subgraph.captures.end(), note);
  }
  for (const NamedValue& output : block.outputs) note(output.value);
  std::sort(reads.begin(), reads.end());
  reads.erase(std::unique(reads.begin(), reads.end()), reads.end());
  return reads;
}

}  // namespace

void update_captures(Node& node) {
  for (Subgraph& subgraph : node.graphs) subgraph.captures = outside_reads(subgraph.block);
}

NodeIndex::NodeIndex(const NodeIndex* outer) : outer_(outer), known_contents_(outer->known_contents_) {}

NodeIndex::NodeIndex(const Graph& graph) : known_contents_(std::make_shared<KnownContents>()) {
  for (const StateUpdate& update : graph.state) state_.insert(update.parameter.node);
  nodes_.reserve(graph.nodes().size());
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) nodes_.emplace(node.id, &node);
  });
}

void NodeIndex::add(const Node& node) {
  nodes_.emplace(node.id, &node);
  for (const Subgraph& subgraph : node.graphs) {
    for (const Node& inner : subgraph.block.nodes) add(inner);
  }
}

const Node* NodeIndex::find(std::int64_t id) const {
  const auto found = nodes_.find(id);
  if (found != nodes_.end()) return found->second;
  return outer_ == nullptr ? nullptr : outer_->find(id);
}

const Node& NodeIndex::at(std::int64_t id) const {
  const Node* found = find(id);
  ensure(found != nullptr, "a node is looked up that the graph does not have");
  return *found;
}

const TensorType& NodeIndex::type(Value value) const {
  const Node& node = at(value.node);
  ensure(value.output >= 0 && static_cast<std::size_t>(value.output) < node.outputs.size(),
         "a value is looked up that its node does not have");
  return node.outputs[static_cast<std::size_t>(value.output)].type;
}

MutableNodeIndex::MutableNodeIndex(Graph& graph) {
  nodes_.reserve(graph.nodes().size());
  for_each_block(graph, [&](Block& block) {
    for (Node& node : block.nodes) nodes_.emplace(node.id, &node);
  });
}

Node& MutableNodeIndex::at(std::int64_t id) const {
  const auto found = nodes_.find(id);
  ensure(found != nodes_.end(), "a node is looked up that the graph does not have");
  return *found->second;
}

namespace {

// Follows chains; a cycle among replacements is ours to avoid.
Value final_replacement(const ValueMap& replacements, Value value) {
  std::size_t steps = 0;
  for (auto found = replacements.find(value); found != replacements.end(); found = replacements.find(value)) {
    value = found->second;
    ensure(++steps <= replacements.size(), "values replace one another in a circle");
  }
  return value;
}

void replace_in_node(Node& node, const std::function<Value(Value)>& replaced) {
  for (auto& input : node.inputs) {
    if (input) input = replaced(*input);
  }
  for (EpilogueStep& step : node.epilogue) {
    for (auto& input : step.inputs) {
      if (input && *input != step.value) input = replaced(*input);
    }
  }
  for (Subgraph& subgraph : node.graphs) {
    for (Value& captured : subgraph.captures) captured = replaced(captured);
    std::sort(subgraph.captures.begin(), subgraph.captures.end());
    subgraph.captures.erase(std::unique(subgraph.captures.begin(), subgraph.captures.end()), subgraph.captures.end());
  }
}

}  // namespace

void replace_uses(Graph& graph, const ValueMap& replacements) {
  if (replacements.empty()) return;
  const auto replaced = [&](Value value) { return final_replacement(replacements, value); };
  for_each_block(graph, [&](Block& block) {
    for (Node& node : block.nodes) replace_in_node(node, replaced);
    for (NamedValue& output : block.outputs) output.value = replaced(output.value);
  });
  for (StateUpdate& update : graph.state) update = {replaced(update.parameter), replaced(update.next)};
  for (auto& alias : graph.aliases) alias.second = replaced(alias.second);
}

void alias_and_replace(Graph& graph, const ValueMap& replacements) {
  replace_uses(graph, replacements);
  for (const auto& replacement : replacements) graph.aliases[replacement.first] = final_replacement(replacements, replacement.second);
}

const Node* find_parameter(const Graph& graph, std::string_view key) {
  const Node* found = nullptr;
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      if (found == nullptr && node.attributes.is<ParameterAttrs>() && node.attributes.as<ParameterAttrs>().key == key) found = &node;
    }
  });
  return found;
}

std::optional<Value> resolve(const Graph& graph, Value value) {
  const auto alias = graph.aliases.find(value);
  const Value wanted = alias == graph.aliases.end() ? value : alias->second;
  bool present = false;
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      const auto values = values_of(node);
      present = present || std::find(values.begin(), values.end(), wanted) != values.end();
    }
  });
  if (!present) return std::nullopt;
  return wanted;
}

}  // namespace nnfront
