#include "ops/recurrent.h"

#include <algorithm>

#include "formats/onnx_choices.h"
#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "support/letter_case.h"

namespace nnfront::frontends::onnx {

namespace {

using CellFunction = formats::OnnxCellFunction;

const CellFunction& function_called(const NodeContext& context, const std::string& name) {
  const std::string lower = lower_case(name);
  for (const CellFunction& each : formats::onnx_cell_functions) {
    if (lower_case(each.onnx) == lower) return each;
  }
  context.refuse("activation '{}' is not covered", printable(name));
}

// The numbers stand one behind the other for those functions alone that have one; some writers give one for each function.
std::vector<double> numbers_of(const std::vector<const CellFunction*>& functions, const std::vector<double>& given,
                               std::optional<double> CellFunction::*usual) {
  if (given.empty()) return {};
  const bool for_each = given.size() == functions.size();
  std::vector<double> result;
  std::size_t next = 0;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const std::optional<double>& standard = functions[i]->*usual;
    if (for_each) {
      result.push_back(given[i]);
    } else if (standard && next < given.size()) {
      result.push_back(given[next++]);
    } else {
      result.push_back(standard.value_or(0.0));
    }
  }
  return result;
}

void read_functions(NodeContext& context, ops::RecurrentAttrs& attributes) {
  const std::size_t per_direction = attributes.activations.size();
  const std::size_t directions = attributes.direction == ops::RecurrentDirection::bidirectional ? 2 : 1;
  const auto alpha = context.attr<std::vector<double>>("activation_alpha", {});
  const auto beta = context.attr<std::vector<double>>("activation_beta", {});
  const auto names = context.attr<std::vector<std::string>>("activations", attributes.activations);
  if (names.size() != per_direction && names.size() < per_direction * directions) {
    fail(ErrorCode::invalid_file, "activations has {} entries, wanted {}", names.size(), per_direction * directions);
  }
  std::vector<const CellFunction*> functions;
  // RNN's usual list has two entries for one direction too.
  const std::size_t count = std::min(names.size(), per_direction * directions);
  for (std::size_t i = 0; i < count; ++i) functions.push_back(&function_called(context, names[i]));
  attributes.activations.clear();
  for (const CellFunction* function : functions) attributes.activations.emplace_back(function->ir);
  attributes.activation_alpha = numbers_of(functions, alpha, &CellFunction::alpha);
  attributes.activation_beta = numbers_of(functions, beta, &CellFunction::beta);
}

// `attributes`: with the cell's usual functions.
ops::RecurrentAttrs common_attributes(NodeContext& context, ops::RecurrentAttrs attributes) {
  const std::string direction = context.choice("direction", {"forward", "reverse", "bidirectional"}, "forward");
  if (direction == "reverse") attributes.direction = ops::RecurrentDirection::reverse;
  if (direction == "bidirectional") attributes.direction = ops::RecurrentDirection::bidirectional;
  read_functions(context, attributes);
  if (context.has_attr("clip")) attributes.clip = context.attr<double>("clip");
  context.ignore({"output_sequence"});
  return attributes;
}

void check_hidden_size(NodeContext& context, Value recurrent_weight) {
  if (!context.has_attr("hidden_size")) return;
  const auto units = context.attr<std::int64_t>("hidden_size");
  const Dim& found = context.dim(recurrent_weight, -1);
  if (!compatible(found, Dim(units))) fail(ErrorCode::invalid_file, "hidden_size is {}, the recurrent weight has {}", units, found.text());
}

// Layout 1 has the batch in front.
Values layer(NodeContext& context, std::string_view op, Attributes attributes) {
  const bool batch_first = context.attr<bool>("layout", false);
  const auto state = [&](int i, std::string_view part) -> std::optional<Value> {
    const auto value = context.optional_input(i, ParameterRole::buffer);
    return value && batch_first ? context.transpose(*value, {1, 0, 2}, part) : value;
  };
  const Value x = context.input(0);
  const Value recurrent_weight = context.input(2);
  check_hidden_size(context, recurrent_weight);
  Operands operands = {batch_first ? context.transpose(x, {1, 0, 2}, "x") : x,
                       context.input(1),
                       recurrent_weight,
                       context.optional_input(3, ParameterRole::bias),
                       context.optional_input(4, ParameterRole::buffer),
                       state(5, "initial_h")};
  if (op == "lstm") {
    operands.push_back(state(6, "initial_c"));
    operands.push_back(context.optional_input(7));
  }
  Values results = context.add_all(op, std::move(operands), std::move(attributes));
  if (!batch_first) return results;
  context.rewritten("the batch behind the steps and back");
  results[0] = context.transpose(results[0], {2, 0, 1, 3}, "y");
  for (std::size_t i = 1; i < results.size(); ++i) results[i] = context.transpose(results[i], {1, 0, 2}, i == 1 ? "h" : "c");
  return results;
}

Values rnn(NodeContext& context) {
  ops::RnnAttrs attributes;
  attributes.common = common_attributes(context, attributes.common);
  return layer(context, "rnn", attributes);
}

Values gru(NodeContext& context) {
  ops::GruAttrs attributes;
  attributes.common = common_attributes(context, attributes.common);
  attributes.linear_before_reset = context.attr<bool>("linear_before_reset", false);
  return layer(context, "gru", attributes);
}

Values lstm(NodeContext& context) {
  ops::LstmAttrs attributes;
  attributes.common = common_attributes(context, attributes.common);
  attributes.input_forget = context.attr<bool>("input_forget", false);
  return layer(context, "lstm", attributes);
}

}  // namespace

std::vector<OperatorRow> recurrent_rows() {
  using enum Fate;
  return {
      {"", "LSTM", exact, {{1, lstm}}, "", ""},
      {"", "GRU", exact, {{1, gru}}, "", ""},
      {"", "RNN", exact, {{1, rnn}}, "", ""},
  };
}

}  // namespace nnfront::frontends::onnx
