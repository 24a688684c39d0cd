#include "executor/onednn/crew.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <system_error>

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

// The system's limit of threads binds no administrator, so the test brings a limit of its own.
TEST(Crew, IsSmallerWhereTheSystemGivesFewerThreads) {
  for (const int given : {0, 1, 2}) {
    int started = 0;
    const StartThread start = [&](std::function<void()> work) {
      if (started == given) throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
      ++started;
      return start_thread(std::move(work));
    };
    Crew crew(5, start);
    EXPECT_EQ(crew.size(), given + 1);
    std::vector<int> runs(5, 0);
    crew.run([&](int member) { ++runs[static_cast<std::size_t>(member)]; });
    for (int member = 0; member < 5; ++member) EXPECT_EQ(runs[static_cast<std::size_t>(member)], member <= given ? 1 : 0);
  }
}

}  // namespace
}  // namespace nnfront::executor::onednn
