#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float_attr;
using onnx_bytes::int_attr;
using onnx_bytes::text_attr;

const TestInput x = {"x", {"2", "3", "4"}};

TEST(OnnxActivation, defaults_are_onnxs) {
  EXPECT_EQ(ir({"LeakyRelu", {}, {x}}), R"(%1 = leaky_relu(%0) alpha=0.009999999776482582 name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Elu", {}, {x}}), R"(%1 = elu(%0) alpha=1.0 name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Selu", {}, {x}}), R"(%1 = selu(%0) alpha=1.6732631921768188 gamma=1.0507010221481323 name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Selu", {}, {x}, 1}), R"(%1 = selu(%0) alpha=1.673200011253357 gamma=1.0506999492645264 name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"HardSigmoid", {}, {x}}), R"(%1 = hard_sigmoid(%0) alpha=0.20000000298023224 beta=0.5 name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Gelu", {}, {x}}), R"(%1 = gelu(%0) form="erf" name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Gelu", {text_attr("approximate", "tanh")}, {x}}), R"(%1 = gelu(%0) form="tanh" name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Softmax", {}, {x}}), R"(%1 = softmax(%0) axis=-1 temperature=1.0 name="y" : float32[2,3,4])");
}

TEST(OnnxActivation, prelu_with_a_slope_per_channel_however_it_is_shaped) {
  EXPECT_EQ(ir({"PRelu", {}, {x, weight("slope", {3, 1})}}), R"(%2 = reshape(%1) shape=[-1] name="y.slope" : float32[3]
%3 = prelu(%0, %2) name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"PRelu", {}, {x, number("slope", 0.5)}}), R"(%2 = reshape(%1) shape=[1] name="y.slope" : float32[1]
%3 = prelu(%0, %2) name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"PRelu", {}, {x, weight("slope", {3})}, 6}), R"(%2 = prelu(%0, %1) name="y" : float32[2,3,4])");
}

TEST(OnnxActivation, prelu_with_another_slope) {
  EXPECT_EQ(ir({"PRelu", {}, {x, weight("slope", {4})}}), R"(%2 = constant() = [0.0] : float32[]
%3 = less(%0, %2) name="y.is_negative" : bool[2,3,4]
%4 = mul(%0, %1) name="y.scaled" : float32[2,3,4]
%5 = where(%3, %4, %0) name="y" : float32[2,3,4])");
  EXPECT_EQ(rewriting({"PRelu", {}, {x, weight("slope", {4})}}), "a where: the slope is not one per channel");
}

TEST(OnnxActivation, swish) {
  EXPECT_EQ(ir({"Swish", {}, {x}, 24}), R"(%1 = silu(%0) name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Swish", {float_attr("alpha", 2)}, {x}, 24}), R"(%1 = constant() = [2.0] : float32[]
%2 = mul(%0, %1) name="y.scaled" : float32[2,3,4]
%3 = sigmoid(%2) name="y.sigmoid" : float32[2,3,4]
%4 = mul(%0, %3) name="y" : float32[2,3,4])");
}

TEST(OnnxActivation, from_comparisons) {
  EXPECT_EQ(ir({"ThresholdedRelu", {float_attr("alpha", 2)}, {x}}), R"(%1 = constant() = [2.0] : float32[]
%2 = greater(%0, %1) name="y.is_above" : bool[2,3,4]
%3 = constant() = [0.0] : float32[]
%4 = where(%2, %0, %3) name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Shrink", {float_attr("lambd", 1.5), float_attr("bias", 0.5)}, {x}}), R"(%1 = constant() = [0.5] : float32[]
%2 = constant() = [-1.5] : float32[]
%3 = less(%0, %2) name="y.is_low" : bool[2,3,4]
%4 = constant() = [1.5] : float32[]
%5 = greater(%0, %4) name="y.is_high" : bool[2,3,4]
%6 = sub(%0, %1) name="y.lowered" : float32[2,3,4]
%7 = add(%0, %1) name="y.raised" : float32[2,3,4]
%8 = constant() = [0.0] : float32[]
%9 = where(%5, %6, %8) name="y.upper" : float32[2,3,4]
%10 = where(%3, %7, %9) name="y" : float32[2,3,4])");
}

TEST(OnnxActivation, clip_with_bounds_in_attributes_initializers_and_inputs) {
  EXPECT_EQ(ir({"Clip", {float_attr("min", 0), float_attr("max", 6)}, {x}, 6}),
            R"(%1 = clip(%0) min=0.0 max=6.0 name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Clip", {}, {x, number("low", 0), number("high", 6)}}), R"(%1 = clip(%0) min=0.0 max=6.0 name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Clip", {}, {x, {""}, number("high", 6)}}), R"(%1 = clip(%0) min=-inf max=6.0 name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Clip", {}, {x, {"low", {}}, number("high", 6)}}), R"(%3 = maximum(%0, %1) name="y.raised" : float32[2,3,4]
%4 = minimum(%3, %2) name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Clip", {}, {x, number("low", 6), number("high", 0)}}), R"(%1 = constant() = [6.0] : float32[]
%2 = maximum(%0, %1) name="y.raised" : float32[2,3,4]
%3 = constant() = [0.0] : float32[]
%4 = minimum(%2, %3) name="y" : float32[2,3,4])");
}

TEST(OnnxActivation, softmax_before_opset_13_takes_all_dimensions_from_axis_on) {
  EXPECT_EQ(ir({"Softmax", {int_attr("axis", 2)}, {x}, 11}), R"(%1 = softmax(%0) axis=2 temperature=1.0 name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Softmax", {}, {{"x", {"N", "10", "1", "1"}}}, 11}),
            R"(%1 = softmax(%0) axis=1 temperature=1.0 name="y" : float32[N,10,1,1])");
  EXPECT_EQ(ir({"Softmax", {}, {x}, 11}), R"(%1 = reduce_max(%0) axes=[1,2] keep_dims=true name="y.max" : float32[2,1,1]
%2 = sub(%0, %1) name="y.below_max" : float32[2,3,4]
%3 = exp(%2) name="y.exp" : float32[2,3,4]
%4 = reduce_sum(%3) axes=[1,2] keep_dims=true name="y.sum" : float32[2,1,1]
%5 = div(%3, %4) name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"LogSoftmax", {}, {x}, 11}), R"(%1 = reduce_max(%0) axes=[1,2] keep_dims=true name="y.max" : float32[2,1,1]
%2 = sub(%0, %1) name="y.below_max" : float32[2,3,4]
%3 = exp(%2) name="y.exp" : float32[2,3,4]
%4 = reduce_sum(%3) axes=[1,2] keep_dims=true name="y.sum" : float32[2,1,1]
%5 = log(%4) name="y.log_sum" : float32[2,1,1]
%6 = sub(%2, %5) name="y" : float32[2,3,4])");
}

TEST(OnnxActivation, hardmax) {
  EXPECT_EQ(ir({"Hardmax", {int_attr("axis", 1)}, {x}}), R"(%1 = argmax(%0) axis=1 keep_dims=false last=false name="y.argmax" : int64[2,4]
%2 = one_hot(%1) depth=3 axis=1 on=1.0 off=0.0 dtype="float32" name="y" : float32[2,3,4])");
  EXPECT_EQ(refusal({"Hardmax", {}, {x}, 11}), "over several axes together it is not covered");
}

TEST(OnnxActivation, attributes_that_are_not_known_are_refused) {
  EXPECT_EQ(refusal({"Relu", {float_attr("alpha", 1)}, {x}}), "attribute 'alpha' is not known");
  EXPECT_EQ(refusal({"Relu", {float_attr("_private", 1)}, {x}}), "");
  EXPECT_EQ(refusal({"Gelu", {text_attr("approximate", "sigmoid")}, {x}}), "approximate 'sigmoid' is not covered, only none, tanh");
  EXPECT_EQ(error_of({"Elu", {int_attr("alpha", 1)}, {x}}), "node 'y' (Elu, opset 21): attribute 'alpha' is an integer, wanted a number");
  EXPECT_EQ(refusal({"Mish", {}, {x}, 11}), "it came with opset 18, the model is written in 11");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
