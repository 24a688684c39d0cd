#include <algorithm>
#include <cmath>

#include "ir/elements.h"
#include "ir/leaf.h"
#include "ir/text.h"
#include "support/fail.h"

namespace nnfront {

namespace {

std::string quote(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string reference(Value value) {
  return value.output == 0 ? fmt::format("%{}", value.node) : fmt::format("%{}:{}", value.node, value.output);
}
std::string reference(const std::optional<Value>& value) {
  return value ? reference(*value) : "none";
}

std::string item(std::int64_t number) {
  return std::to_string(number);
}
std::string item(double number) {
  return number_text(number);
}
std::string item(const std::string& text) {
  return quote(text);
}
std::string item(Value value) {
  return reference(value);
}
std::string item(const std::optional<Value>& value) {
  return reference(value);
}

template <class T>
std::string joined(const std::vector<T>& list) {
  std::string result;
  for (const T& each : list) result += (result.empty() ? "" : ", ") + item(each);
  return result;
}

// Without the blanks that lists of values have: "[1,1]".
template <class T>
std::string list_text(const std::vector<T>& list) {
  std::string result = "[";
  for (const T& each : list) result += (result.size() == 1 ? "" : ",") + item(each);
  return result + "]";
}

std::string attribute_text(const AttrValue& value) {
  return std::visit(
      [](const auto& held) -> std::string {
        using T = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          return "none";
        } else if constexpr (std::is_same_v<T, bool>) {
          return held ? "true" : "false";
        } else if constexpr (std::is_same_v<T, Shape>) {
          return text(held);
        } else if constexpr (requires { item(held); }) {
          return item(held);
        } else {
          return list_text(held);
        }
      },
      value);
}

// dtype and shape of a leaf stand in its type; what a parameter has by default is left out.
bool is_printed(const Attributes& attributes, const AttrField& field) {
  if (attributes.is<InputAttrs>() || attributes.is<ConstantAttrs>()) return false;
  if (!attributes.is<ParameterAttrs>()) return true;
  if (field.name == "dtype" || field.name == "shape") return false;
  if (field.name == "key" || field.name == "role" || field.name == "trainable") return true;
  const auto defaults = Attributes(ParameterAttrs{}).fields();
  return std::none_of(defaults.begin(), defaults.end(),
                      [&](const AttrField& each) { return each.name == field.name && each.value == field.value; });
}

std::string attributes_text(const Attributes& attributes) {
  std::string result;
  for (const AttrField& field : attributes.fields()) {
    if (is_printed(attributes, field)) result += " " + field.name + "=" + attribute_text(field.value);
  }
  return result;
}

std::string quantization_text(const Boxed<Quantization>& quant) {
  if (!quant) return {};
  std::string result = fmt::format(" quant(scheme={} bits={}", quote(quant->scheme), quant->bits);
  result += " scale=" + (quant->scale_key.empty() ? item(quant->scale) : quote(quant->scale_key));
  result += " zero_point=" + (quant->zero_point_key.empty() ? item(quant->zero_point) : quote(quant->zero_point_key));
  if (quant->axis) result += fmt::format(" axis={}", *quant->axis);
  return result + ")";
}

std::string requantization_text(const Boxed<Requantization>& requant) {
  if (!requant) return {};
  std::string result = " requant(kind=" + quote(requant->kind);
  result += " m=" + (requant->multiplier_key.empty() ? item(requant->multiplier) : quote(requant->multiplier_key));
  result += " n=" + (requant->shift_key.empty() ? std::to_string(requant->shift) : quote(requant->shift_key));
  return result + ")";
}

std::string content_text(const Node& node) {
  if (!node.attributes.is<ConstantAttrs>()) return {};
  std::string result;
  for (const std::string& element : element_texts(node.tensor.evaluate())) result += (result.empty() ? "" : ", ") + element;
  return " = [" + result + "]";
}

std::string step_text(const EpilogueStep& step) {
  return fmt::format("then {}({}){}{}{}", step.op->name, joined(step.inputs), attributes_text(step.attributes),
                     // The running value is the first input, unless it is said.
                     step.inputs.empty() || step.inputs.front() != step.value ? " value=" + reference(step.value) : "",
                     quantization_text(step.quant) + requantization_text(step.requant));
}

std::string types_text(const Node& node) {
  std::string result;
  for (const Output& output : node.outputs) {
    result += (result.empty() ? " : " : ", ") + text(output.type) + quantization_text(output.quant);
  }
  return result;
}

// What parsing takes where no name is given.
std::string assumed_name(const Node& node) {
  return node.attributes.is<ParameterAttrs>() ? node.attributes.as<ParameterAttrs>().key : std::string();
}

std::string extras_text(const Node& node) {
  std::string result;
  if (node.name != assumed_name(node)) result += " name=" + quote(node.name);
  if (!node.swallowed.empty()) result += " swallowed=" + list_text(node.swallowed);
  if (node.fixed) result += " fixed=true";
  if (!node.dialect.empty()) result += " dialect=" + quote(node.dialect);
  if (!node.acc_bound.empty()) result += " acc_bound=" + quote(node.acc_bound);
  return result + requantization_text(node.requant);
}

void print_block(std::string& out, const Block& block, const std::string& indent);

void print_subgraph(std::string& out, const Subgraph& subgraph, const std::string& indent) {
  out += fmt::format(" {{ {}({})\n", quote(subgraph.name), joined(subgraph.captures));
  print_block(out, subgraph.block, indent + "  ");
  out += indent + "}";
}

void print_node(std::string& out, const Node& node, const std::string& indent) {
  const std::string count = node.outputs.size() == 1 ? "" : fmt::format(":{}", node.outputs.size());
  out += fmt::format("{}%{}{} = {}({}){}{}{}", indent, node.id, count, node.op->name, joined(node.inputs), attributes_text(node.attributes),
                     extras_text(node), content_text(node));
  for (const EpilogueStep& step : node.epilogue) out += "\n" + indent + "     " + step_text(step);
  out += types_text(node);
  for (const Subgraph& subgraph : node.graphs) print_subgraph(out, subgraph, indent);
  out += '\n';
}

std::vector<Value> inputs_in_node_order(const Block& block) {
  std::vector<Value> result;
  for (const Node& node : block.nodes) {
    if (node.attributes.is<InputAttrs>()) result.push_back(node.value());
  }
  return result;
}

void print_block(std::string& out, const Block& block, const std::string& indent) {
  for (const Node& node : block.nodes) print_node(out, node, indent);
  if (block.inputs != inputs_in_node_order(block)) out += fmt::format("{}inputs ({})\n", indent, joined(block.inputs));
  for (const NamedValue& output : block.outputs)
    out += fmt::format("{}output {} {}\n", indent, quote(output.name), reference(output.value));
}

void print_source(std::string& out, const Graph& graph) {
  if (!graph.producer.empty()) out += "  producer " + quote(graph.producer) + "\n";
  if (graph.source == Source{}) return;
  out += fmt::format("  source {} {}\n", quote(graph.source.framework), quote(graph.source.version));
  for (const SourceFile& file : graph.source.files) {
    out += fmt::format("  file {} {} {}\n", quote(file.name), file.bytes, quote(file.sha256));
  }
}

void print_preprocess(std::string& out, const Preprocess& preprocess) {
  out += fmt::format("  preprocess resize={} crop={} mean={} std={} channel_order={} interpolation={}\n", list_text(preprocess.resize),
                     list_text(preprocess.crop), list_text(preprocess.mean), list_text(preprocess.std_dev), quote(preprocess.channel_order),
                     quote(preprocess.interpolation));
}

}  // namespace

// What parsing assumes where no next_id is given.
std::int64_t lowest_next_id(const Graph& graph) {
  std::int64_t highest = -1;
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      highest = std::max(highest, node.id);
      for (const std::int64_t id : node.swallowed) highest = std::max(highest, id);
      for (const EpilogueStep& step : node.epilogue) highest = std::max(highest, step.value.node);
    }
  });
  for (const auto& [removed, survivor] : graph.aliases) highest = std::max({highest, removed.node, survivor.node});
  return highest + 1;
}

std::string print(const Graph& graph) {
  std::string out = fmt::format("graph {} {{\n", EnumNames<GraphKind>::names[static_cast<std::size_t>(graph.kind)]);
  print_source(out, graph);
  if (graph.preprocess) print_preprocess(out, *graph.preprocess);
  print_block(out, graph.block(), "  ");
  for (const auto& [removed, survivor] : graph.aliases) out += fmt::format("  alias {} = {}\n", reference(removed), reference(survivor));
  for (const StateUpdate& update : graph.state) {
    out += fmt::format("  state {} = {}\n", reference(update.parameter), reference(update.next));
  }
  for (const EntryPoint& entry : graph.entry_points) {
    out += fmt::format("  entry {} {{\n", quote(entry.name));
    print_block(out, entry.block, "    ");
    out += "  }\n";
  }
  if (graph.next_id != lowest_next_id(graph)) out += fmt::format("  next_id {}\n", graph.next_id);
  return out + "}\n";
}

}  // namespace nnfront
