#include "ops/norm.h"

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = norm_operators();
  return named(operators, name);
}

Types batch_norm_types(const TensorType& x, const Dim& channels) {
  return {x, f32({channels}), f32({channels}), f32({channels}), f32({channels})};
}

TEST(BatchNorm, infers_the_type_of_x) {
  const TensorType x = type(DType::float16, {Dim::symbol("batch"), 8, Dim::symbol("h"), 5});
  EXPECT_EQ(infer(op("batch_norm"), batch_norm_types(x, 8)).at(0), x);
  EXPECT_EQ(cost(op("batch_norm"), batch_norm_types(f32({2, 8, 5}), 8)).elementwise, 80);
}

TEST(BatchNorm, evaluates_by_hand) {
  BatchNormAttrs attrs;
  attrs.epsilon = 1.0;
  const Array x = array({1, 2, 2}, {1, 5, 2, 8});
  const Arrays inputs = {x, array({2}, {2, 10}), array({2}, {100, 200}), array({2}, {1, 2}), array({2}, {3, 8})};
  expect_elements(eval1(op("batch_norm"), inputs, attrs), {100, 104, 200, 220});
  attrs.fix_gamma = true;
  expect_elements(eval1(op("batch_norm"), inputs, attrs), {100, 102, 200, 202});
}

TEST(BatchNorm, along_the_last_axis_and_in_float16) {
  BatchNormAttrs attrs;
  attrs.epsilon = 0.0;
  attrs.axis = -1;
  const Array x = array({2, 2}, {1, 2, 3, 4}, DType::float16);
  const Array one = array({2}, {1, 1});
  const Array zero = array({2}, {0, 0});
  expect_elements(eval1(op("batch_norm"), {x, array({2}, {10, 100}), zero, zero, one}, attrs), {10, 200, 30, 400});
}

TEST(BatchNorm, batch_norm_c1_rank) {
  expect_violation(op("batch_norm"), "batch_norm_c1", batch_norm_types(f32({}), 1));
}
TEST(BatchNorm, batch_norm_c2_types) {
  expect_violation(op("batch_norm"), "batch_norm_c2", batch_norm_types(type(DType::int8, {1, 8}), 8));
  Types inputs = batch_norm_types(f32({1, 8}), 8);
  inputs[4] = type(DType::int32, {8});
  expect_violation(op("batch_norm"), "batch_norm_c2", inputs);
}
TEST(BatchNorm, batch_norm_c3_axis) {
  expect_violation(op("batch_norm"), "batch_norm_c3", batch_norm_types(f32({8}), 8));
}
TEST(BatchNorm, batch_norm_c4_channels) {
  for (std::size_t i = 1; i < 5; ++i) {
    Types inputs = batch_norm_types(f32({1, 8}), 8);
    inputs[i] = f32({7});
    expect_violation(op("batch_norm"), "batch_norm_c4", inputs);
  }
}
TEST(BatchNorm, batch_norm_c5_epsilon) {
  BatchNormAttrs attrs;
  for (const double epsilon : {-1e-5, std::numeric_limits<double>::quiet_NaN(), infinity}) {
    attrs.epsilon = epsilon;
    expect_violation(op("batch_norm"), "batch_norm_c5", batch_norm_types(f32({1, 8}), 8), attrs);
  }
}
TEST(BatchNorm, batch_norm_c6_momentum) {
  BatchNormAttrs attrs;
  attrs.momentum = infinity;
  expect_violation(op("batch_norm"), "batch_norm_c6", batch_norm_types(f32({1, 8}), 8), attrs);
}

TEST(LayerNorm, evaluates_by_hand) {
  const Array x = array({2, 2}, {1, 3, 10, 10});
  const LayerNormAttrs attrs = {-1, 0.0};
  expect_elements(eval1(op("layer_norm"), {array({1, 2}, {1, 3}), array({2}, {5, 7}), array({2}, {100, 200})}, attrs), {95, 207});
  expect_elements(eval1(op("layer_norm"), {x, std::nullopt, std::nullopt}, LayerNormAttrs{-1, 1.0}),
                  {-std::sqrt(0.5), std::sqrt(0.5), 0, 0}, 1e-7);
}

TEST(LayerNorm, over_several_dimensions) {
  std::mt19937 random(1);
  const Array x = random_integers(random, {2, 3, 4}, DType::float64);
  const Array gamma = random_integers(random, {3, 4}, DType::float64);
  const std::vector<double> elements = to_doubles(x);
  const std::vector<double> scales = to_doubles(gamma);
  std::vector<double> wanted;
  for (std::size_t n = 0; n < 2; ++n) {
    double mean = 0, mean_square = 0;
    for (std::size_t i = 0; i < 12; ++i) {
      mean += elements[n * 12 + i] / 12;
      mean_square += elements[n * 12 + i] * elements[n * 12 + i] / 12;
    }
    for (std::size_t i = 0; i < 12; ++i) {
      wanted.push_back((elements[n * 12 + i] - mean) / std::sqrt(mean_square - mean * mean + 1e-3) * scales[i]);
    }
  }
  expect_elements(eval1(op("layer_norm"), {x, gamma}, LayerNormAttrs{1, 1e-3}), wanted, 1e-12);
  EXPECT_EQ(cost(op("layer_norm"), {type_of(x)}).elementwise, 24);
}

TEST(LayerNorm, does_not_cancel_far_from_zero) {
  const Array x = array({1, 2}, {1e8, 1e8 + 2}, DType::float64);
  expect_elements(eval1(op("layer_norm"), {x}, LayerNormAttrs{-1, 0.0}), {-1, 1});
}

TEST(LayerNorm, layer_norm_c1_rank) {
  expect_violation(op("layer_norm"), "layer_norm_c1", {f32({})});
}
TEST(LayerNorm, layer_norm_c2_types) {
  expect_violation(op("layer_norm"), "layer_norm_c2", {type(DType::int32, {2, 3})});
  expect_violation(op("layer_norm"), "layer_norm_c2", {f32({2, 3}), f32({3}), type(DType::int32, {3})});
}
TEST(LayerNorm, layer_norm_c3_axis) {
  expect_violation(op("layer_norm"), "layer_norm_c3", {f32({2, 3})}, LayerNormAttrs{-3, 1e-5});
}
TEST(LayerNorm, layer_norm_c4_parameters) {
  expect_violation(op("layer_norm"), "layer_norm_c4", {f32({2, 3, 4}), f32({4})}, LayerNormAttrs{1, 1e-5});
  expect_violation(op("layer_norm"), "layer_norm_c4", {f32({2, 3}), std::nullopt, f32({2})});
}
TEST(LayerNorm, layer_norm_c5_epsilon) {
  expect_violation(op("layer_norm"), "layer_norm_c5", {f32({2, 3})}, LayerNormAttrs{-1, -1.0});
}

TEST(RmsNorm, evaluates_by_hand) {
  const Array x = array({1, 2}, {1, 7});
  expect_elements(eval1(op("rms_norm"), {x, std::nullopt}, RmsNormAttrs{-1, 0.0}), {0.2, 1.4}, 1e-7);
  expect_elements(eval1(op("rms_norm"), {x, array({2}, {10, 100})}, RmsNormAttrs{-1, 75.0}), {1, 70}, 1e-7);
}

TEST(RmsNorm, rms_norm_c1_rank) {
  expect_violation(op("rms_norm"), "rms_norm_c1", {f32({})});
}
TEST(RmsNorm, rms_norm_c2_types) {
  expect_violation(op("rms_norm"), "rms_norm_c2", {f32({3}), type(DType::int8, {3})});
}
TEST(RmsNorm, rms_norm_c3_axis) {
  expect_violation(op("rms_norm"), "rms_norm_c3", {f32({3})}, RmsNormAttrs{1, 1e-5});
}
TEST(RmsNorm, rms_norm_c4_gamma) {
  expect_violation(op("rms_norm"), "rms_norm_c4", {f32({2, 3}), f32({2, 3})});
}
TEST(RmsNorm, rms_norm_c5_epsilon) {
  expect_violation(op("rms_norm"), "rms_norm_c5", {f32({3})}, RmsNormAttrs{-1, infinity});
}

TEST(GroupNorm, evaluates_by_hand) {
  const Array x = array({1, 4, 1}, {1, 3, 10, 30});
  const Arrays inputs = {x, array({4}, {1, 2, 3, 4}), array({4}, {0, 0, 100, 100})};
  expect_elements(eval1(op("group_norm"), inputs, GroupNormAttrs{2, 0.0}), {-1, 2, 97, 104});
  expect_elements(eval1(op("group_norm"), {array({2, 2}, {1, 3, 5, 9})}, GroupNormAttrs{1, 0.0}), {-1, 1, -1, 1});
}

TEST(GroupNorm, keeps_symbols_and_counts) {
  const TensorType x = f32({Dim::symbol("n"), 6, Dim::symbol("h")});
  EXPECT_EQ(infer(op("group_norm"), {x, f32({6})}, GroupNormAttrs{3, 1e-5}).at(0), x);
  EXPECT_EQ(cost(op("group_norm"), {f32({2, 6, 4})}, GroupNormAttrs{3, 1e-5}).elementwise, 48);
}

TEST(GroupNorm, group_norm_c1_rank) {
  expect_violation(op("group_norm"), "group_norm_c1", {f32({6})});
}
TEST(GroupNorm, group_norm_c2_types) {
  expect_violation(op("group_norm"), "group_norm_c2", {type(DType::int8, {1, 6})});
}
TEST(GroupNorm, group_norm_c3_groups) {
  expect_violation(op("group_norm"), "group_norm_c3", {f32({1, 6})}, GroupNormAttrs{4, 1e-5});
  expect_violation(op("group_norm"), "group_norm_c3", {f32({1, 6})}, GroupNormAttrs{0, 1e-5});
}
TEST(GroupNorm, group_norm_c4_parameters) {
  expect_violation(op("group_norm"), "group_norm_c4", {f32({1, 6}), std::nullopt, f32({5})});
}
TEST(GroupNorm, group_norm_c5_epsilon) {
  expect_violation(op("group_norm"), "group_norm_c5", {f32({1, 6})}, GroupNormAttrs{1, -1.0});
}

TEST(InstanceNorm, evaluates_by_hand) {
  const Array x = array({1, 2, 2}, {1, 3, 10, 30});
  expect_elements(eval1(op("instance_norm"), {x, array({2}, {1, 2}), array({2}, {0, 5})}, InstanceNormAttrs{0.0}), {-1, 1, 3, 7});
  expect_elements(eval1(op("instance_norm"), {x}, InstanceNormAttrs{3.0}), {-0.5, 0.5, -10 / std::sqrt(103), 10 / std::sqrt(103)}, 1e-7);
}

TEST(InstanceNorm, is_group_norm_with_a_group_per_channel) {
  std::mt19937 random(2);
  const Array x = random_integers(random, {2, 3, 4, 5}, DType::float64);
  const Array grouped = eval1(op("group_norm"), {x}, GroupNormAttrs{3, 1e-5});
  expect_elements(eval1(op("instance_norm"), {x}), to_doubles(grouped));
}

TEST(InstanceNorm, instance_norm_c1_rank) {
  expect_violation(op("instance_norm"), "instance_norm_c1", {f32({1, 6})});
}
TEST(InstanceNorm, instance_norm_c2_types) {
  expect_violation(op("instance_norm"), "instance_norm_c2", {f32({1, 6, 2}), type(DType::boolean, {6})});
}
TEST(InstanceNorm, instance_norm_c3_parameters) {
  expect_violation(op("instance_norm"), "instance_norm_c3", {f32({1, 6, 2}), f32({2})});
}
TEST(InstanceNorm, instance_norm_c4_epsilon) {
  expect_violation(op("instance_norm"), "instance_norm_c4", {f32({1, 6, 2})}, InstanceNormAttrs{-1.0});
}

TEST(Lrn, evaluates_by_hand) {
  const Array x = array({1, 4, 1}, {1, 2, 3, 4});
  // Windows of 3 channels: 1+4, 1+4+9, 4+9+16, 9+16 squares, over alpha/size = 1.
  expect_elements(eval1(op("lrn"), {x}, LrnAttrs{3, 3.0, 1.0, 1.0}), {1.0 / 6, 2.0 / 15, 3.0 / 30, 4.0 / 26}, 1e-7);
  // Windows of 2: the channel and the one behind it.
  expect_elements(eval1(op("lrn"), {x}, LrnAttrs{2, 2.0, 1.0, 0.0}), {1.0 / 5, 2.0 / 13, 3.0 / 25, 4.0 / 16}, 1e-7);
}

TEST(Lrn, sees_all_channels_with_a_huge_window) {
  const Array x = array({1, 2, 1}, {3, 4}, DType::float64);
  const LrnAttrs attrs = {std::numeric_limits<std::int64_t>::max(), 0x1p63, 0.5, 0.0};
  expect_elements(eval1(op("lrn"), {x}, attrs), {0.6, 0.8}, 1e-15);
  EXPECT_EQ(cost(op("lrn"), {f32({2, 6, 4})}).elementwise, 48);
}

TEST(Lrn, lrn_c1_rank) {
  expect_violation(op("lrn"), "lrn_c1", {f32({6})});
}
TEST(Lrn, lrn_c2_type) {
  expect_violation(op("lrn"), "lrn_c2", {type(DType::int8, {1, 6})});
}
TEST(Lrn, lrn_c3_size) {
  expect_violation(op("lrn"), "lrn_c3", {f32({1, 6})}, LrnAttrs{0, 1, 1, 1});
}
TEST(Lrn, lrn_c4_numbers) {
  expect_violation(op("lrn"), "lrn_c4", {f32({1, 6})}, LrnAttrs{1, infinity, 1, 1});
  expect_violation(op("lrn"), "lrn_c4", {f32({1, 6})}, LrnAttrs{1, 1, infinity, 1});
  expect_violation(op("lrn"), "lrn_c4", {f32({1, 6})}, LrnAttrs{1, 1, 1, infinity});
}

TEST(L2Normalize, evaluates_by_hand) {
  const Array x = array({2, 2}, {3, 6, 4, 8});
  expect_elements(eval1(op("l2_normalize"), {x}, L2NormalizeAttrs{{0}, 0.0}), {0.6, 0.6, 0.8, 0.8}, 1e-7);
  expect_elements(eval1(op("l2_normalize"), {x}, L2NormalizeAttrs{{-1, 0}, 100.0}), {0.2, 0.4, 4.0 / 15, 8.0 / 15}, 1e-7);
  const TensorType symbolic = f32({Dim::symbol("n"), 4});
  EXPECT_EQ(infer(op("l2_normalize"), {symbolic}, L2NormalizeAttrs{{1}, 0.0}).at(0), symbolic);
}

TEST(L2Normalize, l2_normalize_c1_type) {
  expect_violation(op("l2_normalize"), "l2_normalize_c1", {type(DType::int8, {2})}, L2NormalizeAttrs{{0}, 0.0});
}
TEST(L2Normalize, l2_normalize_c2_axes) {
  expect_violation(op("l2_normalize"), "l2_normalize_c2", {f32({2, 3})}, L2NormalizeAttrs{{}, 0.0});
  expect_violation(op("l2_normalize"), "l2_normalize_c2", {f32({2, 3})}, L2NormalizeAttrs{{2}, 0.0});
  expect_violation(op("l2_normalize"), "l2_normalize_c2", {f32({2, 3})}, L2NormalizeAttrs{{1, -1}, 0.0});
}
TEST(L2Normalize, l2_normalize_c3_epsilon) {
  expect_violation(op("l2_normalize"), "l2_normalize_c3", {f32({2, 3})}, L2NormalizeAttrs{{0}, -1.0});
}

TEST(LpNormalize, either_norm_along_an_axis) {
  const Array x = array({2, 3}, {3, 0, -5, 4, 0, 15});
  expect_elements(eval1(op("lp_normalize"), {x}, LpNormalizeAttrs{2, 0}), {0.6, 0, -0.31622776601683794, 0.8, 0, 0.9486832980505138}, 1e-7);
  expect_elements(eval1(op("lp_normalize"), {x}, LpNormalizeAttrs{1, -1}), {0.375, 0, -0.625, 4.0 / 19, 0, 15.0 / 19}, 1e-7);
  const TensorType symbolic = f32({Dim::symbol("n"), 4});
  EXPECT_EQ(infer(op("lp_normalize"), {symbolic}).at(0), symbolic);
}

TEST(LpNormalize, squares_neither_overflow_nor_vanish) {
  expect_elements(eval1(op("lp_normalize"), {array({2}, {3e200, 4e200}, DType::float64)}), {0.6, 0.8}, 1e-15);
  expect_elements(eval1(op("lp_normalize"), {array({2}, {3e-200, 4e-200}, DType::float64)}), {0.6, 0.8}, 1e-15);
}

TEST(LpNormalize, lp_normalize_c1_type) {
  expect_violation(op("lp_normalize"), "lp_normalize_c1", {type(DType::int8, {2})});
}
TEST(LpNormalize, lp_normalize_c2_axis) {
  expect_violation(op("lp_normalize"), "lp_normalize_c2", {f32({2})}, LpNormalizeAttrs{2, 1});
}
TEST(LpNormalize, lp_normalize_c3_p) {
  expect_violation(op("lp_normalize"), "lp_normalize_c3", {f32({2})}, LpNormalizeAttrs{3, 0});
}

}  // namespace
}  // namespace nnfront::ops::testing
