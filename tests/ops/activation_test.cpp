#include "ops/activation.h"

#include <limits>

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const double nan = std::numeric_limits<double>::quiet_NaN();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = activation_operators();
  return named(operators, name);
}

// What the operator makes of one float64.
double at(std::string_view name, double x) {
  return to_doubles(eval1(op(name), {array({}, {x}, DType::float64)})).at(0);
}
double at(std::string_view name, double x, const Attributes& attributes) {
  return to_doubles(eval1(op(name), {array({}, {x}, DType::float64)}, attributes)).at(0);
}

// Those that pass NaN on.
const std::vector<std::string_view> float_activations = {"leaky_relu", "elu",          "celu",     "selu",       "gelu",
                                                         "sigmoid",    "hard_sigmoid", "silu",     "tanh",       "mish",
                                                         "swish",      "softplus",     "softsign", "hard_swish", "thresholded_relu"};

TEST(Activation, values_by_hand) {
  EXPECT_EQ(at("relu", -2), 0);
  EXPECT_EQ(at("relu", 3), 3);
  EXPECT_EQ(at("leaky_relu", -2, LeakyReluAttrs{0.25}), -0.5);
  EXPECT_EQ(at("leaky_relu", 2, LeakyReluAttrs{0.25}), 2);
  EXPECT_DOUBLE_EQ(at("elu", -1, EluAttrs{2.0}), 2 * (std::exp(-1.0) - 1));
  EXPECT_DOUBLE_EQ(at("celu", -1, EluAttrs{2.0}), 2 * (std::exp(-0.5) - 1));
  EXPECT_EQ(at("celu", 1.5, EluAttrs{2.0}), 1.5);
  EXPECT_NEAR(at("selu", -1), -1.1113307378125625, 1e-15);
  EXPECT_NEAR(at("selu", 1), 1.0507009873554805, 1e-15);
  EXPECT_NEAR(at("gelu", 1), 0.8413447460685429, 1e-15);
  EXPECT_NEAR(at("gelu", 1, GeluAttrs{GeluForm::tanh}), 0.8411919906082768, 1e-15);
  EXPECT_NEAR(at("gelu", -1), -0.15865525393145707, 1e-16);
  EXPECT_NEAR(at("sigmoid", 2), 0.8807970779778823, 1e-15);
  EXPECT_EQ(at("hard_sigmoid", 1), 0.7);
  EXPECT_EQ(at("hard_sigmoid", 9), 1);
  EXPECT_EQ(at("hard_sigmoid", -9), 0);
  EXPECT_NEAR(at("silu", 2), 1.7615941559557646, 1e-15);
  EXPECT_DOUBLE_EQ(at("hard_swish", 1), 4.0 / 6);
  EXPECT_EQ(at("hard_swish", -4), 0);
  EXPECT_EQ(at("hard_swish", 5), 5);
  EXPECT_DOUBLE_EQ(at("swish", 2), at("silu", 2));
  EXPECT_DOUBLE_EQ(at("swish", 2, SwishAttrs{0.5}), 2 / (1 + std::exp(-1.0)));
  EXPECT_EQ(at("thresholded_relu", 1), 0);
  EXPECT_EQ(at("thresholded_relu", 1.5), 1.5);
  EXPECT_EQ(at("thresholded_relu", -1, ThresholdedReluAttrs{-2.0}), -1);
  EXPECT_EQ(at("shrink", -2, ShrinkAttrs{1.5, 0.25}), -1.75);
  EXPECT_EQ(at("shrink", 2, ShrinkAttrs{1.5, 0.25}), 1.75);
  EXPECT_EQ(at("shrink", 1.5, ShrinkAttrs{1.5, 0.25}), 0);
  EXPECT_EQ(at("shrink", nan), 0);
  EXPECT_NEAR(at("tanh", 0.5), 0.46211715726000973, 1e-15);
  EXPECT_NEAR(at("softplus", 0), 0.6931471805599453, 1e-15);
  EXPECT_NEAR(at("softplus", 1, SoftplusAttrs{2.0}), 1.0634640055214861, 1e-14);
  EXPECT_EQ(at("softsign", -3), -0.75);
  EXPECT_NEAR(at("mish", 1), 0.8650983882673103, 1e-14);
}

TEST(Activation, far_from_zero_nothing_overflows) {
  EXPECT_EQ(at("sigmoid", 1000), 1);
  EXPECT_EQ(at("sigmoid", -1000), 0);
  EXPECT_EQ(at("softplus", 1000), 1000);
  EXPECT_EQ(at("softplus", -1000), 0);
  EXPECT_EQ(at("softplus", 800, SoftplusAttrs{2.0}), 800);
  EXPECT_EQ(at("mish", 1000), 1000);
  EXPECT_EQ(at("silu", 1000), 1000);
  EXPECT_EQ(at("elu", 1000), 1000);
  EXPECT_EQ(at("elu", -1000), -1);
  // Where 1 + erf would be 0.
  EXPECT_NEAR(at("gelu", -10) / -7.619853024160525e-23, 1, 1e-12);
}

TEST(Activation, nan_stays_nan) {
  for (const std::string_view name : float_activations) EXPECT_TRUE(std::isnan(at(name, nan))) << name;
  EXPECT_TRUE(std::isnan(at("relu", nan)));
  EXPECT_TRUE(std::isnan(at("clip", nan, ClipAttrs{0, 1})));
}

TEST(Activation, every_floating_type_is_rounded_once) {
  for (const DType dtype : {DType::float64, DType::float32, DType::float16, DType::bfloat16, DType::float8_e4m3fn, DType::float8_e5m2}) {
    const Array x = array({3}, {-0.5, 0.25, 1.5}, dtype);
    for (const std::string_view name : float_activations) {
      const std::vector<double> wanted = {at(name, -0.5), at(name, 0.25), at(name, 1.5)};
      expect_elements(eval1(op(name), {x}), to_doubles(array({3}, wanted, dtype)));
    }
  }
}

TEST(Activation, keeps_shapes_symbols_and_emptiness) {
  const TensorType x = type(DType::bfloat16, {Dim::symbol("batch"), Dim::unknown(), 7});
  for (const Operator& each : activation_operators()) {
    if (each.name == "prelu") continue;
    EXPECT_EQ(infer(each, {x}), std::vector<TensorType>{x}) << each.name;
    EXPECT_EQ(eval1(each, {array({0, 3}, {})}).dims(), (std::vector<std::int64_t>{0, 3})) << each.name;
  }
}

TEST(Activation, counts_one_operation_per_element) {
  for (const Operator& each : activation_operators()) {
    if (each.name == "prelu") continue;
    const Cost got = cost(each, {f32({2, 3, 4})});
    EXPECT_EQ(got.elementwise, 24) << each.name;
    EXPECT_EQ(got.macs + got.padded_macs + got.residual_adds, 0) << each.name;
  }
}

TEST(Activation, all_but_those_along_an_axis_may_end_an_epilogue) {
  for (const Operator& each : activation_operators()) {
    const bool along_axis = each.name == "softmax" || each.name == "log_softmax" || each.name == "hardmax";
    EXPECT_EQ(each.epilogue_role, along_axis ? EpilogueRole::none : EpilogueRole::activation) << each.name;
  }
}

TEST(Activation, activation_c1_floating_type) {
  for (const std::string_view name : float_activations) expect_violation(op(name), "activation_c1", {type(DType::int32, {2})});
  expect_violation(op("softmax"), "activation_c1", {type(DType::boolean, {2})});
  expect_violation(op("log_softmax"), "activation_c1", {type(DType::int8, {2})});
  expect_violation(op("prelu"), "activation_c1", {type(DType::int8, {2, 2}), type(DType::int8, {1})});
}

TEST(Activation, activation_c2_finite_attributes) {
  expect_violation(op("leaky_relu"), "activation_c2", {f32({2})}, LeakyReluAttrs{nan});
  expect_violation(op("elu"), "activation_c2", {f32({2})}, EluAttrs{infinity});
  expect_violation(op("celu"), "activation_c2", {f32({2})}, EluAttrs{nan});
  expect_violation(op("selu"), "activation_c2", {f32({2})}, SeluAttrs{1, nan});
  expect_violation(op("hard_sigmoid"), "activation_c2", {f32({2})}, HardSigmoidAttrs{1, -infinity});
  expect_violation(op("softplus"), "activation_c2", {f32({2})}, SoftplusAttrs{nan});
}

TEST(Activation, celu_c1_divisor) {
  expect_violation(op("celu"), "celu_c1", {f32({2})}, EluAttrs{0});
}

TEST(Activation, softplus_c1_divisor) {
  expect_violation(op("softplus"), "softplus_c1", {f32({2})}, SoftplusAttrs{0});
}

TEST(Relu, integers) {
  expect_elements(eval1(op("relu"), {array({3}, {-128, 0, 127}, DType::int8)}), {0, 0, 127});
  expect_elements(eval1(op("relu"), {array({2}, {-8, 7}, DType::int4)}), {0, 7});
  const std::vector<std::uint64_t> large = {~std::uint64_t{0}, 5};
  const Array got = eval1(op("relu"), {Array::of<std::uint64_t>({2}, large)});
  EXPECT_EQ(got.as<std::uint64_t>()[0], large[0]);
}

TEST(Relu, relu_c1_number) {
  expect_violation(op("relu"), "relu_c1", {type(DType::boolean, {2})});
}

TEST(Clip, brings_numbers_into_the_range) {
  expect_elements(eval1(op("clip"), {array({4}, {-1, 0.5, 6, infinity})}, ClipAttrs{0, 6}), {0, 0.5, 6, 6});
  expect_elements(eval1(op("clip"), {array({2}, {-infinity, 3})}, ClipAttrs{}), {-infinity, 3});
  expect_elements(eval1(op("clip"), {array({5}, {-3, -1, 0, 2, 3}, DType::int16)}, ClipAttrs{-1.5, 2.5}), {-1, -1, 0, 2, 2});
  expect_elements(eval1(op("clip"), {array({2}, {-128, 127}, DType::int8)}, ClipAttrs{-1000, 1000}), {-128, 127});
  expect_elements(eval1(op("clip"), {array({2}, {0, 255}, DType::uint8)}, ClipAttrs{300, infinity}), {255, 255});
}

TEST(Clip, sixty_four_bit_integers_are_exact) {
  const std::int64_t odd = (std::int64_t{1} << 62) + 1;
  const std::vector<std::int64_t> x = {odd, std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
  const Array got = eval1(op("clip"), {Array::of<std::int64_t>({3}, x)}, ClipAttrs{-3, infinity});
  EXPECT_EQ(got.as<std::int64_t>()[0], odd);
  EXPECT_EQ(got.as<std::int64_t>()[1], x[1]);
  EXPECT_EQ(got.as<std::int64_t>()[2], -3);
  const std::vector<std::uint64_t> y = {~std::uint64_t{0}, 1};
  const Array unsigned_got = eval1(op("clip"), {Array::of<std::uint64_t>({2}, y)}, ClipAttrs{2, infinity});
  EXPECT_EQ(unsigned_got.as<std::uint64_t>()[0], y[0]);
  EXPECT_EQ(unsigned_got.as<std::uint64_t>()[1], 2U);
}

TEST(Clip, clip_c1_number) {
  expect_violation(op("clip"), "clip_c1", {type(DType::boolean, {2})});
}

TEST(Clip, clip_c2_order) {
  expect_violation(op("clip"), "clip_c2", {f32({2})}, ClipAttrs{2, 1});
  expect_violation(op("clip"), "clip_c2", {f32({2})}, ClipAttrs{nan, 1});
  expect_violation(op("clip"), "clip_c2", {f32({2})}, ClipAttrs{0, nan});
}

TEST(Prelu, one_slope_per_channel) {
  const Array x = array({2, 2, 2}, {-1, 2, -3, 4, -5, 6, -7, 8});
  expect_elements(eval1(op("prelu"), {x, array({2}, {0.5, 2})}), {-0.5, 2, -6, 4, -2.5, 6, -14, 8});
  EXPECT_EQ(cost(op("prelu"), {f32({2, 2, 2}), f32({2})}).elementwise, 8);
}

TEST(Prelu, one_slope_for_all_and_any_rank) {
  expect_elements(eval1(op("prelu"), {array({}, {-2}), array({1}, {0.25})}), {-0.5});
  expect_elements(eval1(op("prelu"), {array({2, 3}, {-1, -2, -3, 1, 2, nan}), array({1}, {2})}), {-2, -4, -6, 1, 2, nan});
  EXPECT_EQ(eval1(op("prelu"), {array({2, 0}, {}), array({0}, {})}).size(), 0);
}

TEST(Prelu, infers_symbols) {
  const TensorType x = f32({Dim::symbol("n"), Dim::symbol("c"), 4});
  EXPECT_EQ(infer(op("prelu"), {x, f32({16})}), std::vector<TensorType>{x});
}

TEST(Prelu, prelu_c1_same_type) {
  expect_violation(op("prelu"), "prelu_c1", {f32({2, 2}), type(DType::float16, {2})});
}

TEST(Prelu, prelu_c2_slope_shape) {
  expect_violation(op("prelu"), "prelu_c2", {f32({2, 3}), f32({2})});
  expect_violation(op("prelu"), "prelu_c2", {f32({2, 3}), f32({3, 1})});
  expect_violation(op("prelu"), "prelu_c2", {f32({2, 3}), f32({})});
}

TEST(Prelu, prelu_c3_rank) {
  expect_violation(op("prelu"), "prelu_c3", {f32({3}), f32({3})});
}

TEST(Softmax, along_every_axis) {
  const Array x = array({2, 3, 2}, {1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6}, DType::float64);
  const std::vector<double> elements = to_doubles(x);
  for (const std::int64_t axis : {-3, -2, -1, 0, 1, 2}) {
    const auto normal = static_cast<std::size_t>(axis < 0 ? axis + 3 : axis);
    std::vector<double> wanted(elements.size());
    for (std::int64_t i = 0; i < x.size(); ++i) {
      std::vector<std::int64_t> index = unravel(i, x.dims());
      double sum = 0;
      for (index[normal] = 0; index[normal] < x.dims()[normal]; ++index[normal]) {
        sum += std::exp(elements[static_cast<std::size_t>(ravel(index, x.dims()))] / 2);
      }
      wanted[static_cast<std::size_t>(i)] = std::exp(elements[static_cast<std::size_t>(i)] / 2) / sum;
    }
    expect_elements(eval1(op("softmax"), {x}, SoftmaxAttrs{axis, 2.0}), wanted, 1e-14);
    for (double& each : wanted) each = std::log(each);
    expect_elements(eval1(op("log_softmax"), {x}, SoftmaxAttrs{axis, 2.0}), wanted, 1e-14);
  }
}

TEST(Softmax, large_and_infinite_numbers) {
  expect_elements(eval1(op("softmax"), {array({2}, {1e30, 1e30})}), {0.5, 0.5});
  expect_elements(eval1(op("softmax"), {array({2}, {-infinity, 3})}), {0, 1});
  expect_elements(eval1(op("log_softmax"), {array({2}, {-infinity, 3})}), {-infinity, 0});
  expect_elements(eval1(op("softmax"), {array({2}, {-infinity, -infinity})}), {nan, nan});
  expect_elements(eval1(op("softmax"), {array({2}, {infinity, 0})}), {nan, nan});
  expect_elements(eval1(op("softmax"), {array({2, 2}, {nan, 0, 0, 0})}), {nan, nan, 0.5, 0.5});
}

TEST(Softmax, an_empty_array_may_claim_any_length) {
  EXPECT_EQ(eval1(op("softmax"), {array({0, std::int64_t{1} << 40}, {})}).size(), 0);
}

TEST(Softmax, activation_c3_axis) {
  expect_violation(op("softmax"), "activation_c3", {f32({2, 3})}, SoftmaxAttrs{2});
  expect_violation(op("softmax"), "activation_c3", {f32({})});
}

TEST(Hardmax, the_first_largest_element) {
  const Array x = array({2, 3}, {1, 3, 3, nan, 5, nan});
  expect_elements(eval1(op("hardmax"), {x}), {0, 1, 0, 1, 0, 0});
  expect_elements(eval1(op("hardmax"), {x}, HardmaxAttrs{0}), {0, 0, 0, 1, 1, 1});
  EXPECT_EQ(infer(op("hardmax"), {f32({Dim::symbol("n"), 3})}).at(0), f32({Dim::symbol("n"), 3}));
  EXPECT_EQ(eval1(op("hardmax"), {array({0, std::int64_t{1} << 40}, {})}).size(), 0);
}

TEST(Hardmax, activation_c1_c3_operand) {
  expect_violation(op("hardmax"), "activation_c1", {type(DType::int32, {2})});
  expect_violation(op("hardmax"), "activation_c3", {f32({2})}, HardmaxAttrs{1});
}

TEST(Shrink, activation_c1_c2) {
  expect_violation(op("shrink"), "activation_c1", {type(DType::int32, {2})});
  expect_violation(op("shrink"), "activation_c2", {f32({2})}, ShrinkAttrs{nan, 0.0});
}

TEST(Softmax, activation_c4_temperature) {
  for (const double temperature : {0.0, -1.0, nan, infinity}) {
    expect_violation(op("log_softmax"), "activation_c4", {f32({2})}, SoftmaxAttrs{-1, temperature});
  }
}

}  // namespace
}  // namespace nnfront::ops::testing
