#include "executor/onednn/kernel.h"

#include <algorithm>

#include "executor/onednn/onednn.h"
#include "ir/builder.h"

namespace nnfront::executor {

namespace {

// Below this many multiplications the reference kernel takes less than preparing a primitive does.
constexpr std::int64_t worth_preparing = std::int64_t{1} << 22;

bool is_heavy(const Operator& op, const EvalContext& context) {
  constexpr std::string_view heavy[] = {"conv", "conv_transpose", "dense", "matmul"};
  if (std::find(std::begin(heavy), std::end(heavy), op.name) == std::end(heavy)) return false;
  for (const Array* input : context.inputs) {
    if (input != nullptr && (input->dtype() != DType::float32 || input->empty())) return false;
  }
  const Array& x = context.input(0);
  const Array& weight = context.input(1);
  const std::int64_t widest = std::max<std::int64_t>(1, *std::max_element(weight.dims().begin(), weight.dims().end()));
  return x.size() >= worth_preparing / std::max<std::int64_t>(1, weight.size() / widest);
}

// A graph of one node, whose first operand is its input and whose others are parameters.
std::vector<Array> run_alone(const OperatorSet& operators, const Operator& op, const EvalContext& context, int threads) {
  Graph graph(operators);
  Builder builder(graph);
  const Array& x = context.input(0);
  std::vector<std::optional<Value>> inputs{builder.input("x", {x.dtype(), shape_of(x.dims())})};
  for (std::size_t i = 1; i < context.inputs.size(); ++i) {
    const Array* input = context.inputs[i];
    inputs.push_back(input != nullptr ? std::optional(builder.parameter(std::to_string(i), Tensor(*input))) : std::nullopt);
  }
  builder.output("y", builder.add1(op.name, std::move(inputs), context.attributes));
  return prepare_onednn(graph, {threads, {}}).run(std::span(&x, 1));
}

}  // namespace

Kernel onednn_kernel(int threads) {
  return [threads](const OperatorSet& operators, const Operator& op, const EvalContext& context) {
    return is_heavy(op, context) ? run_alone(operators, op, context, threads) : eval_operator(operators, op, context);
  };
}

}  // namespace nnfront::executor
