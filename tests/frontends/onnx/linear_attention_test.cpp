#include <gtest/gtest.h>

#include "ir/text.h"
#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float_attr;
using onnx_bytes::int_attr;
using onnx_bytes::text_attr;

const TestInputs rows = {{"q", {"2", "3", "24"}}, {"k", {"2", "3", "12"}}, {"v", {"2", "3", "10"}}};

TestNode layer(const TestInputs& further, std::vector<std::string> attributes, std::int64_t heads = 4) {
  TestInputs all = rows;
  all.insert(all.end(), further.begin(), further.end());
  attributes.insert(attributes.end(), {int_attr("q_num_heads", heads), int_attr("kv_num_heads", 2)});
  return {"LinearAttention", attributes, all, 27, {"y", "state"}};
}

TEST(OnnxLinearAttention, a_scan_over_the_steps) {
  EXPECT_EQ(ir(layer({{"past", {"2", "2", "6", "5"}}, {"decay", {"2", "3", "2"}}, {"beta", {"2", "3", "2"}}}, {float_attr("scale", 0.5f)})),
            R"(%6 = reshape(%0) shape=[d0,d1,2,2,-1] name="y.q" : float32[2,3,2,2,6]
%7 = reshape(%1) shape=[d0,d1,2,-1,1] name="y.k" : float32[2,3,2,6,1]
%8 = reshape(%2) shape=[d0,d1,2,1,-1] name="y.v" : float32[2,3,2,1,5]
%9 = reshape(%4) shape=[d0,d1,2,-1,1] name="y.decay" : float32[2,3,2,1,1]
%10 = reshape(%5) shape=[d0,d1,-1,1,1] name="y.rate" : float32[2,3,2,1,1]
%27:2 = scan(%3, %6, %7, %8, %9, %10) states=1 input_axes=[1,1,1,1,1] reversed_inputs=[0,0,0,0,0] output_axes=[1] reversed_outputs=[0] name="y.steps" : float32[2,2,6,5], float32[2,3,2,2,5] { "step"()
%28 = reshape(%27:1) shape=[d0,d1,-1] name="y" : float32[2,3,20])");
}

TEST(OnnxLinearAttention, one_step) {
  const std::string text =
      print(import_of(layer({{"past", {"2", "2", "6", "5"}}, {"decay", {"2", "3", "2"}}, {"beta", {"2", "3", "2"}}}, {})).graph);
  EXPECT_NE(text.find(R"(    %16 = exp(%15) : float32[2,2,1,1]
    %17 = mul(%11, %16) name="faded" : float32[2,2,6,5]
)"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find(R"(    %19 = matmul(%13, %17) transpose_a=true transpose_b=false name="said" : float32[2,2,1,5]
    %20 = sub(%14, %19) : float32[2,2,1,5]
    %21 = mul(%20, %18) name="news" : float32[2,2,1,5]
    %22 = matmul(%13, %21) transpose_a=false transpose_b=false : float32[2,2,6,5]
    %23 = add(%17, %22) name="next" : float32[2,2,6,5]
)"),
            std::string::npos)
      << text;
}

TEST(OnnxLinearAttention, without_a_past) {
  EXPECT_EQ(ir(layer({}, {text_attr("update_rule", "linear")})), R"(%3 = reshape(%0) shape=[d0,d1,2,2,-1] name="y.q" : float32[2,3,2,2,6]
%4 = reshape(%1) shape=[d0,d1,2,-1,1] name="y.k" : float32[2,3,2,6,1]
%5 = reshape(%2) shape=[d0,d1,2,1,-1] name="y.v" : float32[2,3,2,1,5]
%6 = constant() = [0.0] : float32[]
%7 = broadcast_to(%6) shape=[2,2,6,5] name="y.past" : float32[2,2,6,5]
%17:2 = scan(%7, %3, %4, %5) states=1 input_axes=[1,1,1] reversed_inputs=[0,0,0] output_axes=[1] reversed_outputs=[0] name="y.steps" : float32[2,2,6,5], float32[2,3,2,2,5] { "step"()
%18 = reshape(%17:1) shape=[d0,d1,-1] name="y" : float32[2,3,20])");
}

TEST(OnnxLinearAttention, what_is_refused) {
  EXPECT_EQ(refusal(layer({}, {text_attr("update_rule", "other")})),
            "update_rule 'other' is not covered, only linear, gated, delta, gated_delta");
  EXPECT_EQ(refusal(layer({}, {text_attr("update_rule", "linear"), int_attr("state_window", 2)})),
            "states of several steps are not covered");
  EXPECT_EQ(refusal(layer({}, {text_attr("update_rule", "linear")}, 3)),
            "3 heads of queries and 2 of keys are not covered, only a multiple");
}

const TestInputs sequence = {{"x", {"2", "3", "6"}}, weight("w", {3, 1, 4})};

TEST(OnnxLinearAttention, a_convolution_behind_a_state) {
  EXPECT_EQ(ir({"CausalConvWithState", {}, sequence, 27, {"y", "state"}}),
            R"(%2 = pad(%0) pads=[3,0] mode="constant" value=0.0 axes=[2] name="y.behind_zeros" : float32[2,3,9]
%3 = conv(%2, %1) strides=[1] pads=[0,0] dilations=[1] groups=3 name="y" : float32[2,3,6]
%4 = slice(%2) axes=[2] starts=[-3] stops=[9223372036854775807] steps=[1] name="y.present" : float32[2,3,3])");
  TestInputs all = sequence;
  all.insert(all.end(), {weight("b", {3}), {"past", {"2", "3", "6"}}});
  EXPECT_EQ(ir({"com.microsoft.CausalConvWithState", {text_attr("activation", "silu"), int_attr("dilation", 2)}, all, 27, {"y", "state"}}),
            R"(%3 = concat(%1, %0) axis=2 name="y.behind_past" : float32[2,3,12]
%5 = conv(%3, %2, %4) strides=[1] pads=[0,0] dilations=[2] groups=3 name="y.conv" : float32[2,3,6]
%6 = silu(%5) name="y" : float32[2,3,6]
%7 = slice(%3) axes=[2] starts=[-6] stops=[9223372036854775807] steps=[1] name="y.present" : float32[2,3,6])");
}

TEST(OnnxLinearAttention, convolutions_that_are_refused) {
  const auto refused = [](std::vector<std::string> attributes) {
    return refusal({"com.microsoft.CausalConvWithState", std::move(attributes), sequence, 27, {"y", "state"}});
  };
  EXPECT_EQ(refused({int_attr("ndim", 2)}), "more than one spatial dimension is not covered");
  EXPECT_EQ(refused({int_attr("channels_last", 1)}), "channels behind the positions are not covered");
  EXPECT_EQ(refused({int_attr("state_window", 3)}), "state_window is not covered");
  EXPECT_EQ(error_of({"com.microsoft.CausalConvWithState", {int_attr("dilation", 0)}, sequence, 27, {"y", "state"}}),
            "node 'y' (com.microsoft.CausalConvWithState, opset 1): dilation is 0, wanted 1 or more");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
