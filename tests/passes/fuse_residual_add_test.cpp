#include "passes/fuse_residual_add.h"

#include <gtest/gtest.h>

#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(FuseResidualAdd, GoesIntoTheLaterProducer) {
  expect_rewrite(passes::fuse_residual_add, R"(graph fused {
  %0 = input() name="x" : float32[1,2,4,4]
  %1 = parameter() key="w" = random(1) : float32[2,2,1,1]
  %2 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] name="early"
  %3 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] name="late"
  %4 = add(%3, %2)
  output "y" %4
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[1,2,4,4]
  %1 = parameter() key="w" : float32[2,2,1,1]
  %2 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] name="early"
  %4 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] name="late" swallowed=[3] then add(%3, %2)
  output "y" %4
})");
}

TEST(FuseResidualAdd, TakesTheProducerThatCan) {
  expect_rewrite(passes::fuse_residual_add, R"(graph fused {
  %0 = input() name="x" : float32[1,2]
  %1 = parameter() key="w" = random(1) : float32[2,2]
  %2 = dense(%0, %1, none)
  %3 = relu(%0)
  %4 = add(%2, %3)
  %5 = matmul(%4, %1)
  %6 = add(%4, %5)
  output "y" %6
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[1,2]
  %1 = parameter() key="w" : float32[2,2]
  %3 = relu(%0)
  %4 = dense(%0, %1, none) swallowed=[2] then add(%2, %3)
  %6 = matmul(%4, %1) swallowed=[5] then add(%4, %5) value=%5
  output "y" %6
})");
}

TEST(FuseResidualAdd, KeepsTheSwallowedValueAddressable) {
  Graph graph = parse_graph(R"(graph fused {
  %0 = input() name="x" : float32[1,2]
  %1 = parameter() key="w" = random(1) : float32[2,2]
  %2 = dense(%0, %1, none)
  %3 = add(%2, %0)
  output "y" %3
})");
  ASSERT_TRUE(passes::fuse_residual_add(graph));
  EXPECT_EQ(resolve(graph, {2, 0}), (Value{2, 0}));
  EXPECT_EQ(resolve(graph, {3, 0}), (Value{3, 0}));
}

TEST(FuseResidualAdd, LeavesOtherAdditions) {
  expect_untouched(passes::fuse_residual_add, R"(graph fused {
  %0 = input() name="x" : float32[2,2]
  %1 = parameter() key="w" = random(1) : float32[2,2]
  %2 = dense(%0, %1, none)
  %3 = add(%2, %2)
  %4 = dense(%0, %1, none)
  %5 = add(%4, %1)
  %6 = dense(%0, %1, none)
  %7 = add(%6, %0)
  %8 = reduce_sum(%0) axes=[0] keep_dims=true
  %9 = dense(%0, %1, none)
  %10 = add(%9, %8)
  %11 = relu(%0)
  %12 = add(%11, %0)
  output "a" %3
  output "b" %5
  output "c" %6
  output "d" %7
  output "e" %10
  output "f" %12
})");
}

}  // namespace nnfront::test
