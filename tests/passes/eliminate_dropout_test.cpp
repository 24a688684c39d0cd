#include "passes/eliminate_dropout.h"

#include <gtest/gtest.h>

#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(EliminateDropout, MovesReadersToTheInput) {
  expect_rewrite(passes::eliminate_dropout, R"(graph fused {
  %0 = input() name="x" : float32[1,4]
  %1 = relu(%0)
  %2 = dropout(%1) rate=0.5
  %3 = dropout(%2) rate=0.1
  %4 = tanh(%3)
  output "y" %4
  output "z" %2
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[1,4]
  %1 = relu(%0)
  %4 = tanh(%1)
  output "y" %4
  output "z" %1
  alias %2 = %1
  alias %3 = %1
})");
}

TEST(EliminateDropout, LeavesTheRest) {
  expect_untouched(passes::eliminate_dropout, R"(graph fused {
  %0 = input() name="x" : float32[1,4]
  %1 = identity(%0)
  output "y" %1
})");
}

}  // namespace nnfront::test
