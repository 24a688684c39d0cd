// What families share that compute element by element.
#pragma once

#include "emit/mxnet/node_context.h"

namespace nnfront::emit::mxnet {

// Input i stretched to the shape of the result, for operators that do not broadcast.
Entry stretched(NodeContext& context, int i, Entry value, std::string_view part);

}  // namespace nnfront::emit::mxnet
