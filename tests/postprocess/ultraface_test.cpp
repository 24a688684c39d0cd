#include "postprocess/ultraface.h"

#include "tests/postprocess/outputs.h"

namespace nnfront::postprocess::testing {
namespace {

TEST(Ultraface, AnchorsAreOfEveryCell) {
  // 40 * 30 cells of 3, 20 * 15 of 2, 10 * 8 of 2 and 5 * 4 of 3.
  const std::vector<Anchor> anchors = ultraface_anchors({320, 240});
  ASSERT_EQ(anchors.size(), 4420U);
  EXPECT_DOUBLE_EQ(anchors[4].x, 12.0 / 320);
  EXPECT_DOUBLE_EQ(anchors[4].y, 4.0 / 240);
  EXPECT_DOUBLE_EQ(anchors[4].width, 16.0 / 320);
  EXPECT_DOUBLE_EQ(anchors[4].height, 16.0 / 240);
  EXPECT_DOUBLE_EQ(anchors.back().x, 288.0 / 320);
  EXPECT_DOUBLE_EQ(anchors.back().y, 224.0 / 240);
  EXPECT_DOUBLE_EQ(anchors.back().height, 1);  // 256 of 240 pixels
}

TEST(Ultraface, ReadsCornersRelativeToTheInput) {
  const std::vector<Array> outputs = {array({1, 2, 2}, {0.1F, 0.9F, 0.8F, 0.2F}), array({1, 2, 4}, {0.25F, 0.5F, 0.5F, 0.75F, 0, 0, 1, 1})};
  ASSERT_TRUE(recognises_ultraface(outputs, {320, 240}));
  const Findings found = read_ultraface(outputs, plain_reading({320, 240}));
  ASSERT_EQ(found.detections.size(), 1U);
  expect_box(found.detections[0].box, {80, 120, 160, 180});
}

TEST(Ultraface, DecodesOffsetsWhereRowsAreNoCorners) {
  // 64 x 64 pixels have 8*8*3 + 4*4*2 + 2*2*2 + 3 anchors. The last but two is 128 pixels around the middle, brought to 64.
  const std::int64_t count = 192 + 32 + 8 + 3;
  std::vector<float> scores(static_cast<std::size_t>(2 * count), 0.0F);
  std::vector<float> offsets(static_cast<std::size_t>(4 * count), 0.0F);
  scores[scores.size() - 5] = 0.95F;
  offsets[offsets.size() - 12] = 1.25F;  // an eighth of the width to the right
  offsets[0] = 1;                        // so that the rows are no corners
  const std::vector<Array> outputs = {array({1, count, 2}, scores), array({1, count, 4}, offsets)};
  const Findings found = read_ultraface(outputs, plain_reading({64, 64}));
  ASSERT_EQ(found.detections.size(), 1U);
  expect_box(found.detections[0].box, {8, 0, 72, 64});
  EXPECT_NE(message_of(kind_called("ultraface"), outputs, plain_reading({128, 64})), "");
}

TEST(Ultraface, RefusesOtherOutputs) {
  EXPECT_EQ(message_of(kind_called("ultraface"), {array({1, 2}, {0, 0})}, plain_reading({8, 8})),
            "the outputs [1,2] are none of ultraface: wanted scores [1,N,2] and boxes [1,N,4]");
}

}  // namespace
}  // namespace nnfront::postprocess::testing
