// Translators that rows of several families use: the IR operator that the row names, of as many inputs.
#pragma once

#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

Values unary(NodeContext& context);
Values binary(NodeContext& context);

}  // namespace nnfront::frontends::onnx
