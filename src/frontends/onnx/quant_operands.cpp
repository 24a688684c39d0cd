#include "frontends/onnx/quant_operands.h"

#include <algorithm>

namespace nnfront::frontends::onnx {

bool is_one_element(NodeContext& context, Value value) {
  const Shape& shape = context.shape(value);
  return std::all_of(shape.begin(), shape.end(), [](const Dim& dim) { return dim == Dim(1); });
}

Value scale_input(NodeContext& context, int i) {
  const Value scale = context.input(i, ParameterRole::buffer);
  if (context.dtype(scale) == DType::float32) return scale;
  return context.cast(scale, DType::float32, fmt::format("scale{}", i));
}

Value zero_point_input(NodeContext& context, int i, DType dtype) {
  return context.has_input(i) ? context.input(i, ParameterRole::buffer) : context.scalar(0.0, dtype);
}

OnGrid operand_on_grid(NodeContext& context, int i, ParameterRole role) {
  const Value value = context.input(i, role);
  return {value, scale_input(context, i + 1), zero_point_input(context, i + 2, context.dtype(value))};
}

Grid result_grid(NodeContext& context, int i, DType dtype) {
  return {scale_input(context, i), zero_point_input(context, i + 1, dtype)};
}

}  // namespace nnfront::frontends::onnx
