// Indices as TensorFlow's gathers take them: int32 or int64, from 0.
#pragma once

#include <string>

#include "emit/tensorflow/node_context.h"

namespace nnfront::emit::tensorflow {

// int32 and int64 stay what they are, others become int64.
DType index_type(const NodeContext& context, int i);
// Input i in that type.
std::string indices(NodeContext& context, int i);
// The same, with `sizes` (of that type, broadcast) added where they are negative; as they are where they are constants without such.
std::string wrapped_indices(NodeContext& context, int i, const std::string& sizes);
// The same along one axis in memory of input 0.
std::string counted_from_front(NodeContext& context, int i, std::int64_t stored_axis);

}  // namespace nnfront::emit::tensorflow
