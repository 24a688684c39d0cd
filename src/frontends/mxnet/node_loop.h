// The pass over the nodes of one graph: the outermost one, or one inside a node.
#pragma once

#include "frontends/mxnet/scope.h"

namespace nnfront::frontends::mxnet {

// Translates every node that an output needs and that is no variable; those are in the scope already. What is not covered becomes
// opaque nodes and is reported. False where there is such a node, or one whose inputs have no known shape. Throws Error
// "node 'conv0' (Convolution): ..." for what is damaged.
bool translate_nodes(Scope& scope);

// How many outputs of each node are read by what is needed. Error (invalid_file) where a file claims more than can be.
std::vector<std::int64_t> outputs_read(const SourceGraph& source, const std::vector<bool>& reachable);

}  // namespace nnfront::frontends::mxnet
