// The rules for ids hold for random graphs and random orders of passes: an id that two forms share names the same tensor, whether it
// is a node's, a parameter, stands in an epilogue or is an alias; an id is never used again; and every result is well formed.

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <unordered_set>

#include "ir/text.h"
#include "ir/verify.h"
#include "passes/pipeline.h"
#include "support/number_text.h"
#include "tests/passes/equivalence.h"
#include "tests/passes/random_network.h"

namespace nnfront::test {

namespace {

constexpr std::int64_t default_graphs = 10000;
constexpr double tolerance = 1e-5;

std::int64_t graph_count() {
  const char* given = std::getenv("NNFRONT_PROPERTY_GRAPHS");
  return given == nullptr ? default_graphs : parse_integer(given).value_or(default_graphs);
}

// Every pass there is, each once.
std::vector<passes::Pass> all_passes() {
  std::vector<passes::Pass> all;
  std::set<std::string_view> names;
  for (const auto& pipeline : {passes::reconstruct_pipeline(), passes::fuse_pipeline()}) {
    for (const passes::Pass& pass : pipeline) {
      if (names.insert(pass.name).second) all.push_back(pass);
    }
  }
  return all;
}

std::uint64_t mixed(std::uint64_t& state) {
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return state >> 33;
}

// A fifth of the graphs goes through the real pipelines, the others through up to twenty passes in any order, some of them repeated.
std::vector<passes::Pass> random_order(std::uint64_t seed) {
  if (seed % 5 == 0) {
    auto order = passes::reconstruct_pipeline();
    const auto fuse = passes::fuse_pipeline();
    order.insert(order.end(), fuse.begin(), fuse.end());
    return order;
  }
  const auto all = all_passes();
  std::uint64_t state = seed * 2 + 1;
  std::vector<passes::Pass> order;
  for (std::uint64_t i = 0, count = 1 + mixed(state) % 20; i < count; ++i) order.push_back(all[mixed(state) % all.size()]);
  return order;
}

std::unordered_set<std::int64_t> ids_of(const Graph& graph) {
  std::unordered_set<std::int64_t> ids;
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      ids.insert(node.id);
      for (const EpilogueStep& step : node.epilogue) ids.insert(step.value.node);
    }
  });
  return ids;
}

// Ids after a pass that were neither there before it nor newly taken by it.
std::vector<std::int64_t> reused_ids(const Graph& before, const Graph& after) {
  const auto known = ids_of(before);
  std::vector<std::int64_t> reused;
  for (const std::int64_t id : ids_of(after)) {
    if (id < before.next_id && !known.contains(id)) reused.push_back(id);
  }
  return reused;
}

std::string names_of(const std::vector<passes::Pass>& order) {
  std::string names;
  for (const passes::Pass& pass : order) names += std::string(pass.name) + " ";
  return names;
}

// What is wrong after the passes, empty where nothing is; what was compared is added to `compared`.
std::string failure(const Graph& original, const std::vector<passes::Pass>& order, std::uint64_t seed, Compared& compared) {
  Graph graph = original;
  for (const passes::Pass& pass : order) {
    const Graph before = graph;
    const bool changed = pass.run(graph);
    if (changed != (print(before) != print(graph))) return fmt::format("{} says changed = {}", pass.name, changed);
    if (!changed) continue;
    const auto found = problems(graph);
    if (!found.empty()) return fmt::format("after {}: {}", pass.name, found[0]);
    if (!reused_ids(before, graph).empty()) return fmt::format("{} uses an id again", pass.name);
    if (graph.next_id < before.next_id) return fmt::format("{} gives ids back", pass.name);
  }
  const SharedValues shared = compare_shared_values(original, graph, seed);
  compared += shared.compared;
  if (shared.largest > tolerance) return fmt::format("distance {} at {}", shared.largest, shared.worst);
  return "";
}

}  // namespace

TEST(IdsProperty, SharedIdsNameTheSameTensors) {
  const std::int64_t graphs = graph_count();
  int failures = 0;
  Compared compared;
  for (std::int64_t seed = 1; seed <= graphs && failures < 3; ++seed) {
    Graph original = random_network(static_cast<std::uint64_t>(seed));
    ASSERT_EQ(problems(original), std::vector<std::string>()) << "graph " << seed;
    original.kind = GraphKind::fused;
    const auto order = random_order(static_cast<std::uint64_t>(seed));
    const std::string found = failure(original, order, static_cast<std::uint64_t>(seed), compared);
    if (found.empty()) continue;
    ++failures;
    ADD_FAILURE() << "graph " << seed << ": " << found << "\npasses: " << names_of(order) << "\n" << print(original);
  }
  if (failures > 0) return;
  // Otherwise the property holds for want of anything that is shared. On average over graphs and orders; there is about twice as much.
  const auto per_graph = [&](std::int64_t count) { return static_cast<double>(count) / static_cast<double>(graphs); };
  EXPECT_GE(per_graph(compared.outputs), 1.0);
  EXPECT_GE(per_graph(compared.activations), 5.0);
  EXPECT_GE(per_graph(compared.stored), 4.0);
  EXPECT_GE(per_graph(compared.folded), 0.07);
  EXPECT_GE(per_graph(compared.epilogue), 0.25);
  EXPECT_GE(per_graph(compared.aliases), 0.4);
}

// Otherwise the property holds for want of anything to do.
TEST(IdsProperty, EveryPassFindsWorkInTheRandomGraphs) {
  for (const passes::Pass& pass : all_passes()) {
    int changed = 0;
    for (std::uint64_t seed = 1; seed <= 400 && changed == 0; ++seed) {
      Graph graph = random_network(seed);
      graph.kind = GraphKind::fused;
      changed += pass.run(graph) ? 1 : 0;
    }
    EXPECT_GT(changed, 0) << pass.name;
  }
}

}  // namespace nnfront::test
