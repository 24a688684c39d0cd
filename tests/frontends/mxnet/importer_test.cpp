#include "frontends/mxnet/importer.h"

#include <gtest/gtest.h>

#include "ir/verify.h"
#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

// data -> fc1 -> Foo -> fc2 -> split -> SoftmaxOutput of its second half, and a Bar beside it.
constexpr std::string_view mixed = R"({"nodes": [
  {"op": "null", "name": "data", "inputs": []},
  {"op": "null", "name": "fc1_weight", "inputs": []},
  {"op": "FullyConnected", "name": "fc1", "attrs": {"num_hidden": "6", "no_bias": "True"}, "inputs": [[0, 0, 0], [1, 0, 0]]},
  {"op": "Foo", "name": "foo", "inputs": [[2, 0, 0]]},
  {"op": "null", "name": "fc2_weight", "inputs": []},
  {"op": "FullyConnected", "name": "fc2", "attrs": {"num_hidden": "4", "no_bias": "True"}, "inputs": [[3, 1, 0], [4, 0, 0]]},
  {"op": "SliceChannel", "name": "halves", "attrs": {"num_outputs": "2"}, "inputs": [[2, 0, 0]]},
  {"op": "null", "name": "softmax_label", "inputs": []},
  {"op": "SoftmaxOutput", "name": "softmax", "inputs": [[6, 1, 0], [7, 0, 0]]},
  {"op": "Custom", "name": "bar", "inputs": [[6, 0, 0]]}],
  "heads": [[5, 0, 0], [8, 0, 0], [9, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}})";

ImportOptions options_with_data() {
  ImportOptions options;
  options.parameters_required = false;
  options.input_shapes["data"] = {2, 3};
  return options;
}

Import import_mixed(std::vector<std::string> outputs = {}) {
  ImportOptions options = options_with_data();
  options.outputs = std::move(outputs);
  return import_symbol(mixed, Parameters(), options);
}

TEST(MxnetImporter, all_refusals_are_collected) {
  EXPECT_EQ(
      refusals(import_mixed().report),
      "2 operators of 2 kinds not covered: Foo (1: foo): not an operator that is known here; Custom (1: bar): it runs code that is not "
      "in the file");
}

TEST(MxnetImporter, what_stands_behind_a_refused_operator_is_still_reported) {
  const Import import = import_mixed();
  ASSERT_EQ(import.report.operators.size(), 6u);
  EXPECT_EQ(import.report.operators[2].node, "fc2");
  EXPECT_EQ(import.report.operators[2].fate, Fate::exact);
  EXPECT_EQ(import.report.outputs[0].name, "fc2");
  EXPECT_FALSE(import.report.outputs[0].type.ranked);
}

TEST(MxnetImporter, labels_disappear) {
  const Import import = import_mixed();
  ASSERT_EQ(import.report.inputs.size(), 1u);
  EXPECT_EQ(import.report.inputs[0].name, "data");
  EXPECT_EQ(text(import.report.outputs[1].type), "float32[2,3]");
}

TEST(MxnetImporter, a_graph_is_cut_at_named_outputs) {
  const Import import = import_mixed({"softmax"});
  EXPECT_EQ(refusals(import.report), "");
  EXPECT_EQ(operations(import.graph), R"(%2 = dense(%0, %1, none) name="fc1" : float32[2,6]
%3:2 = split(%2) axis=1 sizes=[] parts=2 name="halves" : float32[2,3], float32[2,3]
%4 = softmax(%3:1) axis=-1 temperature=1.0 name="softmax" : float32[2,3])");
  EXPECT_TRUE(problems(import.graph).empty());
}

TEST(MxnetImporter, outputs_go_by_the_names_of_nodes_and_of_outputs) {
  EXPECT_EQ(import_mixed({"fc1_output"}).report.outputs[0].name, "fc1");
  EXPECT_EQ(import_mixed({"halves_output1", "halves"}).report.outputs[0].name, "halves_output1");
  EXPECT_EQ(import_mixed({"halves_output1", "halves"}).report.outputs[1].name, "halves_output0");
  ImportOptions options = options_with_data();
  options.outputs = {"sofmax"};
  EXPECT_EQ(import_error(mixed, options), "--output sofmax: no node is called so, did you mean 'softmax'?");
}

TEST(MxnetImporter, the_same_output_twice_gets_two_names) {
  const Import import = import_mixed({"fc1", "fc1"});
  EXPECT_EQ(import.report.outputs[0].name, "fc1");
  EXPECT_EQ(import.report.outputs[1].name, "fc1#2");
}

TEST(MxnetImporter, an_output_that_no_translator_makes_is_refused) {
  ImportOptions options = options_with_data();
  options.outputs = {"softmax_output3"};
  EXPECT_EQ(refusals(import_symbol(mixed, Parameters(), options).report),
            "1 operator of 1 kind not covered: SoftmaxOutput (1: softmax): its output 3 is read, 1 is covered");
}

TEST(MxnetImporter, missing_parameters_are_all_named) {
  ImportOptions options = options_with_data();
  EXPECT_EQ(import_symbol(mixed, Parameters(), options).report.missing,
            std::vector<std::string>{"2 parameters are missing: fc1_weight, fc2_weight"});
  options.parameters_required = true;
  EXPECT_EQ(import_error(mixed, options), "") << "what is refused comes first";
  options.outputs = {"softmax"};
  EXPECT_EQ(import_error(mixed, options), "1 parameter is missing: fc1_weight");
}

TEST(MxnetImporter, a_graph_without_parameters_needs_none) {
  ImportOptions options;
  options.input_shapes["data"] = {2, 3};
  EXPECT_EQ(import_symbol(symbol_of("exp", {}, {{"data", {2, 3}}}), Parameters(), options).report.parameter_count, 0);
}

// MXNet writes such graphs where layers share a name scope.
TEST(MxnetImporter, nodes_may_share_a_name_unless_it_is_asked_for) {
  const std::string json = R"({"nodes": [{"op": "null", "name": "data", "inputs": []},
    {"op": "exp", "name": "act", "inputs": [[0, 0]]}, {"op": "exp", "name": "act", "inputs": [[1, 0]]},
    {"op": "exp", "name": "act_output", "inputs": [[2, 0]]}], "heads": [[2, 0], [1, 0], [3, 0]]})";
  ImportOptions options = options_with_data();
  const Import import = import_symbol(json, Parameters(), options);
  EXPECT_TRUE(problems(import.graph).empty());
  EXPECT_EQ(import.report.outputs[0].name, "act");
  EXPECT_EQ(import.report.outputs[1].name, "act#2");
  options.outputs = {"act"};
  EXPECT_EQ(import_error(json, options), "--output act: 2 nodes of the file are called so (at 1 and 2 of its list), wanted one");
  options.outputs = {"act_output"};
  EXPECT_EQ(import_symbol(json, Parameters(), options).report.outputs[0].name, "act_output") << "the name of a node comes first";
}

TEST(MxnetImporter, the_source_says_its_version) {
  const Import import = import_mixed();
  EXPECT_EQ(import.report.version, "1.9.1");
  EXPECT_EQ(import.graph.source.framework, "mxnet");
  EXPECT_EQ(import.graph.source.version, "1.9.1");
}

TEST(MxnetImporter, an_unknown_name_is_said_with_its_nearest) {
  EXPECT_EQ(refusal("Convolutoin", {}, {{"a", {2}}}), "not an operator that is known here, did you mean 'Convolution'?");
}

TEST(MxnetImporter, a_file_cannot_claim_any_number_of_outputs) {
  std::string json = R"({"nodes": [{"op": "null", "name": "data", "inputs": []})";
  std::string inputs = "[0, 0]";
  for (int i = 1; i <= 300; ++i) {
    json += R"(, {"op": "Foo", "name": "f", "inputs": []})";
    inputs += ", [" + std::to_string(i) + ", 4095]";
  }
  json += R"(, {"op": "Foo", "name": "last", "inputs": [)" + inputs + R"(]}], "heads": [[301, 0]]})";
  EXPECT_EQ(import_error(json), "the nodes have 1228802 outputs in all, at most 1048576 are read");
}

TEST(MxnetImporter, an_input_too_few_is_an_error) {
  EXPECT_EQ(error_of("elemwise_add", {}, {{"a", {2}}}), "node 'x' (elemwise_add): input 1 is missing, there are 1");
}

TEST(MxnetImporter, shapes_that_overflow_are_an_error) {
  EXPECT_EQ(error_of("Flatten", {}, {{"data", {1LL << 40, 1LL << 40, 1LL << 40}}}),
            "node 'x' (Flatten): x (reshape): shape overflow: a dimension does not fit 64 bits");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
