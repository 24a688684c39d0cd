#include "frontends/onnx/scope.h"

#include "support/fail.h"

namespace nnfront::frontends::onnx {

std::string ParameterKeys::take(const std::string& wanted) {
  std::string key = wanted;
  while (++taken_[key] > 1) key = fmt::format("{}#{}", wanted, taken_[wanted]);
  return key;
}

Value add_content(Builder& builder, ParameterKeys& keys, const std::string& name, Tensor tensor, ParameterRole role) {
  const bool floating = is_floating(tensor.dtype());
  if (!floating && tensor.bytes() <= largest_constant_bytes) return builder.constant(tensor.evaluate(), name);
  const bool trains = floating && (role == ParameterRole::weight || role == ParameterRole::bias);
  return builder.parameter(keys.take(name), std::move(tensor), floating ? role : ParameterRole::buffer, trains);
}

Initializers::Initializers(const OnnxGraph& graph, ExternalFiles& external, ParameterKeys& keys, Builder& builder)
    : external_(external), keys_(keys), builder_(builder) {
  for (const OnnxTensor& tensor : graph.initializers) add(tensor.name, {&tensor, nullptr, {}, false});
  for (const formats::OnnxSparseTensor& sparse : graph.sparse_initializers) add(sparse.values.name, {nullptr, &sparse, {}, false});
}

void Initializers::add(std::string_view name, Entry entry) {
  if (name.empty()) fail(ErrorCode::invalid_file, "an initializer has no name");
  if (!entries_.emplace(name, entry).second) fail(ErrorCode::invalid_file, "two initializers are called '{}'", printable(name));
  names_.push_back(name);
}

Tensor Initializers::tensor_of(std::string_view name, Entry& entry) {
  entry.looked_at = true;
  try {
    return entry.dense != nullptr ? ir_tensor(*entry.dense, external_) : ir_tensor(*entry.sparse, external_);
  } catch (const Error& error) {
    throw error.in(fmt::format("initializer '{}'", printable(name)));
  }
}

std::optional<Value> Initializers::find(std::string_view name, ParameterRole role) {
  const auto found = entries_.find(name);
  if (found == entries_.end()) return std::nullopt;
  Entry& entry = found->second;
  if (!entry.made) entry.made = add_content(builder_, keys_, std::string(name), tensor_of(name, entry), role);
  return entry.made;
}

std::optional<Array> Initializers::content(std::string_view name) {
  const auto found = entries_.find(name);
  if (found == entries_.end()) return std::nullopt;
  const Tensor tensor = tensor_of(name, found->second);
  return tensor.bytes() <= largest_constant_bytes ? std::optional(tensor.evaluate()) : std::nullopt;
}

std::vector<std::string_view> Initializers::unused() const {
  std::vector<std::string_view> unused;
  for (const std::string_view name : names_) {
    if (!entries_.at(name).looked_at) unused.push_back(name);
  }
  return unused;
}

void Scope::define(std::string_view name, Binding binding) {
  const bool is_new = values_.emplace(name, std::move(binding)).second;
  if (!is_new || (initializers != nullptr && initializers->has(name))) {
    fail(ErrorCode::invalid_file, "the value '{}' is made twice", printable(name));
  }
}

std::optional<Binding> Scope::find(std::string_view name, ParameterRole role) {
  for (Scope* scope = this; scope != nullptr; scope = scope->outer_) {
    const auto found = scope->values_.find(name);
    if (found != scope->values_.end()) return found->second;
    if (scope->initializers == nullptr) continue;
    if (const auto value = scope->initializers->find(name, role)) return *value;
  }
  return std::nullopt;
}

std::optional<Array> Scope::content(std::string_view name) {
  for (Scope* scope = this; scope != nullptr; scope = scope->outer_) {
    if (scope->values_.count(name) > 0) return std::nullopt;
    if (scope->initializers == nullptr || !scope->initializers->has(name)) continue;
    return scope->initializers->content(name);
  }
  return std::nullopt;
}

const Binding* Scope::bound(std::string_view name) const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->outer_) {
    const auto found = scope->values_.find(name);
    if (found != scope->values_.end()) return &found->second;
    if (scope->initializers != nullptr && scope->initializers->has(name)) return nullptr;
  }
  return nullptr;
}

bool Scope::is_left_out(std::string_view name) const {
  const Binding* binding = bound(name);
  return binding != nullptr && std::holds_alternative<std::monostate>(*binding);
}

bool Scope::is_sequence(std::string_view name) const {
  const Binding* binding = bound(name);
  return binding != nullptr && std::holds_alternative<ValueList>(*binding);
}

bool Scope::is_initializer(std::string_view name) const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->outer_) {
    if (scope->values_.count(name) > 0) return false;
    if (scope->initializers != nullptr && scope->initializers->has(name)) return true;
  }
  return false;
}

const OnnxAttributeValue* Scope::resolve(const OnnxAttribute& attribute) const {
  if (attribute.reference.empty()) return &attribute.value;
  for (const Scope* scope = this; scope != nullptr; scope = scope->outer_) {
    const auto found = scope->arguments.find(attribute.reference);
    if (found != scope->arguments.end()) return found->second;
  }
  return nullptr;
}

}  // namespace nnfront::frontends::onnx
