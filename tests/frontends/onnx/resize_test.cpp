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
      R"(%1 = resize(%0) sizes=[] scales=[2.0,2.0] mode="linear" coordinates="asymmetric" nearest="floor" cubic_coefficient=-0.75 name="y" : float32[1,2,8,12])");
  EXPECT_EQ(
      ir({"Resize", {}, {x, factors({1, 1, 2, 0.5})}, 10}),
      R"(%1 = resize(%0) sizes=[] scales=[2.0,0.5] mode="nearest" coordinates="asymmetric" nearest="floor" cubic_coefficient=-0.75 name="y" : float32[1,2,8,3])");
}

TEST(OnnxResize, scales_or_sizes) {
  EXPECT_EQ(
      ir({"Resize",
          {text_attr("mode", "cubic"), text_attr("coordinate_transformation_mode", "pytorch_half_pixel")},
          {x, {""}, factors({1, 1, 2, 2})},
          13}),
      R"(%1 = resize(%0) sizes=[] scales=[2.0,2.0] mode="cubic" coordinates="half_pixel_or_zero" nearest="round_prefer_floor" cubic_coefficient=-0.75 name="y" : float32[1,2,8,12])");
  EXPECT_EQ(
      ir({"Resize", {text_attr("nearest_mode", "floor")}, {x, {""}, {""}, integers("sizes", {1, 2, 8, 3})}, 13}),
      R"(%1 = resize(%0) sizes=[8,3] scales=[] mode="nearest" coordinates="half_pixel" nearest="floor" cubic_coefficient=-0.75 name="y" : float32[1,2,8,3])");
  EXPECT_EQ(error_of({"Resize", {}, {x}, 13}), "node 'y' (Resize, opset 13): wanted either scales or sizes");
}

TEST(OnnxResize, some_axes_and_the_aspect_ratio) {
  EXPECT_EQ(
      ir({"Resize",
          {ints_attr("axes", {3, 2}), text_attr("keep_aspect_ratio_policy", "not_larger")},
          {x, {""}, {""}, integers("sizes", {3, 8})},
          18}),
      R"(%1 = resize(%0) sizes=[2,3] scales=[] mode="nearest" coordinates="half_pixel" nearest="round_prefer_floor" cubic_coefficient=-0.75 name="y" fixed=true : float32[1,2,2,3])");
}

TEST(OnnxResize, batch_and_channels_as_further_dimensions) {
  EXPECT_EQ(ir({"Resize", {}, {{"x", {"2", "3"}}, {""}, factors({2, 2})}, 13}),
            R"(%1 = reshape(%0) shape=[1,1,d0,d1] name="y.wrapped" : float32[1,1,2,3]
%2 = resize(%1) sizes=[] scales=[2.0,2.0] mode="nearest" coordinates="half_pixel" nearest="round_prefer_floor" cubic_coefficient=-0.75 name="y.resized" : float32[1,1,4,6]
%3 = reshape(%2) shape=[d2,d3] name="y" : float32[4,6])");
}

TEST(OnnxResize, what_is_left_out) {
  EXPECT_EQ(refusal({"Resize", {int_attr("antialias", 1)}, {x, {""}, factors({1, 1, 2, 2})}, 18}), "antialias is not covered");
  EXPECT_EQ(refusal({"Resize", {text_attr("coordinate_transformation_mode", "tf_crop_and_resize")}, {x, {""}, factors({1, 1, 2, 2})}, 13}),
            "coordinate_transformation_mode 'tf_crop_and_resize' is not covered");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
