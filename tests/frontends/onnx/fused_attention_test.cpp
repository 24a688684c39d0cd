#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float_attr;
using onnx_bytes::int32_type;
using onnx_bytes::int64_type;
using onnx_bytes::int_attr;
using onnx_bytes::ints_attr;

const TestInputs projection = {{"x", {"2", "3", "6"}}, weight("w", {6, 24}), weight("b", {24})};

TestInputs with(TestInputs inputs, const TestInputs& further) {
  inputs.insert(inputs.end(), further.begin(), further.end());
  return inputs;
}

TEST(OnnxFusedAttention, projects_and_masks) {
  EXPECT_EQ(ir({"com.microsoft.Attention",
                {int_attr("num_heads", 2), float_attr("mask_filter_value", -50.0f), int_attr("unidirectional", 1)},
                with(projection, {{"m", {"2", "3"}, int32_type}, {""}, {"bias", {"1", "2", "3", "3"}}})}),
            "");
}

TEST(OnnxFusedAttention, with_a_past_and_lengths) {
  EXPECT_EQ(ir({"com.microsoft.Attention",
                {int_attr("num_heads", 2), ints_attr("qkv_hidden_sizes", {8, 8, 8}), float_attr("scale", 0.5f)},
                with(projection, {{"n", {"2"}, int32_type}, {"past", {"2", "2", "2", "5", "4"}}}),
                21,
                {"y", "present"}}),
            "");
}

TEST(OnnxFusedAttention, what_is_refused) {
  const auto refused = [](std::vector<std::string> attributes, const TestInputs& further) {
    attributes.push_back(int_attr("num_heads", 2));
    return refusal({"com.microsoft.Attention", attributes, with(projection, further)});
  };
  EXPECT_EQ(refused({int_attr("do_rotary", 1)}, {}), "rotary embeddings inside are not covered");
  EXPECT_EQ(refused({}, {{"m", {"4"}, int32_type}}), "a mask of shape [4] is not covered");
  EXPECT_EQ(refused({}, {{"m", {"2", "1", "9", "9"}, int32_type}}), "a mask of shape [2,1,9,9] is not covered");
  EXPECT_EQ(refused({}, {{""}, {""}, {""}, {"length", {"1"}, int32_type}}),
            "a past that shares its memory with the present is not covered");
  EXPECT_EQ(error_of({"com.microsoft.Attention", {int_attr("num_heads", 2)}, {{"x", {"2", "3", "6"}}, weight("w", {6, 25})}}),
            "node 'y' (com.microsoft.Attention, opset 1): the weights have 25 columns, wanted a multiple of 3");
}

const TestInputs rows = {{"q", {"2", "3", "8"}}, {"k", {"2", "5", "8"}}, {"v", {"2", "5", "6"}}};

TEST(OnnxFusedAttention, many_heads) {
  EXPECT_EQ(ir({"com.microsoft.MultiHeadAttention",
                {int_attr("num_heads", 2)},
                with(rows, {weight("b", {22}), {"m", {"2", "5"}, int32_type}}),
                21,
                {"y", "", "", "qk"}}),
            "");
}

TEST(OnnxFusedAttention, keys_of_a_cache_and_packed_ones) {
  const TestInputs cached = {{"q", {"2", "3", "8"}}, {"k", {"2", "2", "5", "4"}}, {"v", {"2", "2", "5", "4"}}, weight("b", {24})};
  EXPECT_EQ(ir({"com.microsoft.MultiHeadAttention", {int_attr("num_heads", 2)}, cached}), "");
  EXPECT_EQ(
      ir({"com.microsoft.MultiHeadAttention", {int_attr("num_heads", 2)}, {{"q", {"2", "3", "8"}}, {"kv", {"2", "5", "2", "2", "4"}}}}),
      "");
  EXPECT_EQ(ir({"com.microsoft.MultiHeadAttention", {int_attr("num_heads", 2)}, {{"qkv", {"2", "5", "2", "3", "4"}}}}), "");
  EXPECT_EQ(refusal({"com.microsoft.MultiHeadAttention", {int_attr("num_heads", 2)}, {{"q", {"2", "3", "8"}}}}),
            "queries alone are not covered");
}

TEST(OnnxFusedAttention, rotary_embedding) {
  const TestInputs tables = {weight("cos", {9, 4}), weight("sin", {9, 4})};
  EXPECT_EQ(ir({"com.microsoft.RotaryEmbedding", {}, with({{"x", {"2", "4", "3", "8"}}, {"p", {"2", "3"}, int64_type}}, tables)}), "");
  EXPECT_EQ(ir({"com.microsoft.RotaryEmbedding", {}, with({{"x", {"2", "3", "16"}}, {"p", {"1"}, int64_type}}, tables)}), "");
  EXPECT_EQ(refusal({"com.microsoft.RotaryEmbedding",
                     {float_attr("scale", 2.0f)},
                     with({{"x", {"2", "3", "16"}}, {"p", {"1"}, int64_type}}, tables)}),
            "a scale is not covered");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
