// What other counters print for the same network. Each rule was worked out from the tool's figure for ResNet-50 and the tool's
// documented behaviour; a tool is listed only where its rules cover every operator of the graph.
#include <functional>
#include <map>

#include "cost/complexity.h"
#include "ir/leaf.h"

namespace nnfront::cost {

namespace {

std::int64_t size_of(const TensorType& type) {
  return element_count(*integers(type.shape));
}

// An application of an operator with its first input's and its output's number of elements.
struct Applied {
  const Operator* op;
  std::int64_t input_elements;
  std::int64_t output_elements;
  std::int64_t parameter_elements;  // of all parameter inputs
  std::int64_t bias_elements;       // of the third input
  std::int64_t window;              // taps of a pooling window
};

using Rule = std::function<std::int64_t(const Applied&)>;

struct Tool {
  std::string_view name;
  std::int64_t per_mac;                    // of convolutions and matrix products, padding included
  std::map<std::string_view, Rule> rules;  // for every other operator it knows
};

std::int64_t free_of_charge(const Applied&) {
  return 0;
}

std::map<std::string_view, Rule> uncounted(std::initializer_list<std::string_view> names) {
  std::map<std::string_view, Rule> rules;
  for (const std::string_view each : names) rules[each] = free_of_charge;
  return rules;
}

std::map<std::string_view, Rule> merged(std::map<std::string_view, Rule> special, std::map<std::string_view, Rule> rest) {
  special.merge(rest);
  return special;
}

const auto& usual_operators() {
  static const auto rules = uncounted({"conv", "conv_transpose", "dense", "matmul", "batch_norm", "relu", "add", "max_pool", "average_pool",
                                       "global_average_pool", "reshape", "dropout", "softmax", "concat", "clip", "identity"});
  return rules;
}

std::vector<Tool> tools_for(GraphKind kind) {
  const Rule global_average = [](const Applied& a) { return a.input_elements; };
  std::vector<Tool> tools;
  tools.push_back({"torch FlopCounterMode (2 per MAC)", 2, usual_operators()});
  if (kind == GraphKind::reconstruct) {
    tools.push_back(
        {"fvcore", 1,
         merged({{"batch_norm", [](const Applied& a) { return 2 * a.output_elements; }}, {"global_average_pool", global_average}},
                usual_operators())});
    tools.push_back({"thop", 1,
                     merged({{"batch_norm", [](const Applied& a) { return 4 * a.output_elements; }},
                             {"global_average_pool", [](const Applied& a) { return a.input_elements + a.output_elements; }}},
                            usual_operators())});
    tools.push_back({"torchinfo", 1,
                     merged({{"batch_norm", [](const Applied& a) { return a.parameter_elements / 2; }},
                             {"dense", [](const Applied& a) { return a.bias_elements; }}},
                            usual_operators())});
    return tools;
  }
  const Rule per_element = [](const Applied& a) { return a.output_elements; };
  const Rule bias_add = [](const Applied& a) { return a.bias_elements == 0 ? 0 : a.output_elements; };
  tools.push_back({"onnx-tool", 1,
                   merged({{"conv", bias_add},
                           {"dense", bias_add},
                           {"relu", per_element},
                           {"add", per_element},
                           {"max_pool", [](const Applied& a) { return a.output_elements * a.window; }},
                           {"global_average_pool", [](const Applied& a) { return a.input_elements + 4 * a.output_elements; }}},
                          usual_operators())});
  return tools;
}

std::int64_t window_of(const Attributes& attributes) {
  std::int64_t taps = 1;
  for (const AttrField& field : attributes.fields()) {
    if (field.name != "kernel") continue;
    for (const std::int64_t size : std::get<std::vector<std::int64_t>>(field.value)) taps *= size;
  }
  return taps;
}

std::vector<Applied> applications(const Graph& graph) {
  const NodeIndex index(graph);
  std::vector<Applied> result;
  for (const Node& node : graph.nodes()) {
    if (node.inputs.empty() || !node.inputs[0]) continue;
    const std::int64_t output = size_of(node.outputs[0].type);
    Applied applied{node.op, size_of(index.type(*node.inputs[0])), output, 0, 0, window_of(node.attributes)};
    for (std::size_t i = 1; i < node.inputs.size(); ++i) {
      if (!node.inputs[i] || !index.producer(*node.inputs[i]).attributes.is<ParameterAttrs>()) continue;
      applied.parameter_elements += size_of(index.type(*node.inputs[i]));
      if (i == 2) applied.bias_elements = size_of(index.type(*node.inputs[i]));
    }
    result.push_back(applied);
    for (const EpilogueStep& step : node.epilogue) result.push_back({step.op, output, output, 0, 0, 1});
  }
  return result;
}

}  // namespace

std::vector<Convention> other_conventions(const Graph& graph, const std::vector<OperatorComplexity>& by_op) {
  std::int64_t padded_macs = 0;
  for (const OperatorComplexity& entry : by_op) padded_macs += entry.figures.padded_macs;
  const std::vector<Applied> applied = applications(graph);
  std::vector<Convention> result;
  for (const Tool& tool : tools_for(graph.kind)) {
    std::int64_t figure = padded_macs * tool.per_mac;
    bool covers_all = true;
    for (const Applied& each : applied) {
      const auto rule = tool.rules.find(each.op->name);
      covers_all = covers_all && rule != tool.rules.end();
      if (rule != tool.rules.end()) figure += rule->second(each);
    }
    if (covers_all) result.push_back({std::string(tool.name), figure});
  }
  return result;
}

}  // namespace nnfront::cost
