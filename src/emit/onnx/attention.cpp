#include "ops/attention.h"

#include "emit/onnx/op_table.h"

namespace nnfront::emit::onnx {

namespace {

using Integers = std::vector<std::int64_t>;

// What runtimes agree upon: scores with a soft cap and masks are capped in front of the masks or behind them.
void check_order(const NodeContext& context, const ops::AttentionAttrs& attrs) {
  const bool is_masked = context.has_input(3) || attrs.causal;
  if (attrs.softcap != 0 && is_masked) context.refuse("a soft cap and masks together");
  const bool between = attrs.scores == ops::AttentionScores::capped || attrs.scores == ops::AttentionScores::masked;
  if (context.is_read(3) && between) context.refuse("scores between the product and the weights");
}

// A mask that is shorter than the scores ONNX has no more of.
void check_mask(const NodeContext& context) {
  if (!context.has_input(3)) return;
  const Shape& mask = context.type(3).shape;
  const Shape& scores = context.output_type(3).shape;
  if (mask.size() < 2) context.refuse("a mask of one dimension");
  if (!mask.back().is_integer() || !(mask.back() == scores.back())) context.refuse("a mask that is shorter than the scores");
}

void attention(NodeContext& context) {
  const auto& attrs = context.attrs<ops::AttentionAttrs>();
  if (context.has_input(6)) context.refuse("lengths of samples");
  check_order(context, attrs);
  check_mask(context);
  NodeAttributes attributes = {flag("is_causal", attrs.causal), attribute("softcap", attrs.softcap),
                               attribute("qk_matmul_output_mode", static_cast<std::int64_t>(attrs.scores))};
  if (attrs.scale) attributes.push_back(attribute("scale", *attrs.scale));
  if (attrs.softmax_dtype) attributes.push_back(element_type("softmax_precision", *attrs.softmax_dtype));
  context.emit_read("Attention", context.inputs(), std::move(attributes));
}

std::string part_of_rows(NodeContext& context, std::int64_t begin, std::int64_t end, std::int64_t step, std::string_view part) {
  return context.add("Slice",
                     {context.input(0), context.integers({begin}, "begin"), context.integers({end}, "end"), context.integers({3}, "axis"),
                      context.integers({step}, "step")},
                     {}, part);
}

// One row of the table for each position, for all heads.
std::string table(NodeContext& context, int i, std::string_view part) {
  std::string rows = context.input(i);
  if (context.has_input(3)) rows = context.add("Gather", {rows, context.indices(3)}, {attribute("axis", std::int64_t{0})}, part);
  return context.add("Unsqueeze", {rows, context.integers({1}, "axis")}, {}, part);
}

void rotary_embedding_of_parts(NodeContext& context, const ops::RotaryEmbeddingAttrs& attrs) {
  const Dim& width = context.dim(0, 3);
  const Dim turned = attrs.rotary_dim == 0 ? width : Dim(attrs.rotary_dim);
  if (!turned.is_integer()) context.refuse("rows of a length that is not known");
  const std::int64_t count = turned.integer();
  const std::int64_t step = attrs.interleaved ? 2 : 1;
  const std::string a = part_of_rows(context, 0, attrs.interleaved ? count : count / 2, step, "a");
  const std::string b = part_of_rows(context, attrs.interleaved ? 1 : count / 2, count, step, "b");
  const std::string cosine = table(context, 1, "cos");
  const std::string sine = table(context, 2, "sin");
  const auto product = [&](const std::string& x, const std::string& y) { return context.add("Mul", {x, y}, {}, "product"); };
  Inputs parts = {context.add("Sub", {product(a, cosine), product(b, sine)}, {}, "first"),
                  context.add("Add", {product(a, sine), product(b, cosine)}, {}, "second")};
  if (attrs.interleaved) {
    for (std::string& part : parts) part = context.add("Unsqueeze", {part, context.integers({4}, "pairs")}, {}, "of_pairs");
    const std::string pairs = context.add("Concat", parts, {attribute("axis", std::int64_t{4})}, "pairs");
    parts = {context.add("Reshape", {pairs, context.integers({0, 0, 0, count}, "rows")}, {}, "turned")};
  }
  if (!(width == turned)) parts.push_back(part_of_rows(context, count, INT64_MAX, 1, "rest"));
  if (parts.size() == 1) return context.emit("Identity", {parts.front()});
  context.emit("Concat", std::move(parts), {attribute("axis", std::int64_t{3})});
}

// ONNX wants a table of its own for each sample where there are no positions.
void rotary_embedding(NodeContext& context) {
  const auto& attrs = context.attrs<ops::RotaryEmbeddingAttrs>();
  const bool for_all = !context.has_input(3) && !(context.dim(1, 0) == context.dim(0, 0));
  if (context.opset() < 23 || for_all) return rotary_embedding_of_parts(context, attrs);
  Inputs inputs = context.inputs();
  if (context.has_input(3)) inputs[3] = context.indices(3);
  context.emit("RotaryEmbedding", std::move(inputs),
               {flag("interleaved", attrs.interleaved), attribute("rotary_embedding_dim", attrs.rotary_dim)});
}

}  // namespace

std::vector<OperatorRow> attention_rows() {
  return {
      {"attention", attention, "Attention", 23, Widening::floats},
      {"rotary_embedding", rotary_embedding, "", 1, Widening::floats},
  };
}

}  // namespace nnfront::emit::onnx
