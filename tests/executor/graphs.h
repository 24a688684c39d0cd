// What the tests of this folder share: seeded parameters, a small residual network, both engines side by side.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "executor/distance.h"
#include "executor/executor.h"
#include "ir/builder.h"
#include "ir/elements.h"
#include "ir/input_shapes.h"
#include "ops/activation.h"
#include "ops/conv.h"
#include "ops/op_table.h"
#include "ops/pool.h"
#include "ops/shape.h"
#include "tests/support/same_bytes.h"

namespace nnfront::executor::testing {

using Sizes = std::vector<std::int64_t>;

// Uniform in [-1, 1) times 1/sqrt(fan), so that sums stay near 1.
inline Tensor random_tensor(const Sizes& dims, std::uint64_t seed) {
  std::int64_t fan = 1;
  for (std::size_t d = 1; d < dims.size(); ++d) fan *= dims[d];
  const Array raw = random_array(DType::float32, dims, seed);
  Array scaled(DType::float32, dims);
  const auto to = scaled.as_mutable<float>();
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = raw.as<float>()[i] / std::sqrt(static_cast<float>(fan));
  return Tensor(scaled);
}

inline Value parameter(Builder& builder, const std::string& key, const Sizes& dims, std::uint64_t seed) {
  return builder.parameter(key, random_tensor(dims, seed));
}

inline ops::ConvAttrs conv_attrs(std::int64_t stride, std::int64_t pad, std::int64_t dilation = 1, std::int64_t groups = 1) {
  return {{stride, stride}, {pad, pad, pad, pad}, {dilation, dilation}, groups};
}

// A convolution with bias whose parameters are called after `name`.
inline Value conv(Builder& builder, const std::string& name, Value x, std::int64_t out, std::int64_t kernel, const ops::ConvAttrs& attrs) {
  const std::int64_t in = builder.type(x).shape[1].integer();
  const Value weight = parameter(builder, name + "_weight", {out, in / attrs.groups, kernel, kernel}, std::hash<std::string>()(name));
  const Value bias = parameter(builder, name + "_bias", {out}, 1 + std::hash<std::string>()(name));
  return builder.add1("conv", {x, weight, bias}, attrs, name);
}

// Makes `node` swallow an operator as its last epilogue step: the node keeps the value's new id, as a fusing pass would.
inline Value append_step(Graph& graph, Value value, std::string_view op, std::vector<std::optional<Value>> inputs,
                         Attributes attributes = {}) {
  MutableNodeIndex index(graph);
  Node& node = index.producer(value);
  const std::int64_t id = graph.take_id();
  EpilogueStep step;
  step.op = &graph.operators().at(op);
  step.attributes = attributes.is<NoAttrs>() ? step.op->defaults : attributes;
  step.inputs = std::move(inputs);
  step.value = value;
  node.swallowed.push_back(node.id);
  node.epilogue.push_back(std::move(step));
  node.id = id;
  return {id, 0};
}

// conv-relu, max pool, `blocks` bottlenecks with residual additions in the epilogue, global pool, dense, softmax.
inline Graph residual_network(std::int64_t batch, std::int64_t size, std::int64_t width, int blocks) {
  Graph graph(ops::operators());
  graph.kind = GraphKind::fused;
  Builder builder(graph);
  const Value data = builder.input("data", {DType::float32, {batch, 3, size, size}});
  Value x = conv(builder, "stem", data, width, 7, conv_attrs(2, 3));
  x = append_step(graph, x, "relu", {x});
  x = Builder(graph).add1("max_pool", {x}, ops::PoolAttrs{{3, 3}, {2, 2}, {1, 1, 1, 1}, {1, 1}});
  for (int block = 0; block < blocks; ++block) {
    const std::string name = "block" + std::to_string(block);
    const std::int64_t stride = block % 2 == 1 ? 2 : 1;
    Builder next(graph);
    Value shortcut = conv(next, name + "_shortcut", x, 4 * width, 1, conv_attrs(stride, 0));
    Value y = conv(next, name + "_a", x, width, 1, conv_attrs(1, 0));
    y = append_step(graph, y, "relu", {y});
    Builder middle(graph);
    y = conv(middle, name + "_b", y, width, 3, conv_attrs(stride, 1));
    y = append_step(graph, y, "relu", {y});
    Builder last(graph);
    y = conv(last, name + "_c", y, 4 * width, 1, conv_attrs(1, 0));
    y = append_step(graph, y, "add", {y, shortcut});
    x = append_step(graph, y, "relu", {y});
  }
  Builder end(graph);
  x = end.add1("global_average_pool", {x});
  x = end.add1("reshape", {x}, [] {
    ops::ReshapeAttrs attrs;
    attrs.shape = {Dim::parse("d0"), -1};
    return attrs;
  }());
  const Value weight = parameter(end, "fc_weight", {100, 4 * width}, 77);
  const Value bias = parameter(end, "fc_bias", {100}, 78);
  x = end.add1("dense", {x, weight, bias}, {}, "fc");
  end.output("logits", x);
  end.output("prob", end.add1("softmax", {x}, ops::SoftmaxAttrs{}));
  return graph;
}

inline std::vector<Array> inputs_for(const Graph& graph, std::uint64_t seed = 5) {
  return random_inputs(graph, seed);
}

using testing_support::same_bytes;

// The largest distance between the engines over all outputs and `values`; the fast engine must not have handed anything on.
inline double engines_apart(const Graph& graph, int threads = 1, std::vector<Value> values = {}, bool fallbacks_allowed = false) {
  const std::vector<Array> inputs = inputs_for(graph);
  const std::vector<Array> wanted = run("reference", graph, inputs, {1, values});
  const Prepared prepared = engine("onednn").prepare(graph, {threads, values});
  if (!fallbacks_allowed) {
    EXPECT_EQ(texts(prepared.fallbacks), std::vector<std::string>{});
  }
  const std::vector<Array> got = prepared.run(inputs);
  EXPECT_EQ(got.size(), wanted.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < got.size(); ++i) largest = std::max(largest, relative_distance(got[i], wanted[i]));
  return largest;
}

}  // namespace nnfront::executor::testing
