// Tests of complexity without a limit in seconds, which a busy machine or a sanitizer would break.
#pragma once

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <limits>

namespace nnfront::test {

// By how much more processor time work(prepare(4 * n)) takes than work(prepare(n)): about 4 where it is linear, 16 where it is
// quadratic. The best of three each, so that what a neighbour does to caches does not count.
template <class Prepare, class Work>
double growth(std::int64_t n, Prepare&& prepare, Work&& work) {
  const auto best_of_three = [&](std::int64_t size) {
    std::clock_t best = std::numeric_limits<std::clock_t>::max();
    for (int round = 0; round < 3; ++round) {
      auto prepared = prepare(size);
      const std::clock_t begin = std::clock();
      work(prepared);
      best = std::min(best, std::clock() - begin);
    }
    return static_cast<double>(std::max<std::clock_t>(1, best));
  };
  const double once = best_of_three(n);
  return best_of_three(4 * n) / once;
}

// Well between linear and quadratic.
inline constexpr double linear_growth = 10.0;

}  // namespace nnfront::test
