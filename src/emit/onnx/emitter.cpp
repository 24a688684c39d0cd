#include "emit/onnx/emitter.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "emit/onnx/node_context.h"
#include "emit/onnx/op_table.h"
#include "emit/onnx/widen.h"
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

void name_value(Emission& emission, Value value, std::string_view wanted) {
  const std::string name = emission.names.take(wanted);
  emission.dtypes.insert_or_assign(name, emission.index->type(value).dtype);
  emission.names.set(value, name);
}

void add_constant(Emission& emission, const Node& node) {
  name_value(emission, node.value(), node.name);
  const auto dims = integers(node.outputs.front().type.shape);
  ensure(dims.has_value(), "constants have integer shapes");
  emission.target.initializers.push_back({emission.names.at(node.value()), node.outputs.front().type.dtype, *dims,
                                          [tensor = node.tensor](const auto& sink) { tensor.stream(sink); }});
}

// Makes a node in the block, not one outside of it or in a graph that a node of it owns.
bool is_made_in(const Emission& emission, const std::unordered_set<std::int64_t>& of_block, Value value) {
  return of_block.count(value.node) != 0 && !is_constant(emission.index->producer(value)) &&
         emission.index->producer(value).op->name != "input";
}

std::unordered_set<std::int64_t> ids_of(const Block& block) {
  std::unordered_set<std::int64_t> ids;
  for (const Node& node : block.nodes) ids.insert(node.id);
  return ids;
}

// How values are called before anything is emitted: inputs and outputs of the graph keep their names.
void name_ends(Emission& emission, const Block& block) {
  const std::unordered_set<std::int64_t> of_block = ids_of(block);
  for (const Value input : block.inputs) {
    const Node& node = emission.index->producer(input);
    name_value(emission, input, node.name);
    emission.target.inputs.push_back(info_of(emission.names.at(input), node.outputs.front().type));
  }
  for (const NamedValue& output : block.outputs) {
    if (!emission.names.has(output.value) && is_made_in(emission, of_block, output.value)) name_value(emission, output.value, output.name);
  }
}

// "name", or "name_0", "name_1", ... where there are several.
void name_outputs(Emission& emission, const Operation& operation) {
  for (std::size_t i = 0; i < operation.outputs.size(); ++i) {
    const Value output = operation.outputs[i];
    if (!emission.names.has(output)) {
      const std::string base = operation.name.empty() ? fmt::format("value_{}", output.node) : operation.name;
      emission.names.set(output, emission.names.take(operation.outputs.size() > 1 ? fmt::format("{}_{}", base, i) : base));
    }
    emission.dtypes.insert_or_assign(emission.names.at(output), operation.types[i].dtype);
  }
}

bool is_output(const Block& block, Value value) {
  return std::any_of(block.outputs.begin(), block.outputs.end(), [&](const NamedValue& output) { return output.value == value; });
}

// Types of what stands between the ends, whose types stand with them.
void describe_outputs(Emission& emission, const Block& block, const Operation& operation) {
  for (std::size_t i = 0; i < operation.outputs.size(); ++i) {
    if (emission.read.count(operation.outputs[i]) == 0 || is_output(block, operation.outputs[i]) || !operation.types[i].ranked) continue;
    emission.target.values.push_back(info_of(emission.names.at(operation.outputs[i]), operation.types[i]));
  }
}

// What nodes, graphs that nodes own, and outputs read.
std::unordered_set<Value> read_values(const Graph& graph) {
  std::unordered_set<Value> read;
  for_each_block(graph, [&](const Block& block) {
    for (const NamedValue& output : block.outputs) read.insert(output.value);
    for (const Node& node : block.nodes) {
      for_each_input(node, [&](Value input) { read.insert(input); });
      for (const EpilogueStep& step : node.epilogue) read.insert(step.value);
    }
  });
  return read;
}

// Takes nodes and constants back that an attempt left behind.
class Attempt {
 public:
  explicit Attempt(Emission& emission)
      : target_(emission.target), nodes_(target_.nodes.size()), initializers_(target_.initializers.size()) {}
  void undo() {
    target_.nodes.resize(nodes_);
    target_.initializers.resize(initializers_);
  }

 private:
  formats::onnx_file::Graph& target_;
  std::size_t nodes_;
  std::size_t initializers_;
};

// As it is, or else in a wider type where that makes no difference. The first reason stands.
void emit_in_a_type(Emission& emission, const Operation& operation, const OperatorRow& row) {
  Attempt attempt(emission);
  try {
    NodeContext context(emission, operation, row.target);
    return row.emit(context);
  } catch (const ElementTypeError&) {
    const std::optional<DType> narrow = data_type(operation);
    for (const DType wide : narrow ? wider_types(row.widening, *narrow) : std::vector<DType>{}) {
      attempt.undo();
      try {
        return emit_in(emission, operation, row, wide);
      } catch (const ElementTypeError&) {  // the next one, or else the reason that was first
      }
    }
    throw;
  }
}

void emit_operation(Emission& emission, const Block& block, const Operation& operation, Refusals& refusals);

// A composite as what it is made of, which has names of its own in a graph of its own.
void emit_parts(Emission& emission, const Operation& operation, Refusals& refusals) {
  const Decomposition parts = decomposed(operation, emission.next_id);
  emission.next_id = parts.graph.next_id;
  const NodeIndex index(parts.graph);
  const NodeIndex* const outer = std::exchange(emission.index, &index);
  for (std::size_t i = 0; i < parts.inputs.size(); ++i)
    if (parts.inputs[i]) emission.names.set(*parts.inputs[i], emission.names.at(*operation.inputs[i]));
  for (const NamedValue& output : parts.graph.outputs()) emission.read.insert(output.value);
  for (const Node& node : parts.graph.nodes()) {
    if (is_constant(node))
      add_constant(emission, node);
    else if (node.op->name != "input")
      for (Operation& each : operations(node, index)) {
        each.name = fmt::format("{}.{}", operation.name, each.op->name);
        emit_operation(emission, parts.graph.block(), each, refusals);
      }
  }
  emission.index = outer;
  NodeContext context(emission, operation, "");
  for (std::size_t i = 0; i < parts.graph.outputs().size() && refusals.empty(); ++i)
    if (context.is_read(static_cast<int>(i)))
      context.emit_output(static_cast<int>(i), "Identity", {emission.names.at(parts.graph.outputs()[i].value)});
}

void emit_by_row(Emission& emission, const Operation& operation, const OperatorRow& row) {
  NodeContext(emission, operation, row.target).need_opset(row.since, row.target);
  emit_in_a_type(emission, operation, row);
}

// What the row refuses may still be taken apart.
void emit_composite(Emission& emission, const Operation& operation, const OperatorRow* row, Refusals& refusals) {
  Attempt attempt(emission);
  try {
    if (row != nullptr) return emit_by_row(emission, operation, *row);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unsupported) throw;
    attempt.undo();
  }
  emit_parts(emission, operation, refusals);
}

void emit_operation(Emission& emission, const Block& block, const Operation& operation, Refusals& refusals) {
  name_outputs(emission, operation);
  const OperatorRow* row = find_row(operation.op->name);
  const bool is_composite = static_cast<bool>(operation.op->decompose);
  if (row == nullptr && !is_composite) return refusals.add(operation, reason_for_absence(operation.op->name));
  try {
    if (is_composite)
      emit_composite(emission, operation, row, refusals);
    else
      emit_by_row(emission, operation, *row);
    describe_outputs(emission, block, operation);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unsupported) throw;
    refusals.add(operation, error.what());
  }
}

void emit_nodes(Emission& emission, const Block& block, Refusals& refusals) {
  name_ends(emission, block);
  for (const Node& node : block.nodes) {
    if (is_constant(node))
      add_constant(emission, node);
    else if (node.op->name != "input")
      for (const Operation& operation : operations(node, *emission.index)) emit_operation(emission, block, operation, refusals);
  }
}

std::string identity_of(Emission& emission, const std::string& value, std::string_view wanted) {
  std::string own = emission.names.take(wanted);
  emission.target.nodes.push_back({"Identity", "", emission.node_names.take(own), {value}, {own}, {}});
  return own;
}

// An output that is an input, a constant or another output, too, gets a node of its own.
void add_outputs(Emission& emission, const Graph& graph) {
  for (const NamedValue& output : graph.outputs()) {
    std::string name = emission.names.at(output.value);
    if (name != output.name) name = identity_of(emission, name, output.name);
    const TensorType& type = emission.index->type(output.value);
    if (!type.ranked) fail(ErrorCode::unsupported, "output '{}' has no known rank, which ONNX wants to know", printable(output.name));
    emission.target.outputs.push_back(info_of(name, type));
  }
}

// The same for a graph that a node owns, whose outputs go by their place: they may have any name, but must be made in it.
void add_outputs_of_subgraph(Emission& emission, const Block& block) {
  const std::unordered_set<std::int64_t> of_block = ids_of(block);
  std::unordered_set<std::string> used;
  for (const NamedValue& output : block.outputs) {
    std::string name = emission.names.at(output.value);
    const bool stands = is_made_in(emission, of_block, output.value) && used.insert(name).second;
    if (!stands) name = identity_of(emission, name, output.name);
    emission.target.outputs.push_back(info_of(name, emission.index->type(output.value)));
  }
}

// How deep graphs stand in graphs is bounded (ir/graph.h).
formats::onnx_file::Graph lower_subgraph(Emission& emission, const Subgraph& subgraph, Refusals& refusals) {
  formats::onnx_file::Graph outer = std::move(emission.target);
  emission.target = {};
  emission.target.name = subgraph.name.empty() ? "graph" : subgraph.name;
  emit_nodes(emission, subgraph.block, refusals);
  if (refusals.empty()) add_outputs_of_subgraph(emission, subgraph.block);
  formats::onnx_file::Graph lowered = std::move(emission.target);
  emission.target = std::move(outer);
  return lowered;
}

}  // namespace

formats::onnx_file::Model lower(const Graph& graph, const Options& options) {
  check(graph, options);
  const NodeIndex index(graph);
  Emission emission{&index, options.opset, {}, {}, {}, {}};
  emission.target.name = "main";
  emission.read = read_values(graph);
  emission.next_id = graph.next_id;
  Refusals refusals;
  emission.lower_subgraph = [&](const Subgraph& subgraph) { return lower_subgraph(emission, subgraph, refusals); };
  emit_nodes(emission, graph.block(), refusals);
  refusals.report("ONNX");
  add_outputs(emission, graph);
  formats::onnx_file::Model model;
  model.ir_version = ir_version(options.opset);
  model.producer = "nnfront";
  model.producer_version = std::string(version);
  model.opsets = {{"", options.opset}};
  if (emission.uses_contributed) model.opsets.emplace_back(contributed_domain, 1);
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
