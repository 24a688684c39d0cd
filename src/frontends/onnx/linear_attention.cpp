// Layers that carry a state of fixed size along a sequence instead of a cache: LinearAttention, CausalConvWithState.
#include <cmath>
#include <limits>

#include "frontends/onnx/families.h"
#include "frontends/onnx/heads.h"
#include "frontends/onnx/node_context.h"
#include "ops/control.h"
#include "ops/conv.h"
#include "ops/elements.h"
#include "ops/matmul.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

// ---- LinearAttention

enum LinearInput { query, key, value, past_state, decay, update_rate };

// What is scanned, with the steps along axis 1: [N, steps, heads of k, ...].
struct Sequences {
  Value q;                     // [.., queries per head of k, D]
  Value k;                     // [.., D, 1]
  Value v;                     // [.., 1, E]
  std::optional<Value> decay;  // [.., D or 1, 1], a logarithm
  std::optional<Value> rate;   // [.. or 1, 1, 1]
};

Value wide(NodeContext& context, int i, Shape shape, const std::string& part) {
  return context.as_type(context.reshape(context.input(i), std::move(shape), part), DType::float32, part + ".wide");
}

Sequences sequences_of(NodeContext& context, std::int64_t heads, std::int64_t shared, bool decays, bool corrects) {
  if (heads % shared != 0) context.refuse("{} heads of queries and {} of keys are not covered, only a multiple", heads, shared);
  Sequences s{wide(context, query, {input_dim(0), input_dim(1), shared, heads / shared, -1}, "q"),
              wide(context, key, {input_dim(0), input_dim(1), shared, -1, 1}, "k"),
              wide(context, value, {input_dim(0), input_dim(1), shared, 1, -1}, "v"), std::nullopt, std::nullopt};
  if (decays) s.decay = wide(context, decay, {input_dim(0), input_dim(1), shared, -1, 1}, "decay");
  if (corrects) s.rate = wide(context, update_rate, {input_dim(0), input_dim(1), -1, 1, 1}, "rate");
  return s;
}

Value zeros(NodeContext& context, const std::vector<std::int64_t>& dims, std::string_view part) {
  return context.add("broadcast_to", {context.scalar(0.0, DType::float32)}, ops::BroadcastToAttrs{Shape(dims.begin(), dims.end())}, part);
}

Value first_state(NodeContext& context, const Sequences& s) {
  if (context.has_input(past_state)) return context.as_type(context.input(past_state), DType::float32, "past");
  return zeros(context, {context.size(s.k, 0), context.size(s.k, 2), context.size(s.k, 3), context.size(s.v, 4)}, "past");
}

TensorType slice_type(NodeContext& context, Value sequence) {
  TensorType type = context.type(sequence);
  type.shape.erase(type.shape.begin() + 1);
  return type;
}

// One step: the state fades, takes k v^T up (or of v what it does not say already), and is asked by q.
Subgraph step_of(NodeContext& context, Value state, const Sequences& s, double scale) {
  Subgraph graph;
  graph.name = "step";
  Builder step(context.translation().builder, graph.block);
  Value held = step.input("state", context.type(state));
  const Value q = step.input("q", slice_type(context, s.q));
  const Value k = step.input("k", slice_type(context, s.k));
  Value v = step.input("v", slice_type(context, s.v));
  if (s.decay) {
    const Value fading = step.add1("exp", {step.input("decay", slice_type(context, *s.decay))});
    held = step.add1("mul", {held, fading}, {}, "faded");
  }
  if (s.rate) {
    const Value rate = step.input("rate", slice_type(context, *s.rate));
    const Value said = step.add1("matmul", {k, held}, ops::MatmulAttrs{true, false}, "said");
    v = step.add1("mul", {step.add1("sub", {v, said}), rate}, {}, "news");
  }
  const Value next = step.add1("add", {held, step.add1("matmul", {k, v}, ops::MatmulAttrs{})}, {}, "next");
  const Value factor = step.constant(ops::from_doubles(DType::float32, {}, std::span(&scale, 1)));
  step.output("next", next);
  step.output("y", step.add1("mul", {step.add1("matmul", {q, next}, ops::MatmulAttrs{}), factor}, {}, "y"));
  return graph;
}

// ---- CausalConvWithState

enum ConvInput { data, weight, conv_bias, conv_past };

// The attributes of com.microsoft alone: positions between taps.
std::int64_t dilation_of(NodeContext& context) {
  if (context.attr<std::int64_t>("ndim", 1) != 1) context.refuse("more than one spatial dimension is not covered");
  if (context.attr<bool>("channels_last", false)) context.refuse("channels behind the positions are not covered");
  for (const std::string_view window :
       {"state_window", "state_update_capacity", "state_length", "input_channel_offset", "input_channels"}) {
    if (context.attr<std::int64_t>(window, 0) != 0) context.refuse("{} is not covered", window);
  }
  context.ignore({"state_channels_last"});
  const auto dilation = context.attr<std::int64_t>("dilation", 1);
  if (dilation < 1) fail(ErrorCode::invalid_file, "dilation is {}, wanted 1 or more", dilation);
  return dilation;
}

// What stands in front of the first position.
Value with_past(NodeContext& context, Value x, std::int64_t length) {
  if (context.has_input(conv_past)) return context.add("concat", {context.input(conv_past), x}, ops::AxisAttrs{2}, "behind_past");
  return context.add("pad", {x}, ops::PadAttrs{{length, 0}, ops::PadMode::constant, 0.0, {2}}, "behind_zeros");
}

// The last `length` positions.
Value last_positions(NodeContext& context, Value x, std::int64_t length) {
  constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
  const ops::SliceAttrs part = length == 0 ? ops::SliceAttrs{{2}, {0}, {0}, {1}} : ops::SliceAttrs{{2}, {-length}, {end}, {1}};
  return context.add("slice", {x}, part, "present");
}

Values linear_attention(NodeContext& context) {
  const std::string rule = context.choice("update_rule", {"linear", "gated", "delta", "gated_delta"}, "gated_delta");
  const bool decays = rule == "gated" || rule == "gated_delta";
  const bool corrects = rule == "delta" || rule == "gated_delta";
  if (context.attr<std::int64_t>("state_window", 0) != 0) context.refuse("states of several steps are not covered");
  context.ignore({"chunk_size"});
  const std::int64_t heads = head_count(context, "q_num_heads");
  const std::int64_t shared = head_count(context, "kv_num_heads");
  const Sequences s = sequences_of(context, heads, shared, decays, corrects);
  const std::optional<double> given = own_scale(context);
  const double scale = given ? *given : 1.0 / std::sqrt(static_cast<double>(context.size(s.q, 4)));
  const Value state = first_state(context, s);
  Operands operands = {state, s.q, s.k, s.v};
  for (const std::optional<Value>& further : {s.decay, s.rate}) {
    if (further) operands.push_back(further);
  }
  const std::size_t scanned = operands.size() - 1;
  const ops::ScanAttrs along{1, std::vector<std::int64_t>(scanned, 1), std::vector<std::int64_t>(scanned, 0), {1}, {0}};
  std::vector<Subgraph> steps;
  steps.push_back(step_of(context, state, s, scale));
  const Values results = context.add_owner("scan", std::move(operands), along, std::move(steps));
  context.name_last("steps");
  const DType dtype = context.dtype(context.input(query));
  const DType state_dtype = context.has_input(past_state) ? context.dtype(context.input(past_state)) : dtype;
  const Value y = context.reshape(results[1], {input_dim(0), input_dim(1), -1}, dtype == DType::float32 ? "" : "y");
  return {context.as_type(y, dtype, ""), context.as_type(results[0], state_dtype, "present")};
}

Values causal_conv(NodeContext& context) {
  const std::string activation = context.choice("activation", {"none", "silu", "swish"}, "none");
  const std::int64_t dilation = dilation_of(context);
  context.only_outputs(2);
  const Value taps = context.input(weight);
  const std::int64_t length = (Dim(context.size(taps, 2) - 1) * dilation).integer();
  const Value whole = with_past(context, context.input(data), length);
  const ops::ConvAttrs attributes{{1}, {0, 0}, {dilation}, context.size(taps, 0)};
  const bool is_plain = activation == "none";
  const Operands operands = {whole, taps, context.optional_input(conv_bias, ParameterRole::bias)};
  const Value y = context.add("conv", operands, attributes, is_plain ? "" : "conv");
  return {is_plain ? y : context.add("silu", {y}), last_positions(context, whole, length)};
}

}  // namespace

std::vector<OperatorRow> linear_attention_rows() {
  using enum Fate;
  return {
      {"", "LinearAttention", rewritten, {{27, linear_attention}}, "", "a scan over the steps"},
      {"", "CausalConvWithState", rewritten, {{27, causal_conv}}, "", "a convolution behind what the state holds"},
      {"com.microsoft", "LinearAttention", rewritten, {{1, linear_attention}}, "", "a scan over the steps"},
      {"com.microsoft",
       "CausalConvWithState",
       rewritten,
       {{1, causal_conv}},
       "",
       "a convolution behind what the state holds; one spatial dimension"},
  };
}

}  // namespace nnfront::frontends::onnx
