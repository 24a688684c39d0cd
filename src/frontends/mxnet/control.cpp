// Control flow: what MXNet's symbol.contrib makes of foreach, while_loop and cond (its src/operator/control_flow.cc).
#include "ops/control.h"

#include <algorithm>
#include <map>

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

// Places of a graph's variables, or of the node's inputs.
Tuple places(NodeContext& context, const std::string& attribute) {
  return context.attr<Tuple>(attribute, {});
}

std::vector<GraphInput> outside(const Tuple& locations) {
  std::vector<GraphInput> inputs;
  for (const std::int64_t location : locations) inputs.push_back({std::nullopt, location});
  return inputs;
}

void put(std::vector<GraphInput>& inputs, std::int64_t place, GraphInput what) {
  if (place < 0 || place >= static_cast<std::int64_t>(inputs.size())) {
    fail(ErrorCode::invalid_file, "place {} is outside the {} inputs of the graph inside", place, inputs.size());
  }
  inputs[static_cast<std::size_t>(place)] = what;
}

// A number as a condition without dimensions.
Value condition_of(Builder& builder, const std::vector<Value>& outputs, const std::string& name) {
  if (outputs.size() != 1) fail(ErrorCode::invalid_file, "the condition has {} outputs, wanted 1", outputs.size());
  const TensorType& type = builder.type(outputs[0]);
  if (!type.ranked) throw UnrankedInput{};
  Value number = outputs[0];
  if (!type.shape.empty()) number = builder.add1("reshape", {number}, ops::ReshapeAttrs{{}}, name + ".number");
  if (type.dtype == DType::boolean) return number;
  const Value zero = builder.constant(Array(type.dtype, {}));
  return builder.add1("not_equal", {number, zero}, {}, name + ".condition");
}

TensorType slice_of(NodeContext& context, Value data) {
  TensorType type{context.dtype(data), context.shape(data)};
  if (type.shape.empty()) fail(ErrorCode::invalid_file, "data without dimensions has nothing to go over");
  type.shape.erase(type.shape.begin());
  return type;
}

std::vector<Subgraph> one(Subgraph graph) {
  std::vector<Subgraph> graphs;
  graphs.push_back(std::move(graph));
  return graphs;
}

std::size_t count_attr(NodeContext& context, const std::string& attribute) {
  const std::int64_t count = context.attr<std::int64_t>(attribute, 0);
  if (count < 0 || count > 4096) fail(ErrorCode::invalid_file, "attribute '{}' is {}, wanted 0 to 4096", attribute, count);
  return static_cast<std::size_t>(count);
}

void check_outputs(const std::vector<Value>& found, std::size_t wanted) {
  if (found.size() != wanted) fail(ErrorCode::invalid_file, "the graph inside has {} outputs, wanted {}", found.size(), wanted);
}

// Inputs: data, states, all that else is read; outputs: what is stacked, then the last states.
Values foreach_loop(NodeContext& context) {
  const Tuple data = places(context, "in_data_locs");
  const Tuple states = places(context, "in_state_locs");
  const Tuple others = places(context, "remain_locs");
  const std::size_t stacked = count_attr(context, "num_out_data");
  context.ignore({"num_outputs"});
  const SourceGraph& graph = context.subgraphs(1)[0];
  Subgraph body;
  body.name = "body";
  Builder inside(context.builder(), body.block);
  std::vector<GraphInput> inputs(data.size() + states.size() + others.size());
  std::vector<std::optional<Value>> operands;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const Value state = context.input(static_cast<int>(data.size() + i));
    operands.emplace_back(state);
    put(inputs, states[i], {inside.input(fmt::format("state{}", i), {context.dtype(state), context.shape(state)})});
  }
  for (std::size_t i = 0; i < data.size(); ++i) {
    const Value whole = context.input(static_cast<int>(i));
    operands.emplace_back(whole);
    put(inputs, data[i], {inside.input(fmt::format("slice{}", i), slice_of(context, whole))});
  }
  for (std::size_t i = 0; i < others.size(); ++i) {
    put(inputs, others[i], {std::nullopt, static_cast<std::int64_t>(data.size() + states.size() + i)});
  }
  const Values found = context.translate(graph, inside, inputs);
  check_outputs(found, stacked + states.size());
  for (std::size_t i = 0; i < states.size(); ++i) inside.output(fmt::format("state{}", i), found[stacked + i]);
  for (std::size_t i = 0; i < stacked; ++i) inside.output(fmt::format("result{}", i), found[i]);
  ops::ScanAttrs attributes;
  attributes.states = static_cast<std::int64_t>(states.size());
  attributes.input_axes.assign(data.size(), 0);
  attributes.reversed_inputs.assign(data.size(), 0);
  attributes.output_axes.assign(stacked, 0);
  attributes.reversed_outputs.assign(stacked, 0);
  Values results = context.add_owner("scan", std::move(operands), attributes, one(std::move(body)));
  std::rotate(results.begin(), results.begin() + static_cast<std::ptrdiff_t>(states.size()), results.end());
  return results;
}

// The condition looks at the variables before every trip. What is stacked is as long as the most trips there may be.
Values while_loop(NodeContext& context) {
  const Tuple of_condition = places(context, "cond_input_locs");
  const Tuple of_body = places(context, "func_input_locs");
  const Tuple variables = places(context, "func_var_locs");
  const std::size_t stacked = count_attr(context, "num_out_data");
  const std::int64_t most = context.attr<std::int64_t>("max_iterations");
  context.ignore({"num_outputs"});
  const std::vector<SourceGraph>& graphs = context.subgraphs(2);
  std::vector<std::optional<Value>> operands = {context.scalar(static_cast<double>(most), DType::int64)};
  operands.emplace_back(
      condition_of(context.builder(), context.translate(graphs[0], context.builder(), outside(of_condition)), context.name()));
  Subgraph body;
  body.name = "body";
  Builder inside(context.builder(), body.block);
  inside.input("iteration", {DType::int64, {}});
  inside.input("condition", {DType::boolean, {}});
  std::vector<GraphInput> inputs = outside(of_body);
  std::map<std::int64_t, std::size_t> carried;  // by the node's input
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const std::int64_t place = variables[i];
    if (place < 0 || place >= static_cast<std::int64_t>(of_body.size())) fail(ErrorCode::invalid_file, "'func_var_locs' holds {}", place);
    const std::int64_t input = of_body[static_cast<std::size_t>(place)];
    const Value value = context.input(static_cast<int>(input));
    operands.emplace_back(value);
    put(inputs, variables[i], {inside.input(fmt::format("variable{}", i), {context.dtype(value), context.shape(value)})});
    carried[input] = i;
  }
  const Values found = context.translate(graphs[1], inside, inputs);
  check_outputs(found, stacked + variables.size());
  std::vector<GraphInput> next = outside(of_condition);
  for (GraphInput& each : next) {
    const auto place = carried.find(each.input);
    if (place != carried.end()) each.value = found[stacked + place->second];
  }
  inside.output("condition", condition_of(inside, context.translate(graphs[0], inside, next), context.name()));
  for (std::size_t i = 0; i < variables.size(); ++i) inside.output(fmt::format("variable{}", i), found[stacked + i]);
  for (std::size_t i = 0; i < stacked; ++i) inside.output(fmt::format("result{}", i), found[i]);
  Values results = context.add_owner("loop", std::move(operands), ops::LoopAttrs{true}, one(std::move(body)));
  std::rotate(results.begin(), results.begin() + static_cast<std::ptrdiff_t>(variables.size()), results.end());
  return results;
}

Values branch(NodeContext& context) {
  const std::vector<SourceGraph>& graphs = context.subgraphs(3);
  const auto condition_inputs = outside(places(context, "cond_input_locs"));
  const auto then_inputs = outside(places(context, "then_input_locs"));
  const auto else_inputs = outside(places(context, "else_input_locs"));
  context.ignore({"num_outputs"});
  const Value condition =
      condition_of(context.builder(), context.translate(graphs[0], context.builder(), condition_inputs), context.name());
  std::vector<Subgraph> branches(2);
  for (std::size_t i = 0; i < branches.size(); ++i) {
    branches[i].name = i == 0 ? "then" : "else";
    Builder inside(context.builder(), branches[i].block);
    const Values found = context.translate(graphs[i + 1], inside, i == 0 ? then_inputs : else_inputs);
    for (std::size_t o = 0; o < found.size(); ++o) inside.output(fmt::format("result{}", o), found[o]);
  }
  return context.add_owner("if", {condition}, {}, std::move(branches));
}

}  // namespace

std::vector<OperatorRow> control_rows() {
  using enum Fate;
  return {
      {{"_foreach"}, {}, exact, foreach_loop, "scan", ""},
      {{"_while_loop"}, {}, exact, while_loop, "loop", "what is stacked behind the last trip is 0"},
      {{"_cond"}, {}, exact, branch, "if", ""},
  };
}

}  // namespace nnfront::frontends::mxnet
