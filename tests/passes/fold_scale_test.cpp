#include "passes/fold_scale.h"

#include <gtest/gtest.h>

#include "support/fail.h"
#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(FoldScale, MultipliesAndDividesWeightsAndBias) {
  expect_rewrite(passes::fold_scale, R"(graph fused {
  %0 = input() name="x" : float32[1,3,4,4]
  %1 = parameter() key="w" = random(1) : float32[2,3,3,3]
  %2 = parameter() key="b" role="bias" = random(2) : float32[2]
  %3 = constant() = [1.5, -2] : float32[2,1,1]
  %4 = constant() = [4] : float32[]
  %5 = conv(%0, %1, %2) strides=[1,1] pads=[0,0,0,0] dilations=[1,1]
  %6 = mul(%3, %5)
  %7 = div(%6, %4)
  output "y" %7
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[1,3,4,4]
  %1 = parameter() key="w" : float32[2,3,3,3]
  %2 = parameter() key="b" role="bias" : float32[2]
  %3 = constant() = [1.5, -2] : float32[2,1,1]
  %4 = constant() = [4] : float32[]
  %10 = parameter() key="b.folded" role="bias" : float32[2]
  %11 = parameter() key="w.folded" : float32[2,3,3,3]
  %7 = conv(%0, %11, %10) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] swallowed=[5,6]
  output "y" %7
})");
}

TEST(FoldScale, MirrorsALayerThatIsSubtracted) {
  expect_rewrite(passes::fold_scale, R"(graph fused {
  %0 = input() name="x" : float32[3,4]
  %1 = parameter() key="w" = random(1) : float32[2,4]
  %2 = constant() name="one" = [1, 2] : float32[2]
  %3 = dense(%0, %1, none)
  %4 = sub(%2, %3)
  output "y" %4
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[3,4]
  %1 = parameter() key="w" : float32[2,4]
  %2 = constant() name="one" = [1, 2] : float32[2]
  %5 = parameter() key="one.folded" role="bias" trainable=false : float32[2]
  %6 = parameter() key="w.folded" : float32[2,4]
  %4 = dense(%0, %6, %5) swallowed=[3]
  output "y" %4
})");
}

// As long as a file makes it: neither computed nor forgotten by recursion.
TEST(FoldScale, ALongChain) {
  constexpr int length = 50000;
  std::string text = R"(graph fused {
  %0 = input() name="x" : float32[3,4]
  %1 = parameter() key="w" = random(1) : float32[2,4]
  %2 = constant() name="one" = [1, 2] : float32[2]
  %3 = dense(%0, %1, none)
)";
  for (int i = 4; i < 4 + length; ++i) text += fmt::format("  %{} = sub(%2, %{})\n", i, i - 1);
  Graph graph = parse_graph(text + fmt::format("  output \"y\" %{}\n}}", 3 + length));
  const Array weight = find_parameter(graph, "w")->tensor.evaluate();
  ASSERT_TRUE(passes::fold_scale(graph));
  const Node& layer = graph.nodes().back();
  ASSERT_EQ(layer.op->name, "dense");
  const NodeIndex index(graph);
  const Array folded = index.producer(*layer.inputs[1]).tensor.evaluate();
  const Array bias = index.producer(*layer.inputs[2]).tensor.evaluate();
  // Mirrored an even number of times.
  for (std::int64_t i = 0; i < weight.size(); ++i) EXPECT_EQ(folded.as<float>()[i], weight.as<float>()[i]);
  for (const float each : bias.as<float>()) EXPECT_EQ(each, 0.0F);
}

TEST(FoldScale, LeavesWhatIsNotPerChannel) {
  expect_untouched(passes::fold_scale, R"(graph fused {
  %0 = input() name="x" : float32[2,4]
  %1 = parameter() key="w" = random(1) : float32[2,4]
  %2 = constant() = [1, 2] : float32[2,1]
  %3 = constant() = [1, 2] : float32[2]
  %4 = dense(%0, %1, none)
  %5 = mul(%4, %2)
  %6 = dense(%0, %1, none)
  %7 = div(%3, %6)
  %8 = dense(%0, %1, none)
  %9 = mul(%8, %8)
  output "a" %5
  output "b" %7
  output "c" %9
})");
}

}  // namespace nnfront::test
