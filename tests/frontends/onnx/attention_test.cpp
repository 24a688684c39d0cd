#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::bool_type;
using onnx_bytes::float_attr;
using onnx_bytes::int64_type;
using onnx_bytes::int_attr;

const TestInputs heads = {{"q", {"2", "4", "3", "8"}}, {"k", {"2", "2", "5", "8"}}, {"v", {"2", "2", "5", "6"}}};
const TestInputs flat = {{"q", {"2", "3", "32"}}, {"k", {"2", "5", "16"}}, {"v", {"2", "5", "12"}}};

TestInputs with(TestInputs inputs, const TestInputs& further) {
  inputs.insert(inputs.end(), further.begin(), further.end());
  return inputs;
}

TEST(OnnxAttention, of_heads) {
  const TestInputs inputs = with(heads, {{"m", {"3", "15"}, bool_type}, {"pk", {"2", "2", "10", "8"}}, {"pv", {"2", "2", "10", "6"}}});
  EXPECT_EQ(
      ir({"Attention",
          {int_attr("is_causal", 1), float_attr("scale", 0.5f), float_attr("softcap", 2.0f), int_attr("softmax_precision", 11),
           int_attr("qk_matmul_output_mode", 3)},
          inputs,
          23,
          {"y", "pk2", "pv2", "qk"}}),
      R"(%6:4 = attention(%0, %1, %2, %3, %4, %5) causal=true scale=0.5 softcap=2.0 softmax_dtype="float64" scores="weights" name="y" : float32[2,4,3,6], float32[2,2,15,8], float32[2,2,15,6], float32[2,4,3,15])");
}

TEST(OnnxAttention, of_rows_is_taken_apart) {
  const TestNode node = {"Attention", {int_attr("q_num_heads", 4), int_attr("kv_num_heads", 2)}, flat, 23};
  EXPECT_EQ(ir(node), R"(%3 = reshape(%0) shape=[d0,d1,4,-1] name="y.q.heads" : float32[2,3,4,8]
%4 = transpose(%3) permutation=[0,2,1,3] name="y.q" : float32[2,4,3,8]
%5 = reshape(%1) shape=[d0,d1,2,-1] name="y.k.heads" : float32[2,5,2,8]
%6 = transpose(%5) permutation=[0,2,1,3] name="y.k" : float32[2,2,5,8]
%7 = reshape(%2) shape=[d0,d1,2,-1] name="y.v.heads" : float32[2,5,2,6]
%8 = transpose(%7) permutation=[0,2,1,3] name="y.v" : float32[2,2,5,6]
%9:4 = attention(%4, %6, %8) causal=false scale=none softcap=0.0 softmax_dtype=none scores="product" name="y.attention" : float32[2,4,3,6], float32[2,2,5,8], float32[2,2,5,6], float32[2,4,3,5]
%10 = transpose(%9) permutation=[0,2,1,3] name="y.joined" : float32[2,3,4,6]
%11 = reshape(%10) shape=[d0,d1,-1] name="y" : float32[2,3,24])");
  EXPECT_EQ(rewriting(node), "heads taken apart and joined again");
}

TEST(OnnxAttention, lengths_and_a_mask_of_another_type) {
  const TestInputs inputs = with(heads, {{"m", {"3", "4"}, int64_type}, {""}, {""}, {"n", {"2"}, int64_type}});
  EXPECT_EQ(ir({"Attention", {}, inputs, 24}), R"(%5 = cast(%3) to="float32" saturate=true power_rounding="up" name="y.mask" : float32[3,4]
%6:4 = attention(%0, %1, %2, %5, none, none, %4) causal=false scale=none softcap=0.0 softmax_dtype=none scores="product" name="y" : float32[2,4,3,6], float32[2,2,5,8], float32[2,2,5,6], float32[2,4,3,5])");
}

TEST(OnnxAttention, what_is_refused) {
  TestInputs mixed = heads;
  mixed[2].type = onnx_bytes::float16_type;
  EXPECT_EQ(refusal({"Attention", {}, mixed, 23}), "queries, keys and values of different types are not covered");
  EXPECT_EQ(error_of({"Attention", {int_attr("qk_matmul_output_mode", 4)}, heads, 23}),
            "node 'y' (Attention, opset 23): qk_matmul_output_mode is 4, wanted 0 to 3");
  EXPECT_EQ(error_of({"Attention", {int_attr("q_num_heads", 0), int_attr("kv_num_heads", 2)}, flat, 23}),
            "node 'y' (Attention, opset 23): q_num_heads is 0, wanted 1 or more");
}

TEST(OnnxAttention, rotary_embedding) {
  const TestInputs tables = {weight("cos", {9, 4}), weight("sin", {9, 4}), {"p", {"2", "3"}, int64_type}};
  EXPECT_EQ(ir({"RotaryEmbedding", {int_attr("interleaved", 1)}, with({{"x", {"2", "4", "3", "8"}}}, tables), 23}),
            R"(%4 = rotary_embedding(%0, %2, %3, %1) interleaved=true rotary_dim=0 name="y" : float32[2,4,3,8])");
  EXPECT_EQ(
      ir({"RotaryEmbedding", {int_attr("num_heads", 2), int_attr("rotary_embedding_dim", 8)}, with({{"x", {"2", "3", "20"}}}, tables), 23}),
      R"(%2 = reshape(%0) shape=[d0,d1,2,-1] name="y.x.heads" : float32[2,3,2,10]
%3 = transpose(%2) permutation=[0,2,1,3] name="y.x" : float32[2,2,3,10]
%6 = rotary_embedding(%3, %4, %5, %1) interleaved=false rotary_dim=8 name="y.turned" : float32[2,2,3,10]
%7 = transpose(%6) permutation=[0,2,1,3] name="y.joined" : float32[2,3,2,10]
%8 = reshape(%7) shape=[d0,d1,-1] name="y" : float32[2,3,20])");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
