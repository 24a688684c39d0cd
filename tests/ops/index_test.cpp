// slice, gather, pad, tile, flip, one_hot, arange
#include <limits>

#include "op_harness.h"
#include "ops/shape.h"

namespace nnfront::ops::testing {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t to_the_end = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t to_the_start = std::numeric_limits<std::int64_t>::min();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = shape_operators();
  return named(operators, name);
}

Array counted(std::vector<std::int64_t> dims, DType dtype = DType::float32) {
  std::vector<double> elements(static_cast<std::size_t>(element_count(dims)));
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = static_cast<double>(i);
  return array(std::move(dims), elements, dtype);
}

std::vector<double> sliced(std::int64_t size, std::int64_t start, std::int64_t stop, std::int64_t step) {
  return to_doubles(eval1(op("slice"), {counted({size})}, SliceAttrs{{0}, {start}, {stop}, {step}}));
}

std::string sliced_dim(const Dim& size, std::int64_t start, std::int64_t stop, std::int64_t step) {
  return infer(op("slice"), {f32({size})}, SliceAttrs{{0}, {start}, {stop}, {step}}).at(0).shape.at(0).text();
}

TEST(Slice, equals_python) {
  using Elements = std::vector<double>;
  EXPECT_EQ(sliced(6, 1, 4, 1), (Elements{1, 2, 3}));
  EXPECT_EQ(sliced(6, -3, to_the_end, 1), (Elements{3, 4, 5}));
  EXPECT_EQ(sliced(6, 0, -1, 2), (Elements{0, 2, 4}));
  EXPECT_EQ(sliced(6, 1, to_the_end, 2), (Elements{1, 3, 5}));
  EXPECT_EQ(sliced(6, 4, 2, 1), Elements{});
  EXPECT_EQ(sliced(6, -100, 2, 1), (Elements{0, 1}));
  EXPECT_EQ(sliced(6, 9, 12, 1), Elements{});
  EXPECT_EQ(sliced(6, -1, to_the_start, -1), (Elements{5, 4, 3, 2, 1, 0}));
  EXPECT_EQ(sliced(6, to_the_end, to_the_start, -2), (Elements{5, 3, 1}));
  EXPECT_EQ(sliced(6, 4, 1, -2), (Elements{4, 2}));
  EXPECT_EQ(sliced(6, 4, -100, -3), (Elements{4, 1}));
  EXPECT_EQ(sliced(6, -100, to_the_start, -1), Elements{});
  EXPECT_EQ(sliced(6, 5, to_the_start, to_the_start), (Elements{5}));
  EXPECT_EQ(sliced(6, 0, to_the_end, to_the_end), (Elements{0}));
  EXPECT_EQ(sliced(0, 0, to_the_end, 1), Elements{});
  EXPECT_EQ(sliced(0, -1, to_the_start, -1), Elements{});
}

// An index belongs to the slice where walking from the start reaches it: no formula for the count.
TEST(Slice, equals_walking_for_all_small_ranges) {
  for (std::int64_t size = 0; size <= 4; ++size) {
    for (std::int64_t start = -6; start <= 6; ++start) {
      for (std::int64_t stop = -6; stop <= 6; ++stop) {
        for (const std::int64_t step : {-3, -2, -1, 1, 2, 3}) {
          const std::int64_t first = start < 0 ? start + size : start;
          const std::int64_t end = stop < 0 ? stop + size : stop;
          std::vector<double> wanted;
          // Clipping moves the start to the nearest end, from where the walk begins.
          std::int64_t at = step > 0 ? std::max<std::int64_t>(first, 0) : std::min(first, size - 1);
          for (; step > 0 ? at < std::min(end, size) : at > std::max<std::int64_t>(end, -1); at += step) {
            if (at >= 0 && at < size) wanted.push_back(static_cast<double>(at));
          }
          ASSERT_EQ(sliced(size, start, stop, step), wanted) << size << ": " << start << " " << stop << " " << step;
        }
      }
    }
  }
}

TEST(Slice, several_axes_of_every_width) {
  for (const DType dtype : {DType::int4, DType::uint8, DType::bfloat16, DType::float64}) {
    const Array y = eval1(op("slice"), {counted({3, 5}, dtype)}, SliceAttrs{{-1, 0}, {3, 1}, {0, to_the_end}, {-2, 1}});
    EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{2, 2}));
    expect_elements(y, to_doubles(array({4}, {8, 6, 13, 11}, dtype)));
  }
}

TEST(Slice, symbols_stay_where_nothing_is_clipped) {
  const Dim n = Dim::symbol("n");
  EXPECT_EQ(sliced_dim(n, 0, to_the_end, 1), "n");
  EXPECT_EQ(sliced_dim(n, 0, std::numeric_limits<std::int32_t>::max(), 1), "n");
  EXPECT_EQ(sliced_dim(n, 0, to_the_end, 2), ceil_div(n, 2).text());
  EXPECT_EQ(sliced_dim(n, 3, to_the_end, 1), "n-3");
  EXPECT_EQ(sliced_dim(n, 1, -1, 1), "n-2");
  EXPECT_EQ(sliced_dim(n, 0, -2, 3), ceil_div(n - 2, 3).text());
  EXPECT_EQ(sliced_dim(n, -1, to_the_start, -1), "n");
  EXPECT_EQ(sliced_dim(n, to_the_end, to_the_start, -2), ceil_div(n, 2).text());
  EXPECT_EQ(sliced_dim(n, -1, to_the_end, 1), "1");
  EXPECT_EQ(sliced_dim(n, 0, 1, 1), "1");
  EXPECT_EQ(sliced_dim(n, 0, 5, 1), "?");
  EXPECT_EQ(sliced_dim(n, -5, to_the_end, 1), "?");
  EXPECT_EQ(sliced_dim(n, 5, 0, -1), "?");
  EXPECT_EQ(sliced_dim(Dim::unknown(), 0, to_the_end, 1), "?");
  EXPECT_EQ(sliced_dim(Dim::unknown(), 0, 1, 1), "?");
}

TEST(Slice, slice_c1_lengths) {
  expect_violation(op("slice"), "slice_c1", {f32({4})}, SliceAttrs{{0}, {}, {1}, {1}});
  expect_violation(op("slice"), "slice_c1", {f32({4})}, SliceAttrs{{0}, {0}, {1, 2}, {1}});
  expect_violation(op("slice"), "slice_c1", {f32({4})}, SliceAttrs{{0}, {0}, {1}, {1, 1}});
  expect_violation(op("slice"), "slice_c1", {f32({4})}, SliceAttrs{{}, {0}, {}, {}});
}

TEST(Slice, slice_c2_axes) {
  expect_violation(op("slice"), "slice_c2", {f32({4})}, SliceAttrs{{1}, {0}, {1}, {1}});
  expect_violation(op("slice"), "slice_c2", {f32({4})}, SliceAttrs{{0, -1}, {0, 0}, {1, 1}, {1, 1}});
}

TEST(Slice, slice_c3_step) {
  expect_violation(op("slice"), "slice_c3", {f32({4})}, SliceAttrs{{0}, {0}, {1}, {0}});
}

TEST(Gather, equals_a_loop_over_indices) {
  const Array x = counted({2, 3, 2});
  const Array indices = array({2, 2}, {2, -1, 0, -3}, DType::int32);
  for (std::int64_t axis = -2; axis <= 1; axis += 3) {
    const Array y = eval1(op("gather"), {x, indices}, GatherAttrs{axis, false});
    EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{2, 2, 2, 2}));
    for (std::int64_t i = 0; i < y.size(); ++i) {
      const std::vector<std::int64_t> at = unravel(i, y.dims());
      const std::int64_t index = to_integers(indices)[static_cast<std::size_t>(at[1] * 2 + at[2])];
      const std::int64_t wanted = ravel({at[0], index < 0 ? index + 3 : index, at[3]}, x.dims());
      EXPECT_EQ(y.as<float>()[static_cast<std::size_t>(i)], static_cast<float>(wanted));
    }
  }
}

TEST(Gather, scalars_and_empty_indices) {
  expect_elements(eval1(op("gather"), {counted({3, 2}), array({}, {1}, DType::int64)}), {2, 3});
  EXPECT_EQ(eval1(op("gather"), {counted({3, 2}), array({0}, {}, DType::int64)}).dims(), (std::vector<std::int64_t>{0, 2}));
  expect_elements(eval1(op("gather"), {counted({4}, DType::uint4), array({2}, {3, 0}, DType::uint8)}), {3, 0});
}

TEST(Gather, outside_is_an_error_or_clipped) {
  const Array indices = array({4}, {-9, -1, 2, 9}, DType::int64);
  expect_elements(eval1(op("gather"), {counted({3}), indices}, GatherAttrs{0, true}), {0, 0, 2, 2});
  for (const double outside : {3.0, -4.0}) {
    EXPECT_THROW(eval1(op("gather"), {counted({3}), array({1}, {outside}, DType::int64)}), Error);
  }
  const std::vector<std::uint64_t> large = {~std::uint64_t{0}};
  EXPECT_THROW(eval1(op("gather"), {counted({3}), Array::of<std::uint64_t>({1}, large)}), Error);
  EXPECT_THROW(eval1(op("gather"), {array({0}, {}), array({1}, {0}, DType::int64)}, GatherAttrs{0, true}), Error);
}

TEST(Gather, infers_symbols) {
  const TensorType x = f32({Dim::symbol("v"), 64});
  const TensorType indices = type(DType::int64, {Dim::symbol("n"), Dim::unknown()});
  EXPECT_EQ(infer(op("gather"), {x, indices}).at(0), f32({Dim::symbol("n"), Dim::unknown(), 64}));
}

TEST(Gather, gather_c1_integers) {
  expect_violation(op("gather"), "gather_c1", {f32({3}), f32({1})});
}

TEST(Gather, gather_c2_axis) {
  expect_violation(op("gather"), "gather_c2", {f32({}), type(DType::int64, {1})});
}

std::vector<double> padded(std::int64_t size, std::int64_t begin, std::int64_t end, PadMode mode) {
  return to_doubles(eval1(op("pad"), {counted({size})}, PadAttrs{{begin, end}, mode, 9}));
}

TEST(Pad, every_mode_by_hand) {
  using Elements = std::vector<double>;
  EXPECT_EQ(padded(3, 2, 1, PadMode::constant), (Elements{9, 9, 0, 1, 2, 9}));
  EXPECT_EQ(padded(3, 2, 2, PadMode::reflect), (Elements{2, 1, 0, 1, 2, 1, 0}));
  EXPECT_EQ(padded(3, 5, 5, PadMode::reflect), (Elements{1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1}));
  EXPECT_EQ(padded(1, 2, 1, PadMode::reflect), (Elements{0, 0, 0, 0}));
  EXPECT_EQ(padded(3, 2, 1, PadMode::edge), (Elements{0, 0, 0, 1, 2, 2}));
  EXPECT_EQ(padded(3, 4, 2, PadMode::wrap), (Elements{2, 0, 1, 2, 0, 1, 2, 0, 1}));
}

TEST(Pad, negative_pads_crop_first) {
  using Elements = std::vector<double>;
  EXPECT_EQ(padded(5, -1, -2, PadMode::constant), (Elements{1, 2}));
  EXPECT_EQ(padded(5, -2, 3, PadMode::edge), (Elements{2, 3, 4, 4, 4, 4}));
  EXPECT_EQ(padded(5, 2, -2, PadMode::reflect), (Elements{2, 1, 0, 1, 2}));
  EXPECT_EQ(padded(5, 3, -3, PadMode::wrap), (Elements{1, 0, 1, 0, 1}));
  EXPECT_EQ(padded(2, -3, 2, PadMode::constant), (Elements{9}));
  EXPECT_EQ(padded(0, 1, 1, PadMode::constant), (Elements{9, 9}));
  EXPECT_EQ(padded(2, -1, -1, PadMode::edge), Elements{});
}

TEST(Pad, several_dimensions) {
  const Array y = eval1(op("pad"), {counted({2, 2}, DType::int8)}, PadAttrs{{1, 0, 0, 1}, PadMode::constant, -infinity});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{3, 3}));
  expect_elements(y, {-128, -128, -128, 0, 1, -128, 2, 3, -128});
  expect_elements(eval1(op("pad"), {counted({2, 2})}, PadAttrs{{1, 1, 0, 0}, PadMode::reflect, 0}), {3, 2, 3, 1, 0, 1, 3, 2, 3});
  expect_elements(eval1(op("pad"), {array({}, {4})}, PadAttrs{}), {4});
}

TEST(Pad, infers_symbols) {
  EXPECT_EQ(infer(op("pad"), {f32({Dim::symbol("n"), 3})}, PadAttrs{{1, 0, 2, 0}}).at(0), f32({Dim::symbol("n") + 3, 3}));
}

TEST(Pad, pad_c1_string) {
  expect_violation(op("pad"), "pad_c1", {type(DType::string, {2})}, PadAttrs{{0, 0}});
}

TEST(Pad, pad_c2_pads) {
  expect_violation(op("pad"), "pad_c2", {f32({2})}, PadAttrs{{0}});
  expect_violation(op("pad"), "pad_c2", {f32({2})}, PadAttrs{{0, to_the_end}});
  expect_violation(op("pad"), "pad_c2", {f32({2})}, PadAttrs{{to_the_start, 0}});
}

TEST(Pad, pad_c3_cropped) {
  expect_violation(op("pad"), "pad_c3", {f32({2})}, PadAttrs{{-2, -1}});
}

TEST(Pad, pad_c4_from_nothing) {
  for (const PadMode mode : {PadMode::reflect, PadMode::edge, PadMode::wrap}) {
    expect_violation(op("pad"), "pad_c4", {f32({0})}, PadAttrs{{1, 0}, mode});
    expect_violation(op("pad"), "pad_c4", {f32({2})}, PadAttrs{{-2, 1}, mode});
  }
}

TEST(Tile, repeats_every_dimension) {
  const Array y = eval1(op("tile"), {counted({2, 2})}, TileAttrs{{2, 3}});
  expect_elements(y, {0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3, 0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3});
  EXPECT_EQ(eval1(op("tile"), {counted({2, 2})}, TileAttrs{{0, 3}}).dims(), (std::vector<std::int64_t>{0, 6}));
  expect_elements(eval1(op("tile"), {array({}, {4})}, TileAttrs{}), {4});
  EXPECT_EQ(infer(op("tile"), {f32({Dim::symbol("n")})}, TileAttrs{{3}}).at(0), f32({Dim::symbol("n") * 3}));
}

TEST(Tile, tile_c1_repeats) {
  expect_violation(op("tile"), "tile_c1", {f32({2})}, TileAttrs{{1, 1}});
  expect_violation(op("tile"), "tile_c1", {f32({2})}, TileAttrs{{-1}});
  EXPECT_THROW(infer(op("tile"), {f32({4})}, TileAttrs{{to_the_end}}), Error);
}

TEST(Flip, reverses_the_axes_named) {
  const Array x = counted({2, 3});
  expect_elements(eval1(op("flip"), {x}, FlipAttrs{{1}}), {2, 1, 0, 5, 4, 3});
  expect_elements(eval1(op("flip"), {x}, FlipAttrs{{-2, 1}}), {5, 4, 3, 2, 1, 0});
  expect_elements(eval1(op("flip"), {x}, FlipAttrs{}), {0, 1, 2, 3, 4, 5});
}

TEST(Flip, flip_c1_axes) {
  expect_violation(op("flip"), "flip_c1", {f32({2})}, FlipAttrs{{1}});
  expect_violation(op("flip"), "flip_c1", {f32({2, 2})}, FlipAttrs{{1, 1}});
}

TEST(OneHot, on_and_off_at_every_axis) {
  const Array indices = array({2}, {2, 0}, DType::int32);
  expect_elements(eval1(op("one_hot"), {indices}, OneHotAttrs{3}), {0, 0, 1, 1, 0, 0});
  const Array first = eval1(op("one_hot"), {indices}, OneHotAttrs{3, 0, 5, -1, DType::int8});
  EXPECT_EQ(first.dims(), (std::vector<std::int64_t>{3, 2}));
  EXPECT_EQ(first.dtype(), DType::int8);
  expect_elements(first, {-1, 5, -1, -1, 5, -1});
  expect_elements(eval1(op("one_hot"), {array({}, {1}, DType::int64)}, OneHotAttrs{2, 0}), {0, 1});
  expect_elements(eval1(op("one_hot"), {array({3}, {-1, 2, 1}, DType::int64)}, OneHotAttrs{2}), {0, 0, 0, 0, 0, 1});
  EXPECT_EQ(eval1(op("one_hot"), {indices}, OneHotAttrs{0}).size(), 0);
  EXPECT_EQ(infer(op("one_hot"), {type(DType::int64, {Dim::symbol("n")})}, OneHotAttrs{7}).at(0), f32({Dim::symbol("n"), 7}));
}

TEST(OneHot, one_hot_c1_integers) {
  expect_violation(op("one_hot"), "one_hot_c1", {f32({2})});
}

TEST(OneHot, one_hot_c2_axis) {
  expect_violation(op("one_hot"), "one_hot_c2", {type(DType::int64, {2})}, OneHotAttrs{3, 2});
}

TEST(OneHot, one_hot_c3_depth) {
  expect_violation(op("one_hot"), "one_hot_c3", {type(DType::int64, {2})}, OneHotAttrs{-1});
}

TEST(OneHot, one_hot_c4_type) {
  expect_violation(op("one_hot"), "one_hot_c4", {type(DType::int64, {2})}, OneHotAttrs{3, -1, 1, 0, DType::string});
}

TEST(Arange, counts_both_ways) {
  expect_elements(eval1(op("arange"), {}, ArangeAttrs{0, 5, 2, DType::int64}), {0, 2, 4});
  expect_elements(eval1(op("arange"), {}, ArangeAttrs{1, 0, -0.25, DType::float32}), {1, 0.75, 0.5, 0.25});
  EXPECT_EQ(eval1(op("arange"), {}, ArangeAttrs{1, 0, 1, DType::float32}).size(), 0);
  // i * step, not a running sum: the last would be off.
  const Array tenths = eval1(op("arange"), {}, ArangeAttrs{0, 1, 0.1, DType::float64});
  EXPECT_EQ(tenths.as<double>()[9], 9 * 0.1);
}

TEST(Arange, arange_c1_finite) {
  expect_violation(op("arange"), "arange_c1", {}, ArangeAttrs{nan, 1, 1});
  expect_violation(op("arange"), "arange_c1", {}, ArangeAttrs{0, infinity, 1});
  expect_violation(op("arange"), "arange_c1", {}, ArangeAttrs{0, 1, nan});
  expect_violation(op("arange"), "arange_c1", {}, ArangeAttrs{0, 1, 0});
}

TEST(Arange, arange_c2_count) {
  expect_violation(op("arange"), "arange_c2", {}, ArangeAttrs{0, 1e300, 1});
  expect_violation(op("arange"), "arange_c2", {}, ArangeAttrs{-1e308, 1e308, 1});
}

TEST(Arange, arange_c3_type) {
  expect_violation(op("arange"), "arange_c3", {}, ArangeAttrs{0, 1, 1, DType::boolean});
  expect_violation(op("arange"), "arange_c3", {}, ArangeAttrs{0.5, 3, 1, DType::int32});
  expect_violation(op("arange"), "arange_c3", {}, ArangeAttrs{0, 3, 0.5, DType::int32});
}

}  // namespace
}  // namespace nnfront::ops::testing
