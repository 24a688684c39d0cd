// What is written. tools/goldens/rebuilt_cases.py runs it in TensorFlow.
#include "emit/tensorflow/emitter.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "emit/tensorflow/op_table.h"
#include "nnfront/error.h"
#include "ops/op_table.h"
#include "tests/emit/cases.h"

namespace nnfront::emit::tensorflow {
namespace {

formats::graphdef::Graph lowered(std::string_view body) {
  return lower(test::case_graph(body));
}

// The operators but for constants, in order.
std::string operators_of(std::string_view body) {
  std::string names;
  for (const auto& node : lowered(body).nodes) {
    if (node.op != "Const") names += (names.empty() ? "" : " ") + node.op;
  }
  return names;
}

std::string error_of(std::string_view body) {
  try {
    lowered(body);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

// "conv strides=[2,2] ...", on [1,4,8,8] with a weight of these dims.
std::string convolution(std::string_view weight, std::string_view attributes, std::string_view data = "1,4,8,8") {
  return fmt::format(R"(%0 = input() name="x" : float32[{}]
%1 = parameter() key="w" = random(1) : float32[{}]
%9 = conv(%0, %1, none) {} name="c"
output "y" %9)",
                     data, weight, attributes);
}

TEST(TensorflowEmitter, EveryRowIsOfAnOperator) {
  for (const OperatorRow& row : operator_rows()) EXPECT_NE(ops::operators().find(row.op), nullptr) << row.op;
}

TEST(TensorflowEmitter, EveryRowHasACase) {
  std::set<std::string_view> tried;
  for (const test::WrittenCase& each : test::written_cases()) tried.insert(each.op);
  for (const OperatorRow& row : operator_rows()) EXPECT_TRUE(tried.count(row.op) == 1 || row.op == "opaque") << row.op;
}

// Every input of every node is there, in front of it, no name stands twice, and what nobody reads is an output.
TEST(TensorflowEmitter, GraphsAreWellFormed) {
  for (const test::WrittenCase& each : test::written_cases()) {
    if (!error_of(each.nodes).empty()) continue;
    std::set<std::string> names;
    const auto nodes = lowered(each.nodes).nodes;
    std::set<std::string> ends;
    for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
      if (names.count(node->name) == 0 && node->op != "Placeholder") ends.insert(node->name);
      for (const std::string& input : node->inputs) names.insert(input.substr(0, input.find(':')));
    }
    EXPECT_EQ(ends.size(), test::case_graph(each.nodes).outputs().size()) << each.nodes;
    names.clear();
    for (const auto& node : nodes) {
      for (const std::string& input : node.inputs) EXPECT_EQ(names.count(input.substr(0, input.find(':'))), 1U) << each.nodes << input;
      EXPECT_TRUE(names.insert(node.name).second) << each.nodes << node.name;
    }
  }
}

TEST(TensorflowEmitter, ANetworkIsTransposedOnce) {
  EXPECT_EQ(operators_of(R"(%0 = input() name="x" : float32[1,3,8,8]
%1 = parameter() key="w" = random(1) : float32[4,3,3,3]
%2 = parameter() key="b" = random(2) : float32[4]
%3 = conv(%0, %1, %2) strides=[1,1] pads=[1,1,1,1] dilations=[1,1] name="c"
%4 = relu(%3) name="r"
%5 = max_pool(%4) kernel=[2,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1] name="p"
%6 = global_average_pool(%5) name="g"
%7 = reshape(%6) shape=[d0,-1] name="f"
%8 = parameter() key="v" = random(3) : float32[2,4]
%9 = dense(%7, %8, none) name="d"
output "y" %9)"),
            "Placeholder Transpose Conv2D BiasAdd Relu MaxPool Mean Reshape MatMul");
}

TEST(TensorflowEmitter, PaddingIsSameWhereItIsTheSame) {
  const std::string same = "Placeholder Transpose Conv2D Transpose Identity";
  const std::string padded = "Placeholder Transpose Pad Conv2D Transpose Identity";
  EXPECT_EQ(operators_of(convolution("2,4,3,3", "strides=[1,1] pads=[1,1,1,1] dilations=[1,1]")), same);
  EXPECT_EQ(operators_of(convolution("2,4,3,3", "strides=[1,1] pads=[2,2,2,2] dilations=[2,2]")), same);
  EXPECT_EQ(operators_of(convolution("2,4,3,3", "strides=[1,1] pads=[0,0,0,0] dilations=[1,1]")), same);
  // SAME pads behind alone here.
  EXPECT_EQ(operators_of(convolution("2,4,3,3", "strides=[2,2] pads=[0,0,1,1] dilations=[1,1]")), same);
  EXPECT_EQ(operators_of(convolution("2,4,3,3", "strides=[2,2] pads=[1,1,1,1] dilations=[1,1]")), padded);
  EXPECT_EQ(operators_of(convolution("2,4,3,3", "strides=[1,1] pads=[2,0,0,2] dilations=[1,1]")), padded);
}

TEST(TensorflowEmitter, GroupsAreDepthwiseOrApart) {
  EXPECT_EQ(operators_of(convolution("8,1,3,3", "strides=[2,2] pads=[0,0,0,0] dilations=[1,1] groups=4")),
            "Placeholder Transpose DepthwiseConv2dNative Transpose Identity");
  EXPECT_EQ(operators_of(convolution("6,2,3,3", "strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=2")),
            "Placeholder Transpose Split Conv2D Conv2D ConcatV2 Transpose Identity");
  // One stride for both dimensions is all that DepthwiseConv2dNative has.
  EXPECT_EQ(operators_of(convolution("4,1,3,3", "strides=[2,1] pads=[0,0,0,0] dilations=[1,1] groups=4")),
            "Placeholder Transpose Split Conv2D Conv2D Conv2D Conv2D ConcatV2 Transpose Identity");
}

TEST(TensorflowEmitter, KernelsLieAsTensorFlowHasThem) {
  std::map<std::string, std::vector<std::int64_t>> dims;
  for (const std::string_view body : {convolution("2,4,3,5", "strides=[1,1] pads=[0,0,0,0] dilations=[1,1]"),
                                      convolution("8,1,3,5", "strides=[1,1] pads=[0,0,0,0] dilations=[2,1] groups=4")}) {
    for (const auto& node : lowered(body).nodes) {
      if (node.name == "w") dims[fmt::format("{}", dims.size())] = std::get<formats::graphdef::Tensor>(node.attributes[1].value).dims;
    }
  }
  EXPECT_EQ(dims["0"], (std::vector<std::int64_t>{3, 5, 4, 2}));
  EXPECT_EQ(dims["1"], (std::vector<std::int64_t>{5, 5, 4, 2})) << "TensorFlow 1.15 ignores dilation there: zeros stand between the taps";
}

TEST(TensorflowEmitter, NamesAreTheSourcesWhereTheyCanBe) {
  const auto nodes = lowered(R"(%0 = input() name="data:0" : float32[2]
%1 = parameter() key="_w" = [1, 2] : float32[2]
%2 = mul(%0, %1) name="/fc/m"
%3 = relu(%2) name="out"
%4 = exp(%3) name="e"
output "out" %3
output "result" %4)")
                         .nodes;
  std::string names;
  for (const auto& node : nodes) names += node.op + "=" + node.name + " ";
  EXPECT_EQ(names, "Placeholder=data_0 Const=n_w Mul=n/fc/m Relu=out_2 Exp=result Identity=out ");
}

TEST(TensorflowEmitter, OutputsThatAreInputsOrConstantsGetNodes) {
  EXPECT_EQ(operators_of(R"(%0 = input() name="x" : float32[2]
%1 = parameter() key="w" = [1, 2] : float32[2]
%2 = relu(%0) name="r"
output "same" %0
output "weight" %1
output "a" %2
output "b" %2)"),
            "Placeholder Relu Identity Identity Identity");
}

TEST(TensorflowEmitter, SymbolicSizesStayOpen) {
  const auto graph = lowered(R"(%0 = input() name="x" : float32[n,3,8,8]
%1 = reshape(%0) shape=[d0,-1]
output "y" %1)");
  const auto& shape = std::get<formats::graphdef::PartialShape>(graph.nodes[0].attributes[1].value);
  EXPECT_EQ(shape.dims, (std::vector<std::int64_t>{-1, 3, 8, 8}));
}

TEST(TensorflowEmitter, AllRefusalsAreNamedTogether) {
  EXPECT_EQ(
      error_of(R"(%0 = input() name="x" : float32[1,2,7,7]
%1 = gamma(%0) name="g1"
%2 = gamma(%1) name="g2"
%3 = lrn(%2) size=4 name="l"
output "y" %3)"),
      "3 nodes cannot be written for TensorFlow: gamma: it is not written for TensorFlow yet (2 nodes, 'g1' first); lrn: an even number "
      "of channels, TensorFlow has as many on both sides (1 node, 'l' first)");
  EXPECT_EQ(error_of(R"(%0 = input() name="x" : bfloat16[2]
%1 = exp(%0) name="e"
output "y" %1)"),
            "1 node cannot be written for TensorFlow: exp: TensorFlow 1.15 has no kernel for bfloat16 (1 node, 'e' first)");
}

}  // namespace
}  // namespace nnfront::emit::tensorflow
