// Mixtures of experts of onnxruntime: domain com.microsoft. Every expert sees every token; what those say that were not chosen counts 0.
#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "frontends/onnx/quant_blocks.h"
#include "ops/activation.h"
#include "ops/matmul.h"
#include "ops/quant.h"
#include "ops/reduce.h"
#include "ops/scatter.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

// [tokens, experts]: what each counts, 0 where it was not chosen.
Value shares(NodeContext& context, Value scores, bool sum_to_one) {
  const auto chosen = context.attr<std::int64_t>("k", 1);
  const Value all = context.add("softmax", {scores}, ops::SoftmaxAttrs{-1, 1.0}, "shares");
  const Values best = context.add_all("topk", {all}, ops::TopkAttrs{chosen, -1, true}, "best");
  Value counts = best[0];
  if (sum_to_one) {
    const Value sum = context.add("reduce_sum", {counts}, ops::ReduceAttrs{{-1}, true}, "best.sum");
    counts = context.add("div", {counts, sum}, {}, "best.shares");
  }
  const Value none = context.add("mul", {all, context.scalar(0.0, context.dtype(all))}, {}, "none");
  ops::ScatterElementsAttrs attributes;
  attributes.axis = 1;
  return context.add("scatter_elements", {none, best[1], counts}, attributes, "counts");
}

Value number(NodeContext& context, Value like, double value) {
  return context.scalar(value, context.dtype(like));
}

// The gate and what it lets through stand in turn, or one behind the other.
Values gate_and_rest(NodeContext& context, Value x, std::int64_t fusion) {
  if (fusion == 2) return context.add_all("split", {x}, ops::SplitAttrs{-1, {}, 2}, "halves");
  const Value pairs = context.reshape(x, {input_dim(0), input_dim(1), -1, 2}, "pairs");
  Values parts = context.add_all("split", {pairs}, ops::SplitAttrs{-1, {}, 2}, "turns");
  for (Value& part : parts) part = context.reshape(part, {input_dim(0), input_dim(1), input_dim(2)}, "halves");
  return parts;
}

Value swiglu(NodeContext& context, Value x) {
  const auto fusion = context.attr<std::int64_t>("swiglu_fusion", 0);
  if (fusion != 1 && fusion != 2) context.refuse("a gate with a layer of its own is not covered");
  const double alpha = context.attr<double>("activation_alpha", 1.0);
  const double beta = context.attr<double>("activation_beta", 0.0);
  Values parts = gate_and_rest(context, x, fusion);
  if (context.has_attr("swiglu_limit")) {
    const double limit = context.attr<double>("swiglu_limit");
    parts[0] = context.add("clip", {parts[0]}, ops::ClipAttrs{.max = limit}, "gate.limited");
    parts[1] = context.add("clip", {parts[1]}, ops::ClipAttrs{-limit, limit}, "rest.limited");
  }
  const Value scaled = context.add("mul", {parts[0], number(context, x, alpha)}, {}, "gate.scaled");
  const Value gate = context.add("mul", {parts[0], context.add("sigmoid", {scaled}, {}, "gate.open")}, {}, "gate");
  return context.add("mul", {gate, context.add("add", {parts[1], number(context, x, beta)}, {}, "rest")}, {}, "gated");
}

Value activated(NodeContext& context, Value x) {
  const std::string name = context.choice("activation_type", {"relu", "gelu", "silu", "swiglu", "identity"}, "relu");
  if (name == "swiglu") return swiglu(context, x);
  context.ignore({"activation_alpha", "activation_beta", "swiglu_fusion", "swiglu_limit"});
  if (name == "identity") return x;
  if (name == "gelu") return context.add("gelu", {x}, ops::GeluAttrs{ops::GeluForm::tanh}, "activated");
  return context.add(name, {x}, {}, "activated");
}

// [experts, tokens, units] of [tokens or experts, tokens, inputs] by weights [experts, units, inputs].
Value layer(NodeContext& context, Value x, Value weight, int bias, const std::string& part) {
  const Value y = context.add("matmul", {x, weight}, ops::MatmulAttrs{false, true}, part);
  if (!context.has_input(bias)) return y;
  const Value rows = context.add("unsqueeze", {context.input(bias, ParameterRole::bias)}, ops::SqueezeAttrs{{1}}, part + ".bias");
  return context.add("add", {y, rows}, {}, part + ".sum");
}

// Where the operators list what they have in common.
struct Expert {
  Value inner;
  int inner_bias;
  Value outer;
  int outer_bias;
};

void refuse_variants(NodeContext& context, int gate) {
  if (context.attr<bool>("use_sparse_mixer", false)) context.refuse("a sparse mixer is not covered");
  if (context.attr<bool>("swiglu_limit_after_activation", false)) context.refuse("a limit behind the activation is not covered");
  if (context.has_input(gate)) context.refuse("a gate with a layer of its own is not covered");
}

Values mixed(NodeContext& context, const Expert& expert, bool sum_to_one) {
  const Value x = context.input(0);
  const bool flat = context.rank(x) == 2;
  const Value tokens = flat ? x : context.reshape(x, {-1, input_dim(2)}, "tokens");
  const Value counts = context.transpose(shares(context, context.input(1), sum_to_one), {1, 0}, "counts.experts");
  const Value inner = activated(context, layer(context, tokens, expert.inner, expert.inner_bias, "inner"));
  const Value outer = layer(context, inner, expert.outer, expert.outer_bias, "outer");
  const Value rows = context.add("unsqueeze", {counts}, ops::SqueezeAttrs{{2}}, "counts.rows");
  const Value weighted = context.add("mul", {outer, rows}, {}, "weighted");
  const Value sum = context.add("reduce_sum", {weighted}, ops::ReduceAttrs{{0}, false}, flat ? "" : "sum");
  if (flat) return {sum};
  return {context.add("reshape", {sum, context.add("shape_of", {x}, {}, "shape")}, ops::ReshapeAttrs{})};
}

std::int64_t bits_of(NodeContext& context, std::string_view attribute) {
  const std::int64_t bits = context.attr<std::int64_t>(attribute, context.attr<std::int64_t>("expert_weight_bits", 4));
  if (bits != 2 && bits != 4 && bits != 8) context.refuse("weights of {} bits are not covered", bits);
  return bits;
}

// Input i, with its scales behind it, as real numbers: [experts, units, inputs]. A scale is for a row, or for a block of it.
Value real_weight(NodeContext& context, int i, int zero_points, std::int64_t bits, const std::string& part) {
  const std::int64_t inputs = (Dim(context.size(context.input(i), -1)) * Dim(8 / bits)).integer();
  Value scale = context.input(i + 1, ParameterRole::buffer);
  const std::int64_t block = context.attr<std::int64_t>("block_size", 0);
  const bool by_row = context.rank(scale) == 2;
  if (!by_row && block < 1) fail(ErrorCode::invalid_file, "block_size is {}, wanted 1 or more", block);
  const Value numbers = block_numbers(context, i, "weights", bits, inputs, part);
  Value zero_point = context.has_input(zero_points)
                         ? block_numbers(context, zero_points, "zero points", bits, context.size(scale, -1), part + ".zero_points")
                         : middles(context, numbers, scale, bits, part + ".zero_points");
  if (by_row) {
    scale = context.add("unsqueeze", {scale}, ops::SqueezeAttrs{{2}}, part + ".scales");
    zero_point = context.add("unsqueeze", {zero_point}, ops::SqueezeAttrs{{2}}, part + ".points");
  }
  const ops::DequantizeAttrs attributes{2, by_row ? inputs : block, context.dtype(scale)};
  return context.add("dequantize", {numbers, scale, zero_point}, attributes, part + ".real");
}

Values mixture_of_experts(NodeContext& context) {
  refuse_variants(context, 6);
  const bool sum_to_one = context.attr<bool>("normalize_routing_weights", false);
  return mixed(context, {context.input(2), 3, context.input(4), 5}, sum_to_one);
}

Values quantized_experts(NodeContext& context) {
  refuse_variants(context, 8);
  const std::string kind = context.attr<std::string>("quant_type", "int");
  if (kind != "int") context.refuse("weights of kind '{}' are not covered, only integers", printable(kind));
  if (context.attr<std::int64_t>("weights_prepacked", 0) > 0) context.refuse("weights packed for a certain device are not covered");
  if (context.has_input(14)) context.refuse("shares that the scores do not give are not covered");
  // onnxruntime's shares sum to 1 whatever normalize_routing_weights says.
  context.ignore({"accuracy_level", "fc3_expert_weight_bits", "normalize_routing_weights"});
  const Value inner = real_weight(context, 2, 11, bits_of(context, "fc1_expert_weight_bits"), "inner.weight");
  const Value outer = real_weight(context, 5, 12, bits_of(context, "fc2_expert_weight_bits"), "outer.weight");
  return mixed(context, {inner, 4, outer, 7}, true);
}

}  // namespace

std::vector<OperatorRow> experts_rows() {
  using enum Fate;
  return {
      {"com.microsoft", "MoE", rewritten, {{1, mixture_of_experts}}, "", "every expert for every token, then a weighted sum"},
      {"com.microsoft",
       "QMoE",
       rewritten,
       {{1, quantized_experts}},
       "",
       "the weights as real numbers, then as MoE; integers of 2, 4 and 8 bits"},
  };
}

}  // namespace nnfront::frontends::onnx
