#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetPool, max_pooling) {
  EXPECT_EQ(ir("Pooling", {{"kernel", "(3, 3)"}, {"stride", "(2, 2)"}, {"pad", "(1, 1)"}, {"pool_type", "max"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = max_pool(%0) kernel=[3,3] strides=[2,2] pads=[1,1,1,1] dilations=[1,1] rounding="floor" name="x" : float32[2,4,5,5])");
  EXPECT_EQ(ir("Pooling", {{"kernel", "(3, 2)"}, {"pool_type", "max"}, {"pooling_convention", "full"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = max_pool(%0) kernel=[3,2] strides=[1,1] pads=[0,0,0,0] dilations=[1,1] rounding="ceil" name="x" : float32[2,4,7,9])");
}

TEST(MxnetPool, avg_pooling) {
  EXPECT_EQ(
      ir("Pooling", {{"kernel", "(3, 3)"}, {"stride", "(2, 2)"}, {"pad", "(1, 1)"}, {"pool_type", "avg"}}, {{"data", {2, 4, 9, 10}}}),
      R"(%1 = average_pool(%0) kernel=[3,3] strides=[2,2] pads=[1,1,1,1] dilations=[1,1] rounding="floor" count_include_pad=true name="x" : float32[2,4,5,5])");
  EXPECT_EQ(
      ir("Pooling", {{"kernel", "(3, 2)"}, {"pool_type", "avg"}, {"pooling_convention", "full"}}, {{"data", {2, 4, 9, 10}}}),
      R"(%1 = average_pool(%0) kernel=[3,2] strides=[1,1] pads=[0,0,0,0] dilations=[1,1] rounding="ceil" count_include_pad=true name="x" : float32[2,4,7,9])");
}

TEST(MxnetPool, average_counts_padding_unless_told_otherwise) {
  EXPECT_EQ(
      ir("Pooling", {{"kernel", "(2, 2)"}, {"pad", "(1, 1)"}, {"pool_type", "avg"}, {"count_include_pad", "False"}},
         {{"data", {2, 4, 9, 10}}}),
      R"(%1 = average_pool(%0) kernel=[2,2] strides=[1,1] pads=[1,1,1,1] dilations=[1,1] rounding="floor" count_include_pad=false name="x" : float32[2,4,10,11])");
  EXPECT_EQ(
      ir("Pooling", {{"kernel", "(2, 2)"}, {"pad", "(1, 1)"}, {"pool_type", "avg"}, {"count_include_pad", "None"}},
         {{"data", {2, 4, 9, 10}}}),
      R"(%1 = average_pool(%0) kernel=[2,2] strides=[1,1] pads=[1,1,1,1] dilations=[1,1] rounding="floor" count_include_pad=true name="x" : float32[2,4,10,11])");
}

TEST(MxnetPool, a_global_pool_needs_no_kernel) {
  EXPECT_EQ(ir("Pooling", {{"global_pool", "True"}, {"pool_type", "avg"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = global_average_pool(%0) name="x" : float32[2,4,1,1])");
  EXPECT_EQ(ir("Pooling", {{"global_pool", "1"}, {"kernel", "(7, 7)"}, {"stride", "(2, 2)"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = global_max_pool(%0) name="x" : float32[2,4,1,1])");
  EXPECT_EQ(ir("Pooling", {{"global_pool", "True"}, {"pool_type", "sum"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = reduce_sum(%0) axes=[2,3] keep_dims=true name="x" : float32[2,4,1,1])");
  EXPECT_EQ(ir("Pooling", {{"global_pool", "True"}, {"pool_type", "lp"}, {"p_value", "2"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = global_lp_pool(%0) p=2 name="x" : float32[2,4,1,1])");
}

TEST(MxnetPool, sums_and_norms) {
  EXPECT_EQ(
      ir("Pooling", {{"kernel", "(2, 2)"}, {"pool_type", "sum"}}, {{"data", {2, 4, 9, 10}}}),
      R"(%1 = average_pool(%0) kernel=[2,2] strides=[1,1] pads=[0,0,0,0] dilations=[1,1] rounding="floor" count_include_pad=true name="x.average" : float32[2,4,8,9]
%2 = constant() = [4.0] : float32[]
%3 = mul(%1, %2) name="x" : float32[2,4,8,9])");
  EXPECT_EQ(
      ir("Pooling", {{"kernel", "(2, 2)"}, {"pool_type", "lp"}, {"p_value", "2"}}, {{"data", {2, 4, 9, 10}}}),
      R"(%1 = lp_pool(%0) kernel=[2,2] strides=[1,1] pads=[0,0,0,0] dilations=[1,1] rounding="floor" p=2 name="x" : float32[2,4,8,9])");
}

TEST(MxnetPool, what_pooling_refuses) {
  EXPECT_EQ(refusal("Pooling", {{"kernel", "(2, 2)"}, {"pool_type", "lp"}, {"p_value", "3"}}, {{"data", {2, 4, 9, 10}}}),
            "pool_type 'lp' with p_value 3 is not covered, only 2");
  EXPECT_EQ(refusal("Pooling", {{"kernel", "(2, 2)"}, {"pool_type", "sum"}, {"pooling_convention", "full"}}, {{"data", {2, 4, 9, 10}}}),
            "pool_type 'sum' with pooling_convention 'full' is not covered");
  EXPECT_EQ(refusal("Pooling", {{"kernel", "(2,)"}, {"pooling_convention", "same"}}, {{"data", {2, 4, 9}}}),
            "pooling_convention 'same' is not covered, only valid, full");
  EXPECT_EQ(refusal("Pooling", {{"kernel", "(2, 2)"}, {"layout", "NHWC"}}, {{"data", {2, 4, 9, 10}}}),
            "layout 'NHWC' is not covered, only None, NCW, NCHW, NCDHW");
}

TEST(MxnetPool, what_is_wrong_with_pooling) {
  EXPECT_EQ(error_of("Pooling", {{"pool_type", "max"}}, {{"data", {2, 4, 9, 10}}}), "node 'x' (Pooling): attribute 'kernel' is missing");
  EXPECT_EQ(error_of("Pooling", {{"kernel", "(20, 20)"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (Pooling): x (max_pool): [pool_c5] got a window over 20 elements on 9 padded ones, wanted one that fits");
  EXPECT_EQ(error_of("Pooling", {{"kernel", "(2, 2)"}, {"stride", "(1,)"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (Pooling): 'stride' has 1 entries and 'pad' 2, wanted 2 as the kernel has");
}

TEST(MxnetPool, adaptive_average_pooling) {
  EXPECT_EQ(ir("_contrib_AdaptiveAvgPooling2D", {}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = adaptive_average_pool(%0) output_size=[1,1] name="x" : float32[2,4,1,1])");
  EXPECT_EQ(ir("_contrib_AdaptiveAvgPooling2D", {{"output_size", "3"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = adaptive_average_pool(%0) output_size=[3,3] name="x" : float32[2,4,3,3])");
  EXPECT_EQ(ir("_contrib_AdaptiveAvgPooling2D", {{"output_size", "(2, 4)"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = adaptive_average_pool(%0) output_size=[2,4] name="x" : float32[2,4,2,4])");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
