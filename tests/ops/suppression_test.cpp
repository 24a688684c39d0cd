// non_max_suppression, box_nms
#include <limits>

#include "op_harness.h"
#include "ops/detection.h"

namespace nnfront::ops::testing {
namespace {

const double nan = std::numeric_limits<double>::quiet_NaN();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = detection_operators();
  return named(operators, name);
}

// ---- non_max_suppression

// Three pairs of boxes that overlap by more than half.
Array pairs() {
  return array({1, 6, 4}, {0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, -0.1, 1, 0.9, 0, 10, 1, 11, 0, 10.1, 1, 11.1, 0, 100, 1, 101});
}
Array scores_of_pairs() {
  return array({1, 1, 6}, {0.9, 0.75, 0.6, 0.95, 0.5, 0.3});
}

std::vector<double> selected(const NonMaxSuppressionAttrs& attrs, const Array& boxes = pairs(), const Array& scores = scores_of_pairs()) {
  return to_doubles(eval1(op("non_max_suppression"), {boxes, scores}, attrs));
}

using Elements = std::vector<double>;

TEST(NonMaxSuppression, keeps_the_best_of_those_that_overlap) {
  EXPECT_EQ(selected({3, 0.5, 0.0, BoxFormat::corner}), (Elements{0, 0, 3, 0, 0, 0, 0, 0, 5}));
  EXPECT_EQ(selected({3, 0.5, 0.4, BoxFormat::corner}), (Elements{0, 0, 3, 0, 0, 0}));
  EXPECT_EQ(selected({2, 0.5, {}, BoxFormat::corner}), (Elements{0, 0, 3, 0, 0, 0}));
  EXPECT_EQ(selected({100, 1.0, {}, BoxFormat::corner}).size(), 18U);
  EXPECT_EQ(selected({0, 0.5, {}, BoxFormat::corner}), Elements());
  EXPECT_EQ(selected({-1, 0.5, {}, BoxFormat::corner}), Elements());
}

TEST(NonMaxSuppression, either_diagonal_and_center_format) {
  const Array turned = array({1, 2, 4}, {1, 1, 0, 0, 0, 0.1, 1, 1.1});
  EXPECT_EQ(selected({9, 0.5, {}, BoxFormat::corner}, turned, array({1, 1, 2}, {0.5, 0.9})), (Elements{0, 0, 1}));
  const Array centers = array({1, 3, 4}, {0.5, 0.5, 1, 1, 0.5, 0.6, 1, 1, 0.5, 5, 1, 1});
  EXPECT_EQ(selected({9, 0.5, {}, BoxFormat::center}, centers, array({1, 1, 3}, {0.5, 0.9, 0.2})), (Elements{0, 0, 1, 0, 0, 2}));
}

TEST(NonMaxSuppression, images_and_classes_apart) {
  const Array boxes = array({2, 2, 4}, {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 5, 5, 6, 6});
  const Array scores = array({2, 2, 2}, {0.5, 0.6, 0.8, 0.7, 0.1, 0.2, 0.4, 0.3});
  EXPECT_EQ(selected({9, 0.5, {}, BoxFormat::corner}, boxes, scores), (Elements{0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1}));
}

TEST(NonMaxSuppression, of_equal_scores_the_first_and_nan_last) {
  const Array apart = array({1, 3, 4}, {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5});
  EXPECT_EQ(selected({9, 0.5, {}, BoxFormat::corner}, apart, array({1, 1, 3}, {nan, 0.5, 0.5})), (Elements{0, 0, 1, 0, 0, 2, 0, 0, 0}));
  EXPECT_EQ(selected({9, 0.5, 0.1, BoxFormat::corner}, apart, array({1, 1, 3}, {nan, 0.5, 0.05})), (Elements{0, 0, 1}));
}

// 7 of 10 cells in float32 is float32's 0.7, not above it; in double the quotient is above float32's 0.7.
TEST(NonMaxSuppression, compares_in_the_precision_of_the_boxes) {
  const std::vector<double> boxes = {0, 0, 10, 1, 0, 0, 7, 1};
  const NonMaxSuppressionAttrs attrs = {9, static_cast<double>(0.7F), {}, BoxFormat::corner};
  EXPECT_EQ(selected(attrs, array({1, 2, 4}, boxes), array({1, 1, 2}, {2, 1})).size(), 6U);
  EXPECT_EQ(selected(attrs, array({1, 2, 4}, boxes, DType::float64), array({1, 1, 2}, {2, 1}, DType::float64)).size(), 3U);
}

TEST(NonMaxSuppression, nothing_gives_nothing) {
  const Array y = eval1(op("non_max_suppression"), {array({1, 0, 4}, {}), array({1, 2, 0}, {})}, NonMaxSuppressionAttrs{9, 0.5, {}, {}});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{0, 3}));
  EXPECT_EQ(infer(op("non_max_suppression"), {f32({1, 6, 4}), f32({1, 2, 6})}).at(0), type(DType::int64, {Dim::unknown(), 3}));
}

TEST(NonMaxSuppression, detection_c1_types) {
  expect_violation(op("non_max_suppression"), "detection_c1", {f32({1, 6, 4}), type(DType::float16, {1, 1, 6})});
}
TEST(NonMaxSuppression, non_max_suppression_c1_boxes) {
  expect_violation(op("non_max_suppression"), "non_max_suppression_c1", {f32({6, 4}), f32({1, 1, 6})});
  expect_violation(op("non_max_suppression"), "non_max_suppression_c1", {f32({1, 6, 5}), f32({1, 1, 6})});
}
TEST(NonMaxSuppression, non_max_suppression_c2_scores) {
  expect_violation(op("non_max_suppression"), "non_max_suppression_c2", {f32({1, 6, 4}), f32({1, 6})});
  expect_violation(op("non_max_suppression"), "non_max_suppression_c2", {f32({1, 6, 4}), f32({1, 1, 5})});
}
TEST(NonMaxSuppression, non_max_suppression_c3_numbers) {
  const Types types = {f32({1, 6, 4}), f32({1, 1, 6})};
  expect_violation(op("non_max_suppression"), "non_max_suppression_c3", types, NonMaxSuppressionAttrs{1, nan, {}, {}});
  expect_violation(op("non_max_suppression"), "non_max_suppression_c3", types, NonMaxSuppressionAttrs{1, 0.5, nan, {}});
}

// ---- box_nms

// class, score, corners
Array rows() {
  return array({4, 6}, {0, 0.5, 10, 10, 20, 20, 1, 0.4, 10, 10, 20, 20, 0, 0.3, 10, 10, 14, 14, 2, 0.6, 50, 50, 70, 80});
}

BoxNmsAttrs nms(double overlap) {
  BoxNmsAttrs attrs;
  attrs.overlap_threshold = overlap;
  attrs.id_index = 0;
  return attrs;
}

void expect_rows(const BoxNmsAttrs& attrs, const std::vector<int>& kept) {
  const std::vector<double> x = to_doubles(rows());
  std::vector<double> wanted;
  for (const int row : kept) wanted.insert(wanted.end(), x.begin() + 6 * row, x.begin() + 6 * (row + 1));
  wanted.resize(x.size(), -1);
  expect_elements(eval1(op("box_nms"), {rows()}, attrs), to_doubles(array({24}, wanted)));
}

TEST(BoxNms, only_boxes_of_one_class_compete) {
  expect_rows(nms(0.1), {3, 0, 1});
  BoxNmsAttrs attrs = nms(0.1);
  attrs.force_suppress = true;
  expect_rows(attrs, {3, 0});
  attrs = nms(0.1);
  attrs.id_index = -1;
  expect_rows(attrs, {3, 0});
}

TEST(BoxNms, thresholds_and_limits) {
  BoxNmsAttrs attrs = nms(0.2);
  expect_rows(attrs, {3, 0, 1, 2});
  attrs.valid_threshold = 0.4;
  expect_rows(attrs, {3, 0});
  attrs = nms(0.2);
  attrs.topk = 2;
  expect_rows(attrs, {3, 0});
  attrs.topk = 0;
  expect_rows(attrs, {0, 1, 2, 3});
  attrs = nms(0.2);
  attrs.background_id = 0;
  expect_rows(attrs, {3, 1});
}

TEST(BoxNms, converts_the_rows_that_stay) {
  const Array x = array({3, 5}, {0.9, 4, 4, 2, 2, 0.8, -4, 4, 2, 2, 0.1, 4, 4, 2, 2});
  BoxNmsAttrs attrs;
  attrs.score_index = 0;
  attrs.coord_start = 1;
  attrs.in_format = BoxFormat::center;
  // The first coordinate of the second is negative: it stays as it is.
  expect_elements(eval1(op("box_nms"), {x}, attrs), to_doubles(array({15}, {0.9, 3, 3, 5, 5, 0.8, -4, 4, 2, 2, -1, -1, -1, -1, -1})));
  attrs.in_format = BoxFormat::corner;
  attrs.out_format = BoxFormat::center;
  const Array corners = array({1, 1, 5}, {0.9, 2, 4, 4, 10});
  expect_elements(eval1(op("box_nms"), {corners}, attrs), to_doubles(array({5}, {0.9, 3, 7, 2, 6})));
}

TEST(BoxNms, groups_apart) {
  const Array x = array({2, 2, 5}, {0.1, 0, 0, 1, 1, 0.2, 0, 0, 1, 1, 0.3, 0, 0, 1, 1, -0.1, 0, 0, 1, 1});
  BoxNmsAttrs attrs;
  attrs.score_index = 0;
  attrs.coord_start = 1;
  const std::vector<double> wanted = {0.2, 0, 0, 1, 1, -1, -1, -1, -1, -1, 0.3, 0, 0, 1, 1, -1, -1, -1, -1, -1};
  expect_elements(eval1(op("box_nms"), {x}, attrs), to_doubles(array({20}, wanted)));
}

TEST(BoxNms, detection_c1_types) {
  expect_violation(op("box_nms"), "detection_c1", {type(DType::int32, {4, 6})});
}
TEST(BoxNms, box_nms_c1_rank) {
  expect_violation(op("box_nms"), "box_nms_c1", {f32({6})});
}
TEST(BoxNms, box_nms_c2_columns) {
  const auto violates = [](std::int64_t coordinates, std::int64_t score, std::int64_t id) {
    BoxNmsAttrs attrs;
    attrs.coord_start = coordinates;
    attrs.score_index = score;
    attrs.id_index = id;
    expect_violation(op("box_nms"), "box_nms_c2", {f32({4, 6})}, attrs);
  };
  violates(3, 1, 0);
  violates(-1, 4, 5);
  violates(std::numeric_limits<std::int64_t>::max(), 0, 1);
  violates(2, 2, 0);
  violates(2, 6, 0);
  violates(2, -1, 0);
  violates(2, 1, 5);
  violates(2, 1, 1);
}
TEST(BoxNms, box_nms_c3_thresholds) {
  BoxNmsAttrs attrs = nms(nan);
  expect_violation(op("box_nms"), "box_nms_c3", {f32({4, 6})}, attrs);
  attrs = nms(0.5);
  attrs.valid_threshold = nan;
  expect_violation(op("box_nms"), "box_nms_c3", {f32({4, 6})}, attrs);
}

}  // namespace
}  // namespace nnfront::ops::testing
