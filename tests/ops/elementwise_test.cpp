#include "ops/elementwise.h"

#include <limits>

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = elementwise_operators();
  return named(operators, name);
}

template <class T>
T of_two(std::string_view name, T a, T b, const Attributes& attributes) {
  const Array left = Array::of<T>({}, std::span<const T>(&a, 1));
  const Array right = Array::of<T>({}, std::span<const T>(&b, 1));
  return eval1(op(name), {left, right}, attributes).template as<T>()[0];
}
template <class T>
T of_two(std::string_view name, T a, T b) {
  return of_two(name, a, b, op(name).defaults);
}

template <class T>
bool holds(std::string_view name, T a, T b) {
  const Array left = Array::of<T>({}, std::span<const T>(&a, 1));
  const Array right = Array::of<T>({}, std::span<const T>(&b, 1));
  return eval1(op(name), {left, right}).template as<std::uint8_t>()[0] != 0;
}

double of_one(std::string_view name, double x, DType dtype = DType::float64) {
  return to_doubles(eval1(op(name), {array({}, {x}, dtype)})).at(0);
}

Array casted(const Array& x, DType to, bool saturate = true) {
  return eval1(op("cast"), {x}, CastAttrs{to, saturate});
}

const std::vector<std::string_view> arithmetic = {"add", "sub", "mul", "div", "pow", "mod", "minimum", "maximum"};
const std::vector<std::string_view> comparisons = {"equal", "not_equal", "less", "less_equal", "greater", "greater_equal"};
const std::vector<std::string_view> logic = {"logical_and", "logical_or", "logical_xor"};

TEST(Arithmetic, floats_by_hand) {
  EXPECT_EQ(of_two("add", 1.5, 2.0), 3.5);
  EXPECT_EQ(of_two("sub", 1.5, 2.0), -0.5);
  EXPECT_EQ(of_two("mul", 1.5, 2.0), 3.0);
  EXPECT_EQ(of_two("div", 1.5, 2.0), 0.75);
  EXPECT_EQ(of_two("div", 1.0, 0.0), infinity);
  EXPECT_TRUE(std::isnan(of_two("div", 0.0, 0.0)));
  EXPECT_EQ(of_two("pow", 2.0, -2.0), 0.25);
  EXPECT_TRUE(std::isnan(of_two("pow", -8.0, 0.5)));
  EXPECT_EQ(of_two("minimum", 1.5, 2.0), 1.5);
  EXPECT_EQ(of_two("maximum", 1.5, 2.0), 2.0);
}

TEST(Arithmetic, minimum_and_maximum_pass_nan_on) {
  for (const std::string_view name : {"minimum", "maximum"}) {
    EXPECT_TRUE(std::isnan(of_two(name, nan, 1.0)));
    EXPECT_TRUE(std::isnan(of_two(name, 1.0, nan)));
    EXPECT_TRUE(std::isnan(of_two(name, -infinity, nan)));
  }
}

TEST(Arithmetic, float32_is_rounded_once) {
  // 1 + 2^-24 lies half-way between two floats; anything above goes up.
  EXPECT_EQ(of_two("add", 1.0F, std::ldexp(1.0F, -24)), 1.0F);
  EXPECT_EQ(of_two("add", 1.0F, std::nextafter(std::ldexp(1.0F, -24), 1.0F)), 1.0F + std::ldexp(1.0F, -23));
  EXPECT_EQ(of_two("mul", 3e38F, 10.0F), std::numeric_limits<float>::infinity());
}

TEST(Arithmetic, integers_wrap) {
  EXPECT_EQ(of_two<std::int8_t>("add", 127, 1), -128);
  EXPECT_EQ(of_two<std::int8_t>("mul", 100, 3), 44);
  EXPECT_EQ(of_two<std::uint8_t>("sub", 1, 2), 255);
  EXPECT_EQ(of_two("add", highest, std::int64_t{1}), lowest);
  EXPECT_EQ(of_two("sub", lowest, std::int64_t{1}), highest);
  EXPECT_EQ(of_two("mul", highest, std::int64_t{2}), -2);
  EXPECT_EQ(of_two("add", most, std::uint64_t{2}), 1U);
}

TEST(Arithmetic, integers_are_divided_towards_zero) {
  EXPECT_EQ(of_two("div", -7, 2), -3);
  EXPECT_EQ(of_two("div", 7, -2), -3);
  EXPECT_EQ(of_two<std::int8_t>("div", -128, -1), -128);
  EXPECT_EQ(of_two("div", lowest, std::int64_t{-1}), lowest);
  EXPECT_EQ(of_two("div", most, std::uint64_t{2}), most / 2);
  EXPECT_EQ(of_two("div", highest, std::int64_t{3}), highest / 3);
}

TEST(Arithmetic, integer_division_by_zero_is_an_error) {
  for (const std::string_view name : {"div", "mod"}) {
    EXPECT_THROW(of_two(name, 1, 0), Error) << name;
    EXPECT_THROW(of_two(name, most, std::uint64_t{0}), Error) << name;
  }
}

TEST(Arithmetic, powers_of_integers) {
  EXPECT_EQ(of_two("pow", 3, 4), 81);
  EXPECT_EQ(of_two("pow", -3, 3), -27);
  EXPECT_EQ(of_two("pow", 0, 0), 1);
  EXPECT_EQ(of_two("pow", 2, -1), 0);
  EXPECT_EQ(of_two("pow", 1, -5), 1);
  EXPECT_EQ(of_two("pow", -1, -5), -1);
  EXPECT_EQ(of_two("pow", -1, -4), 1);
  EXPECT_EQ(of_two("pow", std::uint64_t{3}, std::uint64_t{40}), 12157665459056928801U);
  EXPECT_EQ(of_two("pow", std::int64_t{2}, std::int64_t{64}), 0);
  EXPECT_THROW(of_two("pow", 0, -1), Error);
}

TEST(Arithmetic, mod_takes_the_sign_that_is_asked_for) {
  const Attributes truncate = ModAttrs{ModRounding::truncate};
  EXPECT_EQ(of_two("mod", -7, 3), 2);
  EXPECT_EQ(of_two("mod", 7, -3), -2);
  EXPECT_EQ(of_two("mod", 6, -3), 0);
  EXPECT_EQ(of_two("mod", -7, 3, truncate), -1);
  EXPECT_EQ(of_two("mod", 7, -3, truncate), 1);
  EXPECT_EQ(of_two("mod", -7.5, 2.0), 0.5);
  EXPECT_EQ(of_two("mod", 7.5, -2.0), -0.5);
  EXPECT_EQ(of_two("mod", -7.5, 2.0, truncate), -1.5);
  EXPECT_EQ(of_two("mod", lowest, std::int64_t{-1}), 0);
  EXPECT_EQ(of_two("mod", most, std::uint64_t{10}), 5U);
  EXPECT_TRUE(std::signbit(of_two("mod", 4.0, -2.0)));
  EXPECT_TRUE(std::isnan(of_two("mod", 1.0, 0.0)));
}

TEST(Arithmetic, uint64_is_compared_without_a_sign) {
  EXPECT_EQ(of_two("maximum", most, std::uint64_t{1}), most);
  EXPECT_EQ(of_two("minimum", most, std::uint64_t{1}), 1U);
}

TEST(Arithmetic, every_type_of_number) {
  for (const DType dtype : all_dtypes()) {
    if (!is_floating(dtype) && !is_integer(dtype)) continue;
    if (dtype == DType::float8_e8m0) continue;  // has no zero
    const Array a = array({3}, {1, 4, 6}, dtype);
    const Array b = array({3}, {1, 2, 2}, dtype);
    expect_elements(eval1(op("sub"), {a, b}), {0, 2, 4});
    expect_elements(eval1(op("div"), {a, b}), {1, 2, 3});
    expect_elements(eval1(op("maximum"), {a, b}), {1, 4, 6});
  }
}

TEST(Arithmetic, broadcasts_like_a_loop_over_indices) {
  std::mt19937 random(11);
  const std::vector<std::vector<std::int64_t>> shapes = {{}, {1}, {4}, {3, 1}, {3, 4}, {2, 1, 4}, {2, 3, 1}, {1, 1, 1}, {0, 1, 1, 4}};
  for (const auto& left : shapes) {
    for (const auto& right : shapes) {
      const Array a = random_integers(random, left, DType::int32);
      const Array b = random_integers(random, right, DType::int32);
      const Array y = eval1(op("sub"), {a, b});
      const auto value = [&](const Array& x, std::vector<std::int64_t> index) {
        index.erase(index.begin(), index.end() - static_cast<std::ptrdiff_t>(x.dims().size()));
        for (std::size_t d = 0; d < index.size(); ++d) index[d] = x.dims()[d] == 1 ? 0 : index[d];
        return x.as<std::int32_t>()[static_cast<std::size_t>(ravel(index, x.dims()))];
      };
      for (std::int64_t i = 0; i < y.size(); ++i) {
        const std::vector<std::int64_t> index = unravel(i, y.dims());
        ASSERT_EQ(y.as<std::int32_t>()[static_cast<std::size_t>(i)], value(a, index) - value(b, index));
      }
    }
  }
}

TEST(Arithmetic, infers_symbols) {
  const Dim batch = Dim::symbol("batch");
  EXPECT_EQ(infer(op("add"), {f32({batch, 1, 4}), f32({3, 1})}).at(0), f32({batch, 3, 4}));
  EXPECT_EQ(infer(op("add"), {f32({batch}), f32({batch})}).at(0), f32({batch}));
  EXPECT_EQ(infer(op("add"), {f32({batch}), f32({7})}).at(0), f32({7}));
  EXPECT_TRUE(infer(op("add"), {f32({batch}), f32({Dim::symbol("n")})}).at(0).shape[0].is_unknown());
}

TEST(Arithmetic, only_adding_two_equal_float_activations_is_residual) {
  const TensorType x = f32({1, 8, 4, 4});
  const NoAttrs none;
  EXPECT_EQ(cost(op("add"), {x, x}, none).residual_adds, 1);
  EXPECT_EQ(cost(op("add"), {x, x}, none).elementwise, 128);
  EXPECT_EQ(cost(op("add"), {x, x}, none, {false, true}).residual_adds, 0);
  EXPECT_EQ(cost(op("add"), {x, x}, none, {true, false}).residual_adds, 0);
  EXPECT_EQ(cost(op("add"), {x, f32({8, 1, 1})}, none).residual_adds, 0);
  EXPECT_EQ(cost(op("add"), {type(DType::int64, {4}), type(DType::int64, {4})}, none).residual_adds, 0);
  EXPECT_EQ(cost(op("sub"), {x, x}, none).residual_adds, 0);
  for (const std::string_view name : arithmetic) {
    EXPECT_EQ(op(name).epilogue_role, name == "add" ? EpilogueRole::residual : EpilogueRole::none) << name;
  }
}

TEST(Elementwise, elementwise_c1_number) {
  for (const std::string_view name : arithmetic) {
    expect_violation(op(name), "elementwise_c1", {type(DType::boolean, {2}), type(DType::boolean, {2})});
  }
  for (const std::string_view name : {"abs", "neg", "sign", "square", "floor", "ceil", "round", "round_away", "trunc"}) {
    expect_violation(op(name), "elementwise_c1", {type(DType::string, {2})});
  }
}

TEST(Elementwise, elementwise_c2_same_type) {
  for (const std::string_view name : arithmetic) expect_violation(op(name), "elementwise_c2", {f32({2}), type(DType::float64, {2})});
  for (const std::string_view name : comparisons) expect_violation(op(name), "elementwise_c2", {f32({2}), type(DType::int32, {2})});
  for (const std::string_view name : logic) expect_violation(op(name), "elementwise_c2", {type(DType::boolean, {2}), f32({2})});
}

TEST(Elementwise, elementwise_c3_broadcast) {
  for (const std::string_view name : arithmetic) expect_violation(op(name), "elementwise_c3", {f32({2, 3}), f32({2})});
  for (const std::string_view name : comparisons) expect_violation(op(name), "elementwise_c3", {f32({2}), f32({3})});
  expect_violation(op("where"), "elementwise_c3", {type(DType::boolean, {3}), f32({2}), f32({1})});
  expect_violation(op("where"), "elementwise_c3", {type(DType::boolean, {1}), f32({2}), f32({3})});
}

TEST(Elementwise, elementwise_c4_floating) {
  for (const std::string_view name : {"exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "rsqrt", "cbrt", "rcbrt", "sin", "atanh",
                                      "erf", "reciprocal", "is_nan", "is_inf"}) {
    expect_violation(op(name), "elementwise_c4", {type(DType::int32, {2})});
  }
}

TEST(Elementwise, elementwise_c5_boolean) {
  for (const std::string_view name : logic) expect_violation(op(name), "elementwise_c5", {f32({2}), f32({2})});
  expect_violation(op("logical_not"), "elementwise_c5", {type(DType::uint8, {2})});
}

TEST(Elementwise, elementwise_c6_comparable) {
  for (const std::string_view name : comparisons) {
    expect_violation(op(name), "elementwise_c6", {type(DType::string, {2}), type(DType::string, {2})});
  }
}

TEST(Comparison, of_every_order) {
  const std::vector<std::vector<bool>> wanted = {
      // a < b, a == b, a > b
      {false, true, false}, {true, false, true}, {true, false, false}, {true, true, false}, {false, false, true}, {false, true, true}};
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    EXPECT_EQ(holds(comparisons[i], 1.0, 2.0), wanted[i][0]) << comparisons[i];
    EXPECT_EQ(holds(comparisons[i], 2.0, 2.0), wanted[i][1]) << comparisons[i];
    EXPECT_EQ(holds(comparisons[i], 2.0, 1.0), wanted[i][2]) << comparisons[i];
    EXPECT_EQ(holds(comparisons[i], std::uint64_t{1}, most), wanted[i][0]) << comparisons[i];
    EXPECT_EQ(holds(comparisons[i], highest, highest - 1), wanted[i][2]) << comparisons[i];
    EXPECT_EQ(holds(comparisons[i], nan, nan), comparisons[i] == "not_equal") << comparisons[i];
  }
}

TEST(Comparison, gives_bool_and_takes_it) {
  const TensorType flags = type(DType::boolean, {Dim::symbol("n")});
  EXPECT_EQ(infer(op("equal"), {flags, flags}).at(0), flags);
  EXPECT_EQ(infer(op("less"), {f32({2, 1}), f32({3})}).at(0), type(DType::boolean, {2, 3}));
  expect_elements(eval1(op("equal"), {array({2}, {1, 0}, DType::boolean), array({2}, {1, 1}, DType::boolean)}), {1, 0});
}

TEST(Logic, truth_tables) {
  const Array a = array({4}, {0, 0, 1, 1}, DType::boolean);
  const Array b = array({4}, {0, 1, 0, 1}, DType::boolean);
  expect_elements(eval1(op("logical_and"), {a, b}), {0, 0, 0, 1});
  expect_elements(eval1(op("logical_or"), {a, b}), {0, 1, 1, 1});
  expect_elements(eval1(op("logical_xor"), {a, b}), {0, 1, 1, 0});
  expect_elements(eval1(op("logical_not"), {a}), {1, 1, 0, 0});
}

TEST(Where, chooses_and_broadcasts_three_shapes) {
  const Array condition = array({2, 1}, {1, 0}, DType::boolean);
  const Array y = eval1(op("where"), {condition, array({3}, {1, 2, 3}), array({}, {9})});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{2, 3}));
  expect_elements(y, {1, 2, 3, 9, 9, 9});
  const std::vector<std::uint64_t> large = {most};
  const Array chosen = eval1(op("where"), {condition, Array::of<std::uint64_t>({1}, large), Array::of<std::uint64_t>({1}, large)});
  EXPECT_EQ(chosen.as<std::uint64_t>()[1], most);
  EXPECT_EQ(cost(op("where"), {type(DType::boolean, {2, 1}), f32({3}), f32({})}).elementwise, 6);
}

TEST(Where, where_c1_condition) {
  expect_violation(op("where"), "where_c1", {f32({2}), f32({2}), f32({2})});
}

TEST(Where, where_c2_same_type) {
  expect_violation(op("where"), "where_c2", {type(DType::boolean, {2}), f32({2}), type(DType::int32, {2})});
  expect_violation(op("where"), "where_c2", {type(DType::boolean, {2}), type(DType::string, {2}), type(DType::string, {2})});
}

TEST(Unary, floats_by_hand) {
  const double pi = std::acos(-1.0);
  EXPECT_EQ(of_one("abs", -2.5), 2.5);
  EXPECT_EQ(of_one("neg", 2.5), -2.5);
  EXPECT_EQ(of_one("sign", -0.5), -1);
  EXPECT_EQ(of_one("sign", 7), 1);
  EXPECT_EQ(of_one("sign", 0), 0);
  EXPECT_TRUE(std::isnan(of_one("sign", nan)));
  EXPECT_EQ(of_one("square", -3), 9);
  EXPECT_DOUBLE_EQ(of_one("exp", 1), 2.718281828459045);
  EXPECT_DOUBLE_EQ(of_one("expm1", 1e-20), 1e-20);
  EXPECT_DOUBLE_EQ(of_one("log", 2), 0.6931471805599453);
  EXPECT_EQ(of_one("log", 0), -infinity);
  EXPECT_TRUE(std::isnan(of_one("log", -1)));
  EXPECT_DOUBLE_EQ(of_one("log1p", 1e-20), 1e-20);
  EXPECT_EQ(of_one("log2", 8), 3);
  EXPECT_EQ(of_one("log10", 1000), 3);
  EXPECT_EQ(of_one("sqrt", 9), 3);
  EXPECT_EQ(of_one("rsqrt", 4), 0.5);
  EXPECT_DOUBLE_EQ(of_one("cbrt", -27), -3);
  EXPECT_EQ(of_one("rcbrt", 8), 0.5);
  EXPECT_EQ(of_one("reciprocal", 4), 0.25);
  EXPECT_DOUBLE_EQ(of_one("sin", pi / 6), 0.5);
  EXPECT_DOUBLE_EQ(of_one("cos", pi / 3), 0.5);
  EXPECT_DOUBLE_EQ(of_one("tan", pi / 4), 1);
  EXPECT_DOUBLE_EQ(of_one("asin", 0.5), pi / 6);
  EXPECT_DOUBLE_EQ(of_one("acos", 0.5), pi / 3);
  EXPECT_DOUBLE_EQ(of_one("atan", 1), pi / 4);
  EXPECT_DOUBLE_EQ(of_one("sinh", 1), 1.1752011936438014);
  EXPECT_DOUBLE_EQ(of_one("cosh", 1), 1.5430806348152437);
  EXPECT_DOUBLE_EQ(of_one("asinh", 1), 0.881373587019543);
  EXPECT_DOUBLE_EQ(of_one("acosh", 2), 1.3169578969248166);
  EXPECT_DOUBLE_EQ(of_one("atanh", 0.5), 0.5493061443340548);
  EXPECT_DOUBLE_EQ(of_one("erf", 0.5), 0.5204998778130465);
}

TEST(Unary, roundings) {
  const std::vector<double> x = {-2.5, -1.5, -0.4, 0.5, 1.5, 2.5, infinity};
  const Array given = array({7}, x);
  expect_elements(eval1(op("floor"), {given}), {-3, -2, -1, 0, 1, 2, infinity});
  expect_elements(eval1(op("ceil"), {given}), {-2, -1, 0, 1, 2, 3, infinity});
  expect_elements(eval1(op("round"), {given}), {-2, -2, 0, 0, 2, 2, infinity});
  expect_elements(eval1(op("round_away"), {given}), {-3, -2, 0, 1, 2, 3, infinity});
  expect_elements(eval1(op("trunc"), {given}), {-2, -1, 0, 0, 1, 2, infinity});
  const std::vector<std::int64_t> large = {highest};
  EXPECT_EQ(eval1(op("round"), {Array::of<std::int64_t>({1}, large)}).as<std::int64_t>()[0], highest);
}

TEST(Unary, integers) {
  EXPECT_EQ(of_one("abs", -128, DType::int8), -128);
  EXPECT_EQ(of_one("abs", -127, DType::int8), 127);
  EXPECT_EQ(of_one("neg", 1, DType::uint8), 255);
  EXPECT_EQ(of_one("sign", -5, DType::int32), -1);
  EXPECT_EQ(of_one("square", 16, DType::uint8), 0);
  const std::vector<std::int64_t> large = {lowest};
  EXPECT_EQ(eval1(op("abs"), {Array::of<std::int64_t>({1}, large)}).as<std::int64_t>()[0], lowest);
  EXPECT_EQ(eval1(op("neg"), {Array::of<std::int64_t>({1}, large)}).as<std::int64_t>()[0], lowest);
  const std::vector<std::uint64_t> unsigned_large = {most};
  EXPECT_EQ(eval1(op("abs"), {Array::of<std::uint64_t>({1}, unsigned_large)}).as<std::uint64_t>()[0], most);
  EXPECT_EQ(eval1(op("sign"), {Array::of<std::uint64_t>({1}, unsigned_large)}).as<std::uint64_t>()[0], 1U);
}

TEST(Unary, questions) {
  const Array x = array({4}, {1, nan, infinity, -infinity}, DType::float16);
  const Array not_numbers = eval1(op("is_nan"), {x});
  EXPECT_EQ(not_numbers.dtype(), DType::boolean);
  expect_elements(not_numbers, {0, 1, 0, 0});
  expect_elements(eval1(op("is_inf"), {x}), {0, 0, 1, 1});
}

TEST(Unary, keeps_shapes_symbols_and_emptiness) {
  const TensorType x = f32({Dim::symbol("batch"), Dim::unknown()});
  for (const Operator& each : elementwise_operators()) {
    if (each.inputs.size() != 1 || each.name == "logical_not" || each.name == "bit_not") continue;
    EXPECT_EQ(infer(each, {x}).at(0).shape, x.shape) << each.name;
    EXPECT_EQ(eval1(each, {array({0, 3}, {})}).dims(), (std::vector<std::int64_t>{0, 3})) << each.name;
    EXPECT_EQ(eval1(each, {array({}, {0.5})}).rank(), 0) << each.name;
    const bool passes = each.name == "identity" || each.name == "dropout" || each.name == "bit_cast";
    EXPECT_EQ(cost(each, {f32({2, 3})}).elementwise, passes ? 0 : 6) << each.name;
  }
}

TEST(Cast, floats_to_integers) {
  const Array x = array({7}, {-1.9, 1.9, 2.5, 300, -300, nan, infinity});
  expect_elements(casted(x, DType::int8), {-1, 1, 2, 127, -128, 0, 127});
  expect_elements(casted(x, DType::uint8), {0, 1, 2, 255, 0, 0, 255});
  expect_elements(casted(x, DType::int4), {-1, 1, 2, 7, -8, 0, 7});
  expect_elements(casted(x, DType::boolean), {1, 1, 1, 1, 1, 1, 1});
  expect_elements(casted(array({2}, {0, -0.0}), DType::boolean), {0, 0});
  EXPECT_EQ(casted(array({1}, {1e30}, DType::float64), DType::uint64).as<std::uint64_t>()[0], most);
  EXPECT_EQ(casted(array({1}, {1e30}, DType::float64), DType::int64).as<std::int64_t>()[0], highest);
}

TEST(Cast, integers_to_integers_wrap) {
  const std::vector<std::int64_t> x = {300, -1, highest};
  const Array given = Array::of<std::int64_t>({3}, x);
  expect_elements(casted(given, DType::int8), {44, -1, -1});
  EXPECT_EQ(casted(given, DType::uint64).as<std::uint64_t>()[1], most);
  EXPECT_EQ(casted(casted(given, DType::uint64), DType::int64).as<std::int64_t>()[1], -1);
  expect_elements(casted(array({3}, {0, 2, -1}, DType::int32), DType::boolean), {0, 1, 1});
  expect_elements(casted(array({2}, {0, 1}, DType::boolean), DType::float32), {0, 1});
}

TEST(Cast, sixty_four_bit_integers_to_floats_are_rounded_once) {
  // Just above half-way between two floats: rounding to double first would land on the half and go down to even.
  const std::int64_t above_half = (std::int64_t{1} << 61) + (std::int64_t{1} << 37) + 1;
  const std::vector<std::int64_t> x = {above_half, -above_half, lowest, highest};
  const Array got = casted(Array::of<std::int64_t>({4}, x), DType::float32);
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_EQ(got.as<float>()[i], static_cast<float>(x[i])) << i;
  const std::vector<std::uint64_t> y = {most, static_cast<std::uint64_t>(above_half),
                                        (std::uint64_t{1} << 63) + (std::uint64_t{1} << 39) + 1};
  const Array unsigned_got = casted(Array::of<std::uint64_t>({3}, y), DType::float32);
  const Array doubles = casted(Array::of<std::uint64_t>({3}, y), DType::float64);
  for (std::size_t i = 0; i < y.size(); ++i) {
    EXPECT_EQ(unsigned_got.as<float>()[i], static_cast<float>(y[i])) << i;
    EXPECT_EQ(doubles.as<double>()[i], static_cast<double>(y[i])) << i;
  }
}

TEST(Cast, between_all_types_of_numbers) {
  for (const DType from : all_dtypes()) {
    for (const DType to : all_dtypes()) {
      if (from == DType::string || to == DType::string) continue;
      if (from == DType::float8_e8m0 || to == DType::float8_e8m0) continue;  // has no zero
      const Array y = casted(array({2}, {0, 1}, from), to);
      EXPECT_EQ(y.dtype(), to);
      expect_elements(y, {0, 1});
    }
  }
}

TEST(Cast, floats_to_integers_wrap_without_saturate) {
  const Array x = array({6}, {-9, -8, 7.9, 8, 200, nan});
  expect_elements(casted(x, DType::int4, false), {7, -8, 7, -8, -8, 0});
  expect_elements(casted(x, DType::uint4, false), {7, 8, 7, 8, 8, 0});
  expect_elements(casted(x, DType::int8, false), {-9, -8, 7, 8, -56, 0});
}

TEST(Cast, floats_to_smaller_floats) {
  const Array x = array({5}, {0.48, 1e6, infinity, -infinity, 1e-7});
  expect_elements(casted(x, DType::float8_e4m3fn), {0.46875, 448, 448, -448, 0});
  expect_elements(casted(x, DType::float8_e4m3fn, false), {0.46875, nan, nan, nan, 0});
  expect_elements(casted(x, DType::float8_e5m2), {0.5, 57344, 57344, -57344, 0});
  expect_elements(casted(x, DType::float8_e5m2, false), {0.5, infinity, infinity, -infinity, 0});
  expect_elements(casted(x, DType::float4_e2m1, false), {0.5, 6, 6, -6, 0});
  expect_elements(casted(array({2}, {500, -500}, DType::int32), DType::float8_e4m3fn), {448, -448});
  expect_elements(casted(array({2}, {500, -500}, DType::int32), DType::float8_e4m3fn, false), {nan, nan});
}

TEST(Cast, floats_to_powers_of_two) {
  const Array x = array({4}, {0, 1.1, 3, nan});
  const auto by = [&](PowerRounding rounding, bool saturate) {
    return eval1(op("cast"), {x}, CastAttrs{DType::float8_e8m0, saturate, rounding});
  };
  expect_elements(by(PowerRounding::up, true), {0x1p-127, 2, 4, nan});
  expect_elements(by(PowerRounding::down, true), {0x1p-127, 1, 2, nan});
  expect_elements(by(PowerRounding::nearest, false), {nan, 1, 4, nan});
  expect_elements(casted(by(PowerRounding::up, true), DType::float16), {0, 2, 4, nan});
}

TEST(Cast, cast_c1_string) {
  expect_violation(op("cast"), "cast_c1", {type(DType::string, {2})}, CastAttrs{DType::float32});
  expect_violation(op("cast"), "cast_c1", {f32({2})}, CastAttrs{DType::string});
}

TEST(Dropout, passes_on_when_run) {
  const Array x = array({2}, {1, 2});
  expect_elements(eval1(op("dropout"), {x}, DropoutAttrs{0.9, {0}, true}), {1, 2});
  expect_elements(eval1(op("identity"), {x}), {1, 2});
}

TEST(Dropout, dropout_c1_rate) {
  for (const double rate : {-0.1, 1.5, nan}) expect_violation(op("dropout"), "dropout_c1", {f32({2})}, DropoutAttrs{rate, {}, true});
}

TEST(Dropout, dropout_c2_axes) {
  expect_violation(op("dropout"), "dropout_c2", {f32({2})}, DropoutAttrs{0.5, {1}, true});
  expect_violation(op("dropout"), "dropout_c2", {f32({2})}, DropoutAttrs{0.5, {0, -1}, true});
}

}  // namespace
}  // namespace nnfront::ops::testing
