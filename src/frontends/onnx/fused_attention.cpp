// The attention layers of onnxruntime's optimiser: domain com.microsoft.
#include "frontends/onnx/families.h"
#include "frontends/onnx/heads.h"
#include "frontends/onnx/node_context.h"
#include "frontends/onnx/quant_operands.h"
#include "ops/attention.h"
#include "ops/elementwise.h"
#include "ops/matmul.h"
#include "ops/scatter.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

// What is seen of the keys: numbers that are added to the scores, and how many keys of each sample there are.
struct Masks {
  std::optional<Value> added;
  std::optional<Value> valid_lengths;
};

// 1 and 0 as 0 and the filter, which is finite: a query that sees nothing sees everything alike.
Value filtered(NodeContext& context, Value mask, DType dtype, double filter) {
  const Value seen = context.cast(mask, dtype, "seen");
  const Value hidden = context.add("sub", {context.scalar(1.0, dtype), seen}, {}, "hidden");
  return context.add("mul", {hidden, context.scalar(filter, dtype)}, {}, "mask");
}

void read_padding(NodeContext& context, int i, Value x, Masks& masks) {
  const double filter = context.attr<double>("mask_filter_value", -10000.0);
  if (!context.has_input(i)) return;
  const Value mask = context.input(i, ParameterRole::buffer);
  const Shape& shape = context.shape(mask);
  if (shape.size() == 1) {
    if (!(shape[0] == context.dim(x, 0))) context.refuse("a mask of shape {} is not covered", text(shape));
    masks.valid_lengths = mask;
    return;
  }
  if (shape.size() != 2 && shape.size() != 3) context.refuse("a mask of shape {} is not covered", text(shape));
  const Shape target = shape.size() == 2 ? Shape{input_dim(0), 1, 1, input_dim(1)} : Shape{input_dim(0), 1, input_dim(1), input_dim(2)};
  masks.added = filtered(context, context.reshape(mask, target, "mask.scores"), context.dtype(x), filter);
}

void read_bias(NodeContext& context, int i, Masks& masks) {
  const auto bias = context.optional_input(i);
  if (!bias) return;
  masks.added = masks.added ? context.add("add", {*masks.added, *bias}, {}, "masks") : *bias;
}

ops::AttentionAttrs attention_attributes(NodeContext& context) {
  ops::AttentionAttrs attributes;
  attributes.causal = context.attr<bool>("unidirectional", false);
  attributes.scale = own_scale(context);
  return attributes;
}

// Parts of the last dimension of so many elements.
Values parts_of(NodeContext& context, Value x, const std::vector<std::int64_t>& sizes, std::string_view part) {
  return context.add_all("split", {x}, ops::SplitAttrs{-1, sizes, 1}, part);
}

std::vector<std::int64_t> projected_sizes(NodeContext& context, Value projected) {
  const auto given = context.attr<std::vector<std::int64_t>>("qkv_hidden_sizes", {});
  const std::int64_t all = context.size(projected, -1);
  if (given.empty()) {
    if (all % 3 != 0) fail(ErrorCode::invalid_file, "the weights have {} columns, wanted a multiple of 3", all);
    return std::vector<std::int64_t>(3, all / 3);
  }
  if (given.size() != 3) fail(ErrorCode::invalid_file, "qkv_hidden_sizes has {} entries, wanted 3", given.size());
  return given;
}

// [N, steps, heads, count, width] as `count` times [N, heads, steps, width].
Values unpacked(NodeContext& context, Value packed, std::int64_t count, std::string_view part) {
  Values factors;
  const std::string name(part);
  for (const Value each : context.add_all("split", {packed}, ops::SplitAttrs{3, {}, count}, name + ".packed")) {
    const Value flat = context.reshape(each, {input_dim(0), input_dim(1), input_dim(2), input_dim(4)}, name + ".heads");
    factors.push_back(context.transpose(flat, {0, 2, 1, 3}, name));
  }
  return factors;
}

// Queries, keys and values as [N, heads, steps, width].
Values separate_factors(NodeContext& context, Value q, std::int64_t heads, int bias_input) {
  Value k = context.input(1);
  Value v = context.input(2);
  const bool cached = context.rank(k) == 4;
  if (const auto bias = context.optional_input(bias_input, ParameterRole::bias)) {
    const std::int64_t all = context.size(*bias, 0);
    const std::int64_t own = context.size(q, -1);
    // Keys and values of a cache have their bias already.
    const std::vector<std::int64_t> sizes =
        cached ? std::vector<std::int64_t>{own, all - own} : std::vector<std::int64_t>{own, context.size(k, -1), context.size(v, -1)};
    const Values biases = parts_of(context, *bias, sizes, "biases");
    q = context.add("add", {q, biases[0]}, {}, "q.sum");
    if (!cached) k = context.add("add", {k, biases[1]}, {}, "k.sum");
    if (!cached) v = context.add("add", {v, biases[2]}, {}, "v.sum");
  }
  const Value queries = split_heads(context, q, heads, "q");
  if (cached) return {queries, k, v};
  return {queries, split_heads(context, k, heads, "k"), split_heads(context, v, heads, "v")};
}

Values factors_of(NodeContext& context, std::int64_t heads) {
  const Value q = context.input(0);
  const bool packed_all = context.rank(q) == 5;
  const bool packed_pair = !packed_all && context.has_input(1) && context.rank(context.input(1)) == 5;
  if ((packed_all || packed_pair) && context.has_input(3)) context.refuse("a bias of packed keys and values is not covered");
  if (packed_all) return unpacked(context, q, 3, "qkv");
  if (packed_pair) {
    const Values pair = unpacked(context, context.input(1), 2, "kv");
    return {split_heads(context, q, heads, "q"), pair[0], pair[1]};
  }
  if (!context.has_input(1) || !context.has_input(2)) context.refuse("queries alone are not covered");
  return separate_factors(context, q, heads, 3);
}

void refuse_shared_buffers(const NodeContext& context, std::initializer_list<int> inputs) {
  for (const int i : inputs) {
    if (context.has_input(i)) context.refuse("a past that shares its memory with the present is not covered");
  }
}

// Where the operators list what they have in common; negative: not at all.
struct AttentionInputs {
  int mask;
  int past;
  int bias = -1;
};

// `projected`: queries, keys and values of all heads side by side.
Values attended(NodeContext& context, Value projected, const AttentionInputs& inputs) {
  if (context.attr<bool>("do_rotary", false)) context.refuse("rotary embeddings inside are not covered");
  context.ignore({"rotary_embedding_dim", "past_present_share_buffer"});
  const std::int64_t heads = head_count(context, "num_heads");
  const Values parts = parts_of(context, projected, projected_sizes(context, projected), "qkv");
  Masks masks;
  read_padding(context, inputs.mask, projected, masks);
  if (inputs.bias >= 0) read_bias(context, inputs.bias, masks);
  Operands operands = {split_heads(context, parts[0], heads, "q"), split_heads(context, parts[1], heads, "k"),
                       split_heads(context, parts[2], heads, "v"), masks.added};
  const auto past = context.optional_input(inputs.past);
  operands.push_back(past ? std::optional(context.entry(*past, 0, "past_key")) : std::nullopt);
  operands.push_back(past ? std::optional(context.entry(*past, 1, "past_value")) : std::nullopt);
  operands.push_back(masks.valid_lengths);
  const Values made = context.add_all("attention", std::move(operands), attention_attributes(context), "attention");
  Values results = {join_heads(context, made[0])};
  if (context.has_output(1)) results.push_back(context.add("stack", {made[1], made[2]}, ops::AxisAttrs{0}, "present"));
  return results;
}

// The projection of all three by real numbers, then attention.
Values fused_attention(NodeContext& context) {
  refuse_shared_buffers(context, {6});
  Value projected = context.add("matmul", {context.input(0), context.input(1)}, ops::MatmulAttrs{}, "projected");
  if (context.has_input(2)) projected = context.add("add", {projected, context.input(2, ParameterRole::bias)}, {}, "projected.sum");
  return attended(context, projected, {.mask = 3, .past = 4, .bias = 5});
}

// The same with a projection of integers.
Values quantized_attention(NodeContext& context) {
  const Value a_scale = scale_input(context, 3);
  const Value b_scale = scale_input(context, 4);
  if (!is_one_element(context, a_scale)) context.refuse("a scale for each row is not covered");
  const Operands factors = {context.input(0), context.input(1), context.optional_input(6, ParameterRole::buffer),
                            context.optional_input(7, ParameterRole::buffer)};
  const Value sums = context.cast(context.add("integer_matmul", factors, {}, "products"), DType::float32, "sums");
  const Value scaled = context.add("mul", {sums, context.add("mul", {a_scale, b_scale}, {}, "scale")}, {}, "scaled");
  const Value projected = context.add("add", {scaled, context.input(2, ParameterRole::bias)}, {}, "projected");
  return attended(context, projected, {.mask = 5, .past = 8});
}

Values multi_head_attention(NodeContext& context) {
  refuse_shared_buffers(context, {8, 9});
  const std::int64_t heads = head_count(context, "num_heads");
  const Values factors = factors_of(context, heads);
  Masks masks;
  read_padding(context, 4, context.input(0), masks);
  read_bias(context, 5, masks);
  Operands operands(factors.begin(), factors.end());
  operands.push_back(masks.added);
  operands.push_back(context.optional_input(6));
  operands.push_back(context.optional_input(7));
  operands.push_back(masks.valid_lengths);
  ops::AttentionAttrs attributes = attention_attributes(context);
  attributes.scores = ops::AttentionScores::masked;
  Values results = context.add_all("attention", std::move(operands), attributes, "attention");
  results[0] = join_heads(context, results[0]);
  return results;
}

// Keys and values of another sequence stand in the cache alone. Those of the own one are written behind what the cache holds already, and
// what stands behind that is not seen.
Values decoder_attention(NodeContext& context) {
  if (context.has_input(8) || context.has_input(9)) context.refuse("a search along several beams is not covered");
  if (!context.has_input(1) || !context.has_input(2)) context.refuse("queries alone are not covered");
  if (context.has_output(3)) context.refuse("scores as an output are not covered");
  context.ignore({"output_qk"});
  const bool shared = context.attr<bool>("past_present_share_buffer", false);
  const std::int64_t heads = head_count(context, "num_heads");
  Values factors = separate_factors(context, context.input(0), heads, 10);
  std::optional<Value> seen;
  if (context.has_input(5)) {
    if (!shared) context.refuse("a past that does not share its memory with the present is not covered, as onnxruntime does not run it");
    const Value past = context.reshape(context.cast(context.input(7), DType::int64, "past_length"), {1}, "past_lengths");
    const Value samples = context.add("shape_of", {context.input(0)}, {}, "shape");
    const Value batch = context.add("slice", {samples}, ops::SliceAttrs{{0}, {0}, {1}, {1}}, "batch");
    const Value places = context.add("broadcast_to", {past, batch}, ops::BroadcastToAttrs{}, "places");
    factors[1] = context.add("tensor_scatter", {context.input(5), factors[1], places}, ops::TensorScatterAttrs{}, "present_key");
    factors[2] = context.add("tensor_scatter", {context.input(6), factors[2], places}, ops::TensorScatterAttrs{}, "present_value");
    seen = context.add("add", {places, context.scalar(1.0, DType::int64)}, {}, "seen");
  }
  Masks masks;
  read_padding(context, 3, context.input(0), masks);
  read_bias(context, 4, masks);
  const Operands operands = {factors[0], factors[1], factors[2], masks.added, std::nullopt, std::nullopt, seen};
  const Values made = context.add_all("attention", operands, attention_attributes(context), "attention");
  return {join_heads(context, made[0]), factors[1], factors[2]};
}

// Positions are those of each step, or that of the first: rows are looked up here then.
Values fused_rotary_embedding(NodeContext& context) {
  if (context.attr<bool>("is_packed_batching", false)) context.refuse("packed batches are not covered");
  if (context.attr<double>("scale", 1.0) != 1.0) context.refuse("a scale is not covered");
  ops::RotaryEmbeddingAttrs attributes;
  attributes.interleaved = context.attr<bool>("interleaved", false);
  attributes.rotary_dim = context.attr<std::int64_t>("rotary_embedding_dim", 0);
  const Value x = context.input(0);
  const Value positions = context.input(1);
  Value cos = context.input(2, ParameterRole::buffer);
  Value sin = context.input(3, ParameterRole::buffer);
  auto heads = context.attr<std::int64_t>("num_heads", 0);
  const bool flat = context.rank(x) == 3;
  if (flat && heads == 0) heads = context.size(x, 2) / (2 * context.size(cos, 1));
  const Value apart = flat ? split_heads(context, x, heads, "x") : x;
  Operands operands = {apart, cos, sin, positions};
  if (context.rank(positions) == 1) {
    const Value offsets = context.counted(context.size(apart, 2), "offsets");
    const Value rows = context.add("add", {offsets, positions}, {}, "rows");
    const Value table_rows = context.reshape(rows, {1, input_dim(0)}, "rows.sample");
    cos = context.add("gather", {cos, table_rows}, ops::GatherAttrs{0, false}, "cos");
    sin = context.add("gather", {sin, table_rows}, ops::GatherAttrs{0, false}, "sin");
    operands = {apart, cos, sin};
  }
  const Value turned = context.add("rotary_embedding", std::move(operands), attributes, flat ? "turned" : "");
  return {flat ? join_heads(context, turned) : turned};
}

}  // namespace

std::vector<OperatorRow> fused_attention_rows() {
  using enum Fate;
  return {
      {"com.microsoft",
       "Attention",
       rewritten,
       {{1, fused_attention}},
       "",
       "projection, heads and attention; masks of two or three dimensions, or lengths"},
      {"com.microsoft", "DecoderMaskedMultiHeadAttention", rewritten, {{1, decoder_attention}}, "", "heads and attention; without beams"},
      {"com.microsoft", "DecoderMaskedSelfAttention", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "GatedRelativePositionBias", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "LongformerAttention", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft",
       "MultiHeadAttention",
       rewritten,
       {{1, multi_head_attention}},
       "",
       "heads and attention; masks of two or three dimensions, or lengths"},
      {"com.microsoft", "PackedAttention", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "PackedMultiHeadAttention", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "PagedAttention", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "QAttention", rewritten, {{1, quantized_attention}}, "", "a projection of integers, heads and attention"},
      {"com.microsoft", "RelativePositionBias", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "RemovePadding", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "RestorePadding", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "RotaryEmbedding", rewritten, {{1, fused_rotary_embedding}}, "", "heads taken apart and joined again"},
  };
}

}  // namespace nnfront::frontends::onnx
