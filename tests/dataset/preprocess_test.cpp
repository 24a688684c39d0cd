#include "dataset/preprocess.h"

#include <gtest/gtest.h>

#include "nnfront/error.h"

namespace nnfront::dataset {
namespace {

using Floats = std::vector<float>;

// Red values; green is 100 more, blue 200 more.
Picture picture_of(const Extent& extent, const std::vector<int>& reds) {
  Picture picture = black_picture(extent);
  for (std::size_t i = 0; i < reds.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) picture.pixels[3 * i + c] = static_cast<std::uint8_t>(reds[i] + 100 * static_cast<int>(c));
  }
  return picture;
}

Floats elements(const Array& array) {
  return {array.as<float>().begin(), array.as<float>().end()};
}

Floats reds(const Floats& pixels) {
  Floats result;
  for (std::size_t i = 0; i < pixels.size(); i += 3) result.push_back(pixels[i]);
  return result;
}

TEST(Preprocess, ResizesBetweenTheCentresOfPixels) {
  // Centres of four pixels over two lie at -0.25, 0.25, 0.75 and 1.25; behind the outermost centre nothing changes.
  EXPECT_EQ(reds(resized(picture_of({2, 1}, {0, 40}), {4, 1})), (Floats{0, 10, 30, 40}));
  EXPECT_EQ(reds(resized(picture_of({1, 2}, {0, 40}), {1, 4})), (Floats{0, 10, 30, 40}));
  // Of four over two every second gap: no average over what lies between.
  EXPECT_EQ(reds(resized(picture_of({4, 1}, {0, 10, 20, 50}), {2, 1})), (Floats{5, 35}));
  EXPECT_EQ(reds(resized(picture_of({2, 2}, {0, 10, 20, 30}), {1, 1})), (Floats{15}));
}

TEST(Preprocess, LaysChannelsOut) {
  const Picture picture = picture_of({2, 1}, {1, 2});
  Preprocess how{.extent = {2, 1}};
  EXPECT_EQ(elements(network_input(picture, how).array), (Floats{1, 2, 101, 102, 201, 202}));
  how.bgr = true;
  EXPECT_EQ(elements(network_input(picture, how).array), (Floats{201, 202, 101, 102, 1, 2}));
  how.channels_last = true;
  EXPECT_EQ(elements(network_input(picture, how).array), (Floats{201, 101, 1, 202, 102, 2}));
  EXPECT_EQ(network_input(picture, how).array.dims(), (std::vector<std::int64_t>{1, 1, 2, 3}));
}

TEST(Preprocess, TakesMeanAndStdInTheOrderOfTheNetworksChannels) {
  const Preprocess how{.extent = {1, 1}, .mean = {1, 2, 3}, .std = {2, 4, 5}, .bgr = true};
  EXPECT_EQ(elements(network_input(picture_of({1, 1}, {8}), how).array), (Floats{103.5F, 26.5F, 1}));
  const Preprocess wrong{.extent = {1, 1}, .std = {1, 0, 1}};
  EXPECT_THROW(network_input(picture_of({1, 1}, {8}), wrong), Error);
  const Preprocess empty{.extent = {0, 1}};
  EXPECT_THROW(network_input(picture_of({1, 1}, {8}), empty), Error);
}

TEST(Preprocess, StretchedPlacesGoBack) {
  const Placement placement = network_input(black_picture({20, 10}), {.extent = {10, 40}}).placement;
  const Point back = placement.to_picture(5, 20);
  EXPECT_DOUBLE_EQ(back.x, 10);
  EXPECT_DOUBLE_EQ(back.y, 5);
  const Point there = placement.to_input(10, 5);
  EXPECT_DOUBLE_EQ(there.x, 5);
  EXPECT_DOUBLE_EQ(there.y, 20);
}

TEST(Preprocess, LetterboxKeepsProportions) {
  // 4 x 2 pixels in 8 x 8: 8 x 4, with two rows of bars above and below.
  const Preprocess how{.extent = {8, 8}, .fit = Fit::letterbox, .mean = {50, 50, 50}};
  const NetworkInput input = network_input(picture_of({4, 2}, std::vector<int>(8, 55)), how);
  const Floats all = elements(input.array);
  EXPECT_EQ(all[8 + 3], 0);
  EXPECT_EQ(all[16 + 3], 5);
  EXPECT_EQ(all[40 + 3], 5);
  EXPECT_EQ(all[48 + 3], 0);
  const Box box = input.placement.to_picture(Box{2, 2, 8, 6});
  EXPECT_DOUBLE_EQ(box.x1, 1);
  EXPECT_DOUBLE_EQ(box.y1, 0);
  EXPECT_DOUBLE_EQ(box.x2, 4);
  EXPECT_DOUBLE_EQ(box.y2, 2);
}

// CenterNet of gluoncv: get_affine_transform((w / 2, h / 2), max(w, h), 0, (out, out)), black beside the picture.
TEST(Preprocess, WarpedPicturesKeepProportionsOverBlack) {
  const Preprocess how{.extent = {8, 8}, .fit = Fit::warp, .mean = {50, 50, 50}};
  const NetworkInput input = network_input(picture_of({4, 2}, std::vector<int>(8, 55)), how);
  const Floats all = elements(input.array);
  EXPECT_EQ(all[3], -50) << "a bar is black before the mean is taken off";
  EXPECT_EQ(all[16 + 3], 5);
  EXPECT_EQ(all[32 + 3], 5);
  EXPECT_EQ(all[56 + 3], -50);
  EXPECT_DOUBLE_EQ(input.placement.scale_x, 2);
  EXPECT_DOUBLE_EQ(input.placement.scale_y, 2);
  const Box box = input.placement.to_picture(Box{2, 2, 8, 6});
  EXPECT_DOUBLE_EQ(box.x1, 1);
  EXPECT_DOUBLE_EQ(box.y1, 0);
  EXPECT_DOUBLE_EQ(box.x2, 4);
  EXPECT_DOUBLE_EQ(box.y2, 2);
  // get_post_transform(375, 500, 512, 512) of (100, 200): no whole pixels, no rounding.
  const Placement placement = network_input(black_picture({375, 500}), {.extent = {512, 512}, .fit = Fit::warp}).placement;
  const Point back = placement.to_picture(100, 200);
  EXPECT_NEAR(back.x, 35.15625, 1e-9);
  EXPECT_NEAR(back.y, 195.3125, 1e-9);
}

// The sizes that resize_short_within(picture, 600, 1000) of gluoncv gives.
TEST(Preprocess, ThePictureDecidesOnTheSize) {
  const Within within{600, 1000};
  EXPECT_EQ(extent_within({640, 480}, within), (Extent{800, 600}));
  EXPECT_EQ(extent_within({375, 500}, within), (Extent{600, 800}));
  EXPECT_EQ(extent_within({500, 200}, within), (Extent{1000, 400}));
  EXPECT_EQ(extent_within({1241, 376}, within), (Extent{1000, 303}));
  EXPECT_EQ(extent_within({333, 500}, within), (Extent{600, 901}));
  EXPECT_EQ(extent_within({5000, 1}, within), (Extent{1000, 1}));
}

TEST(Preprocess, CutsOutWithBlackAround) {
  const Picture part = cut_out(picture_of({2, 2}, {1, 2, 3, 4}), {-1, 1, {2, 2}});
  const Picture wanted = [] {
    Picture picture = black_picture({2, 2});
    picture.pixels[3] = 3;
    picture.pixels[4] = 103;
    picture.pixels[5] = 203;
    return picture;
  }();
  EXPECT_EQ(part.pixels, wanted.pixels);
  EXPECT_EQ(cut_out(picture_of({2, 2}, {1, 2, 3, 4}), {5, 0, {1, 1}}).pixels, (std::vector<std::uint8_t>{0, 0, 0}));
  EXPECT_EQ(cut_out(picture_of({2, 2}, {1, 2, 3, 4}), {0, -9, {1, 1}}).pixels, (std::vector<std::uint8_t>{0, 0, 0}));
}

}  // namespace
}  // namespace nnfront::dataset
