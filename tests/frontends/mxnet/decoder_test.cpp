#include "frontends/mxnet/decoder.h"

#include <gtest/gtest.h>

#include "nnfront/error.h"

namespace nnfront::frontends::mxnet {
namespace {

std::string error_of(std::string_view json) {
  try {
    decode_symbol(json);
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_file);
    return error.what();
  }
}

constexpr std::string_view variable = R"({"op": "null", "name": "data", "inputs": []})";

std::string with_nodes(const std::string& nodes, const std::string& heads = "[[0, 0]]") {
  return R"({"nodes": [)" + nodes + R"(], "heads": )" + heads + "}";
}

TEST(MxnetDecoder, reads_attributes_under_each_spelling_and_two_together) {
  for (const char* spelling : {"param", "attr", "attrs"}) {
    const SourceGraph graph = decode_symbol(
        with_nodes(std::string(variable) + R"(, {"op": "f", "name": "x", ")" + spelling + R"(": {"a": "1"}, "inputs": [[0, 0]]})"));
    EXPECT_EQ(graph.nodes.at(1).attributes.at("a"), "1") << spelling;
  }
  const SourceGraph both = decode_symbol(
      with_nodes(R"json({"op": "f", "name": "x", "param": {"a": "1"}, "attr": {"lr_mult": "2", "__shape__": "(1,)"}, "inputs": []})json"));
  EXPECT_EQ(both.nodes[0].attributes, (std::map<std::string, std::string>{{"a", "1"}}));
  EXPECT_EQ(both.nodes[0].hidden, (std::map<std::string, std::string>{{"lr_mult", "2"}, {"shape", "(1,)"}}));
}

TEST(MxnetDecoder, reads_entries_of_two_and_three_numbers) {
  const SourceGraph graph = decode_symbol(with_nodes(
      std::string(variable) + R"(, {"op": "f", "name": "x", "backward_source_id": -1, "inputs": [[0, 0], [0, 1, 0]]})", "[[1, 2, 0]]"));
  EXPECT_EQ(graph.nodes[1].inputs[1].output, 1);
  EXPECT_EQ(graph.heads[0].node, 1);
  EXPECT_EQ(graph.heads[0].output, 2);
}

TEST(MxnetDecoder, a_file_without_a_version_is_of_0_8) {
  EXPECT_EQ(decode_symbol(with_nodes(std::string(variable))).version, 800);
  const std::string json =
      R"({"nodes": [)" + std::string(variable) + R"(], "heads": [[0, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}})";
  EXPECT_EQ(decode_symbol(json).version, 10901);
  EXPECT_EQ(version_text(10901), "1.9.1");
  EXPECT_EQ(version_text(1100), "0.11.0");
  EXPECT_EQ(version_text(800), "0.8.0");
}

TEST(MxnetDecoder, names_what_is_damaged) {
  EXPECT_EQ(error_of("[]"), "the JSON text is array, wanted an object with 'nodes' and 'heads'");
  EXPECT_EQ(error_of(R"({"heads": []})"), "'nodes' is missing");
  EXPECT_EQ(error_of(R"({"nodes": 3})"), "'nodes': got number, wanted a list");
  EXPECT_EQ(error_of(with_nodes("7")), "node 0: got number, wanted an object");
  EXPECT_EQ(error_of(with_nodes(std::string(variable), "[]")), "'heads' is empty: the graph has no output");
  EXPECT_EQ(error_of(with_nodes(std::string(variable), "[[1, 0]]")), "'heads': node 1 is out of range, there are 1 before it");
  EXPECT_EQ(error_of(with_nodes(std::string(variable), "[[0]]")), "'heads': got a list of 1, wanted a list of two or three integers");
  EXPECT_EQ(error_of(with_nodes(R"({"op": "f", "name": "x", "attrs": {"a": 1}, "inputs": []})")),
            "node 0: 'x' (f): 'a': got an integer, wanted a string");
  EXPECT_EQ(error_of(with_nodes(R"({"op": "f", "name": "x", "param": {"a": "1"}, "attrs": {"a": "2"}, "inputs": []})")),
            "node 0: 'x' (f): attribute 'a' is given twice, as '1' and as '2'");
  EXPECT_EQ(error_of(with_nodes(R"({"op": "f", "name": "x", "attrs": [], "inputs": []})")),
            "node 0: 'x' (f): 'attrs': got array, wanted an object");
}

TEST(MxnetDecoder, an_input_that_is_not_made_yet_is_a_cycle_or_damage) {
  EXPECT_EQ(error_of(with_nodes(R"({"op": "f", "name": "x", "inputs": [[0, 0]]})")),
            "node 0: 'x' (f): 'inputs': node 0 is out of range, there are 0 before it");
  EXPECT_EQ(error_of(with_nodes(std::string(variable) + R"(, {"op": "f", "name": "x", "inputs": [[-1, 0]]})")),
            "node 1: 'x' (f): 'inputs': node -1 is out of range, there are 1 before it");
  EXPECT_EQ(error_of(with_nodes(std::string(variable) + R"(, {"op": "f", "name": "x", "inputs": [[0, 999999999]]})")),
            "node 1: 'x' (f): 'inputs': output 999999999 is out of range");
}

TEST(MxnetDecoder, two_variables_cannot_share_a_name) {
  EXPECT_EQ(error_of(with_nodes(std::string(variable) + ", " + std::string(variable))), "two variables are called 'data'");
}

TEST(MxnetDecoder, control_characters_of_a_name_do_not_reach_the_terminal) {
  EXPECT_EQ(error_of(with_nodes(R"({"op": "f", "name": "x\u001b[31m", "attrs": 1, "inputs": []})")),
            "node 0: 'x\\x1b[31m' (f): 'attrs': got number, wanted an object");
}

TEST(MxnetDecoder, overlong_attributes_are_refused) {
  const std::string text(70000, '1');
  EXPECT_EQ(error_of(with_nodes(R"({"op": "f", "name": "x", "attrs": {"a": ")" + text + R"("}, "inputs": []})")),
            "node 0: 'x' (f): attribute 'a' is 70000 characters long, at most 65536 are read");
}

TEST(MxnetDecoder, reads_graphs_inside_nodes) {
  const std::string inner = R"({"heads": [[0, 0, 0]], "nodes": [)" + std::string(variable) + R"(], "arg_nodes": [0]})";
  const std::string json = R"({"nodes": [{"op": "_foreach", "name": "loop", "inputs": [], "subgraphs": [)" + inner +
                           R"(]}], "heads": [[0, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}})";
  const SourceGraph graph = decode_symbol(json);
  ASSERT_EQ(graph.nodes[0].subgraphs.size(), 1U);
  EXPECT_EQ(graph.nodes[0].subgraphs[0].nodes[0].name, "data");
  EXPECT_EQ(graph.nodes[0].subgraphs[0].version, 10901);
  EXPECT_EQ(error_of(R"({"nodes": [{"op": "f", "name": "x", "inputs": [], "subgraphs": [7]}], "heads": [[0, 0]]})"),
            "node 0: 'x' (f): 'subgraphs': got number, wanted an object");
  EXPECT_EQ(error_of(R"({"nodes": [{"op": "f", "name": "x", "inputs": [], "subgraphs": [{"nodes": [], "heads": []}]}], "heads": []})"),
            "node 0: 'x' (f): 'heads' is empty: the graph has no output");
}

TEST(MxnetDecoder, members_may_stand_in_any_order) {
  const SourceGraph graph =
      decode_symbol(R"({"attrs": {"mxnet_version": ["int", 10500]}, "heads": [[0, 0]], "nodes": [)" + std::string(variable) + "]}");
  EXPECT_EQ(graph.version, 10500);
  EXPECT_EQ(graph.nodes.size(), 1U);
}

TEST(MxnetDecoder, a_chain_of_a_million_nodes_ends_at_the_limit) {
  std::string nodes(variable);
  for (int i = 0; i < 200000; ++i) nodes += R"(,{"op":"relu","name":"r","inputs":[[)" + std::to_string(i) + ",0]]}";
  EXPECT_EQ(error_of(with_nodes(nodes)), "more than 131072 nodes, so many are read at most");
}

bool is_symbol(const std::string& text) {
  return looks_like_symbol(ByteSource(std::as_bytes(std::span(text))));
}

TEST(MxnetDecoder, a_symbol_that_was_cut_off_is_still_one) {
  const std::string whole = with_nodes(std::string(variable) + ", " + std::string(variable));
  const std::size_t after_nodes = whole.find('[') + 1;
  for (std::size_t size = after_nodes; size <= whole.size(); ++size) EXPECT_TRUE(is_symbol(whole.substr(0, size))) << size;
  EXPECT_TRUE(is_symbol(R"({"nodes": [{"name": "x", "op": "exp" "inputs": []}]})")) << "a comma is missing";
  EXPECT_FALSE(is_symbol(R"({"nodes": [{"id": 1, "label": "other graphs have nodes too"}], "links": []})"));
  EXPECT_FALSE(is_symbol(R"({"nodes": [{"id": ")" + std::string(5000, 'x')));
}

TEST(MxnetDecoder, tells_symbols_from_other_json) {
  EXPECT_TRUE(is_symbol(" \n" + with_nodes(std::string(variable))));
  EXPECT_FALSE(is_symbol(R"({"format": "nnfront-ir", "nodes": [], "heads": 1, "op": "null"})"));
  EXPECT_FALSE(is_symbol(R"({"nodes": []})"));
  EXPECT_FALSE(is_symbol(R"(["nodes", "heads", "op", "null"])"));
  EXPECT_FALSE(is_symbol(""));
}

TEST(MxnetDecoder, words_are_found_wherever_they_stand_in_a_long_text) {
  for (const std::size_t filler : {std::size_t{262100}, std::size_t{262125}, std::size_t{262144}, std::size_t{600000}}) {
    EXPECT_TRUE(is_symbol(R"({"nodes": [{"op": "null", "name": ")" + std::string(filler, 'x') + R"("}], "heads": []})")) << filler;
  }
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
