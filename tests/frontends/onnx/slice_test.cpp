#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float_attr;
using onnx_bytes::int_attr;
using onnx_bytes::ints_attr;
using onnx_bytes::text_attr;

const TestInput x = {"x", {"2", "10", "4"}};

TEST(OnnxSlice, parts) {
  EXPECT_EQ(ir({"Slice", {ints_attr("starts", {1}), ints_attr("ends", {-1}), ints_attr("axes", {1})}, {x}, 1}),
            R"(%1 = slice(%0) axes=[1] starts=[1] stops=[-1] steps=[1] name="y" : float32[2,8,4])");
  EXPECT_EQ(ir({"Slice", {}, {x, integers("starts", {0, 9}), integers("ends", {1, 0}), {""}, integers("steps", {1, -2})}}),
            R"(%1 = slice(%0) axes=[0,1] starts=[0,9] stops=[1,0] steps=[1,-2] name="y" : float32[1,5,4])");
}

TEST(OnnxSlice, split) {
  EXPECT_EQ(ir({"Split", {int_attr("axis", 1)}, {x, integers("sizes", {3, 7})}, 13, {"y", "z"}}),
            R"(%1:2 = split(%0) axis=1 sizes=[3,7] parts=2 name="y" : float32[2,3,4], float32[2,7,4])");
  EXPECT_EQ(ir({"Split", {int_attr("axis", 1), int_attr("num_outputs", 3)}, {x}, 18, {"y", "z", "u"}}),
            R"(%1:3 = split(%0) axis=1 sizes=[4,4,2] parts=3 name="y" : float32[2,4,4], float32[2,4,4], float32[2,2,4])");
  EXPECT_EQ(ir({"Split", {int_attr("axis", 2)}, {x}, 2, {"y", "z"}}),
            R"(%1:2 = split(%0) axis=2 sizes=[] parts=2 name="y" : float32[2,10,2], float32[2,10,2])");
}

TEST(OnnxSlice, joined) {
  EXPECT_EQ(ir({"Concat", {int_attr("axis", -1)}, {x, {"b", {"2", "10", "1"}}}}),
            R"(%2 = concat(%0, %1) axis=-1 name="y" : float32[2,10,5])");
  EXPECT_EQ(ir({"Concat", {}, {x, {"b", {"2", "1", "4"}}}, 1}), R"(%2 = concat(%0, %1) axis=1 name="y" : float32[2,11,4])");
  EXPECT_EQ(error_of({"Concat", {}, {x}}), "node 'y' (Concat, opset 21): attribute 'axis' is missing");
}

TEST(OnnxSlice, padded) {
  EXPECT_EQ(ir({"Pad", {ints_attr("paddings", {0, 1, 0, 0, 2, 0}), float_attr("value", 3)}, {x}, 1}),
            R"(%1 = pad(%0) pads=[0,1,0,0,2,0] mode="constant" value=3.0 axes=[] name="y" : float32[2,13,4])");
  EXPECT_EQ(ir({"Pad", {text_attr("mode", "reflect")}, {x, integers("pads", {1, 2}), {""}, integers("axes", {-1})}, 18}),
            R"(%1 = pad(%0) pads=[1,2] mode="reflect" value=0.0 axes=[-1] name="y" : float32[2,10,7])");
  EXPECT_EQ(ir({"Pad", {}, {x, integers("pads", {0, 0, -1, 0, 0, 1}), number("value", 0.5)}, 13}),
            R"(%1 = pad(%0) pads=[0,0,-1,0,0,1] mode="constant" value=0.5 axes=[] name="y" : float32[2,10,4])");
  EXPECT_EQ(error_of({"Pad", {}, {x, integers("pads", {0, 0, -1})}, 13}),
            "node 'y' (Pad, opset 13): y (pad): [pad_c2] pads: got 3 entries, wanted 6");
}

TEST(OnnxSlice, repeated) {
  EXPECT_EQ(ir({"Tile", {}, {x, integers("repeats", {1, 2, 3})}}), R"(%1 = tile(%0) repeats=[1,2,3] name="y" : float32[2,20,12])");
  EXPECT_EQ(ir({"Tile", {}, {x, integer("tiles", 3), integer("axis", 1)}, 1}),
            R"(%1 = tile(%0) repeats=[1,3,1] name="y" : float32[2,30,4])");
}

TEST(OnnxSlice, cropped_and_padded_around_the_center) {
  EXPECT_EQ(ir({"CenterCropPad", {ints_attr("axes", {1, 2})}, {x, integers("shape", {7, 7})}}),
            R"(%1 = constant() name="shape" = [7, 7] : int64[2]
%2 = shape_of(%0) name="y.shape" : int64[3]
%3 = constant() name="y.axes" = [1, 2] : int64[2]
%4 = gather(%2, %3) axis=0 clip=false name="y.sizes" : int64[2]
%5 = sub(%1, %4) name="y.more" : int64[2]
%6 = constant() = [2] : int64[]
%7 = div(%5, %6) name="y.begins" : int64[2]
%8 = sub(%5, %7) name="y.ends" : int64[2]
%9 = concat(%7, %8) axis=0 name="y.pads" : int64[4]
%10 = pad(%0, %9) pads=[] mode="constant" value=0.0 axes=[1,2] name="y" : float32[2,7,7])");
}

TEST(OnnxSlice, gathered_and_one_hot) {
  EXPECT_EQ(ir({"Gather", {int_attr("axis", 1)}, {x, integers("i", {0, -1})}}), R"(%1 = constant() name="i" = [0, -1] : int64[2]
%2 = gather(%0, %1) axis=1 clip=false name="y" : float32[2,2,4])");
  EXPECT_EQ(ir({"OneHot",
                {int_attr("axis", 0)},
                {{"i", {"2"}, onnx_bytes::int32_type},
                 integer("depth", 3),
                 {"values", {}, 1, onnx_bytes::float_tensor("values", {2}, {-1, 5})}}}),
            R"(%1 = cast(%0) to="int64" saturate=true power_rounding="up" name="y.indices" : int64[2]
%2 = constant() = [3] : int64[]
%3 = constant() = [0] : int64[]
%4 = less(%1, %3) name="y.is_negative" : bool[2]
%5 = add(%1, %2) name="y.raised" : int64[2]
%6 = where(%4, %5, %1) name="y.from_start" : int64[2]
%7 = one_hot(%6) depth=3 axis=0 on=5.0 off=-1.0 dtype="float32" name="y" : float32[3,2])");
}

TEST(OnnxSlice, windows_stand_behind_all_dimensions) {
  const TestInput data = {"x", {"2", "7", "3"}};
  EXPECT_EQ(ir({"com.microsoft.UnfoldTensor", {int_attr("dim", 1), int_attr("size", 3), int_attr("step", 2)}, {data}}),
            R"(%1 = constant() name="y.places" = [0, 1, 2, 2, 3, 4, 4, 5, 6] : int64[3,3]
%2 = gather(%0, %1) axis=1 clip=false name="y.windows" : float32[2,3,3,3]
%3 = transpose(%2) permutation=[0,1,3,2] name="y" : float32[2,3,3,3])");
  EXPECT_NE(ir({"com.microsoft.UnfoldTensor", {int_attr("size", 2)}, {data}}).find(R"(axis=2 clip=false name="y" : float32[2,7,2,2])"),
            std::string::npos);
  EXPECT_EQ(error_of({"com.microsoft.UnfoldTensor", {int_attr("size", 4)}, {data}}),
            "node 'y' (com.microsoft.UnfoldTensor, opset 1): windows of 4 every 1 elements, of 3");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
