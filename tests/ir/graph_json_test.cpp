#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "ir/builder.h"
#include "ir/elements.h"
#include "ir/serialize.h"
#include "ir/text.h"
#include "ir/verify.h"
#include "tests/ir/graphs.h"
#include "tests/ir/operators.h"
#include "tests/support/growth.h"
#include "tests/support/temporary_folder.h"

namespace nnfront::ir_test {
namespace {

using nlohmann::json;

std::string message_of(const std::string& text) {
  try {
    parse_graph_json(text, operators());
  } catch (const Error& error) {
    return error.what();
  }
  return "read without an error";
}

// The full graph with one change.
std::string message_after(const std::function<void(json&)>& change) {
  json document = json::parse(graph_json(full_graph()));
  change(document);
  return message_of(document.dump());
}

json& node_of_op(json& document, const std::string& op) {
  for (json& node : document["nodes"]) {
    if (node["op"] == op) return node;
  }
  throw std::runtime_error("no " + op);
}

TEST(GraphJson, ReadsBackWhatItWrites) {
  const Graph graph = full_graph();
  EXPECT_EQ(problems(graph), std::vector<std::string>{});
  const std::string once = graph_json(graph);
  const Graph again = parse_graph_json(once, operators());
  EXPECT_EQ(graph_json(again), once);
  EXPECT_EQ(print(again), print(graph));
}

TEST(GraphJson, RandomGraphsReadBackByteByByte) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Graph graph = random_graph(seed);
    const std::string once = graph_json(graph);
    ASSERT_EQ(graph_json(parse_graph_json(once, operators())), once) << seed;
    ASSERT_EQ(graph_json(random_graph(seed)), once) << seed;
  }
}

TEST(GraphJson, StandsOneNodePerLineWithKeysInOrder) {
  Graph graph(operators());
  Builder builder(graph);
  const Value x = builder.input("data", {DType::float32, {Dim::symbol("n"), 3}});
  builder.output("out", builder.add1("relu", {x}, {}, "act"));
  EXPECT_EQ(graph_json(graph), R"({
  "format": "nnfront-ir",
  "version": 1,
  "kind": "reconstruct",
  "producer": "",
  "source": {"framework": "", "version": "", "files": []},
  "next_id": 2,
  "aliases": {},
  "inputs": ["0:0"],
  "outputs": [{"name": "out", "value": "1:0"}],
  "nodes": [
    {"id": 0, "op": "input", "name": "data", "inputs": [], "attrs": {"dtype": "float32", "shape": ["n", 3]}, "outputs": [{"shape": ["n", 3], "dtype": "float32"}]},
    {"id": 1, "op": "relu", "name": "act", "inputs": ["0:0"], "attrs": {}, "outputs": [{"shape": ["n", 3], "dtype": "float32"}]}
  ]
}
)");
}

TEST(GraphJson, WritesSparsityAndQuantizationOnlyWhereSet) {
  const json document = json::parse(graph_json(full_graph()));
  json sparse;
  json plain;
  for (const json& node : document["nodes"]) {
    if (node["op"] != "parameter") continue;
    (node["attrs"]["key"] == "conv0_weight" ? sparse : plain) = node["attrs"];
  }
  EXPECT_EQ(sparse["sparsity"], json::parse(R"json({"pattern": "bank(4,64)", "target": 0.9375, "mask": "mask", "storage": "packed"})json"));
  EXPECT_FALSE(plain.contains("sparsity"));
  EXPECT_FALSE(document["nodes"][0].contains("epilogue"));
  EXPECT_FALSE(document["nodes"][0]["outputs"][0].contains("quant"));
}

TEST(GraphJson, WritesWhatIsNotFiniteAsText) {
  const json document = json::parse(graph_json(full_graph()));
  for (const json& node : document["nodes"]) {
    if (node["name"] == "odd") {
      EXPECT_EQ(node["content"].dump(), R"(["inf","-inf","nan",-0.0,0.1,5e-324])");
    }
    if (node["name"] == "all") {
      EXPECT_EQ(node["attrs"]["ratio"], "-inf");
    }
  }
}

TEST(GraphJson, RefusesToWriteWhatWasNotUnderstood) {
  Graph graph(operators());
  Builder builder(graph);
  const Value x = builder.input("data", {DType::float32, {1}});
  builder.output("out", builder.add1("opaque", {x}, OpaqueAttrs{"Mystery", "unknown", 1}, "odd one"));
  try {
    graph_json(graph);
    FAIL() << "written";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_STREQ(error.what(), "node 1 'odd one' (opaque): 'Mystery' was not understood, so that the graph cannot be written");
  }
}

TEST(GraphJson, RefusesNamesThatAreNotUtf8) {
  for (const std::string name : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "abc\xe2\x82", "\x80"}) {
    Graph graph(operators());
    Builder(graph).input(name, {DType::float32, {1}});
    EXPECT_THROW(graph_json(graph), Error) << name;
  }
}

struct Damage {
  std::string name;
  std::function<void(json&)> change;
  std::string message;  // must be in the error's
};

TEST(GraphJson, EveryDamageIsOneLineThatNamesThePlace) {
  const std::vector<Damage> damages = {
      {"format", [](json& d) { d["format"] = "onnx"; }, "not a graph file"},
      {"newer", [](json& d) { d["version"] = 2; }, "graph format version 2 is newer than 1"},
      {"version", [](json& d) { d["version"] = 0; }, "graph format version 0"},
      {"kind", [](json& d) { d["kind"] = "fussed"; }, "got 'fussed', wanted reconstruct, fused or quantized"},
      {"missing head", [](json& d) { d.erase("aliases"); }, "'aliases' is missing"},
      {"unknown head", [](json& d) { d["alias"] = 1; }, "there is no field 'alias', did you mean 'aliases'?"},
      {"unknown op", [](json& d) { node_of_op(d, "conv")["op"] = "conf"; },
       "'conv' (conf): there is no operator 'conf', did you mean 'conv'?"},
      {"unknown field", [](json& d) { node_of_op(d, "conv")["input"] = 1; },
       "'conv' (conv): node: there is no field 'input', did you mean 'inputs'?"},
      {"unknown attribute", [](json& d) { node_of_op(d, "conv")["attrs"]["group"] = 1; },
       "(conv): there is no attribute 'group', did you mean 'groups'?"},
      {"missing attribute", [](json& d) { node_of_op(d, "conv")["attrs"].erase("groups"); }, "(conv): 'groups' is missing"},
      {"missing field", [](json& d) { node_of_op(d, "conv").erase("outputs"); }, "(conv): 'outputs' is missing"},
      {"nan", [](json& d) { node_of_op(d, "everything")["attrs"]["ratio"] = "nan"; },
       "'all' (everything): attribute 'ratio' is not a number (nan)"},
      {"nan in list",
       [](json& d) {
         node_of_op(d, "everything")["attrs"]["weights"] = {1.0, "nan"};
       },
       "attribute 'weights' is not a number (nan)"},
      {"choice", [](json& d) { node_of_op(d, "everything")["attrs"]["colour"] = "blue"; },
       "attribute 'colour': got 'blue', wanted one of red, green"},
      {"null attribute", [](json& d) { node_of_op(d, "everything")["attrs"]["count"] = nullptr; }, "'count': got null, wanted an integer"},
      {"attribute kind", [](json& d) { node_of_op(d, "conv")["attrs"]["strides"] = "1"; }, "'strides': wanted a list"},
      {"duplicate id", [](json& d) { d["nodes"][1]["id"] = 0; }, "its id is another node's too"},
      {"negative id", [](json& d) { d["nodes"][0]["id"] = -1; }, "its id is not below next_id"},
      {"next_id", [](json& d) { d["next_id"] = 3; }, "its id is not below next_id 3"},
      {"cycle",
       [](json& d) {
         json& conv = node_of_op(d, "conv");
         conv["inputs"][0] = std::to_string(conv["id"].get<int>()) + ":0";
       },
       "which is made behind it: the nodes form a cycle or are out of order"},
      {"no such node", [](json& d) { node_of_op(d, "conv")["inputs"][0] = "9999:0"; }, "it reads 9999:0, which no node makes"},
      {"no such output", [](json& d) { node_of_op(d, "conv")["inputs"][0] = "0:1"; }, "it reads 0:1, but that node has 1 outputs"},
      {"bad value", [](json& d) { node_of_op(d, "conv")["inputs"][0] = "0"; }, "'0' is no value; wanted node:output"},
      {"stored type", [](json& d) { node_of_op(d, "conv")["outputs"][0]["shape"][1] = 5; }, "output 0 is stated as float32[batch,5,"},
      {"stored dtype", [](json& d) { node_of_op(d, "conv")["outputs"][0]["dtype"] = "float3"; },
       "there is no element type 'float3', did you mean 'float32'?"},
      {"dimension", [](json& d) { d["nodes"][0]["attrs"]["shape"][0] = "batch+"; }, "dimension 'batch+' lacks a number or a symbol"},
      {"overflow",
       [](json& d) {
         d["nodes"][0]["attrs"]["shape"] = d["nodes"][0]["outputs"][0]["shape"] = {1, 3, 1LL << 40, 1LL << 40};
       },
       "shape overflow"},
      {"content", [](json& d) { node_of_op(d, "constant")["content"].push_back(1); }, "content: got 6 elements, wanted 5"},
      {"content elsewhere", [](json& d) { node_of_op(d, "conv")["content"] = json::array(); }, "'content' is for constants alone"},
      {"key twice",
       [](json& d) {
         for (json& n : d["nodes"])
           if (n["op"] == "parameter") n["attrs"]["key"] = "same";
       },
       "key 'same' is another parameter's too"},
      {"quant",
       [](json& d) {
         node_of_op(d, "conv")["outputs"][0]["quant"] = {{"scheme", "x"}};
       },
       "'bits' is missing"},
      {"scale",
       [](json& d) {
         node_of_op(d, "conv")["outputs"][0]["quant"] = {{"scheme", "x"}, {"bits", 8}, {"scale", "inf"}, {"zero_point", 0}};
       },
       "'scale': got inf, wanted a finite number"},
      {"attrs", [](json& d) { node_of_op(d, "conv")["attrs"] = 1; }, "'attrs': wanted an object"},
      {"node", [](json& d) { d["nodes"][2] = 7; }, "nodes[2]: 'node': wanted an object"},
      {"nodes", [](json& d) { d["nodes"] = 7; }, "'nodes': wanted a list"},
      {"dead output", [](json& d) { d["outputs"][0]["value"] = "9999:0"; }, "output 'flat' is 9999:0, which does not exist there"},
      {"alias", [](json& d) { d["aliases"]["0:0"] = "1:0"; }, "alias 0:0 = 1:0: 0:0 is a node's output"},
  };
  for (const Damage& damage : damages) {
    const std::string message = message_after(damage.change);
    EXPECT_NE(message.find(damage.message), std::string::npos) << damage.name << ": " << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << damage.name;
  }
}

// Keys may stand in any order: that it is no graph file, or one that is newer, is said before anything about its nodes.
TEST(GraphJson, TheFormatIsJudgedBeforeTheNodes) {
  EXPECT_EQ(message_of(R"({"nodes": [{"op": "null"}], "attrs": {}})"), "not a graph file: \"format\" is not \"nnfront-ir\"");
  const std::string newer = message_of(R"({"nodes": [{"op": "null"}], "format": "nnfront-ir", "version": 99})");
  EXPECT_NE(newer.find("graph format version 99 is newer"), std::string::npos) << newer;
}

TEST(GraphJson, NamesTheNodesAroundASubgraphsNode) {
  const std::string message =
      message_after([](json& document) { node_of_op(document, "if")["graphs"][0]["nodes"][0]["inputs"][0] = "0:0"; });
  EXPECT_NE(message.find("it reads 0:0, which is made in another block and not captured"), std::string::npos) << message;
}

TEST(GraphJson, NamesTheFile) {
  const testing_support::TemporaryFolder folder;
  const auto path = folder / "net_graph.json";
  write_graph(full_graph(), path);
  EXPECT_EQ(graph_json(read_graph(path, operators())), graph_json(full_graph()));
  std::ofstream(path) << "{\"format\": ";
  try {
    read_graph(path, operators());
    FAIL() << "read";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).rfind(path.string() + ": ", 0), 0U) << error.what();
  }
  EXPECT_THROW(read_graph(folder.path(), operators()), Error);
  EXPECT_THROW(read_graph(folder / "absent", operators()), Error);
}

TEST(GraphJson, TruncatedFilesAreErrors) {
  const std::string whole = graph_json(full_graph());
  for (std::size_t size = 0; size + 2 < whole.size(); size += 97) EXPECT_NE(message_of(whole.substr(0, size)), "read without an error");
}

TEST(GraphJson, ReadingAndWritingAreLinear) {
  const auto write = [](const Graph& graph) { EXPECT_FALSE(graph_json(graph).empty()); };
  EXPECT_LT(test::growth(10000, chain, write), test::linear_growth);
  const auto written = [](std::int64_t nodes) { return graph_json(chain(nodes)); };
  const auto read = [](const std::string& text) { EXPECT_GE(parse_graph_json(text, operators()).nodes().size(), 10000U); };
  EXPECT_LT(test::growth(10000, written, read), test::linear_growth);
}

}  // namespace
}  // namespace nnfront::ir_test
