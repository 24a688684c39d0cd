// Expressions in the dimensions of a tensor (ir/dim.h) as nodes that compute them when the model runs.
#pragma once

#include <string>
#include <string_view>

#include "emit/onnx/node_context.h"

namespace nnfront::emit::onnx {

// A list of int64 with these entries: integers (-1 among them), or expressions in d0, d1, ..., the dimensions of input 0. A constant where
// all of them are integers.
std::string dims_value(NodeContext& context, const Shape& entries, std::string_view part);

// What Reshape takes: as above, but an entry that is the dimension of input 0 at the same place is 0, and a single entry that would have
// to be computed is -1: the same wherever there are elements.
std::string reshape_target(NodeContext& context, const Shape& entries);

}  // namespace nnfront::emit::onnx
