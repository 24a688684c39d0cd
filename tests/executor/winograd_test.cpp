#include "executor/dense/winograd.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "executor/onednn/memory.h"
#include "tests/executor/graphs.h"

namespace nnfront::executor::dense {
namespace {

struct Problem {
  WinogradShape shape;
  Array source;   // in blocks of 16 channels
  Array weights;  // [out][in][3][3]
  Array bias;
  Array residual;  // laid out like the result
};

Problem problem_for(const WinogradShape& shape) {
  const auto random = [](std::int64_t count, std::uint64_t seed) { return random_array(DType::float32, {count}, seed); };
  return {shape, random(shape.in_channels * shape.height * shape.width, 1), random(shape.in_channels * shape.out_channels * 9, 2),
          random(shape.out_channels, 3), random(shape.out_channels * shape.out_height * shape.out_width, 4)};
}

std::size_t blocked(std::int64_t channel, std::int64_t y, std::int64_t x, std::int64_t height, std::int64_t width) {
  return static_cast<std::size_t>(((channel / 16 * height + y) * width + x) * 16 + channel % 16);
}

Array by_loops(const Problem& problem, bool residual, bool relu) {
  const WinogradShape& s = problem.shape;
  Array result(DType::float32, {s.out_channels * s.out_height * s.out_width});
  const auto to = result.as_mutable<float>();
  for (std::int64_t out = 0; out < s.out_channels; ++out) {
    for (std::int64_t y = 0; y < s.out_height; ++y) {
      for (std::int64_t x = 0; x < s.out_width; ++x) {
        double sum = problem.bias.as<float>()[static_cast<std::size_t>(out)];
        for (std::int64_t in = 0; in < s.in_channels; ++in) {
          for (std::int64_t k = 0; k < 9; ++k) {
            const std::int64_t from_y = y + k / 3 - s.pad_top;
            const std::int64_t from_x = x + k % 3 - s.pad_left;
            if (from_y < 0 || from_y >= s.height || from_x < 0 || from_x >= s.width) continue;
            sum += static_cast<double>(problem.source.as<float>()[blocked(in, from_y, from_x, s.height, s.width)]) *
                   problem.weights.as<float>()[static_cast<std::size_t>((out * s.in_channels + in) * 9 + k)];
          }
        }
        const std::size_t at = blocked(out, y, x, s.out_height, s.out_width);
        if (residual) sum += problem.residual.as<float>()[at];
        to[at] = static_cast<float>(relu ? std::max(sum, 0.0) : sum);
      }
    }
  }
  return result;
}

Array by_winograd(const Problem& problem, bool residual, bool relu, const std::vector<WinogradPart>& parts) {
  const WinogradShape& s = problem.shape;
  const auto weights = onednn::allocate_aligned(winograd_weight_count(s) * sizeof(float));
  const auto scratch = onednn::allocate_aligned(winograd_scratch(s) * sizeof(float));
  winograd_weights(s, problem.weights.as<float>().data(), reinterpret_cast<float*>(weights.get()));
  Array result(DType::float32, {s.out_channels * s.out_height * s.out_width});
  const WinogradArguments arguments{problem.source.as<float>().data(),
                                    reinterpret_cast<const float*>(weights.get()),
                                    problem.bias.as<float>().data(),
                                    residual ? problem.residual.as<float>().data() : nullptr,
                                    result.as_mutable<float>().data(),
                                    reinterpret_cast<float*>(scratch.get()),
                                    relu};
  for (const WinogradPart& part : parts) winograd(s, arguments, part);
  return result;
}

std::vector<WinogradPart> whole(const WinogradShape& shape) {
  return {{0, winograd_tile_rows(shape), 0, shape.out_channels / winograd_panel}};
}

// in, out, height, width, out height, out width, top and left pad, tile
const WinogradShape shapes[] = {
    {16, 32, 8, 8, 8, 8, 1, 1, 4},     {32, 64, 7, 9, 7, 9, 1, 1, 4}, {48, 32, 10, 13, 8, 11, 0, 0, 4},
    {64, 96, 30, 29, 30, 29, 1, 1, 4}, {16, 32, 5, 6, 8, 7, 2, 1, 4}, {16, 32, 8, 8, 8, 8, 1, 1, 2},
    {32, 64, 7, 9, 7, 9, 1, 1, 2},     {64, 32, 3, 3, 3, 3, 1, 1, 2}, {128, 128, 14, 14, 14, 14, 1, 1, 2},
};

TEST(Winograd, EqualsTheSumOverTheWindow) {
  if (!winograd_runs_here()) GTEST_SKIP() << "the processor has no AVX-512";
  for (const WinogradShape& shape : shapes) {
    const Problem problem = problem_for(shape);
    const std::string what =
        fmt::format("{}->{} {}x{} tile {}", shape.in_channels, shape.out_channels, shape.height, shape.width, shape.tile);
    const double tolerance = shape.tile == 4 ? 2e-6 : 1e-6;
    EXPECT_LT(relative_distance(by_winograd(problem, false, false, whole(shape)), by_loops(problem, false, false)), tolerance) << what;
    EXPECT_LT(relative_distance(by_winograd(problem, true, true, whole(shape)), by_loops(problem, true, true)), tolerance) << what;
  }
}

TEST(Winograd, PartsGiveTheSameBits) {
  if (!winograd_runs_here()) GTEST_SKIP() << "the processor has no AVX-512";
  for (const WinogradShape& shape : shapes) {
    const Problem problem = problem_for(shape);
    const Array wanted = by_winograd(problem, true, true, whole(shape));
    const std::int64_t rows = winograd_tile_rows(shape);
    const std::int64_t panels = shape.out_channels / winograd_panel;
    std::vector<WinogradPart> parts;
    for (std::int64_t row = 0; row < rows; ++row) {
      for (std::int64_t panel = 0; panel < panels; ++panel) parts.push_back({row, row + 1, panel, panel + 1});
    }
    EXPECT_TRUE(testing::same_bytes(by_winograd(problem, true, true, parts), wanted));
  }
}

TEST(Winograd, RectifyingKeepsNan) {
  if (!winograd_runs_here()) GTEST_SKIP() << "the processor has no AVX-512";
  Problem problem = problem_for(shapes[0]);
  Array bias(DType::float32, {32});
  bias.as_mutable<float>()[5] = std::nanf("");
  problem.bias = bias;
  const Array result = by_winograd(problem, false, true, whole(shapes[0]));
  EXPECT_TRUE(std::isnan(result.as<float>()[blocked(5, 3, 3, 8, 8)]));
  EXPECT_FALSE(std::isnan(result.as<float>()[blocked(6, 3, 3, 8, 8)]));
}

}  // namespace
}  // namespace nnfront::executor::dense
