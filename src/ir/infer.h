// Inference of one node as verifier and readers need it: messages without context, which they add themselves.
#pragma once

#include <string>
#include <vector>

#include "ir/graph.h"

namespace nnfront {

// infer_node without "name (op): " in front of messages. The node's inputs must be in `index` (InternalError otherwise).
std::vector<TensorType> infer_unlabelled(const Node& node, const NodeIndex& index);

// "node 12 'conv0' (conv)".
std::string node_label(const Node& node);

}  // namespace nnfront
