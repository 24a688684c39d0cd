#include "ops/attention.h"

#include "ir/builder.h"
#include "op_harness.h"
#include "ops/op_table.h"

namespace nnfront::ops::testing {
namespace {

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = attention_operators();
  return named(operators, name);
}

enum { q, k, v, mask, past_key, past_value, valid_lengths };

// 2 samples, 4 heads of q over 2 of k and v, 3 queries, 5 positions, 8 and 6 wide.
Types types_of() {
  return {f32({2, 4, 3, 8}), f32({2, 2, 5, 8}), f32({2, 2, 5, 6})};
}
Types with(std::size_t i, const TensorType& type) {
  Types types = types_of();
  types.resize(std::max(types.size(), i + 1));
  types[i] = type;
  return types;
}
Types with_past(const TensorType& keys, const TensorType& values) {
  Types types = with(past_value, values);
  types[past_key] = keys;
  return types;
}

TEST(Attention, infers_outputs) {
  std::vector<TensorType> types = infer(op("attention"), types_of());
  EXPECT_EQ(text(types[0]), "float32[2,4,3,6]");
  EXPECT_EQ(text(types[1]), "float32[2,2,5,8]");
  EXPECT_EQ(text(types[2]), "float32[2,2,5,6]");
  EXPECT_EQ(text(types[3]), "float32[2,4,3,5]");
  types = infer(op("attention"), with_past(f32({2, 2, 10, 8}), f32({2, 2, 10, 6})));
  EXPECT_EQ(text(types[2]), "float32[2,2,15,6]");
  EXPECT_EQ(text(types[3]), "float32[2,4,3,15]");
  const Dim n = Dim::symbol("n");
  const Dim t = Dim::symbol("t");
  types = infer(op("attention"), {f32({n, 4, t, 8}), f32({n, 4, t, 8}), f32({n, 4, t, 8}), f32({n, 1, 1, t})});
  EXPECT_EQ(text(types[3]), "float32[n,4,t,t]");
}

TEST(Attention, counts_both_products) {
  const Cost counted = cost(op("attention"), types_of());
  EXPECT_EQ(counted.macs, 2 * 4 * 3 * 5 * (8 + 6));
  EXPECT_EQ(counted.elementwise, 2 * 4 * 3 * 5 + 2 * 4 * 3 * 8 + 2 * 2 * 5 * 8);
}

// What it is taken apart to has the types that are inferred, and the same products.
TEST(Attention, decomposes_to_what_is_inferred) {
  Types types = with_past(f32({2, 2, 10, 8}), f32({2, 2, 10, 6}));
  types[mask] = type(DType::boolean, {3, 12});
  types.push_back(type(DType::int32, {2}));
  AttentionAttrs attrs;
  attrs.causal = true;
  attrs.softcap = 2;
  attrs.softmax_dtype = DType::float64;
  attrs.scores = AttentionScores::masked;
  Graph graph(operators());
  Builder builder(graph);
  Node node;
  node.op = &operators().at("attention");
  node.attributes = attrs;
  for (const auto& each : types) node.inputs.push_back(builder.input("x" + std::to_string(node.inputs.size()), *each));
  const std::vector<Value> results = node.op->decompose(builder, node);
  const std::vector<TensorType> wanted = infer(op("attention"), types, attrs);
  ASSERT_EQ(results.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_EQ(text(builder.type(results[i])), text(wanted[i]));
}

TEST(Attention, attention_c1_ranks) {
  expect_violation(op("attention"), "attention_c1", with(q, f32({2, 3, 32})));
}
TEST(Attention, attention_c2_types) {
  expect_violation(op("attention"), "attention_c2", with(q, type(DType::int32, {2, 4, 3, 8})));
  expect_violation(op("attention"), "attention_c2", with(v, type(DType::float16, {2, 2, 5, 6})));
}
TEST(Attention, attention_c3_shapes) {
  expect_violation(op("attention"), "attention_c3", with(k, f32({3, 2, 5, 8})));
  expect_violation(op("attention"), "attention_c3", with(k, f32({2, 2, 5, 7})));
  expect_violation(op("attention"), "attention_c3", with(v, f32({2, 2, 4, 6})));
  expect_violation(op("attention"), "attention_c3", with(v, f32({2, 1, 5, 6})));
}
TEST(Attention, attention_c4_heads) {
  expect_violation(op("attention"), "attention_c4", with(q, f32({2, 3, 3, 8})));
}
TEST(Attention, attention_c5_past) {
  expect_violation(op("attention"), "attention_c5", with(past_key, f32({2, 2, 10, 8})));
  expect_violation(op("attention"), "attention_c5", with_past(f32({2, 2, 10, 8}), f32({2, 2, 9, 6})));
  expect_violation(op("attention"), "attention_c5", with_past(f32({2, 2, 10, 9}), f32({2, 2, 10, 6})));
}
TEST(Attention, attention_c6_masks) {
  expect_violation(op("attention"), "attention_c6", with(mask, type(DType::int32, {3, 5})));
  expect_violation(op("attention"), "attention_c6", with(mask, f32({3, 6})));
  expect_violation(op("attention"), "attention_c6", with(mask, f32({4, 5})));
  expect_violation(op("attention"), "attention_c6", with(mask, f32({})));
  expect_violation(op("attention"), "attention_c6", with(valid_lengths, f32({2})));
  expect_violation(op("attention"), "attention_c6", with(valid_lengths, type(DType::int64, {3})));
  infer(op("attention"), with(mask, f32({1, 4})));
  infer(op("attention"), with(mask, type(DType::boolean, {2, 1, 1, 1})));
}
TEST(Attention, attention_c7_numbers) {
  AttentionAttrs attrs;
  attrs.softcap = -1;
  expect_violation(op("attention"), "attention_c7", types_of(), attrs);
  attrs = {};
  attrs.scale = std::numeric_limits<double>::infinity();
  expect_violation(op("attention"), "attention_c7", types_of(), attrs);
  attrs = {};
  attrs.softmax_dtype = DType::int32;
  expect_violation(op("attention"), "attention_c7", types_of(), attrs);
}

TEST(RotaryEmbedding, turns_pairs_by_hand) {
  const Array x = array({1, 1, 2, 5}, {1, 2, 3, 4, 9, 1, 2, 3, 4, 9});
  const Array cos = array({1, 2, 2}, {0, 1, 0.5, -1});
  const Array sin = array({1, 2, 2}, {1, 0, 0.25, 0});
  RotaryEmbeddingAttrs attrs{false, 4};
  // Pairs (1, 3) and (2, 4).
  expect_elements(eval1(op("rotary_embedding"), {x, cos, sin}, attrs), {-3, 2, 1, 4, 9, 0.5 - 0.75, -2, 0.25 + 1.5, -4, 9});
  attrs.interleaved = true;
  // Pairs (1, 2) and (3, 4).
  expect_elements(eval1(op("rotary_embedding"), {x, cos, sin}, attrs), {-2, 1, 3, 4, 9, 0.5 - 0.5, 0.25 + 1, -3, -4, 9});
}

TEST(RotaryEmbedding, looks_positions_up) {
  const Array x = array({2, 2, 1, 2}, {1, 0, 2, 0, 3, 0, 4, 0});
  const Array cos = array({3, 1}, {10, 20, 30});
  const Array sin = array({3, 1}, {1, 2, 3});
  const RotaryEmbeddingAttrs attrs;
  expect_elements(eval1(op("rotary_embedding"), {x, cos, sin, array({2, 1}, {2, 0}, DType::int64)}, attrs), {30, 3, 60, 6, 30, 3, 40, 4});
  EXPECT_THROW(eval1(op("rotary_embedding"), {x, cos, sin, array({2, 1}, {3, 0}, DType::int64)}, attrs), Error);
  EXPECT_THROW(eval1(op("rotary_embedding"), {x, cos, sin, array({2, 1}, {0, -1}, DType::int64)}, attrs), Error);
}

Types rotary_types() {
  return {f32({2, 3, 4, 8}), f32({2, 4, 4}), f32({2, 4, 4})};
}
void expect_rotary_refused(std::string_view label, std::size_t i, const TensorType& type, std::int64_t rotary_dim = 0) {
  Types types = rotary_types();
  types.resize(std::max(types.size(), i + 1));
  types[i] = type;
  expect_violation(op("rotary_embedding"), label, types, RotaryEmbeddingAttrs{false, rotary_dim});
}

TEST(RotaryEmbedding, rotary_embedding_c1_rank) {
  expect_rotary_refused("rotary_embedding_c1", 0, f32({2, 4, 24}));
}
TEST(RotaryEmbedding, rotary_embedding_c2_types) {
  expect_rotary_refused("rotary_embedding_c2", 0, type(DType::int32, {2, 3, 4, 8}));
  expect_rotary_refused("rotary_embedding_c2", 2, type(DType::float64, {2, 4, 4}));
}
TEST(RotaryEmbedding, rotary_embedding_c3_width) {
  expect_rotary_refused("rotary_embedding_c3", 0, f32({2, 3, 4, 7}));
  for (const std::int64_t turned : {-2, 3, 10}) expect_rotary_refused("rotary_embedding_c3", 0, f32({2, 3, 4, 8}), turned);
}
TEST(RotaryEmbedding, rotary_embedding_c4_tables) {
  expect_rotary_refused("rotary_embedding_c4", 1, f32({2, 4, 3}));
  expect_rotary_refused("rotary_embedding_c4", 2, f32({1, 4, 4}));
  expect_rotary_refused("rotary_embedding_c4", 1, f32({100, 4}));
  expect_rotary_refused("rotary_embedding_c4", 3, type(DType::int64, {2, 4}));
}
TEST(RotaryEmbedding, rotary_embedding_c5_positions) {
  expect_rotary_refused("rotary_embedding_c5", 3, f32({2, 4}));
  expect_rotary_refused("rotary_embedding_c5", 3, type(DType::int64, {2, 5}));
}

}  // namespace
}  // namespace nnfront::ops::testing
