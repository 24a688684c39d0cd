#include "ops/window.h"

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

TEST(Window, real_positions_equal_a_count) {
  std::mt19937 random(1);
  for (int i = 0; i < 500; ++i) {
    const Window window = {draw(random, 1, 4), draw(random, 1, 4), draw(random, 1, 4), draw(random, 0, 5), draw(random, 0, 5)};
    const std::int64_t positions = draw(random, 0, 8);
    const std::int64_t size = draw(random, 0, 8);
    std::int64_t all = 0;
    for (std::int64_t k = 0; k < window.kernel; ++k) {
      const Range range = real_positions(window, k, positions, size);
      for (std::int64_t o = 0; o < positions; ++o) {
        const std::int64_t read = o * window.stride - window.pad_begin + k * window.dilation;
        EXPECT_EQ(o >= range.begin && o < range.end, read >= 0 && read < size) << "tap " << k << " at " << o;
      }
      EXPECT_GE(range.size(), 0);
      EXPECT_EQ(real_taps(window, positions, size).at(static_cast<std::size_t>(k)), range.size());
      all += range.size();
    }
    EXPECT_EQ(real_tap_count(window, positions, size), all);
  }
}

TEST(Window, positions_equal_a_count) {
  for (std::int64_t size = 1; size < 12; ++size) {
    for (std::int64_t stride = 1; stride < 4; ++stride) {
      for (std::int64_t kernel = 1; kernel < 4; ++kernel) {
        const Window window = {kernel, stride, 2, 1, 2};
        const std::int64_t extent = 2 * (kernel - 1) + 1;
        std::int64_t count = 0;
        for (std::int64_t start = -1; start + extent <= size + 2; start += stride) ++count;
        if (count == 0) continue;
        EXPECT_EQ(window_positions("c", size, kernel, window), Dim(count));
      }
    }
  }
}

// What a symbolic size gives must hold for every size.
TEST(Window, symbolic_positions_hold_for_every_size) {
  const Dim n = Dim::symbol("n");
  for (const PoolRounding rounding : {PoolRounding::floor, PoolRounding::ceil, PoolRounding::ceil_inside}) {
    for (std::int64_t stride = 1; stride < 5; ++stride) {
      for (std::int64_t pad_end = 0; pad_end < 4; ++pad_end) {
        const Window window = {3, stride, 2, 1, pad_end};
        const Dim symbolic = window_positions("c", n, 3, window, rounding);
        if (symbolic.is_unknown()) {
          EXPECT_EQ(rounding, PoolRounding::ceil_inside);
          continue;
        }
        for (std::int64_t size = 5; size < 30; ++size) {
          EXPECT_EQ(symbolic.substitute({{"n", Dim(size)}}), window_positions("c", size, 3, window, rounding))
              << "size " << size << " stride " << stride << " pad " << pad_end;
        }
      }
    }
  }
}

TEST(Window, transposed_size_undoes_positions) {
  for (std::int64_t size = 1; size < 10; ++size) {
    const Window window = {3, 2, 2, 1, 1};
    const Dim larger = transposed_size("c", size, 3, window, 0);
    EXPECT_EQ(window_positions("c", larger, 3, window), Dim(size));
  }
}

TEST(Window, attributes_are_bounded) {
  const std::vector<std::int64_t> fine = {1, largest_window_entry};
  EXPECT_NO_THROW(check_window_attribute("c", "strides", fine, 2, 1));
  EXPECT_THROW(check_window_attribute("c", "strides", fine, 3, 1), Error);
  EXPECT_THROW(check_window_attribute("c", "strides", fine, 2, 2), Error);
  EXPECT_THROW(check_window_attribute("c", "strides", std::vector<std::int64_t>{largest_window_entry + 1}, 1, 1), Error);
}

TEST(Window, sum_of_quotients_equals_a_sum) {
  std::mt19937 random(2);
  for (int i = 0; i < 2000; ++i) {
    const std::int64_t count = draw(random, 0, 20), step = draw(random, 0, 30), start = draw(random, 0, 30), divisor = draw(random, 1, 12);
    std::int64_t sum = 0;
    for (std::int64_t k = 0; k < count; ++k) sum += (start + k * step) / divisor;
    EXPECT_EQ(sum_of_quotients(count, step, start, divisor), sum) << count << " " << step << " " << start << " " << divisor;
  }
  const std::int64_t large = std::int64_t{1} << 31;
  EXPECT_EQ(sum_of_quotients(large, 1, 0, 1), large / 2 * (large - 1));
  EXPECT_THROW(sum_of_quotients(large, large, 0, 1), Error);
}

// 2^31 taps at 2^31 positions: a loop over either would not end.
TEST(Window, counts_the_taps_of_the_largest_windows) {
  constexpr std::int64_t large = largest_window_entry;
  EXPECT_EQ(real_tap_count({large, 1, 1, large - 1, 0}, large, large), large * ((large + 1) / 2));
  EXPECT_EQ(real_tap_count({large, large, large, 0, 0}, 1, std::int64_t{1} << 48), 131073);
  EXPECT_EQ(real_tap_count({large, 1, 1, large, large}, large + 2, 1), large);
  for (std::int64_t position = 0; position < 9; ++position) {
    const Window window = {5, 2, 3, 4, 1};
    const Range taps = real_taps_at(window, position, 7);
    for (std::int64_t k = 0; k < window.kernel; ++k) {
      const std::int64_t read = position * 2 - 4 + k * 3;
      EXPECT_EQ(k >= taps.begin && k < taps.end, read >= 0 && read < 7) << "tap " << k << " at " << position;
    }
  }
}

}  // namespace
}  // namespace nnfront::ops::testing
