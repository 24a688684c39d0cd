#include "report/overlay.h"

#include <gtest/gtest.h>

#include "report/lettering.h"

namespace nnfront::report {
namespace {

using dataset::black_picture;
using dataset::Picture;

bool is_black(const Picture& picture, int x, int y) {
  const std::size_t at = 3 * static_cast<std::size_t>(y * picture.extent.width + x);
  return picture.pixels[at] == 0 && picture.pixels[at + 1] == 0 && picture.pixels[at + 2] == 0;
}

std::vector<std::uint8_t> pixel(const Picture& picture, int x, int y) {
  const auto at = picture.pixels.begin() + 3 * (y * picture.extent.width + x);
  return {at, at + 3};
}

TEST(Overlay, FramesBoxesInTheColourOfTheirClass) {
  Picture picture = black_picture({100, 100});
  draw_overlay(picture, {.detections = {{0, 0.9, {20, 40, 60, 80}}, {1, 0.8, {70, 40, 90, 80}}}}, {"cat"}, 0.5);
  for (const auto& [x, y] : {std::pair{20, 60}, {59, 60}, {40, 40}, {40, 79}}) EXPECT_FALSE(is_black(picture, x, y)) << x << " " << y;
  for (const auto& [x, y] : {std::pair{40, 60}, {61, 60}, {40, 81}, {19, 60}}) EXPECT_TRUE(is_black(picture, x, y)) << x << " " << y;
  EXPECT_NE(pixel(picture, 20, 60), pixel(picture, 70, 60));
  EXPECT_FALSE(is_black(picture, 21, 38));  // the plate of the name, above the box
}

TEST(Overlay, StaysWithinThePicture) {
  Picture picture = black_picture({30, 20});
  const double far = 1e300;
  draw_overlay(picture,
               {.detections = {{3, 0.9, {-far, -far, far, far}, {{far, -far}}}, {2, 0.5, {50, 50, 60, 60}}}, .keypoints = {{{far, 0}, 1}}},
               {"\xff\n name that is far longer than the picture is wide"}, 0.5);
  EXPECT_EQ(picture.pixels.size(), 1800U);
}

TEST(Overlay, TintsWhatIsNotOfClassNought) {
  Picture picture = black_picture({2, 1});
  draw_overlay(picture, {.label_map = {{2, 1}, {0, 4}}}, {}, 0.5);
  EXPECT_TRUE(is_black(picture, 0, 0));
  EXPECT_FALSE(is_black(picture, 1, 0));
}

TEST(Overlay, LeavesOutUnsureKeypoints) {
  Picture picture = black_picture({20, 20});
  draw_overlay(picture, {.keypoints = {{{5, 5}, 0.9}, {{15, 15}, 0.1}}}, {}, 0.5);
  EXPECT_FALSE(is_black(picture, 5, 5));
  EXPECT_TRUE(is_black(picture, 15, 15));
}

TEST(Lettering, GrowsWithTheTextAndEnds) {
  EXPECT_TRUE(lettering("").strokes.empty());
  const Lettering one = lettering("i");
  const Lettering many = lettering("iiii");
  EXPECT_EQ(many.strokes.size(), 4 * one.strokes.size());
  EXPECT_GT(many.extent.width, 3 * one.extent.width);
  EXPECT_EQ(lettering(std::string(1000, 'm')).extent.width, lettering(std::string(64, 'm')).extent.width);
  EXPECT_EQ(lettering("\xc3\n").strokes.size(), lettering("??").strokes.size());
  for (const Box& stroke : many.strokes) {
    EXPECT_GE(stroke.x1, 0);
    EXPECT_LE(stroke.x2, many.extent.width);
    EXPECT_LE(stroke.y2, many.extent.height);
  }
}

}  // namespace
}  // namespace nnfront::report
