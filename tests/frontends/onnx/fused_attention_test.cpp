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
            R"(%4 = matmul(%0, %3) transpose_a=false transpose_b=false name="y.projected" : float32[2,3,24]
%6 = add(%4, %5) name="y.projected.sum" : float32[2,3,24]
%7:3 = split(%6) axis=-1 sizes=[8,8,8] parts=1 name="y.qkv" : float32[2,3,8], float32[2,3,8], float32[2,3,8]
%8 = reshape(%1) shape=[d0,1,1,d1] name="y.mask.scores" : int32[2,1,1,3]
%9 = cast(%8) to="float32" saturate=true power_rounding="up" name="y.seen" : float32[2,1,1,3]
%10 = constant() = [1.0] : float32[]
%11 = sub(%10, %9) name="y.hidden" : float32[2,1,1,3]
%12 = constant() = [-50.0] : float32[]
%13 = mul(%11, %12) name="y.mask" : float32[2,1,1,3]
%14 = add(%13, %2) name="y.masks" : float32[2,2,3,3]
%15 = reshape(%7) shape=[d0,d1,2,-1] name="y.q.heads" : float32[2,3,2,4]
%16 = transpose(%15) permutation=[0,2,1,3] name="y.q" : float32[2,2,3,4]
%17 = reshape(%7:1) shape=[d0,d1,2,-1] name="y.k.heads" : float32[2,3,2,4]
%18 = transpose(%17) permutation=[0,2,1,3] name="y.k" : float32[2,2,3,4]
%19 = reshape(%7:2) shape=[d0,d1,2,-1] name="y.v.heads" : float32[2,3,2,4]
%20 = transpose(%19) permutation=[0,2,1,3] name="y.v" : float32[2,2,3,4]
%21:4 = attention(%16, %18, %20, %14) causal=true scale=none softcap=0.0 softmax_dtype=none scores="product" name="y.attention" : float32[2,2,3,4], float32[2,2,3,4], float32[2,2,3,4], float32[2,2,3,3]
%22 = transpose(%21) permutation=[0,2,1,3] name="y.joined" : float32[2,3,2,4]
%23 = reshape(%22) shape=[d0,d1,-1] name="y" : float32[2,3,8])");
}

TEST(OnnxFusedAttention, with_a_past_and_lengths) {
  EXPECT_EQ(ir({"com.microsoft.Attention",
                {int_attr("num_heads", 2), ints_attr("qkv_hidden_sizes", {8, 8, 8}), float_attr("scale", 0.5f)},
                with(projection, {{"n", {"2"}, int32_type}, {"past", {"2", "2", "2", "5", "4"}}}),
                21,
                {"y", "present"}}),
            R"(%4 = matmul(%0, %3) transpose_a=false transpose_b=false name="y.projected" : float32[2,3,24]
%6 = add(%4, %5) name="y.projected.sum" : float32[2,3,24]
%7:3 = split(%6) axis=-1 sizes=[8,8,8] parts=1 name="y.qkv" : float32[2,3,8], float32[2,3,8], float32[2,3,8]
%8 = reshape(%7) shape=[d0,d1,2,-1] name="y.q.heads" : float32[2,3,2,4]
%9 = transpose(%8) permutation=[0,2,1,3] name="y.q" : float32[2,2,3,4]
%10 = reshape(%7:1) shape=[d0,d1,2,-1] name="y.k.heads" : float32[2,3,2,4]
%11 = transpose(%10) permutation=[0,2,1,3] name="y.k" : float32[2,2,3,4]
%12 = reshape(%7:2) shape=[d0,d1,2,-1] name="y.v.heads" : float32[2,3,2,4]
%13 = transpose(%12) permutation=[0,2,1,3] name="y.v" : float32[2,2,3,4]
%14 = constant() = [0] : int64[]
%15 = gather(%2, %14) axis=0 clip=false name="y.past_key" : float32[2,2,5,4]
%16 = constant() = [1] : int64[]
%17 = gather(%2, %16) axis=0 clip=false name="y.past_value" : float32[2,2,5,4]
%18:4 = attention(%9, %11, %13, none, %15, %17, %1) causal=false scale=0.5 softcap=0.0 softmax_dtype=none scores="product" name="y.attention" : float32[2,2,3,4], float32[2,2,8,4], float32[2,2,8,4], float32[2,2,3,8]
%19 = transpose(%18) permutation=[0,2,1,3] name="y.joined" : float32[2,3,2,4]
%20 = reshape(%19) shape=[d0,d1,-1] name="y" : float32[2,3,8]
%21 = stack(%18:1, %18:2) axis=0 name="y.present" : float32[2,2,2,8,4])");
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

TEST(OnnxFusedAttention, of_integers) {
  constexpr int uint8_type = 2;
  const TestInputs layer = {{"x", {"2", "3", "6"}, uint8_type}, {"w", {"6", "24"}, uint8_type}, weight("b", {24}), number("xs", 0.5f)};
  const TestInputs rest = {weight("ws", {24}), {"n", {"2"}, int32_type}, {"z", {}, uint8_type}};
  EXPECT_EQ(ir({"com.microsoft.QAttention", {int_attr("num_heads", 2)}, with(layer, rest)}),
            R"(%6 = integer_matmul(%0, %1, %3) name="y.products" : int32[2,3,24]
%7 = cast(%6) to="float32" saturate=true power_rounding="up" name="y.sums" : float32[2,3,24]
%8 = mul(%4, %5) name="y.scale" : float32[24]
%9 = mul(%7, %8) name="y.scaled" : float32[2,3,24]
%11 = add(%9, %10) name="y.projected" : float32[2,3,24]
%12:3 = split(%11) axis=-1 sizes=[8,8,8] parts=1 name="y.qkv" : float32[2,3,8], float32[2,3,8], float32[2,3,8]
%13 = reshape(%12) shape=[d0,d1,2,-1] name="y.q.heads" : float32[2,3,2,4]
%14 = transpose(%13) permutation=[0,2,1,3] name="y.q" : float32[2,2,3,4]
%15 = reshape(%12:1) shape=[d0,d1,2,-1] name="y.k.heads" : float32[2,3,2,4]
%16 = transpose(%15) permutation=[0,2,1,3] name="y.k" : float32[2,2,3,4]
%17 = reshape(%12:2) shape=[d0,d1,2,-1] name="y.v.heads" : float32[2,3,2,4]
%18 = transpose(%17) permutation=[0,2,1,3] name="y.v" : float32[2,2,3,4]
%19:4 = attention(%14, %16, %18, none, none, none, %2) causal=false scale=none softcap=0.0 softmax_dtype=none scores="product" name="y.attention" : float32[2,2,3,4], float32[2,2,3,4], float32[2,2,3,4], float32[2,2,3,3]
%20 = transpose(%19) permutation=[0,2,1,3] name="y.joined" : float32[2,3,2,4]
%21 = reshape(%20) shape=[d0,d1,-1] name="y" : float32[2,3,8])");
  TestInputs by_row = with(layer, rest);
  by_row[3] = weight("xs", {3});
  EXPECT_EQ(refusal({"com.microsoft.QAttention", {int_attr("num_heads", 2)}, by_row}), "a scale for each row is not covered");
}

const TestInputs rows = {{"q", {"2", "3", "8"}}, {"k", {"2", "5", "8"}}, {"v", {"2", "5", "6"}}};

TEST(OnnxFusedAttention, many_heads) {
  EXPECT_EQ(ir({"com.microsoft.MultiHeadAttention",
                {int_attr("num_heads", 2)},
                with(rows, {weight("b", {22}), {"m", {"2", "5"}, int32_type}}),
                21,
                {"y", "", "", "qk"}}),
            R"(%5:3 = split(%4) axis=-1 sizes=[8,8,6] parts=1 name="y.biases" : float32[8], float32[8], float32[6]
%6 = add(%0, %5) name="y.q.sum" : float32[2,3,8]
%7 = add(%1, %5:1) name="y.k.sum" : float32[2,5,8]
%8 = add(%2, %5:2) name="y.v.sum" : float32[2,5,6]
%9 = reshape(%6) shape=[d0,d1,2,-1] name="y.q.heads" : float32[2,3,2,4]
%10 = transpose(%9) permutation=[0,2,1,3] name="y.q" : float32[2,2,3,4]
%11 = reshape(%7) shape=[d0,d1,2,-1] name="y.k.heads" : float32[2,5,2,4]
%12 = transpose(%11) permutation=[0,2,1,3] name="y.k" : float32[2,2,5,4]
%13 = reshape(%8) shape=[d0,d1,2,-1] name="y.v.heads" : float32[2,5,2,3]
%14 = transpose(%13) permutation=[0,2,1,3] name="y.v" : float32[2,2,5,3]
%15 = reshape(%3) shape=[d0,1,1,d1] name="y.mask.scores" : int32[2,1,1,5]
%16 = cast(%15) to="float32" saturate=true power_rounding="up" name="y.seen" : float32[2,1,1,5]
%17 = constant() = [1.0] : float32[]
%18 = sub(%17, %16) name="y.hidden" : float32[2,1,1,5]
%19 = constant() = [-10000.0] : float32[]
%20 = mul(%18, %19) name="y.mask" : float32[2,1,1,5]
%21:4 = attention(%10, %12, %14, %20) causal=false scale=none softcap=0.0 softmax_dtype=none scores="masked" name="y.attention" : float32[2,2,3,3], float32[2,2,5,4], float32[2,2,5,3], float32[2,2,3,5]
%22 = transpose(%21) permutation=[0,2,1,3] name="y.joined" : float32[2,3,2,3]
%23 = reshape(%22) shape=[d0,d1,-1] name="y" : float32[2,3,6])");
}

TEST(OnnxFusedAttention, keys_of_a_cache_and_packed_ones) {
  const TestInputs cached = {{"q", {"2", "3", "8"}}, {"k", {"2", "2", "5", "4"}}, {"v", {"2", "2", "5", "4"}}, weight("b", {24})};
  EXPECT_EQ(ir({"com.microsoft.MultiHeadAttention", {int_attr("num_heads", 2)}, cached}),
            R"(%4:2 = split(%3) axis=-1 sizes=[8,16] parts=1 name="y.biases" : float32[8], float32[16]
%5 = add(%0, %4) name="y.q.sum" : float32[2,3,8]
%6 = reshape(%5) shape=[d0,d1,2,-1] name="y.q.heads" : float32[2,3,2,4]
%7 = transpose(%6) permutation=[0,2,1,3] name="y.q" : float32[2,2,3,4]
%8:4 = attention(%7, %1, %2) causal=false scale=none softcap=0.0 softmax_dtype=none scores="masked" name="y.attention" : float32[2,2,3,4], float32[2,2,5,4], float32[2,2,5,4], float32[2,2,3,5]
%9 = transpose(%8) permutation=[0,2,1,3] name="y.joined" : float32[2,3,2,4]
%10 = reshape(%9) shape=[d0,d1,-1] name="y" : float32[2,3,8])");
  EXPECT_EQ(
      ir({"com.microsoft.MultiHeadAttention", {int_attr("num_heads", 2)}, {{"q", {"2", "3", "8"}}, {"kv", {"2", "5", "2", "2", "4"}}}}),
      R"(%2:2 = split(%1) axis=3 sizes=[] parts=2 name="y.kv.packed" : float32[2,5,2,1,4], float32[2,5,2,1,4]
%3 = reshape(%2) shape=[d0,d1,d2,d4] name="y.kv.heads" : float32[2,5,2,4]
%4 = transpose(%3) permutation=[0,2,1,3] name="y.kv" : float32[2,2,5,4]
%5 = reshape(%2:1) shape=[d0,d1,d2,d4] name="y.kv.heads" : float32[2,5,2,4]
%6 = transpose(%5) permutation=[0,2,1,3] name="y.kv" : float32[2,2,5,4]
%7 = reshape(%0) shape=[d0,d1,2,-1] name="y.q.heads" : float32[2,3,2,4]
%8 = transpose(%7) permutation=[0,2,1,3] name="y.q" : float32[2,2,3,4]
%9:4 = attention(%8, %4, %6) causal=false scale=none softcap=0.0 softmax_dtype=none scores="masked" name="y.attention" : float32[2,2,3,4], float32[2,2,5,4], float32[2,2,5,4], float32[2,2,3,5]
%10 = transpose(%9) permutation=[0,2,1,3] name="y.joined" : float32[2,3,2,4]
%11 = reshape(%10) shape=[d0,d1,-1] name="y" : float32[2,3,8])");
  EXPECT_EQ(ir({"com.microsoft.MultiHeadAttention", {int_attr("num_heads", 2)}, {{"qkv", {"2", "5", "2", "3", "4"}}}}),
            R"(%1:3 = split(%0) axis=3 sizes=[] parts=3 name="y.qkv.packed" : float32[2,5,2,1,4], float32[2,5,2,1,4], float32[2,5,2,1,4]
%2 = reshape(%1) shape=[d0,d1,d2,d4] name="y.qkv.heads" : float32[2,5,2,4]
%3 = transpose(%2) permutation=[0,2,1,3] name="y.qkv" : float32[2,2,5,4]
%4 = reshape(%1:1) shape=[d0,d1,d2,d4] name="y.qkv.heads" : float32[2,5,2,4]
%5 = transpose(%4) permutation=[0,2,1,3] name="y.qkv" : float32[2,2,5,4]
%6 = reshape(%1:2) shape=[d0,d1,d2,d4] name="y.qkv.heads" : float32[2,5,2,4]
%7 = transpose(%6) permutation=[0,2,1,3] name="y.qkv" : float32[2,2,5,4]
%8:4 = attention(%3, %5, %7) causal=false scale=none softcap=0.0 softmax_dtype=none scores="masked" name="y.attention" : float32[2,2,5,4], float32[2,2,5,4], float32[2,2,5,4], float32[2,2,5,5]
%9 = transpose(%8) permutation=[0,2,1,3] name="y.joined" : float32[2,5,2,4]
%10 = reshape(%9) shape=[d0,d1,-1] name="y" : float32[2,5,8])");
  EXPECT_EQ(refusal({"com.microsoft.MultiHeadAttention", {int_attr("num_heads", 2)}, {{"q", {"2", "3", "8"}}}}),
            "queries alone are not covered");
}

TEST(OnnxFusedAttention, rotary_embedding) {
  const TestInputs tables = {weight("cos", {9, 4}), weight("sin", {9, 4})};
  EXPECT_EQ(ir({"com.microsoft.RotaryEmbedding", {}, with({{"x", {"2", "4", "3", "8"}}, {"p", {"2", "3"}, int64_type}}, tables)}),
            R"(%4 = rotary_embedding(%0, %2, %3, %1) interleaved=false rotary_dim=0 name="y" : float32[2,4,3,8])");
  EXPECT_EQ(ir({"com.microsoft.RotaryEmbedding", {}, with({{"x", {"2", "3", "16"}}, {"p", {"1"}, int64_type}}, tables)}),
            R"(%4 = reshape(%0) shape=[d0,d1,2,-1] name="y.x.heads" : float32[2,3,2,8]
%5 = transpose(%4) permutation=[0,2,1,3] name="y.x" : float32[2,2,3,8]
%6 = arange() start=0.0 stop=3.0 step=1.0 dtype="int64" name="y.offsets" : int64[3]
%7 = add(%6, %1) name="y.rows" : int64[3]
%8 = reshape(%7) shape=[1,d0] name="y.rows.sample" : int64[1,3]
%9 = gather(%2, %8) axis=0 clip=false name="y.cos" : float32[1,3,4]
%10 = gather(%3, %8) axis=0 clip=false name="y.sin" : float32[1,3,4]
%11 = rotary_embedding(%5, %9, %10) interleaved=false rotary_dim=0 name="y.turned" : float32[2,2,3,8]
%12 = transpose(%11) permutation=[0,2,1,3] name="y.joined" : float32[2,3,2,8]
%13 = reshape(%12) shape=[d0,d1,-1] name="y" : float32[2,3,16])");
  EXPECT_EQ(refusal({"com.microsoft.RotaryEmbedding",
                     {float_attr("scale", 2.0f)},
                     with({{"x", {"2", "3", "16"}}, {"p", {"1"}, int64_type}}, tables)}),
            "a scale is not covered");
}

const TestInputs decoder_row = {{"q", {"2", "1", "8"}}, {"k", {"2", "1", "8"}}, {"v", {"2", "1", "8"}}, {""}, {""}};

TestNode decoder(TestInputs inputs, std::vector<std::string> attributes = {}) {
  attributes.push_back(int_attr("num_heads", 2));
  return {"com.microsoft.DecoderMaskedMultiHeadAttention", std::move(attributes), std::move(inputs), 21, {"y", "pk2", "pv2"}};
}

TEST(OnnxFusedAttention, a_decoder_writes_into_its_cache) {
  const TestInputs cache = {{"pk", {"2", "2", "9", "4"}}, {"pv", {"2", "2", "9", "4"}}, {"n", {"1"}, int32_type}};
  EXPECT_EQ(ir(decoder(with(decoder_row, cache), {int_attr("past_present_share_buffer", 1)})),
            R"(%6 = reshape(%0) shape=[d0,d1,2,-1] name="y.q.heads" : float32[2,1,2,4]
%7 = transpose(%6) permutation=[0,2,1,3] name="y.q" : float32[2,2,1,4]
%8 = reshape(%1) shape=[d0,d1,2,-1] name="y.k.heads" : float32[2,1,2,4]
%9 = transpose(%8) permutation=[0,2,1,3] name="y.k" : float32[2,2,1,4]
%10 = reshape(%2) shape=[d0,d1,2,-1] name="y.v.heads" : float32[2,1,2,4]
%11 = transpose(%10) permutation=[0,2,1,3] name="y.v" : float32[2,2,1,4]
%12 = cast(%5) to="int64" saturate=true power_rounding="up" name="y.past_length" : int64[1]
%13 = reshape(%12) shape=[1] name="y.past_lengths" : int64[1]
%14 = shape_of(%0) name="y.shape" : int64[3]
%15 = slice(%14) axes=[0] starts=[0] stops=[1] steps=[1] name="y.batch" : int64[1]
%16 = broadcast_to(%13, %15) shape=[] name="y.places" : int64[2]
%17 = tensor_scatter(%3, %9, %16) axis=-2 mode="linear" name="y.present_key" : float32[2,2,9,4]
%18 = tensor_scatter(%4, %11, %16) axis=-2 mode="linear" name="y.present_value" : float32[2,2,9,4]
%19 = constant() = [1] : int64[]
%20 = add(%16, %19) name="y.seen" : int64[2]
%21:4 = attention(%7, %17, %18, none, none, none, %20) causal=false scale=none softcap=0.0 softmax_dtype=none scores="product" name="y.attention" : float32[2,2,1,4], float32[2,2,9,4], float32[2,2,9,4], float32[2,2,1,9]
%22 = transpose(%21) permutation=[0,2,1,3] name="y.joined" : float32[2,1,2,4]
%23 = reshape(%22) shape=[d0,d1,-1] name="y" : float32[2,1,8])");
}

TEST(OnnxFusedAttention, what_decoders_are_refused) {
  const TestInputs cache = {{"pk", {"2", "2", "9", "4"}}, {"pv", {"2", "2", "9", "4"}}, {"n", {"1"}, int32_type}};
  EXPECT_EQ(refusal(decoder(with(decoder_row, cache))),
            "a past that does not share its memory with the present is not covered, as onnxruntime does not run it");
  EXPECT_EQ(refusal(decoder(with(with(decoder_row, cache), {{"beams", {"1"}, int32_type}}))),
            "a search along several beams is not covered");
  EXPECT_EQ(refusal(decoder({decoder_row[0]})), "queries alone are not covered");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
