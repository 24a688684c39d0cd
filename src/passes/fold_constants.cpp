#include "passes/fold_constants.h"

#include <algorithm>
#include <utility>

#include "ir/attribute_inputs.h"
#include "ir/infer.h"
#include "passes/permutation.h"
#include "passes/rewriter.h"

namespace nnfront::passes {

namespace {

constexpr std::size_t always_allowed_bytes = 64 * 1024;
constexpr std::int64_t longest_column_bytes = 1024 * 1024;
constexpr std::int64_t shortest_row_bytes = 512;
// Recorded results are computed anew for everyone who reads them. Where one stands upon another this bounds how often.
constexpr std::int64_t most_evaluations = 64;

// What is recorded of a node: enough to run it without the graph.
struct RecordedNode {
  const Operator* op;
  Attributes attributes;
  std::vector<TensorType> types;
  std::vector<bool> has_input;
};

Array evaluated(const RecordedNode& node, std::span<const Array> arrays, std::size_t output) {
  std::vector<const Array*> inputs;
  std::size_t next = 0;
  for (const bool present : node.has_input) inputs.push_back(present ? &arrays[next++] : nullptr);
  return eval_resolved(*node.op, {inputs, node.attributes, node.types, nullptr})[output];
}

Array evaluated_now(const Node& node, const Tensor& tensor) {
  try {
    return tensor.evaluate();
  } catch (const Error& error) {
    throw error.in(node_label(node));
  }
}

class Folder {
 public:
  explicit Folder(Graph& graph) : rewriter_(graph), fused_(graph.kind != GraphKind::reconstruct) {}

  bool run() {
    rewriter_.sweep([&](Node& node) { fold(node); });
    const bool changed = rewriter_.finish() || changed_;
    // An attribute may say more than what was known of the input.
    if (folded_attributes_) infer_types(rewriter_.graph());
    return changed;
  }

 private:
  void fold(Node& node) {
    fold_attribute_inputs(node);
    if (!may_fold(node)) return;
    const auto evaluations = evaluations_of(node);
    if (evaluations > most_evaluations) return;
    if (node.outputs.size() == 1) {
      become_stored(node, result_of(node, 0), evaluations);
      return;
    }
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      Node stored;
      stored.op = node.op;
      stored.name = node.name;
      stored.inputs = node.inputs;
      stored.outputs = {node.outputs[i]};
      Node& part = rewriter_.insert_before(node, std::move(stored));
      become_stored(part, result_of(node, i), evaluations);
      rewriter_.replace(node.value(static_cast<int>(i)), part.value());
    }
    rewriter_.erase(node);
  }

  const Node* stored(std::optional<Value> value) const {
    const Node* node = rewriter_.constant(value);
    if (node == nullptr || node->tensor.dtype() == DType::string) return nullptr;
    return fused_ || node->attributes.is<ConstantAttrs>() ? node : nullptr;
  }

  void fold_attribute_inputs(Node& node) {
    for (const AttributeInput& each : node.op->attribute_inputs) {
      const auto i = static_cast<std::size_t>(each.input);
      const Node* source = i < node.inputs.size() ? rewriter_.constant(node.inputs[i]) : nullptr;
      if (source == nullptr || source->tensor.bytes() > largest_constant_bytes) continue;
      node.attributes = with_content(*node.op, node.attributes, each, source->tensor.evaluate());
      rewriter_.set_input(node, i, std::nullopt);
      folded_attributes_ = true;
      changed_ = true;
    }
    if (node.op->attribute_inputs.empty()) return;
    while (!node.inputs.empty() && !node.inputs.back()) node.inputs.pop_back();
  }

  bool may_fold(const Node& node) const {
    if (is_constant(node) || !node.op->eval || !node.op->deterministic || !node.graphs.empty() || !node.epilogue.empty()) return false;
    std::size_t bytes = 0;
    for (const auto& input : node.inputs) {
      if (!input) continue;
      const Node* source = stored(input);
      if (source == nullptr) return false;
      bytes += source->tensor.bytes();
    }
    return fits(node, std::max(always_allowed_bytes, bytes));
  }

  static bool fits(const Node& node, std::size_t allowed) {
    std::size_t total = 0;
    for (const Output& output : node.outputs) {
      const auto dims = integers(output.type.shape);
      if (!output.type.ranked || !dims || output.type.dtype == DType::string) return false;
      total += storage_bytes(output.type.dtype, element_count(*dims));
      if (total > allowed) return false;
    }
    return true;
  }

  std::int64_t evaluations_of(const Node& node) const {
    std::int64_t sum = 1;
    for (const auto& input : node.inputs) {
      const auto found = input ? evaluations_.find(input->node) : evaluations_.end();
      if (found != evaluations_.end()) sum += found->second;
    }
    return sum;
  }

  Tensor result_of(const Node& node, std::size_t output) const {
    if (auto transposed = transposition_of(node)) return *std::move(transposed);
    RecordedNode recorded{node.op, node.attributes, {}, {}};
    std::vector<Tensor> inputs;
    for (const Output& made : node.outputs) recorded.types.push_back(made.type);
    for (const auto& input : node.inputs) {
      recorded.has_input.push_back(input.has_value());
      if (input) inputs.push_back(rewriter_.constant(input)->tensor);
    }
    const TensorType& type = node.outputs[output].type;
    return Tensor(type.dtype, *integers(type.shape),
                  DeferredComputation{"fold_constants", std::move(inputs),
                                      [recorded, output](std::span<const Array> arrays) { return evaluated(recorded, arrays, output); }});
  }

  // A transposition of matrices, which is done in parts.
  std::optional<Tensor> transposition_of(const Node& node) const {
    if (node.op->name != "transpose" || has_attribute_inputs(node)) return std::nullopt;
    const Tensor& source = rewriter_.constant(node.inputs[0])->tensor;
    const auto matrices = transposed_matrices(source.dims(), permutation_of(node));
    if (!matrices || bits(source.dtype()) % 8 != 0) return std::nullopt;
    // A column of the result must fit into what is held of it, and a piece of a row be worth reading by itself.
    const std::int64_t element = bits(source.dtype()) / 8;
    if (matrices->rows * element > longest_column_bytes || matrices->columns * element < shortest_row_bytes) return std::nullopt;
    return Tensor(*integers(node.outputs[0].type.shape), MatrixTransposition{source, matrices->rows, matrices->columns});
  }

  void become_stored(Node& node, Tensor tensor, std::int64_t evaluations) {
    if (tensor.bytes() <= largest_constant_bytes) {
      tensor = Tensor(evaluated_now(node, tensor));
      drop_inputs(node);
      node.op = &rewriter_.graph().operators().at("constant");
      node.attributes = ConstantAttrs{tensor.dtype(), shape_of(tensor.dims())};
    } else {
      const auto parameters = parameters_of(node);
      ParameterAttrs attrs = attributes_from(parameters, tensor);
      const std::string name = source_name(parameters.empty() ? node : *parameters[0]);
      drop_inputs(node);
      attrs.key = rewriter_.take_folded_key(name);
      if (node.name.empty()) node.name = attrs.key;
      node.op = &rewriter_.graph().operators().at("parameter");
      node.attributes = std::move(attrs);
      evaluations_[node.id] = evaluations;
    }
    node.tensor = std::move(tensor);
    changed_ = true;
  }

  void drop_inputs(Node& node) {
    for (std::size_t i = 0; i < node.inputs.size(); ++i) rewriter_.set_input(node, i, std::nullopt);
    node.inputs.clear();
  }

  std::vector<const Node*> parameters_of(const Node& node) const {
    std::vector<const Node*> parameters;
    for (const auto& input : node.inputs) {
      const Node* source = rewriter_.constant(input);
      if (source != nullptr && source->attributes.is<ParameterAttrs>()) parameters.push_back(source);
    }
    return parameters;
  }

  // A tensor made from one parameter is that parameter in another form; from several it is nothing that was trained.
  static ParameterAttrs attributes_from(const std::vector<const Node*>& parameters, const Tensor& tensor) {
    ParameterAttrs attrs;
    attrs.dtype = tensor.dtype();
    attrs.shape = shape_of(tensor.dims());
    attrs.role = parameters.size() == 1 ? parameters[0]->attributes.as<ParameterAttrs>().role : ParameterRole::buffer;
    attrs.trainable = parameters.size() == 1 && parameters[0]->attributes.as<ParameterAttrs>().trainable;
    return attrs;
  }

  Rewriter rewriter_;
  bool fused_;
  std::unordered_map<std::int64_t, std::int64_t> evaluations_;
  bool folded_attributes_ = false;
  bool changed_ = false;
};

}  // namespace

bool fold_constants(Graph& graph) {
  return Folder(graph).run();
}

}  // namespace nnfront::passes
