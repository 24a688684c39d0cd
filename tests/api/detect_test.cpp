// What is found by which network stands in tests/cli/test_detect.py; here, what callers of the library can do wrong.
#include "nnfront/detect.h"

#include <gtest/gtest.h>

#include "nnfront/error.h"
#include "tests/support/temporary_folder.h"

namespace nnfront {
namespace {

template <class Do>
std::string complaint(Do&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(Detect, APictureHasThreeValuesPerPixel) {
  const testing_support::TemporaryFolder folder;
  const Picture short_of_pixels{{4, 2}, std::vector<std::uint8_t>(23)};
  const std::string wanted = "picture: got 23 values, wanted 24 for 4 x 2 pixels";
  EXPECT_EQ(complaint([&] { detect({{"absent.json"}}, short_of_pixels); }), wanted);
  EXPECT_EQ(complaint([&] { draw_findings(short_of_pixels, {"ssd", {4, 2}, {}}, {}, folder / "found.png"); }), wanted);
  EXPECT_FALSE(std::filesystem::exists(folder / "found.png"));
}

TEST(Detect, APictureInMemoryIsDrawnUpon) {
  const testing_support::TemporaryFolder folder;
  const Picture picture{{4, 2}, std::vector<std::uint8_t>(24, 7)};
  draw_findings(picture, {"ssd", {4, 2}, {}}, {}, folder / "first.png");
  draw_findings(folder / "first.png", {"ssd", {4, 2}, {}}, {}, folder / "second.png");
  EXPECT_TRUE(std::filesystem::is_regular_file(folder / "second.png"));
}

}  // namespace
}  // namespace nnfront
