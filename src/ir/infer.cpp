#include "ir/infer.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "ir/attribute_inputs.h"
#include "ir/content.h"
#include "ir/graph.h"
#include "ir/leaf.h"
#include "support/fail.h"

namespace nnfront {

namespace {

void check_input_count(const Operator& op, const std::vector<std::optional<Value>>& inputs) {
  const bool variadic = !op.inputs.empty() && op.inputs.back().arity == Operand::Arity::variadic;
  if (!variadic && inputs.size() > op.inputs.size()) {
    fail(ErrorCode::invalid_file, "got {} inputs, wanted at most {}", inputs.size(), op.inputs.size());
  }
  for (std::size_t i = 0; i < op.inputs.size(); ++i) {
    const bool present = i < inputs.size() && inputs[i].has_value();
    if (!present && op.inputs[i].arity == Operand::Arity::one)
      fail(ErrorCode::invalid_file, "input {} ({}) is missing", i, op.inputs[i].name);
  }
}

using Inputs = std::vector<std::optional<Value>>;

// What is known of the content of a node's inputs.
class KnownInputs {
 public:
  KnownInputs(const Inputs& inputs, const NodeIndex& index) : inputs_(inputs), index_(index) {}

  // Null where not every element is known.
  const Array* constant(int i) {
    const auto value = input(i);
    if (!value) return nullptr;
    const auto found = read_.find(i);
    if (found != read_.end()) return &found->second;
    const Node& node = index_.at(value->node);
    if (is_at_hand(node)) return &read_.emplace(i, node.tensor.evaluate()).first->second;
    const Content* content = known_content(*value, index_);
    const auto array = content != nullptr ? array_of_content(*content, index_.type(*value).dtype) : std::nullopt;
    return array ? &read_.emplace(i, *array).first->second : nullptr;
  }

  std::optional<Content> symbolic(int i) const {
    const auto value = input(i);
    const Content* content = value ? known_content(*value, index_) : nullptr;
    return content != nullptr ? std::optional(*content) : std::nullopt;
  }

 private:
  std::optional<Value> input(int i) const {
    return i >= 0 && static_cast<std::size_t>(i) < inputs_.size() ? inputs_[static_cast<std::size_t>(i)] : std::nullopt;
  }

  // A constant, or a parameter that is small enough to be read on the way and that no run changes.
  bool is_at_hand(const Node& node) const {
    if (!node.tensor.has_content() || node.tensor.bytes() > largest_constant_bytes || index_.is_state(node.id)) return false;
    return !node.attributes.is<ParameterAttrs>() || node.attributes.as<ParameterAttrs>().role != ParameterRole::state;
  }

  const Inputs& inputs_;
  const NodeIndex& index_;
  std::unordered_map<int, Array> read_;
};

// What is known of the outputs of an operator that reads a value without a rank: how many there are, and their types where inference has
// something to say of values of some rank.
std::vector<TensorType> unranked_outputs(const Node& node, const std::vector<const TensorType*>& inputs) {
  std::vector<TensorType> stand_ins(inputs.size());
  std::vector<const TensorType*> pointers(inputs);
  for (const std::size_t rank : {4, 2, 3, 1, 0, 5}) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i] == nullptr || inputs[i]->ranked) continue;
      stand_ins[i] = {inputs[i]->dtype, Shape(rank, Dim::unknown())};
      pointers[i] = &stand_ins[i];
    }
    try {
      std::vector<TensorType> types = infer_operator(*node.op, {pointers, node.attributes, {}, &node});
      for (TensorType& type : types) type = TensorType::unranked(type.dtype);
      return types;
    } catch (const Error&) {  // not of this rank
    }
  }
  const Operator& op = *node.op;
  const std::size_t count = op.output_count ? op.output_count(node.attributes) : std::max(op.outputs.size(), node.outputs.size());
  const DType dtype = inputs.empty() || inputs[0] == nullptr ? DType::float32 : inputs[0]->dtype;
  return std::vector<TensorType>(count, TensorType::unranked(dtype));
}

bool stands_for_attribute(const Operator& op, std::size_t input) {
  return !op.attribute_inputs.empty() && std::cmp_greater_equal(input, op.attribute_inputs.front().input);
}

std::vector<TensorType> infer_without_epilogue(const Node& node, const NodeIndex& index) {
  check_input_count(*node.op, node.inputs);
  bool ranked = true;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    ranked = ranked && (!node.inputs[i] || stands_for_attribute(*node.op, i) || index.type(*node.inputs[i]).ranked);
  }
  std::vector<TensorType> types;
  // An operator that owns subgraphs asks them what comes out.
  const bool stands_in = !ranked && node.graphs.empty();
  with_infer_context(node, index, [&](const InferContext& context) {
    types = stands_in ? unranked_outputs(node, {context.inputs.begin(), context.inputs.end()}) : infer_operator(*node.op, context);
  });
  return types;
}

// The type that leaves a step which `running` enters in the place of the swallowed value.
TensorType infer_step(const EpilogueStep& step, const TensorType& running, const NodeIndex& index) {
  check_input_count(*step.op, step.inputs);
  std::vector<const TensorType*> inputs;
  Inputs others = step.inputs;
  for (auto& input : others) {
    const bool is_running = input && *input == step.value;
    inputs.push_back(!input ? nullptr : is_running ? &running : &index.type(*input));
    if (inputs.back() != nullptr && !inputs.back()->ranked) return TensorType::unranked(running.dtype);
    if (is_running) input = std::nullopt;
  }
  KnownInputs known(others, index);
  std::vector<TensorType> types = infer_operator(*step.op, {inputs, step.attributes, [&](int i) { return known.constant(i); }, nullptr});
  if (types.size() != 1) fail(ErrorCode::invalid_file, "got {} outputs, wanted 1 of a step of an epilogue", types.size());
  return std::move(types.front());
}

// Ids mean nothing to who reads a model of a framework: they are taken while it is imported.
std::string short_label(const Node& node) {
  return node.name.empty() ? node_label(node) : fmt::format("{} ({})", printable(node.name), node.op->name);
}

// Infers blocks in order. Inner before outer: what leaves a node with subgraphs depends on them.
class BlockInference {
 public:
  explicit BlockInference(const NodeIndex& index) : index_(index) {}

  void infer(Block& block) {
    for (Node& node : block.nodes) {
      infer_inside(node);
      const std::vector<TensorType> types = infer_node(node, index_);
      node.outputs.resize(types.size());
      for (std::size_t i = 0; i < types.size(); ++i) node.outputs[i].type = types[i];
    }
  }

  void infer_inside(Node& node) {
    for (std::size_t i = 0; i < node.graphs.size(); ++i) {
      Block& block = node.graphs[i].block;
      const std::vector<SubgraphInput> wanted = inputs_of(node, i);
      const std::vector<Node*> inputs = input_nodes(block);
      // Otherwise the operator's own inference says what is wrong.
      const bool fits = wanted.size() == inputs.size();
      for (std::size_t k = 0; fits && k < wanted.size(); ++k) take(inputs[k], wanted[k].type);
      do {
        forget_contents(block);
        infer(block);
      } while (fits && come_again(block, inputs, wanted));
    }
  }

 private:
  std::vector<SubgraphInput> inputs_of(const Node& node, std::size_t graph) const {
    if (!node.op->subgraph_inputs) return {};
    std::vector<SubgraphInput> inputs;
    try {
      with_infer_context(node, index_, [&](const InferContext& context) { inputs = node.op->subgraph_inputs(context, graph); });
    } catch (const Error& error) {
      throw error.in(short_label(node));
    }
    return inputs;
  }

  // What was found out by types that may be others now.
  void forget_contents(const Block& block) {
    for (const Node& node : block.nodes) {
      for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) index_.known_contents().found.erase(node.value(i));
    }
  }

  // One per input of the block; null where there is no such node.
  static std::vector<Node*> input_nodes(Block& block) {
    std::unordered_map<std::int64_t, Node*> by_id;
    for (Node& node : block.nodes) {
      if (node.attributes.is<InputAttrs>()) by_id.emplace(node.id, &node);
    }
    std::vector<Node*> result;
    for (const Value input : block.inputs) {
      const auto found = by_id.find(input.node);
      result.push_back(found == by_id.end() ? nullptr : found->second);
    }
    return result;
  }

  // What a subgraph gives is what it gets the next time. True where an input has another type for it.
  bool come_again(const Block& block, const std::vector<Node*>& inputs, const std::vector<SubgraphInput>& wanted) {
    bool changed = false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const auto next = static_cast<std::size_t>(wanted[i].next);
      if (wanted[i].next < 0 || next >= block.outputs.size()) continue;
      changed = take(inputs[i], index_.type(block.outputs[next].value)) || changed;
    }
    return changed;
  }

  // The first type of an input replaces the one that it had; every further one makes it wider, so that the rounds over nested subgraphs
  // are no more than they have dimensions, and not the product of what each level takes.
  bool take(Node* input, const TensorType& type) {
    if (input == nullptr || !type.ranked) return false;  // nothing is known: what is declared stays
    const InputAttrs& declared = input->attributes.as<InputAttrs>();
    const TensorType before{declared.dtype, declared.shape};
    const TensorType after = entered_.insert(input->id).second ? type : common_type(before, type);
    if (!after.ranked || after == before) return false;
    input->attributes = InputAttrs{after.dtype, after.shape};
    return true;
  }

  const NodeIndex& index_;
  std::unordered_set<std::int64_t> entered_;
};

}  // namespace

void with_infer_context(const Node& node, const NodeIndex& index, const std::function<void(const InferContext&)>& use) {
  std::vector<const TensorType*> inputs;
  for (const auto& input : node.inputs) inputs.push_back(input ? &index.type(*input) : nullptr);
  KnownInputs known(node.inputs, index);
  const auto constant = [&](int i) { return known.constant(i); };
  const auto symbolic = [&](int i) { return known.symbolic(i); };
  const auto type_outside = [&](Value value) -> const TensorType& { return index.type(value); };
  use(InferContext{inputs, node.attributes, constant, &node, symbolic, type_outside});
}

std::string node_label(const Node& node) {
  const std::string_view op = node.op == nullptr ? "?" : node.op->name;
  return node.name.empty() ? fmt::format("node {} ({})", node.id, op) : fmt::format("node {} '{}' ({})", node.id, printable(node.name), op);
}

std::vector<TensorType> infer_unlabelled(const Node& node, const NodeIndex& index) {
  std::vector<TensorType> types = infer_without_epilogue(node, index);
  for (const EpilogueStep& step : node.epilogue) {
    if (types.empty()) fail(ErrorCode::invalid_file, "an epilogue follows an operator without outputs");
    try {
      types.front() = infer_step(step, types.front(), index);
    } catch (const Error& error) {
      throw error.in(fmt::format("epilogue {}", step.op->name));
    }
  }
  return types;
}

std::vector<TensorType> infer_node(const Node& node, const NodeIndex& index) {
  try {
    return infer_unlabelled(node, index);
  } catch (const Error& error) {
    throw error.in(short_label(node));
  }
}

void infer_inside(Node& node, const NodeIndex& index) {
  BlockInference(index).infer_inside(node);
}

void infer_types(Graph& graph) {
  const NodeIndex index(graph);
  BlockInference inference(index);
  inference.infer(graph.block());
  for (EntryPoint& entry : graph.entry_points) inference.infer(entry.block);
}

}  // namespace nnfront
