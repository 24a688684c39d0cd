#include "executor/onednn/crew.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace nnfront::executor::onednn {
namespace {

TEST(Crew, EveryMemberRunsOncePerRound) {
  Crew crew(4);
  std::vector<int> runs(4, 0);
  for (int round = 1; round <= 100; ++round) {
    crew.run([&](int member) { ++runs[static_cast<std::size_t>(member)]; });
    ASSERT_EQ(runs, std::vector<int>(4, round));
  }
}

TEST(Crew, AnExceptionReachesTheCallerAndTheCrewGoesOn) {
  Crew crew(3);
  for (const int thrower : {0, 2}) {
    EXPECT_THROW(crew.run([&](int member) {
      if (member == thrower) throw std::runtime_error("stop");
    }),
                 std::runtime_error);
  }
  std::atomic<int> count{0};
  crew.run([&](int) { ++count; });
  EXPECT_EQ(count, 3);
}

// Nobody starts a step before all have finished the one before.
TEST(Barrier, KeepsStepsApart) {
  constexpr int members = 3;
  Crew crew(members);
  Barrier barrier(members);
  std::atomic<int> finished{0};
  std::atomic<bool> apart{true};
  crew.run([&](int) {
    for (int step = 0; step < 500; ++step) {
      if (finished.load() < step * members) apart = false;
      ++finished;
      barrier.wait();
    }
  });
  EXPECT_TRUE(apart);
  EXPECT_EQ(finished, 500 * members);
}

}  // namespace
}  // namespace nnfront::executor::onednn
