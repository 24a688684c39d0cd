#include "ir/text.h"

#include <gtest/gtest.h>

#include "ir/elements.h"
#include "ir/serialize.h"
#include "tests/ir/graphs.h"
#include "tests/ir/operators.h"

namespace nnfront::ir_test {
namespace {

Graph parse(std::string_view text) {
  return parse_text(text, operators());
}

std::string message_of(std::string_view text) {
  try {
    parse(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "parsed";
}

const Node& node_at(const Graph& graph, std::size_t position) {
  return *std::next(graph.nodes().begin(), static_cast<std::ptrdiff_t>(position));
}

constexpr std::string_view fused = R"(graph fused {
  %0 = input() name="data" : float32[1,3,8,8]
  %1 = parameter() key="w" role="weight" trainable=true : float32[4,3,3,3]
  %2 = constant() name="c" = [1, -2, 3] : int64[3]
  %5 = conv(%0, %1, none) strides=[1,1] groups=1 name="conv0" swallowed=[3,4]
       then relu(%3) : float32[1,4,6,6]
  %6:2 = split(%5) parts=2 : float32[1,2,6,6], float32[1,2,6,6]
  output "prob" %6:1
  alias %4 = %5
}
)";

TEST(Text, PrintsWhatItParses) {
  EXPECT_EQ(print(parse(fused)), fused);
}

TEST(Text, TypesAndDefaultsMayBeLeftOut) {
  const Graph graph = parse(R"(
    graph fused {  # a comment
      %0 = input() name="data" : float32[1,3,8,8]
      %1 = parameter() key="w" : float32[4,3,3,3]
      %2 = constant() name="c" = [1, -2, 3] : int64[3]
      %5 = conv(%0, %1) swallowed=[3,4] name="conv0" then relu(%3)
      %6:2 = split(%5)
      output "prob" %6:1 alias %4 = %5 })");
  const Graph written = parse(fused);
  Graph padded = graph;
  std::next(padded.nodes().begin(), 3)->inputs.resize(3);
  EXPECT_EQ(print(padded), print(written));
}

TEST(Text, FullGraphReadsBack) {
  const Graph graph = full_graph();
  const std::string once = print(graph);
  const Graph again = parse(once);
  EXPECT_EQ(print(again), once);
  EXPECT_EQ(graph_json(again), graph_json(graph));
}

TEST(Text, RandomGraphsReadBack) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Graph graph = random_graph(seed);
    const Graph again = parse(print(graph));
    ASSERT_EQ(print(again), print(graph)) << seed;
    ASSERT_EQ(graph_json(again), graph_json(graph)) << seed;
  }
}

TEST(Text, ReadsSymbolsAndSubgraphs) {
  const Graph graph = parse(R"(graph reconstruct {
    %0 = input() name="x" : float32[batch,(seq+1)/2]
    %1 = input() name="c" : bool[]
    %2 = if(%1) {
      yes(%0)
      %3 = relu(%0)
      output "y" %3
    } {
      "no way"(%0)
      %4 = add(%0, %0)
      output "y" %4
    }
    output "y" %2
  })");
  const Node& branch = node_at(graph, 2);
  ASSERT_EQ(branch.graphs.size(), 2U);
  EXPECT_EQ(branch.graphs[1].name, "no way");
  EXPECT_EQ(text(branch.outputs[0].type), "float32[batch,(seq+1)/2]");
  EXPECT_EQ(graph.next_id, 5);
  EXPECT_EQ(graph.inputs(), (std::vector<Value>{{0, 0}, {1, 0}}));
}

// Nodes that own nodes that own nodes, `depth` deep.
std::string nested_text(int depth) {
  std::string text = "graph fused { %0 = input() name=\"c\" : bool[]\n";
  int id = 1;
  for (int i = 0; i < depth; ++i) text += fmt::format("%{} = if(%0) {{ \"then\"(%0)\n", id++);
  for (int i = depth; i > 0; --i) {
    text += fmt::format("%{0} = relu(%0)\noutput \"y\" %{0}\n}} {{ \"else\"(%0)\n", id++);
    text += fmt::format("%{0} = relu(%0)\noutput \"y\" %{0}\n}}\n", id++);
  }
  return text + "output \"y\" %1 }";
}

TEST(Text, NestsAsDeepAsAGraphFileCanSay) {
  const Graph graph = parse(nested_text(deepest_nesting));
  EXPECT_EQ(nesting(graph), deepest_nesting);
  EXPECT_EQ(print(parse(print(graph))), print(graph));
  EXPECT_EQ(print(parse_graph_json(graph_json(graph), operators())), print(graph));
  for (const int depth : {deepest_nesting + 1, 10'000}) {
    try {
      parse(nested_text(depth));
      FAIL() << "wanted an Error";
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find("graphs nest deeper than 48"), std::string::npos) << error.what();
    }
  }
}

TEST(Text, ContentIsListedOrSeeded) {
  const Graph graph = parse(R"(graph fused {
    %0 = parameter() key="w" = random(7) : float32[2,3]
    %1 = parameter() key="b" = [0.5, -inf] : float32[2]
    %2 = constant() = [18446744073709551615] : uint64[1]
    %3 = parameter() key="large" = random(7) : float32[1000,1000]
  })");
  const Array seeded = node_at(graph, 0).tensor.evaluate();
  const Array wanted = random_array(DType::float32, {2, 3}, 7);
  EXPECT_TRUE(std::equal(seeded.as<float>().begin(), seeded.as<float>().end(), wanted.as<float>().begin()));
  EXPECT_EQ(node_at(graph, 1).tensor.evaluate().as<float>()[0], 0.5F);
  EXPECT_EQ(node_at(graph, 2).tensor.evaluate().as<std::uint64_t>()[0], ~std::uint64_t{0});
  EXPECT_FALSE(node_at(graph, 3).tensor.in_memory());
  EXPECT_EQ(node_at(graph, 3).tensor.evaluate().as<float>()[5], wanted.as<float>()[5]);
}

TEST(Text, SaysLineAndColumn) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "line 1, column 1: wanted 'graph'"},
      {"graph fussed {}", "line 1, column 7: got 'fussed', wanted reconstruct, fused or quantized"},
      {"graph fused {", "line 1, column 14: wanted a node, an output or '}'"},
      {"graph fused {} x", "line 1, column 16: something stands behind the graph"},
      {"graph fused {\n  %0 = inptu() : float32[1]\n}", "line 2, column 8: there is no operator 'inptu', did you mean 'input'?"},
      {"graph fused {\n  %0 = input()\n}", "line 2, column 3: input wants a type"},
      {"graph fused {\n  %0 = input() : float23[1]\n}", "line 2, column 18: there is no element type 'float23'"},
      {"graph fused {\n  %0 = input() : float32[1+]\n}", "line 2, column 26: dimension '1+' lacks a number or a symbol"},
      {"graph fused {\n  %0 = input() : float32[1]\n  %0 = relu(%0)\n}", "line 3, column 3: %0 is defined twice"},
      {"graph fused {\n  %1 = relu(%0)\n}", "line 2, column 3: node 1 (relu) reads 0:0, which is not defined before it"},
      {"graph fused {\n  %0 = input() : float32[1]\n  %1 = relu(%0) : float32[2]\n}",
       "line 3, column 3: node 1 (relu): output 0 is stated as float32[2], inferred as float32[1]"},
      {"graph fused {\n  %0 = input() : float32[1]\n  %1:2 = relu(%0)\n}", "line 3, column 3: node 1 (relu) has 2 outputs, wanted 1"},
      {"graph fused {\n  %0 = input() : float32[1,4]\n  %1:2 = split(%0) part=2\n}",
       "line 3, column 20: there is no attribute 'part', did you mean 'parts'?"},
      {"graph fused {\n  %0 = input() : float32[1,4]\n  %1:2 = split(%0) parts=x\n}", "line 3, column 26: got 'x', wanted an integer"},
      {"graph fused {\n  %0 = input() : float32[1,4]\n  %1:2 = split(%0) parts=0\n}",
       "line 3, column 3: node 1 (split): [split_c1] got 0 parts"},
      {"graph fused {\n  %0 = constant() = [1, 2] : int8[3]\n}", "line 2, column 21: content: got 2 elements, wanted 3"},
      {"graph fused {\n  %0 = constant() = [300] : int8[1]\n}", "line 2, column 21: element 300 does not fit int8"},
      {"graph fused {\n  %0 = input() name=\"x : float32[1]\n}", "line 2, column 21: a quote is not closed"},
      {"graph fused {\n  output \"y\" %7\n}", "the graph: output 'y' is 7:0, which does not exist there"},
      {"graph fused {\n  %99999999999999999999 = input() : float32[]\n}", "line 2, column 4: got '99999999999999999999', wanted an id"},
  };
  for (const auto& [text, message] : cases) {
    const std::string got = message_of(text);
    EXPECT_EQ(got.substr(0, message.size()), message) << text << "\n" << got;
  }
}

TEST(Text, QuantizationReadsBack) {
  const std::string text = R"(graph quantized {
  %0 = input() name="x" : float32[1] quant(scheme="minmax" bits=4 scale=0.25 zero_point=-3)
  %1 = parameter() key="s" role="buffer" trainable=false : float32[1]
  %3 = relu(%0) name="r" swallowed=[2] dialect="chip" acc_bound="s" requant(kind="dyadic" m=3 n="s")
       then relu(%2) quant(scheme="a" bits=8 scale="s" zero_point="s" axis=0) requant(kind="q31" m="s" n=2) : float32[1]
  output "y" %3
  next_id 40
}
)";
  EXPECT_EQ(print(parse(text)), text);
  EXPECT_EQ(graph_json(parse_graph_json(graph_json(parse(text)), operators())), graph_json(parse(text)));
}

TEST(Text, AParameterIsCalledAsItsKeyUnlessItSaysOtherwise) {
  const std::string text = R"(graph reconstruct {
  %0 = parameter() key="w" role="weight" trainable=true : float32[2]
  %1 = parameter() key="v" role="weight" trainable=true name="other" : float32[2]
  %2 = parameter() key="u" role="weight" trainable=true name="" : float32[2]
}
)";
  const Graph graph = parse_text(text, operators());
  std::vector<std::string> names;
  for (const Node& node : graph.nodes()) names.push_back(node.name);
  EXPECT_EQ(names, (std::vector<std::string>{"w", "other", ""}));
  EXPECT_EQ(print(graph), text);
}

}  // namespace
}  // namespace nnfront::ir_test
