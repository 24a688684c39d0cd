#include "emit/layout.h"

#include <gtest/gtest.h>

#include "tests/emit/cases.h"

namespace nnfront::emit {
namespace {

char letter(Layout layout) {
  return layout == Layout::channels_last ? 'L' : 'F';
}

// For every operation in order, in brackets those that read constants: "conv LF>L" reads its data channels-last (L) and makes it so.
std::string layouts_of(std::string_view body) {
  const Graph graph = test::case_graph(body);
  const NodeIndex index(graph);
  Layouts layouts(index);
  std::string text;
  for (const Node& node : graph.nodes()) {
    if (is_constant(node) || node.op->name == "input") continue;
    for (const Operation& operation : operations(node, index)) {
      const OperationLayout layout = layouts.place(operation);
      text += (text.empty() ? "" : ", ") + std::string(operation.op->name) + " ";
      for (const Layout input : layout.inputs) text += letter(input);
      text += ">";
      for (const Layout output : layout.outputs) text += letter(output);
    }
  }
  return text;
}

// x is channels-first, y channels-last.
std::string behind_a_pool(std::string_view nodes) {
  return layouts_of(fmt::format(R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = max_pool(%0) kernel=[1,1] strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
{}
output "out" %9)",
                                nodes))
      .substr(std::string_view("max_pool L>L, ").size());
}

TEST(Layout, OrdersDimensions) {
  EXPECT_EQ(stored_order(Layout::channels_last, 4), (std::vector<std::int64_t>{0, 2, 3, 1}));
  EXPECT_EQ(stored_order(Layout::channels_last, 3), (std::vector<std::int64_t>{0, 2, 1}));
  EXPECT_EQ(stored_order(Layout::channels_last, 2), (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(stored_axis(Layout::channels_last, 5, 1), 4);
  EXPECT_EQ(stored_axis(Layout::channels_last, 5, 2), 1);
  EXPECT_EQ(in_stored_order(Layout::channels_last, std::vector<int>{7, 8, 9}), (std::vector<int>{7, 9, 8}));
}

TEST(Layout, OfOneSequence) {
  EXPECT_TRUE(is_one_sequence({DType::float32, {2, 3, 1, 1}}));
  EXPECT_TRUE(is_one_sequence({DType::float32, {2, 1, 4, 5}}));
  EXPECT_TRUE(is_one_sequence({DType::float32, {Dim::symbol("n"), 3}}));
  EXPECT_FALSE(is_one_sequence({DType::float32, {1, 3, 4, 1}}));
  EXPECT_FALSE(is_one_sequence({DType::float32, {1, 3, Dim::symbol("w"), 1}}));
  EXPECT_FALSE(is_one_sequence(TensorType::unranked()));
}

TEST(Layout, ConvolutionsAreChannelsLastAndEverythingFollows) {
  EXPECT_EQ(layouts_of(R"(%0 = input() name="x" : float32[1,3,8,8]
%1 = parameter() key="w" = random(1) : float32[4,3,3,3]
%2 = conv(%0, %1, none) strides=[1,1] pads=[1,1,1,1] dilations=[1,1]
%3 = relu(%2)
%4 = softmax(%3) axis=1
%5 = global_average_pool(%4)
%6 = reshape(%5) shape=[d0,-1]
%9 = tanh(%6)
output "y" %9)"),
            "conv LFF>L, relu L>L, softmax L>L, global_average_pool L>L, reshape L>F, tanh F>F");
}

TEST(Layout, WithoutConvolutionsNothingMoves) {
  EXPECT_EQ(layouts_of(R"(%0 = input() name="x" : float32[1,3,8,8]
%1 = relu(%0)
%2 = matmul(%1, %1)
%9 = add(%2, %0)
output "y" %9)"),
            "relu F>F, matmul FF>F, add FF>F");
}

TEST(Layout, WhatMovesMostDecidesForOperandsOfDifferentLayouts) {
  EXPECT_EQ(behind_a_pool("%9 = add(%1, %0)"), "add LL>L");
  EXPECT_EQ(behind_a_pool(R"(%2 = global_average_pool(%1)
%3 = reshape(%2) shape=[2,3]
%4 = reshape(%3) shape=[2,3,1,1]
%9 = mul(%1, %4))"),
            "global_average_pool L>L, reshape L>F, reshape F>F, mul LL>L");
  // x was read channels-last by the pool already.
  EXPECT_EQ(behind_a_pool(R"(%2 = global_average_pool(%1)
%9 = mul(%0, %2))"),
            "global_average_pool L>L, mul LL>L");
  EXPECT_EQ(layouts_of(R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[2,3,1,1]
%2 = max_pool(%1) kernel=[1,1] strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
%9 = mul(%0, %2)
output "y" %9)"),
            "max_pool L>L, mul FF>F");
}

TEST(Layout, ConstantsHaveTheOrderThatIsAskedFor) {
  EXPECT_EQ(behind_a_pool(R"(%2 = parameter() key="p" = random(1) : float32[2,3,4,5]
%9 = add(%2, %1))"),
            "add LL>L");
}

TEST(Layout, AxesMoveWithTheData) {
  for (const std::string_view op : {"softmax(%1) axis=1", "pad(%1) pads=[0,0,1,1,0,0,1,1]", "slice(%1) axes=[1] starts=[0] stops=[2]",
                                    "flip(%1) axes=[2]", "tile(%1) repeats=[1,2,1,1]", "cumsum(%1) axis=1"}) {
    EXPECT_NE(behind_a_pool(fmt::format("%9 = {}", op)).find("L>L"), std::string::npos) << op;
  }
}

TEST(Layout, ReductionsLeaveWhatIsInOneOfTheTwoOrders) {
  EXPECT_EQ(behind_a_pool("%9 = reduce_sum(%1) axes=[1] keep_dims=true"), "reduce_sum L>L");
  EXPECT_EQ(behind_a_pool("%9 = reduce_sum(%1) axes=[2,3]"), "reduce_sum L>F");
  EXPECT_EQ(behind_a_pool("%9 = reduce_sum(%1) axes=[1]"), "reduce_sum L>F");
  EXPECT_EQ(behind_a_pool("%9 = reduce_sum(%1) axes=[3]"), "reduce_sum L>L");
  EXPECT_EQ(behind_a_pool("%9 = reduce_sum(%1) axes=[0]"), "reduce_sum F>F");
  EXPECT_EQ(behind_a_pool("%9 = argmax(%1) axis=1"), "argmax L>F");
  EXPECT_EQ(behind_a_pool("%9 = reduce_sum(%1)"), "reduce_sum L>F");
}

TEST(Layout, TransposesThatTheLayoutMakesNeedNotMove) {
  EXPECT_EQ(behind_a_pool("%9 = transpose(%1) permutation=[0,2,3,1]"), "transpose L>F");
  // A channels-last model: x is [N, H, W, C], and its first node makes it channels-first.
  EXPECT_EQ(layouts_of(R"(%0 = input() name="x" : float32[2,4,5,3]
%1 = transpose(%0) permutation=[0,3,1,2]
%9 = max_pool(%1) kernel=[2,2] strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
output "y" %9)"),
            "transpose F>L, max_pool L>L");
}

TEST(Layout, ReshapesThatLeaveBatchAndChannelsAloneStayChannelsLast) {
  EXPECT_EQ(behind_a_pool("%9 = reshape(%1) shape=[d0,d1,-1]"), "reshape L>L");
  EXPECT_EQ(behind_a_pool("%9 = reshape(%1) shape=[d0,-1]"), "reshape F>F");
  EXPECT_EQ(behind_a_pool("%9 = reshape(%1) shape=[d0,d1*d2,d3]"), "reshape F>F");
}

TEST(Layout, ShapesAreReadOfWhatIsThere) {
  EXPECT_EQ(behind_a_pool("%9 = shape_of(%1)"), "shape_of L>F");
}

TEST(Layout, StepsOfEpiloguesFollow) {
  EXPECT_EQ(layouts_of(R"(%0 = input() name="x" : float32[1,3,4,4]
%1 = parameter() key="w" = random(1) : float32[3,3,1,1]
%5 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] then add(%3, %0) then relu(%4)
output "y" %5)"),
            "conv LFF>L, add LL>L, relu L>L");
}

}  // namespace
}  // namespace nnfront::emit
