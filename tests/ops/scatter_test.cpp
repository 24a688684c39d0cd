#include "ops/scatter.h"

#include <limits>

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

const double nan = std::numeric_limits<double>::quiet_NaN();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = scatter_operators();
  return named(operators, name);
}

Array indices(std::vector<std::int64_t> dims, const std::vector<double>& elements, DType dtype = DType::int64) {
  return array(std::move(dims), elements, dtype);
}
TensorType i64(Shape shape) {
  return type(DType::int64, std::move(shape));
}

// ---- gather_elements

TEST(GatherElements, by_hand) {
  const Array x = array({3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  expect_elements(eval1(op("gather_elements"), {x, indices({2, 3}, {1, 2, 0, 2, 0, 0})}), {4, 8, 3, 7, 2, 3});
  expect_elements(
      eval1(op("gather_elements"), {x, indices({3, 1}, {-1, 0, -3}, DType::int32)}, GatherElementsAttrs{-1, OutOfBounds::error}),
      {3, 4, 7});
  expect_elements(eval1(op("gather_elements"), {array({2, 2}, {1, 2, 3, 4}, DType::uint4), indices({2, 2}, {0, 0, 1, 0})},
                        GatherElementsAttrs{1, OutOfBounds::error}),
                  {1, 1, 4, 3});
}

TEST(GatherElements, outside_is_an_error_or_clipped_or_wrapped) {
  const Array x = array({3}, {1, 2, 3});
  const Array far = indices({4}, {-5, -1, 3, 7});
  expect_elements(eval1(op("gather_elements"), {x, far}, GatherElementsAttrs{0, OutOfBounds::clip}), {1, 1, 3, 3});
  expect_elements(eval1(op("gather_elements"), {x, far}, GatherElementsAttrs{0, OutOfBounds::wrap}), {2, 3, 1, 2});
  expect_refusal(op("gather_elements"), {x, far});
}

TEST(GatherElements, infers_the_shape_of_indices) {
  const TensorType x = f32({Dim::symbol("n"), 4});
  EXPECT_EQ(infer(op("gather_elements"), {x, i64({Dim::symbol("m"), 2})}).at(0), f32({Dim::symbol("m"), 2}));
  EXPECT_EQ(cost(op("gather_elements"), {f32({3, 4}), i64({2, 2})}).elementwise, 0);
}

TEST(GatherElements, scatter_c1_integers) {
  expect_violation(op("gather_elements"), "scatter_c1", {f32({3}), f32({3})});
}
TEST(GatherElements, scatter_c2_axis) {
  expect_violation(op("gather_elements"), "scatter_c2", {f32({3}), i64({3})}, GatherElementsAttrs{1, OutOfBounds::error});
  expect_violation(op("gather_elements"), "scatter_c2", {f32({}), i64({})});
}
TEST(GatherElements, scatter_c3_fit) {
  expect_violation(op("gather_elements"), "scatter_c3", {f32({3, 4}), i64({3})});
  expect_violation(op("gather_elements"), "scatter_c3", {f32({3, 4}), i64({9, 5})});
}

// ---- gather_nd

TEST(GatherNd, tuples_of_every_length) {
  const Array x = array({2, 2, 2}, {0, 1, 2, 3, 4, 5, 6, 7});
  expect_elements(eval1(op("gather_nd"), {x, indices({2, 3}, {0, 0, 1, -1, 1, 0})}), {1, 6});
  const Array slices = eval1(op("gather_nd"), {x, indices({2, 1, 2}, {0, 1, 1, 0})});
  EXPECT_EQ(slices.dims(), (std::vector<std::int64_t>{2, 1, 2}));
  expect_elements(slices, {2, 3, 4, 5});
  expect_elements(eval1(op("gather_nd"), {x, indices({1}, {1})}), {4, 5, 6, 7});
}

TEST(GatherNd, batches_are_indexed_apart) {
  const Array x = array({2, 2, 2}, {0, 1, 2, 3, 4, 5, 6, 7});
  const Array y = eval1(op("gather_nd"), {x, indices({2, 1}, {1, 0})}, GatherNdAttrs{1});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{2, 2}));
  expect_elements(y, {2, 3, 4, 5});
  expect_elements(eval1(op("gather_nd"), {x, indices({2, 2, 1}, {0, 1, 1, 0})}, GatherNdAttrs{2}), {0, 3, 5, 6});
}

TEST(GatherNd, refuses_an_index_outside) {
  expect_refusal(op("gather_nd"), {array({2, 2}, {0, 1, 2, 3}), indices({1, 2}, {0, 2})});
}

TEST(GatherNd, infers_symbols) {
  const TensorType x = f32({Dim::symbol("b"), 5, Dim::symbol("c")});
  EXPECT_EQ(infer(op("gather_nd"), {x, i64({Dim::symbol("b"), Dim::symbol("q"), 1})}, GatherNdAttrs{1}).at(0),
            f32({Dim::symbol("b"), Dim::symbol("q"), Dim::symbol("c")}));
}

TEST(GatherNd, scatter_c1_integers) {
  expect_violation(op("gather_nd"), "scatter_c1", {f32({3}), f32({1})});
}
TEST(GatherNd, scatter_c4_tuples) {
  expect_violation(op("gather_nd"), "scatter_c4", {f32({3, 3}), i64({2, 3})});
  expect_violation(op("gather_nd"), "scatter_c4", {f32({3, 3}), i64({2, 0})});
  expect_violation(op("gather_nd"), "scatter_c4", {f32({3, 3}), i64({2, Dim::symbol("k")})});
}
TEST(GatherNd, gather_nd_c1_batch_dims) {
  expect_violation(op("gather_nd"), "gather_nd_c1", {f32({3, 3}), i64({3, 1})}, GatherNdAttrs{2});
  expect_violation(op("gather_nd"), "gather_nd_c1", {f32({3, 3}), i64({3, 1})}, GatherNdAttrs{-1});
  expect_violation(op("gather_nd"), "gather_nd_c1", {f32({3, 3}), i64({})});
}
TEST(GatherNd, gather_nd_c2_batches) {
  expect_violation(op("gather_nd"), "gather_nd_c2", {f32({3, 3}), i64({2, 1})}, GatherNdAttrs{1});
}

// ---- scatter_elements

TEST(ScatterElements, by_hand) {
  const Array zeros = array({3, 3}, {0, 0, 0, 0, 0, 0, 0, 0, 0});
  const Array updates = array({2, 3}, {1, 2, 3, 4, 5, 6});
  expect_elements(eval1(op("scatter_elements"), {zeros, indices({2, 3}, {1, 0, 2, 0, 2, 1}), updates}), {4, 2, 0, 1, 0, 6, 0, 5, 3});
  expect_elements(eval1(op("scatter_elements"), {array({1, 5}, {1, 2, 3, 4, 5}), indices({1, 2}, {1, -2}), array({1, 2}, {8, 9})},
                        ScatterElementsAttrs{1, ScatterReduction::none}),
                  {1, 8, 3, 9, 5});
}

std::vector<double> reduced(ScatterReduction reduction, DType dtype = DType::float32) {
  const Array x = array({3}, {2, 3, 4}, dtype);
  return to_doubles(
      eval1(op("scatter_elements"), {x, indices({3}, {1, 1, 0}), array({3}, {5, 2, 7}, dtype)}, ScatterElementsAttrs{0, reduction}));
}

TEST(ScatterElements, every_reduction_takes_every_update) {
  using Elements = std::vector<double>;
  for (const DType dtype : {DType::float32, DType::int8, DType::uint64}) {
    EXPECT_EQ(reduced(ScatterReduction::none, dtype), (Elements{7, 2, 4}));
    EXPECT_EQ(reduced(ScatterReduction::add, dtype), (Elements{9, 10, 4}));
    EXPECT_EQ(reduced(ScatterReduction::mul, dtype), (Elements{14, 30, 4}));
    EXPECT_EQ(reduced(ScatterReduction::min, dtype), (Elements{2, 2, 4}));
    EXPECT_EQ(reduced(ScatterReduction::max, dtype), (Elements{7, 5, 4}));
  }
}

TEST(ScatterElements, nan_wins_an_extreme_and_sums_are_rounded_once) {
  const Array x = array({1}, {1});
  expect_elements(eval1(op("scatter_elements"), {x, indices({1}, {0}), array({1}, {nan})}, ScatterElementsAttrs{0, ScatterReduction::min}),
                  {nan});
  // 2048 + 1 + 1 in float16, where 2049 is no number.
  const Array half = array({1}, {2048}, DType::float16);
  expect_elements(eval1(op("scatter_elements"), {half, indices({2}, {0, 0}), array({2}, {1, 1}, DType::float16)},
                        ScatterElementsAttrs{0, ScatterReduction::add}),
                  {2050});
}

TEST(ScatterElements, refuses_an_index_outside) {
  expect_refusal(op("scatter_elements"), {array({2}, {0, 0}), indices({1}, {2}), array({1}, {1})});
}

TEST(ScatterElements, costs_an_operation_per_combined_update) {
  const Types types = {f32({9}), i64({4}), f32({4})};
  EXPECT_EQ(cost(op("scatter_elements"), types).elementwise, 0);
  EXPECT_EQ(cost(op("scatter_elements"), types, ScatterElementsAttrs{0, ScatterReduction::add}).elementwise, 4);
}

TEST(ScatterElements, scatter_c1_c2_c3_indices) {
  expect_violation(op("scatter_elements"), "scatter_c1", {f32({3}), f32({3}), f32({3})});
  expect_violation(op("scatter_elements"), "scatter_c2", {f32({3}), i64({3}), f32({3})}, ScatterElementsAttrs{-2, ScatterReduction::none});
  expect_violation(op("scatter_elements"), "scatter_c3", {f32({3}), i64({3, 1}), f32({3, 1})});
}
TEST(ScatterElements, scatter_c5_updates) {
  expect_violation(op("scatter_elements"), "scatter_c5", {f32({3}), i64({3}), f32({2})});
}
TEST(ScatterElements, scatter_c6_types) {
  expect_violation(op("scatter_elements"), "scatter_c6", {f32({3}), i64({3}), i64({3})});
  expect_violation(op("scatter_elements"), "scatter_c6", {type(DType::string, {3}), i64({3}), type(DType::string, {3})});
}

// ---- scatter_nd

TEST(ScatterNd, elements_and_slices) {
  const Array eight = array({8}, {1, 2, 3, 4, 5, 6, 7, 8});
  expect_elements(eval1(op("scatter_nd"), {eight, indices({4, 1}, {4, 3, 1, -1}), array({4}, {9, 10, 11, 12})}),
                  {1, 11, 3, 10, 9, 6, 7, 12});
  const Array x = array({3, 2}, {1, 2, 3, 4, 5, 6});
  expect_elements(eval1(op("scatter_nd"), {x, indices({2, 1}, {0, 2}), array({2, 2}, {7, 8, 9, 10})}), {7, 8, 3, 4, 9, 10});
  expect_elements(eval1(op("scatter_nd"), {x, indices({2, 1}, {1, 1}), array({2, 2}, {7, 8, 9, 1})}, ScatterNdAttrs{ScatterReduction::max}),
                  {1, 2, 9, 8, 5, 6});
}

TEST(ScatterNd, undoes_gather_nd) {
  std::mt19937 random(3);
  const Array x = random_integers(random, {3, 4, 2});
  const Array places = indices({3, 2}, {0, 1, 2, 3, 1, 0});
  const Array taken = eval1(op("gather_nd"), {x, places});
  expect_elements(eval1(op("scatter_nd"), {x, places, taken}), to_doubles(x));
}

TEST(ScatterNd, scatter_c1_c4_c5_c6) {
  expect_violation(op("scatter_nd"), "scatter_c1", {f32({3}), f32({1, 1}), f32({1})});
  expect_violation(op("scatter_nd"), "scatter_c4", {f32({3}), i64({1, 2}), f32({1})});
  expect_violation(op("scatter_nd"), "scatter_c4", {f32({3}), i64({}), f32({1})});
  expect_violation(op("scatter_nd"), "scatter_c5", {f32({3, 2}), i64({1, 1}), f32({1})});
  expect_violation(op("scatter_nd"), "scatter_c6", {f32({3}), i64({1, 1}), i64({1})});
}

// ---- tensor_scatter

TEST(TensorScatter, writes_each_sample_at_its_index) {
  const Array cache = array({2, 4, 1}, {1, 2, 3, 4, 5, 6, 7, 8});
  const Array update = array({2, 2, 1}, {-1, -2, -3, -4});
  expect_elements(eval1(op("tensor_scatter"), {cache, update}), {-1, -2, 3, 4, -3, -4, 7, 8});
  expect_elements(eval1(op("tensor_scatter"), {cache, update, indices({2}, {1, 2})}), {1, -1, -2, 4, 5, 6, -3, -4});
  expect_elements(eval1(op("tensor_scatter"), {cache, update, indices({2}, {3, -1})}, TensorScatterAttrs{1, CacheMode::circular}),
                  {-2, 2, 3, -1, -4, 6, 7, -3});
}

TEST(TensorScatter, between_other_dimensions) {
  const Array cache = array({1, 2, 3, 2}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  const Array update = array({1, 2, 1, 2}, {-1, -2, -3, -4});
  expect_elements(eval1(op("tensor_scatter"), {cache, update, indices({1}, {2})}), {0, 1, 2, 3, -1, -2, 6, 7, 8, 9, -3, -4});
}

TEST(TensorScatter, refuses_to_write_outside) {
  const Array cache = array({1, 3, 1}, {0, 0, 0});
  for (const double index : {-1.0, 2.0}) {
    expect_refusal(op("tensor_scatter"), {cache, array({1, 2, 1}, {1, 1}), indices({1}, {index})});
  }
}

TEST(TensorScatter, tensor_scatter_c1_axis) {
  expect_violation(op("tensor_scatter"), "tensor_scatter_c1", {f32({2, 4}), f32({2, 2})});
  expect_violation(op("tensor_scatter"), "tensor_scatter_c1", {f32({2, 4}), f32({2, 2})}, TensorScatterAttrs{2, CacheMode::linear});
}
TEST(TensorScatter, tensor_scatter_c2_types) {
  expect_violation(op("tensor_scatter"), "tensor_scatter_c2", {f32({2, 4, 1}), i64({2, 2, 1})});
}
TEST(TensorScatter, tensor_scatter_c3_update) {
  expect_violation(op("tensor_scatter"), "tensor_scatter_c3", {f32({2, 4, 1}), f32({2, 5, 1})});
  expect_violation(op("tensor_scatter"), "tensor_scatter_c3", {f32({2, 4, 1}), f32({2, 4, 2})});
  expect_violation(op("tensor_scatter"), "tensor_scatter_c3", {f32({2, 4, 1}), f32({4, 1})});
}
TEST(TensorScatter, tensor_scatter_c4_indices) {
  expect_violation(op("tensor_scatter"), "tensor_scatter_c4", {f32({2, 4, 1}), f32({2, 4, 1}), i64({3})});
  expect_violation(op("tensor_scatter"), "tensor_scatter_c4", {f32({2, 4, 1}), f32({2, 4, 1}), f32({2})});
}

}  // namespace
}  // namespace nnfront::ops::testing
