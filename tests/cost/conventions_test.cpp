// What other counters print. Every figure is worked out by hand from the tool's rule, and is what the tool itself printed for the same
// layers in torch (onnx-tool: for their ONNX export): fvcore 0.1.5, thop 0.1.1, torchinfo 1.8, onnx-tool 1.0, FlopCounterMode of
// torch 2.13.
#include <gtest/gtest.h>

#include <map>

#include "cost/complexity.h"
#include "ir/text.h"
#include "ops/op_table.h"
#include "support/fail.h"

namespace nnfront::cost {
namespace {

using Figures = std::map<std::string, std::int64_t>;

Figures figures_of(const std::string& text) {
  Figures figures;
  for (const Convention& each : complexity(parse_text(text, ops::operators())).conventions) figures[each.tool] = each.figure;
  return figures;
}

// One operator upon x, in both forms; `operands`: what stands behind x.
Figures of_operator(std::string_view op, std::string_view x, std::string_view parameters = "", std::string_view operands = "",
                    std::string_view attributes = "") {
  Figures both;
  for (const char* form : {"reconstruct", "fused"}) {
    both.merge(figures_of(fmt::format("graph {} {{\n%0 = input() name=\"x\" : {}\n{}%9 = {}(%0{}) {}\noutput \"y\" %9\n}}", form, x,
                                      parameters, op, operands, attributes)));
  }
  return both;
}

// Multiply-accumulates with the taps on padding: 3x3 from 2 to 4 channels at 64 positions, 1x1 from 4 to 4 at 16, and 4 by 3.
constexpr std::int64_t macs = 9 * 2 * 4 * 64 + 4 * 4 * 16 + 4 * 3;

std::string reconstruct(std::int64_t batch) {
  return fmt::format(R"(graph reconstruct {{
    %0 = input() name="x" : float32[{},2,8,8]
    %1 = parameter() key="w1" = random(1) : float32[4,2,3,3]
    %2 = conv(%0, %1, none) strides=[1,1] pads=[1,1,1,1] dilations=[1,1] groups=1
    %3 = parameter() key="gamma" = random(2) : float32[4]
    %4 = parameter() key="beta" = random(3) : float32[4]
    %5 = parameter() key="mean" = random(4) : float32[4]
    %6 = parameter() key="variance" = random(5) : float32[4]
    %7 = batch_norm(%2, %3, %4, %5, %6)
    %8 = relu(%7)
    %9 = max_pool(%8) kernel=[2,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1]
    %10 = parameter() key="w2" = random(6) : float32[4,4,1,1]
    %11 = parameter() key="b2" = random(7) : float32[4]
    %12 = conv(%9, %10, %11) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=1
    %13 = add(%12, %9)
    %14 = relu(%13)
    %15 = global_average_pool(%14)
    %16 = reshape(%15) shape=[d0,-1]
    %17 = parameter() key="w3" = random(8) : float32[3,4]
    %18 = parameter() key="b3" = random(9) : float32[3]
    %19 = dense(%16, %17, %18)
    output "y" %19
  }})",
                     batch);
}

TEST(Conventions, OfTheTrainableForm) {
  // 256 elements behind the batch norm with its 8 trained parameters; 64 in front of the global pool, 4 behind it.
  for (const std::int64_t batch : {1, 2}) {
    EXPECT_EQ(figures_of(reconstruct(batch)), (Figures{{"torch FlopCounterMode (2 per MAC)", batch * 2 * macs},
                                                       {"fvcore", batch * (macs + 2 * 256 + 64)},
                                                       {"thop", batch * (macs + 4 * 256 + 64 + 4)},
                                                       {"torchinfo", batch * (macs + 8 + 4 * 16 + 3)}}))
        << "batch " << batch;
  }
}

TEST(Conventions, OfTheFusedForm) {
  const Figures found = figures_of(R"(graph fused {
    %0 = input() name="x" : float32[1,2,8,8]
    %1 = parameter() key="w1.folded" = random(1) : float32[4,2,3,3]
    %2 = parameter() key="b1.folded" role="bias" = random(2) : float32[4]
    %8 = conv(%0, %1, %2) strides=[1,1] pads=[1,1,1,1] dilations=[1,1] groups=1 swallowed=[7] then relu(%7)
    %9 = max_pool(%8) kernel=[2,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1]
    %10 = parameter() key="w2" = random(6) : float32[4,4,1,1]
    %11 = parameter() key="b2" = random(7) : float32[4]
    %14 = conv(%9, %10, %11) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=1 swallowed=[12,13] then add(%12, %9) then relu(%13)
    %15 = global_average_pool(%14)
    %16 = reshape(%15) shape=[d0,-1]
    %17 = parameter() key="w3" = random(8) : float32[3,4]
    %18 = parameter() key="b3" = random(9) : float32[3]
    %19 = dense(%16, %17, %18)
    output "y" %19
  })");
  // Biases, activations and the addition count their elements, the pool 4 per window; an average divides, and a division counts 4.
  const std::int64_t first = 256 + 256 + 64 * 4;
  const std::int64_t second = 64 + 64 + 64;
  EXPECT_EQ(found, (Figures{{"torch FlopCounterMode (2 per MAC)", 2 * macs}, {"onnx-tool", macs + first + second + 64 + 4 * 4 + 3}}));
}

TEST(Conventions, OfAWindowsAverage) {
  const Figures found = of_operator("average_pool", "float32[1,2,8,8]", "", "",
                                    "kernel=[3,3] strides=[2,2] pads=[1,1,1,1] dilations=[1,1] count_include_pad=true");
  EXPECT_EQ(
      found,
      (Figures{
          {"torch FlopCounterMode (2 per MAC)", 0}, {"fvcore", 0}, {"thop", 2 * 4 * 4}, {"torchinfo", 0}, {"onnx-tool", 2 * 4 * 4 * 9}}));
}

TEST(Conventions, OfAGlobalAverage) {
  const std::string tool = "torch FlopCounterMode (2 per MAC)";
  EXPECT_EQ(of_operator("global_average_pool", "float32[1,2,8,8]"),
            (Figures{{tool, 0}, {"fvcore", 128}, {"thop", 128 + 2}, {"torchinfo", 0}, {"onnx-tool", 128 + 4 * 2}}));
  // fvcore knows the one of pictures alone.
  EXPECT_EQ(of_operator("global_average_pool", "float32[1,2,8]"),
            (Figures{{tool, 0}, {"fvcore", 0}, {"thop", 16 + 2}, {"torchinfo", 0}, {"onnx-tool", 16 + 4 * 2}}));
}

TEST(Conventions, OfASoftmax) {
  // thop: 6 exponentials, 5 additions and 6 divisions in each of 2 rows; onnx-tool: 32 for an exponential and 4 for a division.
  const Figures wanted = {
      {"torch FlopCounterMode (2 per MAC)", 0}, {"fvcore", 0}, {"thop", 2 * (6 + 5 + 6)}, {"torchinfo", 0}, {"onnx-tool", 12 * (32 + 4)}};
  EXPECT_EQ(of_operator("softmax", "float32[2,6]", "", "", "axis=1"), wanted);
  EXPECT_EQ(of_operator("softmax", "float32[2,6]", "", "", "axis=-1"), wanted);
}

TEST(Conventions, OfAClip) {
  EXPECT_EQ(of_operator("clip", "float32[1,6]", "", "", "min=0.0 max=6.0").at("onnx-tool"), 2 * 6);
  EXPECT_EQ(of_operator("clip", "float32[1,6]", "", "", "min=0.0 max=6.0").at("thop"), 0);
}

// 5 positions of 2 samples, 6 by 4: torchinfo prints the multiplications of one position.
TEST(Conventions, OfADenseLayerUponSeveralPositions) {
  const std::string parameters =
      "%1 = parameter() key=\"w\" = random(1) : float32[4,6]\n%2 = parameter() key=\"b\" = random(2) : float32[4]\n";
  EXPECT_EQ(of_operator("dense", "float32[2,5,6]", parameters, ", %1, %2"),
            (Figures{{"torch FlopCounterMode (2 per MAC)", 480}, {"fvcore", 240}, {"thop", 240}, {"onnx-tool", 240 + 40}}));
}

// thop, torchinfo and onnx-tool count its taps from the output side, which no sum of ours is.
TEST(Conventions, OfATransposedConvolution) {
  const Figures found = of_operator("conv_transpose", "float32[1,2,8,8]", "%1 = parameter() key=\"w\" = random(1) : float32[2,3,2,2]\n",
                                    ", %1, none", "strides=[2,2] pads=[0,0,0,0] dilations=[1,1] output_padding=[0,0] groups=1");
  EXPECT_EQ(found, (Figures{{"torch FlopCounterMode (2 per MAC)", 2 * 1536}, {"fvcore", 64 * 2 * 3 * 4}}));
}

// thop and torchinfo count modules, and a product of two activations is none.
TEST(Conventions, OfAProductOfActivations) {
  const Figures found = of_operator("matmul", "float32[2,3,5]", "%1 = input() name=\"z\" : float32[2,5,3]\n", ", %1");
  EXPECT_EQ(found, (Figures{{"torch FlopCounterMode (2 per MAC)", 180}, {"fvcore", 90}, {"onnx-tool", 90}}));
}

TEST(Conventions, AToolThatDoesNotKnowAnOperatorIsLeftOut) {
  EXPECT_EQ(of_operator("erf", "float32[1,6]"), Figures());
  const std::string window = "kernel=[2,2,2] strides=[2,2,2] pads=[0,0,0,0,0,0] dilations=[1,1,1]";
  EXPECT_EQ(of_operator("max_pool", "float32[1,2,4,4,4]", "", "", window),
            (Figures{{"torch FlopCounterMode (2 per MAC)", 0}, {"fvcore", 0}, {"thop", 0}, {"torchinfo", 0}}));
}

}  // namespace
}  // namespace nnfront::cost
