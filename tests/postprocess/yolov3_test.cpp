#include "postprocess/yolov3.h"

#include <cmath>

#include "tests/postprocess/outputs.h"

namespace nnfront::postprocess::testing {
namespace {

constexpr std::int64_t classes = 2;
constexpr float never = -50;  // before a sigmoid

// Maps of 64 x 64 pixels in which nothing is found: 8 x 8, 4 x 4 and 2 x 2 cells.
std::vector<float> empty_map(std::int64_t cells) {
  return std::vector<float>(static_cast<std::size_t>(3 * (5 + classes) * cells * cells), never);
}

std::vector<Array> heads(const std::vector<float>& coarse) {
  const std::int64_t channels = 3 * (5 + classes);
  return {array({1, channels, 2, 2}, coarse), array({1, channels, 4, 4}, empty_map(4)), array({1, channels, 8, 8}, empty_map(8))};
}

TEST(Yolov3, DecodesCells) {
  std::vector<float> coarse = empty_map(2);
  // The second anchor (156 x 198) in the cell at (1, 0): its 7 channels begin at 7, of 4 cells each.
  const auto set = [&](std::size_t channel, float value) { coarse[(7 + channel) * 4 + 1] = value; };
  set(0, 0);                   // centre in the middle of the cell
  set(1, std::log(3.0F));      // three quarters down
  set(2, std::log(0.5F));      // half as wide
  set(3, 0);                   // as high as the anchor
  set(4, std::log(9.0F));      // 0.9 that there is something
  set(5 + 1, std::log(4.0F));  // 0.8 that it is of class 1
  const std::vector<Array> outputs = heads(coarse);
  ASSERT_TRUE(recognises_yolov3(outputs, {64, 64}));
  const Findings found = read_yolov3(outputs, plain_reading({64, 64}));
  ASSERT_EQ(found.detections.size(), 1U);
  EXPECT_EQ(found.detections[0].category, 1);
  EXPECT_NEAR(found.detections[0].score, 0.72, 1e-6);
  expect_box(found.detections[0].box, {48 - 39, 24 - 99, 48 + 39, 24 + 99}, 1e-4);
}

TEST(Yolov3, KnowsMapsByTheirStride) {
  EXPECT_FALSE(recognises_yolov3(heads(empty_map(2)), {128, 64}));
  std::vector<Array> other = heads(empty_map(2));
  other[1] = array({1, 3, 4, 4}, std::vector<float>(48));
  EXPECT_FALSE(recognises_yolov3(other, {64, 64}));
  EXPECT_NE(message_of(kind_called("yolov3"), other, plain_reading({64, 64})).find("none of yolov3: wanted"), std::string::npos);
  EXPECT_TRUE(read_yolov3(heads(empty_map(2)), plain_reading({64, 64})).detections.empty());
}

}  // namespace
}  // namespace nnfront::postprocess::testing
