#include "ops/indexing.h"

#include <limits>

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

TEST(Indexing, indices_of_every_width) {
  EXPECT_EQ(indices_of(array({2}, {-3, 5}, DType::int8)), (std::vector<std::int64_t>{-3, 5}));
  const std::vector<std::uint64_t> large = {7, std::numeric_limits<std::uint64_t>::max()};
  EXPECT_EQ(indices_of(Array::of<std::uint64_t>({2}, large)), (std::vector<std::int64_t>{7, std::numeric_limits<std::int64_t>::max()}));
}

TEST(Indexing, places_by_rule) {
  EXPECT_EQ(placed_index("x", 2, 3), 2);
  EXPECT_EQ(placed_index("x", -3, 3), 0);
  EXPECT_EQ(placed_index("x", -9, 3, OutOfBounds::clip), 0);
  EXPECT_EQ(placed_index("x", -1, 3, OutOfBounds::clip), 0);
  EXPECT_EQ(placed_index("x", 9, 3, OutOfBounds::clip), 2);
  EXPECT_EQ(placed_index("x", -1, 3, OutOfBounds::wrap), 2);
  EXPECT_EQ(placed_index("x", 7, 3, OutOfBounds::wrap), 1);
  EXPECT_EQ(placed_index("x", std::numeric_limits<std::int64_t>::min(), 3, OutOfBounds::wrap), 1);
}

TEST(Indexing, nothing_to_name_is_an_error) {
  for (const std::int64_t index : {std::int64_t{3}, std::int64_t{-4}, std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_THROW(placed_index("x", index, 3), Error);
  }
  for (const OutOfBounds outside : {OutOfBounds::error, OutOfBounds::clip, OutOfBounds::wrap})
    EXPECT_THROW(placed_index("x", 0, 0, outside), Error);
}

}  // namespace
}  // namespace nnfront::ops::testing
