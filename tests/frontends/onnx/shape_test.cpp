#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::int64_type;
using onnx_bytes::int_attr;
using onnx_bytes::ints_attr;
using onnx_bytes::text_attr;

const TestInput x = {"x", {"N", "3", "4"}};

TEST(OnnxShape, reshape_copies_dimensions_where_it_says_0) {
  EXPECT_EQ(ir({"Reshape", {}, {x, integers("shape", {0, -1})}}), R"(%1 = reshape(%0) shape=[d0,-1] name="y" : float32[N,12])");
  EXPECT_EQ(ir({"Reshape", {int_attr("allowzero", 1)}, {{"x", {"0", "3"}}, integers("shape", {3, 0})}}),
            R"(%1 = reshape(%0) shape=[3,0] name="y" : float32[3,0])");
  EXPECT_EQ(ir({"Reshape", {ints_attr("shape", {-1, 4})}, {x}, 1}), R"(%1 = reshape(%0) shape=[-1,4] name="y" : float32[3*N,4])");
  EXPECT_EQ(error_of({"Reshape", {}, {x, integers("shape", {1, -1, 1, 0})}}),
            "node 'y' (Reshape, opset 21): the shape [1,-1,1,0] copies dimension 3 of float32[N,3,4]");
}

TEST(OnnxShape, reshape_to_a_shape_that_only_a_run_knows) {
  EXPECT_EQ(ir({"Reshape", {int_attr("allowzero", 1)}, {x, {"shape", {"2"}, int64_type}}}),
            R"(%2 = reshape(%0, %1) shape=[] name="y" : float32[?,?])");
  EXPECT_EQ(ir({"Reshape", {}, {x, {"shape", {"2"}, int64_type}}}), R"(%2 = shape_of(%0) name="y.shape" : int64[3]
%3 = slice(%2) axes=[0] starts=[0] stops=[2] steps=[1] name="y.first_dims" : int64[2]
%4 = constant() = [0] : int64[]
%5 = equal(%1, %4) name="y.copies" : bool[2]
%6 = where(%5, %3, %1) name="y.target" : int64[2]
%7 = reshape(%0, %6) shape=[] name="y" : float32[?,?])");
}

TEST(OnnxShape, dimensions_are_joined_dropped_and_added) {
  EXPECT_EQ(ir({"Flatten", {int_attr("axis", 2)}, {x}}), R"(%1 = reshape(%0) shape=[d0*d1,d2] name="y" : float32[3*N,4])");
  EXPECT_EQ(ir({"Squeeze", {}, {{"x", {"1", "N", "1"}}, integers("axes", {-1})}}), R"(%1 = squeeze(%0) axes=[-1] name="y" : float32[1,N])");
  EXPECT_EQ(ir({"Squeeze", {}, {{"x", {"1", "2", "1"}}}}), R"(%1 = squeeze(%0) axes=[] name="y" : float32[2])");
  EXPECT_EQ(ir({"Unsqueeze", {ints_attr("axes", {0, 4})}, {x}, 11}), R"(%1 = unsqueeze(%0) axes=[0,4] name="y" : float32[1,N,3,4,1])");
  EXPECT_EQ(ir({"com.microsoft.ExpandDims", {}, {x, integer("axis", -1)}}), R"(%1 = unsqueeze(%0) axes=[-1] name="y" : float32[N,3,4,1])");
  EXPECT_EQ(error_of({"Squeeze", {}, {x, integers("axes", {1})}}),
            "node 'y' (Squeeze, opset 21): y (squeeze): [squeeze_c2] dimension 1 of x: got 3, wanted 1");
  EXPECT_EQ(error_of({"Unsqueeze", {}, {x, integers("axes", {1, 1})}}),
            "node 'y' (Unsqueeze, opset 21): y (unsqueeze): [unsqueeze_c1] got axis 1 twice, wanted each once");
}

TEST(OnnxShape, transposed) {
  EXPECT_EQ(ir({"Transpose", {}, {x}}), R"(%1 = transpose(%0) permutation=[2,1,0] name="y" : float32[4,3,N])");
  EXPECT_EQ(ir({"Transpose", {ints_attr("perm", {1, 0, 2})}, {x}}), R"(%1 = transpose(%0) permutation=[1,0,2] name="y" : float32[3,N,4])");
}

TEST(OnnxShape, repeated_to_a_shape) {
  EXPECT_EQ(ir({"Expand", {}, {{"x", {"N", "1"}}, integers("shape", {2, 1, 5})}}),
            R"(%1 = broadcast_to(%0) shape=[2,1,5] name="y" : float32[2,N,5])");
  EXPECT_EQ(ir({"Expand", {}, {{"x", {"3", "1"}}, {"shape", {"2"}, int64_type}}}),
            R"(%2 = broadcast_to(%0, %1) shape=[] name="y" : float32[3,?])");
}

TEST(OnnxShape, depth_and_space) {
  EXPECT_EQ(ir({"DepthToSpace", {int_attr("blocksize", 2), text_attr("mode", "CRD")}, {{"x", {"1", "8", "2", "3"}}}}),
            R"(%1 = depth_to_space(%0) block=2 order="column_row_depth" name="y" : float32[1,2,4,6])");
  EXPECT_EQ(ir({"SpaceToDepth", {int_attr("blocksize", 2)}, {{"x", {"1", "2", "4", "6"}}}}),
            R"(%1 = space_to_depth(%0) block=2 order="depth_column_row" name="y" : float32[1,8,2,3])");
}

TEST(OnnxShape, the_shape_itself) {
  EXPECT_EQ(ir({"Shape", {}, {x}}), R"(%1 = shape_of(%0) name="y" : int64[3])");
  EXPECT_EQ(ir({"Shape", {int_attr("start", -2), int_attr("end", 2)}, {x}}), R"(%1 = shape_of(%0) name="y.whole" : int64[3]
%2 = slice(%1) axes=[0] starts=[1] stops=[2] steps=[1] name="y" : int64[1])");
  EXPECT_EQ(ir({"Size", {}, {x}}), R"(%1 = shape_of(%0) name="y.shape" : int64[3]
%2 = reduce_prod(%1) axes=[] keep_dims=false name="y" : int64[])");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
