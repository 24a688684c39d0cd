#include <gtest/gtest.h>

#include "ir/leaf.h"
#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float_attr;
using onnx_bytes::floats_attr;
using onnx_bytes::int_attr;
using onnx_bytes::ints_attr;
using onnx_bytes::tensor_attr;
using onnx_bytes::text_attr;

TEST(OnnxConstant, every_kind_of_value) {
  EXPECT_EQ(ir({"Constant", {tensor_attr("value", onnx_bytes::int64_tensor("t", {2}, {3, 4}))}}),
            R"(%0 = constant() name="y" = [3, 4] : int64[2]
%1 = identity(%0) name="y" : int64[2])");
  EXPECT_EQ(ir({"Constant", {float_attr("value_float", 0.5)}}), R"(%0 = constant() name="y" = [0.5] : float32[]
%1 = identity(%0) name="y" : float32[])");
  EXPECT_EQ(ir({"Constant", {floats_attr("value_floats", {0.5, 1})}}), R"(%0 = constant() name="y" = [0.5, 1.0] : float32[2]
%1 = identity(%0) name="y" : float32[2])");
  EXPECT_EQ(ir({"Constant", {int_attr("value_int", 7)}}), R"(%0 = constant() name="y" = [7] : int64[]
%1 = identity(%0) name="y" : int64[])");
  EXPECT_EQ(ir({"Constant", {ints_attr("value_ints", {7, 8})}}), R"(%0 = constant() name="y" = [7, 8] : int64[2]
%1 = identity(%0) name="y" : int64[2])");
  EXPECT_EQ(refusal({"Constant", {text_attr("value_string", "abc")}}), "a constant from 'value_string' is not covered");
  EXPECT_EQ(error_of({"Constant", {}}), "node 'y' (Constant, opset 21): it has no value");
}

TEST(OnnxConstant, a_sparse_one_is_made_dense) {
  const std::string values = onnx_bytes::float_tensor("s", {2}, {5, 7});
  const std::string indices = onnx_bytes::int64_tensor("i", {2, 2}, {0, 1, 1, 0});
  const std::string sparse = onnx_bytes::part(1, values) + onnx_bytes::part(2, indices) + onnx_bytes::packed(3, {2, 2});
  const std::string attribute = onnx_bytes::part(1, "sparse_value") + onnx_bytes::part(22, sparse) + onnx_bytes::number(20, 11);
  EXPECT_EQ(ir({"Constant", {attribute}}), R"(%0 = constant() name="y" = [0.0, 5.0, 7.0, 0.0] : float32[2,2]
%1 = identity(%0) name="y" : float32[2,2])");
}

TEST(OnnxConstant, a_large_one_is_a_parameter) {
  const std::string tensor = onnx_bytes::float_tensor("t", {2000}, std::vector<float>(2000, 1.5f));
  const Import import = import_of(TestNode{"Constant", {tensor_attr("value", tensor)}});
  EXPECT_EQ(parameters_of(import.graph), "y weight trainable float32[2000]");
}

TEST(OnnxConstant, of_a_shape) {
  EXPECT_EQ(ir({"ConstantOfShape", {tensor_attr("value", onnx_bytes::int64_tensor("v", {1}, {9}))}, {integers("shape", {2, 3})}}),
            R"(%0 = constant() name="y.element" = [9] : int64[]
%1 = broadcast_to(%0) shape=[2,3] name="y" : int64[2,3])");
  EXPECT_EQ(ir({"ConstantOfShape", {}, {{"shape", {"2"}, onnx_bytes::int64_type}}}), R"(%1 = constant() name="y.element" = [0.0] : float32[]
%2 = broadcast_to(%1, %0) shape=[] name="y" : float32[?,?])");
}

TEST(OnnxConstant, ranges) {
  EXPECT_EQ(ir({"Range", {}, {integer("start", 2), integer("limit", 9), integer("delta", 3)}}),
            R"(%0 = arange() start=2.0 stop=9.0 step=3.0 dtype="int64" name="y" : int64[3])");
  EXPECT_EQ(ir({"Range", {}, {number("start", 0), number("limit", 1), number("delta", 0.25)}}),
            R"(%0 = arange() start=0.0 stop=1.0 step=0.25 dtype="float32" name="y" : float32[4])");
}

TEST(OnnxLoss, of_targets) {
  const TestInput scores = {"x", {"2", "5"}};
  const TestInput targets = {"t", {"2"}, onnx_bytes::int64_type};
  EXPECT_EQ(ir({"NegativeLogLikelihoodLoss", {text_attr("reduction", "sum")}, {scores, targets}}),
            R"(%2 = one_hot(%1) depth=5 axis=1 on=1.0 off=0.0 dtype="bool" name="y.is_target" : bool[2,5]
%3 = constant() = [0.0] : float32[]
%4 = where(%2, %0, %3) name="y.chosen" : float32[2,5]
%5 = reduce_sum(%4) axes=[1] keep_dims=false name="y.log_probability" : float32[2]
%6 = neg(%5) name="y.unweighted" : float32[2]
%7 = reduce_sum(%6) axes=[] keep_dims=false name="y" : float32[])");
  EXPECT_EQ(ir({"SoftmaxCrossEntropyLoss", {int_attr("ignore_index", -1)}, {scores, targets, weight("w", {5})}, 13, {"y", "p"}}),
            R"(%2 = log_softmax(%0) axis=1 temperature=1.0 name="y.log_probabilities" : float32[2,5]
%4 = constant() name="y.ignored" = [-1] : int64[]
%5 = not_equal(%1, %4) name="y.counts" : bool[2]
%6 = constant() = [0] : int64[]
%7 = where(%5, %1, %6) name="y.class_or_0" : int64[2]
%8 = one_hot(%7) depth=5 axis=1 on=1.0 off=0.0 dtype="bool" name="y.is_target" : bool[2,5]
%9 = constant() = [0.0] : float32[]
%10 = where(%8, %2, %9) name="y.chosen" : float32[2,5]
%11 = reduce_sum(%10) axes=[1] keep_dims=false name="y.log_probability" : float32[2]
%12 = neg(%11) name="y.unweighted" : float32[2]
%13 = gather(%3, %7) axis=0 clip=false name="y.weight" : float32[2]
%14 = where(%5, %13, %9) name="y.counted_weight" : float32[2]
%15 = mul(%12, %14) name="y.weighted" : float32[2]
%16 = reduce_sum(%15) axes=[] keep_dims=false name="y.sum" : float32[]
%17 = reduce_sum(%14) axes=[] keep_dims=false name="y.total_weight" : float32[]
%18 = div(%16, %17) name="y" : float32[])");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
