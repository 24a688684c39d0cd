// What the fused layers of MXNet's oneDNN back end share: a layer with what follows it, in a graph inside the node.
#pragma once

#include <optional>
#include <string_view>

#include "frontends/mxnet/quant.h"

namespace nnfront::frontends::mxnet {

// Weight and bias as real numbers, what follows the layer folded into them; channels of the result first.
struct RealLayer {
  Value weight;
  std::optional<Value> bias;
};

bool is_relu(const SourceNode& node);
// Refuses attributes of a node inside that nobody has read.
void check_all_read(NodeContext& context, const NodeContext& inner);
// What the graph inside says, too.
void ignore_what_is_fused(NodeContext& context);
// The graph inside in the node's place.
Values inlined(NodeContext& context);

// One value per output channel, for tensors in which the channels are followed by `behind` dimensions.
Value per_channel(NodeContext& context, Value values, std::int64_t behind, std::string_view part);

// Steps of the weight's grid, one per output channel: its largest element is 127.5, but the bias must not overflow.
Value weight_steps(NodeContext& context, const RealLayer& layer, Value data_steps);
// The weight on that grid, int8.
Value integer_weight(NodeContext& context, Value weight, Value steps);
// The bias on the grid of the sums, whole numbers in float32.
Value integer_bias(NodeContext& context, Value bias, Value data_steps, Value steps);

// The bias must stay below half of what 32 bits hold.
inline constexpr double largest_bias = 1073741824.0;

}  // namespace nnfront::frontends::mxnet
