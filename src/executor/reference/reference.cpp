#include "executor/reference/reference.h"

#include <utility>

#include "executor/inputs.h"
#include "executor/reference/interpreter.h"
#include "support/fail.h"
#include "support/memory.h"

namespace nnfront::executor {

namespace {

struct Reference {
  std::vector<DeclaredInput> declared;
  std::vector<Value> wanted;
  Interpreter interpreter;

  std::vector<Array> run(std::span<const Array> inputs) {
    check_inputs(declared, inputs);
    std::unordered_map<Value, Array> made;
    interpreter.start(inputs);
    const auto collect = [&](Value value, const Array& array) { made.insert_or_assign(value, array); };
    while (interpreter.step(collect)) {
    }
    std::vector<Array> results;
    for (const Value value : wanted) results.push_back(made.at(value));
    made.clear();
    // A kernel that only looks at its operand differently may hand on the memory of an input, a parameter or another result.
    for (Array& result : results) result = std::move(result).unshared();
    return results;
  }
};

// What can never be there is refused before anything is computed.
void check_sizes(const Graph& graph) {
  for (const Node& node : graph.nodes()) {
    for (const Output& output : node.outputs) {
      const auto dims = output.type.ranked ? integers(output.type.shape) : std::nullopt;
      if (!dims || output.type.dtype == DType::string) continue;
      check_machine_has(fmt::format("{} ({})", printable(node.name), node.op->name),
                        storage_bytes(output.type.dtype, element_count(*dims)));
    }
  }
}

}  // namespace

Prepared prepare_reference(const Graph& graph, const PrepareOptions& options) {
  return prepare_interpreted(graph, options, eval_operator);
}

Prepared prepare_interpreted(const Graph& graph, const PrepareOptions& options, Kernel kernel) {
  const std::vector<Value> wanted = wanted_values(graph, options.values);
  check_sizes(graph);
  auto reference = std::make_shared<Reference>(Reference{declared_inputs(graph), wanted, Interpreter(graph, wanted, std::move(kernel))});
  return {[reference](std::span<const Array> inputs) { return reference->run(inputs); }, {}};
}

}  // namespace nnfront::executor
