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

TEST(Printable, EscapesWhatIsNoUtf8) {
  EXPECT_EQ(printable("a\xff\xfe z"), "a\\xff\\xfe z");
  EXPECT_EQ(printable("\x80"), "\\x80");
  EXPECT_EQ(printable("caf\xc3\xa9 \xe5\xb1\x82 \xf0\x9f\x90\x88"), "caf\xc3\xa9 \xe5\xb1\x82 \xf0\x9f\x90\x88");
  EXPECT_EQ(printable("\xc3"), "\\xc3");                           // cut off
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");                  // longer than need be
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");         // half of a pair
  EXPECT_EQ(printable(printable("\xff\n")), printable("\xff\n"));  // once is enough
}

TEST(Printable, EscapesWhatCannotBeSeen) {
  EXPECT_EQ(printable("a\xc2\x9b"
                      "31m"),
            "a\\xc2\\x9b31m");                                                           // U+009B, a control sequence in one character
  EXPECT_EQ(printable("\xe2\x80\xa8|\xe2\x80\xa9"), "\\xe2\\x80\\xa8|\\xe2\\x80\\xa9");  // U+2028, U+2029
  EXPECT_EQ(printable("\xe2\x80\xae"
                      "abc"),
            "\\xe2\\x80\\xaeabc");                                                     // U+202E
  EXPECT_EQ(printable("\xe2\x81\xa6"), "\\xe2\\x81\\xa6");                             // U+2066
  EXPECT_EQ(printable("\xe2\x80\x8b\xef\xbb\xbf"), "\\xe2\\x80\\x8b\\xef\\xbb\\xbf");  // U+200B, U+FEFF
}

TEST(Printable, CutsBetweenCharacters) {
  EXPECT_EQ(printable("\xc3\xa9\xc3\xa9", 3), "\xc3\xa9...");
  EXPECT_EQ(printable("\xc3\xa9\xc3\xa9", 4), "\xc3\xa9\xc3\xa9");
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
