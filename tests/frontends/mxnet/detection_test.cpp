#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetDetection, suppression) {
  EXPECT_EQ(
      ir("_contrib_box_nms", {{"overlap_thresh", "0.3"}, {"valid_thresh", "0.01"}, {"topk", "9"}, {"id_index", "0"}},
         {{"data", {1, 7, 6}}}),
      R"(%1 = box_nms(%0) overlap_threshold=0.3 valid_threshold=0.01 topk=9 coord_start=2 score_index=1 id_index=0 background_id=-1 force_suppress=false in_format="corner" out_format="corner" name="x" : float32[1,7,6])");
}

TEST(MxnetDetection, boxes) {
  EXPECT_EQ(ir("_contrib_box_iou", {{"format", "center"}}, {{"a", {3, 4}}, {"b", {5, 4}}}),
            R"(%2 = box_iou(%0, %1) format="center" name="x" : float32[3,5])");
  EXPECT_EQ(ir("_contrib_box_decode", {{"std0", "0.1"}, {"clip", "2"}}, {{"data", {1, 7, 4}}, {"anchors", {1, 7, 4}}}),
            R"(%2 = box_decode(%0, %1) stds=[0.1,1.0,1.0,1.0] clip=2.0 format="center" name="x" : float32[1,7,4])");
  EXPECT_EQ(ir("_contrib_box_encode", {},
               {{"samples", {1, 7}}, {"matches", {1, 7}}, {"anchors", {1, 7, 4}}, {"refs", {1, 3, 4}}, {"means", {4}}, {"stds", {4}}}),
            R"(%6 = cast(%1) to="int64" saturate=true power_rounding="up" name="x.matches" : int64[1,7]
%7:2 = box_encode(%0, %6, %2, %3, %4, %5) name="x" : float32[1,7,4], float32[1,7,4])");
}

TEST(MxnetDetection, indices_of_matches_in_the_type_of_the_scores) {
  EXPECT_EQ(ir("_contrib_bipartite_matching", {{"threshold", "0.5"}}, {{"data", {2, 3}}}),
            R"(%1:2 = bipartite_matching(%0) ascending=false threshold=0.5 limit=-1 name="x.matching" : int64[2], int64[3]
%2 = cast(%1) to="float32" saturate=true power_rounding="up" name="x.rows" : float32[2]
%3 = cast(%1:1) to="float32" saturate=true power_rounding="up" name="x.columns" : float32[3])");
}

TEST(MxnetDetection, anchors_and_what_they_find) {
  EXPECT_EQ(
      ir("_contrib_MultiBoxPrior", {{"sizes", "(0.2, 0.3)"}, {"ratios", "(1, 2)"}}, {{"data", {1, 3, 2, 2}}}),
      R"(%1 = multibox_prior(%0) sizes=[0.2,0.3] ratios=[1.0,2.0] clip=false steps=[-1.0,-1.0] offsets=[0.5,0.5] name="x" : float32[1,12,4])");
  EXPECT_EQ(
      ir("_contrib_MultiBoxDetection", {{"nms_topk", "4"}}, {{"classes", {1, 3, 8}}, {"places", {1, 32}}, {"anchors", {1, 8, 4}}}),
      R"(%3 = multibox_detection(%0, %1, %2) clip=true threshold=0.01 nms_threshold=0.5 force_suppress=false variances=[0.1,0.1,0.2,0.2] nms_topk=4 name="x" : float32[1,8,6])");
  EXPECT_EQ(refusal("_contrib_MultiBoxDetection", {{"background_id", "1"}},
                    {{"classes", {1, 3, 8}}, {"places", {1, 32}}, {"anchors", {1, 8, 4}}}),
            "background_id 1 is not covered, only 0");
}

TEST(MxnetDetection, proposals) {
  EXPECT_EQ(
      ir("_contrib_Proposal", {{"scales", "(8)"}, {"ratios", "(1)"}, {"rpn_post_nms_top_n", "5"}},
         {{"scores", {1, 2, 3, 3}}, {"moves", {1, 4, 3, 3}}, {"info", {1, 3}}}),
      R"(%3:2 = proposal(%0, %1, %2) pre_nms_top_n=6000 post_nms_top_n=5 nms_threshold=0.7 min_size=16.0 scales=[8.0] ratios=[1.0] feature_stride=16 iou_loss=false name="x" : float32[5,5], float32[5,1])");
}

TEST(MxnetDetection, targets_are_for_training) {
  EXPECT_EQ(refusal("_contrib_MultiBoxTarget", {}, {{"anchors", {1, 8, 4}}, {"label", {}}, {"classes", {1, 3, 8}}}),
            "it makes targets for training; name the other outputs with --output");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
