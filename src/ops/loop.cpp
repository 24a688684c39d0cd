#include <algorithm>
#include <limits>

#include "ir/leaf.h"
#include "ops/control_parts.h"
#include "ops/shape_parts.h"

namespace nnfront::ops {

namespace {

Array scalar(DType dtype, std::int64_t value) {
  return from_integers(dtype, {}, std::span(&value, 1));
}

// Zeros behind, so that there are `count` entries along the first dimension.
Array padded_to(const Array& array, std::int64_t count) {
  std::vector<std::int64_t> dims = array.dims();
  if (dims.front() >= count) return array;
  dims.front() = count - dims.front();
  const Array zeros(array.dtype(), dims);
  const std::vector<const Array*> parts = {&array, &zeros};
  return concatenated(parts, 0);
}

constexpr int first_carried = 2;

// What the condition is on the next trip: true for sure, or not known.
bool keeps_condition(const Block& body) {
  if (body.outputs.empty() || body.inputs.size() < 2) return false;
  const Value condition = body.outputs.front().value;
  if (condition == body.inputs[1]) return true;
  for (const Node& node : body.nodes) {
    if (node.id != condition.node) continue;
    return node.attributes.is<ConstantAttrs>() && node.tensor.size() == 1 && to_integers(node.tensor.evaluate()).front() != 0;
  }
  return false;
}

std::optional<std::int64_t> constant_number(const InferContext& context, int i) {
  const Array* content = context.has(i) && context.constant ? context.constant(i) : nullptr;
  if (content == nullptr || content->size() != 1 || !computes_in_integers(content->dtype())) return std::nullopt;
  return to_integers(*content).front();
}

std::vector<SubgraphInput> loop_inputs(const InferContext& context, std::size_t) {
  std::vector<SubgraphInput> result = {{{DType::int64, {}}}, {{DType::boolean, {}}}};
  for (int i = first_carried; i < context.input_count(); ++i) {
    if (!context.has(i)) violated("loop_c4", "input {} is left out, wanted every carried value", i);
    result.push_back({context.input(i), i - first_carried + 1});
  }
  return result;
}

std::vector<TensorType> infer_loop(const InferContext& context) {
  if (context.has(0)) check_number("loop_c1", "trip_count", context.input(0), DType::int64);
  if (context.has(1)) check_number("loop_c2", "condition", context.input(1), DType::boolean);
  if (!context.has(0) && !context.has(1)) violated("loop_c3", "got neither trip_count nor condition, wanted one of them");
  const bool padded = context.attrs<LoopAttrs>().pad_scanned;
  if (padded && !context.has(0)) violated("loop_c7", "got pad_scanned without a trip_count, wanted both");
  const Block& body = subgraph_of("loop_c4", context, 0, 1).block;
  const std::vector<SubgraphInput> wanted = loop_inputs(context, 0);
  const std::size_t carried = wanted.size() - 2;
  const std::vector<TensorType> given = check_body({"loop_c4", "loop_c5", "loop_c6"}, context, body, wanted, 1 + carried);
  check_number("loop_c5", "output 0 of the body, the condition", given.front(), DType::boolean);

  const std::optional<std::int64_t> trips = known_loop_trips(context);
  const std::optional<std::int64_t> entries = padded ? constant_number(context, 0) : trips;
  const Dim size = entries ? Dim(std::max<std::int64_t>(0, *entries)) : Dim::unknown();
  std::vector<TensorType> types;
  for (std::size_t i = 1; i <= carried; ++i) {
    types.push_back(trips && *trips > 0 ? given[i] : common_known(wanted[i + 1].type, given[i]));
  }
  for (std::size_t i = 1 + carried; i < given.size(); ++i) types.push_back(with_dimension(given[i], 0, size));
  return types;
}

std::vector<Array> eval_loop(const EvalContext& context) {
  const Subgraph& body = context.node->graphs.front();
  const std::int64_t limit = context.has(0) ? single_integer(context.input(0), "trip_count") : std::numeric_limits<std::int64_t>::max();
  bool holds = !context.has(1) || single_integer(context.input(1), "condition") != 0;
  std::vector<Array> carried;
  for (std::size_t i = first_carried; i < context.inputs.size(); ++i) carried.push_back(*context.inputs[i]);
  std::vector<Scanned> scanned;
  for (std::size_t i = carried.size(); i < context.outputs.size(); ++i) scanned.emplace_back(context.outputs[i], 0, "loop_c5");

  for (std::int64_t trip = 0; holds && trip < limit; ++trip) {
    std::vector<Array> inputs = {scalar(DType::int64, trip), scalar(DType::boolean, 1)};
    inputs.insert(inputs.end(), carried.begin(), carried.end());
    const std::vector<Array> given = context.run_graph(body, inputs);
    if (context.has(1)) holds = single_integer(given.front(), "condition of the body") != 0;
    for (std::size_t i = 0; i < carried.size(); ++i) carried[i] = given[1 + i];
    for (std::size_t i = 0; i < scanned.size(); ++i) scanned[i].add(given[1 + carried.size() + i]);
  }
  std::vector<Array> results = std::move(carried);
  const bool padded = context.attrs<LoopAttrs>().pad_scanned;
  for (const Scanned& each : scanned) results.push_back(padded ? padded_to(each.stack(false), limit) : each.stack(false));
  return results;
}

}  // namespace

std::optional<std::int64_t> known_loop_trips(const InferContext& context) {
  const std::optional<std::int64_t> count = constant_number(context, 0);
  if (count && *count <= 0) return 0;
  if (!context.has(1)) return count;
  const std::optional<std::int64_t> condition = constant_number(context, 1);
  if (condition == 0) return 0;
  return condition && keeps_condition(context.node->graphs.front().block) ? count : std::nullopt;
}

Operator loop_operator() {
  return {
      .name = "loop",
      .family = "control",
      .doc =
          "Runs its subgraph, the body (iteration, condition, carried...) -> (condition, carried..., scanned...), while the condition "
          "holds "
          "and trip_count is not reached. Without an input condition, what the body says of it is not asked. A scanned output without any "
          "trip has 0 for every dimension that is not known.",
      .inputs = {{"trip_count", "int64, one element", Operand::Arity::optional},
                 {"condition", "bool, one element", Operand::Arity::optional},
                 {"carried", "values that the body hands on from trip to trip, any type", Operand::Arity::variadic}},
      .outputs = {{"results",
                   "the carried values at the end, then each scanned value of all trips along a new first dimension; with "
                   "pad_scanned as many as trip_count, the rest zeros",
                   Operand::Arity::variadic}},
      .constraints = {{"loop_c1", "trip_count is one int64"},
                      {"loop_c2", "condition is one bool"},
                      {"loop_c3", "trip_count or condition is given"},
                      {"loop_c4", "the node owns one subgraph, whose inputs are iteration, condition and one per carried value"},
                      {"loop_c5", "its outputs are a condition (one bool), one per carried value, and the scanned values"},
                      {"loop_c6", "the types of its inputs hold on every trip: a dimension that changes is unknown"},
                      {"loop_c7", "pad_scanned needs a trip_count"}},
      .defaults = LoopAttrs{},
      .infer = infer_loop,
      .eval = eval_loop,
      .cost = no_cost,
      .source = "https://onnx.ai/onnx/operators/onnx__Loop.html",
      .subgraph_inputs = loop_inputs,
  };
}

}  // namespace nnfront::ops
