// TensorFlow 1.15 and 2.x have no recurrent layer in common: it is written step by step.
#include "ops/recurrent.h"

#include <algorithm>

#include "emit/rearrange.h"
#include "emit/tensorflow/op_table.h"
#include "ops/recurrent_parts.h"

namespace nnfront::emit::tensorflow {

namespace {

constexpr std::int64_t most_steps = 1024;
enum LstmInput { initial_c = ops::input_initial_h + 1, peephole, projection };

// What all steps of one direction read.
struct Direction {
  std::int64_t index = 0;
  bool reversed = false;
  std::string recurrent_weight;
  std::string recurrent_bias;  // "": none, or already with the bias of the inputs
  std::string projection;      // "": none
  std::string fresh_weight;    // of gru: the state's part of the new state, and its bias
  std::string fresh_bias;
};

struct State {
  std::string h;
  std::string c;
};

// What a direction's steps give, in the order of the sequence.
struct Results {
  Inputs y;
  State last;
};

std::string function(NodeContext& context, const ops::RecurrentAttrs& attrs, std::size_t i, const std::string& x, std::string_view part) {
  const std::string& name = attrs.activations[i];
  if (name == "sigmoid") return context.math("Sigmoid", {x}, part);
  if (name == "tanh") return context.math("Tanh", {x}, part);
  if (name == "relu") return context.math("Relu", {x}, part);
  context.refuse("the function {}", name);
}

std::string product(NodeContext& context, const std::string& x, const std::string& weight, std::string_view part) {
  return context.add("MatMul", {x, weight},
                     {attribute("T", context.dtype()), attribute("transpose_a", false), attribute("transpose_b", true)}, part);
}

Inputs split(NodeContext& context, const std::string& x, std::int64_t parts, std::string_view part, std::int64_t axis = 1) {
  if (parts == 1) return {x};
  const std::string first =
      context.add("Split", {context.integer(axis, "axis"), x}, {attribute("T", context.dtype()), attribute("num_split", parts)}, part);
  Inputs all = {first};
  for (std::int64_t i = 1; i < parts; ++i) all.push_back(fmt::format("{}:{}", first, i));
  return all;
}

Inputs unpacked(NodeContext& context, const std::string& x, std::int64_t count, std::string_view part) {
  const std::string first =
      context.add("Unpack", {x}, {attribute("T", context.dtype()), attribute("num", count), attribute("axis", std::int64_t{0})}, part);
  Inputs all = {first};
  for (std::int64_t i = 1; i < count; ++i) all.push_back(fmt::format("{}:{}", first, i));
  return all;
}

// One of so many equal parts of the rows that input `input` has for direction `d`: a constant where the input is one.
std::string rows_of(NodeContext& context, int input, std::int64_t d, std::int64_t parts, std::int64_t i, std::string_view name) {
  if (const auto all = context.content(input)) {
    const Tensor own = reshaped(part(*all, 0, d, 1), Integers(all->dims().begin() + 1, all->dims().end()));
    const std::int64_t count = own.dims()[0] / parts;
    return context.constant(part(own, 0, i * count, count), name);
  }
  const Inputs directions = unpacked(context, context.input(input), context.size(input, 0), name);
  return split(context, directions[static_cast<std::size_t>(d)], parts, name, 0)[static_cast<std::size_t>(i)];
}

std::string packed(NodeContext& context, Inputs parts, std::int64_t axis, std::string_view part) {
  const auto count = static_cast<std::int64_t>(parts.size());
  return context.add("Pack", std::move(parts), {attribute("T", context.dtype()), attribute("N", count), attribute("axis", axis)}, part);
}

// What the inputs add to all gates, step by step: one product for the whole sequence.
Inputs input_gates(NodeContext& context, const Direction& direction, std::int64_t gates_and_units) {
  const std::int64_t steps = context.size(0, 0);
  const std::string rows = context.reshaped(context.input(0), {-1, context.size(0, 2)}, "rows");
  const std::string weight = rows_of(context, ops::input_weight, direction.index, 1, 0, "weight");
  std::string gates = product(context, rows, weight, "of_inputs");
  if (context.has_input(ops::input_bias)) {
    const std::string bias = rows_of(context, ops::input_bias, direction.index, 2, 0, "bias");
    gates = context.math("BiasAdd", {gates, bias}, "of_inputs_with_bias");
  }
  return unpacked(context, context.reshaped(gates, {steps, -1, gates_and_units}, "by_step"), steps, "steps");
}

std::string initial(NodeContext& context, int input, std::int64_t d, std::int64_t directions, const std::string& like) {
  if (!context.has_input(input)) return context.math("ZerosLike", {like}, "zeros");
  return unpacked(context, context.input(input), directions, "initial")[static_cast<std::size_t>(d)];
}

std::string of_state(NodeContext& context, const Direction& direction, const std::string& h) {
  const std::string gates = product(context, h, direction.recurrent_weight, "of_state");
  return direction.recurrent_bias.empty() ? gates : context.math("BiasAdd", {gates, direction.recurrent_bias}, "of_state_with_bias");
}

State rnn_step(NodeContext& context, const Direction& direction, const std::string& gates, const State& state) {
  const auto& attrs = context.attrs<ops::RnnAttrs>().common;
  return {function(context, attrs, 0, context.math("AddV2", {gates, of_state(context, direction, state.h)}, "sum"), "h"), ""};
}

std::string remembered_of_reset(NodeContext& context, const Direction& direction, const std::string& reset_h) {
  const std::string gate = product(context, reset_h, direction.fresh_weight, "remembered");
  return direction.fresh_bias.empty() ? gate : context.math("BiasAdd", {gate, direction.fresh_bias}, "remembered_with_bias");
}

// (1 - z)*n + z*h
State gru_step(NodeContext& context, const Direction& direction, const std::string& gates, const State& state) {
  const auto& attrs = context.attrs<ops::GruAttrs>();
  const Inputs x = split(context, gates, 3, "gates");
  const Inputs r = split(context, of_state(context, direction, state.h), 3, "gates_of_state");
  const std::string z = function(context, attrs.common, 0, context.math("AddV2", {x[0], r[0]}, "sum"), "update");
  const std::string reset = function(context, attrs.common, 0, context.math("AddV2", {x[1], r[1]}, "sum"), "reset");
  const std::string remembered = attrs.linear_before_reset
                                     ? context.math("Mul", {reset, r[2]}, "remembered")
                                     : remembered_of_reset(context, direction, context.math("Mul", {reset, state.h}, "reset_h"));
  const std::string n = function(context, attrs.common, 1, context.math("AddV2", {x[2], remembered}, "sum"), "fresh");
  const std::string kept = context.math("Mul", {z, context.math("Sub", {state.h, n}, "change")}, "kept");
  return {context.math("AddV2", {n, kept}, "h"), ""};
}

State lstm_step(NodeContext& context, const Direction& direction, const std::string& gates, const State& state) {
  const auto& attrs = context.attrs<ops::LstmAttrs>();
  const std::string sum = context.math("AddV2", {gates, of_state(context, direction, state.h)}, "sum");
  const Inputs gate = split(context, sum, 4, "gates");
  const std::string i = function(context, attrs.common, 0, gate[0], "input");
  const std::string forget = attrs.input_forget ? context.math("Sub", {context.number(1.0, "one"), i}, "forget")
                                                : function(context, attrs.common, 0, gate[2], "forget");
  const std::string fresh = context.math("Mul", {i, function(context, attrs.common, 1, gate[3], "cell")}, "fresh");
  const std::string c = context.math("AddV2", {context.math("Mul", {forget, state.c}, "kept"), fresh}, "c");
  const std::string o = function(context, attrs.common, 0, gate[1], "output");
  const std::string h = context.math("Mul", {o, function(context, attrs.common, 2, c, "shown")}, "h");
  return {direction.projection.empty() ? h : product(context, h, direction.projection, "projected"), c};
}

using Step = State (*)(NodeContext&, const Direction&, const std::string& gates, const State&);

// A cell of one direction, from its first step to its last.
Results run_direction(NodeContext& context, const Direction& direction, std::int64_t gate_count, std::int64_t directions, Step step) {
  const std::int64_t rows = context.size(ops::input_weight, 1);
  Inputs gates = input_gates(context, direction, rows);
  if (direction.reversed) std::reverse(gates.begin(), gates.end());
  const bool has_cell = context.op() == "lstm";
  const std::string unit = split(context, gates[0], gate_count, "units")[0];
  const std::string state_like = direction.projection.empty() ? unit : product(context, unit, direction.projection, "units_of_state");
  Results results;
  results.last.h = initial(context, ops::input_initial_h, direction.index, directions, state_like);
  if (has_cell) results.last.c = initial(context, initial_c, direction.index, directions, unit);
  for (const std::string& gate : gates) {
    results.last = step(context, direction, gate, results.last);
    results.y.push_back(results.last.h);
  }
  if (direction.reversed) std::reverse(results.y.begin(), results.y.end());
  return results;
}

void check(NodeContext& context, const ops::RecurrentAttrs& attrs) {
  if (context.has_input(ops::input_sequence_lens)) context.refuse("sequences of different lengths");
  if (context.op() == "lstm" && context.has_input(peephole)) context.refuse("peepholes");
  if (attrs.clip) context.refuse("clipped gates");
  const std::int64_t steps = context.size(0, 0);
  if (steps < 1 || steps > most_steps) context.refuse("{} steps, wanted 1 to {}", steps, most_steps);
}

Direction direction_of(NodeContext& context, const ops::RecurrentAttrs& attrs, std::int64_t d) {
  Direction direction{d, attrs.direction == ops::RecurrentDirection::reverse || d == 1, "", "", "", "", ""};
  const bool is_gru = context.op() == "gru";
  direction.recurrent_weight = rows_of(context, ops::input_recurrent_weight, d, 1, 0, "recurrent_weight");
  if (is_gru) direction.fresh_weight = rows_of(context, ops::input_recurrent_weight, d, 3, 2, "fresh_weight");
  if (context.has_input(ops::input_bias)) {
    direction.recurrent_bias = rows_of(context, ops::input_bias, d, 2, 1, "recurrent_bias");
    if (is_gru) direction.fresh_bias = rows_of(context, ops::input_bias, d, 6, 5, "fresh_bias");
  }
  if (context.op() == "lstm" && context.has_input(projection)) direction.projection = rows_of(context, projection, d, 1, 0, "projection");
  return direction;
}

void recurrent(NodeContext& context, const ops::RecurrentAttrs& attrs, std::int64_t gate_count, Step step) {
  check(context, attrs);
  // Functions are listed for one direction or for each; those of a second direction are the same or refused.
  const auto functions = static_cast<std::size_t>(context.op() == "lstm" ? 3 : context.op() == "gru" ? 2 : 1);
  for (std::size_t i = functions; i < attrs.activations.size(); ++i) {
    if (attrs.activations[i] != attrs.activations[i - functions]) context.refuse("other functions for the other direction");
  }
  const std::int64_t directions = context.size(ops::input_weight, 0);
  Inputs all_y;
  Inputs all_h;
  Inputs all_c;
  for (std::int64_t d = 0; d < directions; ++d) {
    const Results results = run_direction(context, direction_of(context, attrs, d), gate_count, directions, step);
    all_y.push_back(packed(context, results.y, 0, "sequence"));
    all_h.push_back(results.last.h);
    all_c.push_back(results.last.c);
  }
  context.bind(0, packed(context, std::move(all_y), 1, "y"));
  context.bind(1, packed(context, std::move(all_h), 0, "last_h"));
  if (context.op() == "lstm") context.bind(2, packed(context, std::move(all_c), 0, "last_c"));
}

void rnn(NodeContext& context) {
  recurrent(context, context.attrs<ops::RnnAttrs>().common, 1, rnn_step);
}

void gru(NodeContext& context) {
  recurrent(context, context.attrs<ops::GruAttrs>().common, 3, gru_step);
}

void lstm(NodeContext& context) {
  recurrent(context, context.attrs<ops::LstmAttrs>().common, 4, lstm_step);
}

}  // namespace

std::vector<OperatorRow> recurrent_rows() {
  return {
      {"rnn", Types::floating, rnn},
      {"gru", Types::floating, gru},
      {"lstm", Types::floating, lstm},
  };
}

}  // namespace nnfront::emit::tensorflow
