#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::text_attr;

TEST(OnnxLinearAlgebra, products_by_equation) {
  const TestInput a = {"a", {"2", "3", "4"}};
  const TestInput b = {"b", {"2", "4", "5"}};
  EXPECT_EQ(ir({"Einsum", {text_attr("equation", "bij, bjk -> bik")}, {a, b}, 12}),
            R"(%2 = einsum(%0, %1) equation="bij, bjk -> bik" name="y" : float32[2,3,5])");
  EXPECT_EQ(ir({"Einsum", {text_attr("equation", "...i->...")}, {a}}), R"(%1 = einsum(%0) equation="...i->..." name="y" : float32[2,3])");
  EXPECT_EQ(error_of({"Einsum", {}, {a, b}}), "node 'y' (Einsum, opset 21): attribute 'equation' is missing");
  EXPECT_EQ(error_of({"Einsum", {text_attr("equation", "ij,jk")}, {a}}),
            "node 'y' (Einsum, opset 21): y (einsum): [einsum_c2] got 1 operands, wanted 2 by the equation");
}

TEST(OnnxLinearAlgebra, small_matrices) {
  const TestInput x = {"x", {"5", "3", "3"}};
  EXPECT_EQ(ir({"Det", {}, {x}, 11}), R"(%1 = det(%0) name="y" : float32[5])");
  EXPECT_EQ(ir({"com.microsoft.Inverse", {}, {x}}), R"(%1 = inverse(%0) name="y" : float32[5,3,3])");
  EXPECT_EQ(error_of({"Det", {}, {{"x", {"2", "3"}}}}),
            "node 'y' (Det, opset 21): y (det): [linear_algebra_c2] columns of x: got 3, wanted 2");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
