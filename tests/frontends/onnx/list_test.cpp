// Sequences and optionals, which leave no nodes behind.
#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::GraphBytes;
using onnx_bytes::int64_tensor;
using onnx_bytes::int64_type;
using onnx_bytes::int_attr;
using onnx_bytes::NodeBytes;
using onnx_bytes::tensor_type;
using onnx_bytes::value_info;

// Inputs a and b of float32[2,3], the position p; "first", "last", "two" and "sizes" are known integers.
std::string model_with(const std::vector<NodeBytes>& nodes, const std::vector<std::string>& outputs = {"y"}) {
  GraphBytes graph{nodes, {}, outputs, {}, {}};
  for (const std::string name : {"a", "b"}) graph.inputs.push_back(value_info(name, tensor_type(1, {"2", "3"})));
  graph.inputs.push_back(value_info("p", tensor_type(int64_type, {})));
  graph.inputs.push_back(value_info("cuts", tensor_type(int64_type, {"2"})));
  graph.initializers = {int64_tensor("first", {}, {0}), int64_tensor("last", {}, {-1}), int64_tensor("two", {}, {2}),
                        int64_tensor("sizes", {2}, {2, 1})};
  return onnx_bytes::model(graph);
}

std::string steps(const std::vector<NodeBytes>& nodes, const std::vector<std::string>& outputs = {"y"}) {
  return operations_of_file(model_with(nodes, outputs));
}

std::string refusals_of(const std::vector<NodeBytes>& nodes, const std::vector<std::string>& outputs = {"y"}) {
  return refusals(import_file(model_with(nodes, outputs)).report);
}

std::string error_in(const std::vector<NodeBytes>& nodes) {
  return file_error(model_with(nodes));
}

const NodeBytes pair = {"SequenceConstruct", {"a", "b"}, {"s"}};

TEST(OnnxList, an_element_is_the_value_that_was_put_in) {
  EXPECT_EQ(steps({pair, {"SequenceAt", {"s", "last"}, {"t"}}, {"Relu", {"t"}, {"y"}}}), R"(%2 = relu(%1) name="y" : float32[2,3])");
  EXPECT_EQ(steps({pair, {"SequenceAt", {"s", "first"}, {"t"}}, {"Relu", {"t"}, {"y"}}}), R"(%2 = relu(%0) name="y" : float32[2,3])");
  EXPECT_EQ(steps({pair, {"SequenceAt", {"s", "last"}, {"y"}}}), R"(%2 = identity(%1) name="y" : float32[2,3])");
}

TEST(OnnxList, elements_come_and_go) {
  const NodeBytes none = {"SequenceEmpty", {}, {"s"}, {int_attr("dtype", 1)}};
  const NodeBytes back = {"SequenceInsert", {"s", "a"}, {"s1"}};
  const NodeBytes front = {"SequenceInsert", {"s1", "b", "first"}, {"s2"}};
  const NodeBytes joined = {"ConcatFromSequence", {"s2"}, {"y"}, {int_attr("axis", 1)}};
  EXPECT_EQ(steps({none, back, front, joined}), R"(%2 = concat(%1, %0) axis=1 name="y" : float32[2,6])");
  const NodeBytes before_last = {"SequenceInsert", {"s1", "b", "last"}, {"s2"}};
  EXPECT_EQ(steps({none, back, before_last, joined}), R"(%2 = concat(%1, %0) axis=1 name="y" : float32[2,6])");
  const NodeBytes rest = {"SequenceAt", {"e", "first"}, {"t"}};
  EXPECT_EQ(steps({pair, {"SequenceErase", {"s"}, {"e"}}, rest, {"Relu", {"t"}, {"y"}}}), R"(%2 = relu(%0) name="y" : float32[2,3])");
  EXPECT_EQ(steps({pair, {"SequenceErase", {"s", "first"}, {"e"}}, rest, {"Relu", {"t"}, {"y"}}}),
            R"(%2 = relu(%1) name="y" : float32[2,3])");
}

TEST(OnnxList, joined_along_an_axis_of_the_elements_or_a_new_one) {
  const std::string axis = int_attr("axis", -1);
  EXPECT_EQ(steps({pair, {"ConcatFromSequence", {"s"}, {"y"}, {axis}}}), R"(%2 = concat(%0, %1) axis=-1 name="y" : float32[2,6])");
  EXPECT_EQ(steps({pair, {"ConcatFromSequence", {"s"}, {"y"}, {axis, int_attr("new_axis", 1)}}}),
            R"(%2 = stack(%0, %1) axis=-1 name="y" : float32[2,3,2])");
}

TEST(OnnxList, how_many_there_are_is_a_constant) {
  EXPECT_EQ(steps({pair, {"SequenceLength", {"s"}, {"n"}}, {"Add", {"n", "p"}, {"y"}}}),
            "%3 = constant() = [2] : int64[]\n%4 = add(%3, %2) name=\"y\" : int64[]");
}

TEST(OnnxList, parts_of_a_tensor) {
  const NodeBytes last = {"SequenceAt", {"s", "last"}, {"t"}};
  const NodeBytes end = {"Relu", {"t"}, {"y"}};
  const auto split = [](const std::vector<std::string>& inputs, const std::vector<std::string>& attributes) {
    return NodeBytes{"SplitToSequence", inputs, {"s"}, attributes};
  };
  const std::string axis = int_attr("axis", 1);
  EXPECT_EQ(steps({split({"a"}, {axis}), last, end}),
            R"(%1:3 = split(%0) axis=1 sizes=[1,1,1] parts=3 name="s" : float32[2,1], float32[2,1], float32[2,1]
%2 = relu(%1:2) name="y" : float32[2,1])");
  EXPECT_EQ(steps({split({"a", "two"}, {axis}), last, end}),
            R"(%1:2 = split(%0) axis=1 sizes=[2,1] parts=2 name="s" : float32[2,2], float32[2,1]
%2 = relu(%1:1) name="y" : float32[2,1])");
  EXPECT_EQ(steps({split({"a", "sizes"}, {axis}), last, end}),
            R"(%1:2 = split(%0) axis=1 sizes=[2,1] parts=2 name="s" : float32[2,2], float32[2,1]
%2 = relu(%1:1) name="y" : float32[2,1])");
  EXPECT_EQ(steps({split({"a", "cuts"}, {axis}), last, end}),
            R"(%2:2 = split(%0, %1) axis=1 sizes=[] parts=2 name="s" : float32[2,?], float32[2,?]
%3 = relu(%2:1) name="y" : float32[2,?])");
  EXPECT_EQ(steps({split({"a"}, {int_attr("keepdims", 0)}), last, end}),
            R"(%1:2 = split(%0) axis=0 sizes=[1,1] parts=2 name="s" : float32[1,3], float32[1,3]
%2 = squeeze(%1) axes=[0] name="s.element" : float32[3]
%3 = squeeze(%1:1) axes=[0] name="s.element" : float32[3]
%4 = relu(%3) name="y" : float32[3])");
  EXPECT_EQ(refusals_of({split({"a", "p"}, {axis}), last, end}),
            "1 operator of 1 kind not covered: SplitToSequence (1: s): sizes that depend on the data are not covered");
  EXPECT_EQ(error_in({split({"a", "first"}, {axis}), last, end}), "node 's' (SplitToSequence, opset 17): parts of 0 elements are no parts");
}

// Its graph: in0, in1 -> in0 + in1.
NodeBytes mapped(const std::vector<std::string>& inputs) {
  GraphBytes body{{{"Add", {"in0", "in1"}, {"out"}}}, {}, {"out"}, {}, {}};
  for (const std::string name : {"in0", "in1"}) body.inputs.push_back(value_info(name, tensor_type(1, {"2", "3"})));
  return {"SequenceMap", inputs, {"m"}, {onnx_bytes::graph_attr("body", onnx_bytes::graph(body))}};
}

TEST(OnnxList, a_graph_for_every_element) {
  const NodeBytes joined = {"ConcatFromSequence", {"m"}, {"y"}, {int_attr("axis", 0)}};
  EXPECT_EQ(steps({pair, mapped({"s", "a"}), joined}), R"(%2 = add(%0, %0) name="m.0/out" : float32[2,3]
%3 = add(%1, %0) name="m.1/out" : float32[2,3]
%4 = concat(%2, %3) axis=0 name="y" : float32[4,3])");
  EXPECT_EQ(steps({pair, mapped({"s", "s"}), joined}), R"(%2 = add(%0, %0) name="m.0/out" : float32[2,3]
%3 = add(%1, %1) name="m.1/out" : float32[2,3]
%4 = concat(%2, %3) axis=0 name="y" : float32[4,3])");
  EXPECT_EQ(error_in({pair, {"SequenceConstruct", {"a"}, {"r"}}, mapped({"s", "r"}), joined}),
            "node 'm' (SequenceMap, opset 17): input 1 is a sequence of 1 elements, wanted 2");
  EXPECT_EQ(error_in({pair, mapped({"s"}), joined}), "node 'm' (SequenceMap, opset 17): graph 'g' has 2 inputs, wanted 1");
}

TEST(OnnxList, a_position_must_be_known_and_there) {
  EXPECT_EQ(refusals_of({pair, {"SequenceAt", {"s", "p"}, {"y"}}}),
            "1 operator of 1 kind not covered: SequenceAt (1: y): positions that depend on the data are not covered");
  EXPECT_EQ(error_in({pair, {"SequenceAt", {"s", "two"}, {"y"}}}),
            "node 'y' (SequenceAt, opset 17): position 2 is outside of a sequence of 2 elements");
  EXPECT_EQ(error_in({pair, {"SequenceErase", {"s", "two"}, {"e"}}, {"SequenceAt", {"e", "first"}, {"y"}}}),
            "node 'e' (SequenceErase, opset 17): position 2 is outside of a sequence of 2 elements");
  EXPECT_EQ(error_in({pair, {"SequenceAt", {"s"}, {"y"}}}), "node 'y' (SequenceAt, opset 17): wanted one position as input 1");
  EXPECT_EQ(error_in({{"SequenceEmpty", {}, {"s"}}, {"SequenceErase", {"s"}, {"e"}}, {"SequenceAt", {"e", "first"}, {"y"}}}),
            "node 'e' (SequenceErase, opset 17): the sequence has no element to erase");
}

TEST(OnnxList, tensors_and_sequences_are_not_taken_for_each_other) {
  EXPECT_EQ(error_in({{"SequenceLength", {"a"}, {"y"}}}),
            "node 'y' (SequenceLength, opset 17): input 0 is float32[2,3], wanted a sequence");
  EXPECT_EQ(refusals_of({pair, {"Relu", {"s"}, {"y"}}}),
            "1 operator of 1 kind not covered: Relu (1: y): input 0 that is a sequence is not covered");
  EXPECT_EQ(refusals_of({pair, {"SequenceConstruct", {"s"}, {"r"}}, {"SequenceLength", {"r"}, {"y"}}}),
            "1 operator of 1 kind not covered: SequenceConstruct (1: r): input 0 that is a sequence is not covered");
  EXPECT_EQ(refusals_of({{"SequenceEmpty", {}, {"s"}}, {"ConcatFromSequence", {"s"}, {"y"}, {int_attr("axis", 0)}}}),
            "1 operator of 1 kind not covered: ConcatFromSequence (1: y): what a sequence without elements comes to has no known type");
}

TEST(OnnxList, an_output_that_is_a_sequence_is_refused) {
  EXPECT_EQ(refusals_of({pair}, {"s"}), "1 operator of 1 kind not covered: output (1: s): an output that is a sequence is not covered");
  EXPECT_EQ(refusals_of({{"Optional", {}, {"o"}}}, {"o"}),
            "1 operator of 1 kind not covered: output (1: o): an output that is an optional without an element is not covered");
}

TEST(OnnxList, behind_what_is_not_understood_nothing_is_refused_twice) {
  EXPECT_EQ(refusals_of({{"Foo", {"a"}, {"s"}}, {"SequenceLength", {"s"}, {"n"}}, {"SequenceAt", {"s", "p"}, {"y"}}}, {"n", "y"}),
            "1 operator of 1 kind not covered: Foo (1: s): not an operator of ONNX");
}

TEST(OnnxList, an_optional_is_its_element_or_nothing) {
  const NodeBytes some = {"Optional", {"a"}, {"o"}};
  EXPECT_EQ(steps({some, {"OptionalGetElement", {"o"}, {"t"}}, {"Relu", {"t"}, {"y"}}}), R"(%1 = relu(%0) name="y" : float32[2,3])");
  EXPECT_EQ(steps({some, {"OptionalHasElement", {"o"}, {"t"}}, {"Not", {"t"}, {"y"}}}),
            "%1 = constant() = [true] : bool[]\n%2 = logical_not(%1) name=\"y\" : bool[]");
  EXPECT_EQ(steps({{"Optional", {}, {"o"}}, {"OptionalHasElement", {"o"}, {"t"}}, {"Not", {"t"}, {"y"}}}),
            "%0 = constant() = [false] : bool[]\n%1 = logical_not(%0) name=\"y\" : bool[]");
  EXPECT_EQ(steps({pair, {"Optional", {"s"}, {"o"}}, {"OptionalGetElement", {"o"}, {"r"}}, {"SequenceAt", {"r", "first"}, {"y"}}}),
            R"(%2 = identity(%0) name="y" : float32[2,3])");
  EXPECT_EQ(error_in({{"Optional", {}, {"o"}}, {"OptionalGetElement", {"o"}, {"y"}}}),
            "node 'y' (OptionalGetElement, opset 17): the optional has no element");
}

TEST(OnnxList, identity_hands_on_what_it_is_given) {
  EXPECT_EQ(steps({pair, {"Identity", {"s"}, {"r"}}, {"SequenceAt", {"r", "first"}, {"t"}}, {"Relu", {"t"}, {"y"}}}),
            R"(%2 = relu(%0) name="y" : float32[2,3])");
}

TEST(OnnxList, functions_take_and_give_sequences) {
  const onnx_bytes::FunctionBytes swap{"org.acme",
                                       "Swap",
                                       {"in"},
                                       {"out"},
                                       {{"Constant", {}, {"zero"}, {onnx_bytes::tensor_attr("value", int64_tensor("", {}, {0}))}},
                                        {"SequenceAt", {"in", "zero"}, {"t"}},
                                        {"SequenceErase", {"in", "zero"}, {"rest"}},
                                        {"SequenceInsert", {"rest", "t"}, {"out"}}}};
  GraphBytes graph{
      {pair, {"Swap", {"s"}, {"r"}, {}, "org.acme"}, {"ConcatFromSequence", {"r"}, {"y"}, {int_attr("axis", 0)}}}, {}, {"y"}, {}, {}};
  for (const std::string name : {"a", "b"}) graph.inputs.push_back(value_info(name, tensor_type(1, {"2", "3"})));
  EXPECT_EQ(operations(import_file(onnx_bytes::model(graph, 17, {swap})).graph), R"(%2 = constant() name="r/zero" = [0] : int64[]
%3 = concat(%1, %0) axis=0 name="y" : float32[4,3])");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
