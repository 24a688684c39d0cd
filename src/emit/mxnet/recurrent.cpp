#include "ops/recurrent.h"

#include "emit/mxnet/op_table.h"
#include "ops/shape.h"

namespace nnfront::emit::mxnet {

namespace {

using Order = std::vector<std::int64_t>;

// What a layer is for MXNet. `order`: the gate of the IR that stands at each of MXNet's places (input, forget, cell, output; reset,
// update, new).
struct Layer {
  std::string mode;
  Order order;
  const ops::RecurrentAttrs* common = nullptr;
};

Layer layer_of(const NodeContext& context) {
  if (context.op() == "lstm") return {"lstm", {0, 2, 3, 1}, &context.attrs<ops::LstmAttrs>().common};
  if (context.op() == "gru") return {"gru", {1, 0, 2}, &context.attrs<ops::GruAttrs>().common};
  const ops::RecurrentAttrs& common = context.attrs<ops::RnnAttrs>().common;
  const bool is_relu = !common.activations.empty() && common.activations.front() == "relu";
  return {is_relu ? "rnn_relu" : "rnn_tanh", {0}, &common};
}

// The usual functions of a cell, for one direction or for each.
void check_activations(const NodeContext& context, const Layer& layer) {
  const std::vector<std::string> usual = layer.mode == "lstm"  ? std::vector<std::string>{"sigmoid", "tanh", "tanh"}
                                         : layer.mode == "gru" ? std::vector<std::string>{"sigmoid", "tanh"}
                                                               : std::vector<std::string>{layer.mode.substr(4)};
  const auto& given = layer.common->activations;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given[i] != usual[i % usual.size()]) context.refuse("other functions than {}", fmt::join(usual, ", "));
  }
  if (!layer.common->activation_alpha.empty() || !layer.common->activation_beta.empty()) context.refuse("functions with numbers");
}

void check(const NodeContext& context, const Layer& layer) {
  check_activations(context, layer);
  if (layer.common->clip) context.refuse("a clip");
  if (layer.common->direction == ops::RecurrentDirection::reverse) context.refuse("from the last step to the first alone");
  if (context.has_input(4)) context.refuse("sequences of different lengths, which MXNet has on GPUs alone");
  if (context.op() == "gru" && !context.attrs<ops::GruAttrs>().linear_before_reset)
    context.refuse("a reset in front of the product, MXNet's stands behind it");
  if (context.op() != "lstm") return;
  if (context.attrs<ops::LstmAttrs>().input_forget) context.refuse("a forget gate that follows from the input gate");
  if (context.has_input(7)) context.refuse("peepholes");
}

Entry part_of(NodeContext& context, Entry whole, std::int64_t axis, std::int64_t begin, std::int64_t end, std::string_view part) {
  return context.add("slice_axis", {whole}, {attribute("axis", axis), attribute("begin", begin), attribute("end", end)}, part);
}

Entry joined(NodeContext& context, const Inputs& parts, std::string_view part) {
  if (parts.size() == 1) return parts.front();
  return context.add("Concat", parts, {attribute("dim", std::int64_t{0}), attribute("num_args", static_cast<std::int64_t>(parts.size()))},
                     part);
}

// Rows [gates * units, ...] in MXNet's order, as a list.
Entry ordered(NodeContext& context, Entry rows, const Order& order, std::int64_t units) {
  Inputs gates;
  for (const std::int64_t gate : order)
    gates.push_back(order.size() == 1 ? rows : part_of(context, rows, 0, gate * units, (gate + 1) * units, "gate"));
  return context.add("Reshape", {joined(context, gates, "gates")}, {attribute("shape", Integers{-1})}, "list");
}

// One direction of input i, without that dimension.
Entry of_direction(NodeContext& context, int i, std::int64_t direction) {
  const Entry part = part_of(context, context.input(i), 0, direction, direction + 1, "direction");
  return context.add("squeeze", {part}, {attribute("axis", Integers{0})}, "rows");
}

// What stands in front of it, where front ends have brought MXNet's gates into the order of the IR: a split whose parts are joined.
std::optional<Value> before_ordering(const NodeContext& context, Value rows, const Order& order) {
  if (order.size() == 1) return rows;
  const Node& join = context.maker(rows);
  if (join.op->name != "concat" || join.inputs.size() != order.size()) return std::nullopt;
  const std::int64_t source = join.inputs.front()->node;
  for (std::size_t place = 0; place < order.size(); ++place) {
    if (join.inputs[static_cast<std::size_t>(order[place])] != Value{source, static_cast<int>(place)}) return std::nullopt;
  }
  const Node& split = context.maker({source, 0});
  return split.op->name == "split" ? split.inputs[0] : std::nullopt;
}

// Part `index` of what a node joins of `count` parts; no value where it does something else.
std::optional<Value> joined_part(const NodeContext& context, Value value, std::string_view op, std::size_t count, std::int64_t index) {
  const Node& node = context.maker(value);
  const bool is_wanted = node.op->name == op && node.inputs.size() == count && node.attributes.as<ops::AxisAttrs>().axis == 0;
  return is_wanted ? node.inputs[static_cast<std::size_t>(index)] : std::nullopt;
}

Entry as_list(NodeContext& context, Value rows) {
  return context.add("Reshape", {context.held(rows).entry}, {attribute("shape", Integers{-1})}, "list");
}

// Weights of input i for one direction.
Entry weights(NodeContext& context, int i, std::int64_t direction, std::int64_t directions, const Order& order, std::int64_t units) {
  const auto part = joined_part(context, context.value(i), "stack", static_cast<std::size_t>(directions), direction);
  const auto rows = part ? before_ordering(context, *part, order) : std::nullopt;
  return rows ? as_list(context, *rows) : ordered(context, of_direction(context, i, direction), order, units);
}

// The biases of the inputs and of the state for one direction.
Inputs biases(NodeContext& context, std::int64_t direction, std::int64_t directions, const Order& order, std::int64_t units) {
  const auto rows = static_cast<std::int64_t>(order.size()) * units;
  if (!context.has_input(3)) return {context.filled({2 * rows}, 0.0, context.type(0).dtype, "no_bias")};
  const auto part = joined_part(context, context.value(3), "stack", static_cast<std::size_t>(directions), direction);
  Inputs lists;
  for (const std::int64_t half : {0, 1}) {
    const auto one = part ? joined_part(context, *part, "concat", 2, half) : std::nullopt;
    const auto source = one ? before_ordering(context, *one, order) : std::nullopt;
    if (source) lists.push_back(as_list(context, *source));
  }
  if (lists.size() == 2) return lists;
  const Entry both = of_direction(context, 3, direction);
  lists.clear();
  for (const std::int64_t half : {0, 1})
    lists.push_back(ordered(context, part_of(context, both, 0, half * rows, (half + 1) * rows, "bias"), order, units));
  return lists;
}

// MXNet's one list of all parameters: the weights of each direction, then the biases of each.
Entry parameters(NodeContext& context, const Layer& layer, std::int64_t directions, std::int64_t units) {
  Inputs lists;
  for (std::int64_t d = 0; d < directions; ++d) {
    for (const int i : {1, 2}) lists.push_back(weights(context, i, d, directions, layer.order, units));
    if (context.has_input(8)) lists.push_back(weights(context, 8, d, directions, {0}, units));
  }
  for (std::int64_t d = 0; d < directions; ++d) {
    const Inputs both = biases(context, d, directions, layer.order, units);
    lists.insert(lists.end(), both.begin(), both.end());
  }
  return joined(context, lists, "parameters");
}

// A state to begin with; the batch of one that is left out is left to MXNet.
Entry state(NodeContext& context, int i, std::int64_t directions, std::int64_t units, std::string_view part) {
  if (context.has_input(i)) return context.input(i);
  return context.filled({directions, 0, units}, 0.0, context.type(0).dtype, part);
}

// MXNet puts directions side by side; here they have a dimension of their own.
Entry apart(NodeContext& context, Entry y, std::int64_t directions, std::int64_t units) {
  if (directions == 1) return context.add("expand_dims", {y}, {attribute("axis", std::int64_t{1})}, "y");
  const Entry split = context.add("Reshape", {y}, {attribute("shape", Integers{0, 0, directions, units})}, "apart");
  return context.add("transpose", {split}, {attribute("axes", Integers{0, 2, 1, 3})}, "y");
}

void recurrent(NodeContext& context) {
  const Layer layer = layer_of(context);
  check(context, layer);
  const std::int64_t directions = context.size(1, 0);
  const std::int64_t units = context.size(1, 1) / static_cast<std::int64_t>(layer.order.size());
  const std::int64_t state_units = context.size(2, 2);
  context.drop_ending(".layer0");
  NodeAttributes attributes = {attribute("mode", layer.mode), attribute("state_size", units), attribute("num_layers", std::int64_t{1}),
                               attribute("bidirectional", directions == 2), attribute("state_outputs", true)};
  if (context.has_input(8)) attributes.push_back(attribute("projection_size", state_units));
  Inputs inputs = {context.input(0), parameters(context, layer, directions, units), state(context, 5, directions, state_units, "state")};
  if (context.op() == "lstm") inputs.push_back(state(context, 6, directions, units, "cell"));
  context.emit("RNN", std::move(inputs), std::move(attributes));
  context.pass({apart(context, context.made(0), directions, state_units), context.output_type().dtype}, 0);
}

}  // namespace

std::vector<OperatorRow> recurrent_rows() {
  return {
      {"rnn", recurrent},
      {"gru", recurrent},
      {"lstm", recurrent},
  };
}

}  // namespace nnfront::emit::mxnet
