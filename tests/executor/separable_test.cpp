#include "executor/onednn/separable.h"

#include <algorithm>
#include <map>
#include <optional>

#include "executor/plan.h"
#include "ir/input_shapes.h"
#include "ops/activation.h"
#include "ops/matmul.h"
#include "ops/norm.h"
#include "ops/reduce.h"
#include "tests/executor/graphs.h"

namespace nnfront::executor::onednn {
namespace {

using testing::Sizes;

constexpr std::int64_t batch = 3;

// One operator at work on a batch: data [batch, dims...], parameters, attributes.
struct Use {
  std::vector<Sizes> data;
  std::vector<Sizes> parameters;
  Attributes attributes;
};

// For operators whose parameters or attributes must fit; the others work on an image with what they default to.
std::map<std::string_view, Use> particular_uses() {
  const Sizes image = {4, 5, 6};
  const ops::PoolAttrs pool = {{2, 3}, {1, 2}, {0, 1, 1, 0}, {1, 1}, ops::PoolRounding::ceil};
  ops::ResizeAttrs resize;
  resize.sizes = {3, 9};
  return {
      {"batch_norm", {{image}, {{4}, {4}, {4}, {4}}, ops::BatchNormAttrs{}}},
      {"group_norm", {{image}, {{4}, {4}}, ops::GroupNormAttrs{2}}},
      {"instance_norm", {{image}, {{4}, {4}}, ops::InstanceNormAttrs{}}},
      {"layer_norm", {{image}, {{6}, {6}}, ops::LayerNormAttrs{}}},
      {"rms_norm", {{image}, {{6}}, ops::LayerNormAttrs{}}},
      {"l2_normalize", {{image}, {}, ops::L2NormalizeAttrs{{1}}}},
      {"conv", {{image}, {{6, 2, 3, 2}, {6}}, testing::conv_attrs(1, 1, 1, 2)}},
      {"conv_transpose", {{image}, {{4, 3, 2, 3}, {6}}, ops::ConvTransposeAttrs{{2, 1}, {1, 0, 0, 1}, {1, 2}, {1, 0}, 2}}},
      {"dense", {{{5}}, {{7, 5}, {7}}, {}}},
      {"matmul", {{{4, 5}}, {{5, 6}}, ops::MatmulAttrs{}}},
      {"prelu", {{image}, {{4}}, {}}},
      {"max_pool", {{image}, {}, pool}},
      {"average_pool", {{image}, {}, ops::AveragePoolAttrs{pool, false}}},
      {"lp_pool", {{image}, {}, ops::LpPoolAttrs{pool, 2}}},
      {"adaptive_max_pool", {{image}, {}, ops::AdaptivePoolAttrs{{2, 3}}}},
      {"adaptive_average_pool", {{image}, {}, ops::AdaptivePoolAttrs{{2, 3}}}},
      {"concat", {{image, image}, {}, ops::AxisAttrs{1}}},
      {"split", {{image}, {}, ops::SplitAttrs{1, {}, 2}}},
      {"slice", {{image}, {}, ops::SliceAttrs{{2}, {1}, {4}, {2}}}},
      {"transpose", {{image}, {}, ops::TransposeAttrs{{0, 2, 3, 1}}}},
      {"pad", {{image}, {}, ops::PadAttrs{{0, 1, 0, 2, 0, -1, 1, 0}}}},
      {"reshape", {{image}, {}, ops::ReshapeAttrs{{Dim::parse("d0"), -1}}}},
      {"resize", {{image}, {}, resize}},
      {"depth_to_space", {{image}, {}, ops::DepthSpaceAttrs{}}},
      {"space_to_depth", {{{4, 6, 8}}, {}, ops::DepthSpaceAttrs{}}},
  };
}

// The defaults, along dimension 1 where they would run along the batch.
Attributes beside_batch(Attributes attributes) {
  for (const AttrField& field : attributes.fields()) {
    if (field.name == "axis" && field.value == AttrValue(std::int64_t{0})) attributes = attributes.with("axis", std::int64_t{1});
    if (field.name == "axes") attributes = attributes.with("axes", std::vector<std::int64_t>{1, -1});
  }
  return attributes;
}

Use use_of(const Operator& op) {
  const auto uses = particular_uses();
  if (const auto found = uses.find(op.name); found != uses.end()) return found->second;
  const auto needed =
      std::count_if(op.inputs.begin(), op.inputs.end(), [](const Operand& operand) { return operand.arity != Operand::Arity::optional; });
  return {std::vector<Sizes>(static_cast<std::size_t>(needed), {4, 5, 6}), {}, beside_batch(op.defaults)};
}

Sizes with_batch(Sizes dims, std::int64_t entries) {
  dims.insert(dims.begin(), entries);
  return dims;
}

// Every operand of that type, but for a condition, which is a bool.
Graph graph_of(const Operator& op, const Use& use, DType dtype, std::int64_t entries) {
  Graph graph(ops::operators());
  Builder builder(graph);
  std::vector<std::optional<Value>> operands;
  for (std::size_t i = 0; i < use.data.size(); ++i) {
    const bool condition = op.name == "where" && i == 0;
    operands.emplace_back(
        builder.input("x" + std::to_string(i), {condition ? DType::boolean : dtype, shape_of(with_batch(use.data[i], entries))}));
  }
  for (std::size_t i = 0; i < use.parameters.size(); ++i) {
    operands.emplace_back(testing::parameter(builder, "w" + std::to_string(i), use.parameters[i], 20 + i));
  }
  const std::vector<Value> results = builder.add(op.name, std::move(operands), use.attributes);
  for (std::size_t i = 0; i < results.size(); ++i) builder.output("y" + std::to_string(i), results[i]);
  return graph;
}

// One that the operator takes.
std::optional<DType> type_taken(const Operator& op, const Use& use) {
  for (const DType dtype : {DType::float32, DType::boolean, DType::int32, DType::uint8}) {
    try {
      graph_of(op, use, dtype, batch);
      return dtype;
    } catch (const Error&) {  // another one, then
    }
  }
  return std::nullopt;
}

Array entry(const Array& array, std::int64_t i) {
  Sizes dims = array.dims();
  dims.front() = 1;
  const std::size_t bytes = array.bytes() / batch;
  return Array::view(array.dtype(), dims, array.data() + static_cast<std::size_t>(i) * bytes, std::make_shared<Array>(array));
}

void expect_entries_apart(const Operator& op, const Use& use, DType dtype) {
  const Graph full = graph_of(op, use, dtype, batch);
  const Graph one = graph_of(op, use, dtype, 1);
  const std::vector<Array> inputs = testing::inputs_for(full);
  const std::vector<Array> together = run("reference", full, inputs);
  for (std::int64_t i = 0; i < batch; ++i) {
    std::vector<Array> own;
    for (const Array& input : inputs) own.push_back(entry(input, i));
    const std::vector<Array> alone = run("reference", one, own);
    for (std::size_t o = 0; o < alone.size(); ++o) {
      ASSERT_EQ(together[o].dims().front(), batch) << op.name;
      EXPECT_TRUE(testing::same_bytes(alone[o], entry(together[o], i))) << op.name << " entry " << i;
    }
  }
}

// What the engine takes for granted holds for every operator there is; one that is new in a family that computes entry by entry needs a
// use in the list above, where its defaults are none.
TEST(Separable, OperatorsThatKeepEntriesApartDo) {
  int tried = 0;
  for (const Operator& op : ops::operators().all()) {
    const Use use = use_of(op);
    if (op.family == "leaf" || !keeps_entries_apart(op, use.attributes, use.data.empty() ? 0 : use.data[0].size() + 1)) continue;
    const auto type = type_taken(op, use);
    EXPECT_TRUE(type.has_value()) << op.name << " needs a use of its own here";
    if (type) expect_entries_apart(op, use, *type);
    tried += type ? 1 : 0;
  }
  EXPECT_GT(tried, 100);
}

TEST(Separable, OperatorsAlongTheBatchDoNot) {
  const auto apart = [](std::string_view op, const Attributes& attributes, std::size_t rank = 4) {
    return keeps_entries_apart(ops::operators().at(op), attributes, rank);
  };
  EXPECT_TRUE(apart("softmax", ops::SoftmaxAttrs{-1, 1.0}));
  EXPECT_FALSE(apart("softmax", ops::SoftmaxAttrs{0, 1.0}));
  EXPECT_FALSE(apart("softmax", ops::SoftmaxAttrs{-4, 1.0}));
  EXPECT_FALSE(apart("layer_norm", ops::LayerNormAttrs{-2}, 2));
  EXPECT_FALSE(apart("reduce_sum", ops::ReduceAttrs{{1, -4}, true}));
  EXPECT_FALSE(apart("reduce_sum", ops::ReduceAttrs{{}, true}));
  EXPECT_FALSE(apart("argmax", ops::ArgAttrs{}));
  EXPECT_FALSE(apart("flip", ops::FlipAttrs{{0}}));
  EXPECT_FALSE(apart("pad", ops::PadAttrs{{1, 0, -1, 0}}));
  EXPECT_FALSE(apart("pad", ops::PadAttrs{}));  // an operand says how many
  EXPECT_FALSE(apart("gather", ops::GatherAttrs{}));
  EXPECT_FALSE(apart("max_pool_indices", ops::MaxPoolIndicesAttrs{}));  // counts through them
}

// Whether it is worth while is not asked here: a network without convolutions is separable too.
TEST(Separable, MatrixProductsAre) {
  const auto network = [](std::int64_t entries) {
    Graph graph(ops::operators());
    Builder builder(graph);
    const Value x = builder.input("x", {DType::float32, {entries, 5}});
    builder.output("y", builder.add1("dense", {x, testing::parameter(builder, "w", {7, 5}, 1)}));
    return graph;
  };
  const Graph graph = network(batch);
  EXPECT_TRUE(is_separable(graph, network(1), wanted_values(graph, {})));
}

}  // namespace
}  // namespace nnfront::executor::onednn
