#include "emit/mxnet/emitter.h"

#include <algorithm>
#include <set>

#include "emit/mxnet/op_table.h"
#include "formats/mxnet_ndarray.h"
#include "support/fail.h"
#include "support/file.h"

namespace nnfront::emit::mxnet {

namespace {

// A size that is not known is 0, which MXNet infers.
std::string shape_text(const Shape& shape) {
  Integers dims;
  for (const Dim& dim : shape) dims.push_back(dim.is_integer() ? dim.integer() : 0);
  return text_of(dims.empty() ? Integers{1} : dims);
}

void add_input(Emission& emission, const Node& node) {
  const TensorType& type = node.outputs.front().type;
  if (!is_covered(type.dtype))
    fail(ErrorCode::unsupported, "input '{}' cannot be written for MXNet, which has no {} to compute with", printable(node.name),
         name(type.dtype));
  NodeAttributes attributes;
  if (type.ranked) attributes.push_back(attribute("__shape__", shape_text(type.shape)));
  attributes.push_back(attribute("__dtype__", type_flag(type.dtype)));
  const std::size_t number = append(emission, "null", emission.variable_names.take(node.name), std::move(attributes), {});
  emission.held.emplace(node.value(), Held{{number, 0}, type.dtype});
}

bool is_variable(const Node& node) {
  return is_constant(node) || node.op->name == "input";
}

// Names of outputs are the names of nodes that make them, so they are given away first.
void name_ends(Emission& emission) {
  for (const NamedValue& output : emission.graph.outputs()) {
    if (is_variable(emission.index.producer(output.value)) || emission.ends.count(output.value) != 0) continue;
    emission.ends.emplace(output.value, emission.names.take(output.name));
  }
}

void find_readers(Emission& emission) {
  for (const Node& node : emission.graph.nodes()) {
    std::set<Value> read;
    for_each_input(node, [&](Value value) { read.insert(value); });
    for (const Value value : read) emission.readers[value].push_back(&node);
  }
  for (const NamedValue& output : emission.graph.outputs()) emission.readers[output.value].push_back(nullptr);
}

void check_type(const TensorType& type) {
  if (!is_covered(type.dtype)) fail(ErrorCode::unsupported, "MXNet has no {} to compute with", name(type.dtype));
  if (std::find(type.shape.begin(), type.shape.end(), Dim(0)) != type.shape.end())
    fail(ErrorCode::unsupported, "MXNet has no dimension without elements");
}

void emit_operation(Emission& emission, const Operation& operation, Refusals& refusals) {
  try {
    const OperatorRow* row = find_row(operation.op->name);
    if (row == nullptr) fail(ErrorCode::unsupported, "it is not written for MXNet yet");
    for (const TensorType& type : operation.input_types) check_type(type);
    for (const TensorType& type : operation.types) check_type(type);
    NodeContext context(emission, operation, row->target);
    row->emit(context);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unsupported) throw;
    refusals.add(operation, error.what());
    // So that what follows can be looked at, too.
    for (std::size_t i = 0; i < operation.outputs.size(); ++i)
      emission.held.insert_or_assign(operation.outputs[i], Held{{0, 0}, operation.types[i].dtype});
  }
}

// What MXNet calls an output, less the ending that it gives to nodes with one.
std::string listed_name(const formats::mxnet_file::Symbol& symbol, const Entry& head) {
  const formats::mxnet_file::Node& node = symbol.nodes[head.node];
  return visible_outputs(node) > 1 ? fmt::format("{}_output{}", node.name, head.output) : node.name;
}

// Where the name of the node is not the name of the output, or the type it is held in not its own, a node of its own is added.
void add_output(Emission& emission, const NamedValue& output, std::set<std::string>& given) {
  const Node& node = emission.index.producer(output.value);
  const Held held = is_constant(node) ? constant_value(emission, node) : emission.held.at(output.value);
  const DType own = emission.index.type(output.value).dtype;
  const bool is_listed = listed_name(emission.symbol, held.entry) == output.name;
  if (held.dtype == own && is_listed && given.insert(output.name).second) return emission.symbol.heads.push_back(held.entry);
  const auto end = emission.ends.find(output.value);
  const bool is_free = end != emission.ends.end() && end->second == output.name && given.count(output.name) == 0;
  const bool is_taken_by_itself = is_free && emission.symbol.nodes[held.entry.node].name == output.name;
  const std::string name = is_free && !is_taken_by_itself ? output.name : emission.names.take(output.name);
  given.insert(name);
  const bool casts = held.dtype != own;
  const NodeAttributes attributes = casts ? NodeAttributes{attribute("dtype", own)} : NodeAttributes{};
  emission.symbol.heads.push_back({append(emission, casts ? "Cast" : "_copy", name, attributes, {held.entry}), 0});
}

Model finished(Emission& emission) {
  std::vector<std::size_t> kept;
  Model model{formats::mxnet_file::reachable(emission.symbol, &kept), {}};
  for (Parameter& parameter : emission.parameters) {
    const auto found = std::lower_bound(kept.begin(), kept.end(), parameter.node);
    if (found == kept.end() || *found != parameter.node) continue;
    parameter.node = static_cast<std::size_t>(found - kept.begin());
    model.parameters.push_back(std::move(parameter));
  }
  return model;
}

constexpr std::string_view symbol_ending = "-symbol.json";

std::string prefix_of(std::string path) {
  const bool is_symbol = path.size() > symbol_ending.size() && path.substr(path.size() - symbol_ending.size()) == symbol_ending;
  return is_symbol ? path.substr(0, path.size() - symbol_ending.size()) : path;
}

}  // namespace

Model lower(const Graph& graph) {
  check_can_be_rebuilt(graph, "MXNet");
  const NodeIndex index(graph);
  Emission emission{graph, index, {}, {}, {}, {}, {}, {}, {}, {}};
  for (const Value input : graph.inputs()) add_input(emission, index.producer(input));
  name_ends(emission);
  find_readers(emission);
  Refusals refusals;
  for (const Node& node : graph.nodes()) {
    if (is_variable(node)) continue;
    for (const Operation& operation : operations(node, index)) emit_operation(emission, operation, refusals);
  }
  refusals.report("MXNet");
  std::set<std::string> given;
  for (const NamedValue& output : graph.outputs()) add_output(emission, output, given);
  return finished(emission);
}

std::vector<std::filesystem::path> write(const Graph& graph, const std::filesystem::path& path) {
  const Model model = lower(graph);
  const std::string prefix = prefix_of(path.string());
  const std::vector<std::filesystem::path> paths = {prefix + std::string(symbol_ending), prefix + "-0000.params"};
  // Both are whole before one of them is there.
  FileWriter symbol(paths[0]);
  symbol.write(formats::mxnet_file::symbol_json(model.symbol));
  formats::MxnetArrayWriter arrays(paths[1], model.parameters.size());
  for (const Parameter& parameter : model.parameters) {
    const std::string name = (parameter.auxiliary ? "aux:" : "arg:") + model.symbol.nodes[parameter.node].name;
    arrays.add(name, parameter.dtype, parameter.dims, [&](const auto& sink) { parameter.tensor.stream(sink); });
  }
  arrays.finish();
  symbol.commit();
  return paths;
}

}  // namespace nnfront::emit::mxnet
