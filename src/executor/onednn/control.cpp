// Nodes that own subgraphs: the interpreter runs them in the middle of a program.
#include <cstring>
#include <unordered_set>

#include "executor/onednn/kernel.h"
#include "executor/onednn/lowering.h"
#include "executor/reference/interpreter.h"
#include "support/fail.h"

namespace nnfront::executor::onednn {

namespace {

// A value that a node with subgraphs reads, and its type.
struct Read {
  Value value;
  DType dtype;
  Dims dims;
};

// The node by the interpreter, over views of the program's buffers.
std::function<void(const HostMemory&)> owner_kernel(const OperatorSet& operators, const Node& node, std::vector<Read> reads) {
  return [&operators, &node, reads = std::move(reads)](const HostMemory& memory) {
    const auto nobody = std::make_shared<int>();
    std::unordered_map<Value, Array> arrays;
    for (std::size_t i = 0; i < reads.size(); ++i) {
      arrays.emplace(reads[i].value, Array::view(reads[i].dtype, reads[i].dims, memory.inputs[i], nobody));
    }
    const auto write = [&](Value value, const Array& array) {
      const auto at = static_cast<std::size_t>(value.output);
      const TensorType& type = node.outputs[at].type;
      ensure(array.dtype() == type.dtype && array.dims() == *concrete_dims(type), "a node with subgraphs gives what was inferred");
      std::memcpy(memory.outputs[at], array.data(), array.bytes());
    };
    evaluate_node(
        operators, onednn_kernel(1), node, [&](Value value) { return arrays.at(value); }, write);
  };
}

}  // namespace

// What the subgraphs capture is an input like any other.
void Lowering::lower_owner(const Node& node) {
  program_.fallbacks.push_back({printable(node.name), std::string(node.op->name), "owns subgraphs"});
  HostCall host;
  std::vector<Read> reads;
  std::unordered_set<Value> seen;
  for_each_read(node, [&](Value value) {
    if (!seen.insert(value).second) return;
    const Input input = describe(value);
    reads.push_back({value, input.dtype, input.dims});
    host.inputs.push_back(plain_buffer(input));
  });
  std::vector<Located> outputs;
  for (const Output& output : node.outputs) outputs.push_back(host_output(output.type, host));
  host.kernel = owner_kernel(graph_.operators(), node, std::move(reads));
  Operation operation;
  operation.name = node.name;
  add(operation, {Piece{{}, {}, std::move(host)}});
  for (std::size_t i = 0; i < outputs.size(); ++i) define(node.value(static_cast<int>(i)), outputs[i]);
}

}  // namespace nnfront::executor::onednn
