#include "passes/unroll_loops.h"

#include <algorithm>
#include <limits>

#include "ir/infer.h"
#include "ops/axis.h"
#include "ops/control.h"
#include "ops/elements.h"
#include "ops/kernels.h"
#include "ops/shape.h"
#include "passes/rewriter.h"

namespace nnfront::passes {

namespace {

constexpr std::int64_t most_nodes_of_a_loop = 10'000;
constexpr std::int64_t most_nodes = 100'000;

using NodePlace = std::list<Node>::iterator;

// Calls visit(block) for a block and all that stand in it.
template <class BlockType, class Visit>
void for_each_inside(BlockType& block, const Visit& visit) {
  visit(block);
  for (auto& node : block.nodes) {
    for (auto& subgraph : node.graphs) for_each_inside(subgraph.block, visit);
  }
}

// What one trip gives: the values of the body's outputs.
using Trip = std::vector<Value>;

class Unroller {
 public:
  explicit Unroller(Graph& graph) : graph_(graph), index_(graph), state_(state_nodes(graph)) {}

  bool run() {
    std::vector<Block*> blocks;
    for_each_block(graph_, [&](Block& block) { blocks.push_back(&block); });
    for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) sweep(**block);
    if (!changed_) return false;
    alias_and_replace(graph_, replacements_);
    update_captures(graph_);
    drop_dangling_aliases(graph_);
    // What was unknown because it changed from trip to trip is known now.
    infer_types(graph_);
    return true;
  }

 private:
  void sweep(Block& block) {
    for (auto node = block.nodes.begin(); node != block.nodes.end();) {
      for (auto& input : node->inputs) {
        if (input) input = current(*input);
      }
      const std::optional<std::int64_t> trips = trips_of(*node);
      if (!trips) {
        ++node;
        continue;
      }
      node->attributes.is<ops::ScanAttrs>() ? unroll_scan(block, node, *trips) : unroll_loop(block, node, *trips);
      node = block.nodes.erase(node);
      changed_ = true;
    }
  }

  // The survivor of a value that an inner loop gave.
  Value current(Value value) const {
    for (auto found = replacements_.find(value); found != replacements_.end(); found = replacements_.find(value)) value = found->second;
    return value;
  }

  // How often the body runs; no value where the node stays.
  std::optional<std::int64_t> trips_of(const Node& node) {
    if (node.op->name != "loop" && node.op->name != "scan") return std::nullopt;
    if (!node.epilogue.empty() || !may_be_copied(node.graphs.front().block)) return std::nullopt;
    std::optional<std::int64_t> trips;
    with_infer_context(node, index_, [&](const InferContext& context) { trips = ops::known_trips(context); });
    if (!trips || (*trips == 0 && gives_stacks(node))) return std::nullopt;
    const std::int64_t per_trip = nodes_per_trip(node);
    if (*trips > most_nodes_of_a_loop / per_trip || made_ + *trips * per_trip > most_nodes) return std::nullopt;
    made_ += *trips * per_trip;
    return trips;
  }

  static bool gives_stacks(const Node& node) {
    const std::size_t handed_on = node.attributes.is<ops::ScanAttrs>()
                                      ? static_cast<std::size_t>(node.attributes.as<ops::ScanAttrs>().states)
                                      : node.inputs.size() - std::min<std::size_t>(2, node.inputs.size());
    return node.outputs.size() > handed_on;
  }

  // A value inside an epilogue, and one that is carried on to the next run, have a name that copies cannot share.
  bool may_be_copied(const Block& body) const {
    bool result = true;
    for_each_inside(body, [&](const Block& block) {
      for (const Node& node : block.nodes) result = result && node.epilogue.empty() && node.swallowed.empty() && !state_.contains(node.id);
    });
    return result;
  }

  // Copies, and what hands a trip its number and slices.
  static std::int64_t nodes_per_trip(const Node& node) {
    std::int64_t count = 1 + static_cast<std::int64_t>(node.inputs.size());
    for_each_inside(node.graphs.front().block, [&](const Block& block) { count += static_cast<std::int64_t>(block.nodes.size()); });
    return count;
  }

  void unroll_loop(Block& block, NodePlace node, std::int64_t trips) {
    Block& body = node->graphs.front().block;
    hoist_constants(block, node, body);
    std::vector<Value> carried;
    for (std::size_t i = 2; i < node->inputs.size(); ++i) carried.push_back(*node->inputs[i]);
    const std::size_t count = carried.size();
    const bool counts = is_read(body, body.inputs[0]);
    std::optional<Value> holds;
    if (is_read(body, body.inputs[1])) holds = number(block, node, DType::boolean, 1);
    std::vector<Trip> given;
    for (std::int64_t trip = 0; trip < trips; ++trip) {
      ValueMap map;
      if (counts) map[body.inputs[0]] = number(block, node, DType::int64, trip);
      if (holds) map[body.inputs[1]] = *holds;
      for (std::size_t i = 0; i < count; ++i) map[body.inputs[2 + i]] = carried[i];
      given.push_back(copy(block, node, body, map, trip));
      for (std::size_t i = 0; i < count; ++i) carried[i] = given.back()[1 + i];
    }
    for (std::size_t i = 0; i < count; ++i) replace(*node, i, carried[i]);
    for (std::size_t i = count; i < node->outputs.size(); ++i) replace(*node, i, stacked(block, node, given, 1 + i, 0, false));
  }

  void unroll_scan(Block& block, NodePlace node, std::int64_t trips) {
    Block& body = node->graphs.front().block;
    const auto attrs = node->attributes.as<ops::ScanAttrs>();
    const auto states = static_cast<std::size_t>(attrs.states);
    hoist_constants(block, node, body);
    std::vector<Value> state;
    for (std::size_t i = 0; i < states; ++i) state.push_back(*node->inputs[i]);
    std::vector<Trip> given;
    for (std::int64_t trip = 0; trip < trips; ++trip) {
      ValueMap map;
      for (std::size_t i = 0; i < states; ++i) map[body.inputs[i]] = state[i];
      for (std::size_t i = 0; i < attrs.input_axes.size(); ++i) {
        const std::int64_t position = attrs.reversed_inputs[i] != 0 ? trips - 1 - trip : trip;
        map[body.inputs[states + i]] = slice(block, node, *node->inputs[states + i], attrs.input_axes[i], position);
      }
      given.push_back(copy(block, node, body, map, trip));
      for (std::size_t i = 0; i < states; ++i) state[i] = given.back()[i];
    }
    for (std::size_t i = 0; i < states; ++i) replace(*node, i, state[i]);
    for (std::size_t i = 0; i < attrs.output_axes.size(); ++i) {
      replace(*node, states + i, stacked(block, node, given, states + i, attrs.output_axes[i], attrs.reversed_outputs[i] != 0));
    }
  }

  void replace(const Node& node, std::size_t output, Value survivor) {
    replacements_.emplace(node.value(static_cast<int>(output)), survivor);
  }

  // What is the same on every trip stands once, in front of the loop.
  static void hoist_constants(Block& block, NodePlace node, Block& body) {
    for_each_inside(body, [&](Block& inner) {
      for (auto each = inner.nodes.begin(); each != inner.nodes.end();) {
        const auto here = each++;
        if (is_constant(*here)) block.nodes.splice(node, inner.nodes, here);
      }
    });
  }

  // What the body says of its condition is not asked any more.
  bool is_read(const Block& body, Value value) const {
    bool found = false;
    const auto compare = [&](Value read) { found = found || current(read) == value; };
    for_each_inside(body, [&](const Block& block) {
      for (const Node& node : block.nodes) for_each_input(node, compare);
      for (std::size_t i = &block == &body ? 1 : 0; i < block.outputs.size(); ++i) compare(block.outputs[i].value);
    });
    return found;
  }

  // `map`: what the body's inputs are on this trip; it learns what the copies make.
  Trip copy(Block& block, NodePlace place, const Block& body, ValueMap& map, std::int64_t trip) {
    for (const Node& node : body.nodes) {
      if (node.attributes.is<InputAttrs>()) continue;
      Node& added = *block.nodes.insert(place, node);
      if (!added.name.empty()) added.name += fmt::format("[{}]", trip);
      renumber(added, map);
      index_.add(added);
    }
    Trip given;
    for (const NamedValue& output : body.outputs) given.push_back(mapped(map, output.value));
    return given;
  }

  void renumber(Node& node, ValueMap& map) {
    const std::int64_t id = graph_.take_id();
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) map[node.value(i)] = {id, i};
    node.id = id;
    for (auto& input : node.inputs) {
      if (input) input = mapped(map, *input);
    }
    for (Subgraph& subgraph : node.graphs) {
      for (Node& inner : subgraph.block.nodes) renumber(inner, map);
      for (Value& input : subgraph.block.inputs) input = mapped(map, input);
      for (NamedValue& output : subgraph.block.outputs) output.value = mapped(map, output.value);
    }
  }

  Value mapped(const ValueMap& map, Value value) const {
    value = current(value);
    const auto found = map.find(value);
    return found == map.end() ? value : found->second;
  }

  Value number(Block& block, NodePlace place, DType dtype, std::int64_t value) {
    Node node;
    node.op = &graph_.operators().at("constant");
    node.attributes = ConstantAttrs{dtype, {}};
    node.tensor = Tensor(ops::from_integers(dtype, {}, std::span(&value, 1)));
    return insert(block, place, std::move(node));
  }

  Value slice(Block& block, NodePlace place, Value x, std::int64_t axis, std::int64_t position) {
    Node node;
    node.op = &graph_.operators().at("gather");
    node.attributes = ops::GatherAttrs{ops::from_front(axis, index_.type(x).shape.size()), false};
    node.inputs = {x, number(block, place, DType::int64, position)};
    return insert(block, place, std::move(node));
  }

  // Output `output` of all trips, along a new dimension.
  Value stacked(Block& block, NodePlace place, const std::vector<Trip>& given, std::size_t output, std::int64_t axis, bool reversed) {
    Node node;
    node.op = &graph_.operators().at("stack");
    node.name = place->name;
    for (const Trip& trip : given) node.inputs.emplace_back(trip[output]);
    if (reversed) std::reverse(node.inputs.begin(), node.inputs.end());
    node.attributes = ops::AxisAttrs{ops::from_front(axis, index_.type(given.front()[output]).shape.size() + 1)};
    return insert(block, place, std::move(node));
  }

  Value insert(Block& block, NodePlace place, Node node) {
    node.id = graph_.take_id();
    for (const TensorType& type : infer_node(node, index_)) node.outputs.push_back({type, std::nullopt});
    Node& inserted = *block.nodes.insert(place, std::move(node));
    index_.add(inserted);
    return inserted.value();
  }

  Graph& graph_;
  NodeIndex index_;
  std::unordered_set<std::int64_t> state_;
  ValueMap replacements_;
  std::int64_t made_ = 0;
  bool changed_ = false;
};

}  // namespace

bool unroll_loops(Graph& graph) {
  if (nesting(graph) == 0) return false;
  return Unroller(graph).run();
}

}  // namespace nnfront::passes
