#include "ops/recurrent_parts.h"

namespace nnfront::ops {

namespace {

constexpr int functions = 2;
constexpr int gates = 3;
enum Gate : std::size_t { update, reset, fresh };

std::vector<TensorType> infer_gru(const InferContext& context) {
  return recurrent_types(context, check_recurrent(context, context.attrs<GruAttrs>().common, gates, functions));
}

// What the inputs add to a gate, and what the state does.
std::vector<double> input_part(const DirectionWeights& weights, Gate gate, const std::vector<double>& x) {
  return weights.weight.part(gate, gates) * x + part(weights.bias, gate, gates);
}
std::vector<double> state_part(const DirectionWeights& weights, Gate gate, const std::vector<double>& h) {
  return weights.recurrent_weight.part(gate, gates) * h + part(weights.recurrent_bias, gate, gates);
}

void gru_cell(const DirectionWeights& weights, const std::vector<double>& x, CellState& state, bool linear_before_reset) {
  const auto& f = weights.functions[0];
  const auto& g = weights.functions[1];
  const std::vector<double> z = f(input_part(weights, update, x) + state_part(weights, update, state.h));
  const std::vector<double> r = f(input_part(weights, reset, x) + state_part(weights, reset, state.h));
  const std::vector<double> remembered =
      linear_before_reset ? state_part(weights, fresh, state.h) * r : state_part(weights, fresh, state.h * r);
  const std::vector<double> n = g(input_part(weights, fresh, x) + remembered);
  for (std::size_t i = 0; i < n.size(); ++i) state.h[i] = (1 - z[i]) * n[i] + z[i] * state.h[i];
}

std::vector<Array> eval_gru(const EvalContext& context) {
  const auto& attrs = context.attrs<GruAttrs>();
  return run_recurrent(context, attrs.common, functions,
                       [&](const DirectionWeights& weights, const std::vector<double>& x, CellState& state) {
                         gru_cell(weights, x, state, attrs.linear_before_reset);
                       });
}

// Three functions, r*h, 1 - z, two products and their sum.
Cost cost_gru(const CostContext& context) {
  return recurrent_cost(context, 8);
}

}  // namespace

Operator gru_operator() {
  return {
      .name = "gru",
      .family = "recurrent",
      .doc =
          "Gated recurrent unit over a whole sequence; gates in the order update z, reset r, new state: h = (1 - z)*n + z*h with n = g(Wh "
          "x "
          "+ Wbh + Rh (r*h) + Rbh), or g(Wh x + Wbh + r*(Rh h + Rbh)) where linear_before_reset.",
      .inputs = recurrent_inputs(),
      .outputs = recurrent_outputs(),
      .constraints = recurrent_constraints(),
      .defaults = GruAttrs{},
      .infer = infer_gru,
      .eval = eval_gru,
      .cost = cost_gru,
      .source = "Cho et al., arXiv:1406.1078; https://onnx.ai/onnx/operators/onnx__GRU.html",
  };
}

}  // namespace nnfront::ops
