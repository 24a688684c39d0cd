#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::int64_type;
using onnx_bytes::int_attr;

const TestInput x = {"x", {"2", "3", "4"}};

TEST(OnnxMatrix, triangles) {
  EXPECT_EQ(ir({"Trilu", {}, {x}, 14}), R"(%1 = trilu(%0) upper=true k=0 name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Trilu", {int_attr("upper", 0)}, {x, integer("k", -2)}}), R"(%1 = trilu(%0) upper=false k=-2 name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"com.microsoft.Trilu", {}, {x, {"k", {}, int64_type}}}), R"(%2 = trilu(%0, %1) upper=true k=0 name="y" : float32[2,3,4])");
  EXPECT_EQ(error_of({"Trilu", {}, {x, integers("k", {1, 2})}}), "node 'y' (Trilu, opset 21): the diagonal has 2 elements, wanted 1");
}

TEST(OnnxMatrix, ones_on_a_diagonal) {
  const TestInput matrix = {"x", {"3", "M"}, int64_type};
  EXPECT_EQ(ir({"EyeLike", {}, {matrix}, 9}), R"(%1 = eye_like(%0) k=0 dtype=none name="y" : int64[3,M])");
  EXPECT_EQ(ir({"EyeLike", {int_attr("k", 1), int_attr("dtype", 11)}, {matrix}, 22}),
            R"(%1 = eye_like(%0) k=1 dtype="float64" name="y" : float64[3,M])");
  EXPECT_EQ(refusal({"EyeLike", {int_attr("dtype", 14)}, {matrix}}), "dtype is complex64, which the IR lacks");
  EXPECT_EQ(error_of({"EyeLike", {}, {x}}),
            "node 'y' (EyeLike, opset 21): y (eye_like): [eye_like_c1] x: got float32[2,3,4], wanted rank 2");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
