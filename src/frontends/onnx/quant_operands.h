// Tensors with their scales and zero points, as the quantized operators list them.
#pragma once

#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

struct Grid {
  Value scale;
  Value zero_point;
};

struct OnGrid {
  Value value;
  Value scale;
  Value zero_point;
};

// True for shapes [], [1], [1, 1], ...
bool is_one_element(NodeContext& context, Value value);

// Input i as a scale: float32, cast to it where it is a smaller type, which loses nothing.
Value scale_input(NodeContext& context, int i);
// Input i as a zero point; where it is left out a constant 0 of that type.
Value zero_point_input(NodeContext& context, int i, DType dtype);

// Inputs i, i + 1 and i + 2: a tensor, its scale, its zero point.
OnGrid operand_on_grid(NodeContext& context, int i, ParameterRole role = ParameterRole::weight);
// Inputs i and i + 1: scale and zero point of the result, whose type is `dtype` where the zero point is left out.
Grid result_grid(NodeContext& context, int i, DType dtype);

}  // namespace nnfront::frontends::onnx
