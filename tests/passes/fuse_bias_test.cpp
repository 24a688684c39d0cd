#include "passes/fuse_bias.h"

#include <gtest/gtest.h>

#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(FuseBias, TakesABiasAsItIs) {
  expect_rewrite(passes::fuse_bias, R"(graph fused {
  %0 = input() name="x" : float32[3,4]
  %1 = parameter() key="w" = random(1) : float32[2,4]
  %2 = dense(%0, %1, none) name="fc"
  %3 = parameter() key="b" role="bias" = random(2) : float32[2]
  %4 = add(%2, %3)
  output "y" %4
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[3,4]
  %1 = parameter() key="w" : float32[2,4]
  %3 = parameter() key="b" role="bias" : float32[2]
  %4 = dense(%0, %1, %3) name="fc" swallowed=[2]
  output "y" %4
})");
}

TEST(FuseBias, AddsToTheBiasThatIsThereAndFollowsAChain) {
  expect_rewrite(passes::fuse_bias, R"(graph fused {
  %0 = input() name="x" : float32[1,3,4,4]
  %1 = parameter() key="w" = random(1) : float32[2,3,3,3]
  %2 = parameter() key="b" role="bias" = random(2) : float32[2]
  %3 = constant() name="shift" = [1, -2] : float32[2,1,1]
  %4 = constant() = [0.5] : float32[]
  %5 = conv(%0, %1, %2) strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  %6 = add(%3, %5)
  %7 = sub(%6, %4)
  output "y" %7
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[1,3,4,4]
  %1 = parameter() key="w" : float32[2,3,3,3]
  %2 = parameter() key="b" role="bias" : float32[2]
  %3 = constant() name="shift" = [1, -2] : float32[2,1,1]
  %4 = constant() = [0.5] : float32[]
  %9 = parameter() key="b.folded" role="bias" : float32[2]
  %7 = conv(%0, %1, %9) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] swallowed=[5,6]
  output "y" %7
})");
}

TEST(FuseBias, LeavesOtherAdditions) {
  expect_untouched(passes::fuse_bias, R"(graph fused {
  %0 = input() name="x" : float32[1,2,4,4]
  %1 = parameter() key="w" = random(1) : float32[2,2,1,1]
  %2 = constant() = [1, 2, 3, 4] : float32[4,1]
  %3 = constant() = [1, 2] : float32[2,1,1,1]
  %4 = constant() = [1, 2] : float32[1,2,1,1]
  %5 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  %6 = add(%5, %2)
  %7 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  %8 = add(%7, %3)
  %9 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  %10 = sub(%4, %9)
  %11 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  %12 = add(%11, %4)
  %13 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  %14 = add(%13, %0)
  output "a" %6
  output "b" %8
  output "c" %10
  output "d" %12
  output "e" %11
  output "f" %14
})");
}

}  // namespace nnfront::test
