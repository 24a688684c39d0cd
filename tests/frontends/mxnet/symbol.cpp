#include "tests/frontends/mxnet/symbol.h"

#include <fmt/format.h>

#include <sstream>

#include "formats/json.h"
#include "ir/leaf.h"
#include "ir/text.h"

namespace nnfront::frontends::mxnet {

namespace {

ImportOptions options_for(const TestVariables& variables) {
  ImportOptions options;
  options.parameters_required = false;
  for (const TestVariable& variable : variables) {
    if (!variable.shape.empty()) options.input_shapes[variable.name] = shape_of(variable.shape);
  }
  return options;
}

bool computes(const std::string& line) {
  return line.rfind("  %", 0) == 0 && line.find("= input(") == std::string::npos && line.find("= parameter(") == std::string::npos;
}

}  // namespace

std::string symbol_of(const std::string& op, const Attrs& attributes, const TestVariables& variables) {
  formats::OrderedJson nodes = formats::OrderedJson::array();
  formats::OrderedJson inputs = formats::OrderedJson::array();
  for (const TestVariable& variable : variables) {
    inputs.push_back({nodes.size(), 0, 0});
    nodes.push_back({{"op", "null"}, {"name", variable.name}, {"inputs", formats::OrderedJson::array()}});
  }
  const std::size_t id = nodes.size();
  nodes.push_back({{"op", op}, {"name", "x"}, {"attrs", attributes}, {"inputs", inputs}});
  const formats::OrderedJson head = {id, 0, 0};
  const formats::OrderedJson root = {
      {"nodes", nodes}, {"heads", formats::OrderedJson::array({head})}, {"attrs", {{"mxnet_version", {"int", 10901}}}}};
  return root.dump();
}

Import import_of(const std::string& op, const Attrs& attributes, const TestVariables& variables) {
  return import_symbol(symbol_of(op, attributes, variables), Parameters(), options_for(variables));
}

std::string operations(const Graph& graph) {
  std::istringstream text(print(graph));
  std::string result;
  for (std::string line; std::getline(text, line);) {
    if (computes(line)) result += (result.empty() ? "" : "\n") + line.substr(2);
  }
  return result;
}

std::string parameters_of(const Graph& graph) {
  std::string result;
  for (const Node& node : graph.nodes()) {
    if (!node.attributes.is<ParameterAttrs>()) continue;
    const auto& attributes = node.attributes.as<ParameterAttrs>();
    result += fmt::format("{}{} {} {} {}", result.empty() ? "" : "\n", attributes.key,
                          EnumNames<ParameterRole>::names[static_cast<std::size_t>(attributes.role)],
                          attributes.trainable ? "trainable" : "fixed", text(node.outputs[0].type));
  }
  return result;
}

std::string ir(const std::string& op, const Attrs& attributes, const TestVariables& variables) {
  return operations(import_of(op, attributes, variables).graph);
}

std::string refusal(const std::string& op, const Attrs& attributes, const TestVariables& variables) {
  const OperatorReport entry = import_of(op, attributes, variables).report.operators.at(0);
  return entry.fate == Fate::refused ? entry.reason : "";
}

std::string rewriting(const std::string& op, const Attrs& attributes, const TestVariables& variables) {
  const OperatorReport entry = import_of(op, attributes, variables).report.operators.at(0);
  return entry.fate == Fate::rewritten ? entry.reason : "";
}

std::string import_error(std::string_view json, const ImportOptions& options) {
  try {
    import_symbol(json, Parameters(), options);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

std::string error_of(const std::string& op, const Attrs& attributes, const TestVariables& variables) {
  return import_error(symbol_of(op, attributes, variables), options_for(variables));
}

}  // namespace nnfront::frontends::mxnet
