#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetOutput, a_softmax_output_is_its_softmax) {
  EXPECT_EQ(ir("SoftmaxOutput", {{"grad_scale", "1"}, {"use_ignore", "True"}, {"ignore_label", "255"}, {"normalization", "valid"}},
               {{"data", {3, 5}}, {"softmax_label", {}}}),
            R"(%1 = softmax(%0) axis=-1 temperature=1.0 name="x" : float32[3,5])");
  EXPECT_EQ(ir("SoftmaxOutput", {{"multi_output", "True"}}, {{"data", {2, 4, 9, 10}}, {"softmax_label", {}}}),
            R"(%1 = softmax(%0) axis=1 temperature=1.0 name="x" : float32[2,4,9,10])");
  EXPECT_EQ(ir("Softmax", {{"preserve_shape", "True"}}, {{"data", {2, 4, 9, 10}}, {"softmax_label", {}}}),
            R"(%1 = softmax(%0) axis=-1 temperature=1.0 name="x" : float32[2,4,9,10])");
  EXPECT_EQ(refusal("SoftmaxOutput", {}, {{"data", {2, 4, 9, 10}}, {"softmax_label", {}}}),
            "data float32[2,4,9,10] without multi_output or preserve_shape: MXNet's builds do not agree on the axis");
}

TEST(MxnetOutput, other_losses_are_what_they_predict) {
  EXPECT_EQ(ir("LinearRegressionOutput", {}, {{"data", {3, 5}}, {"x_label", {}}}), R"(%1 = identity(%0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("LogisticRegressionOutput", {}, {{"data", {3, 5}}, {"x_label", {}}}), R"(%1 = sigmoid(%0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("MAERegressionOutput", {}, {{"data", {3, 5}}, {"x_label", {}}}), R"(%1 = identity(%0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("MakeLoss", {{"grad_scale", "2"}}, {{"data", {3, 5}}}), R"(%1 = identity(%0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("BlockGrad", {}, {{"data", {3, 5}}}), R"(%1 = identity(%0) name="x" : float32[3,5])");
  EXPECT_EQ(rewriting("BlockGrad", {}, {{"data", {3, 5}}}), "that gradients stop here is not kept");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
