#include "ops/recurrent.h"

#include "emit/torch/op_table.h"

namespace nnfront::emit::torch {

namespace {

// Optional inputs that torch's functions do not know.
void check_inputs(const NodeContext& context, const ops::RecurrentAttrs& attrs, const std::vector<std::string>& usual) {
  if (context.has_input(4)) context.refuse("sequences of different lengths");
  if (attrs.clip) context.refuse("numbers that are brought into bounds in front of a function");
  for (std::size_t i = 0; i < attrs.activations.size(); ++i) {
    if (attrs.activations[i] != usual[i % usual.size()]) context.refuse("the function {}", attrs.activations[i]);
  }
}

std::string initial(NodeContext& context, int i) {
  if (context.has_input(i)) return context.input(i);
  const std::string weight = context.input(1);
  const std::string recurrent = context.input(2);
  return fmt::format("{}.new_zeros({}.shape[0], {}.shape[1], {}.shape[2])", context.input(0), weight, context.input(0), recurrent);
}

// `order`: where torch's gates stand among ours.
void layer(NodeContext& context, std::string_view function, const std::string& states, const std::string& order,
           ops::RecurrentDirection direction) {
  const std::string bias = context.has_input(3) ? context.input(3) : "None";
  std::vector<std::string> operands = {std::string(function), context.input(0), states, context.input(1), context.input(2), bias, order};
  if (direction == ops::RecurrentDirection::reverse) operands.push_back(named("reverse", "True"));
  context.returns(call(context.helper("recurrent"), operands));
}

void rnn(NodeContext& context) {
  const auto& attrs = context.attrs<ops::RnnAttrs>();
  const bool relu = !attrs.common.activations.empty() && attrs.common.activations.front() == "relu";
  check_inputs(context, attrs.common, {relu ? "relu" : "tanh"});
  layer(context, relu ? "torch.rnn_relu" : "torch.rnn_tanh", initial(context, 5), "[0]", attrs.common.direction);
}

void gru(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GruAttrs>();
  check_inputs(context, attrs.common, {"sigmoid", "tanh"});
  if (!attrs.linear_before_reset) context.refuse("the reset in front of the product");
  layer(context, "torch.gru", initial(context, 5), "[1, 0, 2]", attrs.common.direction);
}

void lstm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LstmAttrs>();
  check_inputs(context, attrs.common, {"sigmoid", "tanh", "tanh"});
  if (attrs.input_forget) context.refuse("a forget gate that follows from the input gate");
  if (context.has_input(7)) context.refuse("peepholes");
  if (context.has_input(8)) context.refuse("a projection");
  const std::string states = fmt::format("({}, {})", initial(context, 5), initial(context, 6));
  layer(context, "torch.lstm", states, "[0, 2, 3, 1]", attrs.common.direction);
}

}  // namespace

std::vector<OperatorRow> recurrent_rows() {
  return {
      {"rnn", rnn},
      {"gru", gru},
      {"lstm", lstm},
  };
}

}  // namespace nnfront::emit::torch
