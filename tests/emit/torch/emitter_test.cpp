#include "emit/torch/emitter.h"

#include <gtest/gtest.h>

#include "emit/torch/op_table.h"
#include "ir/text.h"
#include "nnfront/error.h"
#include "ops/op_table.h"

namespace nnfront::test {
namespace {

Graph graph_of(std::string_view body, std::string_view kind = "reconstruct") {
  return parse_text(fmt::format("graph {} {{\n{}\n}}", kind, body), ops::operators());
}

std::string source_of(std::string_view body, std::string_view kind = "reconstruct") {
  return emit::torch::model_source(graph_of(body, kind));
}

// The lines of forward() of the model.
std::string forward_of(std::string_view body) {
  const std::string source = source_of(body);
  const std::size_t begin = source.find("    def forward", source.find("class Model"));
  const std::size_t end = source.find("\n\n", begin);
  return source.substr(begin, end - begin) + "\n";
}

std::string error_of(std::string_view body) {
  try {
    source_of(body);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(TorchTable, EveryRowIsOfAnOperator) {
  for (const emit::torch::OperatorRow& row : emit::torch::operator_rows()) EXPECT_NE(ops::operators().find(row.op), nullptr) << row.op;
}

constexpr std::string_view small_network = R"(%0 = input() name="data" : float32[2,3,8,8]
  %1 = parameter() key="net_conv0_weight" = random(1) : float32[4,3,3,3]
  %2 = parameter() key="net_bn0_gamma" = random(2) : float32[4]
  %3 = parameter() key="net_bn0_beta" = random(3) : float32[4]
  %4 = parameter() key="net_bn0_running_mean" role="running_mean" trainable=false = random(4) : float32[4]
  %5 = parameter() key="net_bn0_running_var" role="running_var" trainable=false = [1, 2, 3, 4] : float32[4]
  %6 = conv(%0, %1, none) strides=[2,2] pads=[1,0,1,0] dilations=[1,1] name="net_conv0_fwd"
  %7 = batch_norm(%6, %2, %3, %4, %5) name="net_bn0_fwd"
  %8 = relu(%7) name="net_relu0_fwd"
  output "prob" %8)";

TEST(TorchSource, IsLayersAndAForward) {
  const std::string source = source_of(small_network);
  EXPECT_TRUE(has(source, R"(class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv0 = nn.Conv2d(3, 4, 3, stride=2, padding=(1, 0), bias=False)
        self.bn0 = BatchNorm2d(4)
        self.register_state_dict_post_hook(to_source_names)
        self.register_load_state_dict_pre_hook(from_source_names)

    def forward(self, data):
        x = self.conv0(data)
        x = self.bn0(x)
        return F.relu(x)
)")) << source;
  EXPECT_TRUE(has(source, "NAMES = {\n    \"\": \"net_\",\n}\n")) << source;
  EXPECT_TRUE(has(source, R"({"weight": "gamma", "bias": "beta"})")) << source;
  EXPECT_TRUE(has(source, "INPUTS = [\"data\"]\nOUTPUTS = [\"prob\"]\n")) << source;
}

TEST(TorchSource, HasTheLayersOfTorchWhereTheyTrainAlike) {
  const std::string source = source_of(R"(%0 = input() name="x" : float32[2,3,8,8]
  %1 = parameter() key="bn.weight" = random(2) : float32[3]
  %2 = parameter() key="bn.bias" = random(3) : float32[3]
  %3 = parameter() key="bn.running_mean" role="running_mean" trainable=false = random(4) : float32[3]
  %4 = parameter() key="bn.running_var" role="running_var" trainable=false = [1, 2, 3] : float32[3]
  %5 = batch_norm(%0, %1, %2, %3, %4) unbiased_running_var=true momentum=0.99
  output "y" %5)");
  EXPECT_TRUE(has(source, "self.bn = nn.BatchNorm2d(3, momentum=0.01)\n")) << source;
  EXPECT_FALSE(has(source, "class BatchNorm2d")) << source;
  EXPECT_FALSE(has(source, "NAMES")) << source;
}

TEST(TorchSource, LayersKeepWhatIsNotTrained) {
  const std::string source = source_of(R"(%0 = input() name="x" : float32[2,3,8,8]
  %1 = parameter() key="bn.gamma" trainable=false = random(2) : float32[3]
  %2 = parameter() key="bn.beta" = random(3) : float32[3]
  %3 = parameter() key="bn.running_mean" role="running_mean" trainable=false = random(4) : float32[3]
  %4 = parameter() key="bn.running_var" role="running_var" trainable=false = [1, 2, 3] : float32[3]
  %5 = batch_norm(%0, %1, %2, %3, %4) fix_gamma=true
  %6 = parameter() key="fc.weight" = random(1) : float32[3,8]
  %7 = parameter() key="fc.bias" trainable=false = random(1) : float32[3]
  %8 = dense(%5, %6, %7)
  %9 = parameter() key="last.weight" trainable=false = random(1) : float32[3,3]
  %10 = dense(%8, %9, none)
  output "y" %10)");
  EXPECT_TRUE(has(source, R"(        self.bn = BatchNorm2d(3, fixed_scale=True)
        self.fc = nn.Linear(8, 3)
        self.fc.bias.requires_grad_(False)
        self.last = nn.Linear(3, 3, bias=False).requires_grad_(False)
)")) << source;
}

TEST(TorchSource, WhatStaysIsKeptUnderANameOfItsOwn) {
  EXPECT_EQ(forward_of(R"(%0 = input() name="x" : float32[2,3]
  %1 = relu(%0)
  %2 = exp(%1)
  %3 = add(%2, %1)
  output "y" %3)"),
            "    def forward(self, x):\n        x = F.relu(x)\n        y = torch.exp(x)\n        return y + x\n");
}

TEST(TorchSource, SymbolicSizesStayFree) {
  EXPECT_EQ(forward_of(R"(%0 = input() name="data" : float32[batch,3,4]
  %1 = reshape(%0) shape=[d0,-1]
  %2 = reshape(%0) shape=[d0*d1,2,2]
  output "a" %1
  output "b" %2)"),
            "    def forward(self, data):\n        x = data.flatten(1)\n        y = data.reshape(-1, 2, 2)\n        return x, y\n");
}

TEST(TorchSource, PaddingOfOneSideIsSaid) {
  EXPECT_EQ(forward_of(R"(%0 = input() name="data" : float32[1,3,8,8]
  %1 = parameter() key="w" = random(1) : float32[4,3,3,3]
  %2 = conv(%0, %1, none) strides=[1,1] pads=[0,1,2,1] dilations=[1,1]
  %3 = max_pool(%2) kernel=[3,3] strides=[2,2] pads=[0,0,1,1] dilations=[1,1]
  output "y" %3)"),
            R"(    def forward(self, data):
        x = self.w(F.pad(data, (1, 1, 0, 2)))
        return F.max_pool2d(F.pad(x, (0, 1, 0, 1), value=float("-inf")), 3, stride=2)
)");
}

TEST(TorchSource, AParameterOfTwoLayersStandsByItself) {
  const std::string source = source_of(R"(%0 = input() name="x" : float32[2,3]
  %1 = parameter() key="w" = random(1) : float32[3,3]
  %2 = dense(%0, %1, none)
  %3 = matmul(%2, %1)
  output "y" %3)");
  EXPECT_TRUE(has(source, "self.w = nn.Parameter(torch.zeros(3, 3))\n")) << source;
  EXPECT_TRUE(has(source, "x = F.linear(x, self.w)\n        return x @ self.w\n")) << source;
}

TEST(TorchSource, ALayerThatIsUsedTwiceIsOne) {
  const std::string source = source_of(R"(%0 = input() name="x" : float32[2,3]
  %1 = parameter() key="fc.weight" = random(1) : float32[3,3]
  %2 = dense(%0, %1, none)
  %3 = dense(%2, %1, none)
  output "y" %3)");
  EXPECT_TRUE(has(source, "x = self.fc(x)\n        return self.fc(x)\n")) << source;
}

std::string block(int first, int input, const std::string& name, int in, int out, int stride) {
  return fmt::format(R"(  %{0} = parameter() key="{3}conv0_weight" = random({0}) : float32[{4},{5},3,3]
  %{1} = conv(%{2}, %{0}, none) strides=[{6},{6}] pads=[1,1,1,1] dilations=[1,1] name="{3}conv0_fwd"
  %{7} = relu(%{1}) name="{3}relu0_fwd"
  %{8} = parameter() key="{3}conv1_weight" = random({8}) : float32[{4},{4},3,3]
  %{9} = conv(%{7}, %{8}, none) strides=[1,1] pads=[1,1,1,1] dilations=[1,1] name="{3}conv1_fwd"
)",
                     first, first + 1, input, name, out, in, stride, first + 2, first + 3, first + 4);
}

TEST(TorchFold, PartsThatAreAlikeAreAClass) {
  const std::string source =
      source_of("%0 = input() name=\"x\" : float32[1,4,16,16]\n" + block(1, 0, "net_stage1_block0_", 4, 8, 2) +
                block(11, 5, "net_stage1_block1_", 8, 8, 1) + block(21, 15, "net_stage2_block0_", 8, 16, 2) + "  output \"y\" %25");
  EXPECT_TRUE(has(source, R"(class Block(nn.Module):
    def __init__(self, in_channels, channels, stride):
        super().__init__()
        self.conv0 = nn.Conv2d(in_channels, channels, 3, stride=stride, padding=1, bias=False)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)

    def forward(self, x):
        x = self.conv0(x)
        x = F.relu(x)
        return self.conv1(x)
)")) << source;
  EXPECT_TRUE(has(source, R"(        self.stage1 = nn.Sequential(Block(4, 8, stride=2), Block(8, 8, stride=1))
        self.stage2_block0 = Block(8, 16, stride=2)
)")) << source;
  EXPECT_TRUE(has(source, "        x = self.stage1(x)\n        return self.stage2_block0(x)\n")) << source;
}

// A residual block whose layers count on from the block in front of it.
std::string residual(int first, int input, int number) {
  return fmt::format(R"(  %{0} = parameter() key="net_stage_conv{5}_weight" = random({0}) : float32[8,8,1,1]
  %{1} = conv(%{2}, %{0}, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] name="net_stage_conv{5}_fwd"
  %{3} = add(%{1}, %{2}) name="net_plus{5}"
  %{4} = relu(%{3}) name="net_stage_relu{5}"
)",
                     first, first + 1, input, first + 2, first + 3, number);
}

TEST(TorchFold, BlocksThatTheSourceDoesNotNameApartAreFoundByWhatIsAlive) {
  const auto twice = [](int first, int input, int number) {
    std::string text = residual(first, input, number);
    const std::string extra = fmt::format("%{} = exp(%{}) name=\"net_stage_exp\"\n", first + 9, first + 1);
    const std::string plus = fmt::format("%{} = add(%{}, ", first + 2, first + 1);
    text.replace(text.find(plus), plus.size(), extra + fmt::format("  %{} = add(%{}, ", first + 2, first + 9));
    return text;
  };
  const std::string source = source_of("%0 = input() name=\"data\" : float32[1,8,4,4]\n" + twice(10, 0, 4) + twice(20, 13, 5) +
                                       twice(30, 23, 6) + "  output \"y\" %33");
  EXPECT_TRUE(has(source, "        self.conv0 = nn.Conv2d(8, 8, 1, bias=False)\n")) << source;
  EXPECT_TRUE(has(source, "nn.Sequential(Block(), Block(), Block())\n")) << source;
  EXPECT_TRUE(has(source, "(\"net_stage_\", 6),\n")) << source;
  EXPECT_TRUE(has(source, "        rest = re.sub(")) << source;
  EXPECT_TRUE(has(source, "import re\n")) << source;
}

TEST(TorchFused, DoesNotTrain) {
  const std::string source = source_of(R"(%0 = input() name="x" : float32[1,3,4,4]
  %1 = parameter() key="w" = random(1) : float32[3,3,1,1]
  %5 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] name="c" then add(%3, %0) then relu(%4)
  output "y" %5)",
                                       "fused");
  EXPECT_TRUE(has(source, "        y = self.w(x)\n        x = y + x\n        return F.relu(x)\n")) << source;
  EXPECT_TRUE(has(source, "    def train(self, mode=True):\n        if mode:\n            raise RuntimeError(")) << source;
  EXPECT_TRUE(has(source, "return model.eval().requires_grad_(False)\n")) << source;
}

// Every text of a model's file that can get into the source.
TEST(TorchSource, NoNameOfTheModelIsCode) {
  const std::string evil = "a\")\n    import os; os.abort()\n#\"\"\"";
  Graph graph = graph_of(R"(%0 = input() name="x" : float32[2,3]
  %1 = parameter() key="w" = random(1) : float32[3,3]
  %2 = dense(%0, %1, none)
  %3 = parameter() key="s" = random(1) : float32[3]
  %4 = mul(%2, %3)
  output "y" %4)");
  graph.source = {evil, evil, {{evil, 1, ""}}};
  graph.outputs().front().name = evil;
  for (Node& node : graph.nodes()) {
    node.name = evil;
    if (node.op->name == "parameter") node.attributes = node.attributes.with("key", evil + std::to_string(node.id));
  }
  const std::string source = emit::torch::model_source(graph);
  EXPECT_EQ(source.find("\n    import os"), std::string::npos) << source;
  EXPECT_EQ(source.find("\"a\")"), std::string::npos) << source;
  EXPECT_TRUE(has(source, R"(INPUTS = ["a\x22)\n    import os; os.abort()\n#\x22\x22\x22"])")) << source;
  EXPECT_TRUE(has(source, "def forward(self, a_import_os_os_abort_):\n")) << source;
}

TEST(TorchRefusals, AllAreNamedTogether) {
  EXPECT_EQ(
      error_of(R"(%0 = input() name="x" : float32[1,2,7,7]
  %1 = cosine_window() size=7 name="w1"
  %2 = cosine_window() size=7 name="w2"
  %3 = add(%1, %2)
  %4 = lrn(%0) size=4 name="n"
  %5 = add(%4, %3)
  output "y" %5)"),
      "3 nodes cannot be written for torch: cosine_window: it is not written for torch yet (2 nodes, 'w1' first); lrn: 4 neighbouring "
      "channels, an even number (1 node, 'n' first)");
}

}  // namespace
}  // namespace nnfront::test
