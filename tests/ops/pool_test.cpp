#include "ops/pool.h"

#include "op_harness.h"
#include "ops/window.h"

namespace nnfront::ops::testing {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const double nan = std::numeric_limits<double>::quiet_NaN();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = pool_operators();
  return named(operators, name);
}

PoolAttrs plain(std::vector<std::int64_t> kernel, std::int64_t stride = 1) {
  const std::size_t dimensions = kernel.size();
  PoolAttrs attrs;
  attrs.kernel = std::move(kernel);
  attrs.strides.assign(dimensions, stride);
  attrs.pads.assign(2 * dimensions, 0);
  attrs.dilations.assign(dimensions, 1);
  return attrs;
}

AveragePoolAttrs average(const PoolAttrs& attrs, bool count_include_pad) {
  return {attrs, count_include_pad};
}

std::int64_t positions(std::int64_t size, std::int64_t kernel, std::int64_t stride, std::int64_t begin, std::int64_t end,
                       PoolRounding rounding) {
  PoolAttrs attrs = plain({kernel}, stride);
  attrs.pads = {begin, end};
  attrs.rounding = rounding;
  return infer(op("max_pool"), {f32({1, 1, size})}, attrs).at(0).shape.at(2).integer();
}

TEST(Pool, rounds_the_number_of_windows) {
  EXPECT_EQ(positions(112, 3, 2, 1, 1, PoolRounding::floor), 56);
  EXPECT_EQ(positions(112, 3, 2, 1, 1, PoolRounding::ceil), 57);
  EXPECT_EQ(positions(112, 3, 2, 0, 0, PoolRounding::floor), 55);
  EXPECT_EQ(positions(112, 3, 2, 0, 0, PoolRounding::ceil), 56);
  EXPECT_EQ(positions(112, 3, 2, 0, 0, PoolRounding::ceil_inside), 56);
  // ceil(3/2)+1 = 3 windows; the last would start at 4, which is the size plus the begin padding.
  EXPECT_EQ(positions(3, 2, 2, 1, 1, PoolRounding::ceil), 3);
  EXPECT_EQ(positions(3, 2, 2, 1, 1, PoolRounding::ceil_inside), 2);
}

// The published formulas of the two conventions, spelled out: one rounds up and keeps the window, the other drops it where its start
// lies behind the input and the begin padding.
TEST(Pool, rounds_as_both_conventions_for_all_small_sizes) {
  for (std::int64_t size = 1; size <= 9; ++size) {
    for (std::int64_t kernel = 1; kernel <= 4; ++kernel) {
      for (std::int64_t stride = 1; stride <= 4; ++stride) {
        for (std::int64_t pad = 0; pad < kernel; ++pad) {
          if (size + 2 * pad < kernel) continue;
          const auto full =
              static_cast<std::int64_t>(1 + std::ceil(static_cast<double>(size + 2 * pad - kernel) / static_cast<double>(stride)));
          const std::int64_t inside = (full - 1) * stride >= size + pad ? full - 1 : full;
          EXPECT_EQ(positions(size, kernel, stride, pad, pad, PoolRounding::ceil), full);
          EXPECT_EQ(positions(size, kernel, stride, pad, pad, PoolRounding::ceil_inside), inside);
        }
      }
    }
  }
}

TEST(Pool, keeps_symbols) {
  PoolAttrs attrs = plain({3, 2}, 2);
  attrs.pads = {1, 0, 1, 1};
  const Shape x = {Dim::symbol("batch"), 8, Dim::symbol("h"), Dim::symbol("w")};
  for (const PoolRounding rounding : {PoolRounding::floor, PoolRounding::ceil, PoolRounding::ceil_inside}) {
    attrs.rounding = rounding;
    const Shape y = infer(op("max_pool"), {f32(x)}, attrs).at(0).shape;
    EXPECT_EQ(y[0].text(), "batch");
    EXPECT_EQ(y[1].integer(), 8);
    const Shape concrete = infer(op("max_pool"), {f32({1, 8, 11, 11})}, attrs).at(0).shape;
    EXPECT_EQ(y[2].substitute({{"h", Dim(11)}}), concrete[2]);
    // With a window of 2, a stride of 2 and a pad of 1 the size decides whether the last window is kept.
    EXPECT_EQ(y[3].is_unknown(), rounding == PoolRounding::ceil_inside);
  }
}

TEST(Pool, maximum_by_hand) {
  PoolAttrs attrs = plain({2, 2}, 2);
  const Array x = array({1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  expect_elements(eval1(op("max_pool"), {x}, attrs), {5});
  attrs.rounding = PoolRounding::ceil;
  expect_elements(eval1(op("max_pool"), {x}, attrs), {5, 6, 8, 9});
}

TEST(Pool, padding_never_wins_a_maximum) {
  PoolAttrs attrs = plain({2}, 1);
  attrs.pads = {1, 1};
  expect_elements(eval1(op("max_pool"), {array({1, 1, 2}, {-5, -7})}, attrs), {-5, -5, -7});
  const Array bytes = array({1, 1, 2}, {-128, -127}, DType::int8);
  expect_elements(eval1(op("max_pool"), {bytes}, attrs), {-128, -127, -127});
  const Array unsigned_bytes = array({1, 1, 2}, {200, 3}, DType::uint8);
  expect_elements(eval1(op("max_pool"), {unsigned_bytes}, attrs), {200, 200, 3});
}

TEST(Pool, a_window_of_padding_alone_has_the_lowest_maximum_and_a_mean_of_zero) {
  PoolAttrs attrs = plain({1}, 1);
  attrs.pads = {1, 0};
  const Array x = array({1, 1, 1}, {3});
  expect_elements(eval1(op("max_pool"), {x}, attrs), {-infinity, 3});
  expect_elements(eval1(op("average_pool"), {x}, average(attrs, false)), {0, 3});
}

TEST(Pool, nan_wins_a_maximum) {
  expect_elements(eval1(op("max_pool"), {array({1, 1, 4}, {1, nan, 2, 3})}, plain({2})), {nan, nan, 3});
}

TEST(Pool, average_divides_by_taps_in_the_padded_input_or_by_real_ones) {
  PoolAttrs attrs = plain({3}, 2);
  attrs.pads = {1, 1};
  attrs.rounding = PoolRounding::ceil;
  // Size 4, padded to 6: windows at -1, 1 and 3; the last reaches one element past the end padding, which never counts.
  const Array x = array({1, 1, 4}, {6, 12, 18, 24});
  expect_elements(eval1(op("average_pool"), {x}, average(attrs, false)), {9, 18, 24});
  expect_elements(eval1(op("average_pool"), {x}, average(attrs, true)), {6, 18, 12});
}

TEST(Pool, average_in_float16_rounds_once) {
  const Array x = array({1, 1, 3}, {1, 1, 2}, DType::float16);
  const double third = to_doubles(array({1}, {4.0 / 3.0}, DType::float16))[0];
  expect_elements(eval1(op("average_pool"), {x}, average(plain({3}), false)), {third});
}

TEST(Pool, lp_by_hand) {
  const PoolAttrs attrs = plain({2});
  LpPoolAttrs lp = {attrs, 2};
  const Array x = array({1, 1, 3}, {3, -4, 0});
  expect_elements(eval1(op("lp_pool"), {x}, lp), {5, 4}, 1e-7);
  lp.p = 1;
  expect_elements(eval1(op("lp_pool"), {x}, lp), {7, 4}, 1e-7);
}

TEST(Pool, indices_by_hand) {
  PoolAttrs attrs = plain({2, 2}, 1);
  // The first of equal ones; planes count on.
  const Array x = array({1, 2, 2, 3}, {1, 5, 2, 4, 5, 9, 7, 7, 7, 7, 7, 8});
  expect_elements(eval1(op("max_pool_indices"), {x}, MaxPoolIndicesAttrs{attrs, false}), {1, 5, 6, 11});
  // Columns of two rows: element (0, 1) is number 2, (1, 2) number 5.
  expect_elements(eval1(op("max_pool_indices"), {x}, MaxPoolIndicesAttrs{attrs, true}), {2, 5, 6, 11});
  // (1, 0, 2) of [2, 1, 3] is 1 + 2*0 + 2*1*2.
  const Array solid = array({1, 1, 2, 1, 3}, {0, 0, 0, 0, 0, 1});
  expect_elements(eval1(op("max_pool_indices"), {solid}, MaxPoolIndicesAttrs{plain({2, 1, 3}), true}), {5});
  const Array tall = array({1, 1, 2, 1, 3}, {0, 0, 0, 0, 1, 0});
  expect_elements(eval1(op("max_pool_indices"), {tall}, MaxPoolIndicesAttrs{plain({2, 1, 3}), true}), {3});
}

TEST(Pool, indices_of_padding_of_nan_and_of_large_integers) {
  PoolAttrs attrs = plain({2}, 1);
  attrs.pads = {2, 0};
  expect_elements(eval1(op("max_pool_indices"), {array({1, 1, 2}, {-infinity, -infinity})}, MaxPoolIndicesAttrs{attrs}), {-1, 0, 0});
  expect_elements(eval1(op("max_pool_indices"), {array({1, 1, 4}, {1, nan, 2, nan})}, MaxPoolIndicesAttrs{plain({2})}), {1, 1, 3});
  const std::vector<std::uint64_t> large = {1, ~std::uint64_t{0}, 2};
  const Array x = Array::of<std::uint64_t>({1, 1, 3}, large);
  expect_elements(eval1(op("max_pool_indices"), {x}, MaxPoolIndicesAttrs{plain({3})}), {1});
}

struct Case {
  Array x;
  PoolAttrs attrs;
};

Case random_case(std::mt19937& random, std::size_t dimensions, DType dtype) {
  PoolAttrs attrs;
  std::vector<std::int64_t> x = {draw(random, 1, 2), draw(random, 1, 3)};
  std::vector<std::int64_t> ends;
  for (std::size_t d = 0; d < dimensions; ++d) {
    attrs.kernel.push_back(draw(random, 1, 3));
    attrs.strides.push_back(draw(random, 1, 3));
    attrs.dilations.push_back(draw(random, 1, 2));
    const std::int64_t extent = attrs.dilations[d] * (attrs.kernel[d] - 1) + 1;
    attrs.pads.push_back(draw(random, 0, extent - 1));
    ends.push_back(draw(random, 0, extent - 1));
    x.push_back(draw(random, extent, extent + 5));
  }
  attrs.pads.insert(attrs.pads.end(), ends.begin(), ends.end());
  attrs.rounding = static_cast<PoolRounding>(draw(random, 0, 2));
  return {random_integers(random, x, dtype), attrs};
}

struct Window {
  std::vector<double> real;
  std::int64_t padded = 0;
};

// Looks at every element of a plane that is padded (and prolonged, for windows that reach past the end) with markers.
Window window_at(const Case& from, std::int64_t plane, const std::vector<std::int64_t>& position) {
  const std::vector<std::int64_t>& dims = from.x.dims();
  const std::size_t dimensions = position.size();
  const std::vector<double> x = to_doubles(from.x);
  std::vector<std::int64_t> index = {plane / dims[1], plane % dims[1]};
  index.resize(dims.size());
  Window window;
  std::int64_t taps = 1;
  for (const std::int64_t each : from.attrs.kernel) taps *= each;
  for (std::int64_t t = 0; t < taps; ++t) {
    const std::vector<std::int64_t> tap = unravel(t, from.attrs.kernel);
    bool real = true;
    bool padded = true;
    for (std::size_t d = 0; d < dimensions; ++d) {
      const std::int64_t in_padded = position[d] * from.attrs.strides[d] + tap[d] * from.attrs.dilations[d];
      const std::int64_t begin = from.attrs.pads[d];
      const std::int64_t size = dims[d + 2];
      padded = padded && in_padded < begin + size + from.attrs.pads[dimensions + d];
      real = real && in_padded >= begin && in_padded < begin + size;
      index[d + 2] = in_padded - begin;
    }
    if (padded) ++window.padded;
    if (real) window.real.push_back(x[static_cast<std::size_t>(ravel(index, dims))]);
  }
  return window;
}

void compare_with_loops(unsigned seed, std::size_t dimensions, int cases) {
  std::mt19937 random(seed);
  for (int i = 0; i < cases; ++i) {
    SCOPED_TRACE(::testing::Message() << "case " << i << " of seed " << seed);
    const Case from = random_case(random, dimensions, DType::float64);
    const Array largest = eval1(op("max_pool"), {from.x}, from.attrs);
    const std::vector<std::int64_t> out(largest.dims().begin() + 2, largest.dims().end());
    const std::int64_t planes = from.x.dims()[0] * from.x.dims()[1];
    const std::int64_t count = largest.size() / planes;
    std::vector<double> maxima, real_means, padded_means, norms;
    std::int64_t taps = 0;
    for (std::int64_t o = 0; o < largest.size(); ++o) {
      const Window window = window_at(from, o / count, unravel(o % count, out));
      double best = -infinity, sum = 0, squares = 0;
      for (const double element : window.real) {
        best = std::max(best, element);
        sum += element;
        squares += element * element;
      }
      taps += static_cast<std::int64_t>(window.real.size());
      maxima.push_back(best);
      real_means.push_back(window.real.empty() ? 0 : sum / static_cast<double>(window.real.size()));
      padded_means.push_back(window.padded == 0 ? 0 : sum / static_cast<double>(window.padded));
      norms.push_back(std::sqrt(squares));
    }
    const PoolAttrs& attrs = from.attrs;
    expect_elements(largest, maxima);
    const std::vector<double> elements = to_doubles(from.x);
    const std::vector<std::int64_t> places = to_integers(eval1(op("max_pool_indices"), {from.x}, MaxPoolIndicesAttrs{from.attrs, false}));
    for (std::size_t o = 0; o < maxima.size(); ++o) {
      const bool empty = places[o] < 0;
      EXPECT_EQ(empty ? -infinity : elements[static_cast<std::size_t>(places[o])], maxima[o]);
    }
    expect_elements(eval1(op("average_pool"), {from.x}, average(attrs, false)), real_means, 1e-15);
    expect_elements(eval1(op("average_pool"), {from.x}, average(attrs, true)), padded_means, 1e-15);
    expect_elements(eval1(op("lp_pool"), {from.x}, LpPoolAttrs{attrs, 2}), norms, 1e-14);
    EXPECT_EQ(cost(op("max_pool"), {type_of(from.x)}, attrs).elementwise, taps);
    EXPECT_EQ(cost(op("average_pool"), {type_of(from.x)}, average(attrs, true)).elementwise, taps);
  }
}

TEST(Pool, equals_loops_in_1d) {
  compare_with_loops(1, 1, 80);
}
TEST(Pool, equals_loops_in_2d) {
  compare_with_loops(2, 2, 25);
}
TEST(Pool, equals_loops_in_3d) {
  compare_with_loops(3, 3, 4);
}

TEST(Pool, global_over_any_rank) {
  const Array x = array({1, 2, 2, 1, 2}, {1, 2, 3, 6, -1, -2, -3, -6});
  const Array largest = eval1(op("global_max_pool"), {x});
  EXPECT_EQ(largest.dims(), (std::vector<std::int64_t>{1, 2, 1, 1, 1}));
  expect_elements(largest, {6, -1});
  expect_elements(eval1(op("global_average_pool"), {x}), {3, -3});
  expect_elements(eval1(op("global_lp_pool"), {x}, GlobalLpPoolAttrs{1}), {12, 12}, 1e-7);
  EXPECT_EQ(cost(op("global_average_pool"), {type_of(x)}).elementwise, 8);
}

TEST(Pool, global_keeps_symbols) {
  const Shape x = {Dim::symbol("batch"), 8, Dim::symbol("h"), Dim::unknown()};
  EXPECT_EQ(text(infer(op("global_max_pool"), {f32(x)}).at(0)), "float32[batch,8,1,1]");
}

TEST(Pool, adaptive_windows_overlap_where_sizes_do_not_divide) {
  const Array x = array({1, 1, 5}, {1, 2, 3, 4, 9});
  // [0,2) [1,4) [3,5)
  expect_elements(eval1(op("adaptive_average_pool"), {x}, AdaptivePoolAttrs{{3}}), {1.5, 3, 6.5});
  expect_elements(eval1(op("adaptive_max_pool"), {x}, AdaptivePoolAttrs{{3}}), {2, 4, 9});
  EXPECT_EQ(cost(op("adaptive_max_pool"), {type_of(x)}, AdaptivePoolAttrs{{3}}).elementwise, 7);
  // More positions than elements repeat them: [0,1) [0,1) [0,2) [1,2) [1,2)
  const Array two = array({1, 1, 2}, {1, 3});
  expect_elements(eval1(op("adaptive_average_pool"), {two}, AdaptivePoolAttrs{{5}}), {1, 1, 2, 3, 3});
}

TEST(Pool, adaptive_in_two_dimensions) {
  const Array x = array({1, 1, 2, 4}, {1, 2, 3, 4, 5, 6, 7, 8});
  expect_elements(eval1(op("adaptive_average_pool"), {x}, AdaptivePoolAttrs{{1, 2}}), {3.5, 5.5});
  const Shape shape = {Dim::symbol("n"), 4, Dim::symbol("h"), 9};
  EXPECT_EQ(text(infer(op("adaptive_average_pool"), {f32(shape)}, AdaptivePoolAttrs{{7, 7}}).at(0)), "float32[n,4,7,7]");
}

TEST(Pool, pool_c1_rank) {
  expect_violation(op("max_pool"), "pool_c1", {f32({1, 8})}, plain({}));
  expect_violation(op("max_pool_indices"), "pool_c1", {f32({1, 8})}, MaxPoolIndicesAttrs{plain({})});
  expect_violation(op("global_average_pool"), "pool_c1", {f32({1, 8})});
  expect_violation(op("adaptive_max_pool"), "pool_c1", {f32({1, 8})});
}
TEST(Pool, pool_c2_type) {
  const TensorType bytes = type(DType::int8, {1, 1, 4});
  expect_violation(op("average_pool"), "pool_c2", {bytes}, average(plain({2}), false));
  expect_violation(op("lp_pool"), "pool_c2", {bytes}, op("lp_pool").defaults);
  expect_violation(op("global_average_pool"), "pool_c2", {bytes});
  expect_violation(op("adaptive_average_pool"), "pool_c2", {bytes}, AdaptivePoolAttrs{{2}});
  expect_violation(op("max_pool"), "pool_c2", {type(DType::boolean, {1, 1, 4})}, plain({2}));
  expect_violation(op("max_pool_indices"), "pool_c2", {type(DType::boolean, {1, 1, 4})}, MaxPoolIndicesAttrs{plain({2})});
}
TEST(Pool, pool_c3_windows) {
  PoolAttrs attrs = plain({0});
  expect_violation(op("max_pool"), "pool_c3", {f32({1, 1, 4})}, attrs);
  expect_violation(op("max_pool"), "pool_c3", {f32({1, 1, 4})}, plain({2, 2}));
  expect_violation(op("max_pool_indices"), "pool_c3", {f32({1, 1, 4})}, MaxPoolIndicesAttrs{plain({2, 2})});
  attrs = plain({2}, 0);
  expect_violation(op("max_pool"), "pool_c3", {f32({1, 1, 4})}, attrs);
  attrs = plain({2});
  attrs.dilations = {std::int64_t{1} << 33};
  expect_violation(op("max_pool"), "pool_c3", {f32({1, 1, 4})}, attrs);
}
TEST(Pool, pool_c4_pads) {
  PoolAttrs attrs = plain({2});
  attrs.pads = {0, -1};
  expect_violation(op("max_pool"), "pool_c4", {f32({1, 1, 4})}, attrs);
  expect_violation(op("max_pool_indices"), "pool_c4", {f32({1, 1, 4})}, MaxPoolIndicesAttrs{attrs});
  attrs.pads = {0};
  expect_violation(op("average_pool"), "pool_c4", {f32({1, 1, 4})}, average(attrs, true));
}
TEST(Pool, pool_c5_window_fits) {
  for (const PoolRounding rounding : {PoolRounding::floor, PoolRounding::ceil, PoolRounding::ceil_inside}) {
    PoolAttrs attrs = plain({5});
    attrs.rounding = rounding;
    expect_violation(op("max_pool"), "pool_c5", {f32({1, 1, 4})}, attrs);
    expect_violation(op("max_pool_indices"), "pool_c5", {f32({1, 1, 4})}, MaxPoolIndicesAttrs{attrs});
  }
}
TEST(Pool, pool_c6_exponent) {
  const PoolAttrs attrs = plain({2});
  expect_violation(op("lp_pool"), "pool_c6", {f32({1, 1, 4})}, LpPoolAttrs{attrs, 0});
  expect_violation(op("global_lp_pool"), "pool_c6", {f32({1, 1, 4})}, GlobalLpPoolAttrs{0});
}
TEST(Pool, pool_c7_empty) {
  expect_violation(op("global_max_pool"), "pool_c7", {f32({1, 1, 0})});
  expect_violation(op("adaptive_max_pool"), "pool_c7", {f32({1, 1, 4, 0})}, AdaptivePoolAttrs{{1, 1}});
}
TEST(Pool, pool_c8_output_size) {
  expect_violation(op("adaptive_max_pool"), "pool_c8", {f32({1, 1, 4})}, AdaptivePoolAttrs{{0}});
  expect_violation(op("adaptive_average_pool"), "pool_c8", {f32({1, 1, 4})}, AdaptivePoolAttrs{{1, 1}});
}

TEST(Pool, makes_nothing_of_no_planes) {
  const std::int64_t large = std::int64_t{1} << 40;
  for (const char* name : {"global_max_pool", "global_average_pool", "global_lp_pool"}) {
    EXPECT_EQ(eval1(op(name), {Array(DType::float32, {0, 2, large, 2, 3})}).dims(), (std::vector<std::int64_t>{0, 2, 1, 1, 1})) << name;
  }
  AdaptivePoolAttrs adaptive;
  adaptive.output_size = {largest_window_entry};
  EXPECT_EQ(eval1(op("adaptive_max_pool"), {Array(DType::float32, {1, 0, large})}, adaptive).size(), 0);
  EXPECT_EQ(eval1(op("max_pool"), {Array(DType::float32, {0, 1, large})}, plain({3})).size(), 0);
}

TEST(Pool, a_window_of_padding_alone_gives_the_lowest_number) {
  PoolAttrs attrs = plain({1});
  attrs.pads = {1, 0};
  for (const auto& [dtype, lowest] : {std::pair{DType::int8, -128.0},
                                      {DType::uint8, 0.0},
                                      {DType::int16, -32768.0},
                                      {DType::int4, -8.0},
                                      {DType::int32, -2147483648.0},
                                      {DType::float32, -infinity}}) {
    expect_elements(eval1(op("max_pool"), {array({1, 1, 1}, {3}, dtype)}, attrs), {lowest, 3});
  }
}

// A kernel of 2^31 over three elements: only those are looked at.
TEST(Pool, hostile_windows_cost_what_they_read) {
  PoolAttrs attrs = plain({largest_window_entry});
  attrs.pads = {largest_window_entry - 1, largest_window_entry - 1};
  attrs.strides = {1 << 30};
  const Array x = array({1, 1, 3}, {1, 5, 2});
  expect_elements(eval1(op("max_pool"), {x}, attrs), {1, 5, 2});
  EXPECT_EQ(cost(op("max_pool"), {type_of(x)}, attrs).elementwise, 5);
  AdaptivePoolAttrs adaptive;
  adaptive.output_size = {largest_window_entry};
  EXPECT_EQ(cost(op("adaptive_max_pool"), {f32({1, 1, 1})}, adaptive).elementwise, largest_window_entry);
}

}  // namespace
}  // namespace nnfront::ops::testing
