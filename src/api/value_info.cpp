#include "api/value_info.h"

#include <utility>

namespace nnfront::api {

formats::OrderedJson dims_json(const Shape& shape) {
  formats::OrderedJson list = formats::OrderedJson::array();
  for (const Dim& dim : shape) {
    list.push_back(dim.is_integer() ? formats::OrderedJson(dim.integer()) : formats::OrderedJson(dim.text()));
  }
  return list;
}

formats::OrderedJson shape_json(const TensorType& type) {
  return type.ranked ? dims_json(type.shape) : formats::OrderedJson(nullptr);
}

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
