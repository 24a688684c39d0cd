#include "executor/onednn/reference_call.h"

#include <algorithm>
#include <cstring>

#include "executor/reference/interpreter.h"
#include "ir/attribute_inputs.h"
#include "support/fail.h"

namespace nnfront::executor::onednn {

namespace {

// Inputs that stand for attributes are numbers only now: what the graph states of the outputs is held to them, since the buffers are made
// for it.
void check_outputs(const Operator& op, const EvalContext& context) {
  const std::vector<TensorType> types = infer_from_arrays(op, context.attributes, context.inputs, context.node);
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (i < context.outputs.size() && types[i] == context.outputs[i]) continue;
    fail(ErrorCode::invalid_argument, "output {} is {}, which is not what the graph states", i, text(types[i]));
  }
}

}  // namespace

bool has_attribute_inputs(const Operation& operation) {
  return std::any_of(operation.op->attribute_inputs.begin(), operation.op->attribute_inputs.end(),
                     [&](const AttributeInput& each) { return operation.has(static_cast<std::size_t>(each.input)); });
}

std::function<void(const HostMemory&)> reference_kernel(const OperatorSet& operators, const Operation& operation,
                                                        std::vector<std::optional<TensorType>> types) {
  return [&operators, op = operation.op, attributes = operation.attributes, node = operation.node, outputs = operation.outputs,
          computed = has_attribute_inputs(operation), types = std::move(types)](const HostMemory& memory) {
    const auto nobody = std::make_shared<int>();
    std::vector<Array> arrays(types.size());
    std::vector<const Array*> inputs(types.size(), nullptr);
    std::size_t next = 0;
    for (std::size_t i = 0; i < types.size(); ++i) {
      if (!types[i]) continue;
      arrays[i] = Array::view(types[i]->dtype, *concrete_dims(*types[i]), memory.inputs[next++], nobody);
      inputs[i] = &arrays[i];
    }
    std::vector<Array> results;
    try {
      const EvalContext context{inputs, attributes, outputs, node};
      if (computed) check_outputs(*op, context);
      results = eval_operator(operators, *op, context);
    } catch (const Error& error) {
      throw error.in(fmt::format("{} ({})", printable(node->name), op->name));
    }
    for (std::size_t i = 0; i < results.size(); ++i) std::memcpy(memory.outputs[i], results[i].data(), results[i].bytes());
  };
}

}  // namespace nnfront::executor::onednn
