#include <gtest/gtest.h>

#include "tests/executor/graphs.h"

namespace nnfront::executor::testing {
namespace {

struct Case {
  std::int64_t in;
  std::int64_t out;
  std::int64_t height;
  std::int64_t width;
  Sizes kernel;
  ops::ConvAttrs attrs;
  bool bias = true;
};

std::ostream& operator<<(std::ostream& stream, const Case& c) {
  return stream << c.in << "->" << c.out << " " << c.height << "x" << c.width << " kernel " << c.kernel[0] << "x" << c.kernel[1]
                << " stride " << c.attrs.strides[0] << " dilation " << c.attrs.dilations[0] << " groups " << c.attrs.groups << " pads "
                << c.attrs.pads[0] << c.attrs.pads[1] << c.attrs.pads[2] << c.attrs.pads[3];
}

Graph conv_graph(const Case& c, std::int64_t batch) {
  Graph graph(ops::operators());
  Builder builder(graph);
  const Value x = builder.input("data", {DType::float32, {batch, c.in, c.height, c.width}});
  const Value w = parameter(builder, "w", {c.out, c.in / c.attrs.groups, c.kernel[0], c.kernel[1]}, 11);
  const std::optional<Value> b = c.bias ? std::optional(parameter(builder, "b", {c.out}, 12)) : std::nullopt;
  builder.output("y", builder.add1("conv", {x, w, b}, c.attrs, "conv"));
  return graph;
}

// Every kind of kernel that oneDNN has for a convolution, and sizes that fill its blocks of channels or do not.
const Case cases[] = {
    {3, 64, 32, 32, {7, 7}, {{2, 2}, {3, 3, 3, 3}, {1, 1}, 1}},    {1, 6, 28, 28, {5, 5}, {{1, 1}, {2, 2, 2, 2}, {1, 1}, 1}},
    {64, 64, 14, 14, {1, 1}, {{1, 1}, {0, 0, 0, 0}, {1, 1}, 1}},   {64, 64, 14, 14, {3, 3}, {{1, 1}, {1, 1, 1, 1}, {1, 1}, 1}},
    {128, 128, 28, 28, {3, 3}, {{1, 1}, {1, 1, 1, 1}, {1, 1}, 1}}, {64, 128, 7, 9, {3, 3}, {{1, 1}, {0, 1, 1, 0}, {1, 1}, 1}, false},
    {32, 48, 14, 14, {3, 3}, {{2, 2}, {1, 1, 1, 1}, {1, 1}, 1}},   {32, 32, 15, 13, {3, 3}, {{1, 1}, {2, 2, 2, 2}, {2, 2}, 1}},
    {17, 19, 9, 11, {3, 3}, {{1, 1}, {1, 1, 1, 1}, {1, 1}, 1}},    {5, 7, 9, 11, {3, 2}, {{2, 1}, {1, 0, 0, 1}, {1, 2}, 1}, false},
    {32, 32, 12, 12, {3, 3}, {{1, 1}, {1, 1, 1, 1}, {1, 1}, 32}},  {24, 24, 12, 12, {3, 3}, {{2, 2}, {0, 0, 1, 1}, {1, 1}, 24}},
    {24, 48, 12, 12, {3, 3}, {{1, 1}, {1, 1, 1, 1}, {1, 1}, 24}},  {64, 64, 10, 10, {3, 3}, {{1, 1}, {1, 1, 1, 1}, {1, 1}, 4}},
    {20, 30, 10, 10, {1, 1}, {{1, 1}, {0, 0, 0, 0}, {1, 1}, 5}},   {24, 116, 10, 10, {1, 1}, {{1, 1}, {0, 0, 0, 0}, {1, 1}, 1}},
    {16, 16, 9, 5, {1, 7}, {{1, 1}, {0, 3, 0, 3}, {1, 1}, 1}},
};

class Conv : public ::testing::TestWithParam<Case> {};

TEST_P(Conv, EqualsTheReference) {
  EXPECT_LT(engines_apart(conv_graph(GetParam(), 1)), 2e-6);
  EXPECT_LT(engines_apart(conv_graph(GetParam(), 3), 2), 2e-6);
}

TEST_P(Conv, IsTheSameForAnyThreadsAndBatch) {
  const Graph graph = conv_graph(GetParam(), 5);
  const std::vector<Array> inputs = inputs_for(graph);
  const Array one = run("onednn", graph, inputs, {1, {}}).front();
  const Array two = run("onednn", graph, inputs, {2, {}}).front();
  const Array three = run("onednn", graph, inputs, {3, {}}).front();
  EXPECT_TRUE(same_bytes(one, two));
  EXPECT_TRUE(same_bytes(one, three));
  const Graph single = conv_graph(GetParam(), 1);
  Sizes dims = inputs[0].dims();
  dims[0] = 1;
  const std::size_t image = inputs[0].bytes() / 5;
  const Array last = Array::view(DType::float32, dims, inputs[0].data() + 4 * image, std::make_shared<int>());
  const Array alone = run("onednn", single, std::vector<Array>{last}, {2, {}}).front();
  const std::size_t result = one.bytes() / 5;
  EXPECT_TRUE(std::equal(alone.data(), alone.data() + result, one.data() + 4 * result));
}

INSTANTIATE_TEST_SUITE_P(Cases, Conv, ::testing::ValuesIn(cases));

TEST(Conv, RandomGeometriesEqualTheReference) {
  std::uint64_t state = 3;
  const auto pick = [&](std::int64_t low, std::int64_t high) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return low + static_cast<std::int64_t>((state >> 33) % static_cast<std::uint64_t>(high - low + 1));
  };
  for (int round = 0; round < 60; ++round) {
    Case c{};
    c.attrs.groups = pick(0, 2) == 0 ? pick(1, 4) : 1;
    c.in = c.attrs.groups * pick(1, 20);
    c.out = c.attrs.groups * pick(1, 20);
    c.height = pick(7, 16);
    c.width = pick(7, 16);
    c.kernel = {pick(1, 3), pick(1, 3)};
    c.attrs.strides = {pick(1, 3), pick(1, 3)};
    c.attrs.dilations = {pick(1, 2), pick(1, 2)};
    c.attrs.pads = {pick(0, 2), pick(0, 2), pick(0, 2), pick(0, 2)};
    c.bias = pick(0, 1) == 1;
    EXPECT_LT(engines_apart(conv_graph(c, pick(1, 2))), 2e-6) << c;
  }
}

TEST(Conv, OneAndThreeDimensions) {
  for (const std::size_t spatial : {1U, 3U}) {
    Graph graph(ops::operators());
    Builder builder(graph);
    Shape shape{2, 16};
    Sizes weight{32, 16};
    ops::ConvAttrs attrs;
    for (std::size_t d = 0; d < spatial; ++d) {
      shape.push_back(8);
      weight.push_back(3);
      attrs.strides.push_back(1);
      attrs.dilations.push_back(1);
      attrs.pads.insert(attrs.pads.end(), {1, 1});
    }
    const Value x = builder.input("data", {DType::float32, shape});
    builder.output("y", builder.add1("conv", {x, parameter(builder, "w", weight, 4), std::nullopt}, attrs));
    EXPECT_LT(engines_apart(graph), 2e-6) << spatial;
  }
}

struct Transposed {
  std::int64_t in;
  std::int64_t out_per_group;
  std::int64_t kernel;
  ops::ConvTransposeAttrs attrs;
};

TEST(ConvTranspose, EqualsTheReference) {
  const Transposed transposed[] = {
      {16, 32, 4, {{2, 2}, {1, 1, 1, 1}, {1, 1}, {0, 0}, 1}}, {8, 5, 3, {{2, 2}, {1, 1, 1, 1}, {1, 1}, {1, 1}, 1}},
      {12, 4, 3, {{1, 1}, {0, 1, 1, 0}, {1, 1}, {0, 0}, 3}},  {6, 1, 4, {{2, 2}, {1, 1, 1, 1}, {1, 1}, {0, 0}, 6}},
      {16, 16, 3, {{1, 1}, {1, 1, 1, 1}, {2, 2}, {0, 0}, 1}}, {7, 9, 2, {{3, 3}, {0, 0, 0, 0}, {1, 1}, {0, 2}, 1}},
  };
  for (const Transposed& t : transposed) {
    Graph graph(ops::operators());
    Builder builder(graph);
    const Value x = builder.input("data", {DType::float32, {2, t.in, 6, 7}});
    const Value w = parameter(builder, "w", {t.in, t.out_per_group, t.kernel, t.kernel}, 8);
    const Value b = parameter(builder, "b", {t.out_per_group * t.attrs.groups}, 9);
    builder.output("y", builder.add1("conv_transpose", {x, w, b}, t.attrs));
    EXPECT_LT(engines_apart(graph), 2e-6) << t.in << " " << t.out_per_group << " " << t.kernel;
    const std::vector<Array> inputs = inputs_for(graph);
    EXPECT_TRUE(same_bytes(run("onednn", graph, inputs, {1, {}})[0], run("onednn", graph, inputs, {2, {}})[0]));
  }
}

TEST(Conv, WeightsThatAreComputedWhileRunningGoToTheReference) {
  Graph graph(ops::operators());
  Builder builder(graph);
  const Value x = builder.input("data", {DType::float32, {1, 4, 6, 6}});
  const Value w = builder.input("weights", {DType::float32, {4, 4, 3, 3}});
  builder.output("y", builder.add1("conv", {x, w, std::nullopt}, conv_attrs(1, 1), "late"));
  const Prepared prepared = engine("onednn").prepare(graph, {});
  EXPECT_EQ(texts(prepared.fallbacks), std::vector<std::string>{"late (conv): its weights are computed while running"});
  EXPECT_LT(engines_apart(graph, 1, {}, true), 1e-7);
}

}  // namespace
}  // namespace nnfront::executor::testing
