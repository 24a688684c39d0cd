#include "support/random.h"

#include <gtest/gtest.h>

namespace nnfront {
namespace {

// The first numbers that the authors' program prints for seed 1234567.
TEST(Random, Splitmix64IsThePublishedGenerator) {
  std::uint64_t state = 1234567;
  for (const std::uint64_t wanted : {6457827717110365317U, 3203168211198807973U, 9817491932198370423U, 4593380528125082431U}) {
    EXPECT_EQ(splitmix64(state), wanted);
    state += splitmix64_step;
  }
}

}  // namespace
}  // namespace nnfront
