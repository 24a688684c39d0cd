#include "postprocess/rows.h"

#include <limits>

#include "tests/postprocess/outputs.h"

namespace nnfront::postprocess::testing {
namespace {

TEST(Rows, OfThreeOutputsAreInPixelsOfTheInput) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<Array> outputs = {array({1, 5, 1}, {2, -1, 0, 3, 1}), array({1, 5, 1}, {0.6F, 0.9F, 0.8F, 0.4F, 0.9F}),
                                      array({1, 5, 4}, {1, 2, 3, 4, 0, 0, 9, 9, 5, 6, 7, 8, 0, 0, 1, 1, 0, 0, nan, 1})};
  ASSERT_TRUE(are_rows(outputs));
  Reading reading = plain_reading({10, 10});
  reading.placement.scale_x = 0.5;
  const std::vector<Detection> found = read_rows(outputs, reading);
  ASSERT_EQ(found.size(), 2U);  // one row has no class, one too small a score, one no box
  EXPECT_EQ(found[0].category, 0);
  EXPECT_NEAR(found[0].score, 0.8, 1e-6);
  expect_box(found[0].box, {10, 6, 14, 8});
  EXPECT_EQ(found[1].category, 2);
  expect_box(found[1].box, {2, 2, 6, 4});
}

TEST(Rows, OfSixAreRelativeToTheInput) {
  const std::vector<Array> outputs = {array({1, 2, 6}, {1, 0.9F, 0.25F, 0.5F, 0.75F, 1, -1, 0.9F, 0, 0, 1, 1})};
  ASSERT_TRUE(are_rows(outputs));
  const std::vector<Detection> found = read_rows(outputs, plain_reading({40, 20}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].category, 1);
  expect_box(found[0].box, {10, 10, 30, 20});
}

TEST(Rows, OtherOutputsAreNone) {
  const Array boxes = array({1, 2, 4}, std::vector<float>(8));
  const Array numbers = array({1, 2, 1}, {0, 0});
  EXPECT_TRUE(are_rows(std::vector<Array>{numbers, numbers, boxes, boxes}));
  EXPECT_TRUE(are_rows(std::vector<Array>{array({1, 2}, {0, 0}), array({2}, {0, 0}), boxes}));
  EXPECT_FALSE(are_rows(std::vector<Array>{numbers, boxes}));
  EXPECT_FALSE(are_rows(std::vector<Array>{boxes, numbers, numbers}));
  EXPECT_FALSE(are_rows(std::vector<Array>{numbers, numbers, array({2, 1, 4}, std::vector<float>(8))}));
  EXPECT_FALSE(are_rows({}));
}

}  // namespace
}  // namespace nnfront::postprocess::testing
