#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::floats_attr;
using onnx_bytes::int_attr;
using onnx_bytes::ints_attr;
using onnx_bytes::text_attr;

const TestInput x = {"x", {"1", "2", "4", "6"}};

TestInput factors(const std::vector<float>& elements) {
  return {"scales", {}, 1, onnx_bytes::float_tensor("scales", {static_cast<std::int64_t>(elements.size())}, elements)};
}

TEST(OnnxResize, early_opsets_place_elements_at_multiples) {
  EXPECT_EQ(
      ir({"Upsample", {text_attr("mode", "linear"), floats_attr("scales", {1, 1, 2, 2})}, {x}, 7}),
      R"(%1 = resize(%0) sizes=[] scales=[2.0,2.0] mode="linear" coordinates="asymmetric" nearest="floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="y" : float32[1,2,8,12])");
  EXPECT_EQ(
      ir({"Resize", {}, {x, factors({1, 1, 2, 0.5})}, 10}),
      R"(%1 = resize(%0) sizes=[] scales=[2.0,0.5] mode="nearest" coordinates="asymmetric" nearest="floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="y" : float32[1,2,8,3])");
}

TEST(OnnxResize, scales_or_sizes) {
  EXPECT_EQ(
      ir({"Resize",
          {text_attr("mode", "cubic"), text_attr("coordinate_transformation_mode", "pytorch_half_pixel")},
          {x, {""}, factors({1, 1, 2, 2})},
          13}),
      R"(%1 = resize(%0) sizes=[] scales=[2.0,2.0] mode="cubic" coordinates="half_pixel_or_zero" nearest="round_prefer_floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="y" : float32[1,2,8,12])");
  EXPECT_EQ(
      ir({"Resize", {text_attr("nearest_mode", "floor")}, {x, {""}, {""}, integers("sizes", {1, 2, 8, 3})}, 13}),
      R"(%1 = resize(%0) sizes=[8,3] scales=[] mode="nearest" coordinates="half_pixel" nearest="floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="y" : float32[1,2,8,3])");
  EXPECT_EQ(error_of({"Resize", {}, {x}, 13}), "node 'y' (Resize, opset 13): wanted either scales or sizes");
}

TEST(OnnxResize, some_axes_and_the_aspect_ratio) {
  EXPECT_EQ(
      ir({"Resize",
          {ints_attr("axes", {3, 2}), text_attr("keep_aspect_ratio_policy", "not_larger")},
          {x, {""}, {""}, integers("sizes", {3, 8})},
          18}),
      R"(%1 = resize(%0) sizes=[2,3] scales=[] mode="nearest" coordinates="half_pixel" nearest="round_prefer_floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="y" fixed=true : float32[1,2,2,3])");
}

TEST(OnnxResize, batch_and_channels_as_further_dimensions) {
  EXPECT_EQ(ir({"Resize", {}, {{"x", {"2", "3"}}, {""}, factors({2, 2})}, 13}),
            R"(%1 = reshape(%0) shape=[1,1,d0,d1] name="y.wrapped" : float32[1,1,2,3]
%2 = resize(%1) sizes=[] scales=[2.0,2.0] mode="nearest" coordinates="half_pixel" nearest="round_prefer_floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="y.resized" : float32[1,1,4,6]
%3 = reshape(%2) shape=[d2,d3] name="y" : float32[4,6])");
}

TEST(OnnxResize, corners_by_factors_are_those_of_the_width_before_it_is_rounded) {
  const std::vector<std::string> attributes = {text_attr("mode", "linear"), text_attr("coordinate_transformation_mode", "align_corners")};
  EXPECT_EQ(
      ir({"Resize", attributes, {x, {""}, factors({1, 1, 0.5, 0.5})}, 13}),
      R"(%1 = resize(%0) sizes=[] scales=[0.5,0.5] mode="linear" coordinates="align_scaled_corners" nearest="round_prefer_floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="y" : float32[1,2,2,3])");
  EXPECT_EQ(
      ir({"Resize", attributes, {x, {""}, {""}, integers("sizes", {1, 2, 2, 3})}, 13}),
      R"(%1 = resize(%0) sizes=[2,3] scales=[] mode="linear" coordinates="align_corners" nearest="round_prefer_floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="y" : float32[1,2,2,3])");
}

TEST(OnnxResize, filters) {
  EXPECT_EQ(
      ir({"Resize",
          {text_attr("mode", "cubic"), int_attr("antialias", 1), int_attr("exclude_outside", 1)},
          {x, {""}, {""}, integers("sizes", {1, 2, 2, 3})},
          18}),
      R"(%1 = resize(%0) sizes=[2,3] scales=[] mode="cubic" coordinates="half_pixel" nearest="round_prefer_floor" cubic_coefficient=-0.75 antialias=true exclude_outside=true roi=[] outside_value=0.0 name="y" : float32[1,2,2,3])");
}

TestInput region(const std::vector<float>& elements) {
  return {"region", {}, 1, onnx_bytes::float_tensor("region", {static_cast<std::int64_t>(elements.size())}, elements)};
}

const std::vector<std::string> cropping = {text_attr("mode", "linear"), text_attr("coordinate_transformation_mode", "tf_crop_and_resize"),
                                           onnx_bytes::float_attr("extrapolation_value", 2.0f)};

TEST(OnnxResize, a_region_in_the_file) {
  EXPECT_EQ(
      ir({"Resize", cropping, {x, region({0, 0, 0.25, 0.5, 1, 1, 0.75, 1.5}), {""}, integers("sizes", {1, 2, 3, 3})}, 13}),
      R"(%1 = resize(%0) sizes=[3,3] scales=[] mode="linear" coordinates="crop" nearest="round_prefer_floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[0.25,0.5,0.75,1.5] outside_value=2.0 name="y" : float32[1,2,3,3])");
  std::vector<std::string> of_width = cropping;
  of_width.push_back(ints_attr("axes", {3}));
  EXPECT_EQ(
      ir({"Resize", of_width, {x, region({0.25, 0.5}), {""}, integers("sizes", {3})}, 18}),
      R"(%1 = resize(%0) sizes=[4,3] scales=[] mode="linear" coordinates="crop" nearest="round_prefer_floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[0.0,0.25,1.0,0.5] outside_value=2.0 name="y" : float32[1,2,4,3])");
}

TEST(OnnxResize, a_region_that_a_run_computes) {
  EXPECT_EQ(ir({"Resize", cropping, {x, {"region", {"8"}}, {""}, integers("sizes", {1, 2, 3, 3})}, 13}),
            R"(%2 = reshape(%0) shape=[1,1,d0,d1,d2,d3] name="y.wrapped" : float32[1,1,1,2,4,6]
%3 = resize(%2, none, none, %1) sizes=[1,2,3,3] scales=[] mode="linear" coordinates="crop" nearest="round_prefer_floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=2.0 name="y.resized" : float32[1,1,1,2,3,3]
%4 = reshape(%3) shape=[d2,d3,d4,d5] name="y" : float32[1,2,3,3])");
  std::vector<std::string> of_width = cropping;
  of_width.push_back(ints_attr("axes", {3}));
  EXPECT_EQ(ir({"Resize", of_width, {x, {"region", {"2"}}, {""}, integers("sizes", {3})}, 18}),
            R"(%2 = constant() name="y.whole" = [0.0, 1.0] : float32[2]
%3 = concat(%1, %2) axis=0 name="y.region_and_whole" : float32[4]
%4 = constant() name="y.region_places" = [2, 2, 2, 0, 3, 3, 3, 1] : int64[8]
%5 = gather(%3, %4) axis=0 clip=false name="y.region" : float32[8]
%6 = reshape(%0) shape=[1,1,d0,d1,d2,d3] name="y.wrapped" : float32[1,1,1,2,4,6]
%7 = resize(%6, none, none, %5) sizes=[1,2,4,3] scales=[] mode="linear" coordinates="crop" nearest="round_prefer_floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=2.0 name="y.resized" : float32[1,1,1,2,4,3]
%8 = reshape(%7) shape=[d2,d3,d4,d5] name="y" : float32[1,2,4,3])");
}

TEST(OnnxResize, what_is_left_out) {
  EXPECT_EQ(refusal({"Resize", {int_attr("antialias", 1)}, {x, {""}, factors({1, 1, 2, 2})}, 18}),
            "antialias and exclude_outside of the nearest element are not covered");
  EXPECT_EQ(refusal({"Resize", {text_attr("coordinate_transformation_mode", "half")}, {x, {""}, factors({1, 1, 2, 2})}, 13}),
            "coordinate_transformation_mode 'half' is not covered");
  EXPECT_EQ(error_of({"Resize", cropping, {x, {""}, {""}, integers("sizes", {1, 2, 3, 3})}, 13}),
            "node 'y' (Resize, opset 13): input 1, the region, is missing");
  EXPECT_EQ(error_of({"Resize", cropping, {x, region({0, 1}), {""}, integers("sizes", {1, 2, 3, 3})}, 13}),
            "node 'y' (Resize, opset 13): got a region of 2 numbers for 4 axes");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
