#include "ops/recurrent_parts.h"

namespace nnfront::ops {

namespace {

constexpr int functions = 3;
constexpr int gates = 4;
enum Gate : std::size_t { input, output, forget, cell };
enum LstmInput { initial_c = input_initial_h + 1, peephole, projection };

std::vector<TensorType> infer_lstm(const InferContext& context) {
  const RecurrentDims dims = check_recurrent(context, context.attrs<LstmAttrs>().common, gates, functions, context.has(projection));
  check_operand("recurrent_c4", "initial_c", context, initial_c, {dims.directions, dims.batch, dims.units});
  check_operand("lstm_c1", "peephole", context, peephole, {dims.directions, Dim(3) * dims.units});
  check_operand("lstm_c2", "projection", context, projection, {dims.directions, dims.state, dims.units});
  std::vector<TensorType> types = recurrent_types(context, dims);
  types.push_back({types[1].dtype, {dims.directions, dims.batch, dims.units}});
  return types;
}

// What only this cell has, of one direction.
struct LstmWeights {
  std::vector<double> peephole;  // empty where it is left out
  std::optional<std::vector<double>> projection;
};

std::vector<LstmWeights> lstm_weights(const EvalContext& context, int directions) {
  std::vector<LstmWeights> result;
  const auto of_direction = [&](int i, std::size_t d) {
    const std::vector<double> all = context.has(i) ? to_doubles(context.input(i)) : std::vector<double>();
    const std::span<const double> own = part(all, d, static_cast<std::size_t>(directions));
    return std::vector<double>(own.begin(), own.end());
  };
  for (std::size_t d = 0; d < static_cast<std::size_t>(directions); ++d) {
    result.push_back({of_direction(peephole, d), context.has(projection) ? std::optional(of_direction(projection, d)) : std::nullopt});
  }
  return result;
}

// What enters the function of a gate, but for the peephole.
std::vector<double> gate_input(const DirectionWeights& weights, Gate gate, const std::vector<double>& x, const std::vector<double>& h) {
  const std::vector<double> state_part = weights.recurrent_weight.part(gate, gates) * h + part(weights.recurrent_bias, gate, gates);
  return weights.weight.part(gate, gates) * x + part(weights.bias, gate, gates) + state_part;
}

// The peephole's weights stand in the order of the gates.
std::vector<double> with_peephole(std::vector<double> gate_input, const LstmWeights& own, Gate gate, const std::vector<double>& c) {
  if (own.peephole.empty()) return gate_input;
  return std::move(gate_input) + std::vector<double>(c) * part(own.peephole, gate, 3);
}

void lstm_cell(const DirectionWeights& weights, const LstmWeights& own, const std::vector<double>& x, CellState& state, bool input_forget) {
  const auto& f = weights.functions[0];
  const auto& g = weights.functions[1];
  const auto& h = weights.functions[2];
  const std::vector<double> i = f(with_peephole(gate_input(weights, input, x, state.h), own, input, state.c));
  std::vector<double> kept(i.size());
  if (input_forget) {
    for (std::size_t u = 0; u < i.size(); ++u) kept[u] = 1 - i[u];
  } else {
    kept = f(with_peephole(gate_input(weights, forget, x, state.h), own, forget, state.c));
  }
  state.c = state.c * kept + g(gate_input(weights, cell, x, state.h)) * i;
  const std::vector<double> o = f(with_peephole(gate_input(weights, output, x, state.h), own, output, state.c));
  state.h = h(state.c) * o;
  if (own.projection) state.h = Matrix{*own.projection, weights.recurrent_weight.columns, i.size()} * state.h;
}

std::vector<Array> eval_lstm(const EvalContext& context) {
  const auto& attrs = context.attrs<LstmAttrs>();
  const std::vector<LstmWeights> own = lstm_weights(context, direction_count(attrs.common));
  const auto step = [&](const DirectionWeights& weights, const std::vector<double>& x, CellState& state) {
    lstm_cell(weights, own[weights.direction], x, state, attrs.input_forget);
  };
  return run_recurrent(context, attrs.common, functions, step, initial_c);
}

// Five functions, three products and a sum.
Cost cost_lstm(const CostContext& context) {
  return recurrent_cost(context, 9, context.has(projection) ? element_count(context.input_dims(projection)) : 0);
}

}  // namespace

Operator lstm_operator() {
  Operator op = {
      .name = "lstm",
      .family = "recurrent",
      .doc =
          "Long short-term memory over a whole sequence; gates in the order input i, output o, forget f, cell c: c = f*c + i*g(cell), h = "
          "o*h(c). input_forget: the forget gate is 1 - i. With a projection to P units, h has P units.",
      .inputs = recurrent_inputs(),
      .outputs = recurrent_outputs(),
      .constraints = recurrent_constraints(),
      .defaults = LstmAttrs{},
      .infer = infer_lstm,
      .eval = eval_lstm,
      .cost = cost_lstm,
      .source =
          "Hochreiter and Schmidhuber, Long Short-Term Memory, Neural Computation 9, 1997; peepholes: Gers, Schraudolph and "
          "Schmidhuber, JMLR 3, 2002; projection: Sak, Senior and Beaufays, arXiv:1402.1128; "
          "https://onnx.ai/onnx/operators/onnx__LSTM.html",
  };
  op.inputs.push_back({"initial_c", "[directions, batch, H]", Operand::Arity::optional});
  op.inputs.push_back({"peephole", "[directions, 3*H], of the gates input, output, forget", Operand::Arity::optional});
  op.inputs.push_back({"projection", "[directions, P, H]", Operand::Arity::optional});
  op.outputs.push_back({"c", "[directions, batch, H]"});
  op.constraints.push_back({"lstm_c1", "the peephole has three weights per unit and direction"});
  op.constraints.push_back({"lstm_c2", "the projection is from the units to those of the state"});
  return op;
}

}  // namespace nnfront::ops
