#include "ops/matmul.h"

#include "emit/torch/op_table.h"
#include "ops/linear_algebra.h"

namespace nnfront::emit::torch {

namespace {

void dense(NodeContext& context) {
  std::vector<Leaf> leaves = {{"weight", 1}};
  std::vector<std::string> sizes = {literal(context.size(1, 1)), literal(context.size(1, 0))};
  if (context.has_input(2))
    leaves.push_back({"bias", 2});
  else
    sizes.push_back(named("bias", "False"));
  if (const auto layer = context.layer("nn.Linear", sizes, leaves)) return context.returns(call(*layer, {context.input(0)}));
  std::vector<std::string> operands = {context.input(0), context.input(1)};
  if (context.has_input(2)) operands.push_back(context.input(2));
  context.returns(call("F.linear", operands));
}

void matmul(NodeContext& context) {
  context.check_arithmetic();
  const auto& attrs = context.attrs<ops::MatmulAttrs>();
  const std::string a = context.input(0) + (attrs.transpose_a ? ".mT" : "");
  context.returns(fmt::format("{} @ {}{}", a, context.input(1), attrs.transpose_b ? ".mT" : ""));
}

void einsum(NodeContext& context) {
  context.check_arithmetic();
  std::vector<std::string> operands = {literal(context.attrs<ops::EinsumAttrs>().equation)};
  for (int i = 0; i < context.input_count(); ++i) operands.push_back(context.input(i));
  context.returns(call("torch.einsum", operands));
}

void cholesky(NodeContext& context) {
  const bool lower = context.attrs<ops::CholeskyAttrs>().lower;
  // Only the triangle that the result fills is read.
  const std::string x = context.input(0);
  if (lower) return context.returns(call("torch.linalg.cholesky", {x}));
  context.returns(fmt::format("torch.linalg.cholesky({}.mT).mT", x));
}

}  // namespace

std::vector<OperatorRow> matmul_rows() {
  return {
      {"dense", dense},
      {"matmul", matmul},
      {"einsum", einsum},
      {"det", plain, "torch.linalg.det"},
      {"inverse", plain, "torch.linalg.inv"},
      {"cholesky", cholesky},
  };
}

}  // namespace nnfront::emit::torch
