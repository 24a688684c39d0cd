#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "ir/leaf.h"
#include "report/picture.h"
#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront::report {

namespace {

constexpr std::string_view no_colour = "#ffffff";

std::string_view colour(std::string_view family) {
  static const std::map<std::string_view, std::string_view> colours = {
      {"leaf", "#d9d9d9"},  {"conv", "#9ecae1"},       {"matmul", "#6baed6"},      {"pool", "#a1d99b"},
      {"norm", "#fdd0a2"},  {"activation", "#fcbba1"}, {"elementwise", "#fff3b0"}, {"reduce", "#c7e9c0"},
      {"shape", "#dadaeb"}, {"recurrent", "#bcbddc"},  {"detection", "#e7ba52"},   {"quant", "#e7cb94"},
  };
  const auto found = colours.find(family);
  return found == colours.end() ? no_colour : found->second;
}

// For labels that Graphviz reads as HTML.
std::string html(std::string_view text) {
  std::string result;
  for (const char c : printable(text)) {
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '"')
      result += "&quot;";
    else
      result += c;
  }
  return result;
}

// Backslashes, quotes and line ends would be Graphviz syntax.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : printable(text)) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string shape_text(const TensorType& type) {
  if (!type.ranked) return "?";
  constexpr std::string_view times = " \xc3\x97 ";  // the multiplication sign
  std::string text;
  for (const Dim& dim : type.shape) text += (text.empty() ? "" : std::string(times)) + dim.text();
  return text.empty() ? "scalar" : text;
}

std::string list_text(const std::vector<std::int64_t>& values) {
  if (std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) == values.end() && !values.empty()) {
    return fmt::format("{}", values.front());
  }
  std::string text;
  for (const std::int64_t value : values) text += (text.empty() ? "" : ",") + std::to_string(value);
  return text;
}

// The attributes that differ from an operator's usual ones, in a few words.
std::string attribute_text(const Node& node) {
  const std::map<std::string_view, std::int64_t> usual = {{"strides", 1}, {"pads", 0}, {"dilations", 1}, {"output_padding", 0}};
  std::string text;
  for (const AttrField& field : node.attributes.fields()) {
    const auto* list = std::get_if<std::vector<std::int64_t>>(&field.value);
    if (list != nullptr && !list->empty()) {
      const auto found = usual.find(field.name);
      const bool as_usual = found != usual.end() && std::all_of(list->begin(), list->end(), [&](auto v) { return v == found->second; });
      if (!as_usual) text += fmt::format("{}{} {}", text.empty() ? "" : "  ", field.name, list_text(*list));
    }
    const auto* integer = std::get_if<std::int64_t>(&field.value);
    if (integer != nullptr && field.name == "groups" && *integer != 1) text += fmt::format("  groups {}", *integer);
    if (integer != nullptr && field.name == "axis") text += fmt::format("{}axis {}", text.empty() ? "" : "  ", *integer);
  }
  return text;
}

double zero_share(const Tensor& tensor) {
  if (!tensor.has_content() || tensor.size() == 0 || tensor.dtype() == DType::string) return 0.0;
  return 1.0 - static_cast<double>(count_nonzero(tensor.evaluate())) / static_cast<double>(tensor.size());
}

const Node* parameter_behind(const std::optional<Value>& input, const NodeIndex& index) {
  if (!input) return nullptr;
  const Node& producer = index.producer(*input);
  return producer.attributes.is<ParameterAttrs>() ? &producer : nullptr;
}

std::string parameter_text(const Node& parameter) {
  constexpr double least_worth_saying = 0.1;
  std::string text = fmt::format("{} {}", escaped(parameter.attributes.as<ParameterAttrs>().key), shape_text(parameter.outputs[0].type));
  const double zeros = zero_share(parameter.tensor);
  if (zeros >= least_worth_saying) text += fmt::format("  {:.2f} % zero", 100 * zeros);
  return text;
}

// Of the node itself the first parameter: it is the weight, and a bias or a statistic says nothing that the operator does not. Of what it
// has swallowed all of them: a slope, a scale.
std::vector<std::string> parameter_lines(const Node& node, const NodeIndex& index) {
  std::vector<std::string> lines;
  for (const auto& input : node.inputs) {
    const Node* parameter = parameter_behind(input, index);
    if (parameter == nullptr) continue;
    lines.push_back(parameter_text(*parameter));
    break;
  }
  for (const EpilogueStep& step : node.epilogue) {
    for (const auto& input : step.inputs) {
      const Node* parameter = parameter_behind(input == step.value ? std::nullopt : input, index);
      if (parameter != nullptr) lines.push_back(fmt::format("{}: {}", step.op->name, parameter_text(*parameter)));
    }
  }
  return lines;
}

std::string node_label(const Node& node, const NodeIndex& index) {
  std::string title(node.op->name);
  for (const EpilogueStep& step : node.epilogue) title += fmt::format(" + {}", step.op->name);
  std::string label = fmt::format("{}\\n{}", title, escaped(node.name.empty() ? std::to_string(node.id) : node.name));
  if (const std::string line = attribute_text(node); !line.empty()) label += "\\n" + line;
  for (const std::string& line : parameter_lines(node, index)) label += "\\n" + line;
  return label;
}

void draw_edge(const Node& node, Value value, const NodeIndex& index, std::string_view joins, std::string& text) {
  if (is_constant(index.producer(value))) return;
  const std::string shape = escaped(shape_text(index.type(value)));
  // A second input of a swallowed operator: not what the node itself computes on.
  if (joins.empty())
    text += fmt::format("  n{} -> n{} [label=\"{}\"];\n", value.node, node.id, shape);
  else
    text += fmt::format("  n{} -> n{} [label=\"{} ({})\", style=dashed, color=\"#b2182b\"];\n", value.node, node.id, shape, joins);
}

void draw_edges(const Node& node, const NodeIndex& index, std::string& text) {
  for (const auto& input : node.inputs) {
    if (input) draw_edge(node, *input, index, {}, text);
  }
  for (const EpilogueStep& step : node.epilogue) {
    for (const auto& input : step.inputs) {
      if (input && *input != step.value) draw_edge(node, *input, index, step.op->name, text);
    }
  }
}

void draw_block(const Block& block, const NodeIndex& index, std::string& text) {
  for (const Node& node : block.nodes) {
    if (is_constant(node)) continue;
    text += fmt::format("  n{} [label=\"{}\", fillcolor=\"{}\"];\n", node.id, node_label(node, index), colour(node.op->family));
    draw_edges(node, index, text);
    for (const Subgraph& subgraph : node.graphs) {
      text += fmt::format("  subgraph \"cluster_{}_{}\" {{ label=\"{}\";\n", node.id, escaped(subgraph.name), escaped(subgraph.name));
      draw_block(subgraph.block, index, text);
      text += "  }\n";
    }
  }
}

}  // namespace

int operator_count(const Graph& graph) {
  int count = 0;
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) count += is_constant(node) ? 0 : 1;
  });
  return count;
}

namespace {

std::string title(const Graph& graph) {
  const std::string kind(EnumNames<GraphKind>::names[static_cast<std::size_t>(graph.kind)]);
  return graph.source.files.empty() ? kind : fmt::format("{}: {}", printable(graph.source.files.front().name), kind);
}

bool joins_another_value(const EpilogueStep& step, const NodeIndex& index) {
  return std::any_of(step.inputs.begin(), step.inputs.end(), [&](const std::optional<Value>& input) {
    return input && *input != step.value && !is_constant(index.producer(*input));
  });
}

// The title, and under it the colours of the families that the graph has, a few to a row.
std::string heading(const Graph& graph) {
  const NodeIndex index(graph);
  std::set<std::string_view> families;
  bool joined = false;
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      if (!is_constant(node) && colour(node.op->family) != no_colour) families.insert(node.op->family);
      for (const EpilogueStep& step : node.epilogue) joined = joined || joins_another_value(step, index);
    }
  });
  constexpr int columns = 4;
  std::string cells;
  int count = 0;
  for (const std::string_view family : families) {
    if (count++ % columns == 0) cells += cells.empty() ? "<tr>" : "</tr><tr>";
    cells += fmt::format("<td bgcolor=\"{}\">{}</td>", colour(family), family == "leaf" ? "input, output" : html(family));
  }
  if (!cells.empty()) cells += "</tr>";
  if (joined)
    cells +=
        fmt::format("<tr><td colspan=\"{}\"><font color=\"#b2182b\">dashed: the other input of a fused operator</font></td></tr>", columns);
  return fmt::format("<<table border=\"0\" cellborder=\"0\" cellspacing=\"3\"><tr><td colspan=\"{}\"><b>{}</b></td></tr>{}</table>>",
                     columns, html(title(graph)), cells);
}

}  // namespace

std::string graphviz_text(const Graph& graph) {
  const NodeIndex index(graph);
  std::string text =
      "digraph model {\n"
      "  graph [rankdir=TB, nodesep=0.15, ranksep=0.22, dpi=72, margin=0.2, bgcolor=white, fontname=\"DejaVu Sans\", fontsize=10, "
      "labelloc=t];\n"
      "  node [shape=box, style=\"filled,rounded\", fontname=\"DejaVu Sans\", fontsize=9, margin=\"0.08,0.03\", height=0.2, "
      "color=\"#666666\"];\n"
      "  edge [fontname=\"DejaVu Sans\", fontsize=8, fontcolor=\"#555555\", arrowsize=0.5, color=\"#888888\"];\n";
  text += fmt::format("  graph [label={}];\n", heading(graph));
  draw_block(graph.block(), index, text);
  for (const NamedValue& output : graph.outputs()) {
    text += fmt::format("  out_{}_{} [label=\"{}\", shape=ellipse, fillcolor=\"#d9d9d9\"];\n", output.value.node, output.value.output,
                        escaped(output.name));
    text += fmt::format("  n{0} -> out_{0}_{1} [label=\"{2}\"];\n", output.value.node, output.value.output,
                        escaped(shape_text(index.type(output.value))));
  }
  return text + "}\n";
}

}  // namespace nnfront::report
