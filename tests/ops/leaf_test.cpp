#include "ops/leaf.h"

#include "ir/graph.h"
#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = leaf_operators();
  return named(operators, name);
}

ParameterAttrs weight(Shape shape) {
  ParameterAttrs attrs;
  attrs.key = "conv0_weight";
  attrs.shape = std::move(shape);
  return attrs;
}

Array eval_node(const Node& node) {
  const std::vector<TensorType> types = infer(*node.op, {}, node.attributes);
  return node.op->eval({{}, node.attributes, types, &node}).at(0);
}

TEST(Leaf, input_has_its_declared_type) {
  const InputAttrs attrs = {DType::uint8, {Dim::symbol("batch"), 3, Dim::unknown()}};
  EXPECT_EQ(text(infer(op("input"), {}, attrs).at(0)), "uint8[batch,3,?]");
}

TEST(Leaf, an_input_is_never_computed) {
  const Attributes attrs = InputAttrs{};
  EXPECT_THROW(op("input").eval({{}, attrs, {}, nullptr}), InternalError);
}

TEST(Leaf, parameter_gives_its_tensor) {
  Node node;
  node.op = &op("parameter");
  node.attributes = weight({2});
  node.tensor = Tensor(array({2}, {5, 7}));
  expect_elements(eval_node(node), {5, 7});
}

TEST(Leaf, a_parameter_without_content_is_an_error_that_names_it) {
  Node node;
  node.op = &op("parameter");
  node.attributes = weight({2});
  try {
    eval_node(node);
    FAIL() << "a parameter without content was evaluated";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("conv0_weight"), std::string::npos);
  }
}

TEST(Leaf, constant_gives_its_tensor) {
  Node node;
  node.op = &op("constant");
  node.attributes = ConstantAttrs{DType::int64, {3}};
  node.tensor = Tensor(array({3}, {1, -1, 8}, DType::int64));
  expect_elements(eval_node(node), {1, -1, 8});
}

TEST(Leaf, opaque_has_outputs_without_rank) {
  const OpaqueAttrs attrs = {"Proposal", "it has no definition", 3};
  const std::vector<TensorType> types = infer(op("opaque"), {f32({1}), TensorType::unranked()}, attrs);
  EXPECT_EQ(types, std::vector<TensorType>(3, TensorType::unranked()));
}

TEST(Leaf, opaque_cannot_be_run) {
  const Attributes attrs = OpaqueAttrs{"Proposal", "it has no definition", 1};
  try {
    op("opaque").eval({{}, attrs, {}, nullptr});
    FAIL() << "an opaque operator was evaluated";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_STREQ(error.what(), "operator Proposal of the source is not covered: it has no definition");
  }
}

TEST(Leaf, leaves_cost_nothing) {
  EXPECT_EQ(cost(op("input"), {}, InputAttrs{DType::float32, {4}}).elementwise, 0);
  EXPECT_EQ(cost(op("parameter"), {}, weight({4})).weight_input, -1);
}

TEST(Leaf, input_c1_negative) {
  expect_violation(op("input"), "input_c1", {}, InputAttrs{DType::float32, {1, -1}});
}
TEST(Leaf, parameter_c1_integers) {
  expect_violation(op("parameter"), "parameter_c1", {}, weight({-1}));
  expect_violation(op("parameter"), "parameter_c1", {}, weight({Dim::symbol("n")}));
}
TEST(Leaf, parameter_c2_key) {
  expect_violation(op("parameter"), "parameter_c2", {}, ParameterAttrs{});
}
TEST(Leaf, constant_c1_integers) {
  expect_violation(op("constant"), "constant_c1", {}, ConstantAttrs{DType::int64, {Dim::unknown()}});
}
TEST(Leaf, constant_c2_size) {
  EXPECT_EQ(text(infer(op("constant"), {}, ConstantAttrs{DType::float32, {1024}}).at(0)), "float32[1024]");
  EXPECT_EQ(text(infer(op("constant"), {}, ConstantAttrs{DType::int4, {8192}}).at(0)), "int4[8192]");
  expect_violation(op("constant"), "constant_c2", {}, ConstantAttrs{DType::float32, {1025}});
  expect_violation(op("constant"), "constant_c2", {}, ConstantAttrs{DType::float32, {std::int64_t{1} << 62}});
}
TEST(Leaf, opaque_c1_output_count) {
  expect_violation(op("opaque"), "opaque_c1", {}, OpaqueAttrs{"Proposal", "", 0});
  expect_violation(op("opaque"), "opaque_c1", {}, OpaqueAttrs{"Proposal", "", std::int64_t{1} << 40});
}

}  // namespace
}  // namespace nnfront::ops::testing
