#include "frontends/mxnet/scope.h"

#include "support/fail.h"

namespace nnfront::frontends::mxnet {

const Entry* Scope::outside(const Entry& entry) const {
  const auto found = outside_.find(entry.node);
  return found == outside_.end() ? nullptr : &found->second;
}

bool Scope::is_parameter(const Entry& entry) const {
  if (const Entry* other = outside(entry)) return outer_->is_parameter(*other);
  return variables_ != nullptr && node(entry).is_variable() && variables_->at(entry.node).kind == Variable::Kind::parameter;
}

Value Scope::parameter(const Entry& entry, const std::optional<Shape>& shape, bool trainable) {
  if (const Entry* other = outside(entry)) return outer_->parameter(*other, shape, trainable);
  ensure(variables_ != nullptr, "a parameter of a graph that has none");
  return variables_->parameter(builder_, entry.node, shape, trainable);
}

std::optional<Shape> Scope::known_parameter_shape(const Entry& entry) const {
  if (const Entry* other = outside(entry)) return outer_->known_parameter_shape(*other);
  ensure(variables_ != nullptr, "a parameter of a graph that has none");
  return variables_->known_shape(entry.node);
}

Value Scope::value(const Entry& entry, const std::string& what) {
  if (is_parameter(entry)) return parameter(entry, std::nullopt, true);
  if (const Entry* other = outside(entry)) return outer_->value(*other, what);
  const std::vector<Value>& values = made(entry.node);
  if (entry.output >= static_cast<std::int64_t>(values.size())) {
    fail(ErrorCode::invalid_file, "{} is output {} of '{}', which has {}", what, entry.output, printable(node(entry).name), values.size());
  }
  return values[static_cast<std::size_t>(entry.output)];
}

}  // namespace nnfront::frontends::mxnet
