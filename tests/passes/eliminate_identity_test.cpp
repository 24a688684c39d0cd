#include "passes/eliminate_identity.h"

#include <gtest/gtest.h>

#include "ir/verify.h"
#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(EliminateIdentity, MovesReadersToTheInput) {
  expect_rewrite(passes::eliminate_identity, R"(graph reconstruct {
  %0 = input() name="x" : float32[1,4]
  %1 = relu(%0)
  %2 = identity(%1)
  %3 = identity(%2)
  %4 = tanh(%3)
  output "y" %4
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[1,4]
  %1 = relu(%0)
  %4 = tanh(%1)
  output "y" %4
  alias %2 = %1
  alias %3 = %1
})");
}

TEST(EliminateIdentity, KeepsAnOutputThatWasAnIdentityAddressable) {
  const Graph graph = expect_rewrite(passes::eliminate_identity, R"(graph reconstruct {
  %0 = input() name="x" : float32[1,4]
  %1 = relu(%0)
  %2 = identity(%1)
  output "y" %2
})",
                                     R"(graph reconstruct {
  %0 = input() name="x" : float32[1,4]
  %1 = relu(%0)
  output "y" %1
  alias %2 = %1
})");
  EXPECT_EQ(resolve(graph, {2, 0}), (Value{1, 0}));
}

TEST(EliminateIdentity, KnowsEveryOperatorThatHandsOnItsInput) {
  expect_rewrite(passes::eliminate_identity, R"(graph reconstruct {
  %0 = input() name="x" : float32[1,4]
  %1 = cast(%0) to="float32" saturate=true power_rounding="up"
  %2 = concat(%1) axis=1
  %3 = pad(%2) pads=[0,0,0,0]
  %4 = tile(%3) repeats=[1,1]
  %5 = flip(%4) axes=[]
  %6 = split(%5) axis=1 parts=1
  %7 = relu(%6)
  output "y" %7
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[1,4]
  %7 = relu(%0)
  output "y" %7
  alias %1 = %0
  alias %2 = %0
  alias %3 = %0
  alias %4 = %0
  alias %5 = %0
  alias %6 = %0
})");
}

// A body that hands on its condition runs as often as the trip count says: the size of what it gives is known only then.
TEST(EliminateIdentity, ASizeThatIsKnownNowIsStated) {
  Graph graph = parse_graph(R"(graph reconstruct {
  %0 = input() name="x" : float32[2]
  %1 = constant() = [5] : int64[]
  %2 = constant() = [true] : bool[]
  %3:2 = loop(%1, %2, %0) { "body"()
    %4 = input() name="iteration" : int64[]
    %5 = input() name="condition" : bool[]
    %6 = input() name="carried" : float32[2]
    %7 = identity(%5)
    %8 = relu(%6)
    output "condition" %7
    output "carried" %8
    output "scanned" %8
  }
  %9 = relu(%3:1)
  output "y" %9
})");
  ASSERT_EQ(text(graph.nodes().back().outputs[0].type), "float32[?,2]");
  EXPECT_TRUE(passes::eliminate_identity(graph));
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  EXPECT_EQ(text(graph.nodes().back().outputs[0].type), "float32[5,2]");
}

TEST(EliminateIdentity, LeavesWhatChangesSomething) {
  expect_untouched(passes::eliminate_identity, R"(graph reconstruct {
  %0 = input() name="x" : float32[1,4]
  %1 = cast(%0) to="float64" saturate=true power_rounding="up"
  %2 = concat(%0, %0) axis=1
  %3 = pad(%0) pads=[0,0,0,1]
  %4 = tile(%0) repeats=[1,2]
  %5 = flip(%0) axes=[1]
  %6 = dropout(%0)
  output "a" %1
  output "b" %2
  output "c" %3
  output "d" %4
  output "e" %5
  output "f" %6
})");
}

}  // namespace nnfront::test
