#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float_attr;
using onnx_bytes::int_attr;
using onnx_bytes::ints_attr;
using onnx_bytes::text_attr;

const TestInputs picture = {{"x", {"1", "3", "9", "9"}}};

TEST(OnnxPool, maximum) {
  EXPECT_EQ(
      ir({"MaxPool", {ints_attr("kernel_shape", {3, 2}), ints_attr("strides", {2, 2}), int_attr("ceil_mode", 1)}, picture}),
      R"(%1 = max_pool(%0) kernel=[3,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1] rounding="ceil_inside" name="y" : float32[1,3,4,5])");
  EXPECT_EQ(ir({"MaxPool", {ints_attr("kernel_shape", {3, 3}), int_attr("storage_order", 1)}, picture, 21, {"y", "places"}}),
            R"(%1 = max_pool(%0) kernel=[3,3] strides=[1,1] pads=[0,0,0,0] dilations=[1,1] rounding="floor" name="y" : float32[1,3,7,7]
%2 = max_pool_indices(%0) kernel=[3,3] strides=[1,1] pads=[0,0,0,0] dilations=[1,1] rounding="floor" column_major=true name="y.indices" : int64[1,3,7,7])");
}

TEST(OnnxPool, average) {
  EXPECT_EQ(
      ir({"AveragePool", {ints_attr("kernel_shape", {3, 3}), ints_attr("pads", {1, 1, 1, 1}), int_attr("count_include_pad", 1)}, picture}),
      R"(%1 = average_pool(%0) kernel=[3,3] strides=[1,1] pads=[1,1,1,1] dilations=[1,1] rounding="floor" count_include_pad=true name="y" : float32[1,3,9,9])");
  EXPECT_EQ(
      ir({"AveragePool", {ints_attr("kernel_shape", {2, 2}), ints_attr("strides", {2, 2}), text_attr("auto_pad", "SAME_LOWER")}, picture}),
      R"(%1 = average_pool(%0) kernel=[2,2] strides=[2,2] pads=[1,1,0,0] dilations=[1,1] rounding="floor" count_include_pad=false name="y" fixed=true : float32[1,3,5,5])");
}

TEST(OnnxPool, norms) {
  EXPECT_EQ(
      ir({"LpPool", {ints_attr("kernel_shape", {2, 2}), int_attr("p", 3)}, picture}),
      R"(%1 = lp_pool(%0) kernel=[2,2] strides=[1,1] pads=[0,0,0,0] dilations=[1,1] rounding="floor" p=3 name="y" : float32[1,3,8,8])");
  EXPECT_EQ(
      ir({"LpPool", {ints_attr("kernel_shape", {2, 2}), float_attr("p", 2)}, picture, 1}),
      R"(%1 = lp_pool(%0) kernel=[2,2] strides=[1,1] pads=[0,0,0,0] dilations=[1,1] rounding="floor" p=2 name="y" : float32[1,3,8,8])");
  EXPECT_EQ(ir({"GlobalLpPool", {int_attr("p", 1)}, picture}), R"(%1 = global_lp_pool(%0) p=1 name="y" : float32[1,3,1,1])");
  EXPECT_EQ(refusal({"GlobalLpPool", {float_attr("p", 1.5)}, picture, 1}), "the exponent 1.5 is not covered, only whole ones");
}

TEST(OnnxPool, global) {
  EXPECT_EQ(ir({"GlobalAveragePool", {}, picture}), R"(%1 = global_average_pool(%0) name="y" : float32[1,3,1,1])");
  EXPECT_EQ(ir({"GlobalMaxPool", {}, picture}), R"(%1 = global_max_pool(%0) name="y" : float32[1,3,1,1])");
}

TEST(OnnxPool, a_kernel_of_another_rank) {
  EXPECT_EQ(error_of({"MaxPool", {ints_attr("kernel_shape", {3})}, picture}),
            "node 'y' (MaxPool, opset 21): attribute 'kernel_shape' has 1 entries for float32[1,3,9,9]");
  EXPECT_EQ(error_of({"MaxPool", {}, picture}), "node 'y' (MaxPool, opset 21): attribute 'kernel_shape' is missing");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
