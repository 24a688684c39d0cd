#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::int64_type;
using onnx_bytes::int_attr;
using onnx_bytes::text_attr;

const TestInput scores = {"scores", {"3", "4"}};
const TestInput target = {"target", {"3"}, int64_type};

TEST(OnnxLoss, the_mean_over_the_targets) {
  EXPECT_EQ(ir({"NegativeLogLikelihoodLoss", {}, {scores, target}, 13}),
            R"(%2 = one_hot(%1) depth=4 axis=1 on=1.0 off=0.0 dtype="bool" name="y.is_target" : bool[3,4]
%3 = constant() = [0.0] : float32[]
%4 = where(%2, %0, %3) name="y.chosen" : float32[3,4]
%5 = reduce_sum(%4) axes=[1] keep_dims=false name="y.log_probability" : float32[3]
%6 = neg(%5) name="y.unweighted" : float32[3]
%7 = reduce_mean(%6) axes=[] keep_dims=false name="y" : float32[])");
}

TEST(OnnxLoss, weights_and_targets_that_do_not_count) {
  EXPECT_EQ(ir({"NegativeLogLikelihoodLoss", {int_attr("ignore_index", -1)}, {scores, target, weight("weights", {4})}, 13}),
            R"(%3 = constant() name="y.ignored" = [-1] : int64[]
%4 = not_equal(%1, %3) name="y.counts" : bool[3]
%5 = constant() = [0] : int64[]
%6 = where(%4, %1, %5) name="y.class_or_0" : int64[3]
%7 = one_hot(%6) depth=4 axis=1 on=1.0 off=0.0 dtype="bool" name="y.is_target" : bool[3,4]
%8 = constant() = [0.0] : float32[]
%9 = where(%7, %0, %8) name="y.chosen" : float32[3,4]
%10 = reduce_sum(%9) axes=[1] keep_dims=false name="y.log_probability" : float32[3]
%11 = neg(%10) name="y.unweighted" : float32[3]
%12 = gather(%2, %6) axis=0 clip=false name="y.weight" : float32[3]
%13 = where(%4, %12, %8) name="y.counted_weight" : float32[3]
%14 = mul(%11, %13) name="y.weighted" : float32[3]
%15 = reduce_sum(%14) axes=[] keep_dims=false name="y.sum" : float32[]
%16 = reduce_sum(%13) axes=[] keep_dims=false name="y.total_weight" : float32[]
%17 = div(%15, %16) name="y" : float32[])");
}

TEST(OnnxLoss, softmax_cross_entropy_begins_with_log_softmax) {
  EXPECT_EQ(ir({"SoftmaxCrossEntropyLoss", {text_attr("reduction", "sum")}, {scores, target}, 13}),
            R"(%2 = log_softmax(%0) axis=1 temperature=1.0 name="y.log_probabilities" : float32[3,4]
%3 = one_hot(%1) depth=4 axis=1 on=1.0 off=0.0 dtype="bool" name="y.is_target" : bool[3,4]
%4 = constant() = [0.0] : float32[]
%5 = where(%3, %2, %4) name="y.chosen" : float32[3,4]
%6 = reduce_sum(%5) axes=[1] keep_dims=false name="y.log_probability" : float32[3]
%7 = neg(%6) name="y.unweighted" : float32[3]
%8 = reduce_sum(%7) axes=[] keep_dims=false name="y" : float32[])");
}

TEST(OnnxLoss, reductions_that_are_not_known) {
  EXPECT_EQ(refusal({"NegativeLogLikelihoodLoss", {text_attr("reduction", "median")}, {scores, target}, 13}),
            "reduction 'median' is not covered, only none, sum, mean");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
