#include "passes/eliminate_transposes.h"

#include <gtest/gtest.h>

#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(EliminateTransposes, PassesElementwiseOperatorsAndCancels) {
  expect_rewrite(passes::eliminate_transposes, R"(graph fused {
  %0 = input() name="x" : float32[1,2,3,4]
  %1 = transpose(%0) permutation=[0,2,3,1]
  %2 = relu(%1) name="act"
  %3 = transpose(%2) permutation=[0,3,1,2]
  %4 = tanh(%3)
  output "y" %4
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[1,2,3,4]
  %5 = relu(%0) name="act"
  %4 = tanh(%5)
  output "y" %4
  alias %3 = %5
})");
}

TEST(EliminateTransposes, MovesTheAxisOfAConcatAndKeepsTheValuesId) {
  expect_rewrite(passes::eliminate_transposes, R"(graph fused {
  %0 = input() name="a" : float32[1,2,3,4]
  %1 = input() name="b" : float32[1,5,3,4]
  %2 = constant() = [2] : float32[1]
  %3 = transpose(%0) permutation=[0,2,3,1]
  %4 = transpose(%1) permutation=[0,2,3,1]
  %5 = mul(%3, %2)
  %6 = concat(%5, %4) axis=3
  output "y" %6
})",
                 R"(graph fused {
  %0 = input() name="a" : float32[1,2,3,4]
  %1 = input() name="b" : float32[1,5,3,4]
  %2 = constant() = [2] : float32[1]
  %7 = mul(%0, %2)
  %8 = concat(%7, %1) axis=1
  %6 = transpose(%8) permutation=[0,2,3,1] swallowed=[5,3,4]
  output "y" %6
})");
}

// Otherwise there would be more transposes than before, or another result.
TEST(EliminateTransposes, StopsAtOtherReadersOtherPermutationsAndOtherOperators) {
  expect_untouched(passes::eliminate_transposes, R"(graph fused {
  %0 = input() name="x" : float32[1,3,3,3]
  %1 = transpose(%0) permutation=[0,2,3,1]
  %2 = relu(%1)
  %3 = tanh(%1)
  %4 = transpose(%0) permutation=[0,3,1,2]
  %5 = transpose(%0) permutation=[0,2,1,3]
  %6 = add(%4, %5)
  %7 = transpose(%0) permutation=[0,1,3,2]
  %8 = softmax(%7) axis=1
  output "a" %2
  output "b" %3
  output "c" %6
  output "d" %8
})");
}

}  // namespace nnfront::test
