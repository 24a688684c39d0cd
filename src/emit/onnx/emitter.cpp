#include "emit/onnx/emitter.h"

#include <algorithm>

#include "emit/onnx/node_context.h"
#include "emit/onnx/op_table.h"
#include "nnfront/version.h"
#include "support/fail.h"

namespace nnfront::emit::onnx {

namespace {

using formats::onnx_file::ValueInfo;

ValueInfo info_of(std::string name, const TensorType& type) {
  ValueInfo info{std::move(name), type.dtype, type.ranked, {}};
  for (const Dim& dim : type.shape) {
    if (dim.is_integer())
      info.dims.emplace_back(dim.integer());
    else
      info.dims.emplace_back(dim.is_unknown() ? "" : dim.text());
  }
  return info;
}

// The file format's version that an operator set came with (onnx/docs/Versioning.md).
std::int64_t ir_version(std::int64_t opset) {
  if (opset >= 23) return 11;
  if (opset >= 21) return 10;
  if (opset >= 19) return 9;
  return opset >= 15 ? 8 : 7;
}

void check(const Graph& graph, const Options& options) {
  if (options.opset < oldest_opset || options.opset > newest_opset) {
    fail(ErrorCode::invalid_argument, "opset {}: wanted {} to {}", options.opset, oldest_opset, newest_opset);
  }
  check_can_be_rebuilt(graph, "ONNX");
}

void add_constant(Emission& emission, const Node& node) {
  const std::string name = emission.names.take(node.name);
  emission.names.set(node.value(), name);
  const auto dims = integers(node.outputs.front().type.shape);
  ensure(dims.has_value(), "constants have integer shapes");
  emission.target.initializers.push_back(
      {name, node.outputs.front().type.dtype, *dims, [tensor = node.tensor](const auto& sink) { tensor.stream(sink); }});
}

// How values are called before anything is emitted: inputs and outputs of the graph keep their names.
void name_ends(Emission& emission) {
  for (const Value input : emission.graph.inputs()) {
    emission.names.set(input, emission.names.take(emission.index.producer(input).name));
  }
  for (const NamedValue& output : emission.graph.outputs()) {
    if (!emission.names.has(output.value) && !is_constant(emission.index.producer(output.value))) {
      emission.names.set(output.value, emission.names.take(output.name));
    }
  }
}

// "name", or "name_0", "name_1", ... where there are several.
void name_outputs(Emission& emission, const Operation& operation) {
  for (std::size_t i = 0; i < operation.outputs.size(); ++i) {
    if (emission.names.has(operation.outputs[i])) continue;
    const std::string base = operation.name.empty() ? fmt::format("value_{}", operation.outputs[i].node) : operation.name;
    emission.names.set(operation.outputs[i], emission.names.take(operation.outputs.size() > 1 ? fmt::format("{}_{}", base, i) : base));
  }
}

bool is_output(const Graph& graph, Value value) {
  return std::any_of(graph.outputs().begin(), graph.outputs().end(), [&](const NamedValue& output) { return output.value == value; });
}

// Types of what stands between the ends, whose types stand with them.
void describe_outputs(Emission& emission, const Operation& operation) {
  for (std::size_t i = 0; i < operation.outputs.size(); ++i) {
    if (is_output(emission.graph, operation.outputs[i]) || !operation.types[i].ranked) continue;
    emission.target.values.push_back(info_of(emission.names.at(operation.outputs[i]), operation.types[i]));
  }
}

void emit_operation(Emission& emission, const Operation& operation, Refusals& refusals) {
  name_outputs(emission, operation);
  const OperatorRow* row = find_row(operation.op->name);
  if (row == nullptr) return refusals.add(operation, "it is not written for ONNX yet");
  NodeContext context(emission, operation, row->target);
  try {
    context.need_opset(row->since, row->target);
    row->emit(context);
    describe_outputs(emission, operation);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unsupported) throw;
    refusals.add(operation, error.what());
  }
}

// An output that is an input, a constant or another output, too, gets a node of its own.
void add_outputs(Emission& emission) {
  for (const NamedValue& output : emission.graph.outputs()) {
    std::string name = emission.names.at(output.value);
    if (name != output.name) {
      const std::string own = emission.names.take(output.name);
      emission.target.nodes.push_back({"Identity", "", emission.node_names.take(own), {name}, {own}, {}});
      name = own;
    }
    const TensorType& type = emission.index.type(output.value);
    if (!type.ranked) fail(ErrorCode::unsupported, "output '{}' has no known rank, which ONNX wants to know", printable(output.name));
    emission.target.outputs.push_back(info_of(name, type));
  }
}

}  // namespace

formats::onnx_file::Model lower(const Graph& graph, const Options& options) {
  check(graph, options);
  const NodeIndex index(graph);
  Emission emission{graph, index, options.opset, {}, {}, {}};
  emission.target.name = "main";
  name_ends(emission);
  Refusals refusals;
  for (const Node& node : graph.nodes()) {
    if (is_constant(node))
      add_constant(emission, node);
    else if (node.op->name == "input")
      emission.target.inputs.push_back(info_of(emission.names.at(node.value()), node.outputs.front().type));
    else
      for (const Operation& operation : operations(node, index)) emit_operation(emission, operation, refusals);
  }
  refusals.report("ONNX");
  add_outputs(emission);
  formats::onnx_file::Model model;
  model.ir_version = ir_version(options.opset);
  model.producer = "nnfront";
  model.producer_version = std::string(version);
  model.opsets = {{"", options.opset}};
  model.graph = std::move(emission.target);
  return model;
}

void write(const Graph& graph, const std::filesystem::path& path, const Options& options) {
  using formats::onnx_file::Weights;
  const formats::onnx_file::Model model = lower(graph, options);
  const bool fits = formats::onnx_file::content_size(model.graph) < formats::onnx_file::largest_file_by_itself;
  formats::onnx_file::write(path, model, fits ? Weights::inside : Weights::beside);
}

}  // namespace nnfront::emit::onnx
