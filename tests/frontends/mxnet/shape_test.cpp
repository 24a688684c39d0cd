#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetShape, reshape_codes) {
  EXPECT_EQ(ir("Reshape", {{"shape", "(0, -1)"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = reshape(%0) shape=[d0,-1] name="x" : float32[2,360])");
  EXPECT_EQ(ir("Reshape", {{"shape", "(-2,)"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = reshape(%0) shape=[d0,d1,d2,d3] name="x" : float32[2,4,9,10])");
  EXPECT_EQ(ir("Reshape", {{"shape", "(0, 0, -3)"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = reshape(%0) shape=[d0,d1,d2*d3] name="x" : float32[2,4,90])");
  EXPECT_EQ(ir("Reshape", {{"shape", "(0, -4, 2, -1, -2)"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = reshape(%0) shape=[d0,2,d1/2,d2,d3] name="x" : float32[2,2,2,9,10])");
  EXPECT_EQ(ir("Reshape", {{"shape", "(-1,)"}}, {{"data", {2, 4, 9, 10}}}), R"(%1 = reshape(%0) shape=[-1] name="x" : float32[720])");
  EXPECT_EQ(ir("Reshape", {{"shape", "(8, 90)"}}, {{"data", {2, 4, 9, 10}}}), R"(%1 = reshape(%0) shape=[8,90] name="x" : float32[8,90])");
}

TEST(MxnetShape, reshape_from_the_end) {
  EXPECT_EQ(ir("Reshape", {{"shape", "(-1, 0)"}, {"reverse", "True"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = reshape(%0) shape=[-1,d3] name="x" : float32[72,10])");
  EXPECT_EQ(ir("reshape", {{"shape", "(0, 0, 2, 3, -4, 0)"}, {"reverse", "1"}}, {{"data", {2, 4, 6, 2}}}),
            R"(%1 = reshape(%0) shape=[d0,d1,2,3,d3] name="x" : float32[2,4,2,3,2])");
  EXPECT_EQ(error_of("reshape", {{"shape", "(0, -4, 2, 2, -2)"}, {"reverse", "1"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (reshape): attribute 'shape' asks for more dimensions than float32[2,4,9,10] has");
}

TEST(MxnetShape, reshape_of_the_first_versions) {
  EXPECT_EQ(ir("Reshape", {{"target_shape", "(0, 40)"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = reshape(%0) shape=[-1,40] name="x" : float32[18,40])");
  EXPECT_EQ(ir("Reshape", {{"target_shape", "(5, 0)"}, {"keep_highest", "True"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = reshape(%0) shape=[d0,-1] name="x" : float32[2,360])");
}

TEST(MxnetShape, reshape_that_does_not_fit) {
  EXPECT_EQ(error_of("Reshape", {{"shape", "(7, -1)"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (Reshape): x (reshape): [reshape_c3] shape: got [7,-1] for [2,4,9,10], wanted as many elements");
  EXPECT_EQ(error_of("Reshape", {{"shape", "(-1, -1)"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (Reshape): attribute 'shape' leaves more than one dimension open");
  EXPECT_EQ(error_of("Reshape", {{"shape", "(-4, 3, -1, -2)"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (Reshape): attribute 'shape': 2 does not split into 3 and -1");
  EXPECT_EQ(error_of("Reshape", {{"shape", "(-4, 2)"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (Reshape): attribute 'shape': -4 wants two numbers behind it");
  EXPECT_EQ(error_of("Reshape", {{"shape", "(-5,)"}}, {{"data", {2, 4, 9, 10}}}), "node 'x' (Reshape): attribute 'shape' holds -5");
  EXPECT_EQ(error_of("Reshape", {{"shape", "(0, 0, 0, 0, 0)"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (Reshape): attribute 'shape' asks for more dimensions than float32[2,4,9,10] has");
  EXPECT_EQ(error_of("Reshape", {}, {{"data", {2, 4, 9, 10}}}), "node 'x' (Reshape): attribute 'shape' is missing");
  EXPECT_EQ(error_of("Reshape", {{"shape", "(9223372036854775807, 9223372036854775807)"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (Reshape): x (reshape): shape overflow: a dimension does not fit 64 bits");
}

TEST(MxnetShape, dimensions_of_size_one) {
  EXPECT_EQ(ir("expand_dims", {{"axis", "-1"}}, {{"data", {3, 5}}}), R"(%1 = reshape(%0) shape=[d0,d1,1] name="x" : float32[3,5,1])");
  EXPECT_EQ(ir("expand_dims", {{"axis", "0"}}, {{"data", {3, 5}}}), R"(%1 = reshape(%0) shape=[1,d0,d1] name="x" : float32[1,3,5])");
  EXPECT_EQ(ir("squeeze", {}, {{"data", {2, 1, 3, 1}}}), R"(%1 = reshape(%0) shape=[d0,d2] name="x" fixed=true : float32[2,3])");
  EXPECT_EQ(ir("squeeze", {{"axis", "(1,)"}}, {{"data", {2, 1, 3, 1}}}), R"(%1 = reshape(%0) shape=[d0,d2,d3] name="x" : float32[2,3,1])");
  EXPECT_EQ(error_of("squeeze", {{"axis", "0"}}, {{"data", {2, 1}}}), "node 'x' (squeeze): axis 0 of float32[2,1] is not 1");
}

TEST(MxnetShape, order_of_dimensions) {
  EXPECT_EQ(ir("transpose", {}, {{"data", {2, 4, 9}}}), R"(%1 = transpose(%0) permutation=[2,1,0] name="x" : float32[9,4,2])");
  EXPECT_EQ(ir("transpose", {{"axes", "(0, 2, 1)"}}, {{"data", {2, 4, 9}}}),
            R"(%1 = transpose(%0) permutation=[0,2,1] name="x" : float32[2,9,4])");
  EXPECT_EQ(ir("SwapAxis", {{"dim1", "0"}, {"dim2", "2"}}, {{"data", {2, 4, 9}}}),
            R"(%1 = transpose(%0) permutation=[2,1,0] name="x" : float32[9,4,2])");
  EXPECT_EQ(ir("Flatten", {}, {{"data", {2, 4, 9, 10}}}), R"(%1 = reshape(%0) shape=[d0,-1] name="x" : float32[2,360])");
}

TEST(MxnetShape, blocks_and_shapes_as_values) {
  EXPECT_EQ(ir("depth_to_space", {{"block_size", "2"}}, {{"data", {1, 8, 2, 3}}}),
            R"(%1 = depth_to_space(%0) block=2 order="depth_column_row" name="x" : float32[1,2,4,6])");
  EXPECT_EQ(ir("space_to_depth", {{"block_size", "2"}}, {{"data", {1, 2, 4, 6}}}),
            R"(%1 = space_to_depth(%0) block=2 order="depth_column_row" name="x" : float32[1,8,2,3])");
  EXPECT_EQ(ir("shape_array", {}, {{"data", {2, 4, 9, 10}}}), R"(%1 = shape_of(%0) name="x" : int64[4])");
  EXPECT_EQ(ir("reshape_like", {}, {{"data", {2, 6}}, {"like", {3, 4}}}),
            R"(%2 = reshape(%0) shape=[3,4] name="x" fixed=true : float32[3,4])");
}

TEST(MxnetShape, a_split_that_overflows) {
  EXPECT_EQ(error_of("Reshape", {{"shape", "(-4, 4294967296, 4294967296, -2)"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (Reshape): shape overflow: a dimension does not fit 64 bits");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
