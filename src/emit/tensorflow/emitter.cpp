#include "emit/tensorflow/emitter.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "emit/tensorflow/node_context.h"
#include "emit/tensorflow/op_table.h"
#include "support/fail.h"

namespace nnfront::emit::tensorflow {

namespace {

// Of TensorFlow 1.15.
constexpr std::int32_t graph_version = 134;

formats::graphdef::PartialShape partial_shape(const TensorType& type) {
  formats::graphdef::PartialShape shape{type.ranked, {}};
  for (const Dim& dim : type.shape) shape.dims.push_back(dim.is_integer() ? dim.integer() : -1);
  return shape;
}

void check_type(const TensorType& type, std::string_view name) {
  if (formats::graphdef::element_type(type.dtype)) return;
  fail(ErrorCode::unsupported, "input '{}' is {}, which TensorFlow lacks", printable(name), nnfront::name(type.dtype));
}

void add_input(Emission& emission, Value value) {
  const Node& node = emission.index.producer(value);
  const TensorType& type = node.outputs.front().type;
  check_type(type, node.name);
  const std::string name = emission.names.take(node_name(node.name));
  emission.target.nodes.push_back({"Placeholder", name, {}, {attribute("dtype", type.dtype), {"shape", partial_shape(type)}}});
  emission.tensors.emplace(Form{value, Layout::channels_first, type.shape.size()}, name);
}

std::unordered_set<Value> read_values(const Graph& graph) {
  std::unordered_set<Value> read;
  for (const Node& node : graph.nodes()) for_each_input(node, [&](Value value) { read.insert(value); });
  return read;
}

// Inputs come first, in the order of the graph; then names are kept for outputs. What somebody else reads gets a node of its own.
std::vector<std::string> name_ends(Emission& emission) {
  for (const Value input : emission.graph.inputs()) add_input(emission, input);
  const std::unordered_set<Value> read = read_values(emission.graph);
  std::vector<std::string> names;
  for (const NamedValue& output : emission.graph.outputs()) {
    names.push_back(emission.names.take(node_name(output.name)));
    if (read.count(output.value) == 0) emission.output_names.try_emplace(output.value, names.back());
  }
  return names;
}

// So that what reads it can be looked at as well.
void bind_nothing(NodeContext& context) {
  for (int i = 0; i < context.output_count(); ++i) context.bind(i, "");
}

void emit_operation(Emission& emission, const Operation& operation, Refusals& refusals) {
  const OperatorRow* row = find_row(operation.op->name);
  NodeContext context(emission, operation, emission.layouts.place(operation), row == nullptr ? "" : row->target);
  try {
    if (row == nullptr) context.refuse("it is not written for TensorFlow yet");
    const DType dtype = context.has_input(0) ? context.dtype() : operation.types.front().dtype;
    if (!includes(row->types, dtype)) context.refuse("TensorFlow 1.15 has no kernel for {}", name(dtype));
    row->emit(context);
    context.check_outputs();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unsupported) throw;
    refusals.add(operation, error.what());
    bind_nothing(context);
  }
}

// An output that no node makes under its name gets one.
void add_outputs(Emission& emission, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Value value = emission.graph.outputs()[i].value;
    const TensorType& type = emission.index.type(value);
    const std::string tensor = read(emission, {value, Layout::channels_first, type.shape.size()}, type);
    if (tensor != names[i]) emission.target.nodes.push_back({"Identity", names[i], {tensor}, {attribute("T", type.dtype)}});
  }
}

// Ends whose names TensorFlow does not take have those of the source in an attribute.
void keep_source_names(const Emission& emission, formats::graphdef::Graph& graph, const std::vector<std::string>& outputs) {
  std::unordered_map<std::string, std::string> kept;
  for (const Value input : emission.graph.inputs()) {
    const std::string& name = emission.index.producer(input).name;
    kept.emplace(emission.tensors.at({input, Layout::channels_first, emission.index.type(input).shape.size()}), name);
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) kept.emplace(outputs[i], emission.graph.outputs()[i].name);
  for (formats::graphdef::Node& node : graph.nodes) {
    const auto found = kept.find(node.name);
    if (found != kept.end() && found->second != node.name) node.attributes.push_back(text_attribute("_source_name", found->second));
  }
}

// Nodes that no output needs would look like outputs.
void drop_unread(formats::graphdef::Graph& graph, const std::vector<std::string>& outputs) {
  std::unordered_set<std::string> read(outputs.begin(), outputs.end());
  std::vector<formats::graphdef::Node> kept;
  for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node) {
    if (node->op != "Placeholder" && read.count(node->name) == 0) continue;
    for (const std::string& input : node->inputs) read.insert(input.substr(0, input.find(':')));
    kept.push_back(std::move(*node));
  }
  std::reverse(kept.begin(), kept.end());
  graph.nodes = std::move(kept);
}

}  // namespace

formats::graphdef::Graph lower(const Graph& graph) {
  check_can_be_rebuilt(graph, "TensorFlow");
  const NodeIndex index(graph);
  Emission emission(graph, index);
  const std::vector<std::string> output_names = name_ends(emission);
  Refusals refusals;
  for (const Node& node : graph.nodes()) {
    if (is_constant(node) || node.op->name == "input") continue;
    for (const Operation& operation : operations(node, index)) emit_operation(emission, operation, refusals);
  }
  refusals.report("TensorFlow");
  add_outputs(emission, output_names);
  drop_unread(emission.target, output_names);
  keep_source_names(emission, emission.target, output_names);
  emission.target.producer = graph_version;
  return std::move(emission.target);
}

void write(const Graph& graph, const std::filesystem::path& path) {
  formats::graphdef::write(path, lower(graph));
}

}  // namespace nnfront::emit::tensorflow
