#include "passes/canonicalise_axes.h"

#include <gtest/gtest.h>

#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(CanonicaliseAxes, CountsFromTheFront) {
  expect_rewrite(passes::canonicalise_axes, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3,4]
  %1 = softmax(%0) axis=-1
  %2 = concat(%0, %1) axis=-2
  %3 = reduce_mean(%2) axes=[-1,0] keep_dims=true
  %4 = flip(%3) axes=[-2]
  output "y" %4
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3,4]
  %1 = softmax(%0) axis=2
  %2 = concat(%0, %1) axis=1
  %3 = reduce_mean(%2) axes=[2,0] keep_dims=true
  %4 = flip(%3) axes=[1]
  output "y" %4
})");
}

TEST(CanonicaliseAxes, WritesOutWhatASliceAndAPadLeaveOut) {
  expect_rewrite(passes::canonicalise_axes, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3,4]
  %1 = slice(%0) starts=[0,1] stops=[2,3]
  %2 = pad(%1) pads=[1,2,3,0] axes=[-1,0]
  output "y" %2
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3,4]
  %1 = slice(%0) axes=[0,1] starts=[0,1] stops=[2,3] steps=[1,1]
  %2 = pad(%1) pads=[2,0,1,0,0,3]
  output "y" %2
})");
}

// An axis of stack or one_hot is one of the output, which has one dimension more.
TEST(CanonicaliseAxes, CountsAxesOfTheOutput) {
  expect_rewrite(passes::canonicalise_axes, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3]
  %1 = stack(%0, %0) axis=-1
  %2 = constant() = [1, 0] : int64[2]
  %3 = one_hot(%2) axis=-2 depth=2
  output "y" %1
  output "z" %3
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3]
  %1 = stack(%0, %0) axis=2
  %2 = constant() = [1, 0] : int64[2]
  %3 = one_hot(%2) axis=0 depth=2
  output "y" %1
  output "z" %3
})");
}

TEST(CanonicaliseAxes, LeavesWhatIsCountedFromTheFront) {
  expect_untouched(passes::canonicalise_axes, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3]
  %1 = softmax(%0) axis=1
  %2 = stack(%0, %0) axis=0
  output "y" %1
  output "z" %2
})");
}

}  // namespace nnfront::test
