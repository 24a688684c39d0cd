#include "formats/onnx_model.h"

#include <gtest/gtest.h>

#include "tests/formats/bytes.h"
#include "tests/formats/onnx_bytes.h"
#include "tests/support/growth.h"

namespace nnfront::formats {
namespace {

using namespace onnx_bytes;

std::string small_model() {
  return model({{{"Conv", {"x", "w", ""}, {"y"}, {ints_attr("strides", {2, 1}), text_attr("auto_pad", "VALID")}, "", "conv0"},
                 {"Gelu", {"y"}, {"z"}, {}, "com.microsoft"}},
                {value_info("x", tensor_type(float_type, {"N", "3", "?", "8"}))},
                {"z"},
                {float_tensor("w", {1, 3, 1, 1}, {1, 2, 3})}});
}

// A graph with a node that holds a graph with a node that ..., `depth` graphs in all.
std::string nested_graph(int depth) {
  std::string inner = graph({{{"Relu", {"x"}, {"y"}}}});
  for (int i = 1; i < depth; ++i) inner = graph({{{"If", {}, {"y"}, {graph_attr("then_branch", inner)}}}});
  return number(1, 8) + part(7, inner);
}

std::string read_error(const std::string& bytes) {
  return refusal([&] { read_onnx_model(source_of(bytes)); });
}

TEST(OnnxModel, a_model_with_all_its_parts) {
  const std::string bytes = small_model();
  const OnnxModel read = read_onnx_model(source_of(bytes));
  EXPECT_EQ(read.ir_version, 8);
  EXPECT_EQ(read.producer, "tests");
  ASSERT_EQ(read.opsets.size(), 2u);
  EXPECT_EQ(read.opsets[1].domain, "com.microsoft");
  ASSERT_EQ(read.graph.nodes.size(), 2u);
  const OnnxNode& conv = read.graph.nodes[0];
  EXPECT_EQ(conv.name, "conv0");
  EXPECT_EQ(conv.inputs, (std::vector<std::string_view>{"x", "w", ""}));
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(conv.attributes[0].value), (std::vector<std::int64_t>{2, 1}));
  EXPECT_EQ(std::get<std::string_view>(conv.attributes[1].value), "VALID");
  EXPECT_EQ(read.graph.nodes[1].domain, "com.microsoft");
  const std::vector<OnnxDim>& dims = *read.graph.inputs[0].type.dims;
  EXPECT_EQ(dims[0].symbol, "N");
  EXPECT_EQ(dims[1].value, 3);
  EXPECT_FALSE(dims[2].value.has_value());
  EXPECT_EQ(read.graph.initializers[0].dims, (std::vector<std::int64_t>{1, 3, 1, 1}));
  EXPECT_EQ(read.graph.initializers[0].raw->size(), 12u);
  EXPECT_TRUE(looks_like_onnx_model(source_of(bytes)));
}

TEST(OnnxModel, every_damage_of_a_small_model_is_refused_or_read) {
  const std::string bytes = small_model();
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    try {
      read_onnx_model(source_of(flipped));
    } catch (const Error&) {
      // Refused: fine. Anything else thrown ends the test.
    }
  }
}

TEST(OnnxModel, zeros_and_empty_lists_that_proto3_leaves_out) {
  const auto value = [](int type) {
    const std::string bytes = model({{{"Op", {}, {"y"}, {part(1, "a") + number(20, type)}}}});
    return read_onnx_model(source_of(bytes)).graph.nodes[0].attributes[0].value;
  };
  EXPECT_EQ(std::get<float>(value(1)), 0.0f);
  EXPECT_EQ(std::get<std::int64_t>(value(2)), 0);
  EXPECT_EQ(std::get<std::string_view>(value(3)), "");
  EXPECT_TRUE(std::get<std::vector<float>>(value(6)).empty());
  EXPECT_TRUE(std::get<std::vector<std::int64_t>>(value(7)).empty());
  EXPECT_TRUE(std::get<std::vector<std::string_view>>(value(8)).empty());
}

TEST(OnnxModel, a_type_may_be_absent_but_not_contradict_the_value) {
  const std::string untyped = model({{{"Op", {}, {"y"}, {part(1, "a") + number(3, 4)}}}});
  EXPECT_EQ(std::get<std::int64_t>(read_onnx_model(source_of(untyped)).graph.nodes[0].attributes[0].value), 4);
  EXPECT_EQ(read_error(model({{{"Op", {}, {"y"}, {part(1, "a") + number(3, 4) + number(20, 1)}}}})),
            "attribute 'a' has a value of another kind than its type 1 says");
  EXPECT_EQ(read_error(model({{{"Op", {}, {"y"}, {part(1, "a") + number(3, 4) + float32(2, 1)}}}})),
            "attribute 'a' has values of two kinds");
  EXPECT_EQ(read_error(model({{{"Op", {}, {"y"}, {part(1, "a")}}}})), "attribute 'a' has neither a type nor a value");
  EXPECT_EQ(read_error(model({{{"Op", {}, {"y"}, {part(1, "a") + number(20, 99)}}}})), "attribute 'a' has type 99, which there is not");
}

TEST(OnnxModel, long_texts_and_lists_are_not_kept) {
  const std::string text(largest_onnx_attribute + 1, 'x');
  const std::string bytes = model(
      {{{"Op", {}, {"y"}, {text_attr("blob", text), part(1, "list") + packed(8, std::vector<std::int64_t>(largest_onnx_attribute + 1))}}}});
  const OnnxModel read = read_onnx_model(source_of(bytes));
  EXPECT_EQ(std::get<OnnxOversized>(read.graph.nodes[0].attributes[0].value).size, text.size());
  EXPECT_EQ(std::get<OnnxOversized>(read.graph.nodes[0].attributes[1].value).size, largest_onnx_attribute + 1);
}

TEST(OnnxModel, graphs_nest_up_to_a_limit) {
  const std::string deep = nested_graph(deepest_onnx_nesting);
  EXPECT_EQ(read_onnx_model(source_of(deep)).graph.nodes[0].op, "If");
  EXPECT_EQ(read_error(nested_graph(deepest_onnx_nesting + 1)), "graphs or types stand in each other more than 64 deep");
}

TEST(OnnxModel, names_are_utf8) {
  expect_refusal("is not UTF-8", [] { read_onnx_model(source_of(model({{{"Op\xff", {}, {"y"}}}}))); });
}

TEST(OnnxModel, what_is_no_model) {
  EXPECT_EQ(read_error(number(1, 8)), "ModelProto: there is no graph");
  EXPECT_FALSE(looks_like_onnx_model(source_of(std::string())));
  EXPECT_FALSE(looks_like_onnx_model(source_of(std::string("{\"nodes\": []}"))));
  EXPECT_FALSE(looks_like_onnx_model(source_of(number(1, 8))));
  EXPECT_FALSE(looks_like_onnx_model(source_of(number(1, 8) + part(7, "") + part(9, "x"))));
  EXPECT_TRUE(looks_like_onnx_model(source_of(number(1, 8) + part(7, ""))));
}

TEST(OnnxModel, reading_takes_time_that_grows_with_the_file) {
  const auto chain = [](std::int64_t nodes) {
    GraphBytes content;
    for (std::int64_t i = 0; i < nodes; ++i) content.nodes.push_back({"Relu", {"v" + std::to_string(i)}, {"v" + std::to_string(i + 1)}});
    return model(content);
  };
  EXPECT_LT(test::growth(2000, chain, [](const std::string& bytes) { read_onnx_model(source_of(bytes)); }), test::linear_growth);
}

TEST(OnnxModel, more_nodes_than_the_limit_are_refused) {
  std::string nodes;
  for (std::size_t i = 0; i <= most_onnx_nodes; ++i) nodes += part(1, "");
  EXPECT_EQ(read_error(number(1, 8) + part(7, nodes)), "there are more than 262144 nodes");
}

TEST(OnnxModel, more_names_in_one_node_than_the_limit_are_refused) {
  const auto names = [](std::size_t count) { return std::vector<std::string>(count, "x"); };
  const auto read = [](const std::string& bytes) { return read_onnx_model(source_of(bytes)).graph.nodes[0]; };
  EXPECT_EQ(read(model({{{"Sum", names(most_onnx_operands), {"y"}}}})).inputs.size(), most_onnx_operands);
  const std::string message = "a node or function lists more than 16384 inputs, outputs or attributes";
  EXPECT_EQ(read_error(model({{{"Sum", names(most_onnx_operands + 1), {"y"}}}})), message);
  EXPECT_EQ(read_error(model({{{"Split", {"x"}, names(most_onnx_operands + 1)}}})), message);
  const std::vector<std::string> attributes(most_onnx_operands + 1, ints_attr("a", {1}));
  EXPECT_EQ(read_error(model({{{"Op", {"x"}, {"y"}, attributes}}})), message);
}

TEST(OnnxModel, many_operands_count_as_nodes) {
  const std::vector<std::string> most(most_onnx_operands, "x");
  const std::vector<NodeBytes> sums(most_onnx_nodes / most_onnx_operands + 1, NodeBytes{"Sum", most, {"y"}});
  EXPECT_EQ(read_error(model({sums})), "there are more than 262144 nodes");
}

TEST(OnnxModel, more_parts_than_the_limit_are_refused) {
  std::string initializers;
  for (std::size_t i = 0; i <= most_onnx_parts; ++i) initializers += part(5, "");
  EXPECT_EQ(read_error(number(1, 8) + part(7, initializers)),
            "there are more than 131072 tensors, inputs, outputs, functions and operator sets");
}

TEST(OnnxModel, more_dimensions_than_the_limit_are_refused) {
  const auto input = [](std::size_t rank) {
    return model({{{"Relu", {"x"}, {"y"}}}, {value_info("x", tensor_type(float_type, std::vector<std::string>(rank, "1")))}});
  };
  EXPECT_EQ(read_onnx_model(source_of(input(most_onnx_dims))).graph.inputs[0].type.dims->size(), most_onnx_dims);
  EXPECT_EQ(read_error(input(most_onnx_dims + 1)), "a tensor has more than 64 dimensions");
}

}  // namespace
}  // namespace nnfront::formats
