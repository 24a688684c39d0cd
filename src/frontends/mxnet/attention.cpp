// Attention of transformers whose queries, keys and values stand interleaved by head: [length, batch, heads * parts * D], the parts of
// one head one behind the other (MXNet's src/operator/contrib/transformer.cc).
#include <cmath>

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "ops/elementwise.h"
#include "ops/matmul.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

std::int64_t heads_of(NodeContext& context) {
  const std::int64_t heads = context.attr<std::int64_t>("heads");
  if (heads < 1) fail(ErrorCode::invalid_file, "attribute 'heads' is {}, wanted at least 1", heads);
  return heads;
}

// D: of `parts` parts per head.
std::int64_t head_size(NodeContext& context, Value data, std::int64_t heads, std::int64_t parts) {
  const std::int64_t whole = context.size(data, 2);
  if (context.rank(data) != 3 || whole % (heads * parts) != 0) {
    fail(ErrorCode::invalid_file, "got {}, wanted [length, batch, a multiple of {}]", text(context.type(data)), heads * parts);
  }
  return whole / (heads * parts);
}

Value batch_first(NodeContext& context, Value value, std::string_view part) {
  return context.add("transpose", {value}, ops::TransposeAttrs{{1, 0, 2}}, part);
}

// Part `index` of `parts` as [batch * heads, length, D].
Value by_head(NodeContext& context, Value data, std::int64_t heads, std::int64_t parts, std::int64_t index, const std::string& part) {
  const std::int64_t size = head_size(context, data, heads, parts);
  const Dim rows = input_dim(1) * Dim(heads);
  if (parts == 1) return batch_first(context, context.reshape(data, {input_dim(0), rows, size}, part + ".heads"), part);
  const Value apart = context.reshape(data, {input_dim(0), rows, parts, size}, part + ".heads");
  const Value one = context.add("slice", {apart}, ops::SliceAttrs{{2}, {index}, {index + 1}, {1}}, part + ".part");
  return batch_first(context, context.reshape(one, {input_dim(0), input_dim(1), input_dim(3)}, part + ".rows"), part);
}

// Scores [batch * heads, queries, keys], divided by the root of D.
Value scores(NodeContext& context, Value queries, Value keys) {
  const Value product = context.add("matmul", {queries, keys}, ops::MatmulAttrs{false, true}, "product");
  const double scale = 1.0 / std::sqrt(static_cast<double>(context.size(queries, 2)));
  return context.add("mul", {product, context.scalar(scale, context.dtype(product))});
}

// Weighted values, heads side by side again: [length, batch, heads * D].
Value weighted(NodeContext& context, Value weights, Value values, std::int64_t heads) {
  const Value product = context.add("matmul", {weights, values}, ops::MatmulAttrs{false, false}, "product");
  const Value back = batch_first(context, product, "length_first");
  return context.reshape(back, {input_dim(0), floor_div(input_dim(1), Dim(heads)), input_dim(2) * Dim(heads)});
}

Values interleaved_self_attention_scores(NodeContext& context) {
  const std::int64_t heads = heads_of(context);
  const Value data = context.input(0);
  // One after the other: which of two arguments a compiler evaluates first is its own choice, and ids must not depend on it.
  const Value queries = by_head(context, data, heads, 3, 0, "queries");
  return {scores(context, queries, by_head(context, data, heads, 3, 1, "keys"))};
}

Values interleaved_self_attention_values(NodeContext& context) {
  const std::int64_t heads = heads_of(context);
  return {weighted(context, context.input(1), by_head(context, context.input(0), heads, 3, 2, "values"), heads)};
}

Values interleaved_cross_attention_scores(NodeContext& context) {
  const std::int64_t heads = heads_of(context);
  const Value queries = by_head(context, context.input(0), heads, 1, 0, "queries");
  return {scores(context, queries, by_head(context, context.input(1), heads, 2, 0, "keys"))};
}

Values interleaved_cross_attention_values(NodeContext& context) {
  const std::int64_t heads = heads_of(context);
  return {weighted(context, context.input(1), by_head(context, context.input(0), heads, 2, 1, "values"), heads)};
}

Values div_sqrt_dim(NodeContext& context) {
  const Value data = context.input(0);
  const double last = static_cast<double>(context.size(data, -1));
  return {context.add_fixed("div", {data, context.scalar(std::sqrt(last), context.dtype(data))})};
}

}  // namespace

std::vector<OperatorRow> attention_rows() {
  using enum Fate;
  return {
      {{"_contrib_div_sqrt_dim"}, {"data"}, rewritten, div_sqrt_dim, "div", "a division"},
      {{"_contrib_interleaved_matmul_selfatt_qk"},
       {"data"},
       rewritten,
       interleaved_self_attention_scores,
       "matmul",
       "parts taken apart, a product, a multiplication"},
      {{"_contrib_interleaved_matmul_selfatt_valatt"},
       {"data", "attention"},
       rewritten,
       interleaved_self_attention_values,
       "matmul",
       "parts taken apart, a product"},
      {{"_contrib_interleaved_matmul_encdec_qk"},
       {"data", "..."},
       rewritten,
       interleaved_cross_attention_scores,
       "matmul",
       "parts taken apart, a product, a multiplication"},
      {{"_contrib_interleaved_matmul_encdec_valatt"},
       {"data", "attention"},
       rewritten,
       interleaved_cross_attention_values,
       "matmul",
       "parts taken apart, a product"},
  };
}

}  // namespace nnfront::frontends::mxnet
