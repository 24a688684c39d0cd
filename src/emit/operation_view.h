// What emitters of every target ask about the operation that they write.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "emit/operation.h"
#include "ops/axis.h"
#include "support/fail.h"

namespace nnfront::emit {

class OperationView {
 public:
  explicit OperationView(const Operation& operation) : operation_(operation) {}

  const Operation& operation() const { return operation_; }
  template <class T>
  const T& attrs() const {
    return operation_.attrs<T>();
  }
  int input_count() const { return static_cast<int>(operation_.inputs.size()); }
  bool has_input(int i) const { return i < input_count() && operation_.inputs[static_cast<std::size_t>(i)].has_value(); }
  const TensorType& type(int i) const {
    ensure(has_input(i), "an emitter asks for the type of an input that is there");
    return operation_.input_types[static_cast<std::size_t>(i)];
  }
  // Error (unsupported) where not even the rank is known.
  std::int64_t rank(int i) const {
    if (!type(i).ranked) refuse("input {} has no known rank", i);
    return static_cast<std::int64_t>(type(i).shape.size());
  }
  // An axis of input 0 from the front.
  std::int64_t axis(std::int64_t given) const { return ops::from_front(given, static_cast<std::size_t>(rank(0))); }
  // A size of input i; Error (unsupported) where it has no such dimension, or none that is known.
  const Dim& dim(int i, std::int64_t axis) const {
    if (axis < 0 || axis >= rank(i)) refuse("input {} has no dimension {}", i, axis);
    return type(i).shape[static_cast<std::size_t>(axis)];
  }
  const TensorType& output_type(int i = 0) const { return operation_.types[static_cast<std::size_t>(i)]; }
  int output_count() const { return static_cast<int>(operation_.outputs.size()); }

  // Throws Error (unsupported).
  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    throw Error(ErrorCode::unsupported, fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  const Operation& operation_;
};

}  // namespace nnfront::emit
