#include <limits>

#include "op_harness.h"
#include "ops/detection.h"

namespace nnfront::ops::testing {
namespace {

const double nan = std::numeric_limits<double>::quiet_NaN();

const Operator& proposal_operator() {
  static const std::vector<Operator> operators = detection_operators();
  return named(operators, "proposal");
}

// One anchor of 4 by 4 pixels per cell of 4 by 4.
ProposalAttrs one_anchor() {
  ProposalAttrs attrs;
  attrs.scales = {1};
  attrs.ratios = {1};
  attrs.feature_stride = 4;
  attrs.min_size = 1;
  attrs.post_nms_top_n = 3;
  return attrs;
}

Arrays cells(const std::vector<double>& scores, const std::vector<double>& location, const std::vector<double>& info = {8, 8, 1}) {
  std::vector<double> probability(4, 0.0);
  probability.insert(probability.end(), scores.begin(), scores.end());
  return {array({1, 2, 2, 2}, probability), array({1, 4, 2, 2}, location), array({1, 3}, info)};
}
std::vector<double> nothing_moves() {
  return std::vector<double>(16, 0.0);
}

void expect_regions(const Arrays& inputs, const ProposalAttrs& attrs, const std::vector<double>& regions,
                    const std::vector<double>& scores) {
  const std::vector<Array> got = eval(proposal_operator(), inputs, attrs);
  expect_elements(got[0], regions, 1e-5);
  expect_elements(got[1], scores, 1e-6);
}

TEST(Proposal, anchors_by_falling_score) {
  expect_regions(cells({0.25, 0.75, 0.5, 0.125}, nothing_moves()), one_anchor(), {0, 4, 0, 7, 3, 0, 0, 4, 3, 7, 0, 0, 0, 3, 3},
                 {0.75, 0.5, 0.25});
}

TEST(Proposal, shapes_of_anchors) {
  ProposalAttrs attrs = one_anchor();
  attrs.feature_stride = 16;
  attrs.scales = {8};
  attrs.ratios = {0.5};
  attrs.post_nms_top_n = 1;
  // 16*16/0.5 = 512, whose root is 23 rounded; the height is 12. Eight times that around 7.5.
  const Arrays inputs = {array({1, 2, 1, 1}, {0, 1}), array({1, 4, 1, 1}, {0, 0, 0, 0}), array({1, 3}, {1000, 1000, 1})};
  expect_regions(inputs, attrs, {0, 0, 0, 99, 55}, {1});
}

TEST(Proposal, moves_and_clips) {
  ProposalAttrs attrs = one_anchor();
  attrs.post_nms_top_n = 1;
  std::vector<double> location = nothing_moves();
  // The last cell: 4 to 7 in both directions. Half a width to the left, twice the height.
  location[3] = -0.5;
  location[15] = std::log(2.0);
  expect_regions(cells({0, 0, 0, 1}, location), attrs, {0, 2, 2, 5, 7}, {1});
  attrs.iou_loss = true;
  location = nothing_moves();
  location[3] = -1;
  location[11] = -2;
  expect_regions(cells({0, 0, 0, 1}, location), attrs, {0, 3, 4, 5, 7}, {1});
}

TEST(Proposal, suppresses_and_repeats) {
  ProposalAttrs attrs = one_anchor();
  attrs.post_nms_top_n = 5;
  attrs.nms_threshold = 0.2;
  std::vector<double> location = nothing_moves();
  // The second cell moves half a width onto the first: 2 of 6 columns are shared.
  location[1] = -0.5;
  const Arrays inputs = cells({0.5, 0.75, 0.25, 0.125}, location);
  expect_regions(inputs, attrs, {0, 2, 0, 5, 3, 0, 0, 4, 3, 7, 0, 4, 4, 7, 7, 0, 2, 0, 5, 3, 0, 0, 4, 3, 7},
                 {0.75, 0.25, 0.125, 0.75, 0.25});
  attrs.pre_nms_top_n = 1;
  attrs.post_nms_top_n = 2;
  expect_regions(inputs, attrs, {0, 2, 0, 5, 3, 0, 2, 0, 5, 3}, {0.75, 0.75});
}

TEST(Proposal, cells_behind_the_image_and_small_boxes_lose) {
  ProposalAttrs attrs = one_anchor();
  attrs.post_nms_top_n = 4;
  attrs.nms_threshold = 0.9;
  // Only the first row of cells lies in an image of height 4.
  expect_regions(cells({0.25, 0.5, 0.75, 1}, nothing_moves(), {4, 8, 1}), attrs,
                 {0, 4, 0, 7, 3, 0, 0, 0, 3, 3, 0, 0, 3, 3, 3, 0, 4, 3, 7, 3}, {0.5, 0.25, -1, -1});
  attrs.post_nms_top_n = 1;
  attrs.min_size = 3;
  // 3 times a scale of 2 is more than 4: each grows by 3 at every side.
  expect_regions(cells({0.25, 0.5, 0.75, 1}, nothing_moves(), {8, 8, 2}), attrs, {0, -3, -3, 6, 6}, {-1});
}

TEST(Proposal, every_image_apart) {
  ProposalAttrs attrs = one_anchor();
  attrs.post_nms_top_n = 1;
  const Arrays inputs = {array({2, 2, 1, 1}, {0, 0.5, 0, 0.25}), array({2, 4, 1, 1}, {0, 0, 0, 0, 0.25, 0, 0, 0}),
                         array({2, 3}, {8, 8, 1, 8, 8, 1})};
  expect_regions(inputs, attrs, {0, 0, 0, 3, 3, 1, 1, 0, 4, 3}, {0.5, 0.25});
}

Types types_of(const Shape& probability, const Shape& location, const Shape& info) {
  return {f32(probability), f32(location), f32(info)};
}

TEST(Proposal, infers_symbols) {
  const Dim n = Dim::symbol("n");
  const Dim h = Dim::symbol("h");
  const std::vector<TensorType> types = infer(proposal_operator(), types_of({n, 24, h, 5}, {n, 48, h, 5}, {n, 3}));
  EXPECT_EQ(types.at(0), f32({n * 300, 5}));
  EXPECT_EQ(types.at(1), f32({n * 300, 1}));
}

TEST(Proposal, detection_c1_types) {
  Types types = types_of({1, 24, 2, 2}, {1, 48, 2, 2}, {1, 3});
  types[2]->dtype = DType::int32;
  expect_violation(proposal_operator(), "detection_c1", types);
}
TEST(Proposal, proposal_c1_probability) {
  expect_violation(proposal_operator(), "proposal_c1", types_of({24, 2, 2}, {1, 48, 2, 2}, {1, 3}));
  expect_violation(proposal_operator(), "proposal_c1", types_of({1, 12, 2, 2}, {1, 48, 2, 2}, {1, 3}));
  expect_violation(proposal_operator(), "proposal_c1", types_of({1, 24, 0, 2}, {1, 48, 0, 2}, {1, 3}));
}
TEST(Proposal, proposal_c2_location_and_image) {
  expect_violation(proposal_operator(), "proposal_c2", types_of({1, 24, 2, 2}, {1, 24, 2, 2}, {1, 3}));
  expect_violation(proposal_operator(), "proposal_c2", types_of({1, 24, 2, 2}, {1, 48, 2, 2}, {1, 2}));
}
TEST(Proposal, proposal_c3_anchors) {
  const Types types = types_of({1, 24, 2, 2}, {1, 48, 2, 2}, {1, 3});
  for (const std::vector<double>& bad : {std::vector<double>{}, std::vector<double>{0}, std::vector<double>{nan}}) {
    ProposalAttrs attrs;
    attrs.scales = bad;
    expect_violation(proposal_operator(), "proposal_c3", types, attrs);
    attrs = {};
    attrs.ratios = bad;
    expect_violation(proposal_operator(), "proposal_c3", types, attrs);
  }
}
TEST(Proposal, proposal_c4_numbers) {
  const Types types = types_of({1, 24, 2, 2}, {1, 48, 2, 2}, {1, 3});
  const auto violates = [&](auto&& change) {
    ProposalAttrs attrs;
    change(attrs);
    expect_violation(proposal_operator(), "proposal_c4", types, attrs);
  };
  for (const std::int64_t bad : {std::int64_t{0}, std::numeric_limits<std::int64_t>::max()}) {
    violates([&](ProposalAttrs& attrs) { attrs.post_nms_top_n = bad; });
    violates([&](ProposalAttrs& attrs) { attrs.feature_stride = bad; });
  }
  violates([&](ProposalAttrs& attrs) { attrs.nms_threshold = nan; });
  violates([&](ProposalAttrs& attrs) { attrs.min_size = nan; });
}

}  // namespace
}  // namespace nnfront::ops::testing
