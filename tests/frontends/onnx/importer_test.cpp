#include "frontends/onnx/importer.h"

#include <gtest/gtest.h>

#include "ir/leaf.h"
#include "ir/verify.h"
#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::GraphBytes;
using onnx_bytes::tensor_type;
using onnx_bytes::value_info;

const std::string list = value_info("x", tensor_type(1, {"2"}));

// x -> a -> Foo -> Relu, and Bar beside it.
GraphBytes mixed() {
  return {{{"Relu", {"x"}, {"a"}}, {"Foo", {"a"}, {"b", "c"}}, {"Relu", {"c"}, {"d"}}, {"Bar", {"a"}, {"e"}, {}, "org.acme"}},
          {list},
          {"d", "e"},
          {},
          {}};
}

TEST(OnnxImporter, all_refusals_are_collected) {
  const Import import = import_file(onnx_bytes::model(mixed()));
  EXPECT_EQ(
      refusals(import.report),
      "2 operators of 2 kinds not covered: Foo (1: b): not an operator of ONNX; org.acme.Bar (1: e): not an operator that is known here "
      "(domain 'org.acme')");
  ASSERT_EQ(import.report.operators.size(), 4u);
  EXPECT_EQ(import.report.operators[2].fate, Fate::exact);
  EXPECT_FALSE(import.report.outputs[0].type.ranked);
}

TEST(OnnxImporter, a_graph_is_cut_at_values_and_nodes) {
  GraphBytes graph = mixed();
  graph.nodes[0].name = "first";
  const std::string model = onnx_bytes::model(graph);
  for (const std::string cut : {"a", "first"}) {
    const Import import = import_file(model, {{}, {cut}, true});
    EXPECT_EQ(refusals(import.report), "");
    EXPECT_EQ(import.report.outputs[0].name, cut);
  }
  EXPECT_EQ(file_error(model, {{}, {"firs"}, true}).substr(0, 53), "--output firs: no value and no node is called so");
}

TEST(OnnxImporter, the_version_says_who_wrote_the_file) {
  EXPECT_EQ(import_file(onnx_bytes::model(mixed())).report.version, "IR 8, opset 17, com.microsoft 1, tests");
}

TEST(OnnxImporter, initializers_that_are_inputs_too_are_parameters) {
  const GraphBytes graph{{{"Add", {"x", "w"}, {"y"}}},
                         {list, value_info("w", tensor_type(1, {"2"}))},
                         {"y"},
                         {onnx_bytes::float_tensor("w", {2}, {1, 2})},
                         {}};
  const Import import = import_file(onnx_bytes::model(graph, 8, {}, 3));
  EXPECT_EQ(import.report.inputs.size(), 1u);
  EXPECT_EQ(parameters_of(import.graph), "w weight trainable float32[2]");
  EXPECT_EQ(import.report.parameter_count, 2);
  EXPECT_EQ(problems(import.graph), std::vector<std::string>());
}

TEST(OnnxImporter, initializers_by_type_and_size) {
  const std::vector<std::int64_t> many(600, 1);
  const GraphBytes graph{
      {{"Gather", {"w", "i"}, {"a"}}, {"Gather", {"w", "j"}, {"b"}}},
      {},
      {"a", "b"},
      {onnx_bytes::float_tensor("w", {2}, {1, 2}), onnx_bytes::int64_tensor("i", {1}, {0}), onnx_bytes::int64_tensor("j", {600}, many)},
      {}};
  const Import import = import_file(onnx_bytes::model(graph));
  EXPECT_EQ(parameters_of(import.graph), "w weight trainable float32[2]\nj buffer fixed int64[600]");
}

TEST(OnnxImporter, a_sparse_initializer_is_dense_when_it_is_read) {
  const std::string sparse = onnx_bytes::part(1, onnx_bytes::float_tensor("w", {1}, {5})) +
                             onnx_bytes::part(2, onnx_bytes::int64_tensor("i", {1}, {1})) + onnx_bytes::packed(3, {2});
  const GraphBytes graph{{{"Add", {"x", "w"}, {"y"}}}, {list}, {"y"}, {}, {sparse}};
  const Import import = import_file(onnx_bytes::model(graph));
  const Array array = find_parameter(import.graph, "w")->tensor.evaluate();
  EXPECT_EQ(array.as<float>()[0], 0.0f);
  EXPECT_EQ(array.as<float>()[1], 5.0f);
}

TEST(OnnxImporter, an_index_outside_of_a_sparse_initializer_is_refused_by_the_tensors_name) {
  const std::string sparse = onnx_bytes::part(1, onnx_bytes::float_tensor("w", {1}, {5})) +
                             onnx_bytes::part(2, onnx_bytes::int64_tensor("i", {1}, {2})) + onnx_bytes::packed(3, {2});
  const GraphBytes graph{{{"Add", {"x", "w"}, {"y"}}}, {list}, {"y"}, {}, {sparse}};
  const Import import = import_file(onnx_bytes::model(graph));
  try {
    find_parameter(import.graph, "w")->tensor.evaluate();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "tensor 'w': a sparse tensor has index 2, 2 elements");
  }
}

TEST(OnnxImporter, versions_newer_than_the_newest_known_are_noted) {
  const GraphBytes graph{{{"Relu", {"x"}, {"y"}}}, {list}, {"y"}, {}, {}};
  EXPECT_EQ(import_file(onnx_bytes::model(graph, 27, {}, 13)).report.notes, std::vector<std::string>());
  EXPECT_EQ(import_file(onnx_bytes::model(graph, 28, {}, 14)).report.notes,
            (std::vector<std::string>{"the file's IR version 14 is newer than 13, the newest that is known here: what it adds is not seen",
                                      "opset 28 is newer than 27, the newest that is known here: operators are read as of opset 27"}));
  EXPECT_EQ(file_error(onnx_bytes::model(graph, 1'000'001)), "operator set '' has version 1000001, wanted 1 to 1000000");
}

TEST(OnnxImporter, what_nothing_reads_is_noted) {
  const GraphBytes graph{{{"Relu", {"x"}, {"y"}}},
                         {list, value_info("spare", tensor_type(1, {"2"}))},
                         {"y"},
                         {onnx_bytes::float_tensor("w", {2}, {1, 2})},
                         {}};
  const ImportReport report = import_file(onnx_bytes::model(graph)).report;
  EXPECT_EQ(report.notes, (std::vector<std::string>{"1 input is not read and left out: spare", "1 initializer is not read: w"}));
  EXPECT_EQ(report.inputs.size(), 1u);
}

TEST(OnnxImporter, an_output_that_is_an_input_or_initializer_gets_an_identity) {
  const GraphBytes graph{{}, {list}, {"x", "w"}, {onnx_bytes::float_tensor("w", {2}, {1, 2})}, {}};
  const Import import = import_file(onnx_bytes::model(graph));
  EXPECT_EQ(operations(import.graph), R"(%1 = identity(%0) name="x" : float32[2]
%3 = identity(%2) name="w" : float32[2])");
  EXPECT_EQ(problems(import.graph), std::vector<std::string>());
}

TEST(OnnxImporter, content_that_a_graph_computes_from_constants_is_known) {
  const GraphBytes graph{{{"Concat", {"a", "b"}, {"shape"}, {onnx_bytes::int_attr("axis", 0)}}, {"Reshape", {"x", "shape"}, {"y"}}},
                         {value_info("x", tensor_type(1, {"6"}))},
                         {"y"},
                         {onnx_bytes::int64_tensor("a", {1}, {2}), onnx_bytes::int64_tensor("b", {1}, {3})},
                         {}};
  EXPECT_EQ(text(import_file(onnx_bytes::model(graph)).report.outputs[0].type), "float32[2,3]");
}

TEST(OnnxImporter, names_that_clash_or_are_not_there) {
  const std::string tensor = onnx_bytes::float_tensor("w", {2}, {1, 2});
  EXPECT_EQ(file_error(onnx_bytes::model({{}, {}, {}, {tensor, tensor}, {}})), "two initializers are called 'w'");
  EXPECT_EQ(file_error(onnx_bytes::model({{}, {list, list}, {}, {}, {}})), "two inputs are called 'x'");
  EXPECT_EQ(file_error(onnx_bytes::model({{{"Relu", {"x"}, {"w"}}}, {list}, {"w"}, {tensor}, {}})),
            "node 'w' (Relu, opset 17): the value 'w' is made twice");
  EXPECT_EQ(file_error(onnx_bytes::model({{}, {}, {"y"}, {}, {}})), "nothing makes the value 'y'");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
