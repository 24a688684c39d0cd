// Conv, with which fused operators begin.
#pragma once

#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

Values conv(NodeContext& context);

}  // namespace nnfront::frontends::onnx
