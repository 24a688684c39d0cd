#include <gtest/gtest.h>
#include <malloc.h>

#include <thread>

#include "ops/reduce.h"
#include "ops/shape.h"
#include "tests/executor/graphs.h"

namespace nnfront::executor::testing {
namespace {

TEST(OneDnnNetwork, EqualsTheReference) {
  EXPECT_LT(engines_apart(residual_network(1, 64, 32, 3)), 5e-6);
  EXPECT_LT(engines_apart(residual_network(3, 40, 16, 3), 2), 5e-6);
  EXPECT_LT(engines_apart(residual_network(2, 33, 12, 2), 1), 5e-6);
}

TEST(OneDnnNetwork, DoesNotDependOnThreadsOrBatch) {
  const Graph full = residual_network(11, 64, 64, 4);
  const std::vector<Array> inputs = inputs_for(full);
  const auto wanted = run("onednn", full, inputs, {1, {}});
  for (const int threads : {2, 3, 4}) {
    const auto got = run("onednn", full, inputs, {threads, {}});
    for (std::size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(same_bytes(got[i], wanted[i])) << threads;
  }
  const Graph single = residual_network(1, 64, 64, 4);
  const Prepared prepared = engine("onednn").prepare(single, {2, {}});
  for (std::size_t image = 0; image < 11; ++image) {
    const Array one =
        Array::view(DType::float32, {1, 3, 64, 64}, inputs[0].data() + image * inputs[0].bytes() / 11, std::make_shared<int>());
    const auto got = prepared.run(std::vector<Array>{one});
    for (std::size_t i = 0; i < got.size(); ++i) {
      EXPECT_TRUE(std::equal(got[i].data(), got[i].data() + got[i].bytes(), wanted[i].data() + image * got[i].bytes())) << image;
    }
  }
}

// Deep sums over many channels: where oneDNN orders a sum by how many channels it computes.
TEST(OneDnnNetwork, WideLayersDoNotDependOnThreads) {
  for (const auto& [in, out, size, kernel, stride] :
       {std::tuple{1024, 512, 14, 1, 1}, std::tuple{2048, 512, 7, 1, 1}, std::tuple{512, 512, 14, 3, 2}, std::tuple{512, 1024, 28, 1, 2},
        std::tuple{256, 1024, 14, 1, 1}, std::tuple{512, 512, 7, 3, 1}, std::tuple{256, 256, 14, 3, 1}, std::tuple{1024, 256, 14, 1, 1}}) {
    Graph graph(ops::operators());
    Builder builder(graph);
    const Value x = builder.input("data", {DType::float32, {1, in, size, size}});
    builder.output("y", conv(builder, "conv", x, out, kernel, conv_attrs(stride, kernel / 2)));
    const auto inputs = inputs_for(graph);
    const Array one = run("onednn", graph, inputs, {1, {}})[0];
    for (const int threads : {2, 3, 4, 7}) {
      EXPECT_TRUE(same_bytes(one, run("onednn", graph, inputs, {threads, {}})[0])) << in << "->" << out << " on " << threads;
    }
  }
}

TEST(OneDnnNetwork, RunningTwiceGivesTheSame) {
  const Graph graph = residual_network(9, 48, 32, 3);
  const Prepared prepared = engine("onednn").prepare(graph, {2, {}});
  const auto first_inputs = inputs_for(graph, 1);
  const auto first = prepared.run(first_inputs);
  const auto second = prepared.run(inputs_for(graph, 2));
  const auto again = prepared.run(first_inputs);
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_TRUE(same_bytes(first[i], again[i]));
    EXPECT_FALSE(same_bytes(first[i], second[i]));
  }
}

// Every value of the graph, those inside epilogues included, one by one and all together.
TEST(OneDnnNetwork, GivesAnyValueThatIsAskedFor) {
  const Graph graph = residual_network(2, 32, 16, 2);
  std::vector<Value> values;
  for (const Node& node : graph.nodes()) {
    values.push_back(node.value());
    for (const EpilogueStep& step : node.epilogue) values.push_back(step.value);
  }
  EXPECT_LT(engines_apart(graph, 2, values), 5e-6);
  for (const Value value : values) EXPECT_LT(engines_apart(graph, 1, {value}), 5e-6) << text(value);
}

// A residual that is read again, that is the convolution's own input, or that is added twice, must not be overwritten.
TEST(OneDnnNetwork, ResidualsInPlaceOnlyWhereTheyAreDead) {
  for (const int kind : {0, 1, 2, 3}) {
    Graph graph(ops::operators());
    Builder builder(graph);
    const Value x = builder.input("data", {DType::float32, {2, 32, 8, 8}});
    const Value a = conv(builder, "a", x, 32, 3, conv_attrs(1, 1));
    const Value other = conv(builder, "other", x, 32, 1, conv_attrs(1, 0));
    Value y = conv(builder, "y", kind == 1 ? other : a, 32, 3, conv_attrs(1, 1));
    y = append_step(graph, y, "add", {other, y});
    if (kind == 2) y = append_step(graph, y, "add", {y, other});
    y = append_step(graph, y, "relu", {y});
    Builder end(graph);
    if (kind == 3) y = end.add1("mul", {y, other});
    end.output("y", y);
    EXPECT_LT(engines_apart(graph), 5e-6) << kind;
  }
}

// A reshape shares its operand's memory: who overwrites one must not destroy the other.
TEST(OneDnnNetwork, SharedMemoryIsNotOverwritten) {
  for (const std::string_view view : {"reshape", "identity"}) {
    Graph graph(ops::operators());
    Builder builder(graph);
    const Value x = builder.input("data", {DType::float32, {4, 10}});
    const Value y = builder.add1("dense", {x, parameter(builder, "w", {6, 10}, 1), parameter(builder, "b", {6}, 2)});
    ops::ReshapeAttrs attrs;
    attrs.shape = {2, 12};
    const Value same = builder.add1(view, {y}, view == "reshape" ? Attributes(attrs) : Attributes());
    const Value negative = builder.add1("exp", {builder.add1("neg", {y})});
    builder.output("negative", negative);
    builder.output("same", builder.add1("tanh", {same}));
    EXPECT_LT(engines_apart(graph), 2e-6) << view;
  }
}

TEST(OneDnnNetwork, StepsThatOneDnnLacksRunBehindThePrimitive) {
  Graph graph(ops::operators());
  Builder builder(graph);
  const Value x = builder.input("data", {DType::float32, {2, 16, 8, 8}});
  Value y = conv(builder, "y", x, 32, 3, conv_attrs(1, 1));
  y = append_step(graph, y, "sigmoid", {y});
  y = append_step(graph, y, "softsign", {y});
  y = append_step(graph, y, "tanh", {y});
  Builder(graph).output("y", y);
  EXPECT_EQ(texts(engine("onednn").prepare(graph, {}).fallbacks), std::vector<std::string>{"y (softsign): no oneDNN primitive"});
  EXPECT_LT(engines_apart(graph, 1, {}, true), 5e-6);
}

// A batch whose entries meet stays whole; one that only looks separable as well.
TEST(OneDnnNetwork, BatchesWhoseEntriesMeet) {
  const auto build = [](int kind) {
    Graph graph(ops::operators());
    Builder builder(graph);
    const Value x = builder.input("data", {DType::float32, {4, 3, 8, 8}});
    Value y = conv(builder, "conv", x, 16, 3, conv_attrs(1, 1));
    if (kind == 0) y = builder.add1("softmax", {y}, ops::SoftmaxAttrs{0, 1.0});
    if (kind == 1) y = builder.add1("softmax", {y}, ops::SoftmaxAttrs{-4, 1.0});
    if (kind == 2) y = builder.add1("transpose", {y}, ops::TransposeAttrs{{1, 0, 2, 3}});
    if (kind == 3) y = builder.add1("flip", {y}, ops::FlipAttrs{{0}});
    if (kind == 4) y = builder.add1("concat", {y, y}, ops::AxisAttrs{0});
    if (kind == 5) {
      ops::ReshapeAttrs attrs;
      attrs.shape = {2, 2, 16, 64};
      y = builder.add1("reshape", {y}, attrs);
    }
    builder.output("y", builder.add1("relu", {y}));
    return graph;
  };
  for (int kind = 0; kind < 6; ++kind) EXPECT_LT(engines_apart(build(kind), 2, {}, true), 5e-6) << kind;
}

// Operators that no network had before: several outputs, integers, other ranks, all image by image.
TEST(OneDnnNetwork, BatchesThroughOperatorsAlongOtherDimensions) {
  Graph graph(ops::operators());
  Builder builder(graph);
  const Value x = builder.input("data", {DType::float32, {5, 3, 8, 8}});
  const Value y = conv(builder, "conv", x, 16, 3, conv_attrs(1, 1));
  builder.output("argmax", builder.add1("argmax", {y}, ops::ArgAttrs{1}));
  builder.output("cumsum", builder.add1("cumsum", {y}, ops::CumsumAttrs{-1}));
  builder.output("matmul", builder.add1("matmul", {y, parameter(builder, "w", {8, 5}, 3)}));
  const std::vector<Value> sorted = builder.add("sort", {y}, ops::SortAttrs{1});
  builder.output("sorted", sorted[0]);
  builder.output("order", sorted[1]);
  EXPECT_LT(engines_apart(graph, 2, {}, true), 5e-6);
}

TEST(OneDnnNetwork, TheCallersThreadCountIsLeftAlone) {
  const Graph graph = residual_network(2, 32, 16, 1);
  const Prepared prepared = engine("onednn").prepare(graph, {2, {}});
  const auto inputs = inputs_for(graph);
  const auto from_here = prepared.run(inputs);
  std::vector<Array> from_thread;
  std::thread([&] { from_thread = prepared.run(inputs); }).join();
  EXPECT_TRUE(same_bytes(from_here[0], from_thread[0]));
}

// A failing kernel while other threads wait for it: the error arrives, and the next run works.
TEST(OneDnnNetwork, AnErrorWhileThreadsWorkTogether) {
  Graph graph(ops::operators());
  Builder builder(graph);
  const Value x = builder.input("data", {DType::float32, {1, 16, 8, 8}});
  const Value indices = builder.input("indices", {DType::int64, {1}});
  const Value y = conv(builder, "conv", x, 32, 3, conv_attrs(1, 1));
  builder.output("y", builder.add1("gather", {y, indices}, ops::GatherAttrs{1, false}, "picked"));
  const Prepared prepared = engine("onednn").prepare(graph, {2, {}});
  const Array data = random_array(DType::float32, {1, 16, 8, 8}, 1);
  const std::vector<std::int64_t> good{3};
  const std::vector<std::int64_t> bad{99};
  try {
    prepared.run(std::vector<Array>{data, Array::of<std::int64_t>({1}, bad)});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find("picked (gather): "), 0U) << error.what();
  }
  EXPECT_EQ(prepared.run(std::vector<Array>{data, Array::of<std::int64_t>({1}, good)})[0].dims(), (Sizes{1, 1, 8, 8}));
}

// What is allocated during a run is the results and oneDNN's own few bookkeeping bytes, and all of it is given back.
TEST(OneDnnNetwork, ARunKeepsNoMemory) {
  const Graph graph = residual_network(8, 64, 32, 3);
  const Prepared prepared = engine("onednn").prepare(graph, {1, {}});
  const auto inputs = inputs_for(graph);
  for (int i = 0; i < 3; ++i) prepared.run(inputs);
  const auto in_use = [] {
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
  };
  const std::size_t before = in_use();
  for (int i = 0; i < 20; ++i) prepared.run(inputs);
  EXPECT_LE(in_use(), before + 4096);
}

}  // namespace
}  // namespace nnfront::executor::testing
