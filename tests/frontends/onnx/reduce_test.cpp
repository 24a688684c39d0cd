#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::bool_type;
using onnx_bytes::int_attr;
using onnx_bytes::ints_attr;

const TestInput x = {"x", {"2", "3", "4"}};

TEST(OnnxReduce, axes_in_an_attribute_and_as_an_input) {
  EXPECT_EQ(ir({"ReduceMean", {ints_attr("axes", {-1}), int_attr("keepdims", 0)}, {x}, 11}),
            R"(%1 = reduce_mean(%0) axes=[-1] keep_dims=false name="y" : float32[2,3])");
  EXPECT_EQ(ir({"ReduceMean", {}, {x, integers("axes", {1, 2})}, 18}),
            R"(%1 = reduce_mean(%0) axes=[1,2] keep_dims=true name="y" : float32[2,1,1])");
  EXPECT_EQ(ir({"ReduceSum", {}, {x}, 13}), R"(%1 = reduce_sum(%0) axes=[] keep_dims=true name="y" : float32[1,1,1])");
}

TEST(OnnxReduce, without_axes_nothing_may_be_reduced) {
  EXPECT_EQ(ir({"ReduceSum", {int_attr("noop_with_empty_axes", 1)}, {x}, 13}), R"(%1 = identity(%0) name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"ReduceL2", {int_attr("noop_with_empty_axes", 1)}, {x}, 18}), R"(%1 = abs(%0) name="y" : float32[2,3,4])");
}

TEST(OnnxReduce, compositions) {
  EXPECT_EQ(ir({"ReduceLogSum", {ints_attr("axes", {1})}, {x}, 11}),
            R"(%1 = reduce_sum(%0) axes=[1] keep_dims=true name="y.reduced" : float32[2,1,4]
%2 = log(%1) name="y" : float32[2,1,4])");
  EXPECT_EQ(ir({"ReduceSumSquare", {ints_attr("axes", {1})}, {x}, 11}), R"(%1 = square(%0) name="y.square" : float32[2,3,4]
%2 = reduce_sum(%1) axes=[1] keep_dims=true name="y" : float32[2,1,4])");
  EXPECT_EQ(ir({"ReduceMax", {}, {{"x", {"2", "3"}, bool_type}, integers("axes", {1})}, 20}),
            R"(%1 = cast(%0) to="uint8" saturate=true power_rounding="up" name="y.numbers" : uint8[2,3]
%2 = reduce_max(%1) axes=[1] keep_dims=true name="y.number" : uint8[2,1]
%3 = cast(%2) to="bool" saturate=true power_rounding="up" name="y" : bool[2,1])");
}

TEST(OnnxReduce, places_of_extremes) {
  EXPECT_EQ(ir({"ArgMax", {int_attr("axis", 1), int_attr("keepdims", 0), int_attr("select_last_index", 1)}, {x}}),
            R"(%1 = argmax(%0) axis=1 keep_dims=false last=true name="y" : int64[2,4])");
  EXPECT_EQ(ir({"TopK", {int_attr("largest", 0), int_attr("sorted", 0)}, {x, integers("k", {2})}, 11, {"y", "i"}}),
            R"(%1:2 = topk(%0) k=2 axis=-1 largest=false name="y" : float32[2,3,2], int64[2,3,2])");
  EXPECT_EQ(ir({"TopK", {int_attr("k", 2), int_attr("axis", 0)}, {x}, 9, {"y", "i"}}),
            R"(%1:2 = topk(%0) k=2 axis=0 largest=true name="y" : float32[2,3,4], int64[2,3,4])");
}

TEST(OnnxReduce, running_products) {
  EXPECT_EQ(ir({"CumProd", {int_attr("reverse", 1)}, {x, integer("axis", 1)}, 26}),
            R"(%1 = cumprod(%0) axis=1 exclusive=false reverse=true name="y" : float32[2,3,4])");
  EXPECT_EQ(error_of({"CumProd", {}, {x}, 26}), "node 'y' (CumProd, opset 26): input 1, the axis, is missing");
}

TEST(OnnxReduce, running_sums) {
  EXPECT_EQ(ir({"CumSum", {int_attr("exclusive", 1)}, {x, integer("axis", -1)}, 14}),
            R"(%1 = cumsum(%0) axis=-1 exclusive=true reverse=false name="y" : float32[2,3,4])");
  EXPECT_EQ(error_of({"CumSum", {}, {x}, 14}), "node 'y' (CumSum, opset 14): input 1, the axis, is missing");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
