#include "api/inspect_graph.h"

#include <algorithm>
#include <map>

#include "api/report_json.h"
#include "api/report_text.h"
#include "api/value_info.h"
#include "formats/json.h"
#include "ir/leaf.h"
#include "ir/serialize.h"
#include "ops/op_table.h"
#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront::api {

namespace {

using formats::OrderedJson;

struct ParameterSum {
  std::int64_t count = 0;
  std::int64_t elements = 0;
  std::int64_t bytes = 0;
};

ParameterSum parameter_sum(const Graph& graph) {
  ParameterSum sum;
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      if (!node.attributes.is<ParameterAttrs>()) continue;
      const auto dims = integers(node.outputs[0].type.shape);
      ensure(dims.has_value(), "a parameter that was read has sizes");
      const std::int64_t elements = element_count(*dims);
      ++sum.count;
      sum.elements += elements;
      sum.bytes += static_cast<std::int64_t>(storage_bytes(node.outputs[0].type.dtype, elements));
    }
  });
  return sum;
}

std::vector<std::string> epilogue_of(const Node& node) {
  std::vector<std::string> steps;
  for (const EpilogueStep& step : node.epilogue) steps.emplace_back(step.op->name);
  return steps;
}

// "conv+add+relu": an operator with what it has swallowed.
std::string operator_text(const Node& node) {
  std::string text(node.op->name);
  for (const std::string& step : epilogue_of(node)) text += "+" + step;
  return text;
}

bool computes(const Node& node) {
  return !is_constant(node) && node.op->name != "input";
}

using OperatorCounts = std::vector<std::pair<std::string, std::int64_t>>;

OperatorCounts operator_counts(const Graph& graph) {
  std::map<std::string, std::int64_t> counts;
  for (const Node& node : graph.nodes()) {
    if (computes(node)) ++counts[operator_text(node)];
  }
  OperatorCounts list(counts.begin(), counts.end());
  std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return list;
}

std::string source_text(const Graph& graph) {
  std::string files;
  for (const SourceFile& file : graph.source.files) files += (files.empty() ? "" : ", ") + printable(file.name);
  return fmt::format("{} {}{}", graph.source.framework, graph.source.version, files.empty() ? "" : ": " + files);
}

std::string value_lines(std::string_view title, const std::vector<ValueInfo>& values) {
  std::string lines;
  for (const ValueInfo& value : values) {
    lines += titled_line(title, fmt::format("{:<8} {}  {}{}", value.value, printable(value.name), value.dtype, value.shape));
  }
  return lines;
}

std::string node_lines(const Graph& graph) {
  std::string lines = titled_line("nodes", fmt::format("{:<8} {:<24} {}", "id", "operator", "name"));
  for (const Node& node : graph.nodes()) {
    if (!computes(node)) continue;
    for (const ValueInfo& output : output_infos(node)) {
      lines += titled_line(
          "", fmt::format("{:<8} {:<24} {}  {}{}", output.value, operator_text(node), printable(node.name), output.dtype, output.shape));
    }
  }
  return lines;
}

std::string json_text(const OrderedJson& json) {
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace);
}

OrderedJson value_json(Value value, const std::string& name, const TensorType& type) {
  return {{"value", text(value)}, {"name", name}, {"dtype", nnfront::name(type.dtype)}, {"shape", shape_json(type)}};
}

OrderedJson inputs_json(const Graph& graph) {
  const NodeIndex index(graph);
  OrderedJson list = OrderedJson::array();
  for (const Value input : graph.inputs()) list.push_back(value_json(input, index.producer(input).name, index.type(input)));
  return list;
}

OrderedJson outputs_json(const Graph& graph) {
  const NodeIndex index(graph);
  OrderedJson list = OrderedJson::array();
  for (const NamedValue& output : graph.outputs()) list.push_back(value_json(output.value, output.name, index.type(output.value)));
  return list;
}

OrderedJson outputs_json(const Node& node) {
  OrderedJson list = OrderedJson::array();
  for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
    list.push_back(value_json(node.value(i), node.name, node.outputs[static_cast<std::size_t>(i)].type));
  }
  return list;
}

OrderedJson node_json(const Node& node) {
  OrderedJson inputs = OrderedJson::array();
  for (const auto& input : node.inputs) inputs.push_back(input ? text(*input) : "");
  return {{"id", node.id},     {"op", node.op->name},         {"epilogue", epilogue_of(node)},
          {"name", node.name}, {"inputs", std::move(inputs)}, {"outputs", outputs_json(node)}};
}

// `json` with one more member, the list of nodes. They are the bulk of it: each is made and forgotten, as a document of all of them takes
// ten times the memory of their text.
std::string with_nodes(const OrderedJson& json, const Graph& graph) {
  std::string text = json_text(json);
  text.resize(text.size() - std::string_view("\n}").size());
  text += ",\n  \"nodes\": [";
  bool first = true;
  for (const Node& node : graph.nodes()) {
    if (!computes(node)) continue;
    text += first ? "\n    " : ",\n    ";
    for (const char c : json_text(node_json(node))) {
      text += c;
      if (c == '\n') text += "    ";
    }
    first = false;
  }
  text += first ? "]\n}\n" : "\n  ]\n}\n";
  return text;
}

std::string inspection_text(const std::filesystem::path& path, const Model& model) {
  const Graph& graph = model.graph();
  const ParameterSum parameters = parameter_sum(graph);
  std::string text = titled_line("model", printable(path.string()));
  text += titled_line("format", fmt::format("nnfront-ir {}, {}", graph_format_version, model.kind()));
  text += titled_line("producer", printable(graph.producer));
  text += titled_line("source", source_text(graph));
  text += titled_line("parameters", fmt::format("{}: {} elements, {}", parameters.count, with_thousands(parameters.elements),
                                                byte_text(static_cast<std::uint64_t>(parameters.bytes))));
  text += value_lines("input", model.inputs()) + value_lines("output", model.outputs());
  text += titled_line("operators", fmt::format("{:<24}{:>6}", "name", "count"));
  for (const auto& [op, count] : operator_counts(graph)) text += titled_line("", fmt::format("{:<24}{:>6}", op, count));
  return text + node_lines(graph);
}

std::string inspection_json(const Model& model) {
  const Graph& graph = model.graph();
  const ParameterSum parameters = parameter_sum(graph);
  OrderedJson operators = OrderedJson::array();
  for (const auto& [op, count] : operator_counts(graph)) operators.push_back({{"op", op}, {"count", count}});
  const OrderedJson json = {{"format", "nnfront-ir"},
                            {"version", graph_format_version},
                            {"kind", model.kind()},
                            {"producer", graph.producer},
                            {"source", {{"framework", graph.source.framework}, {"version", graph.source.version}}},
                            {"inputs", inputs_json(graph)},
                            {"outputs", outputs_json(graph)},
                            {"parameter_count", parameters.elements},
                            {"parameter_bytes", parameters.bytes},
                            {"parameters", model.parameter_names()},
                            {"operators", std::move(operators)}};
  return with_nodes(json, graph);
}

}  // namespace

Inspection inspect_graph(const std::filesystem::path& path, const InspectOptions& options) {
  const Model model = Model::load(path);
  Inspection result;
  if (options.text) result.text = inspection_text(path, model);
  if (options.json) result.json = inspection_json(model);
  return result;
}

}  // namespace nnfront::api
