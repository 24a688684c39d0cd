#include "tests/onnx_nodes/category.h"

#include <array>
#include <set>
#include <string_view>

namespace nnfront::onnx_nodes {

namespace {

using formats::OnnxType;

constexpr std::int32_t element_string = 8;
constexpr std::int32_t element_complex64 = 14;
constexpr std::int32_t element_complex128 = 15;

// What occurs in the model: words of `category`.
using Traits = std::set<std::string_view>;

void look_at(const OnnxType& type, Traits& traits) {
  if (type.kind == OnnxType::Kind::sequence || type.kind == OnnxType::Kind::map) traits.insert("sequences");
  if (type.kind == OnnxType::Kind::optional) traits.insert("optionals");
  if (type.element_type == element_string) traits.insert("strings");
  if (type.element_type == element_complex64 || type.element_type == element_complex128) traits.insert("complex");
  if (type.element != nullptr) look_at(*type.element, traits);
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  for (const std::string_view each : words) {
    if (word == each) return true;
  }
  return false;
}

bool trains(const formats::OnnxNode& node) {
  if (node.domain == "ai.onnx.preview.training") return true;
  // The third input says that it is a training run.
  if (node.op == "Dropout") return node.inputs.size() > 2 && !node.inputs[2].empty();
  for (const formats::OnnxAttribute& attribute : node.attributes) {
    const auto* number = std::get_if<std::int64_t>(&attribute.value);
    if (attribute.name == "training_mode" && number != nullptr && *number != 0) return true;
  }
  return false;
}

void look_at(const formats::OnnxGraph& graph, Traits& traits);

void look_at(const formats::OnnxNode& node, Traits& traits) {
  if (trains(node)) traits.insert("training");
  if (node.domain == "ai.onnx.ml") traits.insert("ai.onnx.ml");
  if (node.op.substr(0, 8) == "Sequence" || is_one_of(node.op, {"SplitToSequence", "ConcatFromSequence"})) traits.insert("sequences");
  if (node.op.substr(0, 8) == "Optional") traits.insert("optionals");
  if (node.op.substr(0, 6) == "String" || is_one_of(node.op, {"RegexFullMatch", "TfIdfVectorizer"})) traits.insert("strings");
  for (const formats::OnnxAttribute& attribute : node.attributes) {
    if (const auto* graph = std::get_if<std::shared_ptr<const formats::OnnxGraph>>(&attribute.value)) look_at(**graph, traits);
    if (const auto* type = std::get_if<std::shared_ptr<const OnnxType>>(&attribute.value)) look_at(**type, traits);
    if (const auto* tensor = std::get_if<std::shared_ptr<const formats::OnnxTensor>>(&attribute.value)) {
      if ((*tensor)->element_type == element_string) traits.insert("strings");
    }
  }
}

void look_at(const formats::OnnxGraph& graph, Traits& traits) {
  for (const formats::OnnxValueInfo& info : graph.inputs) look_at(info.type, traits);
  for (const formats::OnnxValueInfo& info : graph.outputs) look_at(info.type, traits);
  for (const formats::OnnxNode& node : graph.nodes) look_at(node, traits);
}

}  // namespace

std::string category(const formats::OnnxModel& model) {
  Traits traits;
  look_at(model.graph, traits);
  for (const formats::OnnxFunction& function : model.functions) {
    for (const formats::OnnxNode& node : function.nodes) look_at(node, traits);
  }
  constexpr std::array<std::string_view, 6> in_order = {"ai.onnx.ml", "training", "strings", "sequences", "optionals", "complex"};
  for (const std::string_view each : in_order) {
    if (traits.count(each) > 0) return std::string(each);
  }
  return "core";
}

}  // namespace nnfront::onnx_nodes
