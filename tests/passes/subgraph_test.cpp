// Passes reach into the graphs that nodes own.

#include <gtest/gtest.h>

#include "ir/text.h"
#include "ir/verify.h"
#include "ops/op_table.h"
#include "passes/eliminate_common_subexpressions.h"
#include "passes/eliminate_dead_code.h"
#include "passes/eliminate_identity.h"
#include "passes/fold_batch_norm.h"
#include "passes/fold_constants.h"
#include "passes/fuse_activation.h"
#include "passes/pipeline.h"
#include "tests/passes/equivalence.h"

namespace nnfront::test {

namespace {

constexpr std::string_view nested = R"(graph fused {
  %0 = input() name="x" : float32[3,2]
  %1 = parameter() key="w" = random(1) : float32[2,2]
  %2 = parameter() key="gamma" = [0.75, 2] : float32[2]
  %3 = parameter() key="var" role="running_var" = [0.25, 1] : float32[2]
  %4 = identity(%0)
  %5 = dense(%0, %1, none)
  %12 = input() name="c" : bool[]
  %6 = if(%12) { "then"(%1, %2, %3, %4, %5)
    %7 = dense(%4, %1, none)
    %8 = identity(%7)
    %9 = batch_norm(%8, %2, %2, %2, %3)
    %10 = relu(%9)
    %11 = relu(%5)
    output "inner" %10
  } { "else"(%4)
    output "inner" %4
  }
  output "y" %6
})";

const Subgraph& body_of(const Graph& graph) {
  for (const Node& node : graph.nodes()) {
    if (!node.graphs.empty()) return node.graphs[0];
  }
  throw std::runtime_error("no node owns a graph");
}

Graph parse(std::string_view text) {
  return parse_text(text, ops::operators());
}

}  // namespace

TEST(Subgraphs, AreRewrittenAndCapturesFollow) {
  Graph graph = parse(nested);
  EXPECT_TRUE(passes::eliminate_identity(graph));
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  EXPECT_EQ(body_of(graph).captures, (std::vector<Value>{{0, 0}, {1, 0}, {2, 0}, {3, 0}, {5, 0}}));

  EXPECT_TRUE(passes::fold_batch_norm(graph));
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  EXPECT_EQ(body_of(graph).captures, (std::vector<Value>{{0, 0}, {5, 0}})) << "the folded parameters stand inside";

  EXPECT_TRUE(passes::fuse_activation(graph));
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  EXPECT_EQ(body_of(graph).block.outputs[0].value, (Value{10, 0}));
  EXPECT_EQ(resolve(graph, {9, 0}), (Value{9, 0}));

  EXPECT_TRUE(passes::eliminate_dead_code(graph));
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  EXPECT_EQ(body_of(graph).captures, (std::vector<Value>{{0, 0}}));
  EXPECT_EQ(graph.nodes().size(), 3U) << print(graph);
  EXPECT_EQ(body_of(graph).block.nodes.size(), 3U) << print(graph);
}

// The reader inside and the producer outside do not run together.
TEST(Subgraphs, NothingFusesAcrossTheirBorder) {
  Graph graph = parse(nested);
  EXPECT_TRUE(passes::fuse_activation(graph));
  EXPECT_EQ(std::next(graph.nodes().begin(), 5)->id, 5);
  EXPECT_TRUE(std::next(graph.nodes().begin(), 5)->epilogue.empty());
}

TEST(Subgraphs, WhatIsConstantInsideIsFolded) {
  Graph graph = parse(R"(graph reconstruct {
  %0 = input() name="x" : float32[2]
  %1 = constant() = [1, 2] : float32[2]
  %2 = constant() = [3] : int64[]
  %3 = loop(%2, none, %0) { "body"(%1)
    %4 = input() name="iteration" : int64[]
    %5 = input() name="condition" : bool[]
    %6 = input() name="carried" : float32[2]
    %7 = add(%1, %1)
    %8 = neg(%7)
    %9 = add(%6, %8)
    output "condition" %5
    output "carried" %9
  }
  output "y" %3
})");
  EXPECT_TRUE(passes::fold_constants(graph));
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  EXPECT_EQ(body_of(graph).captures, std::vector<Value>());
  EXPECT_TRUE(passes::eliminate_dead_code(graph));
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  EXPECT_EQ(body_of(graph).block.nodes.size(), 5U) << print(graph);
}

// The copy that goes is captured, handed out of a body and carried on.
TEST(Subgraphs, EqualNodesOutsideAndInsideBecomeOne) {
  Graph graph = parse(R"(graph fused {
  %0 = input() name="x" : float32[2]
  %1 = input() name="n" : int64[]
  %2 = relu(%0)
  %3 = relu(%0)
  %4:2 = loop(%1, none, %3) { "body"(%2, %3)
    %5 = input() name="iteration" : int64[]
    %6 = input() name="condition" : bool[]
    %7 = input() name="carried" : float32[2]
    %8 = add(%7, %3)
    %9 = add(%7, %2)
    %10 = mul(%8, %9)
    output "condition" %6
    output "carried" %10
    output "scanned" %3
  }
  output "y" %4
  output "z" %4:1
})");
  const Graph before = graph;
  EXPECT_TRUE(passes::eliminate_common_subexpressions(graph));
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  EXPECT_EQ(body_of(graph).captures, (std::vector<Value>{{2, 0}}));
  EXPECT_EQ(body_of(graph).block.outputs[2].value, (Value{2, 0}));
  EXPECT_EQ(body_of(graph).block.nodes.size(), 5U) << print(graph);
}

TEST(Subgraphs, DeadCodeInsideTakesItsParametersOutsideAlong) {
  Graph graph = parse(nested);
  EXPECT_TRUE(passes::eliminate_dead_code(graph));
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  EXPECT_EQ(body_of(graph).captures, (std::vector<Value>{{1, 0}, {2, 0}, {3, 0}, {4, 0}}));
  EXPECT_EQ(graph.nodes().size(), 7U) << print(graph);
}

TEST(Subgraphs, GoThroughBothPipelines) {
  Graph reconstruct = parse(nested);
  reconstruct.kind = GraphKind::reconstruct;
  const Graph original = reconstruct;
  passes::run_passes(reconstruct, passes::reconstruct_pipeline());
  std::vector<passes::PassRecord> records;
  const Graph fused = passes::fused_from(reconstruct, records);
  EXPECT_EQ(problems(fused), std::vector<std::string>());
  EXPECT_LE(compare_shared_values(original, reconstruct, 1).largest, 1e-6);
  EXPECT_LE(compare_shared_values(original, fused, 1).largest, 1e-6);
  EXPECT_EQ(body_of(fused).block.nodes.size(), 3U) << print(fused);
}

// A condition that is worked out, in a loop that is unrolled: the branches of each trip are decided.
TEST(Subgraphs, BranchesOnTheTripAreDecidedOnceTheLoopIsUnrolled) {
  Graph graph = parse(R"(graph reconstruct {
  %0 = input() name="x" : float32[2]
  %1 = constant() = [3] : int64[]
  %2 = constant() = [1] : int64[]
  %3 = loop(%1, none, %0) { "body"(%2)
    %4 = input() name="iteration" : int64[]
    %5 = input() name="condition" : bool[]
    %6 = input() name="carried" : float32[2]
    %7 = equal(%4, %2)
    %8 = if(%7) { "then"(%6)
      %9 = tanh(%6)
      output "y" %9
    } { "else"(%6)
      %10 = relu(%6)
      output "y" %10
    }
    output "condition" %5
    output "carried" %8
  }
  output "y" %3
})");
  const Graph original = graph;
  passes::run_passes(graph, passes::reconstruct_pipeline());
  EXPECT_LE(compare_shared_values(original, graph, 1).largest, 1e-6);
  std::vector<std::string> names;
  for (const Node& node : graph.nodes()) names.emplace_back(node.op->name);
  EXPECT_EQ(names, (std::vector<std::string>{"input", "relu", "tanh", "relu"})) << print(graph);
}

}  // namespace nnfront::test
