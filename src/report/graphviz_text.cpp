#include <algorithm>
#include <map>

#include "ir/leaf.h"
#include "report/picture.h"
#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront::report {

namespace {

std::string_view colour(std::string_view family) {
  static const std::map<std::string_view, std::string_view> colours = {
      {"leaf", "#d9d9d9"},  {"conv", "#9ecae1"},       {"matmul", "#6baed6"},      {"pool", "#a1d99b"},
      {"norm", "#fdd0a2"},  {"activation", "#fcbba1"}, {"elementwise", "#fff3b0"}, {"reduce", "#c7e9c0"},
      {"shape", "#dadaeb"}, {"recurrent", "#bcbddc"},  {"detection", "#e7ba52"},   {"quant", "#e7cb94"},
  };
  const auto found = colours.find(family);
  return found == colours.end() ? "#ffffff" : found->second;
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
  std::string text;
  for (const Dim& dim : type.shape) text += (text.empty() ? "" : "x") + dim.text();
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

// The first parameter is the weight; a bias or a statistic says nothing that the operator does not.
std::string weight_text(const Node& node, const NodeIndex& index) {
  for (const auto& input : node.inputs) {
    if (!input) continue;
    const Node& producer = index.producer(*input);
    if (!producer.attributes.is<ParameterAttrs>()) continue;
    constexpr double least_worth_saying = 0.1;
    const double zeros = zero_share(producer.tensor);
    std::string text = fmt::format("{} {}", escaped(producer.attributes.as<ParameterAttrs>().key), shape_text(producer.outputs[0].type));
    if (zeros >= least_worth_saying) text += fmt::format("  {:.2f} % zero", 100 * zeros);
    return text;
  }
  return {};
}

std::string node_label(const Node& node, const NodeIndex& index) {
  std::string title(node.op->name);
  for (const EpilogueStep& step : node.epilogue) title += fmt::format(" + {}", step.op->name);
  std::string label = fmt::format("{}\\n{}", title, escaped(node.name.empty() ? std::to_string(node.id) : node.name));
  for (const std::string& line : {attribute_text(node), weight_text(node, index)}) {
    if (!line.empty()) label += "\\n" + line;
  }
  return label;
}

void draw_edges(const Node& node, const NodeIndex& index, std::string& text) {
  for_each_input(node, [&](Value value) {
    const Node& producer = index.producer(value);
    if (is_constant(producer)) return;
    text += fmt::format("  n{} -> n{} [label=\"{}\"];\n", value.node, node.id, escaped(shape_text(index.type(value))));
  });
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

std::string graphviz_text(const Graph& graph) {
  const NodeIndex index(graph);
  std::string text =
      "digraph model {\n"
      "  graph [rankdir=TB, nodesep=0.15, ranksep=0.22, dpi=72, margin=0.2];\n"
      "  node [shape=box, style=\"filled,rounded\", fontname=\"DejaVu Sans\", fontsize=9, margin=\"0.08,0.03\", height=0.2, "
      "color=\"#666666\"];\n"
      "  edge [fontname=\"DejaVu Sans\", fontsize=8, fontcolor=\"#555555\", arrowsize=0.5, color=\"#888888\"];\n";
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
