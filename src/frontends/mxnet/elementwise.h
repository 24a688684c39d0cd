// A translator that rows of several families use: the IR operator that the row names, of one input.
#pragma once

#include "frontends/mxnet/node_context.h"

namespace nnfront::frontends::mxnet {

Values unary(NodeContext& context);

}  // namespace nnfront::frontends::mxnet
