#include "emit/rearrange.h"

#include <gtest/gtest.h>

#include <numeric>

namespace nnfront::emit {
namespace {

// 0, 1, 2, ...
Tensor counting(std::vector<std::int64_t> dims) {
  std::vector<float> elements(static_cast<std::size_t>(element_count(dims)));
  std::iota(elements.begin(), elements.end(), 0.0F);
  return Tensor(Array::of<float>(std::move(dims), elements));
}

std::vector<float> elements_of(const Tensor& tensor) {
  const Array array = tensor.evaluate();
  EXPECT_EQ(array.dims(), tensor.dims());
  const auto elements = array.as<float>();
  return {elements.begin(), elements.end()};
}

TEST(Rearrange, Permutes) {
  const Tensor moved = permuted(counting({2, 3, 2}), {1, 2, 0});
  EXPECT_EQ(moved.dims(), (std::vector<std::int64_t>{3, 2, 2}));
  EXPECT_EQ(elements_of(moved), (std::vector<float>{0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11}));
  const Tensor same = counting({2, 3});
  EXPECT_TRUE(permuted(same, {0, 1}).same_as(same));
}

TEST(Rearrange, TakesParts) {
  EXPECT_EQ(elements_of(part(counting({2, 3, 2}), 1, 1, 2)), (std::vector<float>{2, 3, 4, 5, 8, 9, 10, 11}));
}

TEST(Rearrange, SpreadsWithZeros) {
  const Tensor wide = spread(counting({2, 2}), {1, 3});
  EXPECT_EQ(wide.dims(), (std::vector<std::int64_t>{2, 4}));
  EXPECT_EQ(elements_of(wide), (std::vector<float>{0, 0, 0, 1, 2, 0, 0, 3}));
}

TEST(Rearrange, StandsUponEachOther) {
  const Tensor moved = permuted(part(reshaped(counting({6, 2}), {2, 3, 2}), 0, 1, 1), {0, 2, 1});
  EXPECT_EQ(elements_of(moved), (std::vector<float>{6, 8, 10, 7, 9, 11}));
}

}  // namespace
}  // namespace nnfront::emit
