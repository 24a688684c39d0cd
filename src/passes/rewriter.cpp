#include "passes/rewriter.h"

#include <algorithm>
#include <utility>

#include "support/fail.h"

namespace nnfront::passes {

namespace {

constexpr std::string_view folded_suffix = ".folded";

bool is_parameter(const Node& node) {
  return node.attributes.is<ParameterAttrs>();
}

bool is_folded(const Node& node) {
  return is_parameter(node) && node.attributes.as<ParameterAttrs>().key.ends_with(folded_suffix);
}

void enter_swallowed(Node& keeper, std::int64_t id, const std::vector<std::int64_t>& swallowed_before) {
  keeper.swallowed.push_back(id);
  keeper.swallowed.insert(keeper.swallowed.end(), swallowed_before.begin(), swallowed_before.end());
}

}  // namespace

std::unordered_set<std::int64_t> state_nodes(const Graph& graph) {
  std::unordered_set<std::int64_t> result;
  for (const StateUpdate& update : graph.state) result.insert({update.parameter.node, update.next.node});
  return result;
}

bool has_fixed_content(const Node& node, const std::unordered_set<std::int64_t>& state) {
  if (!node.tensor.has_content()) return false;
  if (node.attributes.is<ConstantAttrs>()) return true;
  if (!is_parameter(node) || state.contains(node.id)) return false;
  return node.attributes.as<ParameterAttrs>().role != ParameterRole::state;
}

std::string source_name(const Node& source) {
  std::string name = is_parameter(source) ? source.attributes.as<ParameterAttrs>().key : source.name;
  if (name.ends_with(folded_suffix)) name.resize(name.size() - folded_suffix.size());
  return name.empty() ? fmt::format("{}_{}", source.op->name, source.id) : name;
}

Rewriter::Rewriter(Graph& graph) : graph_(graph) {
  // Nearly all, and known without walking over them.
  places_.reserve(graph.nodes().size());
  uses_.reserve(graph.nodes().size());
  std::int64_t order = 0;
  for_each_block(graph, [&](Block& block) {
    for (auto node = block.nodes.begin(); node != block.nodes.end(); ++node) {
      places_.emplace(node->id, Place{&block, node, order++});
      if (is_parameter(*node)) keys_.insert(node->attributes.as<ParameterAttrs>().key);
      for_each_input(*node, [&](Value value) { ++uses_[value]; });
      for (const Subgraph& subgraph : node->graphs) {
        for (const Value captured : subgraph.captures) ++uses_[captured];
      }
    }
    for (const NamedValue& output : block.outputs) ++uses_[output.value];
  });
  for (const StateUpdate& update : graph.state) {
    ++uses_[update.parameter];
    ++uses_[update.next];
  }
  state_ = state_nodes(graph);
}

void Rewriter::sweep(const std::function<void(Node&)>& visit) {
  for_each_block(graph_, [&](Block& block) { sweep(block, visit); });
}

void Rewriter::sweep(Block& block, const std::function<void(Node&)>& visit) {
  for (auto next = block.nodes.begin(); next != block.nodes.end();) {
    Node& node = *next++;
    for (auto& input : node.inputs) {
      if (input) input = current(*input);
    }
    visit(node);
  }
}

Node* Rewriter::find(std::int64_t id) const {
  const auto found = places_.find(id);
  return found == places_.end() ? nullptr : &*found->second.node;
}

const TensorType& Rewriter::type(Value value) const {
  const Node* node = find(value.node);
  ensure(node != nullptr && static_cast<std::size_t>(value.output) < node->outputs.size(),
         "a pass asks for the type of a value that is gone");
  return node->outputs[static_cast<std::size_t>(value.output)].type;
}

int Rewriter::uses(Value value) const {
  const auto found = uses_.find(value);
  return found == uses_.end() ? 0 : found->second;
}

const Rewriter::Place& Rewriter::place(const Node& node) const {
  const auto found = places_.find(node.id);
  ensure(found != places_.end() && &*found->second.node == &node, "a pass works on a node that is not in the graph");
  return found->second;
}

Node* Rewriter::sole_producer(const Node& reader, std::optional<Value> value) const {
  if (!value || uses(*value) != 1) return nullptr;
  const auto found = places_.find(value->node);
  if (found == places_.end() || found->second.block != place(reader).block) return nullptr;
  Node& node = *found->second.node;
  return node.outputs.size() == 1 ? &node : nullptr;
}

Node& Rewriter::later(Node& a, Node& b) const {
  return place(a).order < place(b).order ? b : a;
}

const Node* Rewriter::constant(std::optional<Value> value) const {
  if (!value) return nullptr;
  const Node* node = producer(*value);
  return node != nullptr && has_fixed_content(*node, state_) ? node : nullptr;
}

Node& Rewriter::insert_before(const Node& reader, Node node) {
  const Place where = place(reader);
  node.id = graph_.take_id();
  for_each_input(node, [&](Value value) { ++uses_[value]; });
  const auto inserted = where.block->nodes.insert(where.node, std::move(node));
  places_.emplace(inserted->id, Place{where.block, inserted, where.order});
  changed_ = true;
  return *inserted;
}

std::string Rewriter::take_folded_key(const std::string& name) {
  std::string key = name + std::string(folded_suffix);
  std::int64_t& copies = duplicates_.try_emplace(name, 1).first->second;
  while (keys_.contains(key)) key = fmt::format("{}.{}{}", name, ++copies, folded_suffix);
  keys_.insert(key);
  return key;
}

void Rewriter::fold_input(Node& reader, std::size_t input, const Node& source, ParameterAttrs like, Tensor tensor) {
  const std::string name = source_name(source);
  set_input(reader, input, std::nullopt);
  like.key = take_folded_key(name);
  like.dtype = tensor.dtype();
  like.shape = shape_of(tensor.dims());
  like.tied_names.clear();
  Node node;
  node.op = &graph_.operators().at("parameter");
  node.name = like.key;
  node.outputs.push_back({{like.dtype, like.shape, true}, std::nullopt});
  node.attributes = std::move(like);
  node.tensor = std::move(tensor);
  set_input(reader, input, insert_before(reader, std::move(node)).value());
}

void Rewriter::drop_use(std::optional<Value> value) {
  if (!value) return;
  const Value read = current(*value);
  if (--uses_[read] > 0) return;
  const Node* node = producer(read);
  if (node != nullptr && is_folded(*node)) erase(*node);
}

void Rewriter::set_input(Node& node, std::size_t input, std::optional<Value> value) {
  if (node.inputs.size() <= input) node.inputs.resize(input + 1);
  if (value) ++uses_[*value];
  drop_use(std::exchange(node.inputs[input], value));
  changed_ = true;
}

void Rewriter::erase(const Node& node) {
  const Place where = place(node);
  places_.erase(node.id);
  if (is_parameter(node)) keys_.erase(node.attributes.as<ParameterAttrs>().key);
  for_each_input(node, [&](Value value) { drop_use(value); });
  where.block->nodes.erase(where.node);
  changed_ = true;
}

void Rewriter::replace(Value removed, Value survivor) {
  survivor = current(survivor);
  uses_[survivor] += std::exchange(uses_[removed], 0);
  replacements_.emplace(removed, survivor);
  changed_ = true;
}

Value Rewriter::current(Value value) const {
  const auto found = replacements_.find(value);
  return found == replacements_.end() ? value : found->second;
}

void Rewriter::swallow(Node& keeper, const Node& gone) {
  enter_swallowed(keeper, gone.id, gone.swallowed);
  erase(gone);
}

Node& Rewriter::absorb(Node& producer, Node& last) {
  const Place from = place(producer);
  places_.erase(producer.id);
  Node merged = std::move(producer);
  from.block->nodes.erase(from.node);

  for (const auto& input : last.inputs) {
    if (input != merged.value()) drop_use(input);
  }
  uses_.erase(merged.value());
  enter_swallowed(merged, merged.id, last.swallowed);
  merged.epilogue.insert(merged.epilogue.end(), std::make_move_iterator(last.epilogue.begin()),
                         std::make_move_iterator(last.epilogue.end()));
  merged.id = last.id;
  if (!last.name.empty()) merged.name = std::move(last.name);
  merged.outputs = std::move(last.outputs);
  merged.fixed = merged.fixed || last.fixed;
  last = std::move(merged);
  changed_ = true;
  return last;
}

Node& Rewriter::absorb_as_step(Node& producer, Node& last) {
  EpilogueStep step;
  step.op = last.op;
  step.attributes = last.attributes;
  step.inputs = last.inputs;
  step.value = producer.value();
  last.epilogue.insert(last.epilogue.begin(), std::move(step));
  last.inputs.clear();
  return absorb(producer, last);
}

bool Rewriter::finish() {
  if (!changed_) return false;
  alias_and_replace(graph_, replacements_);
  update_captures(graph_);
  drop_dangling_aliases(graph_);
  // A body that turns out to hand its condition on makes the number of trips known, and with it sizes of what the loop gives.
  if (nesting(graph_) > 0) infer_types(graph_);
  return true;
}

void drop_dangling_aliases(Graph& graph) {
  if (graph.aliases.empty()) return;
  std::unordered_set<Value> alive;
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) alive.insert(node.value(i));
      for (const EpilogueStep& step : node.epilogue) alive.insert(step.value);
    }
  });
  std::erase_if(graph.aliases, [&](const auto& alias) { return !alive.contains(alias.second); });
}

void update_captures(Graph& graph) {
  const auto update = [](Block& block) {
    for (Node& node : block.nodes) nnfront::update_captures(node);
  };
  update(graph.block());
  for (EntryPoint& entry : graph.entry_points) update(entry.block);
}

}  // namespace nnfront::passes
