// Inference of one node as verifier and readers need it: messages without context, which they add themselves.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ir/graph.h"

namespace nnfront {

// infer_node without "name (op): " in front of messages. The node's inputs must be in `index` (InternalError otherwise).
std::vector<TensorType> infer_unlabelled(const Node& node, const NodeIndex& index);

// Calls use(context) with what inference sees of the node. The node's inputs must be in `index`.
void with_infer_context(const Node& node, const NodeIndex& index, const std::function<void(const InferContext&)>& use);

// Gives the inputs of the node's subgraphs the types that they have by the node's own inputs, and infers what is in the subgraphs: again
// where a value that is handed on from run to run changes its shape, until it does no more. `index` knows the nodes inside too. Messages
// have "name (op): " in front.
void infer_inside(Node& node, const NodeIndex& index);

// "node 12 'conv0' (conv)".
std::string node_label(const Node& node);

}  // namespace nnfront
