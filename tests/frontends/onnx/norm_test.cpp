#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float_attr;
using onnx_bytes::int_attr;
using onnx_bytes::ints_attr;

const TestInput picture = {"x", {"2", "4", "5", "5"}};
const TestInput rows = {"x", {"2", "3", "4"}};

TestNode batch_norm(std::vector<std::string> attributes, std::int64_t opset = 15, std::vector<std::string> outputs = {"y"}) {
  return {"BatchNormalization",
          std::move(attributes),
          {picture, weight("scale", {4}), weight("bias", {4}), weight("mean", {4}), weight("var", {4})},
          opset,
          std::move(outputs)};
}

TEST(OnnxNorm, batch) {
  const TestNode node = batch_norm({float_attr("epsilon", 0.125f), float_attr("momentum", 0.5f)});
  EXPECT_EQ(
      ir(node),
      R"(%5 = batch_norm(%0, %1, %2, %3, %4) epsilon=0.125 axis=1 momentum=0.5 unbiased_running_var=false fix_gamma=false use_global_stats=false name="y" : float32[2,4,5,5])");
  EXPECT_EQ(parameters_of(import_of(node).graph),
            "scale weight trainable float32[4]\n"
            "bias bias trainable float32[4]\n"
            "mean running_mean fixed float32[4]\n"
            "var running_var fixed float32[4]");
}

TEST(OnnxNorm, batch_of_early_opsets) {
  EXPECT_EQ(rewriting(batch_norm({int_attr("is_test", 1), int_attr("spatial", 1), ints_attr("consumed_inputs", {0, 0, 0, 1, 1})}, 1)), "");
  EXPECT_EQ(refusal(batch_norm({int_attr("spatial", 0)}, 7)), "statistics per element (spatial 0) are not covered");
}

TEST(OnnxNorm, batch_by_its_own_statistics) {
  const std::vector<std::string> training = {int_attr("training_mode", 1), float_attr("epsilon", 0.125f), float_attr("momentum", 0.75f)};
  EXPECT_EQ(rewriting(batch_norm(training)), "the statistics of the batch as means");
  const std::string normal = R"(%1 = reduce_mean(%0) axes=[0,2,3] keep_dims=true name="y.mean" : float32[1,4,1,1]
%2 = sub(%0, %1) name="y.centred" : float32[2,4,5,5]
%3 = square(%2) name="y.squares" : float32[2,4,5,5]
%4 = reduce_mean(%3) axes=[0,2,3] keep_dims=true name="y.variance" : float32[1,4,1,1]
%5 = constant() = [0.125] : float32[]
%6 = add(%4, %5) name="y.raised" : float32[1,4,1,1]
%7 = rsqrt(%6) name="y.inverse_deviation" : float32[1,4,1,1]
%8 = mul(%2, %7) name="y.normal" : float32[2,4,5,5]
%10 = reshape(%9) shape=[-1,1,1] name="y.gamma" : float32[4,1,1]
%12 = reshape(%11) shape=[-1,1,1] name="y.beta" : float32[4,1,1]
%13 = mul(%8, %10) name="y.scaled" : float32[2,4,5,5]
%14 = add(%13, %12) name="y" : float32[2,4,5,5])";
  const std::string statistics = R"(
%17 = reshape(%1) shape=[-1] name="y.running_mean.now" : float32[4]
%18 = constant() = [0.75] : float32[]
%19 = mul(%15, %18) name="y.running_mean.kept" : float32[4]
%20 = constant() = [0.25] : float32[]
%21 = mul(%17, %20) name="y.running_mean.fresh" : float32[4]
%22 = add(%19, %21) name="y.running_mean" : float32[4]
%23 = reshape(%4) shape=[-1] name="y.running_var.now" : float32[4]
%24 = constant() = [0.75] : float32[]
%25 = mul(%16, %24) name="y.running_var.kept" : float32[4]
%26 = constant() = [0.25] : float32[]
%27 = mul(%23, %26) name="y.running_var.fresh" : float32[4]
%28 = add(%25, %27) name="y.running_var" : float32[4])";
  EXPECT_EQ(ir(batch_norm(training)), normal);
  EXPECT_EQ(ir(batch_norm(training, 15, {"y", "", "v"})), normal + statistics);
  EXPECT_EQ(refusal(batch_norm({}, 9, {"y", "m"})), "output 1 ('m') is not covered");
}

TEST(OnnxNorm, layer) {
  EXPECT_EQ(ir({"LayerNormalization", {int_attr("axis", 1)}, {rows, weight("g", {3, 4}), weight("b", {3, 4})}}),
            R"(%3 = layer_norm(%0, %1, %2) axis=1 epsilon=9.999999747378752e-06 name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"LayerNormalization", {}, {rows, weight("g", {1}), weight("b", {4})}}),
            R"(%3 = layer_norm(%0) axis=-1 epsilon=9.999999747378752e-06 name="y.normal" : float32[2,3,4]
%4 = mul(%3, %1) name="y.scaled" : float32[2,3,4]
%5 = add(%4, %2) name="y" : float32[2,3,4])");
}

TEST(OnnxNorm, layer_with_its_statistics) {
  EXPECT_EQ(ir({"LayerNormalization", {float_attr("epsilon", 0.125f)}, {rows, weight("g", {4})}, 17, {"y", "mean", "inverse"}}),
            R"(%2 = layer_norm(%0, %1) axis=-1 epsilon=0.125 name="y" : float32[2,3,4]
%3 = reduce_mean(%0) axes=[2] keep_dims=true name="y.mean" : float32[2,3,1]
%4 = sub(%0, %3) name="y.centred" : float32[2,3,4]
%5 = square(%4) name="y.squares" : float32[2,3,4]
%6 = reduce_mean(%5) axes=[2] keep_dims=true name="y.variance" : float32[2,3,1]
%7 = constant() = [0.125] : float32[]
%8 = add(%6, %7) name="y.raised" : float32[2,3,1]
%9 = rsqrt(%8) name="y.inverse_deviation" : float32[2,3,1])");
}

TEST(OnnxNorm, root_mean_square) {
  EXPECT_EQ(ir({"RMSNormalization", {}, {rows, weight("g", {4})}, 23}),
            R"(%2 = rms_norm(%0, %1) axis=-1 epsilon=9.999999747378752e-06 name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"RMSNormalization", {}, {rows, number("g", 2)}, 23}),
            R"(%2 = rms_norm(%0) axis=-1 epsilon=9.999999747378752e-06 name="y.normal" : float32[2,3,4]
%3 = mul(%2, %1) name="y" : float32[2,3,4])");
}

TEST(OnnxNorm, group) {
  EXPECT_EQ(ir({"GroupNormalization", {int_attr("num_groups", 2)}, {picture, weight("g", {4}), weight("b", {4})}, 21}),
            R"(%3 = group_norm(%0, %1, %2) groups=2 epsilon=9.999999747378752e-06 name="y" : float32[2,4,5,5])");
  EXPECT_EQ(ir({"GroupNormalization", {int_attr("num_groups", 2)}, {picture, weight("g", {2}), weight("b", {2})}, 18}),
            R"(%3 = reshape(%1) shape=[d0,1] name="y.gamma.column" : float32[2,1]
%4 = broadcast_to(%3) shape=[d0,2] name="y.gamma.table" : float32[2,2]
%5 = reshape(%4) shape=[-1] name="y.gamma" : float32[4]
%6 = reshape(%2) shape=[d0,1] name="y.beta.column" : float32[2,1]
%7 = broadcast_to(%6) shape=[d0,2] name="y.beta.table" : float32[2,2]
%8 = reshape(%7) shape=[-1] name="y.beta" : float32[4]
%9 = group_norm(%0, %5, %8) groups=2 epsilon=9.999999747378752e-06 name="y" : float32[2,4,5,5])");
}

TEST(OnnxNorm, instance_and_neighbours) {
  EXPECT_EQ(ir({"InstanceNormalization", {float_attr("epsilon", 0.5f)}, {picture, weight("g", {4}), weight("b", {4})}}),
            R"(%3 = instance_norm(%0, %1, %2) epsilon=0.5 name="y" : float32[2,4,5,5])");
  EXPECT_EQ(ir({"LRN", {int_attr("size", 3), float_attr("alpha", 0.5f), float_attr("beta", 0.25f), float_attr("bias", 2)}, {picture}}),
            R"(%1 = lrn(%0) size=3 alpha=0.5 beta=0.25 bias=2.0 name="y" : float32[2,4,5,5])");
}

TEST(OnnxNorm, division_by_a_norm) {
  EXPECT_EQ(ir({"LpNormalization", {int_attr("p", 1), int_attr("axis", 1)}, {rows}}),
            R"(%1 = lp_normalize(%0) p=1 axis=1 name="y" : float32[2,3,4])");
  EXPECT_EQ(refusal({"LpNormalization", {int_attr("p", 3)}, {rows}}), "the exponent 3 is not covered, only 1 and 2");
  EXPECT_EQ(ir({"MeanVarianceNormalization", {ints_attr("axes", {0, 2, 3})}, {picture}}),
            R"(%1 = reduce_mean(%0) axes=[0,2,3] keep_dims=true name="y.mean" : float32[1,4,1,1]
%2 = sub(%0, %1) name="y.centred" : float32[2,4,5,5]
%3 = square(%2) name="y.squares" : float32[2,4,5,5]
%4 = reduce_mean(%3) axes=[0,2,3] keep_dims=true name="y.variance" : float32[1,4,1,1]
%5 = sqrt(%4) name="y.deviation" : float32[1,4,1,1]
%6 = constant() = [1e-09] : float32[]
%7 = add(%5, %6) name="y.divisor" : float32[1,4,1,1]
%8 = div(%2, %7) name="y" : float32[2,4,5,5])");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
