#include "ops/matmul.h"

#include "emit/tvm/op_table.h"
#include "ops/linear_algebra.h"

namespace nnfront::emit::tvm {

namespace {

using python::literal;

// The last two dimensions swapped.
std::string transposed(NodeContext& context, int i, bool transpose) {
  if (!transpose) return context.input(i);
  Integers order;
  for (std::int64_t d = 0; d < context.rank(i); ++d) order.push_back(d);
  if (order.size() < 2) context.refuse("a factor that is a list");
  std::swap(order[order.size() - 1], order[order.size() - 2]);
  return context.let(call("permute_dims", {context.input(i), named("axes", python::list(order))}));
}

void dense(NodeContext& context) {
  const std::string product = call("matmul", {context.input(0), transposed(context, 1, true)});
  context.returns(context.has_input(2) ? call("add", {context.let(product), context.input(2)}) : product);
}

void matmul(NodeContext& context) {
  const auto& attrs = context.attrs<ops::MatmulAttrs>();
  const std::string a = transposed(context, 0, attrs.transpose_a);
  context.returns(call("matmul", {a, transposed(context, 1, attrs.transpose_b)}));
}

void einsum(NodeContext& context) {
  std::vector<std::string> operands;
  for (int i = 0; i < context.input_count(); ++i) operands.push_back(context.input(i));
  context.returns(call("einsum", {python::tuple(operands), named("subscripts", literal(context.attrs<ops::EinsumAttrs>().equation))}));
}

}  // namespace

std::vector<OperatorRow> matmul_rows() {
  return {{"dense", dense}, {"matmul", matmul}, {"einsum", einsum}};
}

}  // namespace nnfront::emit::tvm
