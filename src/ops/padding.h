// One definition of when a pad node in front of a window operator is that operator's own padding.
#pragma once

#include <optional>

#include "ir/graph.h"

namespace nnfront::ops {

// Where `producer` pads spatial dimensions with constant zeros (none cropped) and `op` with `attributes` reads it as zeros too:
// the attributes of the same operator on the unpadded input. conv: always. average_pool: only with count_include_pad.
// max_pool never, since its own padding never wins a maximum. Nothing otherwise.
std::optional<Attributes> with_merged_padding(const Operator& op, const Attributes& attributes, const Node& producer);

}  // namespace nnfront::ops
