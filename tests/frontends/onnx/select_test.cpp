#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::bool_type;
using onnx_bytes::int_attr;

const TestInput x = {"x", {"3", "4"}};

TEST(OnnxSelect, slices_where_a_condition_holds) {
  const TestInput condition = {"c", {"3"}, bool_type};
  EXPECT_EQ(ir({"Compress", {}, {x, condition}, 9}), R"(%2 = compress(%0, %1) axis=none name="y" : float32[?])");
  EXPECT_EQ(ir({"Compress", {int_attr("axis", -1)}, {x, condition}}), R"(%2 = compress(%0, %1) axis=-1 name="y" : float32[3,?])");
  const TestInput known = {"c", {}, bool_type, onnx_bytes::raw_tensor("c", bool_type, {3}, std::string("\x01\x00\x01", 3))};
  EXPECT_EQ(ir({"Compress", {int_attr("axis", 0)}, {x, known}}), R"(%1 = constant() name="c" = [true, false, true] : bool[3]
%2 = compress(%0, %1) axis=0 name="y" : float32[2,4])");
  EXPECT_EQ(error_of({"Compress", {}, {x, {"c", {"3", "1"}, bool_type}}}),
            "node 'y' (Compress, opset 21): y (compress): [compress_c1] condition: got bool[3,1], wanted rank 1");
}

TEST(OnnxSelect, places_that_are_not_zero) {
  EXPECT_EQ(ir({"NonZero", {}, {x}, 9}), R"(%1 = non_zero(%0) name="y" : int64[2,?])");
  EXPECT_EQ(error_of({"NonZero", {}, {}, 9}), "node 'y' (NonZero, opset 9): input 0 is missing");
}

TEST(OnnxSelect, what_is_there_once) {
  EXPECT_EQ(ir({"Unique", {}, {x}, 11, {"y", "i", "", "n"}}),
            R"(%1:4 = unique(%0) axis=none sorted=true name="y" : float32[?], int64[?], int64[12], int64[?])");
  EXPECT_EQ(ir({"Unique", {int_attr("axis", 1), int_attr("sorted", 0)}, {x}}),
            R"(%1:4 = unique(%0) axis=1 sorted=false name="y" : float32[3,?], int64[?], int64[4], int64[?])");
  EXPECT_EQ(error_of({"Unique", {int_attr("axis", 2)}, {x}}),
            "node 'y' (Unique, opset 21): y (unique): [select_c1] got axis 2, wanted one of a tensor of rank 2");
}

TEST(OnnxSelect, onnxruntime_hands_out_the_inverse_second) {
  const Import import = import_of({"com.microsoft.Unique", {}, {{"x", {"6"}}}, 21, {"y", "inverse", "counts"}});
  EXPECT_EQ(operations(import.graph), R"(%1:4 = unique(%0) axis=none sorted=false name="y" : float32[?], int64[?], int64[6], int64[?])");
  ASSERT_EQ(import.graph.outputs().size(), 3u);
  EXPECT_EQ(import.graph.outputs()[1].value.output, 2);
  EXPECT_EQ(import.graph.outputs()[2].value.output, 3);
}

}  // namespace
}  // namespace nnfront::frontends::onnx
