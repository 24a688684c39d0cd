#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float_attr;
using onnx_bytes::floats_attr;
using onnx_bytes::int32_type;
using onnx_bytes::int_attr;
using onnx_bytes::ints_attr;
using onnx_bytes::text_attr;

const TestInput rows = {"x", {"2", "3", "4"}};

TEST(OnnxFused, gelus) {
  EXPECT_EQ(ir({"com.microsoft.FastGelu", {}, {rows, weight("b", {4})}}), R"(%2 = add(%0, %1) name="y.sum" : float32[2,3,4]
%3 = gelu(%2) form="tanh" name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"com.microsoft.BiasGelu", {}, {rows, weight("b", {4})}}), R"(%2 = add(%0, %1) name="y.sum" : float32[2,3,4]
%3 = gelu(%2) form="erf" name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"com.microsoft.QuickGelu", {float_attr("alpha", 1.5f)}, {rows}}), R"(%1 = constant() = [1.5] : float32[]
%2 = mul(%0, %1) name="y.scaled" : float32[2,3,4]
%3 = sigmoid(%2) name="y.gate" : float32[2,3,4]
%4 = mul(%0, %3) name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"com.microsoft.BiasSplitGelu", {}, {rows, weight("b", {4})}}), R"(%2 = add(%0, %1) name="y.sum" : float32[2,3,4]
%3:2 = split(%2) axis=-1 sizes=[] parts=2 name="y.halves" : float32[2,3,2], float32[2,3,2]
%4 = gelu(%3:1) form="erf" name="y.gate" : float32[2,3,2]
%5 = mul(%3, %4) name="y" : float32[2,3,2])");
  EXPECT_EQ(ir({"com.microsoft.Gelu", {}, {rows}}), R"(%1 = gelu(%0) form="erf" name="y" : float32[2,3,4])");
}

TEST(OnnxFused, sums) {
  EXPECT_EQ(ir({"com.microsoft.BiasAdd", {}, {rows, weight("b", {4}), {"s", {"2", "3", "4"}}}}),
            R"(%3 = add(%0, %2) name="y.sum" : float32[2,3,4]
%4 = add(%3, %1) name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"com.microsoft.BiasSoftmax", {int_attr("axis", 2), int_attr("is_inner_broadcast", 1)}, {rows, {"b", {"2", "1", "4"}}}}),
            R"(%2 = add(%0, %1) name="y.sum" : float32[2,3,4]
%3 = softmax(%2) axis=2 temperature=1.0 name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"com.microsoft.BiasSoftmax", {int_attr("axis", 1)}, {rows, {"b", {"2", "1", "4"}}}}),
            R"(%2 = add(%0, %1) name="y.sum" : float32[2,3,4]
%3 = reshape(%2) shape=[d0,-1] name="y.rows" : float32[2,12]
%4 = softmax(%3) axis=1 temperature=1.0 name="y.softmax" : float32[2,12]
%5 = shape_of(%2) name="y.shape" : int64[3]
%6 = reshape(%4, %5) shape=[] name="y" : float32[2,3,4])");
  EXPECT_EQ(error_of({"com.microsoft.BiasSoftmax", {int_attr("axis", 3)}, {rows, {"b", {"2", "1", "4"}}}}),
            "node 'y' (com.microsoft.BiasSoftmax, opset 1): axis 3 is outside of 3 dimensions");
}

TEST(OnnxFused, products) {
  EXPECT_EQ(ir({"com.microsoft.FusedMatMul",
                {float_attr("alpha", 0.5f), int_attr("transB", 1), int_attr("transBatchA", 1)},
                {{"a", {"3", "2", "4"}}, {"b", {"2", "5", "4"}}}}),
            R"(%2 = transpose(%0) permutation=[1,0,2] name="y.a" : float32[2,3,4]
%3 = matmul(%2, %1) transpose_a=false transpose_b=true name="y.product" : float32[2,3,5]
%4 = constant() = [0.5] : float32[]
%5 = mul(%3, %4) name="y" : float32[2,3,5])");
  EXPECT_EQ(ir({"com.microsoft.TransposeMatMul", {int_attr("transA", 1)}, {{"a", {"4", "3"}}, {"b", {"4", "5"}}}}),
            R"(%2 = matmul(%0, %1) transpose_a=true transpose_b=false name="y" : float32[3,5])");
  EXPECT_EQ(ir({"com.microsoft.FusedGemm",
                {text_attr("activation", "LeakyRelu"), float_attr("activation_alpha", 0.25f), int_attr("transB", 1)},
                {{"a", {"3", "4"}}, weight("w", {5, 4}), weight("c", {5})}}),
            R"(%3 = dense(%0, %1, %2) name="y.gemm" : float32[3,5]
%4 = leaky_relu(%3) alpha=0.25 name="y" : float32[3,5])");
  EXPECT_EQ(ir({"com.microsoft.GemmFastGelu", {}, {{"a", {"3", "4"}}, weight("w", {4, 5}), weight("c", {5})}}),
            R"(%2 = matmul(%0, %1) transpose_a=false transpose_b=false name="y.product" : float32[3,5]
%4 = add(%2, %3) name="y.sum" : float32[3,5]
%5 = gelu(%4) form="tanh" name="y" : float32[3,5])");
  EXPECT_EQ(ir({"com.microsoft.FusedMatMulActivation", {text_attr("activation", "Selu")}, {{"a", {"3", "4"}}, {"b", {"4", "5"}}}}),
            R"(%2 = matmul(%0, %1) transpose_a=false transpose_b=false name="y.factors" : float32[3,5]
%3 = selu(%2) alpha=1.6732632423543772 gamma=1.0507009873554805 name="y" : float32[3,5])");
  EXPECT_EQ(refusal({"com.microsoft.FusedMatMulActivation", {text_attr("activation", "Clip")}, {{"a", {"3", "4"}}, {"b", {"4", "5"}}}}),
            "activation 'Clip' is not covered");
  EXPECT_EQ(refusal({"com.microsoft.FusedMatMulActivation", {text_attr("activation", "Mish")}, {{"a", {"3", "4"}}, {"b", {"4", "5"}}}}),
            "activation 'Mish' is not covered");
}

TEST(OnnxFused, convolutions) {
  EXPECT_EQ(ir({"com.microsoft.FusedConv",
                {text_attr("activation", "Clip"), floats_attr("activation_params", {0.0f, 6.0f}), ints_attr("kernel_shape", {3, 3})},
                {{"x", {"1", "2", "5", "5"}}, weight("w", {4, 2, 3, 3}), weight("b", {4}), {"z", {"1", "4", "3", "3"}}}}),
            R"(%4 = conv(%0, %2, %3) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=1 name="y.conv" : float32[1,4,3,3]
%5 = add(%4, %1) name="y.sum" : float32[1,4,3,3]
%6 = clip(%5) min=0.0 max=6.0 name="y" : float32[1,4,3,3])");
}

TEST(OnnxFused, normalized_sums) {
  EXPECT_EQ(ir({"com.microsoft.SkipLayerNormalization",
                {float_attr("epsilon", 0.125f)},
                {rows, {"s", {"3", "4"}}, weight("g", {4}), weight("b", {4}), weight("bias", {4})},
                21,
                {"y", "", "", "sum"}}),
            R"(%2 = add(%0, %1) name="y.skip" : float32[2,3,4]
%4 = add(%2, %3) name="y.sum" : float32[2,3,4]
%7 = layer_norm(%4, %5, %6) axis=-1 epsilon=0.125 name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"com.microsoft.SkipSimplifiedLayerNormalization", {}, {rows, {"s", {"2", "3", "4"}}, weight("g", {4})}}),
            R"(%2 = add(%0, %1) name="y.sum" : float32[2,3,4]
%4 = rms_norm(%2, %3) axis=-1 epsilon=9.999999960041972e-13 name="y" : float32[2,3,4])");
  EXPECT_EQ(refusal({"com.microsoft.SkipLayerNormalization", {}, {rows, {"s", {"2", "3", "4"}}, weight("g", {4})}, 21, {"y", "mean"}}),
            "statistics as outputs are not covered");
  EXPECT_EQ(ir({"SimplifiedLayerNormalization", {float_attr("epsilon", 0.125f), int_attr("stash_type", 1)}, {rows, weight("g", {4})}}),
            R"(%2 = rms_norm(%0, %1) axis=-1 epsilon=0.125 name="y" : float32[2,3,4])");
}

const TestInputs embeddings = {{"ids", {"2", "3"}, int32_type},
                               {"seg", {"2", "3"}, int32_type},
                               weight("w", {10, 4}),
                               weight("p", {6, 4}),
                               weight("s", {2, 4}),
                               weight("g", {4}),
                               weight("b", {4})};

TEST(OnnxFused, embeddings) {
  TestInputs masked = embeddings;
  masked.push_back({"mask", {"2", "3"}, int32_type});
  EXPECT_EQ(ir({"com.microsoft.EmbedLayerNormalization", {int_attr("mask_index_type", 1)}, masked, 21, {"y", "index", "sum"}}),
            R"(%4 = gather(%3, %0) axis=0 clip=false name="y.words" : float32[2,3,4]
%6 = slice(%5) axes=[0] starts=[0] stops=[3] steps=[1] name="y.positions" : float32[3,4]
%8 = gather(%7, %1) axis=0 clip=false name="y.segments" : float32[2,3,4]
%11 = add(%4, %6) name="y.placed" : float32[2,3,4]
%12 = add(%11, %8) name="y.sum" : float32[2,3,4]
%13 = layer_norm(%12, %9, %10) axis=-1 epsilon=9.999999960041972e-13 name="y" : float32[2,3,4]
%14 = cast(%2) to="int32" saturate=true power_rounding="up" name="y.mask" : int32[2,3]
%15 = reduce_sum(%14) axes=[1] keep_dims=false name="y.mask_index" : int32[2])");
  TestInputs placed = embeddings;
  placed[1] = placed[4] = {""};
  placed.push_back({""});
  placed.push_back({"at", {"2", "3"}, int32_type});
  EXPECT_EQ(ir({"com.microsoft.EmbedLayerNormalization", {}, placed}),
            R"(%3 = gather(%2, %0) axis=0 clip=false name="y.words" : float32[2,3,4]
%5 = gather(%4, %1) axis=0 clip=false name="y.positions" : float32[2,3,4]
%8 = add(%3, %5) name="y.sum" : float32[2,3,4]
%9 = layer_norm(%8, %6, %7) axis=-1 epsilon=9.999999960041972e-13 name="y" : float32[2,3,4])");
}

// Without a mask nothing counts.
TEST(OnnxFused, embeddings_of_integers) {
  constexpr int uint8_type = 2;
  TestInputs inputs = {embeddings[0],
                       {""},
                       {"w", {"10", "4"}, uint8_type},
                       {"p", {"6", "4"}, uint8_type},
                       {""},
                       {"g", {"4"}, uint8_type},
                       {"b", {"4"}, uint8_type},
                       {""}};
  for (const char* name : {"ws", "ps", "", "gs", "bs"}) inputs.push_back(*name == 0 ? TestInput{""} : weight(name, {}));
  inputs.push_back({"wz", {}, uint8_type});
  EXPECT_EQ(ir({"com.microsoft.QEmbedLayerNormalization", {float_attr("epsilon", 0.125f)}, inputs, 21, {"y", "index"}}),
            R"(%6 = gather(%1, %0) axis=0 clip=false name="y.words.rows" : uint8[2,3,4]
%8 = dequantize(%6, %7, %5) axis=0 block_size=0 dtype="float32" name="y.words" : float32[2,3,4]
%9 = slice(%2) axes=[0] starts=[0] stops=[3] steps=[1] name="y.positions.rows" : uint8[3,4]
%10 = constant() = [0] : uint8[]
%12 = dequantize(%9, %11, %10) axis=0 block_size=0 dtype="float32" name="y.positions" : float32[3,4]
%13 = constant() = [0] : uint8[]
%15 = dequantize(%3, %14, %13) axis=0 block_size=0 dtype="float32" name="y.gamma" : float32[4]
%16 = constant() = [0] : uint8[]
%18 = dequantize(%4, %17, %16) axis=0 block_size=0 dtype="float32" name="y.beta" : float32[4]
%19 = add(%8, %12) name="y.sum" : float32[2,3,4]
%20 = layer_norm(%19, %15, %18) axis=-1 epsilon=0.125 name="y" : float32[2,3,4]
%21 = sub(%0, %0) name="y.no_mask" : int32[2,3]
%22 = cast(%21) to="int32" saturate=true power_rounding="up" name="y.mask" : int32[2,3]
%23 = reduce_sum(%22) axes=[1] keep_dims=false name="y.mask_index" : int32[2])");
  inputs[8] = {""};
  EXPECT_EQ(error_of({"com.microsoft.QEmbedLayerNormalization", {}, inputs}),
            "node 'y' (com.microsoft.QEmbedLayerNormalization, opset 1): input 8 is missing");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
