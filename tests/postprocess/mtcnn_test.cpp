#include "postprocess/mtcnn.h"

#include "tests/postprocess/outputs.h"

namespace nnfront::postprocess::testing {
namespace {

TEST(Mtcnn, PyramidEndsWhereTheFirstNetworkSeesNothing) {
  // 12/20 of 100 pixels are 60, then 42.54, 30.16, 21.38, 15.16 and less than 12.
  const std::vector<double> scales = pyramid({300, 100}, 20, 0.709);
  ASSERT_EQ(scales.size(), 5U);
  EXPECT_DOUBLE_EQ(scales[0], 0.6);
  EXPECT_DOUBLE_EQ(scales[1], 0.6 * 0.709);
  EXPECT_TRUE(pyramid({10, 100}, 20, 0.709).empty());
}

TEST(Mtcnn, CandidatesAreTwelvePixelsEverySecondOne) {
  const Array faces = array({1, 2, 1, 2}, {1, 0.1F, 0, 0.9F});
  const Array offsets = array({1, 4, 1, 2}, {0, 1, 0, 2, 0, 3, 0, 4});
  const std::vector<Candidate> found = candidates_of(faces, offsets, 0.5, 0.6);
  ASSERT_EQ(found.size(), 1U);
  expect_box(found[0].face.box, {6, 2, 28, 24});  // (2 + 1)/0.5, (0 + 1)/0.5; (2 + 12)/0.5, (0 + 12)/0.5
  EXPECT_EQ(found[0].offsets, (std::array<double, 4>{1, 2, 3, 4}));
  expect_box(candidates_of(faces, offsets, 0.7, 0.6)[0].face.box, {4, 1, 20, 17});  // cut: 4.28, 1.43, 20, 17.14
  EXPECT_THROW(candidates_of(faces, array({1, 4, 1, 1}, {0, 0, 0, 0}), 0.5, 0.6), Error);
}

TEST(Mtcnn, MovesAndSquaresBoxes) {
  const double offsets[] = {0.1, -0.1, 0, 0.5};
  expect_box(refined({10, 20, 29, 59}, offsets, 1), {12, 16, 29, 79});
  expect_box(refined({10, 20, 30, 60}, offsets, 0), {12, 16, 30, 80});
  expect_box(squared({10, 20, 30, 60}), {0, 20, 40, 60});
}

// Networks that take a bright square for a face, by the mean of what they see.
struct Bright {
  static double mean(std::span<const float> values) {
    double sum = 0;
    for (const float value : values) sum += value;
    return sum / static_cast<double>(values.size());
  }

  // Windows of 12 pixels every second one.
  static std::vector<Array> proposal(const Array& picture) {
    const std::int64_t height = picture.dims()[2];
    const std::int64_t width = picture.dims()[3];
    const std::int64_t rows = (height - 12) / 2 + 1;
    const std::int64_t columns = (width - 12) / 2 + 1;
    std::vector<float> faces(static_cast<std::size_t>(2 * rows * columns));
    for (std::int64_t y = 0; y < rows; ++y) {
      for (std::int64_t x = 0; x < columns; ++x) {
        std::vector<float> window;
        for (std::int64_t i = 0; i < 12; ++i) {
          const auto row = picture.as<float>().subspan(static_cast<std::size_t>((2 * y + i) * width + 2 * x), 12);
          window.insert(window.end(), row.begin(), row.end());
        }
        faces[static_cast<std::size_t>(rows * columns + y * columns + x)] = static_cast<float>(mean(window));
      }
    }
    return {array({1, 4, rows, columns}, std::vector<float>(static_cast<std::size_t>(4 * rows * columns))),
            array({1, 2, rows, columns}, faces)};
  }

  static std::vector<Array> judge(const Array& crops, bool with_landmarks) {
    const std::int64_t count = crops.dims()[0];
    const auto size = static_cast<std::size_t>(crops.size() / count);
    std::vector<float> faces;
    std::vector<float> landmarks;
    for (std::int64_t i = 0; i < count; ++i) {
      const auto score = static_cast<float>(mean(crops.as<float>().subspan(static_cast<std::size_t>(i) * size, size)));
      faces.insert(faces.end(), {1 - score, score});
      landmarks.insert(landmarks.end(), {0.25F, 0.75F, 0.5F, 0.25F, 0.75F, 0.25F, 0.25F, 0.5F, 0.75F, 0.75F});
    }
    std::vector<Array> outputs = {array({count, 4}, std::vector<float>(static_cast<std::size_t>(4 * count))), array({count, 2}, faces)};
    if (with_landmarks) outputs.push_back(array({count, 10}, landmarks));
    return outputs;
  }
};

TEST(Mtcnn, FindsABrightSquareThroughAllStages) {
  dataset::Picture picture = dataset::black_picture({80, 60});
  for (int y = 22; y < 46; ++y) {
    for (int x = 30; x < 54; ++x) {
      for (std::size_t c = 0; c < 3; ++c) picture.pixels[3 * static_cast<std::size_t>(y * 80 + x) + c] = 255;
    }
  }
  MtcnnOptions options;
  options.smallest_face = 24;  // half of the size is what the first network sees best
  options.preprocess.std = {255, 255, 255};
  const MtcnnNetworks networks = {Bright::proposal, [](const Array& crops) { return Bright::judge(crops, false); },
                                  [](const Array& crops) { return Bright::judge(crops, true); }};
  const std::vector<Detection> faces = find_faces(picture, networks, options);
  ASSERT_FALSE(faces.empty());
  EXPECT_GT(faces[0].score, 0.9);
  expect_box(faces[0].box, {30, 22, 52, 44});  // (2*7 + 1)/0.5, (2*5 + 1)/0.5 and (2*7 + 12)/0.5, (2*5 + 12)/0.5
  ASSERT_EQ(faces[0].landmarks.size(), 5U);
  const double width = faces[0].box.x2 - faces[0].box.x1 + 1;
  EXPECT_NEAR(faces[0].landmarks[1].x, faces[0].box.x1 + 0.75 * width - 1, 1e-9);
  EXPECT_NEAR(faces[0].landmarks[1].y, faces[0].box.y1 + 0.25 * width - 1, 1e-9);
  options.thresholds[2] = 1.5;
  EXPECT_TRUE(find_faces(picture, networks, options).empty());
}

TEST(Mtcnn, RefusesNetworksWithOtherOutputs) {
  const dataset::Picture picture = dataset::black_picture({40, 40});
  const Network nothing = [](const Array&) { return std::vector<Array>{array({1, 3}, {0, 0, 0})}; };
  try {
    find_faces(picture, {nothing, nothing, nothing}, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "the outputs [1,3] are none of mtcnn: wanted one of rank 4 with 2 channels");
  }
}

}  // namespace
}  // namespace nnfront::postprocess::testing
