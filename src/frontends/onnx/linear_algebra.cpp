#include "ops/linear_algebra.h"

#include "frontends/onnx/elementwise.h"
#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

namespace {

Values einsum(NodeContext& context) {
  const auto equation = context.attr<std::string>("equation");
  const Values inputs = context.inputs();
  return {context.add("einsum", {inputs.begin(), inputs.end()}, ops::EinsumAttrs{equation})};
}

}  // namespace

std::vector<OperatorRow> linear_algebra_rows() {
  using enum Fate;
  return {
      {"", "Einsum", exact, {{12, einsum}}, "", ""},
      {"", "Det", exact, {{11, unary}}, "det", ""},
      {"com.microsoft", "Inverse", exact, {{1, unary}}, "inverse", "", beside_onnxruntime()},
  };
}

}  // namespace nnfront::frontends::onnx
