#include <limits>

#include "op_harness.h"
#include "ops/conv.h"
#include "ops/sampling.h"

namespace nnfront::ops::testing {
namespace {

const Operator& deformable() {
  static const std::vector<Operator> operators = sampling_operators();
  return named(operators, "deformable_conv");
}

DeformableConvAttrs attributes(DeformableBorder border = DeformableBorder::fade) {
  return {{1, 1}, {0, 0, 0, 0}, {1, 1}, 1, 1, border};
}

Array zeros(std::vector<std::int64_t> dims) {
  const auto count = static_cast<std::size_t>(element_count(dims));
  return array(std::move(dims), std::vector<double>(count, 0.0));
}

// One tap of weight 1 on a map of 2 by 2, moved by (dy, dx) everywhere.
std::vector<double> moved(double dy, double dx, DeformableBorder border) {
  const Array x = array({1, 1, 2, 2}, {1, 2, 3, 4});
  const Array offset = array({1, 2, 2, 2}, {dy, dy, dy, dy, dx, dx, dx, dx});
  return to_doubles(eval1(deformable(), {x, array({1, 1, 1, 1}, {1}), offset}, attributes(border)));
}

using Elements = std::vector<double>;

TEST(DeformableConv, moves_taps_down_and_right) {
  EXPECT_EQ(moved(0, 0, DeformableBorder::fade), (Elements{1, 2, 3, 4}));
  EXPECT_EQ(moved(1, 0, DeformableBorder::fade), (Elements{3, 4, 0, 0}));
  EXPECT_EQ(moved(0, -1, DeformableBorder::fade), (Elements{0, 1, 0, 3}));
  EXPECT_EQ(moved(0.5, 0, DeformableBorder::fade), (Elements{2, 3, 1.5, 2}));
  EXPECT_EQ(moved(-0.5, 0.5, DeformableBorder::fade), (Elements{0.75, 0.5, 2.5, 1.5}));
  EXPECT_EQ(moved(0, std::numeric_limits<double>::quiet_NaN(), DeformableBorder::fade), (Elements{0, 0, 0, 0}));
}

TEST(DeformableConv, the_border_that_is_cut) {
  EXPECT_EQ(moved(0.5, 0, DeformableBorder::cut), (Elements{2, 3, 3, 4}));
  EXPECT_EQ(moved(-0.5, 0, DeformableBorder::cut), (Elements{0, 0, 2, 3}));
  EXPECT_EQ(moved(1, 0, DeformableBorder::cut), (Elements{3, 4, 0, 0}));
}

TEST(DeformableConv, without_offsets_it_is_a_convolution) {
  std::mt19937 random(8);
  const Array x = random_integers(random, {2, 4, 5, 6});
  const Array weight = random_integers(random, {6, 2, 3, 2});
  const Array bias = random_integers(random, {6});
  const std::vector<Operator> convolutions = conv_operators();
  const Array wanted = eval1(named(convolutions, "conv"), {x, weight, bias}, ConvAttrs{{2, 1}, {1, 0, 0, 1}, {1, 2}, 2});
  const std::vector<std::int64_t>& out = wanted.dims();
  const DeformableConvAttrs attrs = {{2, 1}, {1, 0, 0, 1}, {1, 2}, 2, 2, DeformableBorder::fade};
  const Array ones = array({2, 12, out[2], out[3]}, std::vector<double>(static_cast<std::size_t>(24 * out[2] * out[3]), 1.0));
  expect_elements(eval1(deformable(), {x, weight, zeros({2, 24, out[2], out[3]}), bias, ones}, attrs), to_doubles(wanted));
  expect_elements(eval1(deformable(), {x, weight, zeros({2, 24, out[2], out[3]}), bias, std::nullopt}, attrs), to_doubles(wanted));
}

TEST(DeformableConv, offset_groups_masks_and_bias) {
  // Two channels, the second moved by one to the right; the taps weighted by 2 and 3.
  const Array x = array({1, 2, 1, 2}, {1, 2, 10, 20});
  const Array offset = array({1, 4, 1, 2}, {0, 0, 0, 0, 0, 0, 1, 1});
  const Array mask = array({1, 2, 1, 2}, {2, 2, 3, 3});
  DeformableConvAttrs attrs = attributes();
  attrs.offset_groups = 2;
  const Array weight = array({1, 2, 1, 1}, {1, 1});
  expect_elements(eval1(deformable(), {x, weight, offset, array({1}, {100}), mask}, attrs), {100 + 2 + 60, 100 + 4});
}

TEST(DeformableConv, in_one_dimension) {
  const DeformableConvAttrs attrs = {{1}, {0, 0}, {1}, 1, 1, DeformableBorder::fade};
  const Array x = array({1, 1, 3}, {1, 2, 4});
  // Two taps; the second one is moved back by a half.
  const Array offset = array({1, 2, 2}, {0, 0, -0.5, -0.5});
  expect_elements(eval1(deformable(), {x, array({1, 1, 2}, {1, 10}), offset}, attrs), {16, 32});
}

TEST(DeformableConv, costs_every_tap) {
  const Types types = {f32({2, 4, 5, 6}), f32({6, 2, 3, 3}), f32({2, 18, 5, 6})};
  DeformableConvAttrs attrs = attributes();
  attrs.pads = {1, 1, 1, 1};
  attrs.groups = 2;
  const Cost of = cost(deformable(), types, attrs, {false, true, false});
  EXPECT_EQ(of.macs, 2 * 6 * 2 * 9 * 30);
  EXPECT_EQ(of.padded_macs, of.macs);
  EXPECT_EQ(of.weight_input, 1);
  std::vector<double> weight(108, 0.0);
  weight[5] = weight[50] = 1;
  EXPECT_EQ(of.sparse_macs(array({6, 2, 3, 3}, weight)), 2 * 2 * 30);
}

Types types() {
  return {f32({2, 4, 5, 6}), f32({6, 2, 3, 2}), f32({2, 24, 3, 5}), f32({6}), f32({2, 12, 3, 5})};
}
DeformableConvAttrs grouped() {
  return {{1, 1}, {0, 0, 0, 0}, {1, 1}, 2, 2, DeformableBorder::fade};
}

TEST(DeformableConv, infers_symbols) {
  Types symbolic = types();
  for (const std::size_t i : {0U, 2U, 4U}) symbolic[i]->shape[0] = Dim::symbol("n");
  EXPECT_EQ(infer(deformable(), symbolic, grouped()).at(0), f32({Dim::symbol("n"), 6, 3, 5}));
}

void expect_changed_violation(std::string_view label, std::size_t operand, TensorType changed) {
  Types all = types();
  all[operand] = std::move(changed);
  expect_violation(deformable(), label, all, grouped());
}

TEST(DeformableConv, deformable_conv_c1_ranks) {
  expect_changed_violation("deformable_conv_c1", 0, f32({2, 4}));
  expect_changed_violation("deformable_conv_c1", 1, f32({6, 2, 3}));
}
TEST(DeformableConv, deformable_conv_c2_types) {
  expect_changed_violation("deformable_conv_c2", 0, type(DType::int32, {2, 4, 5, 6}));
  for (const std::size_t i : {1U, 2U, 3U, 4U}) expect_changed_violation("deformable_conv_c2", i, type(DType::float64, types()[i]->shape));
}
TEST(DeformableConv, deformable_conv_c3_channels) {
  expect_changed_violation("deformable_conv_c3", 1, f32({6, 4, 3, 2}));
}
TEST(DeformableConv, deformable_conv_c4_groups) {
  for (const auto& [groups, offset_groups] : {std::pair<std::int64_t, std::int64_t>{0, 1}, {1, 0}, {2, 3}}) {
    DeformableConvAttrs attrs = grouped();
    attrs.groups = groups;
    attrs.offset_groups = offset_groups;
    expect_violation(deformable(), "deformable_conv_c4", types(), attrs);
  }
  expect_changed_violation("deformable_conv_c4", 1, f32({5, 2, 3, 2}));
}
TEST(DeformableConv, deformable_conv_c5_windows) {
  for (int i = 0; i < 3; ++i) {
    DeformableConvAttrs attrs = grouped();
    if (i == 0) attrs.strides = {1, 0};
    if (i == 1) attrs.dilations = {1};
    if (i == 2) attrs.pads = {0, 0, 0, -1};
    expect_violation(deformable(), "deformable_conv_c5", types(), attrs);
  }
  expect_changed_violation("deformable_conv_c5", 1, f32({6, 2, 0, 2}));
}
TEST(DeformableConv, deformable_conv_c6_fit) {
  expect_changed_violation("deformable_conv_c6", 1, f32({6, 2, 6, 2}));
}
TEST(DeformableConv, deformable_conv_c7_guides) {
  expect_changed_violation("deformable_conv_c7", 2, f32({2, 12, 3, 5}));
  expect_changed_violation("deformable_conv_c7", 2, f32({2, 24, 3, 4}));
  expect_changed_violation("deformable_conv_c7", 4, f32({2, 24, 3, 5}));
}
TEST(DeformableConv, deformable_conv_c8_bias) {
  expect_changed_violation("deformable_conv_c8", 3, f32({5}));
}

}  // namespace
}  // namespace nnfront::ops::testing
