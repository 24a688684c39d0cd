#include "support/parallel.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/fail.h"

namespace nnfront {
namespace {

TEST(ParallelFor, DoesEveryIterationOnce) {
  for (const int threads : {1, 2, 5}) {
    std::vector<int> done(1000);
    parallel_for(1000, threads, [&](std::int64_t i) { ++done[static_cast<std::size_t>(i)]; });
    for (const int count : done) EXPECT_EQ(count, 1);
  }
}

TEST(ParallelFor, RethrowsOnTheCallersThread) {
  const auto fails_at_seven = [](std::int64_t i) {
    if (i == 7) fail(ErrorCode::invalid_argument, "seven");
  };
  EXPECT_THROW(parallel_for(100, 3, fails_at_seven), Error);
  EXPECT_THROW(parallel_for(100, 1, fails_at_seven), Error);
}

TEST(ParallelFor, TakesNothingToDo) {
  parallel_for(0, 4, [](std::int64_t) { FAIL(); });
}

}  // namespace
}  // namespace nnfront
