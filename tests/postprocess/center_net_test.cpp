#include "postprocess/center_net.h"

#include "tests/postprocess/outputs.h"

namespace nnfront::postprocess::testing {
namespace {

// Two classes on 3 x 2 cells of 4 pixels.
std::vector<Array> heads() {
  return {array({1, 2, 2, 3}, {0.6F, 0.9F, 0.5F, 0.1F, 0.2F, 0.3F, 0, 0, 0, 0, 0, 0.8F}),
          array({1, 2, 2, 3}, {0, 2, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1}),          // widths, heights
          array({1, 2, 2, 3}, {0, 0.5F, 0, 0, 0, 0, 0, 0.25F, 0, 0, 0, 0})};  // places in the cell
}

TEST(CenterNet, ReadsPeaks) {
  ASSERT_TRUE(recognises_center_net(heads(), {12, 8}));
  const Findings found = read_center_net(heads(), plain_reading({12, 8}));
  ASSERT_EQ(found.detections.size(), 2U);  // 0.6 has a better neighbour
  EXPECT_EQ(found.detections[0].category, 0);
  EXPECT_NEAR(found.detections[0].score, 0.9, 1e-6);
  expect_box(found.detections[0].box, {2, -1, 10, 3});  // around (1.5, 0.25), 2 x 1 cells
  EXPECT_EQ(found.detections[1].category, 1);
  expect_box(found.detections[1].box, {6, 2, 10, 6});
}

TEST(CenterNet, RefusesOtherOutputs) {
  std::vector<Array> other = heads();
  other[2] = array({1, 1, 2, 3}, std::vector<float>(6));
  EXPECT_FALSE(recognises_center_net(other, {12, 8}));
  EXPECT_NE(message_of(kind_called("centernet"), other, plain_reading({12, 8})).find("none of centernet: wanted"), std::string::npos);
}

}  // namespace
}  // namespace nnfront::postprocess::testing
