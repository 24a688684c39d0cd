#include <gtest/gtest.h>

#include "ir/text.h"
#include "ops/elementwise.h"
#include "ops/matmul.h"
#include "ops/norm.h"
#include "ops/shape.h"
#include "tests/executor/graphs.h"

namespace nnfront::executor::testing {
namespace {

// One operator behind a convolution, so that what it reads lies in blocks of channels.
Graph behind_conv(std::string_view op, const Attributes& attributes, std::int64_t channels, std::int64_t size = 9, std::int64_t batch = 2) {
  Graph graph(ops::operators());
  Builder builder(graph);
  const Value x = builder.input("data", {DType::float32, {batch, 8, size, size}});
  const Value y = conv(builder, "conv", x, channels, 1, conv_attrs(1, 0));
  builder.output("y", builder.add1(op, {y}, attributes, std::string(op)));
  return graph;
}

void expect_close(const Graph& graph, const std::string& what, double tolerance = 2e-6) {
  EXPECT_LT(engines_apart(graph), tolerance) << what;
  const std::vector<Array> inputs = inputs_for(graph);
  const auto one = run("onednn", graph, inputs, {1, {}});
  const auto two = run("onednn", graph, inputs, {2, {}});
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_TRUE(same_bytes(one[i], two[i])) << what;
}

TEST(OneDnnPool, EqualsTheReference) {
  for (const std::int64_t channels : {16, 5}) {
    for (const auto rounding : {ops::PoolRounding::floor, ops::PoolRounding::ceil, ops::PoolRounding::ceil_inside}) {
      for (const auto& [kernel, stride, pad] : {std::tuple{3, 2, 1}, std::tuple{2, 2, 0}, std::tuple{3, 1, 1}, std::tuple{3, 3, 0}}) {
        const Sizes pads(4, pad);
        const ops::PoolAttrs attrs{{kernel, kernel}, {stride, stride}, pads, {1, 1}, rounding};
        expect_close(behind_conv("max_pool", attrs, channels, 10), "max");
        const ops::AveragePoolAttrs average{attrs, false};
        expect_close(behind_conv("average_pool", average, channels, 10), "average");
      }
    }
    ops::AveragePoolAttrs padded{{{3, 3}, {2, 2}, {1, 1, 1, 1}, {1, 1}, ops::PoolRounding::floor}, true};
    expect_close(behind_conv("average_pool", padded, channels), "average with padding");
    expect_close(behind_conv("max_pool", ops::PoolAttrs{{2, 2}, {1, 1}, {0, 1, 1, 0}, {2, 2}}, channels), "dilated");
    expect_close(behind_conv("global_average_pool", {}, channels), "global average");
    expect_close(behind_conv("global_max_pool", {}, channels), "global max");
    expect_close(behind_conv("adaptive_average_pool", ops::AdaptivePoolAttrs{{3, 3}}, channels), "adaptive");
  }
}

TEST(OneDnnPool, AWindowPastTheEndPaddingGoesToTheReference) {
  const ops::AveragePoolAttrs attrs{{{3, 3}, {2, 2}, {0, 0, 0, 0}, {1, 1}, ops::PoolRounding::ceil}, true};
  const Graph graph = behind_conv("average_pool", attrs, 16, 10);
  EXPECT_EQ(texts(engine("onednn").prepare(graph, {}).fallbacks),
            std::vector<std::string>{"average_pool (average_pool): a window past the end padding, whose taps must not count"});
  EXPECT_LT(engines_apart(graph, 1, {}, true), 2e-6);
}

TEST(OneDnnActivation, EqualsTheReference) {
  for (const std::int64_t channels : {16, 5}) {
    for (const std::string_view op : {"relu", "sigmoid", "tanh", "silu", "mish", "hard_swish", "abs", "square", "exp", "neg"}) {
      expect_close(behind_conv(op, {}, channels), std::string(op));
    }
    expect_close(behind_conv("leaky_relu", ops::LeakyReluAttrs{0.2}, channels), "leaky");
    expect_close(behind_conv("elu", ops::EluAttrs{0.7}, channels), "elu");
    expect_close(behind_conv("clip", ops::ClipAttrs{-0.3, 0.4}, channels), "clip");
    expect_close(behind_conv("clip", ops::ClipAttrs{0.0}, channels), "clip below");
    expect_close(behind_conv("gelu", ops::GeluAttrs{ops::GeluForm::erf}, channels), "gelu erf");
    expect_close(behind_conv("gelu", ops::GeluAttrs{ops::GeluForm::tanh}, channels), "gelu tanh");
    expect_close(behind_conv("softmax", ops::SoftmaxAttrs{1, 1.0}, channels), "softmax channels");
    expect_close(behind_conv("softmax", ops::SoftmaxAttrs{-1, 1.0}, channels), "softmax last");
    expect_close(behind_conv("log_softmax", ops::SoftmaxAttrs{1, 1.0}, channels), "log softmax");
  }
}

TEST(OneDnnAttributes, WhatFollowsFromShapesIsDoneBeforeTheRun) {
  const Graph graph = parse_text(R"(graph fused {
  %0 = input() name="x" : float32[2,3,4]
  %1 = shape_of(%0)
  %2 = slice(%1) starts=[0] stops=[2]
  %3 = reduce_prod(%2) keep_dims=true
  %4 = constant() = [-1] : int64[1]
  %5 = concat(%3, %4)
  %6 = reshape(%0, %5)
  output "y" %6
})",
                                 ops::operators());
  EXPECT_EQ(engines_apart(graph), 0.0);
}

TEST(OneDnnAttributes, AnInputOfTheRunGoesToTheReference) {
  const Graph graph = parse_text(R"(graph fused {
  %0 = input() name="x" : float32[2,3]
  %1 = input() name="low" : float32[]
  %2 = constant() = [0.25] : float32[]
  %3 = clip(%0, %1) name="computed"
  %4 = clip(%3, none, %2) name="stored"
  %5 = neg(%4) swallowed=[6] then clip(%6, none, %2) : float32[2,3]
  output "y" %5
})",
                                 ops::operators());
  EXPECT_EQ(texts(engine("onednn").prepare(graph, {}).fallbacks),
            std::vector<std::string>{"computed (clip): an attribute that is computed"});
  EXPECT_LT(engines_apart(graph, 1, {}, true), 1e-6);
}

TEST(OneDnnActivation, Prelu) {
  for (const std::int64_t channels : {16, 5}) {
    Graph graph(ops::operators());
    Builder builder(graph);
    const Value x = builder.input("data", {DType::float32, {2, 8, 6, 6}});
    const Value y = conv(builder, "conv", x, channels, 3, conv_attrs(1, 1));
    builder.output("y", builder.add1("prelu", {y, parameter(builder, "slope", {channels}, 2)}));
    expect_close(graph, "prelu");
  }
}

TEST(OneDnnNorm, EqualsTheReference) {
  for (const std::int64_t channels : {32, 7}) {
    for (const bool fix_gamma : {false, true}) {
      Graph graph(ops::operators());
      Builder builder(graph);
      const Value x = builder.input("data", {DType::float32, {2, 8, 6, 6}});
      const Value y = conv(builder, "conv", x, channels, 3, conv_attrs(1, 1));
      Array variance(DType::float32, {channels});
      for (float& v : variance.as_mutable<float>()) v = 0.7F;
      ops::BatchNormAttrs attrs;
      attrs.fix_gamma = fix_gamma;
      const Value normal = builder.add1("batch_norm",
                                        {y, parameter(builder, "gamma", {channels}, 1), parameter(builder, "beta", {channels}, 2),
                                         parameter(builder, "mean", {channels}, 3), builder.parameter("var", Tensor(variance))},
                                        attrs);
      builder.output("y", builder.add1("relu", {normal}));
      expect_close(graph, "batch_norm");
    }
    expect_close(behind_conv("lrn", ops::LrnAttrs{5, 1e-2, 0.75, 2.0}, channels), "lrn", 1e-5);
  }
  Graph graph(ops::operators());
  Builder builder(graph);
  const Value x = builder.input("data", {DType::float32, {4, 6, 40}});
  const Value both = builder.add1("layer_norm", {x, parameter(builder, "gamma", {40}, 1), parameter(builder, "beta", {40}, 2)});
  builder.output("y", builder.add1("layer_norm", {both, std::nullopt, std::nullopt}));
  expect_close(graph, "layer_norm");
}

TEST(OneDnnElementwise, BroadcastsLikeTheReference) {
  const std::vector<std::pair<Sizes, Sizes>> shapes = {
      {{2, 16, 5, 5}, {2, 16, 5, 5}}, {{2, 16, 5, 5}, {16, 1, 1}}, {{2, 5, 4}, {4}}, {{3, 1, 4}, {3, 2, 4}}, {{2, 3}, {1}}, {{4, 6}, {6}}};
  for (const auto& [a, b] : shapes) {
    for (const std::string_view op : {"add", "mul", "sub", "div", "minimum", "maximum"}) {
      Graph graph(ops::operators());
      Builder builder(graph);
      const Value x = builder.input("x", {DType::float32, shape_of(a)});
      const Value y = builder.input("y", {DType::float32, shape_of(b)});
      builder.output("z", builder.add1(op, {x, y}));
      EXPECT_LT(engines_apart(graph, 1, {}, true), 1e-6) << op << text(shape_of(a)) << text(shape_of(b));
    }
  }
}

TEST(OneDnnElementwise, OnBlocksOfChannels) {
  for (const std::int64_t channels : {16, 6}) {
    for (const std::string_view op : {"add", "mul", "sub", "div", "maximum"}) {
      Graph graph(ops::operators());
      Builder builder(graph);
      const Value x = builder.input("data", {DType::float32, {2, 8, 6, 6}});
      const Value a = conv(builder, "a", x, channels, 3, conv_attrs(1, 1));
      const Value b = conv(builder, "b", x, channels, 1, conv_attrs(1, 0));
      const Value c = builder.add1(op, {a, b});
      const Value gate = builder.add1("global_average_pool", {c});
      builder.output("both", builder.add1("mul", {c, gate}));
      expect_close(graph, std::string(op), 2e-5);
    }
  }
}

TEST(OneDnnShape, EqualsTheReference) {
  for (const std::int64_t channels : {16, 6}) {
    Graph graph(ops::operators());
    Builder builder(graph);
    const Value x = builder.input("data", {DType::float32, {2, 8, 6, 6}});
    const Value a = conv(builder, "a", x, channels, 3, conv_attrs(1, 1));
    const Value b = conv(builder, "b", x, 2 * channels, 1, conv_attrs(1, 0));
    for (const std::int64_t axis : {1, -3})
      builder.output("joined" + std::to_string(axis), builder.add1("concat", {a, b, x}, ops::AxisAttrs{axis}));
    builder.output("rows", builder.add1("concat", {a, a}, ops::AxisAttrs{2}));
    const Value joined = builder.add1("concat", {a, b}, ops::AxisAttrs{1});
    const auto parts = builder.add("split", {joined}, ops::SplitAttrs{1, {channels, channels, channels}, 1});
    for (std::size_t i = 0; i < parts.size(); ++i) builder.output("part" + std::to_string(i), parts[i]);
    builder.output("last", builder.add1("transpose", {a}, ops::TransposeAttrs{{0, 2, 3, 1}}));
    builder.output("mixed", builder.add1("transpose", {b}, ops::TransposeAttrs{{0, 3, 1, 2}}));
    ops::ReshapeAttrs flat;
    flat.shape = {Dim::parse("d0"), -1};
    builder.output("flat", builder.add1("reshape", {builder.add1("relu", {b})}, flat));
    expect_close(graph, "shape");
  }
}

TEST(OneDnnMatmul, DenseAndMatmulDoNotDependOnThreadsOrRows) {
  for (const auto& [rows, columns, units] :
       {std::tuple{1, 2048, 1000}, std::tuple{7, 100, 33}, std::tuple{128, 768, 3072}, std::tuple{3, 5, 1}}) {
    Graph graph(ops::operators());
    Builder builder(graph);
    const Value x = builder.input("data", {DType::float32, {rows, columns}});
    const Value w = parameter(builder, "w", {units, columns}, 4);
    const Value y = builder.add1("dense", {x, w, parameter(builder, "b", {units}, 5)}, {}, "fc");
    builder.output("y", builder.add1("relu", {y}));
    expect_close(graph, "dense");

    Graph single(ops::operators());
    Builder other(single);
    const Value row = other.input("data", {DType::float32, {1, columns}});
    const Value v = parameter(other, "w", {units, columns}, 4);
    other.output("y", other.add1("relu", {other.add1("dense", {row, v, parameter(other, "b", {units}, 5)})}));
    const std::vector<Array> inputs = inputs_for(graph);
    const Array all = run("onednn", graph, inputs)[0];
    const Array first =
        run("onednn", single, std::vector<Array>{Array::view(DType::float32, {1, columns}, inputs[0].data(), std::make_shared<int>())})[0];
    EXPECT_TRUE(std::equal(first.data(), first.data() + first.bytes(), all.data())) << rows;
  }
  for (const bool transpose_a : {false, true}) {
    for (const bool transpose_b : {false, true}) {
      Graph graph(ops::operators());
      Builder builder(graph);
      const Value a = builder.input("a", {DType::float32, transpose_a ? Shape{2, 1, 65, 30} : Shape{2, 1, 30, 65}});
      const Value b = builder.input("b", {DType::float32, transpose_b ? Shape{3, 40, 65} : Shape{3, 65, 40}});
      builder.output("c", builder.add1("matmul", {a, b}, ops::MatmulAttrs{transpose_a, transpose_b}));
      expect_close(graph, "matmul");
    }
  }
}

TEST(OneDnn, WhatItLacksIsNamedAndComputedAnyway) {
  const Graph graph = behind_conv("softsign", {}, 6);
  const Prepared prepared = engine("onednn").prepare(graph, {});
  EXPECT_EQ(texts(prepared.fallbacks), std::vector<std::string>{"softsign (softsign): no oneDNN primitive"});
  EXPECT_LT(engines_apart(graph, 2, {}, true), 2e-6);
}

}  // namespace
}  // namespace nnfront::executor::testing
