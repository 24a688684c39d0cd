#include "ops/attention.h"

#include "frontends/onnx/families.h"
#include "frontends/onnx/heads.h"
#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

namespace {

ops::AttentionScores scores_attribute(NodeContext& context) {
  const auto mode = context.attr<std::int64_t>("qk_matmul_output_mode", 0);
  if (mode < 0 || mode > 3) fail(ErrorCode::invalid_file, "qk_matmul_output_mode is {}, wanted 0 to 3", mode);
  return static_cast<ops::AttentionScores>(mode);
}

std::optional<Value> mask_of(NodeContext& context, DType dtype) {
  const auto mask = context.optional_input(3, ParameterRole::buffer);
  if (!mask || context.dtype(*mask) == DType::boolean || context.dtype(*mask) == dtype) return mask;
  return context.cast(*mask, dtype, "mask");
}

Values attention(NodeContext& context) {
  ops::AttentionAttrs attributes;
  attributes.causal = context.attr<bool>("is_causal", false);
  if (context.has_attr("scale")) attributes.scale = context.attr<double>("scale");
  attributes.softcap = context.attr<double>("softcap", 0.0);
  attributes.scores = scores_attribute(context);
  const DType dtype = context.dtype(context.input(0));
  if (context.has_attr("softmax_precision")) attributes.softmax_dtype = context.dtype_attr("softmax_precision", dtype);
  context.ignore({"q_num_heads", "kv_num_heads"});

  Values factors = {context.input(0), context.input(1), context.input(2)};
  for (const Value factor : factors) {
    if (context.dtype(factor) != dtype) context.refuse("queries, keys and values of different types are not covered");
  }
  const bool flat = context.rank(factors[0]) == 3;
  if (flat) {
    const std::int64_t heads = head_count(context, "q_num_heads");
    const std::int64_t shared_heads = head_count(context, "kv_num_heads");
    factors[0] = split_heads(context, factors[0], heads, "q");
    factors[1] = split_heads(context, factors[1], shared_heads, "k");
    factors[2] = split_heads(context, factors[2], shared_heads, "v");
  }
  Operands operands(factors.begin(), factors.end());
  operands.push_back(mask_of(context, dtype));
  for (int i = 4; i <= 6; ++i) operands.push_back(context.optional_input(i, ParameterRole::buffer));
  Values results = context.add_all("attention", std::move(operands), attributes, flat ? "attention" : "");
  if (!flat) return results;
  context.rewritten("heads taken apart and joined again");
  results[0] = join_heads(context, results[0]);
  return results;
}

Values rotary_embedding(NodeContext& context) {
  ops::RotaryEmbeddingAttrs attributes;
  attributes.interleaved = context.attr<bool>("interleaved", false);
  attributes.rotary_dim = context.attr<std::int64_t>("rotary_embedding_dim", 0);
  context.ignore({"num_heads"});
  const Value x = context.input(0);
  const bool flat = context.rank(x) == 3;
  const Value apart = flat ? split_heads(context, x, head_count(context, "num_heads"), "x") : x;
  Operands operands = {apart, context.input(1, ParameterRole::buffer), context.input(2, ParameterRole::buffer),
                       context.optional_input(3, ParameterRole::buffer)};
  const Value turned = context.add("rotary_embedding", std::move(operands), attributes, flat ? "turned" : "");
  if (!flat) return {turned};
  context.rewritten("heads taken apart and joined again");
  return {join_heads(context, turned)};
}

}  // namespace

Value split_heads(NodeContext& context, Value x, std::int64_t heads, const std::string& part) {
  const Value apart = context.reshape(x, {input_dim(0), input_dim(1), heads, -1}, part + ".heads");
  return context.transpose(apart, {0, 2, 1, 3}, part);
}

Value join_heads(NodeContext& context, Value x, std::string_view part) {
  const Value apart = context.transpose(x, {0, 2, 1, 3}, "joined");
  return context.reshape(apart, {input_dim(0), input_dim(1), -1}, part);
}

std::optional<double> own_scale(NodeContext& context) {
  const double scale = context.attr<double>("scale", 0.0);
  return scale == 0.0 ? std::nullopt : std::optional(scale);
}

std::int64_t head_count(NodeContext& context, std::string_view attribute) {
  const auto heads = context.attr<std::int64_t>(attribute);
  if (heads < 1) fail(ErrorCode::invalid_file, "{} is {}, wanted 1 or more", attribute, heads);
  return heads;
}

std::vector<OperatorRow> attention_rows() {
  using enum Fate;
  return {
      {"", "Attention", exact, {{23, attention}}, "", "the soft cap before the masks, as since onnx 1.22"},
      {"", "RotaryEmbedding", exact, {{23, rotary_embedding}}, "", "", node_tests("rotary_embedding")},
      {"ai.onnx.preview",
       "FlexAttention",
       refused,
       {},
       "",
       "an attention with graphs of the model inside is not covered; its expansion is"},
  };
}

}  // namespace nnfront::frontends::onnx
