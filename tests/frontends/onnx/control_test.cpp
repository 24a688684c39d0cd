#include <gtest/gtest.h>

#include "ir/text.h"
#include "ir/verify.h"
#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::bool_type;
using onnx_bytes::float_type;
using onnx_bytes::graph_attr;
using onnx_bytes::GraphBytes;
using onnx_bytes::int64_type;
using onnx_bytes::int_attr;
using onnx_bytes::ints_attr;
using onnx_bytes::NodeBytes;

std::string value(const std::string& name, const std::vector<std::string>& dims = {}, int type = float_type) {
  return onnx_bytes::value_info(name, onnx_bytes::tensor_type(type, dims));
}

// The whole graph as text; it must be well formed.
std::string graph_of(const TestNode& node) {
  const Import import = import_of(node);
  EXPECT_EQ(problems(import.graph), std::vector<std::string>());
  EXPECT_EQ(refusals(import.report), "");
  return print(import.graph);
}

// A branch that makes "z" from "x", which stands outside, by one operator.
std::string branch(const std::string& op) {
  return onnx_bytes::graph({{{op, {"x"}, {"z"}}}, {}, {"z"}, {}, {}});
}

// If(c) and x, which the branches read: it is an input of the graph that another node reads as well.
std::string if_model(const std::string& taken, const std::string& other, const std::string& condition = {}) {
  GraphBytes graph{{{"If", {"c"}, {"y"}, {graph_attr("then_branch", taken), graph_attr("else_branch", other)}}},
                   {value("x", {"2", "3"})},
                   {"y"},
                   {},
                   {}};
  condition.empty() ? graph.inputs.push_back(value("c", {}, bool_type)) : graph.initializers.push_back(condition);
  return onnx_bytes::model(graph);
}

std::string known(bool holds) {
  return onnx_bytes::raw_tensor("c", bool_type, {}, std::string(1, holds ? '\1' : '\0'));
}

TEST(OnnxControl, branches_capture_what_stands_outside) {
  const Import import = import_file(if_model(branch("Relu"), branch("Tanh")));
  EXPECT_EQ(problems(import.graph), std::vector<std::string>());
  EXPECT_EQ(print(import.graph), R"(graph reconstruct {
  source "onnx" "IR 8, opset 17, com.microsoft 1, tests"
  %0 = input() name="x" : float32[2,3]
  %1 = input() name="c" : bool[]
  %4 = if(%1) name="y" : float32[2,3] { "then"(%0)
    %2 = relu(%0) name="z" : float32[2,3]
    output "z" %2
  } { "else"(%0)
    %3 = tanh(%0) name="z" : float32[2,3]
    output "z" %3
  }
  output "y" %4
}
)");
}

TEST(OnnxControl, of_a_known_condition_one_branch_alone_is_looked_at) {
  const Import import = import_file(if_model(branch("Foo"), branch("Tanh"), known(false)));
  EXPECT_EQ(refusals(import.report), "");
  EXPECT_EQ(operations(import.graph), R"(%1 = constant() name="c" = [false] : bool[]
%2 = tanh(%0) name="z" : float32[2,3])");
  EXPECT_EQ(import.report.operators.back().reason, "its condition is known: the branch that is taken");
}

TEST(OnnxControl, what_a_branch_does_not_cover_is_reported) {
  const Import import = import_file(if_model(branch("Foo"), branch("Bar")));
  EXPECT_EQ(refusals(import.report),
            "2 operators of 2 kinds not covered: Foo (1: z): not an operator of ONNX; Bar (1: z): not an operator of ONNX");
}

TEST(OnnxControl, an_initializer_outside_that_is_first_read_inside_stands_outside) {
  GraphBytes graph{
      {{"If",
        {"c"},
        {"y"},
        {graph_attr("then_branch", onnx_bytes::graph({{{"Add", {"x", "w"}, {"z"}}}, {}, {"z"}, {}, {}})),
         graph_attr("else_branch",
                    onnx_bytes::graph({{{"Mul", {"x", "v"}, {"z"}}}, {}, {"z"}, {onnx_bytes::float_tensor("v", {2}, {3, 4})}, {}}))}},
       {"Add", {"y", "w"}, {"s"}}},
      {value("x", {"2"}), value("c", {}, bool_type)},
      {"s"},
      {onnx_bytes::float_tensor("w", {2}, {1, 2})},
      {}};
  const Import import = import_file(onnx_bytes::model(graph));
  EXPECT_EQ(problems(import.graph), std::vector<std::string>());
  EXPECT_EQ(parameters_of(import.graph), "w weight trainable float32[2]");
  EXPECT_EQ(print(import.graph), R"(graph reconstruct {
  source "onnx" "IR 8, opset 17, com.microsoft 1, tests"
  %0 = input() name="x" : float32[2]
  %1 = input() name="c" : bool[]
  %2 = parameter() key="w" role="weight" trainable=true : float32[2]
  %6 = if(%1) name="y" : float32[2] { "then"(%0, %2)
    %3 = add(%0, %2) name="z" : float32[2]
    output "z" %3
  } { "else"(%0)
    %4 = parameter() key="v" role="weight" trainable=true : float32[2]
    %5 = mul(%0, %4) name="z" : float32[2]
    output "z" %5
  }
  %7 = add(%6, %2) name="s" : float32[2]
  output "s" %7
}
)");
}

// (iteration, condition, carried) -> (condition, carried, scanned), the carried value from the first two operators.
std::string loop_body(const std::vector<NodeBytes>& nodes) {
  return onnx_bytes::graph(
      {nodes, {value("i", {}, int64_type), value("c_in", {}, bool_type), value("v_in", {"2"})}, {"c_out", "v_out", "v_out"}, {}, {}});
}
const TestInputs loop_inputs = {{"n", {}, int64_type}, {"c", {}, bool_type}, {"v", {"2"}}};

TEST(OnnxControl, loops) {
  EXPECT_EQ(graph_of({"Loop",
                      {graph_attr("body", loop_body({{"Identity", {"c_in"}, {"c_out"}}, {"Add", {"v_in", "v"}, {"v_out"}}}))},
                      loop_inputs,
                      16,
                      {"y", "all"}}),
            R"(graph reconstruct {
  source "onnx" "IR 8, opset 16, com.microsoft 1, tests"
  %0 = input() name="n" : int64[]
  %1 = input() name="c" : bool[]
  %2 = input() name="v" : float32[2]
  %8:2 = loop(%0, %1, %2) pad_scanned=false name="y" : float32[2], float32[?,2] { "body"(%2)
    %3 = input() name="i" : int64[]
    %4 = input() name="c_in" : bool[]
    %5 = input() name="v_in" : float32[2]
    %6 = identity(%4) name="c_out" : bool[]
    %7 = add(%5, %2) name="v_out" : float32[2]
    output "c_out" %6
    output "v_out" %7
    output "v_out#2" %7
  }
  output "y" %8
  output "all" %8:1
}
)");
}

// The first translation knows the value as [2], the second one as [?].
TEST(OnnxControl, a_carried_value_that_grows_is_translated_again) {
  const std::string body = loop_body(
      {{"Identity", {"c_in"}, {"c_out"}}, {"Concat", {"v_in", "v"}, {"longer"}, {int_attr("axis", 0)}}, {"Relu", {"longer"}, {"v_out"}}});
  const TestNode node = {"Loop", {graph_attr("body", body)}, loop_inputs, 16, {"y", "all"}};
  EXPECT_EQ(graph_of(node), R"(graph reconstruct {
  source "onnx" "IR 8, opset 16, com.microsoft 1, tests"
  %0 = input() name="n" : int64[]
  %1 = input() name="c" : bool[]
  %2 = input() name="v" : float32[2]
  %15:2 = loop(%0, %1, %2) pad_scanned=false name="y" : float32[?], float32[?,?] { "body"(%2)
    %9 = input() name="i" : int64[]
    %10 = input() name="c_in" : bool[]
    %11 = input() name="v_in" : float32[?]
    %12 = identity(%10) name="c_out" : bool[]
    %13 = concat(%11, %2) axis=0 name="longer" : float32[?]
    %14 = relu(%13) name="v_out" : float32[?]
    output "c_out" %12
    output "v_out" %14
    output "v_out#2" %14
  }
  output "y" %15
  output "all" %15:1
}
)");
  EXPECT_EQ(import_of(node).report.operators.size(), 4U) << "each node once";
}

TEST(OnnxControl, a_carried_value_keeps_its_rank_and_type) {
  const std::string ranks = loop_body({{"Identity", {"c_in"}, {"c_out"}}, {"Unsqueeze", {"v_in"}, {"v_out"}, {ints_attr("axes", {0})}}});
  EXPECT_EQ(refusal({"Loop", {graph_attr("body", ranks)}, loop_inputs, 11, {"y", "all"}}),
            "a value that is float32[2] before the body and float32[1,2] behind it is not covered");
  const std::string types = loop_body({{"Identity", {"c_in"}, {"c_out"}}, {"Cast", {"v_in"}, {"v_out"}, {int_attr("to", 11)}}});
  EXPECT_EQ(refusal({"Loop", {graph_attr("body", types)}, loop_inputs, 11, {"y", "all"}}),
            "a value that is float32[2] before the body and float64[2] behind it is not covered");
}

TEST(OnnxControl, a_loop_without_an_end_is_refused) {
  const std::string body = loop_body({{"Identity", {"c_in"}, {"c_out"}}, {"Relu", {"v_in"}, {"v_out"}}});
  EXPECT_EQ(refusal({"Loop", {graph_attr("body", body)}, {{""}, {""}, loop_inputs[2]}, 16, {"y", "all"}}),
            "a loop that has neither trip count nor condition does not end");
}

const std::string scan_body = onnx_bytes::graph({{{"Add", {"s_in", "x_in"}, {"s_out"}}, {"Identity", {"s_out"}, {"x_out"}}},
                                                 {value("s_in", {"2"}), value("x_in", {"2"})},
                                                 {"s_out", "x_out"},
                                                 {},
                                                 {}});

TEST(OnnxControl, scans) {
  EXPECT_EQ(graph_of({"Scan",
                      {graph_attr("body", scan_body), int_attr("num_scan_inputs", 1), ints_attr("scan_input_axes", {-1}),
                       ints_attr("scan_input_directions", {1}), ints_attr("scan_output_axes", {1})},
                      {{"s", {"2"}}, {"x", {"2", "5"}}},
                      16,
                      {"y", "all"}}),
            R"(graph reconstruct {
  source "onnx" "IR 8, opset 16, com.microsoft 1, tests"
  %0 = input() name="s" : float32[2]
  %1 = input() name="x" : float32[2,5]
  %6:2 = scan(%0, %1) states=1 input_axes=[-1] reversed_inputs=[1] output_axes=[1] reversed_outputs=[0] name="y" : float32[2], float32[2,5] { "body"()
    %2 = input() name="s_in" : float32[2]
    %3 = input() name="x_in" : float32[2]
    %4 = add(%2, %3) name="s_out" : float32[2]
    %5 = identity(%4) name="x_out" : float32[2]
    output "s_out" %4
    output "x_out" %5
  }
  output "y" %6
  output "all" %6:1
}
)");
}

TEST(OnnxControl, scans_of_opset_8_have_a_batch) {
  const TestNode node = {"Scan",
                         {graph_attr("body", scan_body), int_attr("num_scan_inputs", 1), ints_attr("directions", {1})},
                         {{""}, {"s", {"3", "2"}}, {"x", {"3", "5", "2"}}},
                         8,
                         {"y", "all"}};
  EXPECT_EQ(graph_of(node), R"(graph reconstruct {
  source "onnx" "IR 8, opset 8, com.microsoft 1, tests"
  %0 = input() name="s" : float32[3,2]
  %1 = input() name="x" : float32[3,5,2]
  %9:2 = scan(%0, %1) states=0 input_axes=[0,0] reversed_inputs=[0,0] output_axes=[0,0] reversed_outputs=[0,0] name="y" : float32[3,2], float32[3,5,2] { "sample"()
    %2 = input() name="slice1" : float32[2]
    %3 = input() name="slice2" : float32[5,2]
    %8:2 = scan(%2, %3) states=1 input_axes=[0] reversed_inputs=[1] output_axes=[0] reversed_outputs=[0] name="y" : float32[2], float32[5,2] { "body"()
      %4 = input() name="s_in" : float32[2]
      %5 = input() name="x_in" : float32[2]
      %6 = add(%4, %5) name="s_out" : float32[2]
      %7 = identity(%6) name="x_out" : float32[2]
      output "s_out" %6
      output "x_out" %7
    }
    output "result0" %8
    output "result1" %8:1
  }
  output "y" %9
  output "all" %9:1
}
)");
  TestNode lengths = node;
  lengths.inputs[0] = {"n", {"3"}, int64_type};
  EXPECT_EQ(refusal(lengths), "sequences of different lengths are not covered");
}

TEST(OnnxControl, damaged_graphs) {
  const auto error = [](const std::string& op, std::vector<std::string> attributes, const TestInputs& inputs,
                        std::vector<std::string> outputs = {"y", "all"}) {
    return error_of({op, std::move(attributes), inputs, 16, std::move(outputs)});
  };
  EXPECT_EQ(error("Loop", {}, loop_inputs), "node 'y' (Loop, opset 16): attribute 'body' is missing");
  EXPECT_EQ(error("Loop", {graph_attr("body", scan_body)}, loop_inputs), "node 'y' (Loop, opset 16): got 2 outputs, wanted 1");
  EXPECT_EQ(error("Loop", {graph_attr("body", scan_body)}, loop_inputs, {"y"}),
            "node 'y' (Loop, opset 16): graph 'body' has 2 inputs, wanted 3");
  EXPECT_EQ(
      error("Scan", {graph_attr("body", scan_body), int_attr("num_scan_inputs", 2)}, {{"s", {"2"}}, {"x", {"5", "2"}}, {"z", {"5", "2"}}}),
      "node 'y' (Scan, opset 16): graph 'body' has 2 inputs, wanted 3");
  EXPECT_EQ(error("Scan", {graph_attr("body", scan_body), int_attr("num_scan_inputs", 3)}, loop_inputs),
            "node 'y' (Scan, opset 16): axis 0 is outside of 0 dimensions");
  EXPECT_EQ(error("Scan", {graph_attr("body", scan_body), int_attr("num_scan_inputs", 4)}, loop_inputs),
            "node 'y' (Scan, opset 16): num_scan_inputs is 4 of 3 inputs");
  EXPECT_EQ(error("If", {graph_attr("then_branch", branch("Relu")), graph_attr("else_branch", branch("Relu"))}, {{"c", {}, bool_type}}),
            "node 'y' (If, opset 16): got 2 outputs, wanted 1");
  EXPECT_EQ(file_error(if_model(onnx_bytes::graph({{{"Relu", {"missing"}, {"z"}}}, {}, {"z"}, {}, {}}), branch("Relu"))),
            "node 'z' (Relu, opset 17): input 0 is 'missing', which nothing makes");
}

// Branches in branches, as deep as files may hold them and the IR may not.
TEST(OnnxControl, graphs_must_not_nest_too_deep) {
  std::string inner = branch("Relu");
  for (int i = 0; i < 60; ++i) {
    const std::string name = "z" + std::to_string(i);
    const NodeBytes node{"If", {"c"}, {name}, {graph_attr("then_branch", inner), graph_attr("else_branch", branch("Tanh"))}};
    inner = onnx_bytes::graph({{node}, {}, {name}, {}, {}});
  }
  const std::string error = file_error(if_model(inner, branch("Tanh")));
  EXPECT_NE(error.find("graphs of nodes nest deeper than 48"), std::string::npos) << error;
}

}  // namespace
}  // namespace nnfront::frontends::onnx
