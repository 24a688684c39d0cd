#include "tests/ir/graphs.h"

#include <limits>
#include <random>

#include "ir/builder.h"
#include "ir/elements.h"
#include "tests/ir/operators.h"

namespace nnfront::ir_test {

namespace {

Array constant_of(DType dtype, std::uint64_t seed) {
  return random_array(dtype, {5}, seed);
}

void add_entry_point(Graph& graph, Value weight) {
  graph.entry_points.push_back({"encode", {}});
  Builder builder(graph, graph.entry_points.back().block);
  const Value x = builder.input("signal", {DType::float32, {1, 3, 8, 8}});
  builder.output("code", builder.add1("conv", {x, weight, std::nullopt}, ConvAttrs{{2, 2}, 1}, "shared"));
}

// A node whose branches return a relu of what they capture, and the captured sum.
void add_if(Graph& graph, Builder& builder, Value condition, Value captured) {
  Node node;
  node.op = &graph.operators().at("if");
  node.name = "branch \"quoted\"\n";
  node.inputs = {condition};
  node.graphs.resize(2);
  for (std::size_t i = 0; i < 2; ++i) {
    Subgraph& subgraph = node.graphs[i];
    subgraph.name = i == 0 ? "then_branch" : "else branch";
    subgraph.captures = {captured};
    Builder inner(graph, subgraph.block);
    // The builder finds what it may read in the graph, where this node is not yet.
    const Value once = inner.add1("relu", {captured}, {}, "");
    subgraph.block.outputs.push_back({"y", once});
  }
  node.id = graph.take_id();
  const NodeIndex index(graph);
  node.outputs = {{index.type(captured), std::nullopt}};
  const Value result = node.value();
  graph.nodes().push_back(std::move(node));
  builder.output("branched", result);
}

// conv, then relu, then the sum with `residual`: as a pass leaves them behind.
Node fused_conv(Graph& graph, Value x, Value w, Value residual, const TensorType& type) {
  const std::int64_t conv = graph.take_id();
  const std::int64_t relu = graph.take_id();
  Node node;
  node.id = graph.take_id();
  node.op = &graph.operators().at("conv");
  node.name = "fused";
  node.inputs = {x, w, std::nullopt};
  node.attributes = ConvAttrs{{1, 1}, 1};
  node.outputs = {{type, Quantization{"symmetry_max", 8, 0.1, 0, std::nullopt, "", ""}}};
  EpilogueStep first;
  first.op = &graph.operators().at("relu");
  first.value = {conv, 0};
  first.inputs = {first.value};
  first.quant = Quantization{"scale_shift", 8, 1.0, 0, 1, "scales", "zeros"};
  first.requant = Requantization{"dyadic", 200, 11, "", ""};
  EpilogueStep second;
  second.op = &graph.operators().at("add");
  second.value = {relu, 0};
  second.inputs = {residual, second.value};
  node.epilogue = {first, second};
  node.swallowed = {conv, relu};
  node.requant = Requantization{"dyadic", 1, 0, "scales", "zeros"};
  node.dialect = "chip";
  node.acc_bound = "123456";
  return node;
}

}  // namespace

Graph full_graph() {
  Graph graph(operators());
  graph.kind = GraphKind::quantized;
  graph.producer = "nnfront \"test\" \\ \t";
  graph.source = {"some framework", "1.9", {{"net-symbol.json", 12345, "00ff"}, {"net-0000.params", 98765432101, "11ee"}}};
  graph.preprocess = Preprocess{{256}, {224, 224}, {123.675, 116.28, 103.53}, {58.395, 57.12, 57.375}, "rgb", "bilinear"};
  Builder builder(graph);
  const Value x = builder.input("data", {DType::float32, {Dim::symbol("batch"), 3, floor_div(Dim::symbol("size") + 1, 2), 8}});
  const Value condition = builder.input("ünïcode \xf0\x9f\x98\x80", {DType::boolean, {}});
  ParameterAttrs sparse;
  sparse.key = "conv0_weight";
  sparse.shape = {4, 3, 3, 3};
  sparse.tied_names = {"a", "b/c"};
  sparse.sparsity_pattern = "bank(4,64)";
  sparse.sparsity_target = 0.9375;
  sparse.sparsity_mask = "mask";
  sparse.sparsity_storage = SparseStorage::packed;
  const Value w = builder.parameter(sparse, Tensor(random_array(DType::float32, {4, 3, 3, 3}, 1)));
  builder.parameter("mask", Tensor(random_array(DType::uint8, {14}, 2)), ParameterRole::buffer, false);
  const Value scales = builder.parameter("scales", Tensor(random_array(DType::float32, {4}, 3)), ParameterRole::buffer, false);
  builder.parameter("zeros", Tensor(random_array(DType::int4, {5}, 4)), ParameterRole::state, false);
  for (const DType dtype : all_dtypes()) {
    if (dtype != DType::string) builder.constant(constant_of(dtype, 5), std::string(name(dtype)));
  }
  const double infinite = std::numeric_limits<double>::infinity();
  const std::vector<double> odd = {infinite, -infinite, std::numeric_limits<double>::quiet_NaN(), -0.0, 0.1, 5e-324};
  builder.constant(Array::of<double>({6}, odd), "odd");
  const Value conv = builder.add1("conv", {x, w, std::nullopt}, ConvAttrs{{1, 1}, 1}, "conv");
  const TensorType type = builder.type(conv);
  Node fused = fused_conv(graph, x, w, conv, type);
  const Value fused_value = fused.value();
  graph.nodes().push_back(std::move(fused));
  Builder after(graph);
  const auto halves = after.add("split", {fused_value}, SplitAttrs{2}, "halves");
  const std::vector<std::int64_t> target = {6, 2};
  const Value shape = after.constant(Array::of<std::int64_t>({2}, target), "target");
  const Value flat = after.add1("reshape", {halves[1], shape}, ReshapeAttrs{}, "flat");
  EverythingAttrs everything;
  everything.flag = true;
  everything.count = std::numeric_limits<std::int64_t>::max();
  everything.ratio = -infinite;
  everything.label = "a \"b\"";
  everything.sizes = {1, -2, std::numeric_limits<std::int64_t>::min()};
  everything.weights = {0.1, 1e300, infinite};
  everything.words = {"x", "", "ü"};
  everything.target = {Dim::symbol("d0") * Dim::symbol("d1"), -1, Dim::unknown()};
  everything.colour = Colour::green;
  everything.dtype = DType::bfloat16;
  everything.limit = 7;
  after.output("flat", after.add1("everything", {flat}, everything, "all"));
  after.output("left", halves[0]);
  graph.nodes().back().fixed = true;
  add_if(graph, after, condition, fused_value);
  add_entry_point(graph, w);
  const std::int64_t removed = graph.take_id();
  graph.aliases[{removed, 0}] = conv;
  graph.aliases[{removed, 1}] = halves[1];
  graph.state = {{scales, scales}};
  graph.next_id += 10;
  return graph;
}

Graph random_graph(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
  Graph graph(operators());
  graph.kind = static_cast<GraphKind>(below(3));
  Builder builder(graph);
  std::vector<Value> values;
  const std::size_t inputs = 1 + below(3);
  for (std::size_t i = 0; i < inputs; ++i) {
    const Dim batch = below(2) == 0 ? Dim(2) : Dim::symbol("batch");
    values.push_back(builder.input("x" + std::to_string(i), {DType::float32, {batch, 4, static_cast<std::int64_t>(8 + below(9)), 16}}));
  }
  const std::size_t steps = 5 + below(40);
  for (std::size_t i = 0; i < steps; ++i) {
    const Value from = values[below(values.size())];
    const Shape shape = builder.type(from).shape;
    const auto rows = shape[2].is_integer() ? shape[2].integer() : 0;
    switch (below(5)) {
      case 0:
        values.push_back(builder.add1("relu", {from}, {}, "relu" + std::to_string(i)));
        break;
      case 1:
        values.push_back(builder.add1("add", {from, from}));
        break;
      case 2:
        if (rows >= 3 && shape[1] == Dim(4)) {
          const auto key = "w" + std::to_string(i);
          const Value w = builder.parameter(key, Tensor(random_array(DType::float32, {4, 4, 1, 1}, seed)));
          values.push_back(builder.add1("conv", {from, w, std::nullopt}, ConvAttrs{{1 + static_cast<std::int64_t>(below(2)), 1}, 1}, key));
        }
        break;
      case 3: {
        const auto parts = builder.add("split", {from}, SplitAttrs{static_cast<std::int64_t>(1 + below(2))});
        values.insert(values.end(), parts.begin(), parts.end());
        break;
      }
      default:
        builder.constant(random_array(all_dtypes()[below(all_dtypes().size() - 1)], {static_cast<std::int64_t>(below(4)), 2}, random()));
    }
  }
  builder.output("y", values.back());
  if (below(2) == 0) graph.aliases[{graph.take_id(), 0}] = values.front();
  graph.next_id += static_cast<std::int64_t>(below(3));
  return graph;
}

Graph chain(std::int64_t count) {
  Graph graph(operators());
  Builder builder(graph);
  Value value = builder.input("x", {DType::float32, {1, 3, 224, 224}});
  for (std::int64_t i = 0; i < count; ++i) value = builder.add1("relu", {value}, {}, "stage1_unit1_relu" + std::to_string(i));
  builder.output("y", value);
  return graph;
}

}  // namespace nnfront::ir_test
