#include "postprocess/suppression.h"

#include <gtest/gtest.h>

namespace nnfront::postprocess {
namespace {

std::vector<double> scores_of(const std::vector<Detection>& detections) {
  std::vector<double> scores;
  for (const Detection& detection : detections) scores.push_back(detection.score);
  return scores;
}

TEST(Suppression, OverlapIsOfTheUnionOrOfTheSmallerBox) {
  const Box large = {0, 0, 4, 4};
  const Box small = {2, 2, 4, 4};
  EXPECT_DOUBLE_EQ(overlap(large, small, {}), 4.0 / 16);
  EXPECT_DOUBLE_EQ(overlap(large, small, {.overlap = Overlap::of_smaller}), 1);
  EXPECT_DOUBLE_EQ(overlap(large, {4, 0, 8, 4}, {}), 0);
  // Corners that are pixels of the box: 5 x 5 and 3 x 3, which share 3 x 3.
  EXPECT_DOUBLE_EQ(overlap(large, small, {.edge = 1}), 9.0 / 25);
}

TEST(Suppression, KeepsTheBestOfEveryClass) {
  const std::vector<Detection> all = {
      {0, 0.6, {0, 0, 10, 10}}, {0, 0.9, {1, 0, 11, 10}}, {1, 0.7, {0, 0, 10, 10}}, {0, 0.5, {20, 0, 30, 10}}};
  EXPECT_EQ(scores_of(suppressed(all, {.limit = 0.5})), (std::vector<double>{0.9, 0.7, 0.5}));
  EXPECT_EQ(scores_of(suppressed(all, {.limit = 0.5, .by_category = false})), (std::vector<double>{0.9, 0.5}));
  EXPECT_EQ(scores_of(suppressed(all, {.limit = 0.9})), (std::vector<double>{0.9, 0.7, 0.6, 0.5}));
  EXPECT_EQ(scores_of(suppressed(all, {.limit = 0.5, .most = 2})), (std::vector<double>{0.9, 0.7}));
  EXPECT_TRUE(suppressed({}, {}).empty());
}

TEST(Suppression, AnOverlapThatEqualsTheLimitStays) {
  const std::vector<Detection> all = {{0, 0.9, {0, 0, 3, 1}}, {0, 0.8, {1, 0, 4, 1}}};  // 2 of 4
  EXPECT_EQ(suppressed(all, {.limit = 0.5}).size(), 2U);
  EXPECT_EQ(suppressed(all, {.limit = 0.49}).size(), 1U);
}

}  // namespace
}  // namespace nnfront::postprocess
