#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetMatmul, fully_connected_flattens) {
  EXPECT_EQ(ir("FullyConnected", {{"num_hidden", "5"}}, {{"data", {2, 4, 9, 10}}, {"w", {}}, {"b", {}}}),
            R"(%3 = reshape(%0) shape=[d0,-1] name="x.flatten" : float32[2,360]
%4 = dense(%3, %1, %2) name="x" : float32[2,5])");
  EXPECT_EQ(ir("FullyConnected", {{"num_hidden", "5"}, {"no_bias", "True"}}, {{"data", {3, 5}}, {"w", {}}}),
            R"(%2 = dense(%0, %1, none) name="x" : float32[3,5])");
  EXPECT_EQ(ir("FullyConnected", {{"num_hidden", "5"}, {"flatten", "False"}}, {{"data", {2, 4, 9, 10}}, {"w", {}}, {"b", {}}}),
            R"(%3 = dense(%0, %1, %2) name="x" : float32[2,4,9,5])");
  EXPECT_EQ(parameters_of(import_of("FullyConnected", {{"num_hidden", "5"}}, {{"data", {2, 4, 9, 10}}, {"w", {}}, {"b", {}}}).graph),
            "w weight trainable float32[5,360]\n"
            "b bias trainable float32[5]");
  EXPECT_EQ(error_of("FullyConnected", {{"num_hidden", "0"}}, {{"data", {3, 5}}, {"w", {}}, {"b", {}}}),
            "node 'x' (FullyConnected): attribute 'num_hidden' is 0, wanted at least 1");
}

TEST(MxnetMatmul, products) {
  EXPECT_EQ(ir("dot", {{"transpose_a", "True"}}, {{"a", {4, 3}}, {"b", {4, 5}}}),
            R"(%2 = matmul(%0, %1) transpose_a=true transpose_b=false name="x" : float32[3,5])");
  EXPECT_EQ(ir("dot", {}, {{"a", {2, 3, 4}}, {"b", {4, 5}}}),
            R"(%2 = matmul(%0, %1) transpose_a=false transpose_b=false name="x" : float32[2,3,5])");
  EXPECT_EQ(refusal("dot", {}, {{"a", {2, 3, 4}}, {"b", {4, 5, 6}}}), "a product of float32[2,3,4] and float32[4,5,6] is not covered");
  EXPECT_EQ(ir("batch_dot", {{"transpose_b", "True"}}, {{"a", {2, 3, 4}}, {"b", {2, 5, 4}}}),
            R"(%2 = matmul(%0, %1) transpose_a=false transpose_b=true name="x" : float32[2,3,5])");
  EXPECT_EQ(ir("_linalg_gemm2", {{"alpha", "2.0"}}, {{"a", {2, 3}}, {"b", {3, 4}}}),
            R"(%2 = matmul(%0, %1) transpose_a=false transpose_b=false name="x.product" : float32[2,4]
%3 = constant() = [2.0] : float32[]
%4 = mul(%2, %3) name="x" : float32[2,4])");
  EXPECT_EQ(refusal("_linalg_gemm2", {{"axis", "-3"}}, {{"a", {2, 3}}, {"b", {3, 4}}}), "axis -3 is not covered, only -2");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
