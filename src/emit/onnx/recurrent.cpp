#include "ops/recurrent.h"

#include <algorithm>

#include "emit/onnx/op_table.h"
#include "formats/onnx_choices.h"

namespace nnfront::emit::onnx {

namespace {

using formats::OnnxCellFunction;

const OnnxCellFunction& function_called(const NodeContext& context, std::string_view name) {
  for (const OnnxCellFunction& each : formats::onnx_cell_functions) {
    if (each.ir == name) return each;
  }
  context.refuse("the cell's function {}", name);
}

// The numbers of those functions that have one, in order: what ONNX's list holds.
std::vector<double> numbers_of(const std::vector<const OnnxCellFunction*>& functions, const std::vector<double>& given,
                               std::optional<double> OnnxCellFunction::*usual) {
  std::vector<double> numbers;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const std::optional<double>& standard = functions[i]->*usual;
    if (standard) numbers.push_back(given.empty() ? *standard : given[i]);
  }
  return numbers;
}

// The units of the cell: rows of a gate.
std::int64_t units_of(const NodeContext& context, std::int64_t gates) {
  const Dim& rows = context.dim(1, 1);
  if (!rows.is_integer()) context.refuse("the number of units is not known");
  return rows.integer() / gates;
}

NodeAttributes attributes_of(const NodeContext& context, const ops::RecurrentAttrs& attrs, std::int64_t gates) {
  const std::size_t directions = attrs.direction == ops::RecurrentDirection::bidirectional ? 2 : 1;
  const std::size_t per_direction = gates == 4 ? 3 : gates == 3 ? 2 : 1;
  std::vector<const OnnxCellFunction*> functions;
  std::vector<std::string> names;
  // Given once for both directions: ONNX wants them for each.
  const std::size_t copies = attrs.activations.size() == per_direction ? directions : 1;
  std::vector<double> alpha;
  std::vector<double> beta;
  for (std::size_t copy = 0; copy < copies; ++copy) {
    for (const std::string& name : attrs.activations) functions.push_back(&function_called(context, name));
    alpha.insert(alpha.end(), attrs.activation_alpha.begin(), attrs.activation_alpha.end());
    beta.insert(beta.end(), attrs.activation_beta.begin(), attrs.activation_beta.end());
  }
  for (const OnnxCellFunction* function : functions) names.emplace_back(function->onnx);
  NodeAttributes attributes = {attribute("activations", names), attribute("direction", name_of(attrs.direction)),
                               attribute("hidden_size", units_of(context, gates))};
  alpha = numbers_of(functions, alpha, &OnnxCellFunction::alpha);
  beta = numbers_of(functions, beta, &OnnxCellFunction::beta);
  if (!alpha.empty()) attributes.push_back(attribute("activation_alpha", alpha));
  if (!beta.empty()) attributes.push_back(attribute("activation_beta", beta));
  if (attrs.clip) attributes.push_back(attribute("clip", *attrs.clip));
  return attributes;
}

// The lengths of sequences are int32 in ONNX.
Inputs operands(NodeContext& context) {
  Inputs all = context.inputs();
  if (context.has_input(4) && context.type(4).dtype != DType::int32) all[4] = context.cast(all[4], DType::int32, "lengths");
  return all;
}

void rnn(NodeContext& context) {
  context.emit("RNN", operands(context), attributes_of(context, context.attrs<ops::RnnAttrs>().common, 1));
}

void gru(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GruAttrs>();
  NodeAttributes attributes = attributes_of(context, attrs.common, 3);
  attributes.push_back(flag("linear_before_reset", attrs.linear_before_reset));
  context.emit("GRU", operands(context), std::move(attributes));
}

void lstm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LstmAttrs>();
  if (context.has_input(8)) context.refuse("a projection of the state");
  NodeAttributes attributes = attributes_of(context, attrs.common, 4);
  attributes.push_back(flag("input_forget", attrs.input_forget));
  context.emit("LSTM", operands(context), std::move(attributes));
}

}  // namespace

std::vector<OperatorRow> recurrent_rows() {
  return {
      {"rnn", rnn, "RNN", 1, Widening::floats},
      {"gru", gru, "GRU", 1, Widening::floats},
      {"lstm", lstm, "LSTM", 1, Widening::floats},
  };
}

}  // namespace nnfront::emit::onnx
