#include "passes/merge_padding.h"

#include <gtest/gtest.h>

#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(MergePadding, IntoAConvolution) {
  expect_rewrite(passes::merge_padding, R"(graph fused {
  %0 = input() name="x" : float32[1,3,4,4]
  %1 = parameter() key="w" = random(1) : float32[2,3,3,3]
  %2 = pad(%0) pads=[0,0,1,2,0,0,0,3]
  %3 = conv(%2, %1, none) strides=[1,1] pads=[0,1,1,0] dilations=[1,1]
  output "y" %3
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[1,3,4,4]
  %1 = parameter() key="w" : float32[2,3,3,3]
  %3 = conv(%0, %1, none) strides=[1,1] pads=[1,3,1,3] dilations=[1,1] swallowed=[2]
  output "y" %3
})");
}

TEST(MergePadding, IntoEveryReaderThatCan) {
  expect_rewrite(passes::merge_padding, R"(graph fused {
  %0 = input() name="x" : float32[1,2,4,4]
  %1 = parameter() key="w" = random(1) : float32[2,2,3,3]
  %2 = pad(%0) pads=[0,0,1,1,0,0,1,1]
  %3 = conv(%2, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  %4 = max_pool(%2) kernel=[3,3] strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  output "y" %3
  output "z" %4
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[1,2,4,4]
  %1 = parameter() key="w" : float32[2,2,3,3]
  %2 = pad(%0) pads=[0,0,1,1,0,0,1,1]
  %3 = conv(%0, %1, none) strides=[1,1] pads=[1,1,1,1] dilations=[1,1]
  %4 = max_pool(%2) kernel=[3,3] strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  output "y" %3
  output "z" %4
})");
}

// The zeros that were written count in the divisor, so the padding that replaces them must.
TEST(MergePadding, IntoAnAveragePool) {
  expect_rewrite(passes::merge_padding, R"(graph fused {
  %0 = input() name="x" : float32[1,2,5,5]
  %1 = pad(%0) pads=[0,0,1,1,0,0,1,1]
  %2 = average_pool(%1) kernel=[3,3] strides=[2,2] pads=[0,0,0,0] dilations=[1,1] rounding="ceil"
  %3 = pad(%0) pads=[0,0,1,1,0,0,0,0]
  %4 = average_pool(%3) kernel=[3,3] strides=[2,2] pads=[1,1,0,0] dilations=[1,1] count_include_pad=true
  output "y" %2
  output "z" %4
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[1,2,5,5]
  %2 = average_pool(%0) kernel=[3,3] strides=[2,2] pads=[1,1,1,1] dilations=[1,1] rounding="ceil" count_include_pad=true swallowed=[1]
  %4 = average_pool(%0) kernel=[3,3] strides=[2,2] pads=[2,2,0,0] dilations=[1,1] count_include_pad=true swallowed=[3]
  output "y" %2
  output "z" %4
})");
}

TEST(MergePadding, LeavesWhatWouldNotBeTheSame) {
  expect_untouched(passes::merge_padding, R"(graph fused {
  %0 = input() name="x" : float32[1,2,5,5]
  %1 = parameter() key="w" = random(1) : float32[2,2,3,3]
  %2 = pad(%0) pads=[0,0,1,1,0,0,1,1] value=1
  %3 = conv(%2, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  %4 = pad(%0) pads=[0,0,1,1,0,0,1,1] mode="edge"
  %5 = conv(%4, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  %6 = pad(%0) pads=[0,0,1,1,0,0,-1,1]
  %7 = conv(%6, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  %8 = pad(%0) pads=[1,0,0,0,0,0,0,0]
  %9 = conv(%8, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  %10 = pad(%0) pads=[0,0,1,1,0,0,1,1]
  %11 = average_pool(%10) kernel=[3,3] strides=[1,1] pads=[1,1,1,1] dilations=[1,1]
  %12 = average_pool(%10) kernel=[3,3] strides=[2,2] pads=[0,0,0,0] dilations=[1,1] rounding="ceil_inside"
  %13 = pad(%0) pads=[0,0,3,3,0,0,3,3]
  %14 = average_pool(%13) kernel=[3,3] strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  output "a" %3
  output "b" %5
  output "c" %7
  output "d" %9
  output "e" %11
  output "f" %12
  output "g" %14
})");
}

TEST(MergePadding, RemembersWhatThePaddingHadSwallowed) {
  expect_rewrite(passes::merge_padding, R"(graph fused {
  %0 = input() name="x" : float32[1,2,4,4]
  %1 = parameter() key="w" = random(1) : float32[2,2,3,3]
  %5 = pad(%0) pads=[0,0,1,1,0,0,1,1] swallowed=[2,4]
  %6 = conv(%5, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] swallowed=[3]
  output "y" %6
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[1,2,4,4]
  %1 = parameter() key="w" : float32[2,2,3,3]
  %6 = conv(%0, %1, none) strides=[1,1] pads=[1,1,1,1] dilations=[1,1] swallowed=[3,5,2,4]
  output "y" %6
})");
}

}  // namespace nnfront::test
