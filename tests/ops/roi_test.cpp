#include "ops/roi.h"

#include <limits>

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

const double nan = std::numeric_limits<double>::quiet_NaN();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = roi_operators();
  return named(operators, name);
}

// Rows of `columns` elements that count up from 0.
Array counted(std::vector<std::int64_t> dims) {
  std::vector<double> elements(static_cast<std::size_t>(element_count(dims)));
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = static_cast<double>(i);
  return array(std::move(dims), elements);
}

const std::vector<std::string_view> pools = {"roi_pool", "psroi_pool"};

// ---- roi_pool

TEST(RoiPool, by_hand) {
  const Array x = counted({1, 1, 8, 6});
  const Array region = array({1, 5}, {0, 0, 0, 4, 4});
  expect_elements(eval1(op("roi_pool"), {x, region}, RoiPoolAttrs{{2, 2}, 1.0}), {14, 16, 26, 28});
  expect_elements(eval1(op("roi_pool"), {x, region}, RoiPoolAttrs{{2, 2}, 0.7}), {7, 9, 19, 21});
}

TEST(RoiPool, channels_images_and_small_regions) {
  const Array x = counted({2, 2, 2, 2});
  // Halves are rounded away from zero: 0.5 to 1; a region turned inside out holds one element.
  const Array y = eval1(op("roi_pool"), {x, array({2, 5}, {1, 0.5, 0.5, 1, 1, 0, 1, 1, 0, 0})}, RoiPoolAttrs{{1, 1}, 1.0});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{2, 2, 1, 1}));
  expect_elements(y, {11, 15, 3, 7});
}

TEST(RoiPool, nothing_is_zero) {
  const Array x = counted({1, 1, 2, 2});
  // Outside the map, of an image before the first, of one behind the last, of no image.
  const Array regions = array({4, 5}, {0, 5, 5, 6, 6, -1, 0, 0, 1, 1, 1, 0, 0, 1, 1, nan, nan, 0, 1, 1});
  expect_elements(eval1(op("roi_pool"), {x, regions}, RoiPoolAttrs{{1, 1}, 1.0}), {0, 0, 0, 0});
}

// 57 of 7 bins: in float32 seven times 57/7 is more than 57, so that the last bin has a row more than in double.
TEST(RoiPool, edges_are_those_of_single_precision) {
  for (const DType dtype : {DType::float32, DType::float64}) {
    std::vector<double> column(60);
    for (std::size_t i = 0; i < column.size(); ++i) column[i] = static_cast<double>(i);
    const Array y =
        eval1(op("roi_pool"), {array({1, 1, 60, 1}, column, dtype), array({1, 5}, {0, 0, 0, 0, 56}, dtype)}, RoiPoolAttrs{{7, 1}, 1.0});
    EXPECT_EQ(to_doubles(y).back(), dtype == DType::float32 ? 57 : 56);
  }
}

// ---- psroi_pool

TEST(PsroiPool, every_bin_reads_its_own_channel) {
  const Array x = counted({1, 4, 2, 2});
  // The region is the whole map, and each bin one element: of channel 0 the first, of channel 1 the second.
  expect_elements(eval1(op("psroi_pool"), {x, array({1, 5}, {0, 0, 0, 1, 1})}, PsroiPoolAttrs{1, 2, 2, 1.0}), {0, 5, 10, 15});
}

TEST(PsroiPool, means_and_groups) {
  const Array x = counted({2, 2, 2, 2});
  // The second image; one bin over everything.
  expect_elements(eval1(op("psroi_pool"), {x, array({1, 5}, {1, 0, 0, 1, 1})}, PsroiPoolAttrs{2, 1, 1, 1.0}), {9.5, 13.5});
  // Two by two bins of one group; the scale halves the region to one element.
  expect_elements(eval1(op("psroi_pool"), {counted({1, 1, 2, 2}), array({1, 5}, {0, 0, 0, 1, 1})}, PsroiPoolAttrs{1, 2, 1, 0.5}),
                  {0, 0, 0, 0});
}

TEST(PsroiPool, images_outside) {
  const Array x = counted({1, 1, 2, 2});
  expect_elements(eval1(op("psroi_pool"), {x, array({1, 5}, {-1, 0, 0, 1, 1})}), {0});
  expect_refusal(op("psroi_pool"), {x, array({1, 5}, {1, 0, 0, 1, 1})});
}

TEST(PsroiPool, psroi_pool_c1_numbers) {
  const Types types = {f32({1, 4, 2, 2}), f32({1, 5})};
  expect_violation(op("psroi_pool"), "psroi_pool_c1", types, PsroiPoolAttrs{0, 1, 1, 1.0});
  expect_violation(op("psroi_pool"), "psroi_pool_c1", types, PsroiPoolAttrs{4, 0, 1, 1.0});
  expect_violation(op("psroi_pool"), "psroi_pool_c1", types, PsroiPoolAttrs{4, 1, std::int64_t{1} << 40, 1.0});
}
TEST(PsroiPool, psroi_pool_c2_channels) {
  expect_violation(op("psroi_pool"), "psroi_pool_c2", {f32({1, 4, 2, 2}), f32({1, 5})}, PsroiPoolAttrs{2, 1, 2, 1.0});
}

// ---- roi_align

Array aligned(const Array& x, const std::vector<double>& region, const RoiAlignAttrs& attrs) {
  return eval1(op("roi_align"), {x, array({1, 4}, region), array({1}, {0}, DType::int64)}, attrs);
}

TEST(RoiAlign, samples_between_elements) {
  const Array x = counted({1, 1, 4, 4});
  // One sample in the middle of each bin of 2 by 2: at (1, 1), (1, 3), (3, 1), (3, 3).
  RoiAlignAttrs attrs{{2, 2}, 1.0, 1, RoiAlignMode::average, false, false};
  expect_elements(aligned(x, {0, 0, 4, 4}, attrs), {5, 7, 13, 15});
  attrs.half_pixel = true;
  expect_elements(aligned(x, {0, 0, 4, 4}, attrs), {2.5, 4.5, 10.5, 12.5});
  attrs.sampling_ratio = 0;
  expect_elements(aligned(x, {0, 0, 4, 4}, attrs), {2.5, 4.5, 10.5, 12.5});
}

TEST(RoiAlign, outside_is_zero_and_the_border_holds) {
  const Array x = array({1, 1, 2, 2}, {1, 2, 3, 4});
  const RoiAlignAttrs attrs{{1, 1}, 1.0, 1, RoiAlignMode::average, true, false};
  expect_elements(aligned(x, {-1, -1, 1, 1}, attrs), {1});
  expect_elements(aligned(x, {2, 2, 3, 3}, attrs), {4});
  expect_elements(aligned(x, {3, 2, 4, 3}, attrs), {0});
  expect_elements(aligned(x, {-3, 0, -1, 1}, attrs), {0});
}

TEST(RoiAlign, maximum_of_weighted_elements) {
  const Array x = array({1, 1, 2, 2}, {1, 2, 3, 8});
  RoiAlignAttrs attrs{{1, 1}, 1.0, 1, RoiAlignMode::max, false, false};
  // A quarter of each: the largest is 8/4.
  expect_elements(aligned(x, {0, 0, 1, 1}, attrs), {2});
  // A sample outside counts 0.
  attrs.sampling_ratio = 2;
  expect_elements(aligned(array({1, 1, 1, 1}, {-1}), {-4, 0, 4, 1}, attrs), {0});
}

TEST(RoiAlign, narrow_regions_by_mode_of_coordinates) {
  const Array x = counted({1, 1, 4, 4});
  RoiAlignAttrs attrs{{1, 1}, 1.0, 0, RoiAlignMode::average, false, false};
  // As wide as an element at least: the sample stands at (0.5, 0.5).
  expect_elements(aligned(x, {0, 0, 0, 0}, attrs), {2.5});
  attrs.half_pixel = true;
  expect_elements(aligned(x, {1, 1, 0, 0}, attrs), {0});
}

TEST(RoiAlign, position_sensitive_channels) {
  const Array x = counted({1, 4, 1, 1});
  const RoiAlignAttrs attrs{{2, 2}, 1.0, 1, RoiAlignMode::average, false, true};
  const Array y = aligned(x, {0, 0, 1, 1}, attrs);
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{1, 1, 2, 2}));
  expect_elements(y, {0, 1, 2, 3});
}

TEST(RoiAlign, images_by_index) {
  const Array x = counted({2, 1, 1, 1});
  const RoiAlignAttrs attrs{{1, 1}, 1.0, 1, RoiAlignMode::average, false, false};
  const Array regions = array({3, 4}, {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1});
  expect_elements(eval1(op("roi_align"), {x, regions, array({3}, {1, -1, 0}, DType::int32)}, attrs), {1, 0, 0});
  expect_refusal(op("roi_align"), {x, array({1, 4}, {0, 0, 1, 1}), array({1}, {2}, DType::int64)}, attrs);
}

TEST(RoiAlign, refuses_regions_beyond_measure) {
  const Array x = counted({1, 1, 2, 2});
  const Array first = array({1}, {0}, DType::int64);
  expect_refusal(op("roi_align"), {x, array({1, 4}, {0, 0, 1e9, 1}), first});
  expect_refusal(op("roi_align"), {x, array({1, 4}, {0, 0, nan, 1}), first});
}

TEST(RoiAlign, roi_align_c1_images) {
  expect_violation(op("roi_align"), "roi_align_c1", {f32({1, 4, 2, 2}), f32({3, 4}), f32({3})});
  expect_violation(op("roi_align"), "roi_align_c1", {f32({1, 4, 2, 2}), f32({3, 4}), type(DType::int64, {2})});
}
TEST(RoiAlign, roi_align_c2_sampling) {
  const Types types = {f32({1, 4, 2, 2}), f32({3, 4}), type(DType::int64, {3})};
  for (const std::int64_t ratio : {-1, 4097}) {
    expect_violation(op("roi_align"), "roi_align_c2", types, RoiAlignAttrs{{1, 1}, 1.0, ratio, RoiAlignMode::average, false, false});
  }
}
TEST(RoiAlign, roi_align_c3_channels) {
  const Types types = {f32({1, 5, 2, 2}), f32({3, 4}), type(DType::int64, {3})};
  expect_violation(op("roi_align"), "roi_align_c3", types, RoiAlignAttrs{{2, 2}, 1.0, 0, RoiAlignMode::average, false, true});
}

// ---- All.

TEST(Roi, infers_symbols) {
  const TensorType x = f32({1, 8, Dim::symbol("h"), 9});
  const Dim r = Dim::symbol("r");
  EXPECT_EQ(infer(op("roi_pool"), {x, f32({r, 5})}, RoiPoolAttrs{{7, 6}, 1.0}).at(0), f32({r, 8, 7, 6}));
  EXPECT_EQ(infer(op("psroi_pool"), {x, f32({r, 5})}, PsroiPoolAttrs{2, 3, 2, 1.0}).at(0), f32({r, 2, 3, 3}));
  const RoiAlignAttrs attrs{{2, 2}, 1.0, 0, RoiAlignMode::average, false, true};
  EXPECT_EQ(infer(op("roi_align"), {x, f32({r, 4}), type(DType::int64, {r})}, attrs).at(0), f32({r, 2, 2, 2}));
  EXPECT_EQ(cost(op("roi_pool"), {f32({1, 8, 5, 9}), f32({2, 5})}, RoiPoolAttrs{{7, 6}, 1.0}).elementwise, 2 * 8 * 7 * 6);
}

TEST(Roi, roi_c1_types) {
  const TensorType images = type(DType::int64, {3});
  for (const std::string_view name : pools) {
    expect_violation(op(name), "roi_c1", {type(DType::int32, {1, 1, 2, 2}), type(DType::int32, {3, 5})});
    expect_violation(op(name), "roi_c1", {f32({1, 1, 2, 2}), type(DType::float64, {3, 5})});
  }
  expect_violation(op("roi_align"), "roi_c1", {f32({1, 1, 2, 2}), type(DType::float64, {3, 4}), images});
}
TEST(Roi, roi_c2_map) {
  for (const std::string_view name : pools) expect_violation(op(name), "roi_c2", {f32({1, 2, 2}), f32({3, 5})});
  expect_violation(op("roi_align"), "roi_c2", {f32({1, 2, 2}), f32({3, 4}), type(DType::int64, {3})});
}
TEST(Roi, roi_c3_regions) {
  for (const std::string_view name : pools) {
    expect_violation(op(name), "roi_c3", {f32({1, 1, 2, 2}), f32({3, 4})});
    expect_violation(op(name), "roi_c3", {f32({1, 1, 2, 2}), f32({5})});
  }
  expect_violation(op("roi_align"), "roi_c3", {f32({1, 1, 2, 2}), f32({3, 5}), type(DType::int64, {3})});
}
TEST(Roi, roi_c4_scale) {
  expect_violation(op("roi_pool"), "roi_c4", {f32({1, 1, 2, 2}), f32({3, 5})}, RoiPoolAttrs{{1, 1}, nan});
  expect_violation(op("psroi_pool"), "roi_c4", {f32({1, 1, 2, 2}), f32({3, 5})}, PsroiPoolAttrs{1, 1, 1, nan});
  expect_violation(op("roi_align"), "roi_c4", {f32({1, 1, 2, 2}), f32({3, 4}), type(DType::int64, {3})},
                   RoiAlignAttrs{{1, 1}, nan, 0, RoiAlignMode::average, false, false});
}
TEST(Roi, roi_c5_pooled_size) {
  for (const std::vector<std::int64_t>& size : {std::vector<std::int64_t>{1}, std::vector<std::int64_t>{1, 0}}) {
    expect_violation(op("roi_pool"), "roi_c5", {f32({1, 1, 2, 2}), f32({3, 5})}, RoiPoolAttrs{size, 1.0});
    expect_violation(op("roi_align"), "roi_c5", {f32({1, 1, 2, 2}), f32({3, 4}), type(DType::int64, {3})},
                     RoiAlignAttrs{size, 1.0, 0, RoiAlignMode::average, false, false});
  }
}

}  // namespace
}  // namespace nnfront::ops::testing
