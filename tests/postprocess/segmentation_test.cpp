#include "postprocess/segmentation.h"

#include "tests/postprocess/outputs.h"

namespace nnfront::postprocess::testing {
namespace {

using Labels = std::vector<std::int32_t>;

// Two classes on 2 x 1 cells.
std::vector<Array> scores() {
  return {array({1, 2, 1, 2}, {1, 0, 0, 3}), array({1, 1, 1, 1}, {0})};
}

TEST(Segmentation, TakesTheLargestScoreBetweenCells) {
  // Four pixels over two cells lie at -0.25, 0.25, 0.75 and 1.25: class 1 has 0, 0.75, 2.25 and 3, class 0 has 1, 0.75, 0.25 and 0.
  Reading reading = plain_reading({2, 1});
  reading.picture = {4, 1};
  reading.placement.scale_x = 0.5;
  const Findings found = read_segmentation(scores(), reading);
  EXPECT_EQ(found.label_map.extent, (Extent{4, 1}));
  EXPECT_EQ(found.label_map.labels, (Labels{0, 0, 1, 1}));
}

TEST(Segmentation, LeavesOutTheBarsOfALetterbox) {
  Reading reading = plain_reading({2, 2});
  reading.picture = {2, 1};
  reading.placement.offset_y = 1;
  const std::vector<Array> outputs = {array({1, 3, 2, 2}, {5, 5, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2})};
  EXPECT_EQ(read_segmentation(outputs, reading).label_map.labels, (Labels{1, 2}));
}

TEST(Segmentation, IsKnownByTheSizeOfItsMap) {
  EXPECT_TRUE(recognises_segmentation(scores(), {2, 1}));
  EXPECT_FALSE(recognises_segmentation(scores(), {4, 1}));
  EXPECT_FALSE(recognises_segmentation({}, {4, 1}));
  EXPECT_EQ(message_of(kind_called("segmentation"), {array({1, 2}, {0, 0})}, plain_reading({8, 8})),
            "the outputs [1,2] are none of segmentation: wanted scores [1,C,H,W]");
}

}  // namespace
}  // namespace nnfront::postprocess::testing
