#include "postprocess/ssd.h"

#include <cmath>

#include "tests/postprocess/outputs.h"

namespace nnfront::postprocess::testing {
namespace {

const Kind& ssd() {
  return kind_called("ssd");
}

// Two anchors of 20 x 10 around (50, 40).
Array anchors() {
  return array({1, 2, 4}, {50, 40, 20, 10, 50, 40, 20, 10});
}

TEST(Ssd, DecodesOffsetsToAnchors) {
  const Array scores = array({1, 2, 3}, {0.1F, 0.2F, 0.7F, 0.9F, 0.05F, 0.05F});
  const float log2 = std::log(2.0F);
  const Array offsets = array({1, 2, 4}, {5, -10, 5 * log2, 0, 0, 0, 0, 0});
  const std::vector<Array> outputs = {scores, offsets, anchors()};
  ASSERT_TRUE(recognises_ssd(outputs, {100, 100}));
  const Findings found = read_ssd(outputs, plain_reading({100, 100}));
  ASSERT_EQ(found.detections.size(), 1U);
  EXPECT_EQ(found.detections[0].category, 1);
  // Centre 50 + 5*0.1*20 = 60, 40 - 10*0.1*10 = 30; width 20 * exp(0.2*5*log 2) = 40, height 10.
  expect_box(found.detections[0].box, {40, 25, 80, 35});
}

TEST(Ssd, TakesTheSoftmaxOfWhatIsNoProbability) {
  const float log3 = std::log(3.0F);
  const Array scores = array({1, 2, 3}, {0, log3, 0, 2, 2 + 2 * log3, 2});
  const std::vector<Array> outputs = {scores, array({1, 2, 4}, std::vector<float>(8)), anchors()};
  const Findings found = read_ssd(outputs, plain_reading({100, 100}));
  ASSERT_EQ(found.detections.size(), 1U);  // 0.6 is suppressed by 9/11
  EXPECT_NEAR(found.detections[0].score, 9.0 / 11, 1e-6);
  EXPECT_EQ(read_ssd(outputs, plain_reading({100, 100}, 0.5, 1.0)).detections.size(), 2U);
}

TEST(Ssd, ReadsRows) {
  const std::vector<Array> outputs = {array({1, 1, 1}, {4}), array({1, 1, 1}, {0.75F}), array({1, 1, 4}, {1, 2, 3, 4})};
  ASSERT_TRUE(recognises_ssd(outputs, {8, 8}));
  EXPECT_EQ(read_ssd(outputs, plain_reading({8, 8})).detections.at(0).category, 4);
}

TEST(Ssd, RefusesOtherOutputs) {
  EXPECT_EQ(message_of(ssd(), {anchors()}, plain_reading({8, 8})),
            "the outputs [1,2,4] are none of ssd: wanted classes, scores and corners [1,N,4]; rows [1,N,6]; or scores [1,A,C+1], offsets "
            "and anchors [1,A,4]");
  EXPECT_FALSE(recognises_ssd(std::vector<Array>{array({1, 2, 1}, {0, 0}), anchors(), anchors()}, {8, 8}));
}

}  // namespace
}  // namespace nnfront::postprocess::testing
