#include "ir/verify.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ir/builder.h"
#include "ir/elements.h"
#include "ir/text.h"
#include "tests/ir/graphs.h"
#include "tests/ir/operators.h"

namespace nnfront::ir_test {
namespace {

Node& node_called(Block& block, const std::string& name) {
  for (Node& node : block.nodes) {
    if (node.name == name) return node;
  }
  throw std::runtime_error("no node " + name);
}

Node& node_called(Graph& graph, const std::string& name) {
  return node_called(graph.block(), name);
}

Node& branch(Graph& graph) {
  for (Node& node : graph.nodes()) {
    if (!node.graphs.empty()) return node;
  }
  throw std::runtime_error("no node with graphs");
}

ParameterAttrs attributes_of(const Node& node) {
  return node.attributes.as<ParameterAttrs>();
}

struct Defect {
  std::string name;
  std::function<void(Graph&)> make;
  std::string message;  // must be in one of the problems
};

const std::vector<Defect>& defects() {
  static const std::vector<Defect> list = {
      {"repeated id", [](Graph& g) { node_called(g, "conv").id = 0; }, "node 0 'conv' (conv): its id is another node's too"},
      {"repeated id inside", [](Graph& g) { branch(g).graphs[0].block.nodes.front().id = 0; }, "(relu): its id is another node's too"},
      {"id past next_id", [](Graph& g) { g.next_id = 5; }, "its id is not below next_id 5"},
      {"next_id", [](Graph& g) { g.next_id = std::numeric_limits<std::int64_t>::max(); }, "wanted 0 to 2^53"},
      {"alias alive",
       [](Graph& g) {
         g.aliases[{0, 0}] = {1, 0};
       },
       "alias 0:0 = 1:0: 0:0 is a node's output"},
      {"alias past next_id",
       [](Graph& g) {
         g.aliases[{99999, 0}] = {1, 0};
       },
       "99999:0 is not below next_id"},
      {"alias chain",
       [](Graph& g) {
         g.aliases[{g.next_id - 1, 0}] = g.aliases.begin()->first;
       },
       "is an alias itself"},
      {"out of order", [](Graph& g) { g.nodes().splice(g.nodes().begin(), g.nodes(), std::prev(g.nodes().end())); },
       "the nodes form a cycle or are out of order"},
      {"no such node",
       [](Graph& g) {
         node_called(g, "conv").inputs[0] = Value{9999, 0};
       },
       "it reads 9999:0, which no node makes"},
      {"no such output",
       [](Graph& g) {
         node_called(g, "conv").inputs[0] = Value{0, 7};
       },
       "it reads 0:7, but that node has 1 outputs"},
      {"negative output",
       [](Graph& g) {
         node_called(g, "conv").inputs[0] = Value{0, -1};
       },
       "it reads 0:-1"},
      {"not captured", [](Graph& g) { branch(g).graphs[1].captures.clear(); }, "which is made in another block and not captured"},
      {"captures something dead",
       [](Graph& g) {
         branch(g).graphs[0].captures.push_back({9999, 0});
       },
       "it captures 9999:0, which does not exist before the node"},
      {"captured twice",
       [](Graph& g) {
         auto& c = branch(g).graphs[0].captures;
         c.push_back(c.front());
       },
       "captures are not sorted, each once"},
      {"subgraph names", [](Graph& g) { branch(g).graphs[1].name = "then_branch"; }, "another graph of the node has its name"},
      {"subgraph output",
       [](Graph& g) {
         branch(g).graphs[1].block.outputs[0].value = {0, 0};
       },
       "output 'y' is 0:0, which does not exist there"},
      {"inner value used outside", [](Graph& g) { node_called(g, "flat").inputs[0] = branch(g).graphs[0].block.nodes.front().value(); },
       "which is made in another block and not captured"},
      {"too few operands", [](Graph& g) { node_called(g, "conv").inputs.resize(1); }, "input 1 (w) is missing"},
      {"absent operand", [](Graph& g) { node_called(g, "conv").inputs[1].reset(); }, "input 1 (w) is missing"},
      {"too many operands",
       [](Graph& g) {
         node_called(g, "conv").inputs.resize(4, Value{0, 0});
       },
       "got 4 inputs, wanted at most 3"},
      {"type", [](Graph& g) { node_called(g, "conv").outputs[0].type.dtype = DType::float16; }, "is stated as float16[batch,4,"},
      {"shape", [](Graph& g) { node_called(g, "conv").outputs[0].type.shape[1] = 9; }, "inferred as float32[batch,4,"},
      {"output count", [](Graph& g) { node_called(g, "halves").outputs.pop_back(); }, "node"},
      {"constraint",
       [](Graph& g) {
         node_called(g, "conv").attributes = ConvAttrs{{1}, 1};
       },
       "'conv' (conv): [conv_c3] got 1 strides"},
      {"nan",
       [](Graph& g) {
         EverythingAttrs a;
         a.bias = std::nan("");
         node_called(g, "all").attributes = a;
       },
       "'all' (everything): attribute 'bias' is not a number (nan)"},
      {"key twice",
       [](Graph& g) {
         auto a = attributes_of(node_called(g, "mask"));
         a.key = "scales";
         node_called(g, "mask").attributes = a;
       },
       "key 'scales' is another parameter's too"},
      {"no key",
       [](Graph& g) {
         auto a = attributes_of(node_called(g, "mask"));
         a.key = "";
         node_called(g, "mask").attributes = a;
       },
       "a parameter without a key"},
      {"content type", [](Graph& g) { node_called(g, "mask").tensor = Tensor(random_array(DType::uint8, {15}, 1)); },
       "its content is uint8[15], wanted uint8[14]"},
      {"content elsewhere", [](Graph& g) { node_called(g, "conv").tensor = Tensor(random_array(DType::uint8, {15}, 1)); },
       "it has content but is neither parameter nor constant"},
      {"constant without content", [](Graph& g) { node_called(g, "odd").tensor = Tensor(); }, "a constant without content"},
      {"large constant",
       [](Graph& g) {
         Node& n = node_called(g, "odd");
         n.tensor = Tensor(random_array(DType::float64, {513}, 1));
         n.attributes = ConstantAttrs{DType::float64, {513}};
         n.outputs[0].type.shape = {513};
       },
       "a constant of 4104 bytes, wanted at most 4096"},
      {"symbolic parameter",
       [](Graph& g) {
         Node& n = node_called(g, "mask");
         auto a = attributes_of(n);
         a.shape = {Dim::symbol("n")};
         n.attributes = a;
       },
       "its shape is [n], wanted integers"},
      {"epilogue value alive",
       [](Graph& g) {
         auto& s = node_called(g, "fused").epilogue[0];
         s.value = s.inputs[0].emplace(Value{0, 0});
       },
       "epilogue value 0:0 is a node's output too"},
      {"epilogue value past next_id",
       [](Graph& g) {
         auto& s = node_called(g, "fused").epilogue[0];
         s.value = s.inputs[0].emplace(Value{99999, 0});
       },
       "epilogue value 99999:0 is not below next_id"},
      {"epilogue value twice",
       [](Graph& g) {
         auto& e = node_called(g, "fused").epilogue;
         e[1].value = e[0].value;
       },
       "stands in two epilogues"},
      {"epilogue does not read",
       [](Graph& g) {
         node_called(g, "fused").epilogue[0].inputs = {Value{0, 0}};
       },
       "epilogue relu does not read the running value"},
      {"epilogue operator", [](Graph& g) { node_called(g, "fused").epilogue[0].op = &operators().at("split"); },
       "split cannot stand in an epilogue"},
      {"epilogue type",
       [](Graph& g) {
         node_called(g, "fused").epilogue[1].inputs[0] = Value{0, 0};
       },
       "epilogue add: [add_c1]"},
      {"swallowed alive", [](Graph& g) { node_called(g, "fused").swallowed.push_back(0); }, "swallowed id 0 is a node of the graph"},
      {"swallowed past next_id", [](Graph& g) { node_called(g, "fused").swallowed.push_back(99999); },
       "swallowed id 99999 is not below next_id"},
      {"swallowed twice", [](Graph& g) { g.nodes().back().swallowed = {node_called(g, "fused").swallowed.front()}; }, "is listed twice"},
      {"output dead",
       [](Graph& g) {
         g.outputs()[0].value = {9999, 0};
       },
       "the graph: output 'flat' is 9999:0, which does not exist there"},
      {"output names", [](Graph& g) { g.outputs()[1].name = "flat"; }, "the graph: two outputs are called 'flat'"},
      {"input not listed", [](Graph& g) { g.inputs().pop_back(); }, "it is not among the inputs of the graph"},
      {"input twice", [](Graph& g) { g.inputs().push_back(g.inputs()[0]); }, "the graph: input 0:0 is listed twice"},
      {"input no input",
       [](Graph& g) {
         g.inputs().push_back({3, 0});
       },
       "the graph: input 3:0 is no input node of it"},
      {"input names", [](Graph& g) { std::next(g.nodes().begin())->name = "data"; }, "another input of the graph has its name"},
      {"state dead",
       [](Graph& g) {
         g.state[0].next = {9999, 0};
       },
       "state 4:0 = 9999:0: 9999:0 does not exist"},
      {"state no parameter",
       [](Graph& g) {
         g.state[0].parameter = {0, 0};
       },
       "0:0 is no parameter"},
      {"state type",
       [](Graph& g) {
         g.state[0].next = {3, 0};
       },
       "got uint8[14], wanted float32[4]"},
      {"state twice", [](Graph& g) { g.state.push_back(g.state[0]); }, "is updated twice"},
      {"entry names",
       [](Graph& g) {
         g.entry_points.push_back({"encode", {}});
       },
       "two entry points are called 'encode'"},
      {"entry reads an activation",
       [](Graph& g) {
         node_called(g.entry_points[0].block, "shared").inputs[0] = Value{0, 0};
       },
       "which is made in another block and not captured"},
      {"quantization bits", [](Graph& g) { node_called(g, "fused").outputs[0].quant->bits = 0; }, "quantization to 0 bits"},
      {"quantization scale", [](Graph& g) { node_called(g, "fused").outputs[0].quant->scale = 0; }, "quantization scale is 0"},
      {"quantization key", [](Graph& g) { node_called(g, "fused").epilogue[0].quant->scale_key = "lost"; },
       "scale 'lost' is no parameter's key"},
      {"quantization axis", [](Graph& g) { node_called(g, "fused").epilogue[0].quant->axis.reset(); }, "quantization has keys but no axis"},
      {"requantization key", [](Graph& g) { node_called(g, "fused").requant->shift_key = "lost"; }, "shift 'lost' is no parameter's key"},
      {"sparsity mask",
       [](Graph& g) {
         auto a = attributes_of(node_called(g, "conv0_weight"));
         a.sparsity_mask = "lost";
         node_called(g, "conv0_weight").attributes = a;
       },
       "sparsity mask 'lost' is no parameter's key"},
      {"sparsity pattern",
       [](Graph& g) {
         auto a = attributes_of(node_called(g, "conv0_weight"));
         a.sparsity_pattern = "";
         node_called(g, "conv0_weight").attributes = a;
       },
       "sparsity is given without a pattern"},
      {"no operator", [](Graph& g) { node_called(g, "conv").op = nullptr; }, "it has no operator that can be checked"},
  };
  return list;
}

TEST(Verify, AcceptsValidGraphs) {
  EXPECT_EQ(problems(full_graph()), std::vector<std::string>{});
  for (std::uint64_t seed = 0; seed < 100; ++seed) ASSERT_EQ(problems(random_graph(seed)), std::vector<std::string>{}) << seed;
}

TEST(Verify, FindsEveryDefect) {
  for (const Defect& defect : defects()) {
    Graph graph = full_graph();
    defect.make(graph);
    const std::vector<std::string> found = problems(graph);
    const bool named = std::any_of(found.begin(), found.end(),
                                   [&](const std::string& problem) { return problem.find(defect.message) != std::string::npos; });
    EXPECT_TRUE(named) << defect.name << ": " << testing::PrintToString(found);
  }
}

TEST(Verify, ShapeArgumentsWithoutTheirContentMayBeAnything) {
  Graph graph(operators());
  Builder builder(graph);
  const Value x = builder.input("x", {DType::float32, {2, 6}});
  const std::vector<std::int64_t> dims = {3, 4};
  const Value target = builder.parameter("target", Tensor(Array::of<std::int64_t>({2}, dims)), ParameterRole::buffer, false);
  const Value y = builder.add1("reshape", {x, target}, ReshapeAttrs{});
  EXPECT_EQ(text(builder.type(y)), "float32[3,4]");
  builder.output("y", y);
  Node& parameter = *std::next(graph.nodes().begin());
  parameter.tensor = Tensor();
  EXPECT_EQ(problems(graph), std::vector<std::string>{});
  graph.nodes().back().outputs[0].type.shape = {Dim::unknown(), 4};
  EXPECT_EQ(problems(graph), std::vector<std::string>{});
  graph.nodes().back().outputs[0].type = TensorType::unranked();
  EXPECT_EQ(problems(graph), std::vector<std::string>{});
  graph.nodes().back().outputs[0].type = {DType::float32, {12}};
  EXPECT_EQ(problems(graph).size(), 1U);
  graph.nodes().back().outputs[0].type = {DType::float64, {3, 4}};
  EXPECT_EQ(problems(graph).size(), 1U);
}

TEST(Verify, ThrowsTheFirstTwentyProblems) {
  Graph graph = chain(30);
  for (Node& node : graph.nodes()) node.outputs[0].type.shape = {1};
  graph.nodes().front().outputs[0].type.shape = {1, 3, 224, 224};
  for (Node& node : graph.nodes()) {
    if (!node.inputs.empty()) node.inputs[0] = Value{0, 0};
  }
  try {
    verify(graph);
    FAIL() << "valid";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_file);
    const std::string message = error.what();
    EXPECT_EQ(message.rfind("30 problems: node 1 'stage1_unit1_relu0' (relu): output 0 is stated as float32[1], inferred as", 0), 0U)
        << message;
    EXPECT_NE(message.find("; and 10 more"), std::string::npos);
    EXPECT_EQ(message.find('\n'), std::string::npos);
  }
  EXPECT_THROW(verify_after(graph, "fold_everything"), InternalError);
  EXPECT_NO_THROW(verify_after(full_graph(), "nothing"));
}

TEST(Verify, GraphsMustNotNestTooDeep) {
  Graph graph(operators());
  const auto if_node = [&] {
    Node node;
    node.id = graph.take_id();
    node.op = &graph.operators().at("if");
    node.graphs.resize(1);
    return node;
  };
  Block* block = &graph.block();
  for (int i = 0; i <= deepest_nesting; ++i) block = &block->nodes.emplace_back(if_node()).graphs[0].block;
  EXPECT_EQ(problems(graph), std::vector<std::string>{"graphs of nodes nest 49 deep, wanted at most 48"});
}

TEST(InferTypes, PassesThroughEpiloguesAndSubgraphs) {
  Graph graph = full_graph();
  Graph forgotten = graph;
  for_each_block(forgotten, [](Block& block) {
    for (Node& node : block.nodes) {
      for (Output& output : node.outputs) output.type = {DType::int8, {77}};
    }
  });
  infer_types(forgotten);
  EXPECT_EQ(print(forgotten), print(graph));
}

}  // namespace
}  // namespace nnfront::ir_test
