#include "frontends/onnx/binding.h"

#include "support/fail.h"

namespace nnfront::frontends::onnx {

std::string_view kind_of(const Binding& binding) {
  if (std::holds_alternative<Value>(binding)) return "a tensor";
  return std::holds_alternative<ValueList>(binding) ? "a sequence" : "an optional without an element";
}

Value as_tensor(const Binding& binding, std::string_view what) {
  if (const auto* value = std::get_if<Value>(&binding)) return *value;
  fail(ErrorCode::unsupported, "{} that is {} is not covered", what, kind_of(binding));
}

}  // namespace nnfront::frontends::onnx
