// What a name of a model stands for while its nodes are translated. The IR knows tensors alone; sequences and optionals of ONNX are
// folded away here.
#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "ir/type.h"

namespace nnfront::frontends::onnx {

// A sequence: how many elements it has is known while nodes are translated, each is a value of the IR.
struct ValueList {
  std::vector<Value> elements;
};

// Nothing (an input that the call of a function leaves out, an optional without an element), a tensor, or a sequence. An optional with an
// element is that element.
using Binding = std::variant<std::monostate, Value, ValueList>;
using Bindings = std::vector<Binding>;

inline Bindings bindings(const std::vector<Value>& values) {
  return {values.begin(), values.end()};
}

// "a tensor", "a sequence", ...
std::string_view kind_of(const Binding& binding);

// Error (unsupported) where it is no tensor; `what` it is begins the message.
Value as_tensor(const Binding& binding, std::string_view what);

}  // namespace nnfront::frontends::onnx
