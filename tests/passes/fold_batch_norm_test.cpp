#include "passes/fold_batch_norm.h"

#include <gtest/gtest.h>

#include <cmath>

#include "ir/leaf.h"
#include "tests/passes/pass_test.h"

namespace nnfront::test {

namespace {

// The parameters %2 to %5 of a batch norm over two channels.
std::string batch_norm_parameters() {
  return R"(
  %2 = parameter() key="gamma" = [0.75, 2] : float32[2]
  %3 = parameter() key="beta" role="bias" = [0.25, -1] : float32[2]
  %4 = parameter() key="mean" role="running_mean" trainable=false = [0.5, -0.5] : float32[2]
  %5 = parameter() key="var" role="running_var" trainable=false = [0.25, 1] : float32[2])";
}

std::string with_parameters(std::string_view before, std::string_view after) {
  return std::string(before) + batch_norm_parameters() + std::string(after);
}

}  // namespace

TEST(FoldBatchNorm, IntoTheConvolutionBeforeIt) {
  expect_rewrite(passes::fold_batch_norm,
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,3,5,5]
  %1 = parameter() key="w" = random(1) : float32[2,3,3,3])",
                                 R"(
  %6 = conv(%0, %1, none) strides=[1,1] pads=[1,1,1,1] dilations=[1,1] name="c"
  %7 = batch_norm(%6, %2, %3, %4, %5) name="bn"
  %8 = relu(%7)
  output "y" %8
})"),
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,3,5,5]
  %1 = parameter() key="w" : float32[2,3,3,3])",
                                 R"(
  %9 = parameter() key="beta.folded" role="bias" : float32[2]
  %10 = parameter() key="w.folded" : float32[2,3,3,3]
  %7 = conv(%0, %10, %9) strides=[1,1] pads=[1,1,1,1] dilations=[1,1] name="bn" swallowed=[6]
  %8 = relu(%7)
  output "y" %8
})"));
}

TEST(FoldBatchNorm, ComputesInDoubleAndRoundsOnce) {
  const std::string text = with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,2]
  %1 = parameter() key="w" = [0.1, 0.2, 0.3, 0.7] : float32[2,2]
  %9 = parameter() key="b" role="bias" = [0.3, -0.1] : float32[2])",
                                           R"(
  %6 = dense(%0, %1, %9)
  %7 = batch_norm(%6, %2, %3, %4, %5) epsilon=0.001
  output "y" %7
})");
  Graph graph = parse_graph(text);
  ASSERT_TRUE(passes::fold_batch_norm(graph));
  const Array weight = find_parameter(graph, "w.folded")->tensor.evaluate();
  const Array bias = find_parameter(graph, "b.folded")->tensor.evaluate();
  const double scale0 = 0.75 / std::sqrt(0.25 + 0.001);
  const double scale1 = 2.0 / std::sqrt(1.0 + 0.001);
  EXPECT_EQ(weight.as<float>()[0], static_cast<float>(double{0.1F} * scale0));
  EXPECT_EQ(weight.as<float>()[1], static_cast<float>(double{0.2F} * scale0));
  EXPECT_EQ(weight.as<float>()[2], static_cast<float>(double{0.3F} * scale1));
  EXPECT_EQ(weight.as<float>()[3], static_cast<float>(double{0.7F} * scale1));
  EXPECT_EQ(bias.as<float>()[0], static_cast<float>(double{0.3F} * scale0 + (0.25 - 0.5 * scale0)));
  EXPECT_EQ(bias.as<float>()[1], static_cast<float>(double{-0.1F} * scale1 + (-1.0 + 0.5 * scale1)));
}

TEST(FoldBatchNorm, NothingIsComputedBeforeItIsAskedFor) {
  Graph graph = parse_graph(with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,3]
  %1 = parameter() key="w" = random(1) : float32[2,3])",
                                            R"(
  %6 = dense(%0, %1, none)
  %7 = batch_norm(%6, %2, %3, %4, %5)
  output "y" %7
})"));
  ASSERT_TRUE(passes::fold_batch_norm(graph));
  EXPECT_FALSE(find_parameter(graph, "w.folded")->tensor.in_memory());
}

TEST(FoldBatchNorm, TakesGammaAsOneWhereItIsFixed) {
  expect_rewrite(passes::fold_batch_norm,
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,3,5,5]
  %1 = parameter() key="w" = random(1) : float32[2,3,3,3])",
                                 R"(
  %6 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  %7 = batch_norm(%6, %2, %3, %4, %5) fix_gamma=true
  output "y" %7
})"),
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,3,5,5]
  %1 = parameter() key="w" : float32[2,3,3,3])",
                                 R"(
  %8 = parameter() key="beta.folded" role="bias" : float32[2]
  %9 = parameter() key="w.folded" : float32[2,3,3,3]
  %7 = conv(%0, %9, %8) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] swallowed=[6]
  output "y" %7
})"));
}

TEST(FoldBatchNorm, IntoADepthwiseConvolution) {
  expect_rewrite(passes::fold_batch_norm,
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,2,5,5]
  %1 = parameter() key="w" = random(1) : float32[2,1,3,3])",
                                 R"(
  %6 = conv(%0, %1, none) strides=[2,2] pads=[1,1,1,1] dilations=[1,1] groups=2
  %7 = batch_norm(%6, %2, %3, %4, %5)
  output "y" %7
})"),
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,2,5,5]
  %1 = parameter() key="w" : float32[2,1,3,3])",
                                 R"(
  %8 = parameter() key="beta.folded" role="bias" : float32[2]
  %9 = parameter() key="w.folded" : float32[2,1,3,3]
  %7 = conv(%0, %9, %8) strides=[2,2] pads=[1,1,1,1] dilations=[1,1] groups=2 swallowed=[6]
  output "y" %7
})"));
}

TEST(FoldBatchNorm, IntoAGroupedTransposedConvolution) {
  expect_rewrite(passes::fold_batch_norm,
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,4,3,3]
  %1 = parameter() key="w" = random(1) : float32[4,1,3,3])",
                                 R"(
  %6 = conv_transpose(%0, %1, none) strides=[2,2] pads=[1,1,1,1] dilations=[1,1] output_padding=[1,1] groups=2
  %7 = batch_norm(%6, %2, %3, %4, %5)
  output "y" %7
})"),
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,4,3,3]
  %1 = parameter() key="w" : float32[4,1,3,3])",
                                 R"(
  %8 = parameter() key="beta.folded" role="bias" : float32[2]
  %9 = parameter() key="w.folded" : float32[4,1,3,3]
  %7 = conv_transpose(%0, %9, %8) strides=[2,2] pads=[1,1,1,1] dilations=[1,1] output_padding=[1,1] groups=2 swallowed=[6]
  output "y" %7
})"));
}

TEST(FoldBatchNorm, IntoAFullyConnectedLayerOverItsLastDimension) {
  expect_rewrite(passes::fold_batch_norm,
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[3,2,5]
  %1 = parameter() key="w" = random(1) : float32[2,5])",
                                 R"(
  %6 = dense(%0, %1, none)
  %7 = batch_norm(%6, %2, %3, %4, %5) axis=-1
  output "y" %7
})"),
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[3,2,5]
  %1 = parameter() key="w" : float32[2,5])",
                                 R"(
  %8 = parameter() key="beta.folded" role="bias" : float32[2]
  %9 = parameter() key="w.folded" : float32[2,5]
  %7 = dense(%0, %9, %8) swallowed=[6]
  output "y" %7
})"));
}

TEST(FoldBatchNorm, IntoTheUnpaddedConvolutionBehindIt) {
  expect_rewrite(passes::fold_batch_norm,
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,2,5,5]
  %1 = parameter() key="w" = random(1) : float32[4,1,3,3])",
                                 R"(
  %6 = batch_norm(%0, %2, %3, %4, %5)
  %7 = conv(%6, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=2
  output "y" %7
})"),
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,2,5,5]
  %1 = parameter() key="w" : float32[4,1,3,3])",
                                 R"(
  %8 = parameter() key="beta.folded" role="bias" : float32[4]
  %9 = parameter() key="w.folded" : float32[4,1,3,3]
  %7 = conv(%0, %9, %8) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=2 swallowed=[6]
  output "y" %7
})"));
}

TEST(FoldBatchNorm, IntoTheFullyConnectedLayerBehindIt) {
  expect_rewrite(passes::fold_batch_norm,
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[3,2]
  %1 = parameter() key="w" = random(1) : float32[5,2]
  %8 = parameter() key="b" role="bias" = random(2) : float32[5])",
                                 R"(
  %6 = batch_norm(%0, %2, %3, %4, %5)
  %7 = dense(%6, %1, %8)
  output "y" %7
})"),
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[3,2]
  %1 = parameter() key="w" : float32[5,2]
  %8 = parameter() key="b" role="bias" : float32[5])",
                                 R"(
  %9 = parameter() key="b.folded" role="bias" : float32[5]
  %10 = parameter() key="w.folded" : float32[5,2]
  %7 = dense(%0, %10, %9) swallowed=[6]
  output "y" %7
})"));
}

TEST(FoldBatchNorm, DuplicatesASharedWeight) {
  expect_rewrite(passes::fold_batch_norm,
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[3,2]
  %1 = parameter() key="w" = random(1) : float32[2,2])",
                                 R"(
  %6 = dense(%0, %1, none)
  %7 = batch_norm(%6, %2, %3, %4, %5)
  %8 = dense(%7, %1, none)
  %9 = batch_norm(%8, %2, %3, %4, %5)
  %10 = dense(%9, %1, none)
  output "y" %10
})"),
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[3,2]
  %1 = parameter() key="w" : float32[2,2])",
                                 R"(
  %11 = parameter() key="beta.folded" role="bias" : float32[2]
  %12 = parameter() key="w.folded" : float32[2,2]
  %7 = dense(%0, %12, %11) swallowed=[6]
  %13 = parameter() key="beta.2.folded" role="bias" : float32[2]
  %14 = parameter() key="w.2.folded" : float32[2,2]
  %9 = dense(%7, %14, %13) swallowed=[8]
  %10 = dense(%9, %1, none)
  output "y" %10
})"));
}

TEST(FoldBatchNorm, CarriesSparsityOver) {
  Graph graph = parse_graph(with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[3,4]
  %8 = parameter() key="w.mask" role="buffer" trainable=false = random(3) : uint8[1]
  %1 = parameter() key="w" tied_names=["u"] sparsity_pattern="2:4" sparsity_target=0.5 sparsity_mask="w.mask" = random(1) : float32[2,4])",
                                            R"(
  %6 = dense(%0, %1, none)
  %7 = batch_norm(%6, %2, %3, %4, %5)
  output "y" %7
})"));
  ASSERT_TRUE(passes::fold_batch_norm(graph));
  const auto& folded = find_parameter(graph, "w.folded")->attributes.as<ParameterAttrs>();
  EXPECT_EQ(folded.sparsity_pattern, "2:4");
  EXPECT_EQ(folded.sparsity_target, 0.5);
  EXPECT_EQ(folded.sparsity_mask, "w.mask");
  EXPECT_TRUE(folded.tied_names.empty());
  EXPECT_TRUE(find_parameter(graph, "beta.folded")->attributes.as<ParameterAttrs>().sparsity_pattern.empty());
}

TEST(FoldBatchNorm, LeavesALayerThatSomebodyElseReads) {
  expect_untouched(passes::fold_batch_norm, with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[3,2]
  %1 = parameter() key="w" = random(1) : float32[2,2])",
                                                            R"(
  %6 = dense(%0, %1, none)
  %7 = batch_norm(%6, %2, %3, %4, %5)
  output "y" %7
  output "z" %6
})"));
}

// There the convolution reads zeros where the normalised zero would stand.
TEST(FoldBatchNorm, LeavesOneInFrontOfAPaddedConvolution) {
  expect_untouched(passes::fold_batch_norm, with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,2,5,5]
  %1 = parameter() key="w" = random(1) : float32[4,2,3,3])",
                                                            R"(
  %6 = batch_norm(%0, %2, %3, %4, %5)
  %7 = conv(%6, %1, none) strides=[1,1] pads=[0,0,0,1] dilations=[1,1]
  output "y" %7
})"));
}

TEST(FoldBatchNorm, LeavesOneInFrontOfATransposedConvolution) {
  expect_untouched(passes::fold_batch_norm, with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,2,5,5]
  %1 = parameter() key="w" = random(1) : float32[2,4,3,3])",
                                                            R"(
  %6 = batch_norm(%0, %2, %3, %4, %5)
  %7 = conv_transpose(%6, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] output_padding=[0,0]
  output "y" %7
})"));
}

TEST(FoldBatchNorm, LeavesOneAlongAnotherAxis) {
  expect_untouched(passes::fold_batch_norm, with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,3,2,2]
  %1 = parameter() key="w" = random(1) : float32[2,3,1,1])",
                                                            R"(
  %6 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  %7 = batch_norm(%6, %2, %3, %4, %5) axis=2
  output "y" %7
})"));
}

TEST(FoldBatchNorm, LeavesOneBehindAnActivation) {
  expect_untouched(passes::fold_batch_norm, with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[3,2]
  %1 = parameter() key="w" = random(1) : float32[2,2])",
                                                            R"(
  %6 = dense(%0, %1, none) swallowed=[10] then relu(%10)
  %7 = batch_norm(%6, %2, %3, %4, %5)
  output "y" %7
})"));
}

TEST(FoldBatchNorm, LeavesWeightsThatAreNotKnown) {
  expect_untouched(passes::fold_batch_norm, with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[3,2]
  %1 = parameter() key="w" : float32[2,2])",
                                                            R"(
  %6 = dense(%0, %1, none)
  %7 = batch_norm(%6, %2, %3, %4, %5)
  output "y" %7
})"));
}

TEST(FoldBatchNorm, RemembersWhatTheOneInFrontHadSwallowed) {
  expect_rewrite(passes::fold_batch_norm,
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[3,2]
  %1 = parameter() key="w" = random(1) : float32[5,2])",
                                 R"(
  %8 = batch_norm(%0, %2, %3, %4, %5) swallowed=[6,7]
  %9 = dense(%8, %1, none)
  output "y" %9
})"),
                 with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[3,2]
  %1 = parameter() key="w" : float32[5,2])",
                                 R"(
  %10 = parameter() key="beta.folded" role="bias" : float32[5]
  %11 = parameter() key="w.folded" : float32[5,2]
  %9 = dense(%0, %11, %10) swallowed=[8,6,7]
  output "y" %9
})"));
}

TEST(FoldBatchNorm, KeepsTheNameOfTheValue) {
  Graph graph = parse_graph(with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,3]
  %1 = parameter() key="w" = random(1) : float32[2,3])",
                                            R"(
  %6 = dense(%0, %1, none) name="layer"
  %7 = batch_norm(%6, %2, %3, %4, %5) name="normalised"
  output "y" %7
})"));
  ASSERT_TRUE(passes::fold_batch_norm(graph));
  EXPECT_EQ(NodeIndex(graph).at(7).name, "normalised");
  EXPECT_EQ(find_parameter(graph, "w.folded")->name, "w.folded");
}

TEST(FoldBatchNorm, LeavesNoSparsityAtABias) {
  Graph graph = parse_graph(with_parameters(R"(graph fused {
  %0 = input() name="x" : float32[1,3]
  %1 = parameter() key="w" = random(1) : float32[2,3]
  %8 = parameter() key="mask" role="buffer" trainable=false = [1, 0] : uint8[2]
  %9 = parameter() key="b" role="bias" sparsity_pattern="channel" sparsity_target=0.5 sparsity_mask="mask" sparsity_storage="packed" = [1, 0] : float32[2])",
                                            R"(
  %6 = dense(%0, %1, %9)
  %7 = batch_norm(%6, %2, %3, %4, %5)
  output "y" %7
})"));
  ASSERT_TRUE(passes::fold_batch_norm(graph));
  const auto& folded = find_parameter(graph, "b.folded")->attributes.as<ParameterAttrs>();
  EXPECT_EQ(folded.sparsity_pattern, "");
  EXPECT_EQ(folded.sparsity_target, 0.0);
  EXPECT_EQ(folded.sparsity_mask, "");
  EXPECT_EQ(folded.sparsity_storage, SparseStorage::dense);
}

}  // namespace nnfront::test
