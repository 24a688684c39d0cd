#include "passes/fold_constants.h"

#include <gtest/gtest.h>

#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(FoldConstants, KeepsTheIdOfWhatItComputes) {
  Graph graph = expect_rewrite(passes::fold_constants, R"(graph fused {
  %0 = input() name="x" : float32[3,40]
  %1 = parameter() key="w" = random(1) : float32[40,50]
  %2 = transpose(%1) permutation=[1,0]
  %3 = neg(%2)
  %4 = dense(%0, %3, none)
  output "y" %4
})",
                               R"(graph fused {
  %0 = input() name="x" : float32[3,40]
  %1 = parameter() key="w" : float32[40,50]
  %3 = parameter() key="w.folded" : float32[50,40]
  %4 = dense(%0, %3, none)
  output "y" %4
})");
  const Tensor& folded = find_parameter(graph, "w.folded")->tensor;
  EXPECT_FALSE(folded.in_memory());
  const Array weight = find_parameter(graph, "w")->tensor.evaluate();
  EXPECT_EQ(folded.evaluate().as<float>()[40], -weight.as<float>()[1]);
}

TEST(FoldConstants, ATransposedMatrixIsNeverThereAsAWhole) {
  Graph graph = expect_rewrite(passes::fold_constants, R"(graph fused {
  %0 = input() name="x" : float32[3,700]
  %1 = parameter() key="w" = random(1) : float32[700,1100]
  %2 = transpose(%1) permutation=[1,0]
  %3 = dense(%0, %2, none)
  output "y" %3
})",
                               R"(graph fused {
  %0 = input() name="x" : float32[3,700]
  %1 = parameter() key="w" : float32[700,1100]
  %2 = parameter() key="w.folded" : float32[1100,700]
  %3 = dense(%0, %2, none)
  output "y" %3
})");
  const Array weight = find_parameter(graph, "w")->tensor.evaluate();
  const Array folded = find_parameter(graph, "w.folded")->tensor.evaluate();
  for (std::size_t row = 0; row < 700; row += 7) {
    for (std::size_t column = 0; column < 1100; column += 3) {
      ASSERT_EQ(folded.as<float>()[column * 700 + row], weight.as<float>()[row * 1100 + column]) << row << ' ' << column;
    }
  }
}

TEST(FoldConstants, SmallResultsAreConstants) {
  expect_rewrite(passes::fold_constants, R"(graph fused {
  %0 = input() name="x" : float32[2]
  %1 = constant() = [1, 2] : float32[2]
  %2 = arange() start=0 stop=2 step=1 dtype="float32"
  %3 = add(%1, %2)
  %4 = add(%0, %3)
  output "y" %4
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[2]
  %1 = constant() = [1, 2] : float32[2]
  %2 = constant() = [0, 1] : float32[2]
  %3 = constant() = [1, 3] : float32[2]
  %4 = add(%0, %3)
  output "y" %4
})");
}

TEST(FoldConstants, SeveralOutputsBecomeSeveralNodes) {
  expect_rewrite(passes::fold_constants, R"(graph fused {
  %0 = input() name="x" : float32[1]
  %1 = constant() = [1, 2] : float32[2]
  %2:2 = split(%1) axis=0 parts=2
  %3 = add(%0, %2:1)
  output "y" %3
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[1]
  %1 = constant() = [1, 2] : float32[2]
  %4 = constant() = [1] : float32[1]
  %5 = constant() = [2] : float32[1]
  %3 = add(%0, %5)
  output "y" %3
  alias %2 = %4
  alias %2:1 = %5
})");
}

TEST(FoldConstants, AReshapesTargetBecomesItsAttribute) {
  expect_rewrite(passes::fold_constants, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,6]
  %1 = constant() = [-1, 4] : int64[2]
  %2 = reshape(%0, %1)
  output "y" %2
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2,6]
  %1 = constant() = [-1, 4] : int64[2]
  %2 = reshape(%0) shape=[-1,4]
  output "y" %2
})");
}

TEST(FoldConstants, StoredInputsThatStandForAttributesBecomeThem) {
  expect_rewrite(passes::fold_constants, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,6]
  %1 = parameter() key="low" = [-0.5] : float32[1]
  %2 = input() name="high" : float32[]
  %3 = clip(%0, %1, %2)
  %4 = constant() = [1, 2] : int32[2]
  %5 = constant() = [-1] : int64[1]
  %6 = slice(%3, %5, none, %5) stops=[9]
  %7 = split(%6, none)
  output "y" %7
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2,6]
  %1 = parameter() key="low" : float32[1]
  %2 = input() name="high" : float32[]
  %3 = clip(%0, none, %2) min=-0.5
  %4 = constant() = [1, 2] : int32[2]
  %5 = constant() = [-1] : int64[1]
  %6 = slice(%3) starts=[-1] stops=[9] axes=[-1]
  %7 = split(%6)
  output "y" %7
})");
}

// A parameter is trained there: what is computed from it has a gradient.
TEST(FoldConstants, LeavesParametersInTheReconstructForm) {
  expect_untouched(passes::fold_constants, R"(graph reconstruct {
  %0 = input() name="x" : float32[3,4]
  %1 = parameter() key="w" = random(1) : float32[4,5]
  %2 = transpose(%1) permutation=[1,0]
  %3 = dense(%0, %2, none)
  output "y" %3
})");
}

// 128 KiB out of 4 bytes.
TEST(FoldConstants, LeavesWhatWouldGrowTheFile) {
  expect_untouched(passes::fold_constants, R"(graph fused {
  %0 = input() name="x" : float32[1]
  %1 = constant() = [1] : float32[1]
  %2 = tile(%1) repeats=[32768]
  %3 = add(%0, %2)
  output "y" %3
})");
}

TEST(FoldConstants, LeavesWhatARunChangesAndWhatIsNotKnown) {
  expect_untouched(passes::fold_constants, R"(graph fused {
  %0 = input() name="x" : float32[2]
  %1 = parameter() key="s" role="state" = [1, 2] : float32[2]
  %2 = parameter() key="unknown" : float32[2]
  %3 = neg(%1)
  %4 = neg(%2)
  %5 = add(%3, %4)
  output "y" %5
})");
}

}  // namespace nnfront::test
