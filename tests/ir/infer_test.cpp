#include "ir/infer.h"

#include <gtest/gtest.h>

#include "ir/builder.h"
#include "ir/elements.h"
#include "ir/input_shapes.h"
#include "ir/leaf.h"
#include "ir/text.h"
#include "support/fail.h"
#include "tests/ir/operators.h"
#include "tests/support/same_bytes.h"

namespace nnfront::ir_test {
namespace {

TEST(Infer, BehindAnUnknownRankTheRecordCountsTheOutputs) {
  Graph graph(operators());
  Builder builder(graph);
  const Value x = builder.input("x", {DType::float32, {2, 4}});
  const Value unknown = builder.add1("opaque", {x}, OpaqueAttrs{});
  OpaqueAttrs three;
  three.output_count = 3;
  EXPECT_EQ(builder.add("opaque", {unknown}, three).size(), 3U);
  const Value value = builder.add1("relu", {unknown});
  EXPECT_FALSE(builder.type(value).ranked);
}

TEST(Infer, BehindAnUnknownRankElementTypesAreKnown) {
  Graph graph(operators());
  Builder builder(graph);
  const Value x = builder.input("x", {DType::float16, {2}});
  const Value count = builder.input("count", {DType::int64, {}});
  const Value unknown = builder.add1("everything", {x, std::nullopt, count});
  EXPECT_EQ(builder.type(builder.add1("relu", {unknown})), TensorType::unranked(DType::float16));
  EXPECT_EQ(builder.type(builder.add1("shape_of", {unknown})), TensorType::unranked(DType::int64));
  // It takes three dimensions or more.
  const Value weight = builder.parameter("w", Tensor(Array(DType::float16, {4, 4, 1, 1})));
  EXPECT_EQ(builder.type(builder.add1("conv", {unknown, weight})), TensorType::unranked(DType::float16));
}

TEST(Infer, AShapeArgumentFollowsFromShapes) {
  Graph graph = parse_text(
      "graph reconstruct { %0 = input() name=\"a\" : float32[n,6] %1 = shape_of(%0) %2 = input() name=\"b\" : float32[?] "
      "%3 = reshape(%2, %1) output \"y\" %3 }",
      operators());
  EXPECT_EQ(text(graph.nodes().back().outputs[0].type), "float32[n,6]");
  set_input_shapes(graph, {{5, 6}, {30}});
  EXPECT_EQ(text(graph.nodes().back().outputs[0].type), "float32[5,6]");
}

TEST(Infer, AParameterThatARunChangesIsNoShapeArgument) {
  for (const std::string role : {"buffer", "state"}) {
    const Graph graph = parse_text("graph reconstruct { %0 = input() : float32[6] %1 = parameter() key=\"k\" role=\"" + role +
                                       "\" = [6] : int64[1] %2 = reshape(%0, %1) output \"y\" %2 }",
                                   operators());
    EXPECT_EQ(text(graph.nodes().back().outputs[0].type), role == "state" ? "float32[?]" : "float32[6]");
  }
}

Graph fixed_graph() {
  return parse_text(R"(graph reconstruct {
  %0 = input() name="x" : float32[1,2]
  %1 = relu(%0)
  %2 = relu(%1) fixed=true
  output "y" %2
})",
                    operators());
}

TEST(InputShapes, AreInferredAnew) {
  Graph graph = parse_text("graph reconstruct { %0 = input() : float32[1,2] %1 = relu(%0) output \"y\" %1 }", operators());
  set_input_shapes(graph, {{7, 2}});
  EXPECT_EQ(input_shapes(graph), (std::vector<Shape>{{7, 2}}));
  EXPECT_EQ(NodeIndex(graph).at(1).outputs[0].type.shape, (Shape{7, 2}));
}

TEST(InputShapes, LeaveTheGraphAsItWasWhereTheyAreRefused) {
  Graph graph = fixed_graph();
  const std::string before = print(graph);
  EXPECT_THROW(set_input_shapes(graph, {}), Error);
  try {
    set_input_shapes(graph, {{3, 2}});
    FAIL() << "a fixed node takes other shapes";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "node 2 (relu) is only valid for the input shapes that the model was compiled with");
  }
  EXPECT_EQ(print(graph), before);
  EXPECT_NO_THROW(set_input_shapes(graph, {{1, 2}}));
}

// The sum of two inputs of these shapes.
Graph sum_of(std::string_view a, std::string_view b) {
  return parse_text(fmt::format("graph reconstruct {{ %0 = input() name=\"a\" : float32{} %1 = input() name=\"b\" : float32{} %2 = add(%0, "
                                "%1) output \"y\" %2 }}",
                                a, b),
                    operators());
}

TEST(FittingSizes, AreTheSmallestThatTheGraphAccepts) {
  using Sizes = std::map<std::string, std::int64_t>;
  EXPECT_EQ(fitting_sizes(sum_of("[3,4]", "[3,4]")), Sizes());
  EXPECT_EQ(fitting_sizes(sum_of("[batch,4]", "[batch,4]")), (Sizes{{"batch", 2}}));
  EXPECT_EQ(fitting_sizes(sum_of("[batch,width]", "[batch,7]")), (Sizes{{"batch", 2}, {"width", 7}}));
  EXPECT_EQ(fitting_sizes(sum_of("[2*half,4]", "[24,4]")), (Sizes{{"half", 12}}));
  EXPECT_EQ(fitting_sizes(sum_of("[one]", "[1]")), (Sizes{{"one", 1}}));
  EXPECT_EQ(fitting_sizes(sum_of("[?,3]", "[?,3]")), (Sizes{{"?", 2}}));
}

TEST(FittingSizes, OfCountingBeginWithOne) {
  using Sizes = std::map<std::string, std::int64_t>;
  EXPECT_EQ(smallest_sizes(sum_of("[batch,4]", "[batch,4]")), (Sizes{{"batch", 1}}));
  EXPECT_EQ(smallest_sizes(sum_of("[2*half,4]", "[24,4]")), (Sizes{{"half", 12}}));
}

TEST(FittingSizes, StandInTheInputsShapes) {
  const Graph graph = sum_of("[n,(n+1)/2,?]", "[5,3,5]");
  EXPECT_EQ(input_shapes(graph, fitting_sizes(graph)), (std::vector<Shape>{{5, 3, 5}, {5, 3, 5}}));
}

TEST(RandomInputs, AreOneOfASeedEachAndOfTheShapesWithTheSizes) {
  const std::vector<Array> arrays = random_inputs(sum_of("[n,2]", "[3,2]"), 7, {{"n", 3}});
  ASSERT_EQ(arrays.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_TRUE(testing_support::same_bytes(arrays[i], random_input(DType::float32, {3, 2}, 7 + i)));
  EXPECT_TRUE(testing_support::same_bytes(random_inputs(sum_of("[3,2]", "[3,2]"), 8)[0], arrays[1]));
}

TEST(RandomInputs, NeedNumbers) {
  try {
    random_inputs(sum_of("[n,2]", "[n,2]"), 1);
    FAIL() << "wanted an Error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "input 'a' is float32[n,2]: random numbers need every dimension");
  }
  EXPECT_THROW(random_inputs(sum_of("[?,2]", "[?,2]"), 1), Error);
}

TEST(FittingSizes, WhatNothingFitsIsAnError) {
  try {
    fitting_sizes(sum_of("[m,n]", "[1000,n]"));
    FAIL() << "a size is found";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "no number from 1 to 640 in place of m, n fits the graph: give the inputs shapes of numbers");
  }
}

}  // namespace
}  // namespace nnfront::ir_test
