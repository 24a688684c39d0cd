// What other counters print for the same network. Each rule was read off what the tool prints for layers of one kind (fvcore 0.1.5, thop
// 0.1.1, torchinfo 1.8, onnx-tool 1.0, torch 2.13; layers in evaluation mode); a tool is listed only where its rules cover every operator
// of the graph.
#include <map>
#include <optional>

#include "cost/complexity.h"
#include "ir/leaf.h"
#include "ops/activation.h"
#include "ops/axis.h"

namespace nnfront::cost {

namespace {

using Sizes = std::vector<std::int64_t>;

Sizes sizes_of(const TensorType& type) {
  return *integers(type.shape);
}

// An application of an operator with the sizes of its first input and its output.
struct Applied {
  const Operator* op;
  const Attributes* attributes;
  Sizes input;
  Sizes output;
  std::int64_t parameter_elements = 0;  // of all parameter inputs
  bool has_bias = false;                // one as third input
};

// What is counted beside multiply-accumulates; no value where the tool's figure is another than theirs and such a sum.
using Rule = std::optional<std::int64_t> (*)(const Applied&);
using Rules = std::map<std::string_view, Rule>;

struct Tool {
  std::string_view name;
  std::int64_t per_mac;  // of convolutions and matrix products, padding included
  Rules rules;           // for every operator it knows
};

std::optional<std::int64_t> nothing(const Applied&) {
  return 0;
}
std::optional<std::int64_t> per_input(const Applied& a) {
  return element_count(a.input);
}
template <int times>
std::optional<std::int64_t> per_output(const Applied& a) {
  return times * element_count(a.output);
}
std::optional<std::int64_t> per_output_with_bias(const Applied& a) {
  return a.has_bias ? element_count(a.output) : 0;
}

std::int64_t window_of(const Attributes& attributes) {
  std::int64_t taps = 1;
  for (const AttrField& field : attributes.fields()) {
    if (field.name == "kernel") taps = element_count(std::get<Sizes>(field.value));
  }
  return taps;
}

// `others`: operators for which the tool counts nothing (but multiply-accumulates).
Rules with_others(Rules special, std::initializer_list<std::string_view> others) {
  for (const std::string_view each : others) special.emplace(each, nothing);
  return special;
}

Tool torch_counter() {
  return {"torch FlopCounterMode (2 per MAC)", 2,
          with_others({}, {"conv", "conv_transpose", "dense", "matmul", "batch_norm", "relu", "add", "max_pool", "average_pool",
                           "global_average_pool", "reshape", "dropout", "softmax", "concat", "clip", "identity"})};
}

// Of adaptive pooling it knows the one of pictures, and no other pooling.
Tool fvcore() {
  const Rule global_average = [](const Applied& a) { return a.input.size() == 4 ? per_input(a) : nothing(a); };
  return {"fvcore", 1,
          with_others({{"batch_norm", per_output<2>}, {"global_average_pool", global_average}},
                      {"conv", "conv_transpose", "dense", "matmul", "relu", "add", "max_pool", "average_pool", "reshape", "dropout",
                       "softmax", "concat", "clip", "identity"})};
}

// It counts modules: of a product of two activations nothing, of a transposed convolution a convolution's taps.
Tool thop() {
  const Rule global_average = [](const Applied& a) -> std::optional<std::int64_t> { return *per_input(a) + *per_output<1>(a); };
  // Per row: n exponentials, n - 1 additions, n divisions.
  const Rule softmax = [](const Applied& a) -> std::optional<std::int64_t> {
    const std::int64_t axis = a.attributes->as<ops::SoftmaxAttrs>().axis;
    const std::int64_t row = a.input[static_cast<std::size_t>(ops::from_front(axis, a.input.size()))];
    return row == 0 ? 0 : element_count(a.input) / row * (3 * row - 1);
  };
  return {
      "thop", 1,
      with_others(
          {{"batch_norm", per_output<4>}, {"average_pool", per_output<1>}, {"global_average_pool", global_average}, {"softmax", softmax}},
          {"conv", "dense", "relu", "add", "max_pool", "reshape", "dropout", "concat", "clip", "identity"})};
}

// Per sample each parameter once, those of a convolution (its bias too) at every output position. Of a linear layer upon several
// positions it counts one.
Tool torchinfo() {
  const Rule batch_norm = [](const Applied& a) -> std::optional<std::int64_t> { return a.output[0] * a.parameter_elements / 2; };
  const Rule dense = [](const Applied& a) { return a.input.size() == 2 ? per_output_with_bias(a) : std::nullopt; };
  return {"torchinfo", 1,
          with_others({{"conv", per_output_with_bias}, {"dense", dense}, {"batch_norm", batch_norm}},
                      {"relu", "add", "max_pool", "average_pool", "global_average_pool", "reshape", "dropout", "softmax", "concat", "clip",
                       "identity"})};
}

// A division counts 4, an exponential 32. Of a window of more than two dimensions it multiplies some only.
Tool onnx_tool() {
  const Rule window = [](const Applied& a) -> std::optional<std::int64_t> {
    if (a.output.size() > 4) return std::nullopt;
    return element_count(a.output) * window_of(*a.attributes);
  };
  const Rule global_average = [](const Applied& a) -> std::optional<std::int64_t> { return *per_input(a) + *per_output<4>(a); };
  return {"onnx-tool", 1,
          with_others({{"conv", per_output_with_bias},
                       {"dense", per_output_with_bias},
                       {"relu", per_output<1>},
                       {"add", per_output<1>},
                       {"clip", per_output<2>},
                       {"max_pool", window},
                       {"average_pool", window},
                       {"global_average_pool", global_average},
                       {"softmax", per_output<32 + 4>}},
                      {"matmul", "reshape", "dropout", "concat", "identity"})};
}

// The first ones count what torch runs, which has batch norm by itself; onnx-tool a file whose batch norm is folded.
std::vector<Tool> tools_for(GraphKind kind) {
  if (kind == GraphKind::reconstruct) return {torch_counter(), fvcore(), thop(), torchinfo()};
  return {torch_counter(), onnx_tool()};
}

std::vector<Applied> applications(const Graph& graph) {
  const NodeIndex index(graph);
  std::vector<Applied> result;
  for (const Node& node : graph.nodes()) {
    if (node.inputs.empty() || !node.inputs[0]) continue;
    const Sizes output = sizes_of(node.outputs[0].type);
    Applied applied{node.op, &node.attributes, sizes_of(index.type(*node.inputs[0])), output};
    for (std::size_t i = 1; i < node.inputs.size(); ++i) {
      if (!node.inputs[i] || !is_constant(index.producer(*node.inputs[i]))) continue;
      applied.parameter_elements += element_count(sizes_of(index.type(*node.inputs[i])));
      applied.has_bias = applied.has_bias || i == 2;
    }
    result.push_back(std::move(applied));
    for (const EpilogueStep& step : node.epilogue) result.push_back({step.op, &step.attributes, output, output});
  }
  return result;
}

// Beside multiply-accumulates; no value where the tool's rules do not cover every operator.
std::optional<std::int64_t> further(const Tool& tool, const std::vector<Applied>& applied) {
  std::int64_t sum = 0;
  for (const Applied& each : applied) {
    const auto rule = tool.rules.find(each.op->name);
    const auto figure = rule == tool.rules.end() ? std::nullopt : rule->second(each);
    if (!figure) return std::nullopt;
    sum += *figure;
  }
  return sum;
}

}  // namespace

std::vector<Convention> other_conventions(const Graph& graph, const std::vector<OperatorComplexity>& by_op) {
  std::int64_t padded_macs = 0;
  for (const OperatorComplexity& entry : by_op) padded_macs += entry.figures.padded_macs;
  const std::vector<Applied> applied = applications(graph);
  std::vector<Convention> result;
  for (const Tool& tool : tools_for(graph.kind)) {
    if (const auto figure = further(tool, applied)) result.push_back({std::string(tool.name), padded_macs * tool.per_mac + *figure});
  }
  return result;
}

}  // namespace nnfront::cost
