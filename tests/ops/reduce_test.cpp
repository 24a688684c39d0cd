#include "ops/reduce.h"

#include <functional>
#include <limits>
#include <map>

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const double nan = std::numeric_limits<double>::quiet_NaN();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = reduce_operators();
  return named(operators, name);
}

const std::vector<std::string_view> reductions = {"reduce_sum", "reduce_mean", "reduce_prod", "reduce_min",
                                                  "reduce_max", "reduce_l1",   "reduce_l2",   "reduce_log_sum_exp"};

double of_all(std::string_view name, const std::vector<double>& x, DType dtype = DType::float64) {
  return to_doubles(eval1(op(name), {array({static_cast<std::int64_t>(x.size())}, x, dtype)})).at(0);
}

using Group = std::vector<double>;
double sum(const Group& x, const std::function<double(double)>& term) {
  double result = 0;
  for (const double each : x) result += term(each);
  return result;
}

// Straight from the formulas.
const std::map<std::string_view, std::function<double(const Group&)>>& formulas() {
  static const std::map<std::string_view, std::function<double(const Group&)>> table = {
      {"reduce_sum", [](const Group& x) { return sum(x, [](double e) { return e; }); }},
      {"reduce_mean", [](const Group& x) { return sum(x, [](double e) { return e; }) / static_cast<double>(x.size()); }},
      {"reduce_prod",
       [](const Group& x) {
         double result = 1;
         for (const double each : x) result *= each;
         return result;
       }},
      {"reduce_min", [](const Group& x) { return *std::min_element(x.begin(), x.end()); }},
      {"reduce_max", [](const Group& x) { return *std::max_element(x.begin(), x.end()); }},
      {"reduce_l1", [](const Group& x) { return sum(x, [](double e) { return std::abs(e); }); }},
      {"reduce_l2", [](const Group& x) { return std::sqrt(sum(x, [](double e) { return e * e; })); }},
      {"reduce_log_sum_exp", [](const Group& x) { return std::log(sum(x, [](double e) { return std::exp(e); })); }},
  };
  return table;
}

TEST(Reduce, equals_the_formulas_over_every_choice_of_axes) {
  std::mt19937 random(5);
  const std::vector<std::int64_t> dims = {2, 3, 4};
  const Array x = random_integers(random, dims, DType::float64);
  const std::vector<double> elements = to_doubles(x);
  for (int mask = 1; mask < 8; ++mask) {
    ReduceAttrs attrs;
    for (int d = 0; d < 3; ++d) {
      if ((mask >> d & 1) != 0) attrs.axes.push_back(d % 2 == 0 ? d : d - 3);
    }
    // Elements that fall together share the index with the reduced dimensions set to 0.
    std::map<std::vector<std::int64_t>, Group> groups;
    for (std::int64_t i = 0; i < x.size(); ++i) {
      std::vector<std::int64_t> index = unravel(i, dims);
      for (std::size_t d = 0; d < 3; ++d) index[d] = (mask >> d & 1) != 0 ? 0 : index[d];
      groups[index].push_back(elements[static_cast<std::size_t>(i)]);
    }
    for (const auto& [name, formula] : formulas()) {
      std::vector<double> wanted;
      for (const auto& [index, group] : groups) wanted.push_back(formula(group));
      for (const bool keep_dims : {false, true}) {
        attrs.keep_dims = keep_dims;
        SCOPED_TRACE(std::string(name));
        const Array y = eval1(op(name), {x}, attrs);
        EXPECT_EQ(y.rank(), keep_dims ? 3 : 3 - static_cast<int>(attrs.axes.size()));
        expect_elements(y, wanted, 1e-14);
      }
    }
  }
}

TEST(Reduce, no_axes_mean_all_of_them) {
  const Array y = eval1(op("reduce_sum"), {array({2, 2}, {1, 2, 3, 4})});
  EXPECT_EQ(y.rank(), 0);
  expect_elements(y, {10});
  expect_elements(eval1(op("reduce_max"), {array({}, {7})}), {7});
}

TEST(Reduce, infers_symbols) {
  const TensorType x = f32({Dim::symbol("batch"), Dim::unknown(), 4});
  EXPECT_EQ(infer(op("reduce_mean"), {x}, ReduceAttrs{{1, -1}, false}).at(0), f32({Dim::symbol("batch")}));
  EXPECT_EQ(infer(op("reduce_mean"), {x}, ReduceAttrs{{1, -1}, true}).at(0), f32({Dim::symbol("batch"), 1, 1}));
}

TEST(Reduce, of_no_elements) {
  EXPECT_EQ(of_all("reduce_sum", {}), 0);
  EXPECT_EQ(of_all("reduce_prod", {}), 1);
  EXPECT_TRUE(std::isnan(of_all("reduce_mean", {})));
  EXPECT_EQ(of_all("reduce_min", {}), infinity);
  EXPECT_EQ(of_all("reduce_max", {}), -infinity);
  EXPECT_EQ(of_all("reduce_l1", {}), 0);
  EXPECT_EQ(of_all("reduce_l2", {}), 0);
  EXPECT_EQ(of_all("reduce_log_sum_exp", {}), -infinity);
  EXPECT_EQ(of_all("reduce_min", {}, DType::int8), 127);
  EXPECT_EQ(of_all("reduce_max", {}, DType::int8), -128);
  EXPECT_EQ(of_all("reduce_max", {}, DType::uint4), 0);
  EXPECT_EQ(of_all("reduce_min", {}, DType::boolean), 1);
  EXPECT_THROW(of_all("reduce_mean", {}, DType::int32), Error);
  const Array none = eval1(op("reduce_sum"), {array({0, 3}, {})}, ReduceAttrs{{1}, false});
  EXPECT_EQ(none.dims(), (std::vector<std::int64_t>{0}));
}

TEST(Reduce, nan_is_passed_on) {
  for (const std::string_view name : reductions) {
    EXPECT_TRUE(std::isnan(of_all(name, {1, nan, 2}))) << name;
    EXPECT_TRUE(std::isnan(of_all(name, {nan, infinity}))) << name;
  }
}

TEST(Reduce, nan_is_left_out_of_sums_and_products_that_say_so) {
  EXPECT_EQ(of_all("reduce_nan_sum", {1, nan, 2}), 3);
  EXPECT_EQ(of_all("reduce_nan_prod", {3, nan, 2}), 6);
  EXPECT_EQ(of_all("reduce_nan_sum", {nan, nan}), 0);
  EXPECT_EQ(of_all("reduce_nan_prod", {nan}), 1);
  EXPECT_EQ(of_all("reduce_nan_sum", {infinity, nan}), infinity);
  EXPECT_EQ(of_all("reduce_nan_sum", {100, 100}, DType::int8), -56);
  const Array x = array({2, 2}, {1, nan, 3, 4});
  expect_elements(eval1(op("reduce_nan_sum"), {x}, ReduceAttrs{{0}, false}), {4, 4});
  expect_elements(eval1(op("reduce_nan_prod"), {x}, ReduceAttrs{{1}, false}), {1, 12});
  for (const std::string_view name : {"reduce_nan_sum", "reduce_nan_prod"}) {
    expect_violation(op(name), "reduce_c1", {f32({2})}, ReduceAttrs{{1}, false});
    expect_violation(op(name), "reduce_c2", {type(DType::boolean, {2})});
  }
}

TEST(Reduce, neither_overflows_nor_vanishes) {
  EXPECT_DOUBLE_EQ(of_all("reduce_log_sum_exp", {1000, 1000}), 1000 + std::log(2.0));
  EXPECT_EQ(of_all("reduce_log_sum_exp", {-infinity, -infinity}), -infinity);
  EXPECT_EQ(of_all("reduce_log_sum_exp", {infinity, 0}), infinity);
  EXPECT_DOUBLE_EQ(of_all("reduce_l2", {3e200, 4e200}), 5e200);
  EXPECT_DOUBLE_EQ(of_all("reduce_l2", {3e-200, 4e-200}), 5e-200);
  EXPECT_EQ(of_all("reduce_l2", {-infinity, 1}), infinity);
}

TEST(Reduce, sums_in_double_and_rounds_once) {
  // In float32 the small number would be lost before the large ones cancel.
  EXPECT_EQ(of_all("reduce_sum", {1e8, 0.5, -1e8}, DType::float32), 0.5);
  EXPECT_EQ(of_all("reduce_mean", {60000, 60000}, DType::float16), 60000);
}

TEST(Reduce, integers_are_exact_and_wrap) {
  EXPECT_EQ(of_all("reduce_sum", {100, 100}, DType::int8), -56);
  EXPECT_EQ(of_all("reduce_mean", {100, 101}, DType::int8), 100);
  EXPECT_EQ(of_all("reduce_mean", {-100, -101}, DType::int8), -100);
  EXPECT_EQ(of_all("reduce_prod", {16, 16, 3}, DType::uint8), 0);
  EXPECT_EQ(of_all("reduce_l1", {-3, 4}, DType::int32), 7);
  EXPECT_EQ(of_all("reduce_max", {0, 1}, DType::boolean), 1);
  const std::int64_t odd = (std::int64_t{1} << 62) + 1;
  const std::vector<std::int64_t> x = {odd, 0};
  EXPECT_EQ(eval1(op("reduce_sum"), {Array::of<std::int64_t>({2}, x)}).as<std::int64_t>()[0], odd);
  const std::vector<std::uint64_t> y = {~std::uint64_t{0}, 1};
  EXPECT_EQ(eval1(op("reduce_max"), {Array::of<std::uint64_t>({2}, y)}).as<std::uint64_t>()[0], y[0]);
  EXPECT_EQ(eval1(op("reduce_min"), {Array::of<std::uint64_t>({2}, y)}).as<std::uint64_t>()[0], 1U);
}

TEST(Reduce, every_type_of_number) {
  for (const DType dtype : all_dtypes()) {
    if (!is_floating(dtype) && !is_integer(dtype)) continue;
    if (dtype == DType::float8_e8m0) continue;  // has no 3 and no 6
    EXPECT_EQ(of_all("reduce_sum", {1, 2, 3}, dtype), 6) << name(dtype);
    EXPECT_EQ(of_all("reduce_mean", {1, 2, 3}, dtype), 2) << name(dtype);
    EXPECT_EQ(of_all("reduce_min", {2, 1, 3}, dtype), 1) << name(dtype);
  }
}

TEST(Reduce, counts_one_operation_per_element_read) {
  for (const std::string_view name : reductions) EXPECT_EQ(cost(op(name), {f32({2, 3, 4})}).elementwise, 24) << name;
}

TEST(Reduce, reduce_c2_number) {
  for (const std::string_view name :
       {"reduce_sum", "reduce_mean", "reduce_prod", "reduce_l1", "argmin", "argmax", "topk", "sort", "cumsum", "cumprod"}) {
    expect_violation(op(name), "reduce_c2", {type(DType::boolean, {2})});
  }
}

TEST(Reduce, reduce_c3_number_or_bool) {
  for (const std::string_view name : {"reduce_min", "reduce_max"}) expect_violation(op(name), "reduce_c3", {type(DType::string, {2})});
}

TEST(Reduce, reduce_c4_floating) {
  for (const std::string_view name : {"reduce_l2", "reduce_log_sum_exp"})
    expect_violation(op(name), "reduce_c4", {type(DType::int32, {2})});
}

TEST(Reduce, reduce_c1_axes) {
  for (const std::string_view name : reductions) {
    expect_violation(op(name), "reduce_c1", {f32({2, 3})}, ReduceAttrs{{2}, false});
    expect_violation(op(name), "reduce_c1", {f32({2, 3})}, ReduceAttrs{{1, -1}, false});
    expect_violation(op(name), "reduce_c1", {f32({})}, ReduceAttrs{{0}, false});
  }
}

TEST(Arg, first_and_last_of_equal_ones) {
  const Array x = array({2, 4}, {3, 1, 3, 1, 0, 5, 5, 0});
  expect_elements(eval1(op("argmax"), {x}, ArgAttrs{1, false, false}), {0, 1});
  expect_elements(eval1(op("argmax"), {x}, ArgAttrs{1, false, true}), {2, 2});
  expect_elements(eval1(op("argmin"), {x}, ArgAttrs{-1, false, false}), {1, 0});
  expect_elements(eval1(op("argmin"), {x}, ArgAttrs{-1, true, true}), {3, 3});
  expect_elements(eval1(op("argmax"), {x}, ArgAttrs{0, false, false}), {0, 1, 1, 0});
  EXPECT_EQ(eval1(op("argmin"), {x}, ArgAttrs{1, true, false}).dims(), (std::vector<std::int64_t>{2, 1}));
}

TEST(Arg, nan_is_the_extreme) {
  const Array x = array({4}, {1, nan, infinity, nan});
  for (const std::string_view name : {"argmin", "argmax"}) {
    expect_elements(eval1(op(name), {x}, ArgAttrs{0, false, false}), {1});
    expect_elements(eval1(op(name), {x}, ArgAttrs{0, false, true}), {3});
  }
}

TEST(Arg, sixty_four_bit_integers_are_exact) {
  const std::int64_t large = std::int64_t{1} << 62;
  const std::vector<std::int64_t> x = {large, large + 1};
  expect_elements(eval1(op("argmax"), {Array::of<std::int64_t>({2}, x)}), {1});
  const std::vector<std::uint64_t> y = {1, ~std::uint64_t{0}};
  expect_elements(eval1(op("argmax"), {Array::of<std::uint64_t>({2}, y)}), {1});
}

TEST(Arg, infers_symbols) {
  const TensorType x = f32({Dim::symbol("batch"), 1000});
  EXPECT_EQ(infer(op("argmax"), {x}, ArgAttrs{1, false, false}).at(0), type(DType::int64, {Dim::symbol("batch")}));
}

TEST(Arg, reduce_c6_no_elements) {
  expect_violation(op("argmax"), "reduce_c6", {f32({2, 0})}, ArgAttrs{1, false, false});
  expect_violation(op("argmin"), "reduce_c6", {f32({0})});
}

TEST(Order, reduce_c5_axis) {
  for (const std::string_view name : {"argmin", "argmax", "topk", "sort", "cumsum", "cumprod"})
    expect_violation(op(name), "reduce_c5", {f32({})});
  expect_violation(op("sort"), "reduce_c5", {f32({2, 2})}, SortAttrs{2, false});
}

TEST(Topk, values_and_indices) {
  const Array x = array({2, 4}, {3, 1, 3, 2, -1, nan, 7, 7});
  const std::vector<Array> large = eval(op("topk"), {x}, TopkAttrs{2, -1, true});
  expect_elements(large[0], {3, 3, nan, 7});
  expect_elements(large[1], {0, 2, 1, 2});
  const std::vector<Array> small = eval(op("topk"), {x}, TopkAttrs{3, 1, false});
  expect_elements(small[0], {1, 2, 3, -1, 7, 7});
  expect_elements(small[1], {1, 3, 0, 0, 2, 3});
  const std::vector<Array> columns = eval(op("topk"), {x}, TopkAttrs{1, 0, true});
  expect_elements(columns[1], {0, 1, 1, 1});
  EXPECT_EQ(eval(op("topk"), {x}, TopkAttrs{0, 0, true})[0].size(), 0);
}

TEST(Topk, infers_symbols) {
  const std::vector<TensorType> types = infer(op("topk"), {f32({Dim::symbol("n"), Dim::symbol("m")})}, TopkAttrs{5, 1, true});
  EXPECT_EQ(types, (std::vector<TensorType>{f32({Dim::symbol("n"), 5}), type(DType::int64, {Dim::symbol("n"), 5})}));
}

TEST(Topk, topk_c1_count) {
  expect_violation(op("topk"), "topk_c1", {f32({3})}, TopkAttrs{4, 0, true});
  expect_violation(op("topk"), "topk_c1", {f32({Dim::symbol("n")})}, TopkAttrs{-1, 0, true});
}

TEST(Sort, is_stable_both_ways) {
  const Array x = array({5}, {2, 1, nan, 2, 1});
  const std::vector<Array> up = eval(op("sort"), {x}, SortAttrs{0, false});
  expect_elements(up[0], {1, 1, 2, 2, nan});
  expect_elements(up[1], {1, 4, 0, 3, 2});
  const std::vector<Array> down = eval(op("sort"), {x}, SortAttrs{0, true});
  expect_elements(down[0], {nan, 2, 2, 1, 1});
  expect_elements(down[1], {2, 0, 3, 1, 4});
}

TEST(Sort, along_an_inner_axis) {
  const std::vector<Array> got = eval(op("sort"), {array({3, 2}, {3, 1, 2, 6, 1, 5}, DType::int4)}, SortAttrs{0, false});
  expect_elements(got[0], {1, 1, 2, 5, 3, 6});
  expect_elements(got[1], {2, 0, 1, 2, 0, 1});
  EXPECT_EQ(eval(op("sort"), {array({0, 2}, {})}, SortAttrs{1, false})[1].dims(), (std::vector<std::int64_t>{0, 2}));
}

TEST(Reduce, an_empty_array_may_claim_any_length) {
  const Array x = array({0, std::int64_t{1} << 40}, {});
  EXPECT_EQ(eval1(op("reduce_sum"), {x}, ReduceAttrs{{1}, false}).size(), 0);
  EXPECT_EQ(eval1(op("argmax"), {x}, ArgAttrs{1, false, false}).size(), 0);
  EXPECT_EQ(eval(op("sort"), {x}, SortAttrs{1, false})[0].size(), 0);
  EXPECT_EQ(eval1(op("cumsum"), {x}, CumsumAttrs{1, false, false}).size(), 0);
}

TEST(Cumsum, all_four_ways) {
  const Array x = array({2, 3}, {1, 2, 3, 4, 5, 6});
  expect_elements(eval1(op("cumsum"), {x}, CumsumAttrs{1, false, false}), {1, 3, 6, 4, 9, 15});
  expect_elements(eval1(op("cumsum"), {x}, CumsumAttrs{1, true, false}), {0, 1, 3, 0, 4, 9});
  expect_elements(eval1(op("cumsum"), {x}, CumsumAttrs{1, false, true}), {6, 5, 3, 15, 11, 6});
  expect_elements(eval1(op("cumsum"), {x}, CumsumAttrs{-1, true, true}), {5, 3, 0, 11, 6, 0});
  expect_elements(eval1(op("cumsum"), {x}, CumsumAttrs{0, false, false}), {1, 2, 3, 5, 7, 9});
  expect_elements(eval1(op("cumsum"), {array({2}, {100, 100}, DType::int8)}), {100, -56});
}

TEST(Cumprod, all_four_ways) {
  const Array x = array({2, 3}, {1, 2, 3, 4, 5, 6});
  expect_elements(eval1(op("cumprod"), {x}, CumsumAttrs{1, false, false}), {1, 2, 6, 4, 20, 120});
  expect_elements(eval1(op("cumprod"), {x}, CumsumAttrs{1, true, false}), {1, 1, 2, 1, 4, 20});
  expect_elements(eval1(op("cumprod"), {x}, CumsumAttrs{1, false, true}), {6, 6, 3, 120, 30, 6});
  expect_elements(eval1(op("cumprod"), {x}, CumsumAttrs{-1, true, true}), {6, 3, 1, 30, 6, 1});
  expect_elements(eval1(op("cumprod"), {x}, CumsumAttrs{0, false, false}), {1, 2, 3, 4, 10, 18});
  expect_elements(eval1(op("cumprod"), {array({2}, {100, 3}, DType::int8)}), {100, 44});
  EXPECT_EQ(eval1(op("cumprod"), {array({0, 3}, {})}, CumsumAttrs{0, false, false}).size(), 0);
}

}  // namespace
}  // namespace nnfront::ops::testing
