#include "emit/onnx/emitter.h"

#include <map>

#include "emit/onnx/node_context.h"
#include "emit/onnx/op_table.h"
#include "nnfront/version.h"
#include "support/fail.h"

namespace nnfront::emit::onnx {

namespace {

using formats::onnx_file::ValueInfo;

// Why operators are refused, with the names of the nodes.
using Refusals = std::map<std::string, std::vector<std::string>>;

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
  if (graph.kind == GraphKind::quantized) fail(ErrorCode::unsupported, "a quantized graph cannot be written as ONNX yet");
  if (!graph.entry_points.empty()) fail(ErrorCode::unsupported, "a file with several graphs cannot be written as one ONNX model");
  if (!graph.state.empty()) fail(ErrorCode::unsupported, "a graph that carries state from run to run cannot be written as ONNX");
}

void add_constant(Emission& emission, const Node& node) {
  if (!node.tensor.has_content()) {
    fail(ErrorCode::invalid_argument, "parameter '{}' has no content: the graph was loaded without its parameter file", printable(node.name));
  }
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

void name_values(Emission& emission, const Node& node) {
  for (const EpilogueStep& step : node.epilogue) emission.names.set(step.value, emission.names.take(node.name + ".before_" + std::string(step.op->name)));
  for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
    if (emission.names.has(node.value(i))) continue;
    const std::string suffix = node.outputs.size() > 1 ? fmt::format("_{}", i) : "";
    emission.names.set(node.value(i), emission.names.take(node.name.empty() ? fmt::format("value_{}{}", node.id, suffix) : node.name + suffix));
  }
}

void emit_operation(Emission& emission, Operation& operation, Refusals& refusals) {
  const OperatorRow* row = find_row(operation.op->name);
  if (row == nullptr) {
    refusals[fmt::format("{}: no operator of ONNX does this", operation.op->name)].push_back(operation.name);
    return;
  }
  operation.target = row->target;
  NodeContext context(emission, operation);
  try {
    context.need_opset(row->since, row->target);
    row->emit(context);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unsupported) throw;
    refusals[fmt::format("{}: {}", operation.op->name, error.what())].push_back(operation.name);
  }
}

std::vector<TensorType> types_of(const Node& node) {
  std::vector<TensorType> types;
  for (const Output& output : node.outputs) types.push_back(output.type);
  return types;
}

Inputs names_of_outputs(const Emission& emission, const Node& node) {
  Inputs names;
  for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) names.push_back(emission.names.at(node.value(i)));
  return names;
}

// The node, and each step of its epilogue as a node behind it.
void emit_node(Emission& emission, const Node& node, Refusals& refusals) {
  name_values(emission, node);
  Operation operation{node.op, &node.attributes, node.inputs, types_of(node), names_of_outputs(emission, node), node.name, {}};
  if (!node.epilogue.empty()) operation.output_names.front() = emission.names.at(node.epilogue.front().value);
  emit_operation(emission, operation, refusals);
  for (std::size_t i = 0; i < node.epilogue.size(); ++i) {
    const EpilogueStep& step = node.epilogue[i];
    const bool is_last = i + 1 == node.epilogue.size();
    const std::string& output = emission.names.at(is_last ? node.value() : node.epilogue[i + 1].value);
    Operation next{step.op, &step.attributes, step.inputs, {node.outputs.front().type}, {output}, node.name + "." + std::string(step.op->name), {}};
    emit_operation(emission, next, refusals);
  }
}

// An output that is an input, a constant or another output, too, gets a node of its own.
void add_outputs(Emission& emission) {
  for (const NamedValue& output : emission.graph.outputs()) {
    std::string name = emission.names.at(output.value);
    if (name != output.name) {
      const std::string own = emission.names.take(output.name);
      emission.target.nodes.push_back({"Identity", "", own, {name}, {own}, {}});
      name = own;
    }
    emission.target.outputs.push_back(info_of(name, emission.index.type(output.value)));
  }
}

void report(const Refusals& refusals) {
  if (refusals.empty()) return;
  std::string message;
  std::size_t count = 0;
  for (const auto& [reason, nodes] : refusals) {
    message += fmt::format("{}{} ({} nodes: '{}'{})", message.empty() ? "" : "; ", reason, nodes.size(), printable(nodes.front()),
                           nodes.size() > 1 ? ", ..." : "");
    count += nodes.size();
  }
  fail(ErrorCode::unsupported, "{} nodes cannot be written as ONNX: {}", count, message);
}

}  // namespace

formats::onnx_file::Model lower(const Graph& graph, const Options& options) {
  check(graph, options);
  const NodeIndex index(graph);
  Emission emission{graph, index, options.opset, {}, {}};
  emission.target.name = "main";
  name_ends(emission);
  Refusals refusals;
  for (const Node& node : graph.nodes()) {
    if (is_constant(node))
      add_constant(emission, node);
    else if (node.op->name == "input")
      emission.target.inputs.push_back(info_of(emission.names.at(node.value()), node.outputs.front().type));
    else
      emit_node(emission, node, refusals);
  }
  report(refusals);
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
