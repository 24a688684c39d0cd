// Passes reach into the graphs that nodes own. No operator of the table owns one yet, so one is made here.

#include <gtest/gtest.h>

#include "ir/text.h"
#include "ir/verify.h"
#include "ops/op_table.h"
#include "passes/eliminate_dead_code.h"
#include "passes/eliminate_identity.h"
#include "passes/fold_batch_norm.h"
#include "passes/fuse_activation.h"

namespace nnfront::test {

namespace {

// scope(x): hands on its first input, runs its graph beside it.
const OperatorSet& operators_with_scope() {
  static const OperatorSet set = [] {
    const auto known = ops::operators().all();
    std::vector<Operator> all(known.begin(), known.end());
    Operator scope;
    scope.name = "scope";
    scope.family = "control";
    scope.inputs = {{"x", "anything"}};
    scope.outputs = {{"y", "x"}};
    scope.infer = [](const InferContext& context) { return std::vector<TensorType>{context.input(0)}; };
    all.push_back(scope);
    return OperatorSet(all);
  }();
  return set;
}

constexpr std::string_view nested = R"(graph fused {
  %0 = input() name="x" : float32[3,2]
  %1 = parameter() key="w" = random(1) : float32[2,2]
  %2 = parameter() key="gamma" = [0.75, 2] : float32[2]
  %3 = parameter() key="var" role="running_var" = [0.25, 1] : float32[2]
  %4 = identity(%0)
  %5 = dense(%0, %1, none)
  %6 = scope(%0) { "body"(%1, %2, %3, %4, %5)
    %7 = dense(%4, %1, none)
    %8 = identity(%7)
    %9 = batch_norm(%8, %2, %2, %2, %3)
    %10 = relu(%9)
    %11 = relu(%5)
    output "inner" %10
  }
  output "y" %6
})";

const Subgraph& body_of(const Graph& graph) {
  for (const Node& node : graph.nodes()) {
    if (!node.graphs.empty()) return node.graphs[0];
  }
  throw std::runtime_error("no node owns a graph");
}

}  // namespace

TEST(Subgraphs, AreRewrittenAndCapturesFollow) {
  Graph graph = parse_text(nested, operators_with_scope());
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
  EXPECT_EQ(graph.nodes().size(), 2U) << print(graph);
  EXPECT_EQ(body_of(graph).block.nodes.size(), 3U) << print(graph);
}

// The reader inside and the producer outside do not run together.
TEST(Subgraphs, NothingFusesAcrossTheirBorder) {
  Graph graph = parse_text(nested, operators_with_scope());
  EXPECT_TRUE(passes::fuse_activation(graph));
  EXPECT_EQ(std::next(graph.nodes().begin(), 5)->id, 5);
  EXPECT_TRUE(std::next(graph.nodes().begin(), 5)->epilogue.empty());
}

}  // namespace nnfront::test
