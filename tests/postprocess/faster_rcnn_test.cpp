#include "postprocess/faster_rcnn.h"

#include "tests/postprocess/outputs.h"

namespace nnfront::postprocess::testing {
namespace {

// Two regions, two classes; each class moves the box to the other side by half of its size.
std::vector<Array> heads(std::vector<std::int64_t> offset_dims) {
  return {array({2, 3}, {0.2F, 0.1F, 0.7F, 0.3F, 0.6F, 0.1F}),
          array(std::move(offset_dims), {-5, 0, 0, 0, 5, 0, 0, 0, -5, 0, 0, 0, 5, 0, 0, 0}),
          array({1, 2, 4}, {10, 10, 30, 20, 0, 0, 8, 8})};
}

TEST(FasterRcnn, MovesRegionsByTheOffsetsOfTheClass) {
  for (const std::vector<std::int64_t>& dims : {std::vector<std::int64_t>{2, 8}, {1, 2, 8}, {1, 2, 2, 4}}) {
    ASSERT_TRUE(recognises_faster_rcnn(heads(dims), {100, 100}));
    const Findings found = read_faster_rcnn(heads(dims), plain_reading({100, 100}));
    ASSERT_EQ(found.detections.size(), 2U);
    EXPECT_EQ(found.detections[0].category, 1);
    expect_box(found.detections[0].box, {20, 10, 40, 20});
    EXPECT_EQ(found.detections[1].category, 0);
    expect_box(found.detections[1].box, {-4, 0, 4, 8});
  }
}

TEST(FasterRcnn, RefusesOtherOutputs) {
  EXPECT_FALSE(recognises_faster_rcnn(heads({4, 4}), {100, 100}));
  EXPECT_NE(message_of(kind_called("faster_rcnn"), heads({4, 4}), plain_reading({8, 8})).find("none of faster_rcnn: wanted"),
            std::string::npos);
}

}  // namespace
}  // namespace nnfront::postprocess::testing
