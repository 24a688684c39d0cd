#include "ops/linear_algebra.h"

#include "frontends/onnx/translators.h"

namespace nnfront::frontends::onnx {

Values einsum(NodeContext& context) {
  const auto equation = context.attr<std::string>("equation");
  const Values inputs = context.inputs();
  return {context.add("einsum", {inputs.begin(), inputs.end()}, ops::EinsumAttrs{equation})};
}

}  // namespace nnfront::frontends::onnx
