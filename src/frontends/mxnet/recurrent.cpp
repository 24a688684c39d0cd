#include "ops/recurrent.h"

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "ops/elements.h"
#include "ops/elementwise.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

struct Layers {
  std::string mode;
  std::int64_t count = 0;
  std::int64_t directions = 1;
  std::int64_t units = 0;
  std::int64_t projection = 0;  // 0: none
  std::int64_t gates = 1;
  std::vector<std::size_t> gate_order;  // of the IR, by MXNet's number; empty: the same

  std::int64_t state_units() const { return projection > 0 ? projection : units; }
};

// The blocks of MXNet's one list of parameters, one after the other: where a list is joined from tensors that are just these blocks,
// the tensors, otherwise slices of it.
class Blocks {
 public:
  Blocks(NodeContext& context, std::vector<Value> parts) : context_(context), parts_(std::move(parts)) {}

  Value next(const Shape& shape, const std::string& part) {
    const std::int64_t size = element_count(*integers(shape));
    if (parts_.size() > 1) return next_part(shape, size, part);
    const ops::SliceAttrs slice{{0}, {offset_}, {offset_ + size}, {1}};
    offset_ += size;
    return context_.reshape(context_.add("slice", {parts_[0]}, slice, part + ".slice"), shape, part);
  }

  // Error where something is left over or missing.
  void check_used_up() const {
    const bool done = parts_.size() > 1 ? used_ == parts_.size() : context_.size(parts_[0], 0) == offset_;
    if (!done) fail(ErrorCode::invalid_file, "the parameters are more than the layers need");
  }

 private:
  Value next_part(const Shape& shape, std::int64_t size, const std::string& part) {
    if (used_ == parts_.size()) fail(ErrorCode::invalid_file, "there are {} parameters, the layers need more", parts_.size());
    const Value value = parts_[used_++];
    const Shape& found = context_.shape(value);
    const auto dims = integers(found);
    if (!dims || element_count(*dims) != size) {
      fail(ErrorCode::invalid_file, "parameter {} is {}, wanted {}", used_ - 1, text(found), text(shape));
    }
    return found == shape ? value : context_.reshape(value, shape, part);
  }

  NodeContext& context_;
  std::vector<Value> parts_;
  std::size_t used_ = 0;
  std::int64_t offset_ = 0;
};

Layers layers_of(NodeContext& context) {
  Layers layers;
  layers.mode = context.choice("mode", {"rnn_relu", "rnn_tanh", "lstm", "gru"}, "");
  layers.count = context.attr<std::int64_t>("num_layers");
  layers.units = context.attr<std::int64_t>("state_size");
  layers.directions = context.attr<bool>("bidirectional", false) ? 2 : 1;
  layers.projection = context.attr<std::optional<std::int64_t>>("projection_size", std::nullopt).value_or(0);
  if (layers.mode.empty()) fail(ErrorCode::invalid_file, "attribute 'mode' is missing");
  if (layers.count < 1 || layers.count > 1024)
    fail(ErrorCode::invalid_file, "attribute 'num_layers' is {}, wanted 1 to 1024", layers.count);
  if (layers.units < 1 || layers.projection < 0) fail(ErrorCode::invalid_file, "'state_size' and 'projection_size' must be above 0");
  if (layers.projection > 0 && layers.mode != "lstm") context.refuse("a projection outside 'lstm' is not covered");
  if (context.attr<bool>("use_sequence_length", false))
    context.refuse("use_sequence_length=True, which MXNet has on GPUs alone, is not covered");
  for (const char* clip : {"lstm_state_clip_min", "lstm_state_clip_max"}) {
    if (context.attr<std::optional<double>>(clip, std::nullopt)) context.refuse("{}, which MXNet has on GPUs alone, is not covered", clip);
  }
  context.ignore({"lstm_state_clip_nan"});
  // MXNet: input, forget, cell, output; reset, update, new.
  if (layers.mode == "lstm") layers.gate_order = {0, 3, 1, 2};
  if (layers.mode == "gru") layers.gate_order = {1, 0, 2};
  layers.gates = layers.gate_order.empty() ? 1 : static_cast<std::int64_t>(layers.gate_order.size());
  return layers;
}

// The weights of one layer, one entry per direction.
struct LayerWeights {
  Values input;
  Values recurrent;
  Values projection;
  Values bias;
};

Value in_order(NodeContext& context, const Layers& layers, Value block, const std::string& part) {
  if (layers.gate_order.empty()) return block;
  const Values gates = context.add_all("split", {block}, ops::SplitAttrs{0, {}, layers.gates}, part + ".gates");
  std::vector<std::optional<Value>> ordered;
  for (const std::size_t gate : layers.gate_order) ordered.emplace_back(gates[gate]);
  return context.add("concat", std::move(ordered), ops::AxisAttrs{0}, part + ".ordered");
}

Value stacked(NodeContext& context, const Values& directions, const std::string& part) {
  return context.add("stack", {directions.begin(), directions.end()}, ops::AxisAttrs{0}, part);
}

std::string label(std::int64_t layer, std::int64_t direction) {
  return "layer" + std::to_string(layer) + (direction == 0 ? "" : ".reverse");
}

// First all weights, layer by layer and direction by direction, then all biases likewise.
std::vector<LayerWeights> read_weights(NodeContext& context, const Layers& layers, Blocks& blocks, std::int64_t inputs) {
  const std::int64_t rows = layers.gates * layers.units;
  std::vector<LayerWeights> all(static_cast<std::size_t>(layers.count));
  for (std::int64_t l = 0; l < layers.count; ++l) {
    LayerWeights& weights = all[static_cast<std::size_t>(l)];
    const std::int64_t columns = l == 0 ? inputs : layers.directions * layers.state_units();
    for (std::int64_t d = 0; d < layers.directions; ++d) {
      const std::string part = label(l, d);
      weights.input.push_back(in_order(context, layers, blocks.next({rows, columns}, part + ".weight"), part + ".weight"));
      const Value recurrent = blocks.next({rows, layers.state_units()}, part + ".recurrent_weight");
      weights.recurrent.push_back(in_order(context, layers, recurrent, part + ".recurrent_weight"));
      if (layers.projection > 0) weights.projection.push_back(blocks.next({layers.projection, layers.units}, part + ".projection"));
    }
  }
  for (std::int64_t l = 0; l < layers.count; ++l) {
    for (std::int64_t d = 0; d < layers.directions; ++d) {
      const std::string part = label(l, d);
      const Value of_input = in_order(context, layers, blocks.next({rows}, part + ".bias"), part + ".bias");
      const Value of_state = in_order(context, layers, blocks.next({rows}, part + ".recurrent_bias"), part + ".recurrent_bias");
      all[static_cast<std::size_t>(l)].bias.push_back(context.add("concat", {of_input, of_state}, ops::AxisAttrs{0}, part + ".biases"));
    }
  }
  return all;
}

// MXNet's _zeros as a state to begin with, whose batch MXNet infers from the data: the IR begins at zero where no state is given.
bool begins_at_zero(NodeContext& context, Value states) {
  const Node& maker = context.builder().producer(states);
  if (!maker.attributes.is<ops::BroadcastToAttrs>()) return false;
  const Node& number = context.builder().producer(*maker.inputs[0]);
  return number.attributes.is<ConstantAttrs>() && number.tensor.size() == 1 && ops::to_doubles(number.tensor.evaluate()).front() == 0.0;
}

// The rows of a layer of [layers * directions, batch, units]; one state for all of the batch is repeated.
std::optional<Value> state_of(NodeContext& context, const Layers& layers, Value states, std::int64_t layer, const Dim& batch,
                              const std::string& part) {
  if (begins_at_zero(context, states)) return std::nullopt;
  const std::int64_t first = layer * layers.directions;
  Value state = states;
  if (layers.count > 1) {
    state = context.add("slice", {states}, ops::SliceAttrs{{0}, {first}, {first + layers.directions}, {1}}, part);
  }
  if (context.dim(state, 1) == batch) return state;
  if (!batch.is_integer()) {
    if (context.dim(state, 1) == Dim(1)) context.refuse("one state for all of a batch of {} is not covered; give a number", batch.text());
    return state;
  }
  return context.add("broadcast_to", {state}, ops::BroadcastToAttrs{{input_dim(0), batch, input_dim(2)}}, part + ".repeated");
}

Attributes attributes_of(const Layers& layers) {
  const auto direction = layers.directions == 2 ? ops::RecurrentDirection::bidirectional : ops::RecurrentDirection::forward;
  if (layers.mode == "lstm") {
    ops::LstmAttrs attributes;
    attributes.common.direction = direction;
    return attributes;
  }
  if (layers.mode == "gru") {
    ops::GruAttrs attributes;
    attributes.common.direction = direction;
    attributes.linear_before_reset = true;
    return attributes;
  }
  ops::RnnAttrs attributes;
  attributes.common.direction = direction;
  attributes.common.activations = {layers.mode == "rnn_relu" ? "relu" : "tanh"};
  return attributes;
}

// [steps, directions, batch, units] as [steps, batch, directions * units].
Value side_by_side(NodeContext& context, const Layers& layers, Value y, const std::string& part, bool is_last) {
  const std::string name = is_last ? std::string() : part + ".output";
  if (layers.directions == 1) return context.reshape(y, {input_dim(0), input_dim(2), input_dim(3)}, name);
  const Value batch_first = context.add("transpose", {y}, ops::TransposeAttrs{{0, 2, 1, 3}}, part + ".by_sample");
  return context.reshape(batch_first, {input_dim(0), input_dim(1), input_dim(2) * input_dim(3)}, name);
}

Value joined(NodeContext& context, const Values& states, std::string_view part) {
  if (states.size() == 1) return states[0];
  return context.add("concat", {states.begin(), states.end()}, ops::AxisAttrs{0}, part);
}

// data [steps, batch, inputs], the list of all parameters, states [layers * directions, batch, units], of 'lstm' also cells.
Values recurrent(NodeContext& context) {
  const Layers layers = layers_of(context);
  const double rate = context.attr<double>("p", 0.0);
  const bool with_states = context.attr<bool>("state_outputs", false);
  Value x = context.input(0);
  const Dim batch = context.dim(x, 1);
  Blocks blocks(context, context.joined_parts(1));
  const std::vector<LayerWeights> all = read_weights(context, layers, blocks, context.size(x, 2));
  blocks.check_used_up();
  const bool is_lstm = layers.mode == "lstm";
  const std::string_view op = is_lstm || layers.mode == "gru" ? std::string_view(layers.mode) : "rnn";
  Values states;
  Values cells;
  for (std::int64_t l = 0; l < layers.count; ++l) {
    const LayerWeights& weights = all[static_cast<std::size_t>(l)];
    const std::string part = "layer" + std::to_string(l);
    std::vector<std::optional<Value>> operands = {x,
                                                  stacked(context, weights.input, part + ".weights"),
                                                  stacked(context, weights.recurrent, part + ".recurrent_weights"),
                                                  stacked(context, weights.bias, part + ".bias"),
                                                  std::nullopt,
                                                  state_of(context, layers, context.input(2), l, batch, part + ".state")};
    if (is_lstm) operands.emplace_back(state_of(context, layers, context.input(3), l, batch, part + ".cell"));
    if (layers.projection > 0) operands.insert(operands.end(), {std::nullopt, stacked(context, weights.projection, part + ".projections")});
    const Values results = context.add_all(op, std::move(operands), attributes_of(layers), part);
    const bool is_last = l + 1 == layers.count;
    x = side_by_side(context, layers, results[0], part, is_last);
    if (rate > 0.0 && !is_last) x = context.add("dropout", {x}, ops::DropoutAttrs{rate, {}}, part + ".dropout");
    states.push_back(results[1]);
    if (is_lstm) cells.push_back(results[2]);
  }
  if (!with_states) return {x};
  Values outputs = {x, joined(context, states, "states")};
  if (is_lstm) outputs.push_back(joined(context, cells, "cells"));
  return outputs;
}

}  // namespace

std::vector<OperatorRow> recurrent_rows() {
  using enum Fate;
  return {
      {{"RNN"},
       {"data", "weight", "state", "..."},
       rewritten,
       recurrent,
       "lstm",
       "rnn, gru or lstm per layer, gates in another order; every mode; not what only GPUs have"},
  };
}

}  // namespace nnfront::frontends::mxnet
