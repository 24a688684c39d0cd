// Attention in the shapes that exporters write: heads side by side in the last dimension.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

// [N, steps, heads * width] as [N, heads, steps, width].
Value split_heads(NodeContext& context, Value x, std::int64_t heads, const std::string& part);
// And back. Without a part it has the source's name.
Value join_heads(NodeContext& context, Value x, std::string_view part = {});
// Of onnxruntime's operators: the attribute `scale`, which says 0 for the usual one.
std::optional<double> own_scale(NodeContext& context);
// An attribute that says how many; Error (invalid_file) below 1.
std::int64_t head_count(NodeContext& context, std::string_view attribute);

}  // namespace nnfront::frontends::onnx
