#include "ops/recurrent_parts.h"

namespace nnfront::ops {

namespace {

constexpr int functions = 1;
constexpr int gates = 1;

std::vector<TensorType> infer_rnn(const InferContext& context) {
  return recurrent_types(context, check_recurrent(context, context.attrs<RnnAttrs>().common, gates, functions));
}

void rnn_cell(const DirectionWeights& weights, const std::vector<double>& x, CellState& state) {
  const std::vector<double> state_part = weights.recurrent_weight * state.h + weights.recurrent_bias;
  state.h = weights.functions[0](weights.weight * x + weights.bias + state_part);
}

std::vector<Array> eval_rnn(const EvalContext& context) {
  return run_recurrent(context, context.attrs<RnnAttrs>().common, functions, rnn_cell);
}

// The function.
Cost cost_rnn(const CostContext& context) {
  return recurrent_cost(context, 1);
}

}  // namespace

Operator rnn_operator() {
  return {
      .name = "rnn",
      .family = "recurrent",
      .doc = "Plain recurrent layer over a whole sequence: h = f(W x + Wb + R h + Rb).",
      .inputs = recurrent_inputs(),
      .outputs = recurrent_outputs(),
      .constraints = recurrent_constraints(),
      .defaults = RnnAttrs{},
      .infer = infer_rnn,
      .eval = eval_rnn,
      .cost = cost_rnn,
      .source = "Elman, Finding Structure in Time, Cognitive Science 14, 1990; https://onnx.ai/onnx/operators/onnx__RNN.html",
  };
}

}  // namespace nnfront::ops
