// Loops around sequences, and branches that give them.
#include "frontends/onnx/unrolled.h"

#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::bool_type;
using onnx_bytes::GraphBytes;
using onnx_bytes::int64_tensor;
using onnx_bytes::int64_type;
using onnx_bytes::int_attr;
using onnx_bytes::NodeBytes;
using onnx_bytes::tensor_type;
using onnx_bytes::value_info;

const std::string sequence = value_info("s_in", onnx_bytes::part(4, onnx_bytes::part(1, tensor_type(1, {"2"}))));

// (i, go, s_in) -> (`condition`, s_out, scanned...), with the nodes given.
NodeBytes loop_of(const std::vector<NodeBytes>& nodes, const std::vector<std::string>& inputs, const std::string& condition = "go",
                  const std::vector<std::string>& scanned = {}) {
  GraphBytes body{
      nodes, {value_info("i", tensor_type(int64_type, {})), value_info("go", tensor_type(bool_type, {})), sequence}, {}, {}, {}};
  body.outputs = {condition, "s_out"};
  body.outputs.insert(body.outputs.end(), scanned.begin(), scanned.end());
  body.initializers = {onnx_bytes::float_tensor("w", {2}, {1, 2})};
  NodeBytes node{"Loop", inputs, {"s1"}, {onnx_bytes::graph_attr("body", onnx_bytes::graph(body))}};
  for (std::size_t k = 0; k < scanned.size(); ++k) node.outputs.push_back("scan" + std::to_string(k));
  return node;
}

// Inputs x of float32[2], n and c; "two", "thousand", "many" and "yes" are known.
std::string model_with(const std::vector<NodeBytes>& nodes, const std::vector<std::string>& outputs = {"y"}) {
  GraphBytes graph{
      nodes,
      {value_info("x", tensor_type(1, {"2"})), value_info("n", tensor_type(int64_type, {})), value_info("c", tensor_type(bool_type, {}))},
      outputs,
      {int64_tensor("two", {}, {2}), int64_tensor("many", {}, {most_trips + 1}), int64_tensor("thousand", {}, {1000}),
       onnx_bytes::raw_tensor("yes", bool_type, {}, std::string(1, '\x01'))},
      {}};
  return onnx_bytes::model(graph);
}

std::string steps(const std::vector<NodeBytes>& nodes, const std::vector<std::string>& outputs = {"y"}) {
  return operations_of_file(model_with(nodes, outputs));
}

std::string refusals_of(const std::vector<NodeBytes>& nodes) {
  return refusals(import_file(model_with(nodes)).report);
}

const NodeBytes none = {"SequenceEmpty", {}, {"s0"}};
const NodeBytes joined = {"ConcatFromSequence", {"s1"}, {"y"}, {int_attr("axis", 0)}};
const std::vector<NodeBytes> appending = {{"Mul", {"x", "w"}, {"t"}}, {"SequenceInsert", {"s_in", "t"}, {"s_out"}}};

TEST(OnnxUnrolled, every_trip_stands_in_the_place_of_the_loop) {
  const Import import = import_file(model_with({none, loop_of(appending, {"two", "", "s0"}), joined}));
  EXPECT_EQ(operations(import.graph), R"(%1 = constant() = [true] : bool[]
%2 = constant() = [0] : int64[]
%4 = mul(%0, %3) name="s1.0/t" : float32[2]
%5 = constant() = [1] : int64[]
%6 = mul(%0, %3) name="s1.1/t" : float32[2]
%7 = concat(%4, %6) axis=0 name="y" : float32[4])");
  EXPECT_EQ(parameters_of(import.graph), "w weight trainable float32[2]");
  EXPECT_EQ(import.report.operators[5].reason, "2 trips one after the other, for the sequences in them");
}

TEST(OnnxUnrolled, the_number_of_a_trip_is_known_inside) {
  const std::vector<NodeBytes> nodes = {{"SequenceAt", {"pair", "i"}, {"t"}}, {"Neg", {"t"}, {"u"}}, {"Identity", {"s_in"}, {"s_out"}}};
  const NodeBytes pair = {"SequenceConstruct", {"x", "z"}, {"pair"}};
  EXPECT_EQ(steps({{"Relu", {"x"}, {"z"}}, pair, none, loop_of(nodes, {"two", "yes", "s0"}, "go", {"u"})}, {"scan0"}),
            R"(%1 = relu(%0) name="z" : float32[2]
%2 = constant() name="yes" = [true] : bool[]
%3 = constant() = [0] : int64[]
%4 = neg(%0) name="s1.0/u" : float32[2]
%5 = constant() = [1] : int64[]
%6 = neg(%1) name="s1.1/u" : float32[2]
%7 = stack(%4, %6) axis=0 name="s1.scanned0" : float32[2,2])");
}

TEST(OnnxUnrolled, a_condition_ends_it) {
  std::vector<NodeBytes> nodes = appending;
  nodes.push_back({"Less", {"i", "two"}, {"on"}});
  EXPECT_EQ(steps({none, loop_of(nodes, {"", "yes", "s0"}, "on"), joined}), R"(%1 = constant() name="yes" = [true] : bool[]
%2 = constant() = [0] : int64[]
%4 = mul(%0, %3) name="s1.0/t" : float32[2]
%5 = constant() name="two" = [2] : int64[]
%6 = less(%2, %5) name="s1.0/on" : bool[]
%7 = constant() = [1] : int64[]
%8 = mul(%0, %3) name="s1.1/t" : float32[2]
%9 = less(%7, %5) name="s1.1/on" : bool[]
%10 = constant() = [2] : int64[]
%11 = mul(%0, %3) name="s1.2/t" : float32[2]
%12 = less(%10, %5) name="s1.2/on" : bool[]
%13 = concat(%4, %8, %11) axis=0 name="y" : float32[6])");
}

TEST(OnnxUnrolled, without_an_element_at_first) {
  const std::vector<NodeBytes> nodes = {{"SequenceConstruct", {"x"}, {"s_out"}}};
  EXPECT_EQ(steps({{"Optional", {}, {"o"}}, loop_of(nodes, {"two", "", "o"}), joined}), R"(%1 = constant() = [true] : bool[]
%2 = constant() = [0] : int64[]
%3 = constant() = [1] : int64[]
%4 = concat(%0) axis=0 name="y" : float32[2])");
}

TEST(OnnxUnrolled, what_is_not_known_is_refused) {
  const std::string loop_refused = "1 operator of 1 kind not covered: Loop (1: s1): ";
  EXPECT_EQ(refusals_of({none, loop_of(appending, {"n", "", "s0"}), joined}),
            loop_refused + "a loop that carries or reads a sequence is covered where its number of trips is known");
  EXPECT_EQ(refusals_of({none, loop_of(appending, {"two", "c", "s0"}), joined}),
            loop_refused + "a loop that carries or reads a sequence is covered where its condition is known");
  EXPECT_EQ(refusals_of({none, loop_of(appending, {"many", "", "s0"}), joined}),
            loop_refused + "a loop of 1025 trips that carries or reads a sequence is not covered, only 1024");
  EXPECT_EQ(refusals_of({none, loop_of(appending, {"", "yes", "s0"}), joined}),
            loop_refused + "a loop that carries or reads a sequence for more than 1024 trips is not covered");
  EXPECT_EQ(refusals_of({none, loop_of(appending, {"", "", "s0"}), joined}),
            loop_refused + "a loop that has neither trip count nor condition does not end");
}

TEST(OnnxUnrolled, a_large_body_is_refused_before_it_is_there_too_often) {
  std::vector<NodeBytes> nodes;
  for (int k = 0; k < 100; ++k) nodes.push_back({"Neg", {k == 0 ? "x" : "t" + std::to_string(k)}, {"t" + std::to_string(k + 1)}});
  nodes.push_back({"SequenceInsert", {"s_in", "t100"}, {"s_out"}});
  EXPECT_EQ(
      refusals_of({none, loop_of(nodes, {"thousand", "", "s0"}), joined}),
      "1 operator of 1 kind not covered: Loop (1: s1): graphs that come to more than 65536 nodes in the place of nodes are not covered");
}

NodeBytes branch_on(const std::string& condition) {
  const auto graph = [](const std::string& op) {
    return onnx_bytes::graph({{{op, {"x"}, {"t"}}, {"SequenceConstruct", {"t", "x"}, {"r"}}}, {}, {"r"}, {}, {}});
  };
  return {"If",
          {condition},
          {"s1"},
          {onnx_bytes::graph_attr("then_branch", graph("Relu")), onnx_bytes::graph_attr("else_branch", graph("Neg"))}};
}

TEST(OnnxUnrolled, a_branch_gives_a_sequence_where_its_condition_is_known) {
  EXPECT_EQ(steps({branch_on("yes"), joined}), R"(%1 = constant() name="yes" = [true] : bool[]
%2 = relu(%0) name="t" : float32[2]
%3 = concat(%2, %0) axis=0 name="y" : float32[4])");
  EXPECT_EQ(refusals_of({branch_on("c"), joined}),
            "1 operator of 1 kind not covered: If (1: s1): an output of graph 'then' that is a sequence is not covered");
}

TEST(OnnxUnrolled, a_loop_that_stays_a_loop_may_use_sequences_inside) {
  const std::vector<NodeBytes> nodes = {{"SequenceConstruct", {"s_in", "w"}, {"pair"}},
                                        {"ConcatFromSequence", {"pair"}, {"t"}, {int_attr("axis", 0), int_attr("new_axis", 1)}},
                                        {"ReduceMax", {"t"}, {"s_out"}, {onnx_bytes::ints_attr("axes", {0}), int_attr("keepdims", 0)}}};
  EXPECT_EQ(steps({loop_of(nodes, {"n", "", "x"})}, {"s1"}),
            R"(%8 = loop(%1, none, %0) pad_scanned=false name="s1" : float32[2] { "body"())");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
