#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetAttention, parts_of_one_tensor) {
  EXPECT_EQ(ir("_contrib_interleaved_matmul_selfatt_qk", {{"heads", "2"}}, {{"qkv", {5, 3, 24}}}),
            R"(%1 = reshape(%0) shape=[d0,2*d1,3,4] name="x.queries.heads" : float32[5,6,3,4]
%2 = slice(%1) axes=[2] starts=[0] stops=[1] steps=[1] name="x.queries.part" : float32[5,6,1,4]
%3 = reshape(%2) shape=[d0,d1,d3] name="x.queries.rows" : float32[5,6,4]
%4 = transpose(%3) permutation=[1,0,2] name="x.queries" : float32[6,5,4]
%5 = reshape(%0) shape=[d0,2*d1,3,4] name="x.keys.heads" : float32[5,6,3,4]
%6 = slice(%5) axes=[2] starts=[1] stops=[2] steps=[1] name="x.keys.part" : float32[5,6,1,4]
%7 = reshape(%6) shape=[d0,d1,d3] name="x.keys.rows" : float32[5,6,4]
%8 = transpose(%7) permutation=[1,0,2] name="x.keys" : float32[6,5,4]
%9 = matmul(%4, %8) transpose_a=false transpose_b=true name="x.product" : float32[6,5,5]
%10 = constant() = [0.5] : float32[]
%11 = mul(%9, %10) name="x" : float32[6,5,5])");
  EXPECT_EQ(ir("_contrib_interleaved_matmul_selfatt_valatt", {{"heads", "2"}}, {{"qkv", {5, 3, 24}}, {"weights", {6, 5, 5}}}),
            R"(%2 = reshape(%0) shape=[d0,2*d1,3,4] name="x.values.heads" : float32[5,6,3,4]
%3 = slice(%2) axes=[2] starts=[2] stops=[3] steps=[1] name="x.values.part" : float32[5,6,1,4]
%4 = reshape(%3) shape=[d0,d1,d3] name="x.values.rows" : float32[5,6,4]
%5 = transpose(%4) permutation=[1,0,2] name="x.values" : float32[6,5,4]
%6 = matmul(%1, %5) transpose_a=false transpose_b=false name="x.product" : float32[6,5,4]
%7 = transpose(%6) permutation=[1,0,2] name="x.length_first" : float32[5,6,4]
%8 = reshape(%7) shape=[d0,d1/2,2*d2] name="x" : float32[5,3,8])");
}

TEST(MxnetAttention, queries_of_another_tensor) {
  EXPECT_EQ(ir("_contrib_interleaved_matmul_encdec_qk", {{"heads", "2"}}, {{"q", {4, 3, 8}}, {"kv", {5, 3, 16}}}),
            R"(%2 = reshape(%0) shape=[d0,2*d1,4] name="x.queries.heads" : float32[4,6,4]
%3 = transpose(%2) permutation=[1,0,2] name="x.queries" : float32[6,4,4]
%4 = reshape(%1) shape=[d0,2*d1,2,4] name="x.keys.heads" : float32[5,6,2,4]
%5 = slice(%4) axes=[2] starts=[0] stops=[1] steps=[1] name="x.keys.part" : float32[5,6,1,4]
%6 = reshape(%5) shape=[d0,d1,d3] name="x.keys.rows" : float32[5,6,4]
%7 = transpose(%6) permutation=[1,0,2] name="x.keys" : float32[6,5,4]
%8 = matmul(%3, %7) transpose_a=false transpose_b=true name="x.product" : float32[6,4,5]
%9 = constant() = [0.5] : float32[]
%10 = mul(%8, %9) name="x" : float32[6,4,5])");
  EXPECT_EQ(ir("_contrib_interleaved_matmul_encdec_valatt", {{"heads", "2"}}, {{"kv", {5, 3, 16}}, {"weights", {6, 4, 5}}}),
            R"(%2 = reshape(%0) shape=[d0,2*d1,2,4] name="x.values.heads" : float32[5,6,2,4]
%3 = slice(%2) axes=[2] starts=[1] stops=[2] steps=[1] name="x.values.part" : float32[5,6,1,4]
%4 = reshape(%3) shape=[d0,d1,d3] name="x.values.rows" : float32[5,6,4]
%5 = transpose(%4) permutation=[1,0,2] name="x.values" : float32[6,5,4]
%6 = matmul(%1, %5) transpose_a=false transpose_b=false name="x.product" : float32[6,4,4]
%7 = transpose(%6) permutation=[1,0,2] name="x.length_first" : float32[4,6,4]
%8 = reshape(%7) shape=[d0,d1/2,2*d2] name="x" : float32[4,3,8])");
}

TEST(MxnetAttention, heads_must_divide_the_last_dimension) {
  EXPECT_EQ(error_of("_contrib_interleaved_matmul_selfatt_qk", {{"heads", "5"}}, {{"qkv", {5, 3, 24}}}),
            "node 'x' (_contrib_interleaved_matmul_selfatt_qk): got float32[5,3,24], wanted [length, batch, a multiple of 15]");
  EXPECT_EQ(error_of("_contrib_interleaved_matmul_selfatt_qk", {{"heads", "0"}}, {{"qkv", {5, 3, 24}}}),
            "node 'x' (_contrib_interleaved_matmul_selfatt_qk): attribute 'heads' is 0, wanted at least 1");
}

TEST(MxnetAttention, division_by_the_root_of_the_last_dimension) {
  EXPECT_EQ(ir("_contrib_div_sqrt_dim", {}, {{"data", {2, 16}}}), R"(%1 = constant() = [4.0] : float32[]
%2 = div(%0, %1) name="x" fixed=true : float32[2,16])");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
