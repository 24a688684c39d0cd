// grid_sample, affine_grid
#include <limits>

#include "op_harness.h"
#include "ops/interpolation.h"
#include "ops/sampling.h"

namespace nnfront::ops::testing {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const double nan = std::numeric_limits<double>::quiet_NaN();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = sampling_operators();
  return named(operators, name);
}

using Elements = std::vector<double>;

// A line of elements 1, 2, 3, 4 read at these places, given in elements.
Elements line_at(const Elements& places, const GridSampleAttrs& attrs) {
  Elements grid;
  for (const double place : places) grid.push_back(attrs.align_corners ? place * 2 / 3 - 1 : (2 * place + 1) / 4 - 1);
  const Array x = array({1, 1, 4}, {1, 2, 3, 4}, DType::float64);
  const auto count = static_cast<std::int64_t>(places.size());
  return to_doubles(eval1(op("grid_sample"), {x, array({1, count, 1}, grid, DType::float64)}, attrs));
}

void expect_near(const Elements& got, const Elements& wanted) {
  expect_elements(array({static_cast<std::int64_t>(got.size())}, got, DType::float64), wanted, 1e-12);
}

TEST(GridSample, linear_with_every_padding) {
  const Elements places = {0, 1.25, 3, -0.5, 3.75, -2, 5.5};
  for (const bool align : {false, true}) {
    expect_near(line_at(places, {GridMode::linear, GridPadding::zeros, align}), {1, 2.25, 4, 0.5, 1, 0, 0});
    expect_near(line_at(places, {GridMode::linear, GridPadding::border, align}), {1, 2.25, 4, 1, 4, 1, 4});
  }
  // Mirrored at the outer edges -0.5 and 3.5: -2 is 1, 5.5 is 1.5. At the centers 0 and 3: -2 is 2, 5.5 is 0.5.
  expect_near(line_at(places, {GridMode::linear, GridPadding::reflection, false}), {1, 2.25, 4, 1, 4, 2, 2.5});
  expect_near(line_at(places, {GridMode::linear, GridPadding::reflection, true}), {1, 2.25, 4, 1.5, 3.25, 3, 1.5});
}

TEST(GridSample, mirrors_as_often_as_needed) {
  // At the edges 4 is 3 again, and everything repeats after 8: 11 and -13 are 3.
  expect_near(line_at({11, -13, 4, 7}, {GridMode::nearest, GridPadding::reflection, false}), {4, 4, 4, 1});
  expect_near(line_at({6, 7, -7, 9}, {GridMode::nearest, GridPadding::reflection, true}), {1, 2, 2, 4});
}

TEST(GridSample, nearest_rounds_halves_to_even) {
  expect_near(line_at({0.5, 1.5, 2.5, 0.75, -0.75, 3.75}, {GridMode::nearest, GridPadding::zeros, false}), {1, 3, 3, 2, 0, 0});
  expect_near(line_at({-0.5, 3.5}, {GridMode::nearest, GridPadding::border, false}), {1, 4});
}

TEST(GridSample, cubic_by_weights) {
  // Keys' weights for 0.5 with coefficient -0.75: -0.09375, 0.59375, 0.59375, -0.09375.
  expect_near(line_at({1.5, 1}, {GridMode::cubic, GridPadding::zeros, true}), {-0.09375 * 5 + 0.59375 * 5, 2});
  expect_near(line_at({0.5}, {GridMode::cubic, GridPadding::zeros, true}), {0.59375 * 3 - 0.09375 * 3});
  expect_near(line_at({0.5}, {GridMode::cubic, GridPadding::border, true}), {0.59375 * 3 - 0.09375 * 4});
  expect_near(line_at({0.5}, {GridMode::cubic, GridPadding::reflection, true}), {0.59375 * 3 - 0.09375 * 5});
}

// The place stays where it is; what its four elements lack comes from the border: 1, 1, 1, 2 around -0.5.
TEST(GridSample, cubic_overshoots_behind_the_border) {
  for (const bool align : {false, true}) {
    expect_near(line_at({-0.5, -2, -7.5, 3.5, 1e30}, {GridMode::cubic, GridPadding::border, align}),
                {1 * (1 + 0.09375) - 2 * 0.09375, 1, 1, 4 * (1 + 0.09375) - 3 * 0.09375, 4});
  }
}

TEST(GridSample, no_number_is_the_first_element_or_nothing) {
  const Array x = array({1, 1, 2}, {5, 7});
  const Array grid = array({1, 4, 1}, {nan, infinity, -infinity, 1e30});
  expect_elements(eval1(op("grid_sample"), {x, grid}), {0, 0, 0, 0});
  expect_elements(eval1(op("grid_sample"), {x, grid}, GridSampleAttrs{GridMode::nearest, GridPadding::border, false}), {5, 5, 5, 7});
}

TEST(GridSample, the_innermost_dimension_comes_first) {
  const Array x = array({1, 2, 2, 3}, {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15});
  // x = 1, y = -1: the last column of the first row.
  const Array grid = array({1, 1, 2, 2}, {1, -1, 0, 0});
  const Array y = eval1(op("grid_sample"), {x, grid}, GridSampleAttrs{GridMode::linear, GridPadding::zeros, true});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{1, 2, 1, 2}));
  expect_elements(y, {2, 2.5, 12, 12.5});
}

TEST(GridSample, every_sample_in_three_dimensions) {
  const Array x = array({2, 1, 2, 1, 2}, {0, 1, 2, 3, 4, 5, 6, 7});
  const Array grid = array({2, 1, 1, 1, 3}, {1, 0, -1, 0, 0, 0});
  expect_elements(eval1(op("grid_sample"), {x, grid}, GridSampleAttrs{GridMode::linear, GridPadding::border, true}), {1, 5.5});
}

TEST(GridSample, nearest_takes_any_type) {
  const Array x = array({1, 1, 2}, {5, 7}, DType::uint4);
  const Array y = eval1(op("grid_sample"), {x, array({1, 2, 1}, {0.5, -3})}, GridSampleAttrs{GridMode::nearest, GridPadding::zeros, false});
  EXPECT_EQ(y.dtype(), DType::uint4);
  expect_elements(y, {7, 0});
}

TEST(GridSample, infers_symbols) {
  const Dim n = Dim::symbol("n");
  EXPECT_EQ(infer(op("grid_sample"), {f32({n, 3, 8, 8}), f32({n, Dim::symbol("h"), 5, 2})}).at(0), f32({n, 3, Dim::symbol("h"), 5}));
  EXPECT_EQ(cost(op("grid_sample"), {f32({1, 3, 8, 8}), f32({1, 2, 5, 2})}).elementwise, 30);
}

TEST(GridSample, grid_sample_c1_rank) {
  expect_violation(op("grid_sample"), "grid_sample_c1", {f32({1, 1}), f32({1, 1})});
}
TEST(GridSample, grid_sample_c2_types) {
  expect_violation(op("grid_sample"), "grid_sample_c2", {type(DType::int32, {1, 1, 4}), f32({1, 2, 1})});
  expect_violation(op("grid_sample"), "grid_sample_c2", {type(DType::string, {1, 1, 4}), f32({1, 2, 1})},
                   GridSampleAttrs{GridMode::nearest, GridPadding::zeros, false});
}
TEST(GridSample, grid_sample_c3_grid) {
  expect_violation(op("grid_sample"), "grid_sample_c3", {f32({1, 1, 4}), type(DType::int32, {1, 2, 1})});
  expect_violation(op("grid_sample"), "grid_sample_c3", {f32({1, 1, 4}), f32({1, 1})});
  expect_violation(op("grid_sample"), "grid_sample_c3", {f32({1, 1, 4}), f32({2, 2, 1})});
  expect_violation(op("grid_sample"), "grid_sample_c3", {f32({1, 1, 4}), f32({1, 2, 2})});
}
TEST(GridSample, grid_sample_c4_empty) {
  expect_violation(op("grid_sample"), "grid_sample_c4", {f32({1, 1, 0}), f32({1, 2, 1})});
}

// ---- affine_grid

TEST(AffineGrid, the_unit_transform) {
  const Array unit = array({1, 2, 3}, {1, 0, 0, 0, 1, 0}, DType::float64);
  const Array y = eval1(op("affine_grid"), {unit}, AffineGridAttrs{{2, 3}, true});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{1, 2, 3, 2}));
  expect_elements(y, {-1, -1, 0, -1, 1, -1, -1, 1, 0, 1, 1, 1});
  expect_elements(eval1(op("affine_grid"), {unit}, AffineGridAttrs{{2, 1}, false}), {0, -0.5, 0, 0.5});
  expect_elements(eval1(op("affine_grid"), {unit}, AffineGridAttrs{{1, 2}, true}), {-1, 0, 1, 0});
}

TEST(AffineGrid, matrices_and_translations_of_every_sample) {
  const Array theta = array({2, 2, 3}, {0, 1, 10, 2, 0, 20, 1, 0, 0, 0, 1, 0}, DType::float64);
  expect_elements(eval1(op("affine_grid"), {theta}, AffineGridAttrs{{1, 2}, true}), {10, 18, 10, 22, -1, 0, 1, 0});
}

TEST(AffineGrid, three_dimensions_read_back_the_image) {
  std::mt19937 random(4);
  const Array x = random_integers(random, {1, 2, 2, 3, 2});
  const Array unit = array({1, 3, 4}, {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0});
  for (const bool align : {false, true}) {
    const Array grid = eval1(op("affine_grid"), {unit}, AffineGridAttrs{{2, 3, 2}, align});
    expect_elements(eval1(op("grid_sample"), {x, grid}, GridSampleAttrs{GridMode::linear, GridPadding::zeros, align}), to_doubles(x), 1e-5);
  }
}

TEST(AffineGrid, affine_grid_c1_types) {
  expect_violation(op("affine_grid"), "affine_grid_c1", {type(DType::int32, {1, 2, 3})}, AffineGridAttrs{{2, 3}, false});
}
TEST(AffineGrid, affine_grid_c2_size) {
  expect_violation(op("affine_grid"), "affine_grid_c2", {f32({1, 2, 3})});
  expect_violation(op("affine_grid"), "affine_grid_c2", {f32({1, 2, 3})}, AffineGridAttrs{{2, 0}, false});
}
TEST(AffineGrid, affine_grid_c3_matrices) {
  expect_violation(op("affine_grid"), "affine_grid_c3", {f32({2, 3})}, AffineGridAttrs{{2, 3}, false});
  expect_violation(op("affine_grid"), "affine_grid_c3", {f32({1, 3, 4})}, AffineGridAttrs{{2, 3}, false});
}

// ---- What the samplers share.

TEST(Interpolation, cubic_weights_sum_to_one) {
  for (const double t : {0.0, 0.25, 0.5, 0.875}) {
    double sum = 0;
    for (const double k : {-1.0, 0.0, 1.0, 2.0}) sum += cubic_weight(t - k, -0.75);
    EXPECT_NEAR(sum, 1, 1e-15);
  }
  EXPECT_EQ(cubic_weight(0, -0.5), 1);
  EXPECT_EQ(cubic_weight(2.5, -0.5), 0);
}

TEST(Interpolation, a_tap_without_weight_brings_no_infinity) {
  const Elements elements = {1, infinity, 3, 5};
  const std::vector<std::int64_t> strides = {2, 1};
  const std::vector<Tap> rows = {{0, 0.5}, {1, 0.5}};
  const std::vector<Tap> first = {{0, 1.0}, {1, 0.0}};
  const std::vector<std::span<const Tap>> taps = {rows, first};
  EXPECT_EQ(weighted_sum(elements.data(), strides, taps), 2);
}

}  // namespace
}  // namespace nnfront::ops::testing
