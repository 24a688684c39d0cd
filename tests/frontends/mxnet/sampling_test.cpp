#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetSampling, grids_stand_channels_last) {
  EXPECT_EQ(ir("BilinearSampler", {}, {{"data", {1, 3, 4, 4}}, {"grid", {1, 2, 5, 6}}}),
            R"(%2 = transpose(%1) permutation=[0,2,3,1] name="x.grid" : float32[1,5,6,2]
%3 = grid_sample(%0, %2) mode="linear" padding="zeros" align_corners=true name="x" : float32[1,3,5,6])");
  EXPECT_EQ(ir("GridGenerator", {{"transform_type", "affine"}, {"target_shape", "(5, 6)"}}, {{"data", {1, 6}}}),
            R"(%1 = reshape(%0) shape=[-1,2,3] name="x.matrices" : float32[1,2,3]
%2 = affine_grid(%1) size=[5,6] align_corners=true name="x.places" : float32[1,5,6,2]
%3 = transpose(%2) permutation=[0,3,1,2] name="x" : float32[1,2,5,6])");
  EXPECT_EQ(ir("SpatialTransformer", {{"transform_type", "affine"}, {"sampler_type", "bilinear"}, {"target_shape", "(0, 6)"}},
               {{"data", {1, 3, 4, 4}}, {"loc", {1, 6}}}),
            R"(%2 = reshape(%1) shape=[-1,2,3] name="x.matrices" : float32[1,2,3]
%3 = affine_grid(%2) size=[4,6] align_corners=true name="x.places" : float32[1,4,6,2]
%4 = grid_sample(%0, %3) mode="linear" padding="zeros" align_corners=true name="x" : float32[1,3,4,6])");
}

TEST(MxnetSampling, a_flow_is_added_to_the_places) {
  EXPECT_EQ(ir("GridGenerator", {{"transform_type", "warp"}}, {{"data", {1, 2, 3, 5}}}),
            R"(%1 = arange() start=0.0 stop=5.0 step=1.0 dtype="float32" name="x.x" : float32[5]
%2 = reshape(%1) shape=[1,1,1,-1] name="x.x.along" : float32[1,1,1,5]
%3 = broadcast_to(%2) shape=[1,1,3,5] name="x.x.map" : float32[1,1,3,5]
%4 = arange() start=0.0 stop=3.0 step=1.0 dtype="float32" name="x.y" : float32[3]
%5 = reshape(%4) shape=[1,1,-1,1] name="x.y.along" : float32[1,1,3,1]
%6 = broadcast_to(%5) shape=[1,1,3,5] name="x.y.map" : float32[1,1,3,5]
%7 = concat(%3, %6) axis=1 name="x.places" : float32[1,2,3,5]
%8 = add(%0, %7) name="x.moved" : float32[1,2,3,5]
%9 = constant() = [2.0] : float32[]
%10 = reshape(%9) shape=[1,1,1,1] name="x" : float32[1,1,1,1]
%11 = constant() = [1.0] : float32[]
%12 = reshape(%11) shape=[1,1,1,1] name="x" : float32[1,1,1,1]
%13 = concat(%10, %12) axis=1 name="x.halves" : float32[1,2,1,1]
%14 = div(%8, %13) name="x.scaled" : float32[1,2,3,5]
%15 = constant() = [1.0] : float32[]
%16 = sub(%14, %15) name="x" fixed=true : float32[1,2,3,5])");
  EXPECT_EQ(error_of("GridGenerator", {{"target_shape", "(5, 6)"}}, {{"data", {1, 6}}}),
            "node 'x' (GridGenerator): attribute 'transform_type' is missing");
}

TEST(MxnetSampling, correlation) {
  EXPECT_EQ(
      ir("Correlation", {{"max_displacement", "2"}, {"pad_size", "2"}}, {{"a", {1, 3, 8, 8}}, {"b", {1, 3, 8, 8}}}),
      R"(%2 = correlation(%0, %1) kernel_size=1 max_displacement=2 stride1=1 stride2=1 pad_size=2 is_multiply=true name="x" : float32[1,25,8,8])");
}

TEST(MxnetSampling, deformable_convolution_with_and_without_a_mask) {
  EXPECT_EQ(
      ir("_contrib_DeformableConvolution", {{"kernel", "(3, 3)"}, {"num_filter", "4"}},
         {{"data", {1, 2, 6, 6}}, {"offset", {1, 18, 4, 4}}, {"w", {}}, {"b", {}}}),
      R"(%4 = deformable_conv(%0, %2, %1, %3, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=1 offset_groups=1 border="cut" name="x" : float32[1,4,4,4])");
  EXPECT_EQ(
      ir("_contrib_ModulatedDeformableConvolution", {{"kernel", "(3, 3)"}, {"num_filter", "4"}, {"no_bias", "True"}},
         {{"data", {1, 2, 6, 6}}, {"offset", {1, 18, 4, 4}}, {"mask", {1, 9, 4, 4}}, {"w", {}}}),
      R"(%4 = deformable_conv(%0, %3, %1, none, %2) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=1 offset_groups=1 border="fade" name="x" : float32[1,4,4,4])");
}

TEST(MxnetSampling, windows_as_columns) {
  EXPECT_EQ(ir("im2col", {{"kernel", "(2, 2)"}, {"stride", "(2, 2)"}}, {{"data", {1, 3, 4, 4}}}),
            R"(%1 = im2col(%0) kernel=[2,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1] name="x" : float32[1,12,4])");
  EXPECT_EQ(ir("col2im", {{"output_size", "(4, 4)"}, {"kernel", "(2, 2)"}, {"stride", "(2, 2)"}}, {{"data", {1, 12, 4}}}),
            R"(%1 = col2im(%0) image_size=[4,4] kernel=[2,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1] name="x" : float32[1,3,4,4])");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
