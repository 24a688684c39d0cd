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
  EXPECT_EQ(ir({"com.microsoft.FastGelu", {}, {rows, weight("b", {4})}}), "");
  EXPECT_EQ(ir({"com.microsoft.BiasGelu", {}, {rows, weight("b", {4})}}), "");
  EXPECT_EQ(ir({"com.microsoft.QuickGelu", {float_attr("alpha", 1.5f)}, {rows}}), "");
  EXPECT_EQ(ir({"com.microsoft.BiasSplitGelu", {}, {rows, weight("b", {4})}}), "");
  EXPECT_EQ(ir({"com.microsoft.Gelu", {}, {rows}}), "");
}

TEST(OnnxFused, sums) {
  EXPECT_EQ(ir({"com.microsoft.BiasAdd", {}, {rows, weight("b", {4}), {"s", {"2", "3", "4"}}}}), "");
  EXPECT_EQ(ir({"com.microsoft.BiasSoftmax", {int_attr("axis", 2), int_attr("is_inner_broadcast", 1)}, {rows, {"b", {"2", "1", "4"}}}}),
            "");
  EXPECT_EQ(refusal({"com.microsoft.BiasSoftmax", {int_attr("axis", 1)}, {rows, {"b", {"2", "1", "4"}}}}),
            "a softmax over several dimensions is not covered");
}

TEST(OnnxFused, products) {
  EXPECT_EQ(ir({"com.microsoft.FusedMatMul",
                {float_attr("alpha", 0.5f), int_attr("transB", 1), int_attr("transBatchA", 1)},
                {{"a", {"3", "2", "4"}}, {"b", {"2", "5", "4"}}}}),
            "");
  EXPECT_EQ(ir({"com.microsoft.TransposeMatMul", {int_attr("transA", 1)}, {{"a", {"4", "3"}}, {"b", {"4", "5"}}}}), "");
  EXPECT_EQ(ir({"com.microsoft.FusedGemm",
                {text_attr("activation", "LeakyRelu"), float_attr("activation_alpha", 0.25f), int_attr("transB", 1)},
                {{"a", {"3", "4"}}, weight("w", {5, 4}), weight("c", {5})}}),
            "");
  EXPECT_EQ(ir({"com.microsoft.GemmFastGelu", {}, {{"a", {"3", "4"}}, weight("w", {4, 5}), weight("c", {5})}}), "");
  EXPECT_EQ(refusal({"com.microsoft.FusedMatMulActivation", {text_attr("activation", "Mish")}, {{"a", {"3", "4"}}, {"b", {"4", "5"}}}}),
            "activation 'Mish' is not covered");
}

TEST(OnnxFused, convolutions) {
  EXPECT_EQ(ir({"com.microsoft.FusedConv",
                {text_attr("activation", "Clip"), floats_attr("activation_params", {0.0f, 6.0f}), ints_attr("kernel_shape", {3, 3})},
                {{"x", {"1", "2", "5", "5"}}, weight("w", {4, 2, 3, 3}), weight("b", {4}), {"z", {"1", "4", "3", "3"}}}}),
            "");
}

TEST(OnnxFused, normalized_sums) {
  EXPECT_EQ(ir({"com.microsoft.SkipLayerNormalization",
                {float_attr("epsilon", 0.125f)},
                {rows, {"s", {"3", "4"}}, weight("g", {4}), weight("b", {4}), weight("bias", {4})},
                21,
                {"y", "", "", "sum"}}),
            "");
  EXPECT_EQ(ir({"com.microsoft.SkipSimplifiedLayerNormalization", {}, {rows, {"s", {"2", "3", "4"}}, weight("g", {4})}}), "");
  EXPECT_EQ(refusal({"com.microsoft.SkipLayerNormalization", {}, {rows, {"s", {"2", "3", "4"}}, weight("g", {4})}, 21, {"y", "mean"}}),
            "statistics as outputs are not covered");
  EXPECT_EQ(ir({"SimplifiedLayerNormalization", {float_attr("epsilon", 0.125f), int_attr("stash_type", 1)}, {rows, weight("g", {4})}}), "");
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
  EXPECT_EQ(ir({"com.microsoft.EmbedLayerNormalization", {int_attr("mask_index_type", 1)}, masked, 21, {"y", "index", "sum"}}), "");
  TestInputs placed = embeddings;
  placed[1] = placed[4] = {""};
  placed.push_back({""});
  placed.push_back({"at", {"2", "3"}, int32_type});
  EXPECT_EQ(ir({"com.microsoft.EmbedLayerNormalization", {}, placed}), "");
  EXPECT_EQ(refusal({"com.microsoft.EmbedLayerNormalization", {}, embeddings, 21, {"y", "index"}}),
            "the index of a mask that is left out is not covered");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
