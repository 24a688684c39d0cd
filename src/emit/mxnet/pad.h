// Padding as MXNet has it: of four or five dimensions, behind the first two. Other ranks and places are brought there.
#pragma once

#include <vector>

#include "emit/mxnet/node_context.h"
#include "ops/shape.h"

namespace nnfront::emit::mxnet {

// The steps that pad a floating tensor of `rank` dimensions: begins of all dimensions, then ends. Refuses what MXNet cannot do.
std::vector<Step> pad_steps(const NodeContext& context, std::int64_t rank, const Integers& pads, ops::PadMode mode, double value);

// Only the spatial dimensions of [N, C, spatial...], by a number.
std::vector<Step> spatial_pad_steps(const NodeContext& context, const Integers& pads, double value);

// Whether begins and ends are equal.
bool is_symmetric(const Integers& pads);
// The begins.
Integers begins_of(const Integers& pads);

}  // namespace nnfront::emit::mxnet
