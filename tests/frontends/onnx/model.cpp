#include "tests/frontends/onnx/model.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>

#include "ir/leaf.h"
#include "ir/text.h"
#include "ir/verify.h"

namespace nnfront::frontends::onnx {

namespace {

bool is_shown(const std::string& line) {
  return line.rfind("  %", 0) == 0 && line.find("= input(") == std::string::npos && line.find("= parameter(") == std::string::npos;
}

std::string reason_of(const TestNode& node, Fate fate) {
  for (const OperatorReport& entry : import_of(node).report.operators) {
    if (entry.fate == fate) return entry.reason;
  }
  return "";
}

}  // namespace

TestInput integers(const std::string& name, const std::vector<std::int64_t>& elements) {
  return {name, {}, onnx_bytes::int64_type, onnx_bytes::int64_tensor(name, {static_cast<std::int64_t>(elements.size())}, elements)};
}

TestInput integer(const std::string& name, std::int64_t element) {
  return {name, {}, onnx_bytes::int64_type, onnx_bytes::int64_tensor(name, {}, {element})};
}

TestInput number(const std::string& name, float element) {
  return {name, {}, onnx_bytes::float_type, onnx_bytes::float_tensor(name, {}, {element})};
}

TestInput weight(const std::string& name, const std::vector<std::int64_t>& dims) {
  std::size_t count = 1;
  for (const std::int64_t dim : dims) count *= static_cast<std::size_t>(dim);
  return {name, {}, onnx_bytes::float_type, onnx_bytes::float_tensor(name, dims, std::vector<float>(count, 1.0f))};
}

std::string model_of(const TestNode& node) {
  onnx_bytes::GraphBytes graph;
  onnx_bytes::NodeBytes bytes{node.op, {}, node.outputs, node.attributes, {}, {}, {}};
  const std::size_t dot = node.op.find_last_of('.');
  if (dot != std::string::npos) {
    bytes.domain = node.op.substr(0, dot);
    bytes.op = node.op.substr(dot + 1);
  }
  for (const TestInput& input : node.inputs) {
    bytes.inputs.push_back(input.name);
    if (!input.initializer.empty()) {
      graph.initializers.push_back(input.initializer);
    } else if (!input.name.empty()) {
      graph.inputs.push_back(onnx_bytes::value_info(input.name, onnx_bytes::tensor_type(input.type, input.dims)));
    }
  }
  graph.nodes = {bytes};
  for (const std::string& output : node.outputs) {
    if (!output.empty()) graph.outputs.push_back(output);
  }
  return onnx_bytes::model(graph, node.opset);
}

Import import_file(const std::string& model, const ImportOptions& options) {
  const auto kept = std::make_shared<const std::string>(model);
  ExternalFiles external;
  return import_bytes(ByteSource(std::as_bytes(std::span(*kept)), kept), external, options);
}

Import import_of(const TestNode& node) {
  return import_file(model_of(node));
}

std::string operations(const Graph& graph) {
  std::istringstream text(print(graph));
  std::string result;
  for (std::string line; std::getline(text, line);) {
    if (is_shown(line)) result += (result.empty() ? "" : "\n") + line.substr(2);
  }
  return result;
}

std::string operations_of_file(const std::string& model) {
  const Import import = import_file(model);
  EXPECT_EQ(refusals(import.report), "");
  EXPECT_EQ(problems(import.graph), std::vector<std::string>());
  return operations(import.graph);
}

std::string ir(const TestNode& node) {
  return operations(import_of(node).graph);
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

std::string refusal(const TestNode& node) {
  return reason_of(node, Fate::refused);
}

std::string rewriting(const TestNode& node) {
  return reason_of(node, Fate::rewritten);
}

std::string error_of(const TestNode& node) {
  return file_error(model_of(node));
}

std::string file_error(const std::string& model, const ImportOptions& options) {
  try {
    import_file(model, options);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace nnfront::frontends::onnx
