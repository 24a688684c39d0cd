#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::int_attr;
using onnx_bytes::ints_attr;
using onnx_bytes::text_attr;

TestNode conv(std::vector<std::string> attributes, std::vector<std::string> dims = {"2", "4", "9", "10"}) {
  return {"Conv", std::move(attributes), {{"x", std::move(dims)}, weight("w", {6, 2, 3, 3}), weight("b", {6})}};
}

TEST(OnnxConv, all_attributes) {
  const TestNode node = conv({ints_attr("kernel_shape", {3, 3}), ints_attr("strides", {2, 1}), ints_attr("pads", {1, 2, 0, 1}),
                              ints_attr("dilations", {2, 1}), int_attr("group", 2)});
  EXPECT_EQ(ir(node), R"(%3 = conv(%0, %1, %2) strides=[2,1] pads=[1,2,0,1] dilations=[2,1] groups=2 name="y" : float32[2,6,3,11])");
  EXPECT_EQ(parameters_of(import_of(node).graph),
            "w weight trainable float32[6,2,3,3]\n"
            "b bias trainable float32[6]");
}

TEST(OnnxConv, automatic_padding_is_worked_out) {
  EXPECT_EQ(ir(conv({text_attr("auto_pad", "SAME_UPPER"), ints_attr("strides", {2, 2}), int_attr("group", 2)})),
            R"(%3 = conv(%0, %1, %2) strides=[2,2] pads=[1,0,1,1] dilations=[1,1] groups=2 name="y" fixed=true : float32[2,6,5,5])");
  EXPECT_EQ(ir(conv({text_attr("auto_pad", "SAME_LOWER"), ints_attr("strides", {1, 2}), int_attr("group", 2)})),
            R"(%3 = conv(%0, %1, %2) strides=[1,2] pads=[1,1,1,0] dilations=[1,1] groups=2 name="y" fixed=true : float32[2,6,9,5])");
  EXPECT_EQ(ir(conv({text_attr("auto_pad", "VALID"), int_attr("group", 2)})),
            R"(%3 = conv(%0, %1, %2) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=2 name="y" : float32[2,6,7,8])");
}

TEST(OnnxConv, automatic_padding_of_symbols_needs_a_stride_of_1) {
  EXPECT_EQ(ir(conv({text_attr("auto_pad", "SAME_UPPER"), int_attr("group", 2)}, {"N", "4", "h", "w"})),
            R"(%3 = conv(%0, %1, %2) strides=[1,1] pads=[1,1,1,1] dilations=[1,1] groups=2 name="y" : float32[N,6,h,w])");
  EXPECT_EQ(refusal(conv({text_attr("auto_pad", "SAME_UPPER"), ints_attr("strides", {2, 2})}, {"N", "4", "h", "w"})),
            "automatic padding needs a size that is a number, got h: give one with --input");
}

TEST(OnnxConv, what_does_not_fit_is_named) {
  EXPECT_EQ(error_of(conv({ints_attr("kernel_shape", {3, 5})})),
            "node 'y' (Conv, opset 21): attribute 'kernel_shape' is [3,5], the weight is float32[6,2,3,3]");
  EXPECT_EQ(error_of(conv({ints_attr("strides", {3})})),
            "node 'y' (Conv, opset 21): attribute 'strides' has 1 entries, wanted 2: one per spatial dimension");
  EXPECT_EQ(error_of(conv({ints_attr("strides", {0, 1})})),
            "node 'y' (Conv, opset 21): attribute 'strides' holds 0, wanted 1 to 2147483647");
  EXPECT_EQ(error_of(conv({ints_attr("pads", {1, 1})})),
            "node 'y' (Conv, opset 21): attribute 'pads' has 2 entries, wanted 4: two per spatial dimension");
  EXPECT_EQ(refusal(conv({ints_attr("pads", {-1, 0, 0, 0})})), "negative pads are not covered");
  EXPECT_EQ(refusal(conv({text_attr("auto_pad", "BOTH")})), "auto_pad 'BOTH' is not covered, only NOTSET, SAME_UPPER, SAME_LOWER, VALID");
}

TestNode conv_transpose(std::vector<std::string> attributes) {
  return {"ConvTranspose", std::move(attributes), {{"x", {"1", "4", "3", "3"}}, weight("w", {4, 2, 3, 3})}};
}

TEST(OnnxConv, transposed) {
  EXPECT_EQ(
      ir(conv_transpose({ints_attr("strides", {2, 2}), ints_attr("output_padding", {1, 0}), ints_attr("pads", {1, 0, 1, 0})})),
      R"(%2 = conv_transpose(%0, %1) strides=[2,2] pads=[1,0,1,0] dilations=[1,1] output_padding=[1,0] groups=1 name="y" : float32[1,2,6,7])");
}

TEST(OnnxConv, transposed_to_a_given_shape) {
  // One row more than there would be, one column less.
  EXPECT_EQ(
      ir(conv_transpose({ints_attr("strides", {3, 3}), ints_attr("output_shape", {10, 8})})),
      R"(%2 = conv_transpose(%0, %1) strides=[3,3] pads=[0,1,0,0] dilations=[1,1] output_padding=[1,0] groups=1 name="y" fixed=true : float32[1,2,10,8])");
  EXPECT_EQ(
      ir(conv_transpose({ints_attr("strides", {2, 2}), text_attr("auto_pad", "SAME_UPPER")})),
      R"(%2 = conv_transpose(%0, %1) strides=[2,2] pads=[0,0,1,1] dilations=[1,1] output_padding=[0,0] groups=1 name="y" fixed=true : float32[1,2,6,6])");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
