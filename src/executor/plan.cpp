#include "executor/plan.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "support/fail.h"

namespace nnfront::executor {

namespace {

constexpr std::size_t cache_line = 64;

void for_each_made(const Node& node, const std::function<void(Value)>& visit) {
  for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) visit(node.value(i));
  for (const EpilogueStep& step : node.epilogue) visit(step.value);
}

bool computes_any(const Node& node, const std::unordered_set<Value>& values) {
  bool found = false;
  for_each_made(node, [&](Value value) { found = found || values.contains(value); });
  return found;
}

bool overlap_in_time(const Lifetime& a, const Lifetime& b) {
  return a.first <= b.last && b.first <= a.last;
}

}  // namespace

std::vector<Value> wanted_values(const Graph& graph, std::span<const Value> further) {
  std::vector<Value> result;
  for (const NamedValue& output : graph.outputs()) result.push_back(output.value);
  std::unordered_set<Value> asked;
  for (const Value value : further) {
    const auto found = resolve(graph, value);
    if (!found) fail(ErrorCode::invalid_argument, "the graph has no value {}", text(value));
    result.push_back(*found);
    asked.insert(*found);
  }
  for (const Node& node : graph.nodes()) for_each_made(node, [&](Value value) { asked.erase(value); });
  if (!asked.empty()) {
    fail(ErrorCode::invalid_argument, "value {} stands in a graph of a node, which may run any number of times", text(*asked.begin()));
  }
  return result;
}

void for_each_read(const Node& node, const std::function<void(Value)>& visit) {
  for_each_input(node, visit);
  for (const Subgraph& graph : node.graphs) std::for_each(graph.captures.begin(), graph.captures.end(), visit);
}

std::vector<ScheduledNode> schedule(const Block& block, std::span<const Value> wanted) {
  std::unordered_set<Value> needed(wanted.begin(), wanted.end());
  std::unordered_set<Value> read_later;
  std::vector<ScheduledNode> reversed;
  for (auto node = block.nodes.rbegin(); node != block.nodes.rend(); ++node) {
    if (!computes_any(*node, needed)) continue;
    ScheduledNode scheduled{&*node, {}};
    for_each_read(*node, [&](Value value) {
      needed.insert(value);
      if (read_later.insert(value).second) scheduled.dead_afterwards.push_back(value);
    });
    for (int i = 0; i < static_cast<int>(node->outputs.size()); ++i) {
      if (read_later.count(node->value(i)) == 0) scheduled.dead_afterwards.push_back(node->value(i));
    }
    reversed.push_back(std::move(scheduled));
  }
  std::reverse(reversed.begin(), reversed.end());
  return reversed;
}

ArenaPlan plan_arena(std::span<const Lifetime> lifetimes) {
  ArenaPlan plan;
  plan.offsets.resize(lifetimes.size());
  std::vector<std::size_t> order(lifetimes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return lifetimes[a].bytes > lifetimes[b].bytes; });

  std::vector<std::size_t> placed;  // by offset
  for (const std::size_t index : order) {
    const std::size_t bytes = (lifetimes[index].bytes + cache_line - 1) / cache_line * cache_line;
    std::size_t offset = 0;
    for (const std::size_t other : placed) {
      if (!overlap_in_time(lifetimes[index], lifetimes[other])) continue;
      if (offset + bytes <= plan.offsets[other]) break;
      const std::size_t other_bytes = (lifetimes[other].bytes + cache_line - 1) / cache_line * cache_line;
      offset = std::max(offset, plan.offsets[other] + other_bytes);
    }
    plan.offsets[index] = offset;
    plan.bytes = std::max(plan.bytes, offset + bytes);
    placed.insert(std::upper_bound(placed.begin(), placed.end(), index,
                                   [&](std::size_t a, std::size_t b) { return plan.offsets[a] < plan.offsets[b]; }),
                  index);
  }
  return plan;
}

}  // namespace nnfront::executor
