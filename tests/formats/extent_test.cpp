#include "formats/extent.h"

#include <vector>

#include "tests/formats/bytes.h"

namespace nnfront::formats {
namespace {

TEST(Extent, CountsBytes) {
  EXPECT_EQ(content_bytes(DType::float32, std::vector<std::int64_t>{3, 4}), 48U);
  EXPECT_EQ(content_bytes(DType::float64, {}), 8U);
  EXPECT_EQ(content_bytes(DType::int8, std::vector<std::int64_t>{0, 7}), 0U);
}

TEST(Extent, RefusesImpossibleShapes) {
  const std::vector<std::int64_t> overflowing = {std::int64_t{1} << 40, std::int64_t{1} << 40};
  expect_refusal("shape [1099511627776,1099511627776]: shape overflow", [&] { content_bytes(DType::int8, overflowing); });
  const std::vector<std::int64_t> negative = {2, -1};
  expect_refusal("shape [2,-1]: a dimension is -1", [&] { content_bytes(DType::int8, negative); });
}

TEST(Extent, TellsUtf8) {
  for (const std::string text : {"", "conv0_weight", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  // Lone continuation, overlong, surrogate, beyond U+10FFFF, cut off, never a lead.
  for (const std::string text : {"\x80", "\xc0\xaf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf0\x8f\xbf\xbf", "\xc3",
                                 "a\xe2\x82", "\xff", "\xe2\x28\xa1"}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

}  // namespace
}  // namespace nnfront::formats
