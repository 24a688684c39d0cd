#include "passes/eliminate_dead_code.h"

#include <gtest/gtest.h>

#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(EliminateDeadCode, RemovesWhatNoOutputDependsOn) {
  expect_rewrite(passes::eliminate_dead_code, R"(graph reconstruct {
  %0 = input() name="x" : float32[1,4]
  %1 = parameter() key="unused" = random(1) : float32[3]
  %2 = relu(%0)
  %3 = tanh(%0)
  %4 = tanh(%3)
  output "y" %2
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[1,4]
  %2 = relu(%0)
  output "y" %2
})");
}

TEST(EliminateDeadCode, ForgetsAliasesOfWhatIsGone) {
  expect_rewrite(passes::eliminate_dead_code, R"(graph reconstruct {
  %0 = input() name="x" : float32[1,4]
  %2 = relu(%0)
  %3 = tanh(%0)
  output "y" %2
  alias %4 = %3
  alias %5 = %2
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[1,4]
  %2 = relu(%0)
  output "y" %2
  alias %5 = %2
})");
}

TEST(EliminateDeadCode, KeepsInputsAndHalfUsedNodes) {
  expect_untouched(passes::eliminate_dead_code, R"(graph reconstruct {
  %0 = input() name="x" : float32[1,4]
  %1 = input() name="unread" : float32[1,4]
  %2:2 = split(%0) axis=1 parts=2
  output "y" %2:1
})");
}

TEST(EliminateDeadCode, KeepsTheBitmapThatASparseWeightNames) {
  expect_untouched(passes::eliminate_dead_code, R"(graph reconstruct {
  %0 = input() name="x" : float32[1,8]
  %1 = parameter() key="mask" role="buffer" trainable=false = random(1) : uint8[4]
  %2 = parameter() key="w" sparsity_pattern="unstructured" sparsity_mask="mask" = random(2) : float32[4,8]
  %3 = dense(%0, %2, none)
  output "y" %3
})");
}

TEST(EliminateDeadCode, KeepsWhatARunCarriesOn) {
  Graph graph = parse_graph(R"(graph reconstruct {
  %0 = input() name="x" : float32[4]
  %1 = parameter() key="s" role="state" = random(1) : float32[4]
  %2 = add(%0, %1)
  %3 = relu(%0)
  output "y" %3
})");
  graph.state.push_back({{1, 0}, {2, 0}});
  EXPECT_FALSE(passes::eliminate_dead_code(graph));
  EXPECT_EQ(graph.nodes().size(), 4U);
}

}  // namespace nnfront::test
