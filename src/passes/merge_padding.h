// Merges a zero padding into the pads of the convolution or pooling behind it.
//
// Before fold_batch_norm, which must see the pads that count. Exact only where the consumer treats its own padding as the zeros
// the pad node wrote: conv; lp_pool; average_pool where padding counts in the divisor, or where it has none of its own (the padding
// then counts, as the written zeros did). Never max_pool: a written zero can win, padding cannot. Not with rounding
// `ceil_inside`, which asks where the input ends, nor where a pooling window could come to lie in padding alone. Only begin and end of
// spatial dimensions, nothing cropped. Several consumers each take the pads; the pad node is swallowed by a single one.
//
//   %2 = pad(%0) pads=[0,0,1,1,0,0,1,1] ...
//   %3 = conv(%2, %1, none) pads=[0,0,0,0] ...         %3 = conv(%0, %1, none) pads=[1,1,1,1] ... swallowed=[2]
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool merge_padding(Graph& graph);

}  // namespace nnfront::passes
