#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::int64_type;
using onnx_bytes::int_attr;
using onnx_bytes::ints_attr;
using onnx_bytes::text_attr;

const TestInput x = {"x", {"1", "2", "4", "6"}};

TEST(OnnxSampling, a_grid_in_both_spellings) {
  const TestInput grid = {"grid", {"1", "3", "5", "2"}};
  EXPECT_EQ(ir({"GridSample", {}, {x, grid}, 20}),
            R"(%2 = grid_sample(%0, %1) mode="linear" padding="zeros" align_corners=false name="y" : float32[1,2,3,5])");
  EXPECT_EQ(ir({"GridSample",
                {text_attr("mode", "bicubic"), text_attr("padding_mode", "reflection"), int_attr("align_corners", 1)},
                {x, grid},
                16}),
            R"(%2 = grid_sample(%0, %1) mode="cubic" padding="reflection" align_corners=true name="y" : float32[1,2,3,5])");
  EXPECT_EQ(ir({"GridSample",
                {text_attr("mode", "nearest"), text_attr("padding_mode", "border")},
                {{"x", {"1", "2", "4", "6", "7"}, int64_type}, {"grid", {"1", "3", "5", "2", "3"}}},
                20}),
            R"(%2 = grid_sample(%0, %1) mode="nearest" padding="border" align_corners=false name="y" : int64[1,2,3,5,2])");
}

TEST(OnnxSampling, a_grid_that_is_left_out) {
  const TestInput grid = {"grid", {"1", "3", "5", "2"}};
  EXPECT_EQ(refusal({"GridSample", {text_attr("mode", "area")}, {x, grid}, 20}),
            "mode 'area' is not covered, only linear, bilinear, nearest, cubic, bicubic");
  EXPECT_EQ(refusal({"GridSample", {}, {{"x", {"1", "2", "4", "6"}, int64_type}, grid}, 20}), "interpolating int64 is not covered");
  EXPECT_EQ(error_of({"GridSample", {}, {x, {"grid", {"1", "3", "5", "3"}}}, 20}),
            "node 'y' (GridSample, opset 20): y (grid_sample): [grid_sample_c3] last dimension of grid: got 3, wanted 2");
}

TEST(OnnxSampling, affine_grids_of_sizes_behind_batch_and_channels) {
  const TestInput theta = {"theta", {"1", "2", "3"}};
  EXPECT_EQ(ir({"AffineGrid", {int_attr("align_corners", 1)}, {theta, integers("size", {1, 3, 4, 5})}, 20}),
            R"(%1 = affine_grid(%0) size=[4,5] align_corners=true name="y" : float32[1,4,5,2])");
  EXPECT_EQ(ir({"AffineGrid", {}, {theta, {"size", {"4"}, int64_type}}, 20}),
            R"(%2 = slice(%1) axes=[0] starts=[2] stops=[4] steps=[1] name="y.size" : int64[2]
%3 = affine_grid(%0, %2) size=[] align_corners=false name="y" : float32[1,?,?,2])");
  EXPECT_EQ(error_of({"AffineGrid", {}, {theta, integers("size", {1, 3})}, 20}),
            "node 'y' (AffineGrid, opset 20): size has 2 entries, wanted more than 2");
  EXPECT_EQ(error_of({"AffineGrid", {}, {theta, integer("size", 4)}, 20}),
            "node 'y' (AffineGrid, opset 20): size has 0 dimensions, wanted a list");
  EXPECT_EQ(refusal({"AffineGrid", {}, {theta, {"size", {"n"}, int64_type}}, 20}),
            "size of n entries is not covered, only a list whose length is known");
}

TEST(OnnxSampling, deformable_convolution) {
  const TestInput offset = {"offset", {"1", "16", "4", "6"}};
  EXPECT_EQ(
      ir({"DeformConv",
          {ints_attr("pads", {0, 0, 1, 1}), int_attr("offset_group", 2)},
          {x, weight("w", {3, 2, 2, 2}), offset, weight("b", {3}), {"mask", {"1", "8", "4", "6"}}},
          19}),
      R"(%5 = deformable_conv(%0, %3, %1, %4, %2) strides=[1,1] pads=[0,0,1,1] dilations=[1,1] groups=1 offset_groups=2 border="fade" name="y" : float32[1,3,4,6])");
  EXPECT_EQ(error_of({"DeformConv", {ints_attr("strides", {1})}, {x, weight("w", {3, 2, 2, 2}), offset}, 19}),
            "node 'y' (DeformConv, opset 19): attribute 'strides' has 1 entries, wanted 2: one per spatial dimension");
}

TEST(OnnxSampling, columns_to_an_image) {
  const TestInput columns = {"x", {"1", "9", "4"}};
  EXPECT_EQ(ir({"Col2Im", {ints_attr("strides", {2, 2})}, {columns, integers("image_shape", {5, 5}), integers("block_shape", {3, 3})}, 18}),
            R"(%1 = col2im(%0) image_size=[5,5] kernel=[3,3] strides=[2,2] pads=[0,0,0,0] dilations=[1,1] name="y" : float32[1,1,5,5])");
  EXPECT_EQ(ir({"Col2Im", {}, {columns, {"image_shape", {"2"}, int64_type}, integers("block_shape", {3, 3})}, 18}),
            R"(%2 = col2im(%0, %1) image_size=[] kernel=[3,3] strides=[1,1] pads=[0,0,0,0] dilations=[1,1] name="y" : float32[1,1,?,?])");
  EXPECT_EQ(
      error_of(
          {"Col2Im", {ints_attr("dilations", {1, 1, 1})}, {columns, integers("image_shape", {5, 5}), integers("block_shape", {3, 3})}, 18}),
      "node 'y' (Col2Im, opset 18): attribute 'dilations' has 3 entries, wanted 2: one per spatial dimension");
}

TEST(OnnxSampling, maxima_back_to_their_places) {
  const TestInput pooled = {"x", {"1", "1", "2", "2"}};
  const TestInput places = {"places", {"1", "1", "2", "2"}, int64_type};
  const std::vector<std::string> windows = {ints_attr("kernel_shape", {2, 2}), ints_attr("strides", {2, 2})};
  EXPECT_EQ(ir({"MaxUnpool", windows, {pooled, places}, 11}),
            R"(%2 = max_unpool(%0, %1) kernel=[2,2] strides=[2,2] pads=[0,0,0,0] output_size=[] name="y" : float32[1,1,4,4])");
  EXPECT_EQ(ir({"MaxUnpool", windows, {pooled, places, integers("shape", {1, 1, 5, 5})}, 11}),
            R"(%2 = max_unpool(%0, %1) kernel=[2,2] strides=[2,2] pads=[0,0,0,0] output_size=[5,5] name="y" : float32[1,1,5,5])");
  EXPECT_EQ(ir({"MaxUnpool", windows, {pooled, places, {"shape", {"4"}, int64_type}}, 11}),
            R"(%3 = slice(%2) axes=[0] starts=[2] stops=[4] steps=[1] name="y.output_shape" : int64[2]
%4 = max_unpool(%0, %1, %3) kernel=[2,2] strides=[2,2] pads=[0,0,0,0] output_size=[] name="y" : float32[1,1,?,?])");
  EXPECT_EQ(error_of({"MaxUnpool", {ints_attr("kernel_shape", {2})}, {pooled, places}, 11}),
            "node 'y' (MaxUnpool, opset 11): attribute 'kernel_shape' has 1 entries for float32[1,1,2,2]");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
