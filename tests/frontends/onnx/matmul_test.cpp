#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float_attr;
using onnx_bytes::int_attr;

TEST(OnnxMatmul, matrices_and_lists) {
  EXPECT_EQ(ir({"MatMul", {}, {{"a", {"2", "3", "4"}}, {"b", {"4", "5"}}}}),
            R"(%2 = matmul(%0, %1) transpose_a=false transpose_b=false name="y" : float32[2,3,5])");
  EXPECT_EQ(ir({"MatMul", {}, {{"a", {"4"}}, {"b", {"4", "5"}}}}), R"(%2 = reshape(%0) shape=[1,d0] name="y.row" : float32[1,4]
%3 = matmul(%2, %1) transpose_a=false transpose_b=false name="y.product" : float32[1,5]
%4 = reshape(%3) shape=[d1] name="y" : float32[5])");
  EXPECT_EQ(ir({"MatMul", {}, {{"a", {"2", "3", "4"}}, {"b", {"4"}}}}), R"(%2 = reshape(%1) shape=[d0,1] name="y.column" : float32[4,1]
%3 = matmul(%0, %2) transpose_a=false transpose_b=false name="y.product" : float32[2,3,1]
%4 = reshape(%3) shape=[d0,d1] name="y" : float32[2,3])");
  EXPECT_EQ(ir({"MatMul", {}, {{"a", {"4"}}, {"b", {"4"}}}}), R"(%2 = reshape(%0) shape=[1,d0] name="y.row" : float32[1,4]
%3 = reshape(%1) shape=[d0,1] name="y.column" : float32[4,1]
%4 = matmul(%2, %3) transpose_a=false transpose_b=false name="y.product" : float32[1,1]
%5 = reshape(%4) shape=[] name="y" : float32[])");
}

TEST(OnnxMatmul, gemm_with_a_weight_is_the_fully_connected_layer) {
  EXPECT_EQ(ir({"Gemm", {int_attr("transB", 1)}, {{"a", {"N", "4"}}, weight("w", {5, 4}), weight("c", {5})}}),
            R"(%3 = dense(%0, %1, %2) name="y" : float32[N,5])");
  EXPECT_EQ(ir({"Gemm", {}, {{"a", {"N", "4"}}, weight("w", {4, 5}), weight("c", {1, 5})}}),
            R"(%3 = reshape(%2) shape=[d1] name="y.bias" : float32[5]
%4 = transpose(%1) permutation=[1,0] name="y.weight" : float32[5,4]
%5 = dense(%0, %4, %3) name="y" : float32[N,5])");
  EXPECT_EQ(ir({"Gemm", {int_attr("transB", 1)}, {{"a", {"N", "4"}}, weight("w", {5, 4})}}),
            R"(%2 = dense(%0, %1) name="y" : float32[N,5])");
}

TEST(OnnxMatmul, gemm_with_factors) {
  EXPECT_EQ(ir({"Gemm",
                {int_attr("transA", 1), float_attr("alpha", 0.5f), float_attr("beta", 2)},
                {{"a", {"4", "3"}}, weight("w", {4, 5}), {"c", {"3", "5"}}}}),
            R"(%3 = matmul(%0, %2) transpose_a=true transpose_b=false name="y.product" : float32[3,5]
%4 = constant() = [0.5] : float32[]
%5 = mul(%3, %4) name="y.scaled" : float32[3,5]
%6 = constant() = [2.0] : float32[]
%7 = mul(%1, %6) name="y.scaled_bias" : float32[3,5]
%8 = add(%5, %7) name="y" : float32[3,5])");
  EXPECT_EQ(ir({"Gemm", {}, {{"a", {"3", "4"}}, {"b", {"4", "5"}}}}),
            R"(%2 = matmul(%0, %1) transpose_a=false transpose_b=false name="y" : float32[3,5])");
  EXPECT_EQ(error_of({"Gemm", {}, {{"a", {"3"}}, {"b", {"4", "5"}}}}),
            "node 'y' (Gemm, opset 21): got float32[3] and float32[4,5], wanted two matrices");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
