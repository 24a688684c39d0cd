#include "ops/control.h"

#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "frontends/onnx/unrolled.h"
#include "ops/elements.h"

namespace nnfront::frontends::onnx {

namespace {

TranslatedGraph apart(NodeContext& context, const OnnxGraph& graph, std::string name, std::vector<SubgraphInput> inputs) {
  return context.translation().graphs.apart(graph, context.scope(), std::move(name), std::move(inputs));
}

// How many of the `given` values of a graph are the node's outputs: all but the first `own`. At least `least` of them there must be.
std::size_t outputs_of(const NodeContext& context, std::string_view graph, std::size_t given, std::size_t own, std::size_t least) {
  if (given < own + least) fail(ErrorCode::invalid_file, "{} gives {} values, wanted {}", graph, given, own + least);
  const std::size_t outputs = given - own;
  if (static_cast<std::size_t>(context.output_count()) > outputs) {
    fail(ErrorCode::invalid_file, "got {} outputs, wanted {}", context.output_count(), outputs);
  }
  return outputs;
}

std::vector<Subgraph> one(TranslatedGraph translated) {
  std::vector<Subgraph> graphs;
  graphs.push_back(std::move(translated.graph));
  return graphs;
}

// One direction or axis for each; none are zeros.
std::vector<std::int64_t> numbers(NodeContext& context, std::string_view attribute, std::size_t count) {
  const auto given = context.attr<std::vector<std::int64_t>>(attribute, std::vector<std::int64_t>(count, 0));
  if (given.size() != count) fail(ErrorCode::invalid_file, "{} has {} entries, wanted {}", attribute, given.size(), count);
  return given;
}

TensorType without_dimension(TensorType type, std::int64_t axis) {
  type.shape.erase(type.shape.begin() + axis);
  return type;
}

// Where the condition is known only one branch is looked at: what the other one asks for need not be covered.
Bindings branch(NodeContext& context) {
  const OnnxGraph& taken = context.graph_attr("then_branch");
  const OnnxGraph& other = context.graph_attr("else_branch");
  const std::size_t count = outputs_of(context, "then_branch", taken.outputs.size(), 0, 1);
  outputs_of(context, "else_branch", other.outputs.size(), 0, count);
  const Value condition = context.input(0);
  if (const auto known = context.constant(0)) {
    if (known->size() != 1) fail(ErrorCode::invalid_file, "the condition has {} elements, wanted 1", known->size());
    context.rewritten("its condition is known: the branch that is taken");
    const bool holds = ops::to_doubles(*known).front() != 0;
    return context.translation().graphs.in_place(holds ? taken : other, context.scope())({}, context.scope().prefix());
  }
  context.dtype(condition);
  std::vector<Subgraph> graphs;
  graphs.push_back(apart(context, taken, "then", {}).graph);
  graphs.push_back(apart(context, other, "else", {}).graph);
  return bindings(context.add_owner("if", {condition}, {}, std::move(graphs)));
}

Bindings loop(NodeContext& context) {
  const OnnxGraph& body = context.graph_attr("body");
  if (must_be_unrolled(context)) return unrolled(context, body);
  const auto trip_count = context.optional_input(0);
  const auto condition = context.optional_input(1);
  if (!trip_count && !condition) context.refuse("a loop that has neither trip count nor condition does not end");
  Operands operands = {trip_count, condition};
  std::vector<SubgraphInput> inputs = {{{DType::int64, {}}}, {{DType::boolean, {}}}};
  for (int i = 2; i < context.input_count(); ++i) {
    const Value carried = context.input(i);
    context.dtype(carried);
    operands.emplace_back(carried);
    inputs.push_back({context.type(carried), i - 1});
  }
  outputs_of(context, "body", body.outputs.size(), 1, inputs.size() - 2);
  TranslatedGraph translated = apart(context, body, "body", inputs);
  return bindings(context.add_owner("loop", std::move(operands), ops::LoopAttrs{}, one(std::move(translated))));
}

Values scan(NodeContext& context) {
  const OnnxGraph& body = context.graph_attr("body");
  const auto scanned = context.attr<std::int64_t>("num_scan_inputs");
  const std::int64_t states = context.input_count() - scanned;
  if (scanned < 1 || states < 0) fail(ErrorCode::invalid_file, "num_scan_inputs is {} of {} inputs", scanned, context.input_count());
  ops::ScanAttrs attributes;
  attributes.states = states;
  attributes.input_axes = numbers(context, "scan_input_axes", static_cast<std::size_t>(scanned));
  attributes.reversed_inputs = numbers(context, "scan_input_directions", static_cast<std::size_t>(scanned));
  Operands operands;
  std::vector<SubgraphInput> inputs;
  for (int i = 0; i < context.input_count(); ++i) {
    const Value value = context.input(i);
    operands.emplace_back(value);
    if (i < states) context.dtype(value);
    const std::int64_t axis = i < states ? 0 : context.axis(value, attributes.input_axes[static_cast<std::size_t>(i - states)]);
    inputs.push_back(i < states ? SubgraphInput{context.type(value), i} : SubgraphInput{without_dimension(context.type(value), axis)});
  }
  const std::size_t stacked =
      outputs_of(context, "body", body.outputs.size(), 0, static_cast<std::size_t>(states)) - static_cast<std::size_t>(states);
  TranslatedGraph translated = apart(context, body, "body", inputs);
  attributes.output_axes = numbers(context, "scan_output_axes", stacked);
  attributes.reversed_outputs = numbers(context, "scan_output_directions", stacked);
  return context.add_owner("scan", std::move(operands), attributes, one(std::move(translated)));
}

// Until opset 8 every input has the batch in front and the sequence behind it: a scan over the samples around one over the steps.
Values scan_8(NodeContext& context) {
  const OnnxGraph& body = context.graph_attr("body");
  if (context.has_input(0)) context.refuse("sequences of different lengths are not covered");
  const auto scanned = context.attr<std::int64_t>("num_scan_inputs");
  const std::int64_t states = context.input_count() - 1 - scanned;
  if (scanned < 1 || states < 0) fail(ErrorCode::invalid_file, "num_scan_inputs is {} of {} inputs", scanned, context.input_count());
  ops::ScanAttrs steps;
  steps.states = states;
  steps.input_axes.assign(static_cast<std::size_t>(scanned), 0);
  steps.reversed_inputs = numbers(context, "directions", static_cast<std::size_t>(scanned));
  Operands operands;
  std::vector<Subgraph> samples(1);
  samples[0].name = "sample";
  Builder sample(context.translation().builder, samples[0].block);
  Operands slices;
  std::vector<SubgraphInput> inputs;
  for (int i = 1; i < context.input_count(); ++i) {
    const Value value = context.input(i);
    const std::size_t least = i <= states ? 1 : 2;
    if (context.shape(value).size() < least)
      fail(ErrorCode::invalid_file, "input {} is {}, which has no batch", i, text(context.type(value)));
    operands.emplace_back(value);
    const TensorType slice = without_dimension(context.type(value), 0);
    slices.emplace_back(sample.input(fmt::format("slice{}", i), slice));
    inputs.push_back(i <= states ? SubgraphInput{slice, i - 1} : SubgraphInput{without_dimension(slice, 0)});
  }
  const std::size_t stacked =
      outputs_of(context, "body", body.outputs.size(), 0, static_cast<std::size_t>(states)) - static_cast<std::size_t>(states);
  TranslatedGraph translated = apart(context, body, "body", inputs);
  steps.output_axes.assign(stacked, 0);
  steps.reversed_outputs.assign(stacked, 0);
  const Values results = sample.add_owner("scan", std::move(slices), steps, one(std::move(translated)), context.name());
  for (std::size_t i = 0; i < results.size(); ++i) sample.output(fmt::format("result{}", i), results[i]);
  ops::ScanAttrs batch;
  batch.input_axes.assign(operands.size(), 0);
  batch.reversed_inputs.assign(operands.size(), 0);
  batch.output_axes.assign(results.size(), 0);
  batch.reversed_outputs.assign(results.size(), 0);
  return context.add_owner("scan", std::move(operands), batch, std::move(samples));
}

}  // namespace

std::vector<OperatorRow> control_rows() {
  using enum Fate;
  return {
      {"", "If", exact, {{1, branch}}, "", "with sequences where the condition is known"},
      {"",
       "Loop",
       exact,
       {{1, loop}},
       "",
       "with sequences where the trips are known; a carried value keeps its rank",
       node_tests("loop11")},
      {"",
       "Scan",
       exact,
       {{8, scan_8}, {9, scan}},
       "",
       "until opset 8 without lengths of sequences: a scan over the samples around one over the steps"},
  };
}

}  // namespace nnfront::frontends::onnx
