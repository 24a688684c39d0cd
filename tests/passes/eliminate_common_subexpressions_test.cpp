#include "passes/eliminate_common_subexpressions.h"

#include <gtest/gtest.h>

#include "ir/leaf.h"
#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(EliminateCommonSubexpressions, KeepsTheFirstOfEquals) {
  expect_rewrite(passes::eliminate_common_subexpressions, R"(graph fused {
  %0 = input() name="x" : float32[2,4]
  %1 = softmax(%0) axis=1
  %2 = softmax(%0) axis=1
  %3 = relu(%1)
  %4 = relu(%2)
  %5 = add(%3, %4)
  output "y" %5
  output "z" %4
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[2,4]
  %1 = softmax(%0) axis=1
  %3 = relu(%1)
  %5 = add(%3, %3)
  output "y" %5
  output "z" %3
  alias %2 = %1
  alias %4 = %3
})");
}

TEST(EliminateCommonSubexpressions, ComparesConstantsByContent) {
  expect_rewrite(passes::eliminate_common_subexpressions, R"(graph fused {
  %0 = input() name="x" : float32[2]
  %1 = constant() = [1, 2] : float32[2]
  %2 = constant() = [1, 2] : float32[2]
  %3 = constant() = [1, 3] : float32[2]
  %4 = add(%0, %1)
  %5 = add(%0, %2)
  %6 = add(%0, %3)
  output "a" %4
  output "b" %5
  output "c" %6
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[2]
  %1 = constant() = [1, 2] : float32[2]
  %3 = constant() = [1, 3] : float32[2]
  %4 = add(%0, %1)
  %6 = add(%0, %3)
  output "a" %4
  output "b" %4
  output "c" %6
  alias %2 = %1
  alias %5 = %4
})");
}

TEST(EliminateCommonSubexpressions, UnitesParametersOfOneTensorAndRemembersTheName) {
  Graph graph = parse_graph(R"(graph fused {
  %0 = input() name="x" : float32[2,4]
  %1 = parameter() key="w" = random(1) : float32[4,4]
  %2 = parameter() key="v" = random(1) : float32[4,4]
  %3 = dense(%0, %1, none)
  %4 = dense(%3, %2, none)
  output "y" %4
})");
  EXPECT_FALSE(passes::eliminate_common_subexpressions(graph)) << "equal elements are not one weight";
  Node& second = *std::next(graph.nodes().begin(), 2);
  second.tensor = std::next(graph.nodes().begin(), 1)->tensor;
  EXPECT_TRUE(passes::eliminate_common_subexpressions(graph));
  ASSERT_NE(find_parameter(graph, "w"), nullptr);
  EXPECT_EQ(find_parameter(graph, "v"), nullptr);
  EXPECT_EQ(find_parameter(graph, "w")->attributes.as<ParameterAttrs>().tied_names, std::vector<std::string>{"v"});
  EXPECT_EQ(resolve(graph, {2, 0}), (Value{1, 0}));
}

TEST(EliminateCommonSubexpressions, LeavesWhatDiffersAndDropout) {
  expect_untouched(passes::eliminate_common_subexpressions, R"(graph fused {
  %0 = input() name="x" : float32[2,4]
  %1 = leaky_relu(%0) alpha=0.1
  %2 = leaky_relu(%0) alpha=0.2
  %3 = sub(%1, %2)
  %4 = sub(%2, %1)
  %5 = dropout(%0)
  %6 = dropout(%0)
  output "a" %3
  output "b" %4
  output "c" %5
  output "d" %6
})");
}

}  // namespace nnfront::test
