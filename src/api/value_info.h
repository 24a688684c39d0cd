// Values of a graph as the public interface describes them.
#pragma once

#include <string>
#include <vector>

#include "formats/json.h"
#include "ir/graph.h"
#include "nnfront/model.h"

namespace nnfront::api {

// A list of integers and, where a size is none, its text ("batch", "?").
formats::OrderedJson dims_json(const Shape& shape);
// The same; null where not even the number of dimensions is known.
formats::OrderedJson shape_json(const TensorType& type);
ValueInfo value_info(Value value, std::string name, const TensorType& type);
// Every output of the node, by the node's name.
std::vector<ValueInfo> output_infos(const Node& node);

}  // namespace nnfront::api
