#include "ops/control.h"

#include "ir/builder.h"
#include "ir/input_shapes.h"
#include "ir/serialize.h"
#include "ir/text.h"
#include "ir/verify.h"
#include "op_harness.h"
#include "ops/op_table.h"
#include "ops/shape.h"

namespace nnfront::ops::testing {
namespace {

Graph parse(std::string_view text) {
  return parse_text(text, operators());
}

const Node& owner(const Graph& graph) {
  for (const Node& node : graph.nodes()) {
    if (!node.graphs.empty()) return node;
  }
  throw std::runtime_error("no node owns a graph");
}

std::vector<std::string> types_of(const Graph& graph) {
  std::vector<std::string> types;
  for (const Output& output : owner(graph).outputs) types.push_back(text(output.type));
  return types;
}

using Texts = std::vector<std::string>;

void expect_refused(std::string_view op, std::string_view label, const std::string& text) {
  const Operator& record = operators().at(op);
  const bool listed =
      std::any_of(record.constraints.begin(), record.constraints.end(), [&](const Constraint& each) { return each.label == label; });
  EXPECT_TRUE(listed) << label;
  try {
    const Graph graph = parse(text);
    ADD_FAILURE() << "accepts what " << label << " forbids: " << print(graph);
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("[" + std::string(label) + "] "), std::string::npos) << error.what();
  }
}

// What every text reads back as, in both forms.
void expect_round_trips(const Graph& graph) {
  EXPECT_EQ(print(parse(print(graph))), print(graph));
  EXPECT_EQ(print(parse_graph_json(graph_json(graph), operators())), print(graph));
}

// ---- if

std::string branches(const std::string& condition, const std::string& taken, const std::string& other) {
  return "graph reconstruct {\n  %0 = input() name=\"x\" : float32[2,3]\n  %1 = input() name=\"c\" : " + condition +
         "\n  %2 = if(%1) { \"then\"(%0)\n" + taken + "} { \"else\"(%0)\n" + other + "}\n  output \"y\" %2\n}";
}
const std::string relu = "%10 = relu(%0)\n output \"y\" %10\n";
const std::string hands_on = "output \"y\" %0\n";

TEST(If, gives_what_both_branches_have_in_common) {
  EXPECT_EQ(types_of(parse(branches("bool[]", relu, hands_on))), Texts{"float32[2,3]"});
  const std::string sliced = "%20 = slice(%0) axes=[1] starts=[0] stops=[2] steps=[1]\n output \"y\" %20\n";
  const Graph graph = parse(branches("bool[1]", relu, sliced));
  EXPECT_EQ(types_of(graph), Texts{"float32[2,?]"});
  expect_round_trips(graph);
}

TEST(If, branches_of_another_rank_give_no_rank) {
  const std::string flat = "%20 = reshape(%0) shape=[6]\n output \"y\" %20\n";
  EXPECT_EQ(types_of(parse(branches("bool[]", relu, flat))), Texts{"float32[...]"});
}

TEST(If, if_c1_condition) {
  expect_refused("if", "if_c1", branches("float32[]", relu, hands_on));
  expect_refused("if", "if_c1", branches("bool[2]", relu, hands_on));
}
TEST(If, if_c2_subgraphs) {
  expect_refused("if", "if_c2", "graph fused {\n %1 = input() name=\"c\" : bool[]\n %2 = if(%1)\n}");
  expect_refused("if", "if_c2", branches("bool[]", "%10 = input() name=\"inner\" : float32[2,3]\n output \"y\" %10\n", hands_on));
}
TEST(If, if_c3_outputs) {
  expect_refused("if", "if_c3", branches("bool[]", relu, "%20 = tanh(%0)\n"));
  expect_refused("if", "if_c3", branches("bool[]", "", ""));
}
TEST(If, if_c4_element_type) {
  expect_refused("if", "if_c4", branches("bool[]", relu, "%20 = cast(%0) to=\"float64\"\n output \"y\" %20\n"));
}

// ---- loop

struct LoopText {
  std::string count = "int64[]";
  std::string condition = "bool[]";
  std::string inputs = "%1, %2, %0";
  std::string carried = "float32[2]";
  std::string body = "%16 = add(%12, %0)";
  std::string outputs = "output \"condition\" %11 output \"carried\" %16 output \"scanned\" %16";
  std::string outside = "2";
  std::string attributes = {};
};

std::string loop_text(const LoopText& parts) {
  return "graph reconstruct {\n  %0 = input() name=\"x\" : float32[2]\n  %1 = input() name=\"n\" : " + parts.count +
         "\n  %2 = input() name=\"c\" : " + parts.condition + "\n  %5:" + parts.outside + " = loop(" + parts.inputs + ") " +
         parts.attributes +
         " { \"body\"(%0)\n    %10 = input() name=\"iteration\" : int64[]\n    %11 = input() name=\"condition\" : bool[]\n" +
         "    %12 = input() name=\"carried\" : " + parts.carried + "\n    " + parts.body + "\n    " + parts.outputs +
         "\n  }\n  output \"y\" %5\n}";
}

TEST(Loop, infers_carried_and_scanned_values) {
  const Graph graph = parse(loop_text({}));
  EXPECT_EQ(types_of(graph), (Texts{"float32[2]", "float32[?,2]"}));
  expect_round_trips(graph);
}

TEST(Loop, a_constant_trip_count_is_the_size_of_what_is_scanned) {
  const auto counted = [](const std::string& operands, const std::string& extra = "") {
    std::string text = loop_text({.inputs = operands, .attributes = extra});
    text.insert(text.find("  %5:"), "  %3 = constant() = [4] : int64[]\n  %4 = constant() = [true] : bool[]\n");
    return types_of(parse(text));
  };
  EXPECT_EQ(counted("%3, none, %0"), (Texts{"float32[2]", "float32[4,2]"}));
  EXPECT_EQ(counted("%3, %4, %0"), (Texts{"float32[2]", "float32[4,2]"})) << "true, and handed on by the body";
  EXPECT_EQ(counted("%3, %2, %0"), (Texts{"float32[2]", "float32[?,2]"})) << "the condition may be false at once";
  EXPECT_EQ(counted("%3, %2, %0", "pad_scanned=true"), (Texts{"float32[2]", "float32[4,2]"}));
}

TEST(Loop, a_carried_value_that_grows_is_unknown) {
  const Graph graph = parse(loop_text({.carried = "float32[?]", .body = "%16 = concat(%12, %0) axis=0"}));
  EXPECT_EQ(types_of(graph), (Texts{"float32[?]", "float32[?,?]"}));
  expect_refused("loop", "loop_c6", loop_text({.body = "%16 = concat(%12, %0) axis=0"}));
}

TEST(Loop, types_settle_when_the_shapes_of_the_inputs_change) {
  Graph graph = parse(loop_text({.carried = "float32[?]", .body = "%16 = concat(%12, %0) axis=0"}));
  set_input_shapes(graph, {{7}, {}, {}});
  EXPECT_EQ(problems(graph), Texts());
  EXPECT_EQ(text(owner(graph).graphs[0].block.nodes.back().outputs[0].type), "float32[?]");

  Graph steady = parse(loop_text({}));
  set_input_shapes(steady, {{Dim::symbol("n")}, {}, {}});
  EXPECT_EQ(problems(steady), Texts());
  EXPECT_EQ(types_of(steady), (Texts{"float32[n]", "float32[?,n]"}));
  set_input_shapes(steady, {{5}, {}, {}});
  EXPECT_EQ(types_of(steady), (Texts{"float32[5]", "float32[?,5]"}));
}

// Level by level, each of which hands on a value that grows: the rounds add up, they do not multiply.
TEST(Loop, deeply_nested_ones_settle) {
  constexpr int depth = 40;
  Graph graph(operators());
  Builder outermost(graph);
  const Value count = outermost.input("n", type(DType::int64, {}));
  const Value x = outermost.input("x", f32({2}));
  const std::function<Value(Builder&, Value, int)> nested = [&](Builder& builder, Value value, int level) {
    if (level == depth) return builder.add1("concat", {value, value}, AxisAttrs{0});
    std::vector<Subgraph> graphs(1);
    graphs[0].name = "body";
    Builder body(builder, graphs[0].block);
    body.input("iteration", type(DType::int64, {}));
    body.output("condition", body.input("condition", type(DType::boolean, {})));
    const Value carried = body.input("carried", builder.type(value));
    body.output("carried", nested(body, carried, level + 1));
    return builder.add_owner("loop", {count, std::nullopt, value}, {}, std::move(graphs)).front();
  };
  const Value y = nested(outermost, x, 0);
  outermost.output("y", y);
  EXPECT_EQ(text(outermost.type(y)), "float32[?]");
  EXPECT_EQ(problems(graph), Texts());
  set_input_shapes(graph, {{}, {5}});
  EXPECT_EQ(problems(graph), Texts());
}

TEST(Loop, an_input_that_was_not_understood_leaves_the_number_of_outputs) {
  Graph graph(operators());
  Builder builder(graph);
  const Value count = builder.input("n", type(DType::int64, {}));
  const Value strange = builder.add1("opaque", {count}, OpaqueAttrs{"Foo", "unknown", 1});
  std::vector<Subgraph> graphs(1);
  graphs[0].name = "body";
  Builder body(builder, graphs[0].block);
  body.input("iteration", type(DType::int64, {}));
  body.output("condition", body.input("condition", type(DType::boolean, {})));
  body.output("carried", body.input("carried", f32({})));
  body.output("scanned", strange);
  const std::vector<Value> outputs = builder.add_owner("loop", {count, std::nullopt, strange}, {}, std::move(graphs));
  ASSERT_EQ(outputs.size(), 2U);
  EXPECT_FALSE(builder.type(outputs[0]).ranked);
  EXPECT_FALSE(builder.type(outputs[1]).ranked);
  EXPECT_EQ(graph.nodes().back().graphs[0].captures, std::vector<Value>{strange});
}

TEST(Loop, loop_c1_trip_count) {
  expect_refused("loop", "loop_c1", loop_text({.count = "float32[]"}));
  expect_refused("loop", "loop_c1", loop_text({.count = "int64[2]"}));
}
TEST(Loop, loop_c2_condition) {
  expect_refused("loop", "loop_c2", loop_text({.condition = "int64[]"}));
}
TEST(Loop, loop_c3_without_an_end) {
  expect_refused("loop", "loop_c3", loop_text({.inputs = "none, none, %0"}));
}
TEST(Loop, loop_c4_inputs_of_the_body) {
  expect_refused("loop", "loop_c4", loop_text({.inputs = "%1, %2"}));
  expect_refused("loop", "loop_c4", loop_text({.inputs = "%1, %2, none"}));
  expect_refused("loop", "loop_c4", "graph fused {\n %0 = input() name=\"n\" : int64[]\n %1 = loop(%0)\n}");
}
TEST(Loop, loop_c5_outputs_of_the_body) {
  expect_refused("loop", "loop_c5", loop_text({.outputs = "output \"condition\" %11"}));
  expect_refused("loop", "loop_c5", loop_text({.outputs = "output \"condition\" %16 output \"carried\" %12", .outside = "1"}));
}
TEST(Loop, loop_c6_types_of_the_body) {
  expect_refused("loop", "loop_c6", loop_text({.carried = "float32[3]", .body = "%16 = relu(%12)"}));
  expect_refused("loop", "loop_c6", loop_text({.body = "%16 = cast(%12) to=\"float64\""}));
}
TEST(Loop, loop_c7_padding) {
  expect_refused("loop", "loop_c7", loop_text({.inputs = "none, %2, %0", .attributes = "pad_scanned=true"}));
}

// ---- scan

struct ScanText {
  std::string attributes = "states=1 input_axes=[0,-1] reversed_inputs=[0,1] output_axes=[0,-1] reversed_outputs=[0,1]";
  std::string inputs = "%0, %1, %2";
  std::string second = "float32[3,5]";
  std::string state = "float32[3]";
  std::string outputs = "output \"state\" %16 output \"a\" %16 output \"b\" %12";
  std::string count = "3";
};

std::string scan_text(const ScanText& parts) {
  return "graph reconstruct {\n  %0 = input() name=\"s\" : float32[3]\n  %1 = input() name=\"x\" : float32[5,3]\n  %2 = input() name=\"z\" "
         ": " +
         parts.second + "\n  %5:" + parts.count + " = scan(" + parts.inputs + ") " + parts.attributes +
         " { \"body\"()\n    %10 = input() name=\"state\" : " + parts.state +
         "\n    %11 = input() name=\"left\" : float32[3]\n    %12 = input() name=\"right\" : float32[3]\n    %15 = add(%11, %12)\n" +
         "    %16 = add(%10, %15)\n    " + parts.outputs + "\n  }\n  output \"y\" %5\n}";
}

TEST(Scan, infers_states_and_stacks) {
  const Graph graph = parse(scan_text({}));
  EXPECT_EQ(types_of(graph), (Texts{"float32[3]", "float32[5,3]", "float32[3,5]"}));
  expect_round_trips(graph);
}

TEST(Scan, slices_follow_when_the_shapes_of_the_inputs_change) {
  Graph graph = parse(scan_text({}));
  set_input_shapes(graph, {{4}, {Dim::symbol("t"), 4}, {4, Dim::symbol("t")}});
  EXPECT_EQ(problems(graph), Texts());
  EXPECT_EQ(types_of(graph), (Texts{"float32[4]", "float32[t,4]", "float32[4,t]"}));
}

TEST(Scan, scan_c1_states) {
  expect_refused("scan", "scan_c1",
                 scan_text({.attributes = "states=3 input_axes=[] reversed_inputs=[] output_axes=[] reversed_outputs=[]"}));
  expect_refused("scan", "scan_c1", scan_text({.attributes = "states=-1 input_axes=[0] reversed_inputs=[0]"}));
  expect_refused("scan", "scan_c1", scan_text({.inputs = "%0, none, %2"}));
}
TEST(Scan, scan_c2_scanned_inputs) {
  expect_refused("scan", "scan_c2", scan_text({.attributes = "states=1 input_axes=[0] reversed_inputs=[0]"}));
  expect_refused("scan", "scan_c2", scan_text({.attributes = "states=1 input_axes=[0,2] reversed_inputs=[0,0]"}));
  expect_refused("scan", "scan_c2", scan_text({.attributes = "states=1 input_axes=[0,1] reversed_inputs=[0,2]"}));
}
TEST(Scan, scan_c3_stacked_outputs) {
  const std::string start = "states=1 input_axes=[0,1] reversed_inputs=[0,0] ";
  expect_refused("scan", "scan_c3", scan_text({.attributes = start + "output_axes=[0,2] reversed_outputs=[0,0]"}));
  expect_refused("scan", "scan_c3", scan_text({.attributes = start + "output_axes=[0,1] reversed_outputs=[0]"}));
}
TEST(Scan, scan_c4_body) {
  expect_refused("scan", "scan_c4", scan_text({.outputs = "output \"state\" %16"}));
  expect_refused("scan", "scan_c4", scan_text({.outputs = "output \"state\" %16 output \"a\" %16 output \"b\" %12 output \"c\" %11"}));
  expect_refused("scan", "scan_c4",
                 scan_text({.attributes = "states=0 input_axes=[0,0] reversed_inputs=[0,0]", .inputs = "%1, %1", .count = "1"}));
}
TEST(Scan, scan_c5_lengths) {
  expect_refused("scan", "scan_c5", scan_text({.second = "float32[3,4]"}));
}
TEST(Scan, scan_c6_types_of_the_body) {
  expect_refused("scan", "scan_c6", scan_text({.state = "float32[1]"}));
}

}  // namespace
}  // namespace nnfront::ops::testing
