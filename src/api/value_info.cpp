#include "api/value_info.h"

#include <utility>

namespace nnfront::api {

ValueInfo value_info(Value value, std::string name, const TensorType& type) {
  return {text(value), std::move(name), std::string(nnfront::name(type.dtype)), type.ranked ? text(type.shape) : "[...]"};
}

std::vector<ValueInfo> output_infos(const Node& node) {
  std::vector<ValueInfo> infos;
  for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
    infos.push_back(value_info(node.value(i), node.name, node.outputs[static_cast<std::size_t>(i)].type));
  }
  return infos;
}

}  // namespace nnfront::api
