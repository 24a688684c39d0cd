#include "ops/select.h"

#include <limits>

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

const double nan = std::numeric_limits<double>::quiet_NaN();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = select_operators();
  return named(operators, name);
}

Array condition(const std::vector<double>& elements) {
  return array({static_cast<std::int64_t>(elements.size())}, elements, DType::boolean);
}
TensorType flags(Shape shape) {
  return type(DType::boolean, std::move(shape));
}

// ---- compress

TEST(Compress, along_an_axis_or_flattened) {
  const Array x = array({3, 2}, {1, 2, 3, 4, 5, 6});
  const Array rows = eval1(op("compress"), {x, condition({0, 1, 1})}, CompressAttrs{0});
  EXPECT_EQ(rows.dims(), (std::vector<std::int64_t>{2, 2}));
  expect_elements(rows, {3, 4, 5, 6});
  expect_elements(eval1(op("compress"), {x, condition({0, 1})}, CompressAttrs{-1}), {2, 4, 6});
  expect_elements(eval1(op("compress"), {x, condition({0, 1, 0, 0, 1})}), {2, 5});
  EXPECT_EQ(eval1(op("compress"), {x, condition({0, 0})}, CompressAttrs{0}).dims(), (std::vector<std::int64_t>{0, 2}));
}

TEST(Compress, the_number_is_unknown_but_for_a_constant) {
  const TensorType x = f32({Dim::symbol("n"), 2});
  const TensorType mask = flags({3});
  EXPECT_EQ(infer(op("compress"), {x, mask}, CompressAttrs{0}).at(0), f32({Dim::unknown(), 2}));
  EXPECT_EQ(infer(op("compress"), {x, mask}).at(0), f32({Dim::unknown()}));
  const Array constant = condition({1, 0, 1});
  const std::vector<const TensorType*> inputs = {&x, &mask};
  const Attributes attributes = CompressAttrs{0};
  const auto content = [&](int i) { return i == 1 ? &constant : nullptr; };
  EXPECT_EQ(op("compress").infer({inputs, attributes, content, nullptr}).at(0), f32({2, 2}));
}

TEST(Compress, select_c1_axis) {
  expect_violation(op("compress"), "select_c1", {f32({3}), flags({3})}, CompressAttrs{1});
}
TEST(Compress, select_c2_string) {
  expect_violation(op("compress"), "select_c2", {type(DType::string, {3}), flags({3})});
}
TEST(Compress, compress_c1_condition) {
  expect_violation(op("compress"), "compress_c1", {f32({3}), f32({3})});
  expect_violation(op("compress"), "compress_c1", {f32({3}), flags({3, 1})});
}
TEST(Compress, compress_c2_length) {
  expect_violation(op("compress"), "compress_c2", {f32({3, 2}), flags({4})}, CompressAttrs{0});
  expect_violation(op("compress"), "compress_c2", {f32({3, 2}), flags({7})});
}

// ---- non_zero

TEST(NonZero, columns_of_indices) {
  const Array y = eval1(op("non_zero"), {array({2, 3}, {0, 2, nan, -1, 0, -0.0})});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{2, 3}));
  expect_elements(y, {0, 0, 1, 1, 2, 0});
  expect_elements(eval1(op("non_zero"), {condition({0, 1, 1})}), {1, 2});
}

TEST(NonZero, a_scalar_has_no_index) {
  EXPECT_EQ(eval1(op("non_zero"), {array({}, {3})}).dims(), (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(eval1(op("non_zero"), {array({}, {0})}).dims(), (std::vector<std::int64_t>{0, 0}));
}

TEST(NonZero, infers_the_rank) {
  EXPECT_EQ(infer(op("non_zero"), {f32({4, Dim::symbol("n")})}).at(0), type(DType::int64, {2, Dim::unknown()}));
  EXPECT_EQ(cost(op("non_zero"), {f32({4, 5})}).elementwise, 20);
}

TEST(NonZero, select_c2_string) {
  expect_violation(op("non_zero"), "select_c2", {type(DType::string, {3})});
}

// ---- unique

void expect_unique(const Array& x, const UniqueAttrs& attrs, const std::vector<std::vector<double>>& wanted) {
  const std::vector<Array> got = eval(op("unique"), {x}, attrs);
  ASSERT_EQ(got.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) expect_elements(got[i], wanted[i]);
}

TEST(Unique, of_all_elements) {
  const Array x = array({2, 3}, {2, 1, 1, 3, 4, 3});
  expect_unique(x, UniqueAttrs{{}, true}, {{1, 2, 3, 4}, {1, 0, 3, 4}, {1, 0, 0, 2, 3, 2}, {2, 1, 2, 1}});
  expect_unique(x, UniqueAttrs{{}, false}, {{2, 1, 3, 4}, {0, 1, 3, 4}, {0, 1, 1, 2, 3, 2}, {1, 2, 2, 1}});
}

TEST(Unique, of_slices_compared_in_c_order) {
  const Array x = array({2, 4, 2}, {1, 1, 0, 1, 2, 1, 0, 1, 1, 1, 0, 1, 2, 1, 0, 1});
  expect_unique(x, UniqueAttrs{1, true}, {{0, 1, 1, 1, 2, 1, 0, 1, 1, 1, 2, 1}, {1, 0, 2}, {1, 0, 2, 0}, {2, 1, 1}});
  expect_unique(x, UniqueAttrs{-2, false}, {{1, 1, 0, 1, 2, 1, 1, 1, 0, 1, 2, 1}, {0, 1, 2}, {0, 1, 2, 1}, {1, 2, 1}});
  expect_unique(x, UniqueAttrs{0, true}, {{1, 1, 0, 1, 2, 1, 0, 1}, {0}, {0, 0}, {2}});
}

TEST(Unique, nan_equals_nan_and_zeros_are_equal) {
  expect_unique(array({6}, {nan, 0.0, 2, -0.0, nan, -1}), UniqueAttrs{{}, true},
                {{-1, 0, 2, nan}, {5, 1, 2, 0}, {3, 1, 2, 1, 3, 0}, {1, 2, 1, 2}});
}

TEST(Unique, of_nothing_and_of_empty_slices) {
  expect_unique(array({0}, {}), UniqueAttrs{}, {{}, {}, {}, {}});
  const std::vector<Array> got = eval(op("unique"), {array({3, 0}, {})}, UniqueAttrs{0, true});
  EXPECT_EQ(got[0].dims(), (std::vector<std::int64_t>{1, 0}));
  expect_elements(got[3], {3});
}

TEST(Unique, integers_beyond_doubles) {
  const std::vector<std::int64_t> elements = {(std::int64_t{1} << 60) + 1, std::int64_t{1} << 60};
  const std::vector<Array> got = eval(op("unique"), {Array::of<std::int64_t>({2}, elements)}, UniqueAttrs{});
  EXPECT_EQ(got[0].dims(), (std::vector<std::int64_t>{2}));
  expect_elements(got[1], {1, 0});
}

TEST(Unique, infers_what_is_known) {
  const std::vector<TensorType> types = infer(op("unique"), {f32({3, Dim::symbol("n")})}, UniqueAttrs{1, true});
  EXPECT_EQ(types.at(0), f32({3, Dim::unknown()}));
  EXPECT_EQ(types.at(1), type(DType::int64, {Dim::unknown()}));
  EXPECT_EQ(types.at(2), type(DType::int64, {Dim::symbol("n")}));
  EXPECT_EQ(infer(op("unique"), {f32({3, 2})}).at(2), type(DType::int64, {6}));
}

TEST(Unique, select_c1_axis) {
  expect_violation(op("unique"), "select_c1", {f32({3})}, UniqueAttrs{1, true});
}
TEST(Unique, select_c2_string) {
  expect_violation(op("unique"), "select_c2", {type(DType::string, {3})});
}

}  // namespace
}  // namespace nnfront::ops::testing
