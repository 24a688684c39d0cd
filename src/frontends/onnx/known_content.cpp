#include "frontends/onnx/known_content.h"

#include "ir/attribute_inputs.h"
#include "ir/leaf.h"
#include "support/fail.h"

namespace nnfront::frontends::onnx {

namespace {

bool is_small(const TensorType& type) {
  const auto dims = type.ranked ? integers(type.shape) : std::nullopt;
  if (!dims) return false;
  std::int64_t count = 1;
  for (const std::int64_t dim : *dims) {
    if (dim > static_cast<std::int64_t>(2 * largest_constant_bytes)) return false;
    count *= dim;
    if (count > static_cast<std::int64_t>(2 * largest_constant_bytes)) return false;
  }
  return storage_bytes(type.dtype, count) <= largest_constant_bytes;
}

bool can_be_evaluated(const Node& node) {
  if (is_constant(node) || !node.op->eval || !node.op->deterministic || !node.graphs.empty() || node.inputs.empty()) return false;
  for (const Output& output : node.outputs) {
    if (!is_small(output.type)) return false;
  }
  return true;
}

}  // namespace

std::optional<std::vector<Value>> KnownContent::unsettled(const Node& node) const {
  if (!can_be_evaluated(node)) return std::nullopt;
  std::vector<Value> open;
  for (const auto& input : node.inputs) {
    if (!input) continue;
    const auto found = settled_.find(*input);
    if (found == settled_.end()) open.push_back(*input);
    if (found != settled_.end() && !found->second) return std::nullopt;
  }
  return open;
}

void KnownContent::settle(const Node& node) {
  std::vector<const Array*> inputs;
  for (const auto& input : node.inputs) inputs.push_back(input ? &*settled_.at(*input) : nullptr);
  std::vector<TensorType> types;
  for (const Output& output : node.outputs) types.push_back(output.type);
  std::vector<Array> arrays;
  try {
    arrays = eval_resolved(*node.op, {inputs, node.attributes, types, &node});
  } catch (const Error&) {
    arrays.clear();  // a division by zero, say: whoever runs the node says so
  }
  for (std::size_t i = 0; i < node.outputs.size(); ++i) {
    settled_[node.value(static_cast<int>(i))] = i < arrays.size() ? Known(arrays[i]) : Known();
  }
}

std::optional<Array> KnownContent::find(Value value) {
  std::vector<Value> waiting = {value};
  while (!waiting.empty()) {
    const Value top = waiting.back();
    if (settled_.count(top) > 0) {
      waiting.pop_back();
      continue;
    }
    if (outer_ != nullptr && outer_->builder_.knows(top)) {
      settled_[top] = outer_->find(top);
      continue;
    }
    const Node& node = builder_.producer(top);
    if (is_constant(node)) {
      const bool at_hand = node.tensor.has_content() && node.tensor.bytes() <= largest_constant_bytes;
      settled_[top] = at_hand ? Known(node.tensor.evaluate()) : Known();
      continue;
    }
    const auto open = unsettled(node);
    if (!open) {
      settled_[top] = std::nullopt;
    } else if (open->empty()) {
      settle(node);
    } else {
      waiting.insert(waiting.end(), open->begin(), open->end());
    }
  }
  return settled_.at(value);
}

}  // namespace nnfront::frontends::onnx
