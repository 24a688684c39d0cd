#include "frontends/onnx/decoder.h"

#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::FunctionBytes;
using onnx_bytes::GraphBytes;
using onnx_bytes::NodeBytes;
using onnx_bytes::tensor_type;
using onnx_bytes::value_info;

// Names of the nodes that "y" needs, in the order in which they are translated.
std::string order_of(const std::vector<NodeBytes>& nodes) {
  const std::string bytes = onnx_bytes::model({nodes, {}, {"y"}});
  const formats::OnnxModel model = formats::read_onnx_model(ByteSource(std::as_bytes(std::span(bytes))));
  const std::string_view wanted = "y";
  std::string names;
  for (const OnnxNode* node : ordered_nodes(model.graph.nodes, std::span(&wanted, 1))) {
    names += (names.empty() ? "" : " ") + std::string(node->name);
  }
  return names;
}

NodeBytes named(const std::string& name, std::vector<std::string> inputs, std::vector<std::string> outputs) {
  return {"Relu", std::move(inputs), std::move(outputs), {}, {}, name, {}};
}

GraphBytes calling(const std::string& function, std::vector<std::string> attributes = {}) {
  return {{{function, {"x"}, {"y"}, std::move(attributes), "local", "call", {}}}, {value_info("x", tensor_type(1, {"2"}))}, {"y"}, {}, {}};
}

TEST(OnnxDecoder, nodes_keep_their_order_and_what_nobody_needs_is_left_out) {
  EXPECT_EQ(order_of({named("a", {"x"}, {"u"}), named("dead", {"u"}, {"v"}), named("b", {"u"}, {"y"})}), "a b");
}

TEST(OnnxDecoder, producers_come_first_wherever_they_stand) {
  EXPECT_EQ(order_of({named("c", {"v"}, {"y"}), named("b", {"u"}, {"v"}), named("a", {"x"}, {"u"})}), "a b c");
}

TEST(OnnxDecoder, what_graphs_inside_a_node_read_counts) {
  const std::string inner = onnx_bytes::graph({{named("inner", {"u"}, {"w"})}, {}, {"w"}, {}, {}});
  const NodeBytes branch{"If", {"x"}, {"y"}, {onnx_bytes::graph_attr("then_branch", inner)}, {}, "if", {}};
  EXPECT_EQ(order_of({branch, named("a", {"x"}, {"u"})}), "a if");
}

TEST(OnnxDecoder, circles_and_values_that_are_made_twice) {
  EXPECT_THROW(order_of({named("a", {"y"}, {"u"}), named("b", {"u"}, {"y"})}), Error);
  const GraphBytes circle{{named("a", {"y"}, {"u"}), named("b", {"u"}, {"y"})}, {}, {"y"}, {}, {}};
  EXPECT_EQ(file_error(onnx_bytes::model(circle)), "node 'a' (Relu) waits for its own output");
  const GraphBytes twice{{named("a", {"x"}, {"y"}), named("b", {"x"}, {"y"})}, {}, {"y"}, {}, {}};
  EXPECT_EQ(file_error(onnx_bytes::model(twice)), "two nodes make the value 'y'");
}

TEST(OnnxDecoder, functions_are_put_in_the_place_of_their_calls) {
  const FunctionBytes inner{"local", "Inner", {"a"}, {"b"}, {named("relu", {"a"}, {"b"})}, {}, {}, {}};
  const FunctionBytes outer{"local", "Outer", {"a"}, {"b"}, {{"Inner", {"a"}, {"t"}, {}, "local", "in", {}}, named("last", {"t"}, {"b"})},
                            {},      {},      {}};
  EXPECT_EQ(operations(import_file(onnx_bytes::model(calling("Outer"), 17, {outer, inner})).graph),
            R"(%1 = relu(%0) name="call/in/relu" : float32[2]
%2 = relu(%1) name="call/last" : float32[2])");
}

TEST(OnnxDecoder, attributes_of_a_call_reach_the_body) {
  const NodeBytes body{"LeakyRelu", {"a"}, {"b"}, {onnx_bytes::reference_attr("alpha", "slope", 1)}, {}, "leaky", {}};
  const FunctionBytes with_default{"local", "F", {"a"}, {"b"}, {body}, {}, {onnx_bytes::float_attr("slope", 0.25f)}, {}};
  const FunctionBytes without{"local", "F", {"a"}, {"b"}, {body}, {"slope"}, {}, {}};
  const auto imported = [](const GraphBytes& graph, const FunctionBytes& function) {
    return operations(import_file(onnx_bytes::model(graph, 17, {function})).graph);
  };
  EXPECT_EQ(imported(calling("F", {onnx_bytes::float_attr("slope", 0.5f)}), with_default),
            R"(%1 = leaky_relu(%0) alpha=0.5 name="call/leaky" : float32[2])");
  EXPECT_EQ(imported(calling("F"), with_default), R"(%1 = leaky_relu(%0) alpha=0.25 name="call/leaky" : float32[2])");
  EXPECT_EQ(imported(calling("F"), without), R"(%1 = leaky_relu(%0) alpha=0.009999999776482582 name="call/leaky" : float32[2])");
}

TEST(OnnxDecoder, an_overload_is_part_of_a_functions_name) {
  const FunctionBytes first{"local", "F", {"a"}, {"b"}, {{"Relu", {"a"}, {"b"}}}, {}, {}, "one"};
  const FunctionBytes second{"local", "F", {"a"}, {"b"}, {{"Exp", {"a"}, {"b"}}}, {}, {}, "two"};
  GraphBytes graph = calling("F");
  graph.nodes[0].overload = "two";
  EXPECT_EQ(operations(import_file(onnx_bytes::model(graph, 17, {first, second})).graph), R"(%1 = exp(%0) name="call/b" : float32[2])");
}

TEST(OnnxDecoder, an_input_that_a_call_leaves_out_is_left_out_inside) {
  const FunctionBytes clip{"local", "F", {"a", "low", "high"}, {"b"}, {{"Clip", {"a", "low", "high"}, {"b"}}}, {}, {}, {}};
  EXPECT_EQ(operations(import_file(onnx_bytes::model(calling("F"), 17, {clip})).graph),
            R"(%1 = clip(%0) min=-inf max=inf name="call/b" : float32[2])");
}

TEST(OnnxDecoder, functions_that_call_themselves) {
  const FunctionBytes first{"local", "F", {"a"}, {"b"}, {{"G", {"a"}, {"b"}, {}, "local"}}, {}, {}, {}};
  const FunctionBytes second{"local", "G", {"a"}, {"b"}, {{"F", {"a"}, {"b"}, {}, "local"}}, {}, {}, {}};
  EXPECT_EQ(file_error(onnx_bytes::model(calling("F"), 17, {first, second})), "function 'local.F' calls itself");
  EXPECT_EQ(file_error(onnx_bytes::model(calling("F"), 17, {first, first})), "there are two functions 'local.F'");
}

TEST(OnnxDecoder, functions_that_double_with_every_level) {
  std::vector<FunctionBytes> functions;
  for (int i = 0; i < 60; ++i) {
    const std::string op = i == 0 ? "Relu" : "F" + std::to_string(i - 1);
    const std::string domain = i == 0 ? "" : "local";
    functions.push_back(
        {"local", "F" + std::to_string(i), {"a"}, {"b"}, {{op, {"a"}, {"t"}, {}, domain}, {op, {"t"}, {"b"}, {}, domain}}, {}, {}, {}});
  }
  EXPECT_EQ(file_error(onnx_bytes::model(calling("F59"), 17, functions)), "with functions in place there are more than 262144 nodes");
}

TEST(OnnxDecoder, an_error_names_the_innermost_node_once) {
  const FunctionBytes inner{"local", "Inner", {"a"}, {"b"}, {named("relu", {"nowhere"}, {"b"})}, {}, {}, {}};
  EXPECT_EQ(file_error(onnx_bytes::model(calling("Inner"), 17, {inner})),
            "node 'call/relu' (Relu, opset 17): input 0 is 'nowhere', which nothing makes");
}

TEST(OnnxDecoder, versions_of_operator_sets) {
  const std::vector<formats::OnnxOpset> sets = {{"ai.onnx", 17}, {"com.microsoft", 1}};
  const Opsets opsets(sets);
  EXPECT_EQ(opsets.version(""), 17);
  EXPECT_EQ(opsets.version("elsewhere"), 1);
  EXPECT_EQ(opsets.text(), "17, com.microsoft 1");
  const std::vector<formats::OnnxOpset> two = {{"", 17}, {"ai.onnx", 18}};
  EXPECT_THROW(Opsets{two}, Error);
}

}  // namespace
}  // namespace nnfront::frontends::onnx
