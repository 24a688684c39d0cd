#include "cost/complexity.h"

#include <algorithm>
#include <map>
#include <set>

#include "ir/leaf.h"
#include "ops/padding.h"
#include "support/fail.h"

namespace nnfront::cost {

Figures& Figures::operator+=(const Figures& other) {
  macs += other.macs;
  padded_macs += other.padded_macs;
  sparse_macs += other.sparse_macs;
  elementwise += other.elementwise;
  residual_adds += other.residual_adds;
  weights += other.weights;
  nonzero += other.nonzero;
  parameter_bytes += other.parameter_bytes;
  activation_bytes += other.activation_bytes;
  return *this;
}

double Figures::sparsity() const {
  if (weights == 0) return 0.0;
  return 1.0 - static_cast<double>(nonzero) / static_cast<double>(weights);
}

namespace {

bool is_leaf(const Node& node) {
  return is_constant(node) || node.attributes.is<InputAttrs>();
}

std::int64_t bytes_of(const TensorType& type) {
  const auto dims = integers(type.shape);
  ensure(dims.has_value(), "shapes were checked to be concrete");
  return static_cast<std::int64_t>(storage_bytes(type.dtype, element_count(*dims)));
}

// One operator application: a node, or one step of an epilogue.
struct Application {
  const Operator* op;
  std::vector<const TensorType*> inputs;
  std::vector<const Node*> producers;
  std::span<const TensorType> outputs;
  Attributes attributes;
};

class Counter {
 public:
  explicit Counter(const Graph& graph) : graph_(graph), index_(graph) {}

  Complexity count() {
    for_each_block(graph_, [&](const Block& block) {
      for (const Node& node : block.nodes) {
        if (!is_leaf(node)) count_node(node);
      }
    });
    for (auto& [op, entry] : by_op_) result_.by_op.push_back(entry);
    result_.conventions = other_conventions(graph_, result_.by_op);
    return std::move(result_);
  }

 private:
  void count_node(const Node& node) {
    std::vector<TensorType> outputs;
    for (const Output& output : node.outputs) outputs.push_back(output.type);
    NodeComplexity entry{node.id, node.name, std::string(node.op->name), {}};
    Figures figures = count_application(application_of(node, outputs));
    for (const auto& input : node.inputs) count_bytes_read(input, figures);
    for (const TensorType& output : outputs) figures.activation_bytes += bytes_of(output);
    enter_by_op(*node.op, figures);
    entry.figures += figures;
    const std::span<const TensorType> running(outputs.data(), 1);
    for (const EpilogueStep& step : node.epilogue) {
      entry.op += fmt::format("+{}", step.op->name);
      figures = count_application(application_of(step, running));
      for (const auto& input : step.inputs) {
        if (input != step.value) count_bytes_read(input, figures);
      }
      enter_by_op(*step.op, figures);
      entry.figures += figures;
    }
    result_.total += entry.figures;
    result_.nodes.push_back(std::move(entry));
  }

  void enter_by_op(const Operator& op, const Figures& figures) {
    OperatorComplexity& entry = by_op_[std::string(op.name)];
    entry.op = op.name;
    ++entry.count;
    entry.figures += figures;
  }

  void count_bytes_read(const std::optional<Value>& input, Figures& figures) const {
    if (!input) return;
    (is_constant(index_.producer(*input)) ? figures.parameter_bytes : figures.activation_bytes) += bytes_of(index_.type(*input));
  }

  Application application_of(const Node& node, std::span<const TensorType> outputs) const {
    Application result{node.op, {}, {}, outputs, node.attributes};
    for (const auto& input : node.inputs) add_input(result, input);
    look_through_padding(node, result);
    return result;
  }

  // Epilogue operators keep the shape of what they are applied to, so the running result has the node's own type.
  Application application_of(const EpilogueStep& step, std::span<const TensorType> running) const {
    Application result{step.op, {}, {}, running, step.attributes};
    for (const auto& input : step.inputs) {
      if (input && *input == step.value) {
        result.inputs.push_back(running.data());
        result.producers.push_back(nullptr);
      } else {
        add_input(result, input);
      }
    }
    return result;
  }

  void add_input(Application& application, const std::optional<Value>& input) const {
    application.inputs.push_back(input ? &index_.type(*input) : nullptr);
    application.producers.push_back(input ? &index_.producer(*input) : nullptr);
  }

  // Zeros that a pad node puts before a convolution are padding like the convolution's own: the fused form has them merged.
  void look_through_padding(const Node& node, Application& application) const {
    if (node.inputs.empty() || !node.inputs[0]) return;
    const Node& producer = index_.producer(*node.inputs[0]);
    const auto merged = ops::with_merged_padding(node, producer);
    if (!merged) return;
    application.attributes = *merged;
    application.inputs[0] = &index_.type(*producer.inputs[0]);
  }

  Figures count_application(const Application& application) {
    const auto constant = std::make_unique<bool[]>(application.inputs.size());
    for (std::size_t i = 0; i < application.inputs.size(); ++i) {
      constant[i] = application.producers[i] != nullptr && is_constant(*application.producers[i]);
    }
    const CostContext context{application.inputs, application.outputs, application.attributes, {constant.get(), application.inputs.size()}};
    const Cost cost = application.op->cost(context);
    Figures figures;
    figures.macs = cost.macs;
    figures.padded_macs = cost.padded_macs;
    figures.sparse_macs = cost.macs;
    figures.elementwise = cost.elementwise;
    figures.residual_adds = cost.residual_adds;
    if (cost.weight_input < 0) return figures;
    const auto weight_input = static_cast<std::size_t>(cost.weight_input);
    const Node* weight = application.producers[weight_input];
    if (weight == nullptr || !is_constant(*weight)) return figures;
    count_weight(*weight, cost, figures);
    return figures;
  }

  void count_weight(const Node& weight, const Cost& cost, Figures& figures) {
    const Tensor content = mask_or_content(weight);
    const bool first_use = seen_weights_.insert(weight.id).second;
    const auto dims = integers(weight.outputs[0].type.shape);
    const std::int64_t size = element_count(*dims);
    if (first_use) figures.weights = figures.nonzero = size;
    if (!content.has_content()) return;
    const Array elements = content.evaluate();
    figures.sparse_macs = cost.sparse_macs(elements);
    if (first_use) figures.nonzero = count_nonzero(elements);
  }

  Tensor mask_or_content(const Node& weight) const {
    if (!weight.attributes.is<ParameterAttrs>()) return weight.tensor;
    const std::string& mask_key = weight.attributes.as<ParameterAttrs>().sparsity_mask;
    if (mask_key.empty()) return weight.tensor;
    const Node* mask = find_parameter(graph_, mask_key);
    return mask != nullptr && mask->tensor.has_content() ? mask->tensor : weight.tensor;
  }

  const Graph& graph_;
  NodeIndex index_;
  std::set<std::int64_t> seen_weights_;
  std::map<std::string, OperatorComplexity> by_op_;
  Complexity result_;
};

// "; give it one with --input data:1,3,224,224": the inputs whose shapes have symbols, with 1 for each.
std::string sized_inputs(const Graph& graph) {
  const NodeIndex index(graph);
  std::string text;
  for (const Value input : graph.inputs()) {
    const Shape& shape = index.type(input).shape;
    if (integers(shape)) continue;
    text += fmt::format("{} --input {}:", text.empty() ? "; give it one with" : "", printable(index.producer(input).name));
    for (std::size_t i = 0; i < shape.size(); ++i)
      text += fmt::format("{}{}", i == 0 ? "" : ",", shape[i].is_integer() ? shape[i].integer() : 1);
  }
  return text;
}

void check_concrete(const Graph& graph) {
  std::set<std::string> symbols;
  bool unknown = false;
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      for (const Output& output : node.outputs) {
        for (const Dim& dim : output.type.shape) {
          for (const std::string& symbol : dim.symbols()) symbols.insert(symbol);
          unknown = unknown || dim.is_unknown();
        }
      }
    }
  });
  if (!symbols.empty()) {
    fail(ErrorCode::invalid_argument, "complexity needs sizes, and '{}' is a symbol{}", *symbols.begin(), sized_inputs(graph));
  }
  if (unknown) fail(ErrorCode::invalid_argument, "complexity needs sizes: a shape of this graph depends on its data");
}

}  // namespace

Complexity complexity(const Graph& graph) {
  check_concrete(graph);
  return Counter(graph).count();
}

}  // namespace nnfront::cost
