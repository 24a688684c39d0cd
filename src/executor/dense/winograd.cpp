#include "executor/dense/winograd.h"

#include <algorithm>

namespace nnfront::executor::dense {

namespace {

constexpr double inner_point = 5.0 / 8.0;
constexpr double outer_point = 3.0 / 2.0;

// Rows of G: [1, p, p^2] / product of (p - q) over the other finite points q; the point at infinity takes the last weight.
struct Filter {
  int size = 0;
  double rows[6][3] = {};
};

Filter filter_for(std::int64_t tile) {
  if (tile == 2) return {4, {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}}};
  constexpr double a = inner_point;
  constexpr double b = outer_point;
  constexpr double at_zero = a * a * b * b;
  constexpr double at_inner = 2 * a * a * (a * a - b * b);
  constexpr double at_outer = 2 * b * b * (b * b - a * a);
  return {6,
          {{1 / at_zero, 0, 0},
           {1 / at_inner, a / at_inner, a * a / at_inner},
           {1 / at_inner, -a / at_inner, a * a / at_inner},
           {1 / at_outer, b / at_outer, b * b / at_outer},
           {1 / at_outer, -b / at_outer, b * b / at_outer},
           {0, 0, 1}}};
}

std::int64_t ceil_div(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

}  // namespace

bool winograd_runs_here() {
  return __builtin_cpu_supports("avx512f") != 0;
}

std::int64_t winograd_tile_rows(const WinogradShape& shape) {
  return ceil_div(shape.out_height, shape.tile);
}
std::int64_t winograd_tile_columns(const WinogradShape& shape) {
  return ceil_div(shape.out_width, shape.tile);
}

std::size_t winograd_weight_count(const WinogradShape& shape) {
  const std::int64_t side = shape.tile + 2;
  return static_cast<std::size_t>(side * side * shape.in_channels * shape.out_channels);
}

void winograd_weights(const WinogradShape& shape, const float* plain, float* packed) {
  const Filter filter = filter_for(shape.tile);
  const std::int64_t panels = shape.out_channels / winograd_panel;
  for (std::int64_t out = 0; out < shape.out_channels; ++out) {
    for (std::int64_t in = 0; in < shape.in_channels; ++in) {
      const float* const g = plain + (out * shape.in_channels + in) * 9;
      double half[6][3];
      for (int i = 0; i < filter.size; ++i) {
        for (int x = 0; x < 3; ++x) half[i][x] = filter.rows[i][0] * g[x] + filter.rows[i][1] * g[3 + x] + filter.rows[i][2] * g[6 + x];
      }
      for (int i = 0; i < filter.size; ++i) {
        for (int j = 0; j < filter.size; ++j) {
          const double sum = half[i][0] * filter.rows[j][0] + half[i][1] * filter.rows[j][1] + half[i][2] * filter.rows[j][2];
          const std::int64_t position = i * filter.size + j;
          const std::int64_t row = (position * panels + out / winograd_panel) * shape.in_channels + in;
          packed[row * winograd_panel + out % winograd_panel] = static_cast<float>(sum);
        }
      }
    }
  }
}

}  // namespace nnfront::executor::dense
