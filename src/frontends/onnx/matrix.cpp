#include "ops/matrix.h"

#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

namespace {

Values trilu(NodeContext& context) {
  ops::TriluAttrs attributes;
  attributes.upper = context.attr<bool>("upper", true);
  Operands operands = {context.input(0)};
  context.argument(1, "the diagonal", attributes.k, operands);
  return {context.add("trilu", std::move(operands), attributes)};
}

Values eye_like(NodeContext& context) {
  ops::EyeLikeAttrs attributes;
  const Value like = context.input(0);
  attributes.k = context.attr<std::int64_t>("k", 0);
  if (context.has_attr("dtype")) attributes.dtype = context.dtype_attr("dtype", DType::float32);
  return {context.add("eye_like", {like}, attributes)};
}

}  // namespace

std::vector<OperatorRow> matrix_rows() {
  using enum Fate;
  return {
      {"", "Trilu", exact, {{14, trilu}}, "", "", node_tests("tril")},
      {"", "EyeLike", exact, {{9, eye_like}}, "", ""},
      {"com.microsoft", "Trilu", exact, {{1, trilu}}, "", "", beside_onnxruntime()},
  };
}

}  // namespace nnfront::frontends::onnx
