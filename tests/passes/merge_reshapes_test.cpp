#include "passes/merge_reshapes.h"

#include <gtest/gtest.h>

#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(MergeReshapes, WritesTheSecondInDimensionsOfTheFirstInput) {
  expect_rewrite(passes::merge_reshapes, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3,4]
  %1 = reshape(%0) shape=[d0*d1,d2]
  %2 = reshape(%1) shape=[d1,d0]
  %3 = reshape(%2) shape=[-1,2]
  output "y" %3
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3,4]
  %3 = reshape(%0) shape=[-1,2] swallowed=[2,1]
  output "y" %3
})");
}

TEST(MergeReshapes, KeepsTheFirstForOtherReaders) {
  expect_rewrite(passes::merge_reshapes, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,12]
  %1 = reshape(%0) shape=[d0,3,4]
  %2 = reshape(%1) shape=[d0,2,6]
  output "y" %2
  output "z" %1
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2,12]
  %1 = reshape(%0) shape=[d0,3,4]
  %2 = reshape(%0) shape=[d0,2,6]
  output "y" %2
  output "z" %1
})");
}

TEST(MergeReshapes, RemovesOneThatCannotChangeAShape) {
  expect_rewrite(passes::merge_reshapes, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,12]
  %1 = reshape(%0) shape=[d0,-1]
  %2 = relu(%1)
  output "y" %2
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2,12]
  %2 = relu(%0)
  output "y" %2
  alias %1 = %0
})");
}

TEST(MergeReshapes, SqueezeAndUnsqueezeAtNamedAxesAreReshapes) {
  expect_rewrite(passes::merge_reshapes, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,1,12]
  %1 = unsqueeze(%0) axes=[-1,0]
  %2 = relu(%1)
  %3 = squeeze(%2) axes=[0,-3]
  %4 = relu(%3)
  %5 = squeeze(%4)
  output "y" %5
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2,1,12]
  %1 = reshape(%0) shape=[1,d0,d1,d2,1]
  %2 = relu(%1)
  %3 = reshape(%2) shape=[d1,d3,d4]
  %4 = relu(%3)
  %5 = squeeze(%4)
  output "y" %5
})");
}

// What the first leaves over has no expression, and a square input hides that dimensions are exchanged.
TEST(MergeReshapes, LeavesWhatOtherShapesWouldBreak) {
  expect_untouched(passes::merge_reshapes, R"(graph reconstruct {
  %0 = input() name="x" : float32[3,3]
  %1 = reshape(%0) shape=[d1,d0]
  %2 = relu(%1)
  %3 = reshape(%2) shape=[-1]
  %4 = reshape(%3) shape=[d0,1]
  output "y" %4
})");
}

}  // namespace nnfront::test
