// The content of a parameter: a handle, so that a model of any size can be passed around and only one tensor at a time is in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nnfront/array.h"
#include "support/file.h"

namespace nnfront {

class Tensor;

// A computation that a pass recorded, done when the tensor is needed (and again when it is needed again).
struct DeferredComputation {
  std::string name;  // the pass or reader that recorded it, for messages
  std::vector<Tensor> inputs;
  std::function<Array(std::span<const Array>)> compute;  // must return the tensor's dtype and dims
};

class Tensor {
 public:
  // No content: a graph without its parameter file.
  Tensor() = default;
  // Owned.
  explicit Tensor(Array array);
  // The elements lie in `source` in C order, little endian, from its beginning. Error (invalid_file) where it is smaller.
  Tensor(DType dtype, std::vector<std::int64_t> dims, ByteSource source);
  Tensor(DType dtype, std::vector<std::int64_t> dims, DeferredComputation computation);

  bool has_content() const { return state_ != nullptr; }
  DType dtype() const;
  const std::vector<std::int64_t>& dims() const;
  std::int64_t size() const;
  std::size_t bytes() const;
  // True where evaluate() only hands out memory that is there already.
  bool in_memory() const;

  // The elements. A slice is read, a deferred computation is done; nothing is kept behind.
  Array evaluate() const;
  // Calls sink with consecutive parts of the content; a file slice is passed in windows of 1 MiB.
  void stream(const std::function<void(std::span<const std::byte>)>& sink) const;
  // True where both are the same handle (not merely equal elements).
  bool same_as(const Tensor& other) const { return state_ == other.state_; }
  // Equal for the same handle, for hashing; null without content.
  const void* handle() const { return state_.get(); }

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace nnfront
