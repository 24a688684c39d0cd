#include <limits>

#include "op_harness.h"
#include "ops/shape.h"

namespace nnfront::ops::testing {
namespace {

const Operator& resize() {
  static const std::vector<Operator> operators = shape_operators();
  return named(operators, "resize");
}

Array counted(std::vector<std::int64_t> dims, DType dtype = DType::float32) {
  std::vector<double> elements(static_cast<std::size_t>(element_count(dims)));
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = static_cast<double>(i + 1);
  return array(std::move(dims), elements, dtype);
}

ResizeAttrs by_sizes(std::vector<std::int64_t> sizes, ResizeMode mode, ResizeCoordinates coordinates,
                     ResizeNearest nearest = ResizeNearest::round_prefer_floor) {
  ResizeAttrs attrs;
  attrs.sizes = std::move(sizes);
  attrs.mode = mode;
  attrs.coordinates = coordinates;
  attrs.nearest = nearest;
  return attrs;
}

ResizeAttrs by_scales(std::vector<double> scales, ResizeMode mode, ResizeCoordinates coordinates = ResizeCoordinates::half_pixel) {
  ResizeAttrs attrs = by_sizes({}, mode, coordinates);
  attrs.scales = std::move(scales);
  return attrs;
}

std::vector<double> first_row(const Array& y) {
  const std::vector<double> elements = to_doubles(y);
  return {elements.begin(), elements.begin() + static_cast<std::ptrdiff_t>(y.dims().back())};
}

void expect_row(const Array& y, const std::vector<double>& wanted) {
  expect_elements(array({static_cast<std::int64_t>(wanted.size())}, first_row(y)), wanted, 1e-6);
}

// The examples of onnx.ai/onnx/operators/onnx__Resize.html.
TEST(Resize, published_linear_examples) {
  const Array square = counted({1, 1, 2, 2});
  expect_elements(eval1(resize(), {square}, by_scales({2, 2}, ResizeMode::linear)),
                  {1, 1.25, 1.75, 2, 1.5, 1.75, 2.25, 2.5, 2.5, 2.75, 3.25, 3.5, 3, 3.25, 3.75, 4});
  expect_row(eval1(resize(), {square}, by_scales({2, 2}, ResizeMode::linear, ResizeCoordinates::align_corners)),
             {1, 1.33333333, 1.66666667, 2});
  const Array wide = counted({1, 1, 2, 4});
  expect_elements(eval1(resize(), {wide}, by_scales({0.6, 0.6}, ResizeMode::linear)), {2.6666665, 4.3333331}, 1e-6);
  const Array large = counted({1, 1, 4, 4});
  expect_elements(eval1(resize(), {large}, by_sizes({3, 1}, ResizeMode::linear, ResizeCoordinates::half_pixel_or_zero)),
                  {1.6666666, 7, 12.333333}, 1e-6);
}

TEST(Resize, published_symmetric_examples) {
  const ResizeAttrs up = by_scales({2.3, 2.94}, ResizeMode::linear, ResizeCoordinates::half_pixel_symmetric);
  const Array y = eval1(resize(), {counted({1, 1, 2, 2})}, up);
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{1, 1, 4, 5}));
  expect_elements(y,
                  {1,          1.15986395, 1.5,        1.84013605, 2,          1.56521738, 1.72508133, 2.06521738, 2.40535343, 2.56521738,
                   2.43478262, 2.59464657, 2.93478262, 3.27491867, 3.43478262, 3,          3.15986395, 3.5,        3.84013605, 4},
                  1e-6);
  const ResizeAttrs down = by_scales({1, 0.6}, ResizeMode::linear, ResizeCoordinates::half_pixel_symmetric);
  expect_elements(eval1(resize(), {counted({1, 1, 1, 4})}, down), {1.6666667, 3.3333333}, 1e-6);
}

TEST(Resize, published_cubic_examples) {
  const Array x = counted({1, 1, 4, 4});
  expect_row(eval1(resize(), {x}, by_scales({2, 2}, ResizeMode::cubic)),
             {0.47265625, 0.76953125, 1.24609375, 1.875, 2.28125, 2.91015625, 3.38671875, 3.68359375});
  expect_row(eval1(resize(), {x}, by_scales({2, 2}, ResizeMode::cubic, ResizeCoordinates::align_corners)),
             {1, 1.34110787, 1.80029155, 2.32944606, 2.67055394, 3.19970845, 3.65889213, 4});
  expect_row(eval1(resize(), {x}, by_scales({2, 2}, ResizeMode::cubic, ResizeCoordinates::asymmetric)),
             {1, 1.40625, 2, 2.5, 3, 3.59375, 4, 4.09375});
}

TEST(Resize, published_nearest_examples) {
  const Array x = counted({1, 1, 4, 4});
  const auto row = [&](ResizeCoordinates coordinates, ResizeNearest nearest) {
    return first_row(eval1(resize(), {x}, by_sizes({8, 8}, ResizeMode::nearest, coordinates, nearest)));
  };
  EXPECT_EQ(row(ResizeCoordinates::align_corners, ResizeNearest::floor), (std::vector<double>{1, 1, 1, 2, 2, 3, 3, 4}));
  EXPECT_EQ(row(ResizeCoordinates::asymmetric, ResizeNearest::round_prefer_ceil), (std::vector<double>{1, 2, 2, 3, 3, 4, 4, 4}));
  EXPECT_EQ(row(ResizeCoordinates::half_pixel, ResizeNearest::ceil), (std::vector<double>{1, 2, 2, 3, 3, 4, 4, 4}));
  EXPECT_EQ(row(ResizeCoordinates::half_pixel, ResizeNearest::round_prefer_floor), (std::vector<double>{1, 1, 2, 2, 3, 3, 4, 4}));
  const ResizeAttrs down = by_sizes({3, 2}, ResizeMode::nearest, ResizeCoordinates::half_pixel_nearest);
  expect_elements(eval1(resize(), {x}, down), {6, 8, 10, 12, 14, 16});
  expect_elements(eval1(resize(), {counted({1, 1, 2, 4})}, by_scales({0.6, 0.6}, ResizeMode::nearest)), {1, 3});
}

TEST(Resize, linear_keeps_a_straight_line_straight) {
  std::mt19937 random(17);
  for (int round = 0; round < 50; ++round) {
    const std::int64_t in = draw(random, 1, 9);
    const std::int64_t out = draw(random, 1, 20);
    const Array x = counted({1, 1, in}, DType::float64);
    const Array y = eval1(resize(), {x}, by_sizes({out}, ResizeMode::linear, ResizeCoordinates::half_pixel));
    for (std::int64_t o = 0; o < out; ++o) {
      const double place = (static_cast<double>(o) + 0.5) * static_cast<double>(in) / static_cast<double>(out) - 0.5;
      const double wanted = 1 + std::clamp(place, 0.0, static_cast<double>(in - 1));
      ASSERT_NEAR(y.as<double>()[static_cast<std::size_t>(o)], wanted, 1e-12);
    }
  }
}

TEST(Resize, one_to_one_changes_nothing) {
  const Array x = counted({2, 3, 2, 3, 2});
  for (const ResizeMode mode : {ResizeMode::nearest, ResizeMode::linear, ResizeMode::cubic}) {
    for (const ResizeCoordinates coordinates : {ResizeCoordinates::half_pixel, ResizeCoordinates::half_pixel_symmetric,
                                                ResizeCoordinates::align_corners, ResizeCoordinates::asymmetric}) {
      expect_elements(eval1(resize(), {x}, by_sizes({2, 3, 2}, mode, coordinates)), to_doubles(x));
    }
  }
}

TEST(Resize, nearest_moves_any_type) {
  for (const DType dtype : {DType::int4, DType::boolean, DType::int64, DType::bfloat16}) {
    const Array x = array({1, 1, 2}, {0, 1}, dtype);
    expect_elements(eval1(resize(), {x}, by_scales({2}, ResizeMode::nearest)), {0, 0, 1, 1});
  }
}

TEST(Resize, a_weight_of_zero_does_not_bring_in_infinity) {
  const double infinity = std::numeric_limits<double>::infinity();
  const Array x = array({1, 1, 2}, {1, infinity});
  const ResizeAttrs attrs = by_sizes({2}, ResizeMode::linear, ResizeCoordinates::asymmetric);
  expect_elements(eval1(resize(), {x}, attrs), {1, infinity});
}

// The examples of onnx.ai/onnx/operators/onnx__Resize.html: the width of the result counts before it is rounded.
TEST(Resize, published_examples_of_scaled_corners) {
  const Array wide = counted({1, 1, 2, 4});
  expect_elements(eval1(resize(), {wide}, by_scales({0.6, 0.6}, ResizeMode::linear, ResizeCoordinates::align_scaled_corners)),
                  {1, 3.142857}, 1e-6);
  const Array x = counted({1, 1, 4, 4});
  expect_elements(eval1(resize(), {x}, by_scales({0.8, 0.8}, ResizeMode::cubic, ResizeCoordinates::align_scaled_corners)),
                  {1, 2.39519159, 3.79038317, 6.58076634, 7.97595793, 9.37114951, 12.16153268, 13.55672427, 14.95191585}, 1e-6);
  // A width of exactly 1 has no distance between its corners.
  expect_elements(eval1(resize(), {wide}, by_scales({0.5, 1}, ResizeMode::nearest, ResizeCoordinates::align_scaled_corners)), {1, 2, 3, 4});
}

TEST(Resize, published_examples_of_antialiasing) {
  const Array x = counted({1, 1, 4, 4});
  ResizeAttrs linear = by_scales({0.6, 0.6}, ResizeMode::linear);
  linear.antialias = true;
  expect_elements(eval1(resize(), {x}, linear), {2.875, 4.5, 9.375, 11.0}, 1e-6);
  ResizeAttrs cubic = by_scales({0.6, 0.6}, ResizeMode::cubic);
  cubic.antialias = true;
  expect_elements(eval1(resize(), {x}, cubic), {2.5180721, 4.2858863, 9.589329, 11.357142}, 1e-6);
}

TEST(Resize, antialiasing_changes_nothing_where_the_result_is_larger) {
  const Array x = counted({1, 1, 3, 4});
  for (const ResizeMode mode : {ResizeMode::linear, ResizeMode::cubic}) {
    ResizeAttrs attrs = by_scales({1, 2.5}, mode);
    const std::vector<double> wanted = to_doubles(eval1(resize(), {x}, attrs));
    attrs.antialias = true;
    expect_elements(eval1(resize(), {x}, attrs), wanted, 1e-6);
  }
}

// Place -0.25 lies a quarter before the first element; the cubic example is ONNX's.
TEST(Resize, what_is_outside_does_not_count) {
  ResizeAttrs linear = by_scales({2}, ResizeMode::linear);
  linear.exclude_outside = true;
  expect_elements(eval1(resize(), {array({1, 1, 2}, {1, 3})}, linear), {1, 1.5, 2.5, 3});
  ResizeAttrs cubic = by_scales({0.8, 0.8}, ResizeMode::cubic);
  cubic.cubic_coefficient = -0.5;
  cubic.exclude_outside = true;
  expect_row(eval1(resize(), {counted({1, 1, 4, 4})}, cubic), {1.36812675, 2.6695014, 4.0133367});
}

TEST(Resize, crops_by_hand) {
  ResizeAttrs attrs = by_sizes({3}, ResizeMode::linear, ResizeCoordinates::crop);
  const Array x = array({1, 1, 5}, {0, 10, 20, 30, 40});
  expect_elements(eval1(resize(), {x}, attrs), {0, 20, 40});
  attrs.roi = {0.25, 0.5};
  expect_elements(eval1(resize(), {x}, attrs), {10, 15, 20});
  attrs.roi = {0.5, 1.5};
  attrs.outside_value = -1;
  expect_elements(eval1(resize(), {x}, attrs), {20, 40, -1});
  attrs.mode = ResizeMode::nearest;
  expect_elements(eval1(resize(), {x}, attrs), {20, 40, -1});
  attrs.sizes = {1};
  expect_elements(eval1(resize(), {x}, attrs), {40});
}

TEST(Resize, infers_symbols) {
  const TensorType x = f32({Dim::symbol("n"), 3, Dim::symbol("h"), Dim::symbol("w")});
  const auto inferred = [&](std::vector<double> scales) {
    return text(infer(resize(), {x}, by_scales(std::move(scales), ResizeMode::nearest)).at(0).shape);
  };
  EXPECT_EQ(inferred({2, 0.5}), "[n,3,2*h,w/2]");
  const Dim half_as_much_again = infer(resize(), {x}, by_scales({1.5, 1}, ResizeMode::nearest)).at(0).shape[2];
  for (const std::int64_t h : {2, 3, 7}) EXPECT_EQ(half_as_much_again.substitute({{"h", Dim(h)}}), Dim(3 * h / 2));
  EXPECT_EQ(inferred({0.1, 1e-30}), "[n,3,?,?]");
  EXPECT_EQ(text(infer(resize(), {x}, by_sizes({4, 5}, ResizeMode::linear, ResizeCoordinates::half_pixel)).at(0).shape), "[n,3,4,5]");
}

TEST(Resize, sizes_by_factors_are_products_in_float32) {
  const auto scaled = [](std::int64_t size, double scale) {
    return infer(resize(), {f32({1, 1, size})}, by_scales({scale}, ResizeMode::nearest)).at(0).shape[2];
  };
  EXPECT_EQ(scaled(10, static_cast<double>(1.3F)), Dim(13));
  EXPECT_EQ(scaled(10, 1.3), Dim(13));
  EXPECT_EQ(scaled(10, 1.2999), Dim(12));
  EXPECT_EQ(scaled((std::int64_t{1} << 24) + 1, 1.0), Dim((std::int64_t{1} << 24) + 1));
}

TEST(Resize, empty_arrays) {
  EXPECT_EQ(eval1(resize(), {array({0, 3, 2}, {})}, by_scales({2}, ResizeMode::linear)).dims(), (std::vector<std::int64_t>{0, 3, 4}));
  EXPECT_EQ(eval1(resize(), {array({1, 3, 0}, {})}, by_scales({2}, ResizeMode::linear)).dims(), (std::vector<std::int64_t>{1, 3, 0}));
}

TEST(Resize, costs_interpolation_only) {
  EXPECT_EQ(cost(resize(), {f32({1, 2, 2, 2})}, by_scales({2, 2}, ResizeMode::linear)).elementwise, 32);
  EXPECT_EQ(cost(resize(), {f32({1, 2, 2, 2})}, by_scales({2, 2}, ResizeMode::nearest)).elementwise, 0);
}

TEST(Resize, resize_c1_rank) {
  expect_violation(resize(), "resize_c1", {f32({2, 2})}, by_scales({}, ResizeMode::nearest));
}

TEST(Resize, resize_c2_sizes_or_scales) {
  const TensorType x = f32({1, 1, 2, 2});
  expect_violation(resize(), "resize_c2", {x}, by_scales({}, ResizeMode::nearest));
  expect_violation(resize(), "resize_c2", {x}, by_scales({2}, ResizeMode::nearest));
  expect_violation(resize(), "resize_c2", {x}, by_sizes({2, 2, 2}, ResizeMode::nearest, ResizeCoordinates::asymmetric));
  ResizeAttrs both = by_scales({2, 2}, ResizeMode::nearest);
  both.sizes = {4, 4};
  expect_violation(resize(), "resize_c2", {x}, both);
}

TEST(Resize, resize_c3_numbers) {
  const TensorType x = f32({1, 1, 2});
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double scale : {0.0, -1.0, infinity, infinity - infinity, 1e300}) {
    expect_violation(resize(), "resize_c3", {x}, by_scales({scale}, ResizeMode::nearest));
  }
  expect_violation(resize(), "resize_c3", {x}, by_sizes({0}, ResizeMode::nearest, ResizeCoordinates::asymmetric));
  ResizeAttrs cubic = by_scales({2}, ResizeMode::cubic);
  cubic.cubic_coefficient = infinity;
  expect_violation(resize(), "resize_c3", {x}, cubic);
}

TEST(Resize, resize_c4_floating) {
  for (const ResizeMode mode : {ResizeMode::linear, ResizeMode::cubic}) {
    expect_violation(resize(), "resize_c4", {type(DType::uint8, {1, 1, 2})}, by_scales({2}, mode));
  }
}

TEST(Resize, resize_c5_from_nothing) {
  expect_violation(resize(), "resize_c5", {f32({1, 1, 0})}, by_sizes({2}, ResizeMode::nearest, ResizeCoordinates::asymmetric));
}

TEST(Resize, resize_c6_filter) {
  ResizeAttrs attrs = by_scales({2}, ResizeMode::nearest);
  attrs.antialias = true;
  expect_violation(resize(), "resize_c6", {f32({1, 1, 2})}, attrs);
  attrs.antialias = false;
  attrs.exclude_outside = true;
  expect_violation(resize(), "resize_c6", {f32({1, 1, 2})}, attrs);
}

TEST(Resize, resize_c7_roi) {
  ResizeAttrs attrs = by_scales({2}, ResizeMode::nearest, ResizeCoordinates::crop);
  attrs.roi = {0, 1, 2};
  expect_violation(resize(), "resize_c7", {f32({1, 1, 2})}, attrs);
  attrs.roi = {0, std::numeric_limits<double>::infinity()};
  expect_violation(resize(), "resize_c7", {f32({1, 1, 2})}, attrs);
  attrs.roi = {0, 1};
  attrs.coordinates = ResizeCoordinates::asymmetric;
  expect_violation(resize(), "resize_c7", {f32({1, 1, 2})}, attrs);
}

}  // namespace
}  // namespace nnfront::ops::testing
