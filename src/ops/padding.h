// One definition of when a pad node in front of a window operator is that operator's own padding.
#pragma once

#include <optional>

#include "ir/graph.h"

namespace nnfront::ops {

// Where `producer` writes constant zeros around the spatial dimensions of its input (and crops nothing, and names no axes) and `node` reads
// them as its own padding: the attributes of `node` on the unpadded input. conv: always. average_pool and lp_pool: where the zeros take
// part as elements and the rounding does not ask where they come from. max_pool never, since its own padding never wins a maximum. No value
// otherwise.
std::optional<Attributes> with_merged_padding(const Node& node, const Node& producer);

}  // namespace nnfront::ops
