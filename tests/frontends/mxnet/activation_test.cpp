#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetActivation, activation_types) {
  EXPECT_EQ(ir("Activation", {{"act_type", "relu"}}, {{"data", {3, 5}}}), R"(%1 = relu(%0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("Activation", {{"act_type", "sigmoid"}}, {{"data", {3, 5}}}), R"(%1 = sigmoid(%0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("Activation", {{"act_type", "tanh"}}, {{"data", {3, 5}}}), R"(%1 = tanh(%0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("Activation", {{"act_type", "softrelu"}}, {{"data", {3, 5}}}), R"(%1 = softplus(%0) beta=1.0 name="x" : float32[3,5])");
  EXPECT_EQ(ir("Activation", {{"act_type", "softsign"}}, {{"data", {3, 5}}}), R"(%1 = softsign(%0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("Activation", {{"act_type", "mish"}}, {{"data", {3, 5}}}), R"(%1 = mish(%0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("Activation", {{"act_type", "log_sigmoid"}}, {{"data", {3, 5}}}), R"(%1 = neg(%0) name="x.negated" : float32[3,5]
%2 = softplus(%1) beta=1.0 name="x.softplus" : float32[3,5]
%3 = neg(%2) name="x" : float32[3,5])");
}

TEST(MxnetActivation, activation_demands_a_known_type) {
  EXPECT_EQ(error_of("Activation", {}, {{"data", {3, 5}}}), "node 'x' (Activation): attribute 'act_type' is missing");
  EXPECT_EQ(refusal("Activation", {{"act_type", "swish"}}, {{"data", {3, 5}}}),
            "act_type 'swish' is not covered, only relu, sigmoid, tanh, softrelu, softsign, log_sigmoid, mish");
}

TEST(MxnetActivation, leaky_relu_types) {
  EXPECT_EQ(ir("LeakyReLU", {{"act_type", "leaky"}}, {{"data", {3, 5}}}), R"(%1 = leaky_relu(%0) alpha=0.25 name="x" : float32[3,5])");
  EXPECT_EQ(ir("LeakyReLU", {{"act_type", "elu"}}, {{"data", {3, 5}}}), R"(%1 = elu(%0) alpha=0.25 name="x" : float32[3,5])");
  EXPECT_EQ(ir("LeakyReLU", {{"act_type", "selu"}}, {{"data", {3, 5}}}),
            R"(%1 = selu(%0) alpha=1.6732632423543772 gamma=1.0507009873554805 name="x" : float32[3,5])");
  EXPECT_EQ(ir("LeakyReLU", {{"act_type", "gelu"}}, {{"data", {3, 5}}}), R"(%1 = gelu(%0) form="erf" name="x" : float32[3,5])");
  EXPECT_EQ(ir("LeakyReLU", {{"act_type", "rrelu"}}, {{"data", {3, 5}}}), R"(%1 = leaky_relu(%0) alpha=0.2295 name="x" : float32[3,5])");
  EXPECT_EQ(rewriting("LeakyReLU", {{"act_type", "rrelu"}}, {{"data", {3, 5}}}), "the random slope at its mean, as MXNet predicts");
  EXPECT_EQ(ir("LeakyReLU", {{"slope", "0.1"}}, {{"data", {3, 5}}}), R"(%1 = leaky_relu(%0) alpha=0.1 name="x" : float32[3,5])");
}

TEST(MxnetActivation, prelu_has_a_slope_per_channel) {
  EXPECT_EQ(ir("LeakyReLU", {{"act_type", "prelu"}}, {{"data", {2, 4, 9, 10}}, {"g", {}}}),
            R"(%2 = prelu(%0, %1) name="x" : float32[2,4,9,10])");
  EXPECT_EQ(parameters_of(import_of("LeakyReLU", {{"act_type", "prelu"}}, {{"data", {2, 4, 9, 10}}, {"g", {}}}).graph),
            "g weight trainable float32[4]");
}

TEST(MxnetActivation, softmax_forms) {
  EXPECT_EQ(ir("softmax", {}, {{"data", {2, 4, 9, 10}}}), R"(%1 = softmax(%0) axis=-1 temperature=1.0 name="x" : float32[2,4,9,10])");
  EXPECT_EQ(ir("softmax", {{"axis", "1"}, {"temperature", "2.0"}, {"dtype", "None"}, {"use_length", "False"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = softmax(%0) axis=1 temperature=2.0 name="x" : float32[2,4,9,10])");
  EXPECT_EQ(ir("log_softmax", {{"axis", "1"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = log_softmax(%0) axis=1 temperature=1.0 name="x" : float32[2,4,9,10])");
  EXPECT_EQ(ir("softmin", {}, {{"data", {3, 5}}}), R"(%1 = neg(%0) name="x.negated" : float32[3,5]
%2 = softmax(%1) axis=-1 temperature=1.0 name="x" : float32[3,5])");
  EXPECT_EQ(ir("softmax", {{"dtype", "float64"}}, {{"data", {3, 5}}}),
            R"(%1 = softmax(%0) axis=-1 temperature=1.0 name="x.softmax" : float32[3,5]
%2 = cast(%1) to="float64" saturate=true power_rounding="up" name="x" : float64[3,5])");
  EXPECT_EQ(refusal("log_softmax", {{"use_length", "True"}}, {{"data", {3, 5}}, {"length", {3}}}), "use_length=True is not covered");
}

TEST(MxnetActivation, softmax_activation_modes) {
  EXPECT_EQ(ir("SoftmaxActivation", {}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = softmax(%0) axis=-1 temperature=1.0 name="x" : float32[2,4,9,10])");
  EXPECT_EQ(ir("SoftmaxActivation", {{"mode", "channel"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = softmax(%0) axis=1 temperature=1.0 name="x" : float32[2,4,9,10])");
}

TEST(MxnetActivation, hard_sigmoid_and_clip) {
  EXPECT_EQ(ir("hard_sigmoid", {}, {{"data", {3, 5}}}), R"(%1 = hard_sigmoid(%0) alpha=0.2 beta=0.5 name="x" : float32[3,5])");
  EXPECT_EQ(ir("clip", {{"a_min", "0"}, {"a_max", "6.0"}}, {{"data", {3, 5}}}), R"(%1 = clip(%0) min=0.0 max=6.0 name="x" : float32[3,5])");
  EXPECT_EQ(ir("clip", {{"a_min", "-inf"}, {"a_max", "1"}}, {{"data", {3, 5}}}),
            R"(%1 = clip(%0) min=-inf max=1.0 name="x" : float32[3,5])");
  EXPECT_EQ(error_of("clip", {{"a_min", "0"}, {"a_max", "nan"}}, {{"data", {3, 5}}}),
            "node 'x' (clip): attribute 'a_max': got 'nan', wanted a number");
  EXPECT_EQ(error_of("clip", {{"a_min", "0"}}, {{"data", {3, 5}}}), "node 'x' (clip): attribute 'a_max' is missing");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
