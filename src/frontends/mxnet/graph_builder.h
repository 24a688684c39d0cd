// One pass over the nodes of a symbol whose input types are given.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "frontends/frontend.h"
#include "frontends/mxnet/decoder.h"
#include "frontends/mxnet/variables.h"

namespace nnfront::frontends::mxnet {

struct BuiltGraph {
  Graph graph;
  std::vector<OperatorReport> operators;
};

// `input_types` has every variable that is an input; an unranked type is allowed, and what depends on it is then not built but
// still reported. Throws Error "node 'conv0' (Convolution): ..." for what is damaged; what is not covered becomes opaque nodes.
BuiltGraph build_graph(const SourceGraph& source, const Parameters& parameters, const std::map<std::string, TensorType>& input_types);

}  // namespace nnfront::frontends::mxnet
