// Pooling, which integers of a graph share.
#pragma once

#include "frontends/mxnet/node_context.h"

namespace nnfront::frontends::mxnet {

Values pooling(NodeContext& context);

}  // namespace nnfront::frontends::mxnet
