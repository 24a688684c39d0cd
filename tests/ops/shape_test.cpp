#include "ops/shape.h"

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = shape_operators();
  return named(operators, name);
}

Shape shape(const std::vector<std::string>& dims) {
  Shape result;
  for (const std::string& dim : dims) result.push_back(Dim::parse(dim));
  return result;
}

std::vector<double> counting(std::int64_t count) {
  std::vector<double> elements(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = static_cast<double>(i);
  return elements;
}

Array counted(std::vector<std::int64_t> dims, DType dtype = DType::float32) {
  const std::int64_t count = element_count(dims);
  return array(std::move(dims), counting(count), dtype);
}

std::string reshaped(const Shape& x, const std::vector<std::string>& target) {
  return text(infer(op("reshape"), {f32(x)}, ReshapeAttrs{shape(target)}).at(0).shape);
}

// Inference with the content of input 1 at hand.
TensorType infer_with_target(std::string_view name, const TensorType& x, const Array& target) {
  const TensorType target_type = type_of(target);
  const std::vector<const TensorType*> inputs = {&x, &target_type};
  const auto constant = [&](int i) { return i == 1 ? &target : nullptr; };
  return infer_operator(op(name), {inputs, op(name).defaults, constant, nullptr}).at(0);
}

Array eval_with_target(std::string_view name, const Array& x, const Array& target) {
  return eval1(op(name), {x, target});
}

Array target_of(const std::vector<std::int64_t>& entries) {
  return Array::of<std::int64_t>({static_cast<std::int64_t>(entries.size())}, entries);
}

TEST(Shapes, nothing_here_costs_an_operation) {
  EXPECT_EQ(cost(op("transpose"), {f32({2, 3})}, TransposeAttrs{{1, 0}}).elementwise, 0);
  EXPECT_EQ(cost(op("reshape"), {f32({2, 3})}, ReshapeAttrs{{6}}).elementwise, 0);
  EXPECT_EQ(cost(op("concat"), {f32({2, 3}), f32({2, 3})}, AxisAttrs{0}).elementwise, 0);
}

TEST(Reshape, integers_and_expressions) {
  EXPECT_EQ(reshaped({2, 3, 4}, {"6", "4"}), "[6,4]");
  EXPECT_EQ(reshaped({2, 3, 4}, {"d0", "-1"}), "[2,12]");
  EXPECT_EQ(reshaped({2, 3, 4}, {"d2", "d0*d1"}), "[4,6]");
  EXPECT_EQ(reshaped({2, 3, 4}, {"-1"}), "[24]");
  EXPECT_EQ(reshaped({2, 4}, {"d0/2", "2", "d1"}), "[1,2,4]");
  EXPECT_EQ(reshaped({1, 1}, {}), "[]");
  EXPECT_EQ(reshaped({}, {"1", "1"}), "[1,1]");
}

TEST(Reshape, keeps_symbols_and_what_can_be_known) {
  const Dim batch = Dim::symbol("batch");
  EXPECT_EQ(reshaped({batch, 512, 7, 7}, {"d0", "-1"}), "[batch,25088]");
  EXPECT_EQ(reshaped({Dim::unknown(), 512, 7, 7}, {"d0", "-1"}), "[?,25088]");
  EXPECT_EQ(reshaped({batch, 512}, {"-1", "512"}), "[batch,512]");
  EXPECT_EQ(reshaped({batch, 512}, {"-1", "d1"}), "[batch,512]");
  EXPECT_EQ(reshaped({batch, Dim::symbol("c"), 2}, {"d0*d1", "2"}), "[batch*c,2]");
  EXPECT_EQ(reshaped({Dim::unknown(), 3}, {"-1"}), "[?]");
  // The dimension 1 is not told apart from x's own symbol of that name.
  EXPECT_EQ(reshaped({Dim::symbol("d1"), 5}, {"d1", "d0"}), "[5,d1]");
}

TEST(Reshape, empty_arrays) {
  EXPECT_EQ(reshaped({0, 5}, {"d0", "-1"}), "[0,5]");
  EXPECT_EQ(reshaped({0, 5}, {"5", "0"}), "[5,0]");
  EXPECT_EQ(eval1(op("reshape"), {array({0, 5}, {})}, ReshapeAttrs{shape({"-1", "5"})}).dims(), (std::vector<std::int64_t>{0, 5}));
}

TEST(Reshape, evaluates) {
  const Array y = eval1(op("reshape"), {counted({2, 3, 4})}, ReshapeAttrs{shape({"d1", "-1"})});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{3, 8}));
  expect_elements(y, counting(24));
}

TEST(Reshape, target_as_an_input) {
  EXPECT_EQ(text(infer_with_target("reshape", f32({2, 6}), target_of({3, -1}))), "float32[3,4]");
  EXPECT_EQ(text(infer(op("reshape"), {f32({2, 6}), type(DType::int64, {3})}).at(0)), "float32[?,?,?]");
  EXPECT_FALSE(infer(op("reshape"), {f32({2, 6}), type(DType::int64, {Dim::symbol("r")})}).at(0).ranked);
  EXPECT_EQ(eval_with_target("reshape", counted({2, 6}), target_of({4, -1})).dims(), (std::vector<std::int64_t>{4, 3}));
}

TEST(Reshape, reshape_c1_entries) {
  const std::vector<std::vector<std::string>> wrong = {{"d2"}, {"batch"}, {"?"}, {"-2", "-1"}, {"d0-9", "-1"}, {"d"}, {"d0x"}};
  for (const auto& target : wrong) expect_violation(op("reshape"), "reshape_c1", {f32({2, 3})}, ReshapeAttrs{shape(target)});
}

TEST(Reshape, reshape_c2_one_open) {
  expect_violation(op("reshape"), "reshape_c2", {f32({2, 3})}, ReshapeAttrs{{-1, -1}});
}

TEST(Reshape, reshape_c3_count) {
  expect_violation(op("reshape"), "reshape_c3", {f32({2, 3})}, ReshapeAttrs{{5}});
  expect_violation(op("reshape"), "reshape_c3", {f32({2, 3})}, ReshapeAttrs{{4, -1}});
  expect_violation(op("reshape"), "reshape_c3", {f32({0, 3})}, ReshapeAttrs{{0, -1}});
  expect_violation(op("reshape"), "reshape_c3", {f32({2, 3})}, ReshapeAttrs{shape({"d0", "4"})});
}

TEST(Reshape, reshape_c4_entries) {
  expect_violation(op("reshape"), "reshape_c4", {f32({1})}, ReshapeAttrs{Shape(65, Dim(1))});
  expect_violation(op("reshape"), "reshape_c4", {f32({6}), type(DType::int64, {std::int64_t{1} << 40})});
}

TEST(Reshape, refuses_sizes_that_overflow) {
  const std::int64_t large = std::int64_t{1} << 40;
  EXPECT_THROW(infer(op("reshape"), {f32({4})}, ReshapeAttrs{{large, large}}), Error);
  EXPECT_THROW(infer(op("reshape"), {f32({4})}, ReshapeAttrs{{large, large, -1}}), Error);
}

TEST(Transpose, equals_indices_permuted) {
  const std::vector<std::int64_t> dims = {2, 3, 4};
  for (const DType dtype : {DType::float32, DType::int4, DType::boolean, DType::int64, DType::float16}) {
    std::mt19937 random(3);
    const Array x = random_integers(random, dims, dtype, 0, 1);
    const std::vector<double> elements = to_doubles(x);
    std::vector<std::int64_t> permutation = {0, 1, 2};
    do {
      const Array y = eval1(op("transpose"), {x}, TransposeAttrs{permutation});
      const std::vector<double> got = to_doubles(y);
      for (std::int64_t i = 0; i < y.size(); ++i) {
        const std::vector<std::int64_t> to = unravel(i, y.dims());
        std::vector<std::int64_t> from(3);
        for (std::size_t d = 0; d < 3; ++d) from[static_cast<std::size_t>(permutation[d])] = to[d];
        ASSERT_EQ(got[static_cast<std::size_t>(i)], elements[static_cast<std::size_t>(ravel(from, dims))]);
      }
    } while (std::next_permutation(permutation.begin(), permutation.end()));
  }
}

TEST(Transpose, infers_symbols_and_scalars) {
  EXPECT_EQ(infer(op("transpose"), {f32({Dim::symbol("n"), 2, 3})}, TransposeAttrs{{2, 0, 1}}).at(0), f32({3, Dim::symbol("n"), 2}));
  expect_elements(eval1(op("transpose"), {array({}, {5})}, TransposeAttrs{}), {5});
  EXPECT_EQ(eval1(op("transpose"), {array({0, 2}, {})}, TransposeAttrs{{1, 0}}).dims(), (std::vector<std::int64_t>{2, 0}));
}

TEST(Transpose, transpose_c1_permutation) {
  for (const std::vector<std::int64_t>& permutation : std::vector<std::vector<std::int64_t>>{{0}, {0, 0}, {0, 2}, {-1, 0}, {0, 1, 2}}) {
    expect_violation(op("transpose"), "transpose_c1", {f32({2, 3})}, TransposeAttrs{permutation});
  }
}

TEST(BroadcastTo, numbers_expressions_and_ones) {
  const Array y = eval1(op("broadcast_to"), {counted({2, 1})}, BroadcastToAttrs{shape({"2", "d0", "3"})});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{2, 2, 3}));
  expect_elements(y, {0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1});
  EXPECT_EQ(eval1(op("broadcast_to"), {counted({2, 3})}, BroadcastToAttrs{{1, 1}}).dims(), (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(eval1(op("broadcast_to"), {array({}, {4})}, BroadcastToAttrs{{0, 2}}).size(), 0);
  expect_elements(eval1(op("broadcast_to"), {array({}, {4})}, BroadcastToAttrs{{2}}), {4, 4});
}

TEST(BroadcastTo, symbols_and_targets) {
  const TensorType x = f32({Dim::symbol("n"), 1});
  EXPECT_EQ(infer(op("broadcast_to"), {x}, BroadcastToAttrs{shape({"d0", "7"})}).at(0), f32({Dim::symbol("n"), 7}));
  EXPECT_EQ(text(infer_with_target("broadcast_to", f32({3, 1}), target_of({2, 1, 5}))), "float32[2,3,5]");
  expect_elements(eval_with_target("broadcast_to", counted({2, 1}), target_of({2, 2})), {0, 0, 1, 1});
}

TEST(BroadcastTo, a_target_not_at_hand_leaves_what_x_decides) {
  EXPECT_EQ(text(infer(op("broadcast_to"), {f32({3, 1}), type(DType::int64, {3})}).at(0)), "float32[?,3,?]");
  EXPECT_EQ(text(infer(op("broadcast_to"), {f32({3, 1}), type(DType::int64, {1})}).at(0)), "float32[3,?]");
  EXPECT_EQ(text(infer(op("broadcast_to"), {f32({3, 1}), type(DType::int64, {0})}).at(0)), "float32[3,1]");
  EXPECT_FALSE(infer(op("broadcast_to"), {f32({3}), type(DType::int64, {Dim::symbol("r")})}).at(0).ranked);
}

TEST(BroadcastTo, broadcast_to_c1_entries) {
  for (const auto& target : std::vector<std::vector<std::string>>{{"-1"}, {"d1"}, {"?"}, {"n"}}) {
    expect_violation(op("broadcast_to"), "broadcast_to_c1", {f32({1})}, BroadcastToAttrs{shape(target)});
  }
}

TEST(BroadcastTo, broadcast_to_c2_shapes) {
  expect_violation(op("broadcast_to"), "broadcast_to_c2", {f32({2, 3})}, BroadcastToAttrs{{2, 4}});
}

TEST(BroadcastTo, broadcast_to_c3_entries) {
  expect_violation(op("broadcast_to"), "broadcast_to_c3", {f32({1})}, BroadcastToAttrs{Shape(65, Dim(1))});
  expect_violation(op("broadcast_to"), "broadcast_to_c3", {f32({1}), type(DType::int64, {std::int64_t{1} << 40})});
}

TEST(DepthSpace, both_orders_by_hand) {
  // 8 channels of one pixel: block rows, block columns and 2 channels.
  const Array x = counted({1, 8, 1, 1});
  const Array first = eval1(op("depth_to_space"), {x}, DepthSpaceAttrs{2, DepthOrder::depth_column_row});
  EXPECT_EQ(first.dims(), (std::vector<std::int64_t>{1, 2, 2, 2}));
  expect_elements(first, {0, 2, 4, 6, 1, 3, 5, 7});
  expect_elements(eval1(op("depth_to_space"), {x}, DepthSpaceAttrs{2, DepthOrder::column_row_depth}), {0, 1, 2, 3, 4, 5, 6, 7});
}

TEST(DepthSpace, equals_reshape_transpose_reshape) {
  // [N, b, b, C, H, W] to [N, C, H, b, W, b], and [N, C, b, b, H, W] to the same.
  const Array x = counted({2, 12, 3, 2});
  const auto composed = [&](const std::vector<std::int64_t>& dims, const std::vector<std::int64_t>& permutation) {
    return eval1(op("transpose"), {x.reshaped(dims)}, TransposeAttrs{permutation}).reshaped({2, 3, 6, 4});
  };
  expect_elements(eval1(op("depth_to_space"), {x}, DepthSpaceAttrs{2, DepthOrder::depth_column_row}),
                  to_doubles(composed({2, 2, 2, 3, 3, 2}, {0, 3, 4, 1, 5, 2})));
  expect_elements(eval1(op("depth_to_space"), {x}, DepthSpaceAttrs{2, DepthOrder::column_row_depth}),
                  to_doubles(composed({2, 3, 2, 2, 3, 2}, {0, 1, 4, 2, 5, 3})));
}

TEST(DepthSpace, are_inverse_in_any_number_of_dimensions) {
  for (const DepthOrder order : {DepthOrder::depth_column_row, DepthOrder::column_row_depth}) {
    for (const std::vector<std::int64_t>& dims : std::vector<std::vector<std::int64_t>>{{2, 6, 4}, {1, 9, 2, 3}, {1, 27, 1, 2, 3}}) {
      const Attributes attrs = DepthSpaceAttrs{dims.size() == 3 ? 2 : 3, order};
      const Array x = counted(dims, DType::int32);
      const Array y = eval1(op("space_to_depth"), {eval1(op("depth_to_space"), {x}, attrs)}, attrs);
      EXPECT_EQ(y.dims(), dims);
      expect_elements(y, to_doubles(x));
    }
  }
}

TEST(DepthSpace, infers_symbols) {
  const TensorType x = f32({Dim::symbol("n"), 12, Dim::symbol("h"), 4});
  EXPECT_EQ(text(infer(op("depth_to_space"), {x}, DepthSpaceAttrs{2}).at(0)), "float32[n,3,2*h,8]");
  EXPECT_EQ(text(infer(op("space_to_depth"), {x}, DepthSpaceAttrs{2}).at(0)), "float32[n,48,h/2,2]");
}

TEST(DepthSpace, shape_c1_rank) {
  for (const std::string_view name : {"depth_to_space", "space_to_depth"}) expect_violation(op(name), "shape_c1", {f32({2, 4})});
}

TEST(DepthSpace, shape_c2_block) {
  for (const std::string_view name : {"depth_to_space", "space_to_depth"}) {
    expect_violation(op(name), "shape_c2", {f32({1, 4, 2, 2})}, DepthSpaceAttrs{0});
  }
}

TEST(DepthSpace, shape_c3_multiple) {
  expect_violation(op("depth_to_space"), "shape_c3", {f32({1, 6, 2, 2})});
  expect_violation(op("space_to_depth"), "shape_c3", {f32({1, 6, 2, 3})});
  EXPECT_THROW(infer(op("space_to_depth"), {f32({1, 6, 0, 0})}, DepthSpaceAttrs{std::int64_t{1} << 40}), Error);
}

TEST(ShapeOf, dimensions_as_numbers) {
  const Array y = eval1(op("shape_of"), {counted({2, 0, 3})});
  EXPECT_EQ(y.dtype(), DType::int64);
  expect_elements(y, {2, 0, 3});
  EXPECT_EQ(infer(op("shape_of"), {f32({Dim::symbol("n"), 4})}).at(0), type(DType::int64, {2}));
  EXPECT_EQ(eval1(op("shape_of"), {array({}, {1})}).dims(), (std::vector<std::int64_t>{0}));
}

TEST(Concat, parts_of_different_sizes) {
  const Array y = eval1(op("concat"), {counted({2, 1}), counted({2, 2}), array({2, 0}, {})}, AxisAttrs{-1});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{2, 3}));
  expect_elements(y, {0, 0, 1, 1, 2, 3});
  expect_elements(eval1(op("concat"), {counted({1, 2}), counted({2, 2})}, AxisAttrs{0}), {0, 1, 0, 1, 2, 3});
  for (const DType packed : {DType::int4, DType::float4_e2m1}) {
    expect_elements(eval1(op("concat"), {counted({3}, packed), counted({3}, packed)}, AxisAttrs{0}), {0, 1, 2, 0, 1, 2});
  }
}

TEST(Concat, infers_symbols) {
  const Dim n = Dim::symbol("n");
  EXPECT_EQ(text(infer(op("concat"), {f32({n, 2}), f32({n, 3})}, AxisAttrs{1}).at(0)), "float32[n,5]");
  EXPECT_EQ(text(infer(op("concat"), {f32({n, 2}), f32({1, 2}), f32({n, 2})}, AxisAttrs{0}).at(0)), "float32[2*n+1,2]");
  EXPECT_EQ(text(infer(op("concat"), {f32({n, 2}), f32({7, 2})}, AxisAttrs{1}).at(0)), "float32[7,4]");
}

TEST(Concat, concat_c1_some) {
  expect_violation(op("concat"), "concat_c1", {});
}

TEST(Concat, concat_c2_same_type) {
  expect_violation(op("concat"), "concat_c2", {f32({1}), type(DType::int32, {1})});
}

TEST(Concat, concat_c3_axis) {
  expect_violation(op("concat"), "concat_c3", {f32({1})}, AxisAttrs{1});
  expect_violation(op("concat"), "concat_c3", {f32({})});
}

TEST(Concat, concat_c4_other_dimensions) {
  expect_violation(op("concat"), "concat_c4", {f32({1, 2}), f32({1, 3})}, AxisAttrs{0});
  expect_violation(op("concat"), "concat_c4", {f32({1, 2}), f32({1})}, AxisAttrs{0});
}

TEST(Stack, new_dimension_anywhere) {
  const Array a = array({2}, {1, 2});
  const Array b = array({2}, {3, 4});
  expect_elements(eval1(op("stack"), {a, b}, AxisAttrs{0}), {1, 2, 3, 4});
  const Array last = eval1(op("stack"), {a, b}, AxisAttrs{-1});
  expect_elements(last, {1, 3, 2, 4});
  EXPECT_EQ(eval1(op("stack"), {a, b, a}, AxisAttrs{1}).dims(), (std::vector<std::int64_t>{2, 3}));
  expect_elements(eval1(op("stack"), {array({}, {5}), array({}, {6})}), {5, 6});
  EXPECT_EQ(infer(op("stack"), {f32({Dim::symbol("n")}), f32({3})}).at(0), f32({2, 3}));
}

TEST(Stack, stack_c1_some) {
  expect_violation(op("stack"), "stack_c1", {});
}

TEST(Stack, stack_c2_same_type) {
  expect_violation(op("stack"), "stack_c2", {f32({1}), type(DType::int32, {1})});
}

TEST(Stack, stack_c3_axis) {
  expect_violation(op("stack"), "stack_c3", {f32({1})}, AxisAttrs{2});
}

TEST(Stack, stack_c4_same_shape) {
  expect_violation(op("stack"), "stack_c4", {f32({1}), f32({2})});
}

TEST(Split, equal_and_given_sizes) {
  const Array x = counted({2, 4});
  const std::vector<Array> halves = eval(op("split"), {x}, SplitAttrs{1, {}, 2});
  expect_elements(halves[0], {0, 1, 4, 5});
  expect_elements(halves[1], {2, 3, 6, 7});
  const std::vector<Array> parts = eval(op("split"), {x}, SplitAttrs{-1, {1, 0, 3}, 1});
  ASSERT_EQ(parts.size(), 3U);
  expect_elements(parts[0], {0, 4});
  EXPECT_EQ(parts[1].dims(), (std::vector<std::int64_t>{2, 0}));
  expect_elements(parts[2], {1, 2, 3, 5, 6, 7});
}

TEST(Split, undoes_concat) {
  const Array a = counted({2, 3, 2}, DType::uint4);
  const Array b = counted({2, 1, 2}, DType::uint4);
  const std::vector<Array> parts = eval(op("split"), {eval1(op("concat"), {a, b}, AxisAttrs{1})}, SplitAttrs{1, {3, 1}, 1});
  expect_elements(parts[0], to_doubles(a));
  expect_elements(parts[1], to_doubles(b));
}

TEST(Split, infers_symbols) {
  const TensorType x = f32({Dim::symbol("n"), 4});
  EXPECT_EQ(text(infer(op("split"), {x}, SplitAttrs{0, {}, 2}).at(1)), "float32[n/2,4]");
  EXPECT_EQ(text(infer(op("split"), {x}, SplitAttrs{0, {1, 2}, 1}).at(1)), "float32[2,4]");
}

TEST(Split, split_c1_axis) {
  expect_violation(op("split"), "split_c1", {f32({4})}, SplitAttrs{1, {}, 2});
}

TEST(Split, split_c2_sizes) {
  expect_violation(op("split"), "split_c2", {f32({4})}, SplitAttrs{0, {}, 3});
  expect_violation(op("split"), "split_c2", {f32({4})}, SplitAttrs{0, {1, 2}, 1});
  expect_violation(op("split"), "split_c2", {f32({4})}, SplitAttrs{0, {5, -1}, 1});
}

TEST(Split, split_c3_number_of_parts) {
  expect_violation(op("split"), "split_c3", {f32({4})}, SplitAttrs{0, {}, 0});
  expect_violation(op("split"), "split_c3", {f32({Dim::symbol("n")})}, SplitAttrs{0, {}, std::int64_t{1} << 40});
  expect_violation(op("split"), "split_c3", {f32({0})}, SplitAttrs{0, std::vector<std::int64_t>(65537, 0), 1});
}

}  // namespace
}  // namespace nnfront::ops::testing
