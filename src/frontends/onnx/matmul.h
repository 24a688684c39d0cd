// Gemm, with which fused operators begin.
#pragma once

#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

Values gemm(NodeContext& context);

}  // namespace nnfront::frontends::onnx
