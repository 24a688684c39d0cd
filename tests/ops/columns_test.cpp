// im2col, col2im, max_unpool, correlation
#include <limits>

#include "op_harness.h"
#include "ops/sampling.h"

namespace nnfront::ops::testing {
namespace {

constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = sampling_operators();
  return named(operators, name);
}

Array counted(std::vector<std::int64_t> dims, DType dtype = DType::float32) {
  std::vector<double> elements(static_cast<std::size_t>(element_count(dims)));
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = static_cast<double>(i + 1);
  return array(std::move(dims), elements, dtype);
}

// ---- im2col

TEST(Im2col, rows_of_taps) {
  const Array y = eval1(op("im2col"), {counted({1, 1, 2, 3})}, Im2colAttrs{{1, 2}, {1, 1}, {0, 1, 0, 0}, {1, 1}});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{1, 2, 6}));
  expect_elements(y, {0, 1, 2, 0, 4, 5, 1, 2, 3, 4, 5, 6});
}

TEST(Im2col, strides_dilation_channels_and_any_type) {
  const Array y = eval1(op("im2col"), {counted({1, 2, 5}, DType::uint8)}, Im2colAttrs{{2}, {2}, {0, 0}, {2}});
  EXPECT_EQ(y.dtype(), DType::uint8);
  expect_elements(y, {1, 3, 3, 5, 6, 8, 8, 10});
}

TEST(Im2col, infers_symbols) {
  const Im2colAttrs attrs{{3, 3}, {1, 1}, {1, 1, 1, 1}, {1, 1}};
  EXPECT_EQ(infer(op("im2col"), {f32({Dim::symbol("n"), 2, 4, 5})}, attrs).at(0), f32({Dim::symbol("n"), 18, 20}));
}

TEST(Im2col, im2col_c1_c2_operand) {
  const Im2colAttrs attrs{{1}, {1}, {0, 0}, {1}};
  expect_violation(op("im2col"), "im2col_c1", {type(DType::string, {1, 1, 2})}, attrs);
  expect_violation(op("im2col"), "im2col_c2", {f32({1, 1})}, attrs);
}
TEST(Im2col, sampling_c1_windows) {
  for (const Im2colAttrs& attrs : {Im2colAttrs{{0}, {1}, {0, 0}, {1}}, Im2colAttrs{{1}, {0}, {0, 0}, {1}}, Im2colAttrs{{1}, {1}, {0}, {1}},
                                   Im2colAttrs{{1}, {1}, {0, 0}, {highest}}}) {
    expect_violation(op("im2col"), "sampling_c1", {f32({1, 1, 2})}, attrs);
  }
}
TEST(Im2col, sampling_c2_fit) {
  expect_violation(op("im2col"), "sampling_c2", {f32({1, 1, 2})}, Im2colAttrs{{3}, {1}, {0, 0}, {1}});
}

// ---- col2im

TEST(Col2im, sums_what_overlaps) {
  // Two taps at three positions on four elements.
  expect_elements(eval1(op("col2im"), {array({1, 2, 3}, {1, 2, 3, 10, 20, 30})}, Col2imAttrs{{4}, {2}, {1}, {0, 0}, {1}}), {1, 12, 23, 30});
}

TEST(Col2im, every_element_as_often_as_im2col_reads_it) {
  std::mt19937 random(2);
  const Array x = random_integers(random, {2, 3, 4, 5}, DType::int32);
  const std::vector<std::int64_t> kernel = {2, 3};
  const std::vector<std::int64_t> strides = {2, 1};
  const std::vector<std::int64_t> pads = {1, 0, 1, 2};
  const std::vector<std::int64_t> dilations = {1, 2};
  const Im2colAttrs there{kernel, strides, pads, dilations};
  const Col2imAttrs back{{4, 5}, kernel, strides, pads, dilations};
  const Array ones = array({2, 3, 4, 5}, std::vector<double>(120, 1.0), DType::int32);
  const std::vector<double> counts = to_doubles(eval1(op("col2im"), {eval1(op("im2col"), {ones}, there)}, back));
  const std::vector<double> sums = to_doubles(eval1(op("col2im"), {eval1(op("im2col"), {x}, there)}, back));
  const std::vector<double> elements = to_doubles(x);
  for (std::size_t i = 0; i < sums.size(); ++i) EXPECT_EQ(sums[i], counts[i] * elements[i]);
}

TEST(Col2im, infers_symbols) {
  const Col2imAttrs attrs{{4, 5}, {3, 3}, {1, 1}, {1, 1, 1, 1}, {1, 1}};
  EXPECT_EQ(infer(op("col2im"), {f32({Dim::symbol("n"), 18, 20})}, attrs).at(0), f32({Dim::symbol("n"), 2, 4, 5}));
  EXPECT_EQ(cost(op("col2im"), {f32({1, 18, 20})}, attrs).elementwise, 360);
}

TEST(Col2im, col2im_c1_type) {
  expect_violation(op("col2im"), "col2im_c1", {type(DType::boolean, {1, 2, 3})}, Col2imAttrs{{4}, {2}, {1}, {0, 0}, {1}});
}
TEST(Col2im, col2im_c2_columns) {
  const Col2imAttrs attrs{{4}, {2}, {1}, {0, 0}, {1}};
  expect_violation(op("col2im"), "col2im_c2", {f32({2, 3})}, attrs);
  expect_violation(op("col2im"), "col2im_c2", {f32({1, 3, 3})}, attrs);
  expect_violation(op("col2im"), "col2im_c2", {f32({1, 2, 4})}, attrs);
}
TEST(Col2im, col2im_c3_image) {
  expect_violation(op("col2im"), "col2im_c3", {f32({1, 2, 3})}, Col2imAttrs{{}, {}, {}, {}, {}});
  expect_violation(op("col2im"), "col2im_c3", {f32({1, 2, 3})}, Col2imAttrs{{-1}, {2}, {1}, {0, 0}, {1}});
}
TEST(Col2im, sampling_c1_c2_windows) {
  expect_violation(op("col2im"), "sampling_c1", {f32({1, 2, 3})}, Col2imAttrs{{4}, {2, 2}, {1}, {0, 0}, {1}});
  expect_violation(op("col2im"), "sampling_c2", {f32({1, 5, 3})}, Col2imAttrs{{4}, {5}, {1}, {0, 0}, {1}});
}

// ---- max_unpool

Array indices(std::vector<std::int64_t> dims, const std::vector<double>& elements) {
  return array(std::move(dims), elements, DType::int64);
}

TEST(MaxUnpool, where_the_indices_say) {
  const Array x = counted({1, 1, 2, 2});
  const MaxUnpoolAttrs attrs{{2, 2}, {2, 2}, {0, 0, 0, 0}, {}};
  const Array y = eval1(op("max_unpool"), {x, indices({1, 1, 2, 2}, {5, 7, 13, 15})}, attrs);
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{1, 1, 4, 4}));
  expect_elements(y, {0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4});
}

TEST(MaxUnpool, indices_count_in_the_computed_size) {
  const MaxUnpoolAttrs attrs{{2}, {2}, {0, 0}, {5}};
  // Two channels of four elements each, written to five.
  expect_elements(eval1(op("max_unpool"), {counted({1, 2, 2}), indices({1, 2, 2}, {1, 2, 4, 7})}, attrs), {0, 1, 2, 0, 0, 3, 0, 0, 4, 0});
}

TEST(MaxUnpool, the_last_of_several_stays_in_any_type) {
  const MaxUnpoolAttrs attrs{{2}, {2}, {0, 0}, {}};
  expect_elements(eval1(op("max_unpool"), {counted({1, 1, 2}, DType::int4), indices({1, 1, 2}, {3, 3})}, attrs), {0, 0, 0, 2});
}

TEST(MaxUnpool, refuses_an_index_outside) {
  const MaxUnpoolAttrs attrs{{2}, {2}, {0, 0}, {9}};
  for (const double index : {-1.0, 4.0}) expect_refusal(op("max_unpool"), {counted({1, 1, 2}), indices({1, 1, 2}, {0, index})}, attrs);
}

TEST(MaxUnpool, max_unpool_c1_c2_operands) {
  const MaxUnpoolAttrs attrs{{2}, {2}, {0, 0}, {}};
  expect_violation(op("max_unpool"), "max_unpool_c1", {type(DType::string, {1, 1, 2}), type(DType::int64, {1, 1, 2})}, attrs);
  expect_violation(op("max_unpool"), "max_unpool_c1", {f32({1, 2}), type(DType::int64, {1, 2})}, attrs);
  expect_violation(op("max_unpool"), "max_unpool_c2", {f32({1, 1, 2}), f32({1, 1, 2})}, attrs);
  expect_violation(op("max_unpool"), "max_unpool_c2", {f32({1, 1, 2}), type(DType::int64, {1, 1, 3})}, attrs);
}
TEST(MaxUnpool, max_unpool_c3_windows) {
  const Types types = {f32({1, 1, 2}), type(DType::int64, {1, 1, 2})};
  for (const MaxUnpoolAttrs& attrs :
       {MaxUnpoolAttrs{{0}, {1}, {0, 0}, {}}, MaxUnpoolAttrs{{1}, {0}, {0, 0}, {}}, MaxUnpoolAttrs{{1}, {1}, {-1, 0}, {}}}) {
    expect_violation(op("max_unpool"), "max_unpool_c3", types, attrs);
  }
}
TEST(MaxUnpool, max_unpool_c4_c5_sizes) {
  const Types types = {f32({1, 1, 2}), type(DType::int64, {1, 1, 2})};
  expect_violation(op("max_unpool"), "max_unpool_c4", types, MaxUnpoolAttrs{{2}, {2}, {2, 2}, {}});
  expect_violation(op("max_unpool"), "max_unpool_c5", types, MaxUnpoolAttrs{{2}, {2}, {0, 0}, {3}});
  expect_violation(op("max_unpool"), "max_unpool_c5", types, MaxUnpoolAttrs{{2}, {2}, {0, 0}, {4, 4}});
}

// ---- correlation

TEST(Correlation, of_displacements) {
  CorrelationAttrs attrs;
  attrs.pad_size = 1;
  const Array a = array({1, 1, 1, 2}, {1, 2});
  const Array b = array({1, 1, 1, 2}, {3, 5});
  const Array y = eval1(op("correlation"), {a, b}, attrs);
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{1, 9, 1, 2}));
  // Only the middle row of displacements meets data: one to the left, in place, one to the right.
  expect_elements(y, {0, 0, 0, 0, 0, 0, 0, 6, 3, 10, 5, 0, 0, 0, 0, 0, 0, 0});
  attrs.is_multiply = false;
  expect_elements(eval1(op("correlation"), {a, b}, attrs), {1, 2, 1, 2, 1, 2, 1, 1, 2, 3, 4, 2, 1, 2, 1, 2, 1, 2});
}

TEST(Correlation, means_over_channels_and_the_kernel) {
  CorrelationAttrs attrs;
  attrs.kernel_size = 3;
  attrs.max_displacement = 0;
  const Array a = array({1, 2, 3, 3}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2});
  expect_elements(eval1(op("correlation"), {a, a}, attrs), {2.5});
}

TEST(Correlation, strides) {
  CorrelationAttrs attrs;
  attrs.max_displacement = 2;
  attrs.stride1 = 2;
  attrs.stride2 = 2;
  attrs.pad_size = 2;
  const Array a = counted({1, 1, 1, 3});
  // Positions 0 and 2, displacements -2, 0 and 2.
  const std::vector<double> y = to_doubles(eval1(op("correlation"), {a, a}, attrs));
  EXPECT_EQ((std::vector<double>(y.begin() + 6, y.begin() + 12)), (std::vector<double>{0, 3, 1, 9, 3, 0}));
}

TEST(Correlation, costs_products_as_macs) {
  CorrelationAttrs attrs;
  attrs.pad_size = 1;
  const Types types = {f32({2, 3, 4, 5}), f32({2, 3, 4, 5})};
  EXPECT_EQ(cost(op("correlation"), types, attrs).macs, 2 * 9 * 20 * 3);
  attrs.is_multiply = false;
  EXPECT_EQ(cost(op("correlation"), types, attrs).elementwise, 2 * 9 * 20 * 3);
}

TEST(Correlation, correlation_c1_c2_operands) {
  expect_violation(op("correlation"), "correlation_c1", {f32({1, 1, 4, 4}), type(DType::float64, {1, 1, 4, 4})});
  expect_violation(op("correlation"), "correlation_c1", {type(DType::int8, {1, 1, 4, 4}), type(DType::int8, {1, 1, 4, 4})});
  expect_violation(op("correlation"), "correlation_c2", {f32({1, 4, 4}), f32({1, 4, 4})});
  expect_violation(op("correlation"), "correlation_c2", {f32({1, 1, 4, 4}), f32({1, 1, 4, 5})});
}
TEST(Correlation, correlation_c3_numbers) {
  const Types types = {f32({1, 1, 4, 4}), f32({1, 1, 4, 4})};
  const auto violates = [&](auto&& change) {
    CorrelationAttrs attrs;
    change(attrs);
    expect_violation(op("correlation"), "correlation_c3", types, attrs);
  };
  violates([](CorrelationAttrs& attrs) { attrs.kernel_size = 2; });
  violates([](CorrelationAttrs& attrs) { attrs.kernel_size = 0; });
  violates([](CorrelationAttrs& attrs) { attrs.stride1 = 0; });
  violates([](CorrelationAttrs& attrs) { attrs.stride2 = -1; });
  violates([](CorrelationAttrs& attrs) { attrs.max_displacement = -1; });
  violates([](CorrelationAttrs& attrs) { attrs.pad_size = highest; });
}
TEST(Correlation, correlation_c4_fit) {
  CorrelationAttrs attrs;
  attrs.max_displacement = 2;
  expect_violation(op("correlation"), "correlation_c4", {f32({1, 1, 4, 4}), f32({1, 1, 4, 4})}, attrs);
}

}  // namespace
}  // namespace nnfront::ops::testing
