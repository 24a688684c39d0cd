#include <gtest/gtest.h>

#include "support/fail.h"

namespace nnfront {
namespace {

TEST(Error, TakesContextInFront) {
  const Error error(ErrorCode::invalid_file, "got 1, wanted 2");
  EXPECT_STREQ(error.in("conv0 (conv)").in("file.json").what(), "file.json: conv0 (conv): got 1, wanted 2");
  EXPECT_EQ(error.in("x").code(), ErrorCode::invalid_file);
}

TEST(Printable, EscapesControlCharactersAndCutsLongText) {
  EXPECT_EQ(printable("a\nb\x1b[2J"), "a\\x0ab\\x1b[2J");
  EXPECT_EQ(printable(std::string(300, 'x')), std::string(200, 'x') + "...");
}

TEST(NearestName, FindsNearOnesOnly) {
  const std::vector<std::string> names = {"conv", "conv_transpose", "relu"};
  EXPECT_EQ(nearest_name("conw", names), "conv");
  EXPECT_EQ(nearest_name("conv_transposed", names), "conv_transpose");
  EXPECT_EQ(nearest_name("embedding", names), "");
  EXPECT_EQ(did_you_mean("conw", names), ", did you mean 'conv'?");
  EXPECT_EQ(did_you_mean("embedding", names), "");
}

}  // namespace
}  // namespace nnfront
