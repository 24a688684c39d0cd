#include "postprocess/pose.h"

#include "tests/postprocess/outputs.h"

namespace nnfront::postprocess::testing {
namespace {

// Three key points on 4 x 3 cells of 8 pixels.
std::vector<Array> maps() {
  return {array({1, 3, 3, 4}, {
                                  0, 0.25F, 0, 0, 0.5F, 2, 0.75F, 0, 0, 0,  0, 0,  // at (1, 1): to the right, up
                                  0, 0,     0, 9, 0,    0, 0,     5, 0, 0,  0, 0,  // in a corner: not moved
                                  0, 0,     0, 0, 0,    0, 0,     0, 0, -1, 0, 0,  // of equal ones the first
                              })};
}

TEST(Pose, ReadsTheLargestOfEachMapAndAQuarterTowardsTheLargerNeighbour) {
  const Findings found = read_pose(maps(), plain_reading({32, 24}));
  ASSERT_EQ(found.keypoints.size(), 3U);
  EXPECT_DOUBLE_EQ(found.keypoints[0].at.x, 10);
  EXPECT_DOUBLE_EQ(found.keypoints[0].at.y, 6);
  EXPECT_DOUBLE_EQ(found.keypoints[0].score, 2);
  EXPECT_DOUBLE_EQ(found.keypoints[1].at.x, 24);
  EXPECT_DOUBLE_EQ(found.keypoints[1].at.y, 0);
  EXPECT_DOUBLE_EQ(found.keypoints[2].at.x, 0);
  EXPECT_DOUBLE_EQ(found.keypoints[2].score, 0);
}

TEST(Pose, PointsLieInThePartOfThePictureThatWasLookedAt) {
  Reading reading = plain_reading({32, 24});
  reading.placement = {.scale_x = 0.5, .scale_y = 2, .origin_x = 100, .origin_y = 200};
  const Keypoint point = read_pose(maps(), reading).keypoints[0];
  EXPECT_DOUBLE_EQ(point.at.x, 120);
  EXPECT_DOUBLE_EQ(point.at.y, 203);
}

TEST(Pose, IsKnownByTheNumberOfItsMaps) {
  EXPECT_TRUE(recognises_pose(std::vector<Array>{array({1, 17, 2, 2}, std::vector<float>(68))}, {8, 8}));
  EXPECT_FALSE(recognises_pose(std::vector<Array>{array({1, 17, 2, 2}, std::vector<float>(68))}, {2, 2}));
  EXPECT_FALSE(recognises_pose(maps(), {32, 24}));
  EXPECT_EQ(message_of(kind_called("pose"), {array({1, 4}, {0, 0, 0, 0})}, plain_reading({8, 8})),
            "the outputs [1,4] are none of pose: wanted one map per key point, [1,K,H,W]");
}

}  // namespace
}  // namespace nnfront::postprocess::testing
