#include "executor/onednn/crew.h"

#include <gtest/gtest.h>

#include <atomic>
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

}  // namespace
}  // namespace nnfront::executor::onednn
