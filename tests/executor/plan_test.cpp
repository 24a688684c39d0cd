#include "executor/plan.h"

#include <gtest/gtest.h>

#include <set>

#include "ir/text.h"
#include "ops/op_table.h"

namespace nnfront::executor {
namespace {

TEST(Plan, LifetimesThatOverlapLieApart) {
  std::uint64_t state = 7;
  const auto next = [&](std::uint64_t below) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33) % below;
  };
  for (int round = 0; round < 200; ++round) {
    std::vector<Lifetime> lifetimes(1 + next(40));
    for (Lifetime& lifetime : lifetimes) {
      lifetime.bytes = 1 + next(5000);
      lifetime.first = static_cast<std::int64_t>(next(50));
      lifetime.last = lifetime.first + static_cast<std::int64_t>(next(10));
    }
    const ArenaPlan plan = plan_arena(lifetimes);
    for (std::size_t a = 0; a < lifetimes.size(); ++a) {
      ASSERT_EQ(plan.offsets[a] % 64, 0U);
      ASSERT_LE(plan.offsets[a] + lifetimes[a].bytes, plan.bytes);
      for (std::size_t b = 0; b < a; ++b) {
        const bool in_time = lifetimes[a].first <= lifetimes[b].last && lifetimes[b].first <= lifetimes[a].last;
        const bool in_memory =
            plan.offsets[a] < plan.offsets[b] + lifetimes[b].bytes && plan.offsets[b] < plan.offsets[a] + lifetimes[a].bytes;
        ASSERT_FALSE(in_time && in_memory) << "lifetimes " << a << " and " << b;
      }
    }
  }
}

TEST(Plan, MemoryIsUsedAgain) {
  const ArenaPlan plan = plan_arena(std::vector<Lifetime>{{640, 0, 1}, {640, 1, 2}, {640, 2, 3}, {640, 3, 4}});
  EXPECT_EQ(plan.bytes, 1280U);
}

constexpr std::string_view two_branches = R"(graph fused {
  %0 = input() name="data" : float32[2,3]
  %1 = relu(%0)
  %2 = tanh(%1)
  %3 = sigmoid(%1)
  %4 = add(%2, %1)
  output "sum" %4
})";

TEST(Plan, OnlyWhatIsWantedIsScheduledAndDiesAfterItsLastUse) {
  const Graph graph = parse_text(two_branches, ops::operators());
  const std::vector<Value> wanted = wanted_values(graph, {});
  const auto nodes = schedule(graph.block(), wanted);
  ASSERT_EQ(nodes.size(), 4U);  // %3 is not needed
  EXPECT_EQ(nodes[1].dead_afterwards, std::vector<Value>({{0, 0}}));
  EXPECT_EQ(nodes[2].dead_afterwards, std::vector<Value>{});
  const std::vector<Value> last = nodes[3].dead_afterwards;
  EXPECT_EQ(std::set<Value>(last.begin(), last.end()), (std::set<Value>{{1, 0}, {2, 0}, {4, 0}}));
}

TEST(Plan, AnUnknownValueIsNamed) {
  const Graph graph = parse_text(two_branches, ops::operators());
  try {
    wanted_values(graph, std::vector<Value>{{99, 0}});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "the graph has no value 99:0");
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
  }
}

}  // namespace
}  // namespace nnfront::executor
