#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetMatrix, diagonals) {
  EXPECT_EQ(ir("diag", {{"k", "1"}}, {{"data", {3, 4}}}), R"(%1 = diagonal(%0) k=1 axis1=0 axis2=1 name="x" : float32[3])");
  EXPECT_EQ(ir("diag", {}, {{"data", {3}}}), R"(%1 = diagonal_matrix(%0) k=0 name="x" : float32[3,3])");
  EXPECT_EQ(ir("_linalg_extractdiag", {}, {{"data", {2, 3, 3}}}), R"(%1 = diagonal(%0) k=0 axis1=-2 axis2=-1 name="x" : float32[2,3])");
  EXPECT_EQ(ir("_linalg_makediag", {{"offset", "-1"}}, {{"data", {2, 3}}}), R"(%1 = diagonal_matrix(%0) k=-1 name="x" : float32[2,4,4])");
}

TEST(MxnetMatrix, ones_on_a_diagonal) {
  EXPECT_EQ(ir("_eye", {{"N", "3"}, {"k", "1"}}, {}), R"(%0 = eye() rows=3 columns=3 k=1 dtype="float32" name="x" : float32[3,3])");
}

TEST(MxnetMatrix, linear_algebra) {
  EXPECT_EQ(ir("_linalg_potrf", {}, {{"data", {2, 3, 3}}}), R"(%1 = cholesky(%0) lower=true name="x" : float32[2,3,3])");
  EXPECT_EQ(ir("_linalg_inverse", {}, {{"data", {2, 3, 3}}}), R"(%1 = inverse(%0) name="x" : float32[2,3,3])");
  EXPECT_EQ(ir("_linalg_det", {}, {{"data", {2, 3, 3}}}), R"(%1 = det(%0) name="x" : float32[2])");
}

TEST(MxnetMatrix, a_product_with_itself) {
  EXPECT_EQ(ir("_linalg_syrk", {}, {{"data", {3, 4}}}),
            R"(%1 = matmul(%0, %0) transpose_a=false transpose_b=true name="x" : float32[3,3])");
  EXPECT_EQ(ir("_linalg_syrk", {{"alpha", "2"}, {"transpose", "True"}}, {{"data", {3, 4}}}),
            R"(%1 = matmul(%0, %0) transpose_a=true transpose_b=false name="x.product" : float32[4,4]
%2 = constant() = [2.0] : float32[]
%3 = mul(%1, %2) name="x" : float32[4,4])");
}

TEST(MxnetMatrix, decompositions_that_are_not_covered) {
  EXPECT_EQ(refusal("_linalg_syevd", {}, {{"data", {3, 3}}}), "this matrix decomposition is not covered");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
