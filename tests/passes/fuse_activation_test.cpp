#include "passes/fuse_activation.h"

#include <gtest/gtest.h>

#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(FuseActivation, FollowsTheResidualAndAnotherActivation) {
  expect_rewrite(passes::fuse_activation, R"(graph fused {
  %0 = input() name="x" : float32[1,2]
  %1 = parameter() key="w" = random(1) : float32[2,2]
  %4 = dense(%0, %1, none) swallowed=[3] then add(%3, %0)
  %5 = relu(%4)
  %6 = clip(%5) min=0 max=0.5
  output "y" %6
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[1,2]
  %1 = parameter() key="w" : float32[2,2]
  %6 = dense(%0, %1, none) swallowed=[3,4,5] then add(%3, %0) then relu(%4) then clip(%5) min=0 max=0.5
  output "y" %6
})");
}

TEST(FuseActivation, TakesTheSlopeAlong) {
  expect_rewrite(passes::fuse_activation, R"(graph fused {
  %0 = input() name="x" : float32[1,3,4,4]
  %1 = parameter() key="w" = random(1) : float32[2,3,3,3]
  %2 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  %3 = parameter() key="slope" = random(2) : float32[2]
  %4 = prelu(%2, %3)
  output "y" %4
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[1,3,4,4]
  %1 = parameter() key="w" : float32[2,3,3,3]
  %3 = parameter() key="slope" : float32[2]
  %4 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] swallowed=[2] then prelu(%2, %3)
  output "y" %4
})");
}

TEST(FuseActivation, GoesIntoABatchNormAndAnAddThatAreLeft) {
  expect_rewrite(passes::fuse_activation, R"(graph fused {
  %0 = input() name="x" : float32[1,2]
  %1 = parameter() key="gamma" = [1, 2] : float32[2]
  %2 = parameter() key="beta" = [1, 2] : float32[2]
  %3 = parameter() key="mean" = [1, 2] : float32[2]
  %4 = parameter() key="var" = [1, 2] : float32[2]
  %5 = batch_norm(%0, %1, %2, %3, %4)
  %6 = sigmoid(%5)
  %7 = add(%6, %0)
  %8 = relu(%7)
  output "y" %8
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[1,2]
  %1 = parameter() key="gamma" : float32[2]
  %2 = parameter() key="beta" : float32[2]
  %3 = parameter() key="mean" : float32[2]
  %4 = parameter() key="var" : float32[2]
  %6 = batch_norm(%0, %1, %2, %3, %4) swallowed=[5] then sigmoid(%5)
  %8 = add(%6, %0) swallowed=[7] then relu(%7)
  output "y" %8
})");
}

TEST(FuseActivation, LeavesWhatSomebodyElseReadsAndOtherProducers) {
  expect_untouched(passes::fuse_activation, R"(graph fused {
  %0 = input() name="x" : float32[1,2]
  %1 = parameter() key="w" = random(1) : float32[2,2]
  %2 = dense(%0, %1, none)
  %3 = relu(%2)
  %4 = tanh(%2)
  %5 = mul(%3, %4)
  %6 = relu(%5)
  %7 = dense(%0, %1, none)
  %8 = softmax(%7) axis=1
  output "a" %6
  output "b" %8
})");
}

}  // namespace nnfront::test
