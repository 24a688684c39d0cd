// Values of a graph as the public interface describes them.
#pragma once

#include <string>
#include <vector>

#include "ir/graph.h"
#include "nnfront/model.h"

namespace nnfront::api {

ValueInfo value_info(Value value, std::string name, const TensorType& type);
// Every output of the node, by the node's name.
std::vector<ValueInfo> output_infos(const Node& node);

}  // namespace nnfront::api
