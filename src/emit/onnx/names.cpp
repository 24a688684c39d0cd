#include "emit/onnx/names.h"

#include "support/fail.h"

namespace nnfront::emit::onnx {

std::string Names::take(std::string_view wanted) {
  const std::string base = wanted.empty() ? "value" : std::string(wanted);
  if (taken_.insert(base).second) return base;
  int& last = last_.try_emplace(base, 1).first->second;
  for (;;) {
    std::string name = fmt::format("{}_{}", base, ++last);
    if (taken_.insert(name).second) return name;
  }
}

const std::string& Names::at(Value value) const {
  const auto found = of_.find(value);
  ensure(found != of_.end(), "a value has a name before it is read");
  return found->second;
}

}  // namespace nnfront::emit::onnx
