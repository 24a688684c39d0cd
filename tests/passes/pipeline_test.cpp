#include "passes/pipeline.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ir/builder.h"
#include "ir/text.h"
#include "ir/verify.h"
#include "ops/conv.h"
#include "ops/norm.h"
#include "ops/op_table.h"
#include "tests/passes/equivalence.h"
#include "tests/passes/pass_test.h"

namespace nnfront::test {

namespace {

constexpr std::string_view residual_block = R"(graph reconstruct {
  %0 = input() name="data" : float32[1,2,6,6]
  %1 = parameter() key="w" = random(1) : float32[2,2,3,3]
  %2 = parameter() key="gamma" = [0.75, 2] : float32[2]
  %3 = parameter() key="beta" role="bias" = [0.25, -1] : float32[2]
  %4 = parameter() key="mean" role="running_mean" trainable=false = [0.5, -0.5] : float32[2]
  %5 = parameter() key="var" role="running_var" trainable=false = [0.25, 1] : float32[2]
  %6 = pad(%0) pads=[0,0,1,1,0,0,1,1]
  %7 = conv(%6, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] name="conv"
  %8 = identity(%7)
  %9 = batch_norm(%8, %2, %3, %4, %5)
  %10 = dropout(%9)
  %11 = add(%10, %0)
  %12 = relu(%11)
  output "y" %12
})";

// A chain of `layers` times convolution, batch norm and relu with skips.
Graph deep_network(int layers) {
  Graph graph(ops::operators());
  Builder builder(graph);
  Value x = builder.input("x", {DType::float32, shape_of({1, 1, 2, 2})});
  const auto vector = [&](const std::string& key, float content) {
    const std::vector<float> elements{content};
    return builder.parameter(key, Tensor(Array::of<float>({1}, elements)));
  };
  for (int i = 0; i < layers; ++i) {
    const std::string name = "layer" + std::to_string(i);
    const std::vector<float> element{0.5F};
    const Value weight = builder.parameter(name + ".w", Tensor(Array::of<float>({1, 1, 1, 1}, element)));
    Value y = builder.add1("conv", {x, weight, std::nullopt}, ops::ConvAttrs{{1, 1}, {0, 0, 0, 0}, {1, 1}, 1}, name);
    y = builder.add1("batch_norm", {y, vector(name + ".g", 1), vector(name + ".b", 0), vector(name + ".m", 0), vector(name + ".v", 1)},
                     ops::BatchNormAttrs{});
    y = builder.add1("identity", {y});
    y = builder.add1("add", {y, x});
    x = builder.add1("relu", {y});
  }
  builder.output("y", x);
  return graph;
}

}  // namespace

TEST(Pipeline, FusesAResidualBlockIntoOneNode) {
  Graph reconstruct = parse_graph(residual_block);
  passes::run_passes(reconstruct, passes::reconstruct_pipeline());
  EXPECT_EQ(reconstruct.kind, GraphKind::reconstruct);
  std::vector<passes::PassRecord> records;
  const Graph fused = passes::fused_from(reconstruct, records);

  EXPECT_EQ(fused.kind, GraphKind::fused);
  EXPECT_EQ(fused.nodes().size(), 4U) << print(fused);
  const Node& node = fused.nodes().back();
  EXPECT_EQ(node.id, 12);
  EXPECT_EQ(node.name, "conv");
  EXPECT_EQ(node.attributes.as<ops::ConvAttrs>().pads, (std::vector<std::int64_t>{1, 1, 1, 1}));
  ASSERT_EQ(node.epilogue.size(), 2U);
  EXPECT_EQ(node.epilogue[0].value, (Value{9, 0}));
  EXPECT_EQ(node.epilogue[1].value, (Value{11, 0}));
  EXPECT_EQ(resolve(fused, {10, 0}), (Value{9, 0})) << "the dropout's value is the batch norm's";
  EXPECT_EQ(resolve(fused, {7, 0}), std::nullopt) << "what came before the batch norm is no more";
  const SharedValues shared = compare_shared_values(reconstruct, fused, 3);
  EXPECT_GE(shared.compared.activations + shared.compared.epilogue + shared.compared.aliases, 5);
  EXPECT_LE(shared.largest, 1e-5) << shared.worst;
}

TEST(Pipeline, TheReconstructFormKeepsWhatIsTrained) {
  Graph graph = parse_graph(residual_block);
  passes::run_passes(graph, passes::reconstruct_pipeline());
  for (const std::string_view op : {"batch_norm", "dropout", "conv", "pad", "add", "relu"}) {
    const auto& nodes = graph.nodes();
    EXPECT_EQ(std::count_if(nodes.begin(), nodes.end(), [&](const Node& node) { return node.op->name == op; }), 1) << op;
  }
  EXPECT_EQ(find_parameter(graph, "w")->id, 1);
}

TEST(Pipeline, TheReconstructGraphItselfDoesNotChange) {
  const Graph reconstruct = parse_graph(residual_block);
  const std::string before = print(reconstruct);
  std::vector<passes::PassRecord> records;
  passes::fused_from(reconstruct, records);
  EXPECT_EQ(print(reconstruct), before);
}

TEST(Pipeline, TheSameInputGivesTheSameText) {
  std::vector<passes::PassRecord> records;
  const Graph reconstruct = parse_graph(residual_block);
  EXPECT_EQ(print(passes::fused_from(reconstruct, records)), print(passes::fused_from(reconstruct, records)));
}

TEST(Runner, RecordsAndDumpsAndLeavesOut) {
  Graph graph = parse_graph(residual_block);
  std::vector<std::string> dumped;
  passes::RunnerOptions options;
  options.dump = [&](std::string_view name, const Graph&) { dumped.emplace_back(name); };
  options.disabled = {"eliminate_dead_code"};
  const auto records = passes::run_passes(graph, passes::reconstruct_pipeline(), options);
  ASSERT_EQ(records.size(), passes::reconstruct_pipeline().size() - 1);
  EXPECT_EQ(records[0].name, "eliminate_identity");
  EXPECT_TRUE(records[0].changed);
  EXPECT_EQ(records[0].nodes_before, 13);
  EXPECT_EQ(records[0].nodes_after, 12);
  EXPECT_GE(records[0].milliseconds, 0.0);
  EXPECT_FALSE(records[1].changed);
  EXPECT_EQ(dumped, std::vector<std::string>{"eliminate_identity"});
}

TEST(Runner, NamesThePassThatBreaksAGraph) {
  Graph graph = parse_graph(residual_block);
  const passes::Pass breaks{"break_it", [](Graph& broken) {
                              broken.nodes().pop_front();
                              return true;
                            }};
  try {
    passes::run_passes(graph, {breaks});
    FAIL() << "a broken graph went through";
  } catch (const InternalError& error) {
    EXPECT_NE(std::string(error.what()).find("break_it"), std::string::npos) << error.what();
  }
}

// 4 * 10^4 nodes: what is quadratic takes minutes here.
TEST(Pipeline, FusesADeepNetwork) {
  Graph fused = deep_network(10000);
  fused.kind = GraphKind::fused;
  for (const passes::Pass& pass : passes::fuse_pipeline()) pass.run(fused);
  EXPECT_EQ(problems(fused), std::vector<std::string>());
  EXPECT_EQ(fused.nodes().size(), 1U + 3U * 10000U);
}

}  // namespace nnfront::test
