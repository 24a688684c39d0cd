#include "passes/fold_shape_arguments.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "executor/distance.h"
#include "executor/executor.h"
#include "ir/attribute_inputs.h"
#include "ir/elements.h"
#include "ir/input_shapes.h"
#include "ir/serialize.h"
#include "ir/text.h"
#include "ir/verify.h"
#include "ops/op_table.h"
#include "passes/pipeline.h"
#include "tests/passes/pass_test.h"

namespace nnfront::test {

namespace {

std::size_t count_of(const Graph& graph, std::string_view op) {
  const auto& nodes = graph.nodes();
  return static_cast<std::size_t>(std::count_if(nodes.begin(), nodes.end(), [&](const Node& node) { return node.op->name == op; }));
}

bool any_attribute_inputs(const Graph& graph) {
  return std::any_of(graph.nodes().begin(), graph.nodes().end(), [](const Node& node) { return has_attribute_inputs(node); });
}

Graph reconstructed(std::string_view text) {
  Graph graph = parse_graph(text);
  passes::run_passes(graph, passes::reconstruct_pipeline());
  return graph;
}

Graph fused(const Graph& reconstruct) {
  std::vector<passes::PassRecord> records;
  return passes::fused_from(reconstruct, records);
}

std::vector<Array> outputs_of(const Graph& graph, std::string_view engine) {
  std::vector<Array> inputs;
  for (const Shape& shape : input_shapes(graph)) inputs.push_back(random_array(DType::float32, *integers(shape), inputs.size()));
  return executor::run(engine, graph, inputs);
}

// The graph for other inputs is valid in text and JSON too, and both engines compute what the graph computes that no pass has seen.
void expect_same_for(Graph graph, std::string_view original, const std::vector<Shape>& shapes) {
  set_input_shapes(graph, shapes);
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  EXPECT_EQ(print(parse_text(print(graph), ops::operators())), print(graph));
  EXPECT_EQ(graph_json(parse_graph_json(graph_json(graph), ops::operators())), graph_json(graph));
  Graph untouched = parse_graph(original);
  set_input_shapes(untouched, shapes);
  const std::vector<Array> wanted = outputs_of(untouched, "reference");
  for (const std::string_view engine : {"reference", "onednn"}) {
    const std::vector<Array> got = outputs_of(graph, engine);
    ASSERT_EQ(got.size(), wanted.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      EXPECT_EQ(got[i].dims(), wanted[i].dims()) << engine;
      EXPECT_LE(executor::relative_distance(got[i], wanted[i]), 1e-6) << engine;
    }
  }
}

// Heads of an attention layer, as exporters write them: sizes one by one, then a target.
constexpr std::string_view heads = R"(graph reconstruct {
  %0 = input() name="x" : float32[1,5,24]
  %1 = shape_of(%0)
  %2 = constant() = [0] : int64[]
  %3 = gather(%1, %2)
  %4 = unsqueeze(%3) axes=[0]
  %5 = shape_of(%0)
  %6 = slice(%5) axes=[0] starts=[1] stops=[2] steps=[1]
  %7 = constant() = [4, 6] : int64[2]
  %8 = concat(%4, %6, %7)
  %9 = reshape(%0, %8)
  %10 = transpose(%9) permutation=[0,2,1,3]
  %11 = relu(%10)
  %12 = constant() = [-1, 24] : int64[2]
  %13 = concat(%4, %12)
  %14 = transpose(%11) permutation=[0,2,1,3]
  %15 = reshape(%14, %13)
  output "heads" %10
  output "y" %15
})";

}  // namespace

TEST(FoldShapeArguments, SaysATargetInDimensionsOfTheInput) {
  expect_rewrite(passes::fold_shape_arguments, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3,24]
  %1 = shape_of(%0)
  %2 = slice(%1) axes=[0] starts=[0] stops=[2] steps=[1]
  %3 = constant() = [4, 6] : int64[2]
  %4 = concat(%2, %3)
  %5 = reshape(%0, %4)
  output "y" %5
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3,24]
  %1 = shape_of(%0)
  %2 = slice(%1) axes=[0] starts=[0] stops=[2] steps=[1]
  %3 = constant() = [4, 6] : int64[2]
  %4 = concat(%2, %3)
  %5 = reshape(%0) shape=[d0,d1,4,6]
  output "y" %5
})");
}

// 24 is a size of the input as well as one of the model; 48 comes of a weight.
TEST(FoldShapeArguments, TellsSizesOfTheInputFromThoseOfTheModel) {
  expect_rewrite(passes::fold_shape_arguments, R"(graph reconstruct {
  %0 = input() name="x" : float32[24,24]
  %1 = parameter() key="w" = random(1) : float32[48,24]
  %2 = dense(%0, %1, none)
  %3 = shape_of(%2)
  %4 = constant() = [2] : int64[1]
  %5 = slice(%3) axes=[0] starts=[1] stops=[2] steps=[1]
  %6 = div(%5, %4)
  %11 = constant() = [1] : int64[1]
  %7 = slice(%2, %4, %6, %11)
  %8 = shape_of(%0)
  %9 = reduce_prod(%8) keep_dims=true
  %10 = reshape(%0, %9)
  output "y" %7
  output "z" %10
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[24,24]
  %1 = parameter() key="w" : float32[48,24]
  %2 = dense(%0, %1, none)
  %3 = shape_of(%2)
  %4 = constant() = [2] : int64[1]
  %5 = slice(%3) axes=[0] starts=[1] stops=[2] steps=[1]
  %6 = div(%5, %4)
  %11 = constant() = [1] : int64[1]
  %7 = slice(%2) starts=[2] stops=[24] axes=[1]
  %8 = shape_of(%0)
  %9 = reduce_prod(%8) keep_dims=true
  %10 = reshape(%0) shape=[d0*d1]
  output "y" %7
  output "z" %10
})");
}

TEST(FoldShapeArguments, OneEntryThatOtherSizesDecideIsWhatIsLeftOver) {
  expect_rewrite(passes::fold_shape_arguments, R"(graph reconstruct {
  %0 = input() name="x" : float32[6,4]
  %1 = input() name="other" : float32[3,8]
  %2 = shape_of(%1)
  %3 = reshape(%0, %2)
  %4 = constant() = [8] : int64[1]
  %5 = slice(%2) axes=[0] starts=[0] stops=[1] steps=[1]
  %6 = concat(%5, %4)
  %7 = reshape(%0, %6)
  output "y" %3
  output "z" %7
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[6,4]
  %1 = input() name="other" : float32[3,8]
  %2 = shape_of(%1)
  %3 = reshape(%0, %2)
  %4 = constant() = [8] : int64[1]
  %5 = slice(%2) axes=[0] starts=[0] stops=[1] steps=[1]
  %6 = concat(%5, %4)
  %7 = reshape(%0) shape=[-1,8]
  output "y" %3
  output "z" %7
})");
}

TEST(FoldShapeArguments, BroadcastsAndOtherAttributes) {
  expect_rewrite(passes::fold_shape_arguments, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,1,5]
  %1 = parameter() key="w" = random(1) : float32[3,5]
  %2 = dense(%0, %1, none)
  %3 = shape_of(%2)
  %4 = constant() = [2] : int64[]
  %5 = gather(%3, %4)
  %6:2 = topk(%2, %5)
  %7 = shape_of(%0)
  %8 = constant() = [1, 4, 1] : int64[3]
  %9 = mul(%7, %8)
  %10 = broadcast_to(%0, %9)
  output "y" %6
  output "z" %10
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2,1,5]
  %1 = parameter() key="w" = random(1) : float32[3,5]
  %2 = dense(%0, %1, none)
  %3 = shape_of(%2)
  %4 = constant() = [2] : int64[]
  %5 = gather(%3, %4)
  %6:2 = topk(%2) k=3
  %7 = shape_of(%0)
  %8 = constant() = [1, 4, 1] : int64[3]
  %9 = mul(%7, %8)
  %10 = broadcast_to(%0) shape=[d0,4*d1,d2]
  output "y" %6
  output "z" %10
})");
}

// A size is not a number that holds for other inputs; a slice has no expressions.
TEST(FoldShapeArguments, LeavesWhatOtherSizesWouldBreak) {
  expect_untouched(passes::fold_shape_arguments, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,24]
  %1 = parameter() key="table" = random(1) : float32[512,4]
  %2 = shape_of(%0)
  %3 = slice(%2) axes=[0] starts=[1] stops=[2] steps=[1]
  %5 = slice(%1, none, %3) starts=[0]
  %6 = squeeze(%3)
  %7 = arange(none, %6) dtype="int64"
  output "y" %5
  output "z" %7
})");
}

TEST(FoldShapeArguments, LeavesWhatTheDataDecides) {
  expect_untouched(passes::fold_shape_arguments, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,24]
  %1 = input() name="target" : int64[3]
  %2 = reshape(%0, %1)
  output "y" %2
})");
}

// Its dimension has no number, but it is the same one.
TEST(FoldShapeArguments, ASizeThatIsNotKnownIsCopiedToo) {
  Graph graph = parse_graph(R"(graph reconstruct {
  %0 = input() name="x" : float32[?,24]
  %1 = relu(%0)
  %2 = shape_of(%1)
  %3 = slice(%2) axes=[0] starts=[0] stops=[1] steps=[1]
  %4 = constant() = [4, 6] : int64[2]
  %5 = concat(%3, %4)
  %6 = reshape(%1, %5)
  output "y" %6
})");
  EXPECT_TRUE(passes::fold_shape_arguments(graph));
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  EXPECT_NE(print(graph).find("reshape(%1) shape=[d0,4,6] : float32[?,4,6]"), std::string::npos) << print(graph);
}

TEST(FoldShapeArguments, TheSubgraphOfShapesDies) {
  const Graph graph = reconstructed(heads);
  EXPECT_EQ(count_of(graph, "shape_of"), 0U) << print(graph);
  EXPECT_FALSE(any_attribute_inputs(graph));
  for (const std::vector<Shape>& shapes : {std::vector<Shape>{{64, 5, 24}}, {{2, 7, 24}}, {{1, 1, 24}}}) {
    expect_same_for(graph, heads, shapes);
    expect_same_for(fused(graph), heads, shapes);
  }
}

TEST(FoldShapeArguments, SymbolsStay) {
  std::string text(heads);
  text.replace(text.find("[1,5,24]"), 8, "[batch,seq,24]");
  const Graph graph = reconstructed(text);
  EXPECT_NE(print(graph).find("float32[batch,4,seq,6]"), std::string::npos) << print(graph);
  expect_same_for(graph, text, {{3, 4, 24}});
}

// Positions by the length of the sequence: what stays an input runs for every length.
TEST(FoldShapeArguments, WhatStaysAnInputRunsForOtherSizes) {
  constexpr std::string_view positions = R"(graph reconstruct {
  %0 = input() name="x" : float32[2,5,4]
  %1 = parameter() key="table" = random(1) : float32[16,4]
  %2 = shape_of(%0)
  %3 = slice(%2) axes=[0] starts=[1] stops=[2] steps=[1]
  %4 = constant() = [0] : int64[1]
  %5 = slice(%1, %4, %3)
  %6 = add(%0, %5)
  %7 = slice(%2) axes=[0] starts=[0] stops=[2] steps=[1]
  %8 = reduce_prod(%7) axes=[0] keep_dims=true
  %9 = constant() = [4] : int64[1]
  %10 = concat(%8, %9)
  %11 = reshape(%6, %10)
  %12 = constant() = [0.0] : float32[]
  %13 = clip(%11, %12)
  output "y" %13
})";
  const Graph graph = reconstructed(positions);
  EXPECT_EQ(count_of(graph, "slice"), 2U) << print(graph);
  EXPECT_NE(print(graph).find("shape=[d0*d1,4]"), std::string::npos) << print(graph);
  for (const std::vector<Shape>& shapes : {std::vector<Shape>{{2, 5, 4}}, {{64, 5, 4}}, {{1, 16, 4}}}) {
    expect_same_for(graph, positions, shapes);
    expect_same_for(fused(graph), positions, shapes);
  }
}

}  // namespace nnfront::test
