// multibox_prior, multibox_detection
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

// ---- multibox_prior

TEST(MultiboxPrior, one_cell_by_hand) {
  MultiboxPriorAttrs attrs;
  attrs.sizes = {0.5, 0.25};
  attrs.ratios = {1, 4};
  expect_elements(eval1(op("multibox_prior"), {array({1, 1, 1, 1}, {0}, DType::float64)}, attrs),
                  {0.25, 0.25, 0.75, 0.75, 0.375, 0.375, 0.625, 0.625, 0, 0.375, 1, 0.625});
}

TEST(MultiboxPrior, the_first_ratio_holds_for_every_size) {
  MultiboxPriorAttrs attrs;
  attrs.sizes = {0.5};
  attrs.ratios = {4};
  // Two columns and one row: widths are halved. Centers at 0.25 and 0.75.
  expect_elements(eval1(op("multibox_prior"), {array({1, 1, 1, 2}, {0, 0}, DType::float64)}, attrs),
                  {0, 0.375, 0.5, 0.625, 0.5, 0.375, 1, 0.625});
}

TEST(MultiboxPrior, steps_offsets_and_clipping) {
  MultiboxPriorAttrs attrs;
  attrs.steps = {0.5, 0.25};
  attrs.offsets = {0, 1};
  const Array x = array({1, 1, 1, 1}, {0}, DType::float64);
  expect_elements(eval1(op("multibox_prior"), {x}, attrs), {-0.25, -0.5, 0.75, 0.5});
  attrs.clip = true;
  expect_elements(eval1(op("multibox_prior"), {x}, attrs), {0, 0, 0.75, 0.5});
}

TEST(MultiboxPrior, infers_the_number_of_boxes) {
  MultiboxPriorAttrs attrs;
  attrs.sizes = {1, 2};
  attrs.ratios = {1, 2, 3};
  EXPECT_EQ(infer(op("multibox_prior"), {f32({8, 16, 5, 7})}, attrs).at(0), f32({1, 5 * 7 * 4, 4}));
  EXPECT_EQ(text(infer(op("multibox_prior"), {f32({1, 1, Dim::symbol("h"), 2})}).at(0)), "float32[1,2*h,4]");
}

TEST(MultiboxPrior, detection_c1_types) {
  expect_violation(op("multibox_prior"), "detection_c1", {type(DType::int8, {1, 1, 2, 2})});
}
TEST(MultiboxPrior, multibox_prior_c1_rank) {
  expect_violation(op("multibox_prior"), "multibox_prior_c1", {f32({1, 1, 2})});
}
TEST(MultiboxPrior, multibox_prior_c2_sizes_and_ratios) {
  for (const std::vector<double>& bad : {std::vector<double>{}, std::vector<double>{nan}}) {
    MultiboxPriorAttrs attrs;
    attrs.sizes = bad;
    expect_violation(op("multibox_prior"), "multibox_prior_c2", {f32({1, 1, 2, 2})}, attrs);
    attrs = {};
    attrs.ratios = bad;
    expect_violation(op("multibox_prior"), "multibox_prior_c2", {f32({1, 1, 2, 2})}, attrs);
  }
  MultiboxPriorAttrs attrs;
  attrs.ratios = {0};
  expect_violation(op("multibox_prior"), "multibox_prior_c2", {f32({1, 1, 2, 2})}, attrs);
}
TEST(MultiboxPrior, multibox_prior_c3_pairs) {
  MultiboxPriorAttrs attrs;
  attrs.steps = {1};
  expect_violation(op("multibox_prior"), "multibox_prior_c3", {f32({1, 1, 2, 2})}, attrs);
  attrs = {};
  attrs.offsets = {0.5, nan};
  expect_violation(op("multibox_prior"), "multibox_prior_c3", {f32({1, 1, 2, 2})}, attrs);
}

// ---- multibox_detection

// Four anchors: the first two lie on one another, the third overlaps them by a third, the fourth lies apart.
Array anchors() {
  return array({1, 4, 4}, {0, 0, 0.5, 0.5, 0, 0, 0.5, 0.5, 0.25, 0, 0.75, 0.5, 0.5, 0.5, 1, 1});
}
// Background and two classes.
Array probabilities(const std::vector<double>& first, const std::vector<double>& second) {
  std::vector<double> all(4, 0.1);
  all.insert(all.end(), first.begin(), first.end());
  all.insert(all.end(), second.begin(), second.end());
  return array({1, 3, 4}, all);
}
Array no_offsets() {
  return array({1, 16}, std::vector<double>(16, 0));
}

std::vector<double> detections(const Array& probability, const MultiboxDetectionAttrs& attrs, const Array& location = no_offsets()) {
  return to_doubles(eval1(op("multibox_detection"), {probability, location, anchors()}, attrs));
}

using Elements = std::vector<double>;

TEST(MultiboxDetection, sorts_and_suppresses_within_a_class) {
  const Array probability = probabilities({0.25, 0.75, 0.5, 0}, {0.5, 0, 0.125, 0});
  const Elements wanted = {0, 0.75, 0, 0, 0.5, 0.5, 1, 0.5, 0, 0, 0.5, 0.5, 0, 0.5, 0.25, 0, 0.75, 0.5, -1, -1, -1, -1, -1, -1};
  MultiboxDetectionAttrs attrs;
  EXPECT_EQ(detections(probability, attrs), wanted);
  attrs.nms_threshold = 0.25;
  Elements suppressed = wanted;
  suppressed[12] = -1;
  EXPECT_EQ(detections(probability, attrs), suppressed);
  attrs.force_suppress = true;
  suppressed[6] = -1;
  EXPECT_EQ(detections(probability, attrs), suppressed);
}

TEST(MultiboxDetection, a_threshold_outside_leaves_the_order_of_anchors) {
  const Array probability = probabilities({0.25, 0.75, 0, 0}, {0, 0, 0, 0.5});
  MultiboxDetectionAttrs attrs;
  attrs.threshold = 0.3;
  for (const double threshold : {0.0, -1.0, 1.5}) {
    attrs.nms_threshold = threshold;
    EXPECT_EQ(detections(probability, attrs),
              (Elements{0, 0.75, 0, 0, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}));
  }
}

// Rows behind the best keep their numbers from before the sorting.
TEST(MultiboxDetection, topk_drops_the_rest) {
  const Array probability = probabilities({0.25, 0.75, 0, 0}, {0, 0, 0, 0.5});
  MultiboxDetectionAttrs attrs;
  attrs.nms_topk = 1;
  EXPECT_EQ(detections(probability, attrs),
            (Elements{0, 0.75, 0, 0, 0.5, 0.5, -1, 0.75, 0, 0, 0.5, 0.5, -1, 0.5, 0.5, 0.5, 1, 1, -1, -1, -1, -1, -1, -1}));
}

TEST(MultiboxDetection, decodes_and_clips) {
  const Array probability = probabilities({0, 0, 0, 0.5}, {0, 0, 0, 0});
  Elements offsets(16, 0.0);
  offsets[12] = 1;
  offsets[14] = std::log(2.0);
  MultiboxDetectionAttrs attrs;
  attrs.variances = {0.5, 1, 1, 1};
  const Array location = array({1, 16}, offsets);
  // Center 1 * 0.5 * 0.5 + 0.75, width doubled.
  const Array clipped = eval1(op("multibox_detection"), {probability, location, anchors()}, attrs);
  EXPECT_NEAR(clipped.as<float>()[2], 0.5, 1e-6);
  EXPECT_EQ(clipped.as<float>()[4], 1.0F);
  attrs.clip = false;
  const Array open = eval1(op("multibox_detection"), {probability, location, anchors()}, attrs);
  EXPECT_NEAR(open.as<float>()[2], 0.5, 1e-6);
  EXPECT_NEAR(open.as<float>()[4], 1.5, 1e-6);
}

TEST(MultiboxDetection, no_detection_and_no_anchor) {
  EXPECT_EQ(detections(probabilities({0, 0, 0, 0}, {0, 0, 0, 0}), {}), Elements(24, -1.0));
  const Arrays nothing = {array({2, 3, 0}, {}), array({2, 0}, {}), array({1, 0, 4}, {})};
  EXPECT_EQ(eval1(op("multibox_detection"), nothing).dims(), (std::vector<std::int64_t>{2, 0, 6}));
}

TEST(MultiboxDetection, infers_symbols) {
  const Dim n = Dim::symbol("n");
  EXPECT_EQ(infer(op("multibox_detection"), {f32({n, 21, 8}), f32({n, 32}), f32({1, 8, 4})}).at(0), f32({n, 8, 6}));
}

TEST(MultiboxDetection, detection_c1_types) {
  expect_violation(op("multibox_detection"), "detection_c1", {f32({1, 3, 4}), f32({1, 16}), type(DType::float64, {1, 4, 4})});
}
TEST(MultiboxDetection, multibox_detection_c1_rank) {
  expect_violation(op("multibox_detection"), "multibox_detection_c1", {f32({3, 4}), f32({1, 16}), f32({1, 4, 4})});
}
TEST(MultiboxDetection, multibox_detection_c2_anchors) {
  expect_violation(op("multibox_detection"), "multibox_detection_c2", {f32({1, 3, 4}), f32({1, 4}), f32({1, 4, 4})});
  expect_violation(op("multibox_detection"), "multibox_detection_c2", {f32({2, 3, 4}), f32({2, 16}), f32({2, 4, 4})});
}
TEST(MultiboxDetection, multibox_detection_c3_numbers) {
  const Types types = {f32({1, 3, 4}), f32({1, 16}), f32({1, 4, 4})};
  MultiboxDetectionAttrs attrs;
  attrs.variances = {1, 1, 1};
  expect_violation(op("multibox_detection"), "multibox_detection_c3", types, attrs);
  attrs = {};
  attrs.threshold = nan;
  expect_violation(op("multibox_detection"), "multibox_detection_c3", types, attrs);
  attrs = {};
  attrs.nms_threshold = nan;
  expect_violation(op("multibox_detection"), "multibox_detection_c3", types, attrs);
}

}  // namespace
}  // namespace nnfront::ops::testing
