// Every translator, by family: the file of the same name holds them. Semantics: onnx.ai/onnx/operators. A number behind a name is the
// version of the operator set from which on the meaning is that one; without a number it is today's.
#pragma once

#include <vector>

#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

using Values = std::vector<Value>;

// activation.cpp
Values leaky_relu(NodeContext& context);
Values prelu(NodeContext& context);
Values elu(NodeContext& context);
Values selu_1(NodeContext& context);
Values selu(NodeContext& context);
Values gelu(NodeContext& context);
Values hard_sigmoid(NodeContext& context);
Values swish(NodeContext& context);
Values thresholded_relu(NodeContext& context);
Values shrink(NodeContext& context);
Values clip_1(NodeContext& context);
Values clip(NodeContext& context);
Values softmax_1(NodeContext& context);
Values softmax(NodeContext& context);
Values hardmax_1(NodeContext& context);
Values hardmax(NodeContext& context);
// elementwise.cpp
Values unary(NodeContext& context);
Values binary_1(NodeContext& context);
Values binary(NodeContext& context);
Values variadic(NodeContext& context);
Values mean(NodeContext& context);
Values pow(NodeContext& context);
Values mod(NodeContext& context);
Values where(NodeContext& context);
Values is_inf(NodeContext& context);
Values cast_1(NodeContext& context);
Values cast(NodeContext& context);
Values cast_like(NodeContext& context);
Values dropout_1(NodeContext& context);
Values dropout(NodeContext& context);
Values dropout_12(NodeContext& context);

}  // namespace nnfront::frontends::onnx
