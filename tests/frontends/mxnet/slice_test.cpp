#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetSlice, joins) {
  EXPECT_EQ(ir("Concat", {{"num_args", "2"}, {"dim", "1"}}, {{"a", {2, 3}}, {"b", {2, 5}}}),
            R"(%2 = concat(%0, %1) axis=1 name="x" : float32[2,8])");
  EXPECT_EQ(ir("stack", {{"axis", "-1"}, {"num_args", "2"}}, {{"a", {2, 3}}, {"b", {2, 3}}}),
            R"(%2 = stack(%0, %1) axis=-1 name="x" : float32[2,3,2])");
}

TEST(MxnetSlice, splits) {
  EXPECT_EQ(ir("SliceChannel", {{"num_outputs", "2"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1:2 = split(%0) axis=1 sizes=[] parts=2 name="x" : float32[2,2,9,10], float32[2,2,9,10])");
  EXPECT_EQ(
      ir("split", {{"num_outputs", "4"}, {"squeeze_axis", "True"}}, {{"data", {2, 4, 9, 10}}}),
      R"(%1:4 = split(%0) axis=1 sizes=[] parts=4 name="x" : float32[2,1,9,10], float32[2,1,9,10], float32[2,1,9,10], float32[2,1,9,10]
%2 = reshape(%1) shape=[d0,d2,d3] name="x.part0" : float32[2,9,10]
%3 = reshape(%1:1) shape=[d0,d2,d3] name="x.part1" : float32[2,9,10]
%4 = reshape(%1:2) shape=[d0,d2,d3] name="x.part2" : float32[2,9,10]
%5 = reshape(%1:3) shape=[d0,d2,d3] name="x.part3" : float32[2,9,10])");
  EXPECT_EQ(ir("_split_v2", {{"indices", "(0, 2, 5)"}, {"axis", "2"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1:3 = split(%0) axis=2 sizes=[2,3,4] parts=3 name="x" : float32[2,4,2,10], float32[2,4,3,10], float32[2,4,4,10])");
  EXPECT_EQ(
      ir("_split_v2", {{"indices", "(0,)"}, {"sections", "4"}, {"axis", "2"}}, {{"data", {2, 4, 9, 10}}}),
      R"(%1:4 = split(%0) axis=2 sizes=[3,2,2,2] parts=4 name="x" : float32[2,4,3,10], float32[2,4,2,10], float32[2,4,2,10], float32[2,4,2,10])");
  EXPECT_EQ(error_of("SliceChannel", {{"num_outputs", "3"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (SliceChannel): x (split): [split_c2] got 3 parts of 4 elements, wanted equal ones");
  EXPECT_EQ(error_of("SliceChannel", {{"num_outputs", "99999"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (SliceChannel): attribute 'num_outputs' is 99999, wanted 1 to 4096");
  EXPECT_EQ(error_of("_split_v2", {{"indices", "(0, 20)"}, {"axis", "2"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (_split_v2): attribute 'indices': 0 to 20 of 9");
}

TEST(MxnetSlice, slices) {
  EXPECT_EQ(
      ir("slice", {{"begin", "(0, None)"}, {"end", "(1, None)"}, {"step", "(1, -1)"}}, {{"data", {3, 5}}}),
      R"(%1 = slice(%0) axes=[0,1] starts=[0,9223372036854775807] stops=[1,-9223372036854775808] steps=[1,-1] name="x" : float32[1,5])");
  EXPECT_EQ(ir("crop", {{"begin", "(1,)"}, {"end", "(-1,)"}}, {{"data", {3, 5}}}),
            R"(%1 = slice(%0) axes=[0] starts=[1] stops=[-1] steps=[1] name="x" : float32[1,5])");
  EXPECT_EQ(ir("slice_axis", {{"axis", "-1"}, {"begin", "1"}, {"end", "None"}}, {{"data", {3, 5}}}),
            R"(%1 = slice(%0) axes=[1] starts=[1] stops=[9223372036854775807] steps=[1] name="x" : float32[3,4])");
  EXPECT_EQ(ir("slice_like", {}, {{"a", {4, 5}}, {"b", {2, 3}}}),
            R"(%2 = slice(%0) axes=[0,1] starts=[0,0] stops=[2,3] steps=[1,1] name="x" fixed=true : float32[2,3])");
  EXPECT_EQ(error_of("slice", {{"begin", "(0,)"}, {"end", "(1, 2)"}}, {{"data", {3, 5}}}),
            "node 'x' (slice): 'begin' has 1 entries, 'end' 2 and 'step' 0");
}

TEST(MxnetSlice, crop_of_images) {
  EXPECT_EQ(ir("Crop", {{"num_args", "2"}, {"offset", "(2, 3)"}}, {{"data", {2, 4, 9, 10}}, {"b", {1, 1, 5, 6}}}),
            R"(%2 = slice(%0) axes=[2,3] starts=[2,3] stops=[7,9] steps=[1,1] name="x" fixed=true : float32[2,4,5,6])");
  EXPECT_EQ(ir("Crop", {{"num_args", "1"}, {"h_w", "(4, 5)"}, {"center_crop", "True"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = slice(%0) axes=[2,3] starts=[2,2] stops=[6,7] steps=[1,1] name="x" fixed=true : float32[2,4,4,5])");
  EXPECT_EQ(error_of("Crop", {{"num_args", "1"}, {"h_w", "(40, 5)"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (Crop): a crop of 40 from 0 does not fit axis 2 of float32[2,4,9,10]");
}

TEST(MxnetSlice, repetitions) {
  EXPECT_EQ(ir("reverse", {{"axis", "(1,)"}}, {{"data", {2, 4, 9}}}), R"(%1 = flip(%0) axes=[1] name="x" : float32[2,4,9])");
  EXPECT_EQ(ir("tile", {{"reps", "(2, 3)"}}, {{"data", {2, 4, 9}}}), R"(%1 = tile(%0) repeats=[1,2,3] name="x" : float32[2,8,27])");
  EXPECT_EQ(ir("tile", {{"reps", "(2, 1, 3)"}}, {{"data", {3, 5}}}), R"(%1 = reshape(%0) shape=[1,d0,d1] name="x.widened" : float32[1,3,5]
%2 = tile(%1) repeats=[2,1,3] name="x" : float32[2,3,15])");
  EXPECT_EQ(ir("repeat", {{"repeats", "2"}, {"axis", "1"}}, {{"data", {2, 4, 9}}}),
            R"(%1 = reshape(%0) shape=[d0,d1,1,d2] name="x.widened" : float32[2,4,1,9]
%2 = tile(%1) repeats=[1,1,2,1] name="x.tiled" : float32[2,4,2,9]
%3 = reshape(%2) shape=[d0,d1*d2,d3] name="x" : float32[2,8,9])");
}

TEST(MxnetSlice, padding) {
  EXPECT_EQ(ir("Pad", {{"mode", "edge"}, {"pad_width", "(0, 0, 0, 0, 1, 2, 3, 4)"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = pad(%0) pads=[0,0,1,3,0,0,2,4] mode="edge" value=0.0 axes=[] name="x" : float32[2,4,12,17])");
  EXPECT_EQ(ir("pad", {{"mode", "constant"}, {"pad_width", "(0,0,1,2)"}, {"constant_value", "0.5"}}, {{"data", {3, 5}}}),
            R"(%1 = pad(%0) pads=[0,1,0,2] mode="constant" value=0.5 axes=[] name="x" : float32[3,8])");
  EXPECT_EQ(error_of("Pad", {{"mode", "constant"}, {"pad_width", "(1, 2, 3)"}}, {{"data", {3, 5}}}),
            "node 'x' (Pad): attribute 'pad_width' has 3 entries, wanted two per dimension");
}

TEST(MxnetSlice, broadcasts) {
  EXPECT_EQ(ir("broadcast_axis", {{"axis", "(1, 2)"}, {"size", "(3, 4)"}}, {{"data", {2, 1, 1}}}),
            R"(%1 = broadcast_to(%0) shape=[d0,3,4] name="x" : float32[2,3,4])");
  EXPECT_EQ(ir("broadcast_to", {{"shape", "(0, 5)"}}, {{"data", {2, 1}}}), R"(%1 = broadcast_to(%0) shape=[d0,5] name="x" : float32[2,5])");
  EXPECT_EQ(ir("broadcast_like", {}, {{"data", {2, 1}}, {"like", {2, 4}}}),
            R"(%2 = broadcast_to(%0) shape=[2,4] name="x" fixed=true : float32[2,4])");
}

TEST(MxnetSlice, bilinear_resize) {
  EXPECT_EQ(
      ir("_contrib_BilinearResize2D", {{"height", "13"}, {"width", "7"}}, {{"data", {2, 4, 9, 10}}}),
      R"(%1 = resize(%0) sizes=[13,7] scales=[] mode="linear" coordinates="align_corners" nearest="round_prefer_floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="x" : float32[2,4,13,7])");
  EXPECT_EQ(
      ir("_contrib_BilinearResize2D", {{"height", "13"}, {"width", "7"}, {"align_corners", "False"}}, {{"data", {2, 4, 9, 10}}}),
      R"(%1 = resize(%0) sizes=[13,7] scales=[] mode="linear" coordinates="half_pixel" nearest="round_prefer_floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="x" : float32[2,4,13,7])");
  EXPECT_EQ(
      ir("_contrib_BilinearResize2D", {{"scale_height", "2.0"}, {"scale_width", "1.5"}}, {{"data", {2, 4, 9, 10}}}),
      R"(%1 = resize(%0) sizes=[18,15] scales=[] mode="linear" coordinates="align_corners" nearest="round_prefer_floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="x" fixed=true : float32[2,4,18,15])");
  EXPECT_EQ(
      ir("_contrib_BilinearResize2D", {{"mode", "like"}}, {{"data", {2, 4, 9, 10}}, {"like", {1, 1, 5, 6}}}),
      R"(%2 = resize(%0) sizes=[5,6] scales=[] mode="linear" coordinates="align_corners" nearest="round_prefer_floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="x" fixed=true : float32[2,4,5,6])");
  EXPECT_EQ(refusal("_contrib_BilinearResize2D", {{"mode", "odd_scale"}}, {{"data", {2, 4, 9, 10}}}),
            "mode 'odd_scale' is not covered, only size, like");
}

TEST(MxnetSlice, a_crop_beyond_all_bounds) {
  EXPECT_EQ(error_of("Crop", {{"num_args", "1"}, {"h_w", "(-9223372036854775807, 5)"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (Crop): a crop of -9223372036854775807 from 0 does not fit axis 2 of float32[2,4,9,10]");
  EXPECT_EQ(error_of("Crop", {{"num_args", "1"}, {"h_w", "(4, 5)"}, {"offset", "(9223372036854775807, 0)"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (Crop): a crop of 4 from 9223372036854775807 does not fit axis 2 of float32[2,4,9,10]");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
