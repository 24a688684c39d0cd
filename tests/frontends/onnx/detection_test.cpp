#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float_attr;
using onnx_bytes::int64_type;
using onnx_bytes::int_attr;
using onnx_bytes::ints_attr;
using onnx_bytes::text_attr;

const TestInputs regions = {{"x", {"1", "2", "10", "10"}}, {"rois", {"3", "4"}}, {"images", {"3"}, int64_type}};
const TestInput boxes = {"boxes", {"1", "6", "4"}};
const TestInput scores = {"scores", {"1", "2", "6"}};

TEST(OnnxDetection, regions_lie_half_an_element_off_since_opset_16) {
  const std::vector<std::string> attributes = {int_attr("output_height", 5), int_attr("output_width", 7), int_attr("sampling_ratio", 2),
                                               float_attr("spatial_scale", 0.5)};
  EXPECT_EQ(
      ir({"RoiAlign", attributes, regions, 10}),
      R"(%3 = roi_align(%0, %1, %2) pooled_size=[5,7] spatial_scale=0.5 sampling_ratio=2 mode="average" half_pixel=false position_sensitive=false name="y" : float32[3,2,5,7])");
  EXPECT_EQ(
      ir({"RoiAlign", attributes, regions, 16}),
      R"(%3 = roi_align(%0, %1, %2) pooled_size=[5,7] spatial_scale=0.5 sampling_ratio=2 mode="average" half_pixel=true position_sensitive=false name="y" : float32[3,2,5,7])");
  EXPECT_EQ(
      ir({"RoiAlign", {text_attr("coordinate_transformation_mode", "output_half_pixel"), text_attr("mode", "max")}, regions, 22}),
      R"(%3 = roi_align(%0, %1, %2) pooled_size=[1,1] spatial_scale=1.0 sampling_ratio=0 mode="max" half_pixel=false position_sensitive=false name="y" : float32[3,2,1,1])");
}

TEST(OnnxDetection, the_largest_elements_of_regions) {
  EXPECT_EQ(ir({"MaxRoiPool",
                {ints_attr("pooled_shape", {5, 7}), float_attr("spatial_scale", 0.5)},
                {{"x", {"1", "2", "20", "20"}}, {"rois", {"3", "5"}}},
                22}),
            R"(%2 = roi_pool(%0, %1) pooled_size=[5,7] spatial_scale=0.5 name="y" : float32[3,2,5,7])");
  EXPECT_EQ(error_of({"MaxRoiPool", {}, {{"x", {"1", "2", "20", "20"}}, {"rois", {"3", "5"}}}, 22}),
            "node 'y' (MaxRoiPool, opset 22): attribute 'pooled_shape' is missing");
}

TEST(OnnxDetection, regions_that_are_left_out) {
  EXPECT_EQ(refusal({"RoiAlign", {text_attr("mode", "median")}, regions, 16}), "mode 'median' is not covered, only avg, max");
  EXPECT_EQ(error_of({"RoiAlign", {int_attr("output_height", 0)}, regions, 16}).substr(0, 49),
            "node 'y' (RoiAlign, opset 16): y (roi_align): [ro");
}

TEST(OnnxDetection, suppression_by_thresholds_in_the_file) {
  EXPECT_EQ(
      ir({"NonMaxSuppression",
          {int_attr("center_point_box", 1)},
          {boxes, scores, integers("most", {3}), number("overlap", 0.5), number("score", 0.25)},
          11}),
      R"(%2 = non_max_suppression(%0, %1) max_output_boxes_per_class=3 iou_threshold=0.5 score_threshold=0.25 format="center" name="y" : int64[?,3])");
  EXPECT_EQ(
      ir({"NonMaxSuppression", {}, {boxes, scores}, 10}),
      R"(%2 = non_max_suppression(%0, %1) max_output_boxes_per_class=0 iou_threshold=0.0 score_threshold=none format="corner" name="y" : int64[?,3])");
}

TEST(OnnxDetection, suppression_by_thresholds_that_a_run_computes) {
  EXPECT_EQ(
      ir({"NonMaxSuppression", {}, {boxes, scores, integer("most", 3), {""}, {"score", {"1"}}}, 11}),
      R"(%3 = non_max_suppression(%0, %1, none, none, %2) max_output_boxes_per_class=3 iou_threshold=0.0 score_threshold=none format="corner" name="y" : int64[?,3])");
  EXPECT_EQ(error_of({"NonMaxSuppression", {}, {boxes, scores, integers("most", {3, 4})}, 11}),
            "node 'y' (NonMaxSuppression, opset 11): max_output_boxes_per_class has 2 elements, wanted 1");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
