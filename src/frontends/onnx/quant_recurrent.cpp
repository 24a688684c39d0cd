// DynamicQuantizeLSTM of onnxruntime: its products are of integers, on grids that the input and each state span themselves.
#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "frontends/onnx/quant_operands.h"
#include "ops/control.h"
#include "ops/elementwise.h"
#include "ops/shape.h"
#include "support/letter_case.h"

namespace nnfront::frontends::onnx {

namespace {

enum LstmInput {
  x,
  weight,
  recurrent_weight,
  bias,
  sequence_lens,
  initial_h,
  initial_c,
  peephole,
  w_scale,
  w_zero_point,
  r_scale,
  r_zero_point
};

constexpr std::int64_t gates = 4;  // input, output, forget, cell

void refuse_variants(NodeContext& context, bool both) {
  const std::vector<std::string> once = {"sigmoid", "tanh", "tanh"};
  auto names = context.attr<std::vector<std::string>>("activations", {});
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = lower_case(names[i]);
    if (names[i] != once[i % once.size()]) context.refuse("activation '{}' is not covered", printable(names[i]));
  }
  context.ignore({"activation_alpha", "activation_beta", "hidden_size"});
  if (!names.empty() && names.size() != (both ? 6 : 3)) fail(ErrorCode::invalid_file, "activations has {} entries", names.size());
  if (context.has_attr("clip")) context.refuse("clipped gates are not covered");
  if (context.attr<bool>("input_forget", false)) context.refuse("a forget gate that follows the input gate is not covered");
  if (context.has_input(sequence_lens)) context.refuse("sequences of different lengths are not covered");
  if (context.has_input(peephole)) context.refuse("peepholes are not covered");
}

// Input `i` of one direction.
Value entry(NodeContext& context, int i, std::int64_t direction, const std::string& part) {
  return context.entry(context.input(i, ParameterRole::buffer), direction, part);
}

// A matrix on its grid, of one direction.
OnGrid matrix(NodeContext& context, int i, int scale, std::int64_t direction, const std::string& part) {
  return {entry(context, i, direction, part), entry(context, scale, direction, part + ".scale"),
          entry(context, scale + 1, direction, part + ".zero_point")};
}

// x as integers times a matrix of integers, as real numbers. `add` adds a node.
template <class Add, class AddAll>
Value product(Add&& add, AddAll&& add_all, Value x, const OnGrid& by) {
  const Values grid = add_all("dynamic_quantize", Operands{x}, Attributes{}, "grid");
  const Value sums = add("integer_matmul", Operands{grid[0], by.value, grid[2], by.zero_point}, Attributes{}, "products");
  const Value real = add("cast", Operands{sums}, Attributes(ops::CastAttrs{DType::float32}), "sums");
  const Value scale = add("mul", Operands{grid[1], by.scale}, Attributes{}, "scale");
  return add("mul", Operands{real, scale}, Attributes{}, "scaled");
}

// (h, c, what x gives the gates) -> (h, c, h)
Subgraph step_of(NodeContext& context, const TensorType& state, const OnGrid& by, std::optional<Value> added) {
  Subgraph graph;
  graph.name = "step";
  Builder step(context.translation().builder, graph.block);
  const Value h = step.input("h", state);
  const Value c = step.input("c", state);
  const Value from_x = step.input("gates", {DType::float32, {state.shape[0], state.shape[1] * Dim(gates)}});
  const auto add = [&](std::string_view op, Operands operands, Attributes attributes, std::string_view name) {
    return step.add1(op, std::move(operands), std::move(attributes), std::string(name));
  };
  const auto add_all = [&](std::string_view op, Operands operands, Attributes attributes, std::string_view name) {
    return step.add(op, std::move(operands), std::move(attributes), std::string(name));
  };
  Value sum = add("add", {from_x, product(add, add_all, h, by)}, {}, "gates.sum");
  if (added) sum = add("add", {sum, *added}, {}, "gates.bias");
  const Values gate = add_all("split", {sum}, ops::SplitAttrs{-1, {}, gates}, "gates.parts");
  const Value fresh = add("mul", {add("sigmoid", {gate[0]}, {}, "i"), add("tanh", {gate[3]}, {}, "g")}, {}, "fresh");
  const Value kept = add("mul", {c, add("sigmoid", {gate[2]}, {}, "f")}, {}, "kept");
  const Value next = add("add", {kept, fresh}, {}, "c.next");
  const Value y = add("mul", {add("sigmoid", {gate[1]}, {}, "o"), add("tanh", {next}, {}, "c.out")}, {}, "h.next");
  step.output("h", y);
  step.output("c", next);
  step.output("y", y);
  return graph;
}

// The bias of the inputs and that of the state, of one direction.
std::optional<Value> added_bias(NodeContext& context, std::int64_t direction) {
  if (!context.has_input(bias)) return std::nullopt;
  const Values parts = context.add_all("split", {entry(context, bias, direction, "bias")}, ops::SplitAttrs{0, {}, 2}, "bias.parts");
  return context.add("add", {parts[0], parts[1]}, {}, "bias.sum");
}

Value first_state(NodeContext& context, int i, std::int64_t direction, const Shape& shape, const std::string& part) {
  if (context.has_input(i)) return entry(context, i, direction, part);
  return context.add("broadcast_to", {context.scalar(0.0, DType::float32)}, ops::BroadcastToAttrs{shape}, part);
}

// h, c and y of one direction.
Values run_direction(NodeContext& context, std::int64_t direction, bool backward) {
  const Value data = context.input(x);
  const Shape state = {context.size(data, 1), context.size(context.input(recurrent_weight), 1)};
  const OnGrid by = matrix(context, recurrent_weight, r_scale, direction, "r");
  const auto add = [&](std::string_view op, Operands operands, Attributes attributes, std::string_view part) {
    return context.add(op, std::move(operands), std::move(attributes), part);
  };
  const auto add_all = [&](std::string_view op, Operands operands, Attributes attributes, std::string_view part) {
    return context.add_all(op, std::move(operands), std::move(attributes), part);
  };
  const Value from_x = product(add, add_all, data, matrix(context, weight, w_scale, direction, "w"));
  std::vector<Subgraph> steps;
  steps.push_back(step_of(context, {DType::float32, state}, by, added_bias(context, direction)));
  const std::int64_t reversed = backward ? 1 : 0;
  const Operands operands = {first_state(context, initial_h, direction, state, "h"), first_state(context, initial_c, direction, state, "c"),
                             from_x};
  const Values results = context.add_owner("scan", operands, ops::ScanAttrs{2, {0}, {reversed}, {0}, {reversed}}, std::move(steps));
  context.name_last("steps");
  return results;
}

Values dynamic_quantize_lstm(NodeContext& context) {
  const std::string direction = context.choice("direction", {"forward", "reverse", "bidirectional"}, "forward");
  const bool both = direction == "bidirectional";
  refuse_variants(context, both);
  Operands h;
  Operands c;
  Operands y;
  for (std::int64_t d = 0; d < (both ? 2 : 1); ++d) {
    const Values results = run_direction(context, d, direction == "reverse" || d == 1);
    h.emplace_back(results[0]);
    c.emplace_back(results[1]);
    y.emplace_back(results[2]);
  }
  return {context.add("stack", std::move(y), ops::AxisAttrs{1}), context.add("stack", std::move(h), ops::AxisAttrs{0}, "h.last"),
          context.add("stack", std::move(c), ops::AxisAttrs{0}, "c.last")};
}

}  // namespace

std::vector<OperatorRow> quant_recurrent_rows() {
  using enum Fate;
  return {
      {"com.microsoft",
       "DynamicQuantizeLSTM",
       rewritten,
       {{1, dynamic_quantize_lstm}},
       "",
       "a scan with products of integers; usual functions, sequences of one length"},
  };
}

}  // namespace nnfront::frontends::onnx
