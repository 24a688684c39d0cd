#include "passes/merge_transposes.h"

#include <gtest/gtest.h>

#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(MergeTransposes, CancelsAPair) {
  expect_rewrite(passes::merge_transposes, R"(graph reconstruct {
  %0 = input() name="x" : float32[1,2,3,4]
  %1 = transpose(%0) permutation=[0,2,3,1]
  %2 = transpose(%1) permutation=[0,3,1,2]
  %3 = relu(%2)
  output "y" %3
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[1,2,3,4]
  %3 = relu(%0)
  output "y" %3
  alias %2 = %0
})");
}

TEST(MergeTransposes, ComposesPermutations) {
  expect_rewrite(passes::merge_transposes, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3,4]
  %1 = transpose(%0) permutation=[1,2,0]
  %2 = transpose(%1) permutation=[0,2,1]
  output "y" %2
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3,4]
  %2 = transpose(%0) permutation=[1,0,2] swallowed=[1]
  output "y" %2
})");
}

TEST(MergeTransposes, LeavesOneThatStandsAlone) {
  expect_untouched(passes::merge_transposes, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3,4]
  %1 = transpose(%0) permutation=[1,2,0]
  %2 = relu(%1)
  %3 = transpose(%2) permutation=[2,0,1]
  output "y" %3
})");
}

}  // namespace nnfront::test
