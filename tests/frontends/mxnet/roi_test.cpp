#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetRoi, regions) {
  EXPECT_EQ(ir("ROIPooling", {{"pooled_size", "(2, 3)"}, {"spatial_scale", "0.5"}}, {{"data", {2, 4, 8, 8}}, {"rois", {5, 5}}}),
            R"(%2 = roi_pool(%0, %1) pooled_size=[2,3] spatial_scale=0.5 name="x" : float32[5,4,2,3])");
  EXPECT_EQ(ir("_contrib_PSROIPooling", {{"pooled_size", "2"}, {"output_dim", "3"}, {"spatial_scale", "0.5"}},
               {{"data", {2, 12, 8, 8}}, {"rois", {5, 5}}}),
            R"(%2 = psroi_pool(%0, %1) output_dim=3 pooled_size=2 group_size=2 spatial_scale=0.5 name="x" : float32[5,3,2,2])");
}

TEST(MxnetRoi, images_and_boxes_apart) {
  EXPECT_EQ(ir("_contrib_ROIAlign", {{"pooled_size", "(2, 2)"}, {"spatial_scale", "0.5"}, {"sample_ratio", "2"}},
               {{"data", {2, 4, 8, 8}}, {"rois", {5, 5}}}),
            R"(%2 = slice(%1) axes=[1] starts=[0] stops=[1] steps=[1] name="x.column" : float32[5,1]
%3 = reshape(%2) shape=[-1] name="x.images" : float32[5]
%4 = slice(%1) axes=[1] starts=[1] stops=[5] steps=[1] name="x.boxes" : float32[5,4]
%5 = cast(%3) to="int64" saturate=true power_rounding="up" name="x.indices" : int64[5]
%6 = roi_align(%0, %4, %5) pooled_size=[2,2] spatial_scale=0.5 sampling_ratio=2 mode="average" half_pixel=false position_sensitive=false name="x" : float32[5,4,2,2])");
  EXPECT_EQ(ir("_contrib_ROIAlign", {{"pooled_size", "(2, 2)"}, {"spatial_scale", "0.5"}}, {{"data", {2, 4, 8, 8}}, {"rois", {5, 4}}}),
            R"(%2 = constant() = [0] : int64[]
%3 = broadcast_to(%2) shape=[5] name="x.images" : int64[5]
%4 = roi_align(%0, %1, %3) pooled_size=[2,2] spatial_scale=0.5 sampling_ratio=0 mode="average" half_pixel=false position_sensitive=false name="x" fixed=true : float32[5,4,2,2])");
}

TEST(MxnetRoi, a_size_has_two_entries) {
  EXPECT_EQ(error_of("ROIPooling", {{"pooled_size", "(2)"}, {"spatial_scale", "0.5"}}, {{"data", {2, 4, 8, 8}}, {"rois", {5, 5}}}),
            "node 'x' (ROIPooling): attribute 'pooled_size' has 1 entries, wanted 2");
}

TEST(MxnetRoi, regions_that_are_not_covered) {
  EXPECT_EQ(refusal("_contrib_RROIAlign", {}, {{"data", {2, 4, 8, 8}}, {"rois", {5, 6}}}), "rotated regions are not covered");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
