// Integers of 2, 4 and 8 bits that are quantized in blocks and packed in bytes, as onnxruntime's quantizer stores weights.
#pragma once

#include <string_view>

#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

// What input i holds, which stands in the model; refuses where it depends on the data.
const Tensor& stored_content(NodeContext& context, int i, std::string_view what);
// Input i as integers of the IR. Bytes that stand in the model hold numbers of so many bits (2, 4 or 8), low ones first, `columns` of them
// along the last dimension; each row begins with a whole byte. Of any other type it is what it is. Refuses bytes that depend on the data;
// Error (invalid_file) where there are not as many.
Value block_numbers(NodeContext& context, int i, std::string_view what, std::int64_t bits, std::int64_t columns, std::string_view part);
// For zero points that are left out: the middle of numbers of so many bits, one for every scale. Error (invalid_file) where there are more
// scales than numbers.
Value middles(NodeContext& context, Value numbers, Value scale, std::int64_t bits, std::string_view part);

}  // namespace nnfront::frontends::onnx
