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

struct ElementwiseChange;
struct MatrixTransposition;

class Tensor {
 public:
  // No content: a graph without its parameter file.
  Tensor() = default;
  // Owned.
  explicit Tensor(Array array);
  // The elements lie in `source` in C order, little endian, from its beginning. Error (invalid_file) where it is smaller.
  Tensor(DType dtype, std::vector<std::int64_t> dims, ByteSource source);
  Tensor(DType dtype, std::vector<std::int64_t> dims, DeferredComputation computation);
  // Of the type and dims of the change's source.
  explicit Tensor(ElementwiseChange change);
  explicit Tensor(std::vector<std::int64_t> dims, MatrixTransposition transposition);

  bool has_content() const { return state_ != nullptr; }
  DType dtype() const;
  const std::vector<std::int64_t>& dims() const;
  std::int64_t size() const;
  std::size_t bytes() const;
  // True where evaluate() only hands out memory that is there already.
  bool in_memory() const;

  // The elements. A slice is read, a deferred computation or a change is done; nothing is kept behind.
  Array evaluate() const;
  // Calls sink with consecutive windows of at most 1 MiB of the content, which are only lent. No more than that is in memory of a file
  // slice and of what changes make of one; of a transposition a sixteenth of the tensor, and at most 16 MiB.
  using Sink = std::function<void(std::span<const std::byte>)>;
  void stream(const Sink& sink) const;
  // True where both are the same handle (not merely equal elements).
  bool same_as(const Tensor& other) const { return state_ == other.state_; }
  // Equal for the same handle, for hashing; null without content.
  const void* handle() const { return state_.get(); }

 private:
  struct State;
  struct Changes;
  class PositionedReader;
  Changes changes() const;
  Array evaluate_changed() const;
  Array evaluate_transposed() const;
  void stream_transposed(const Sink& sink) const;
  void stream_changed(const Changes& changes, const Sink& sink) const;
  std::shared_ptr<State> state_;  // never changed once it is made
};

// Elements that so many bytes hold: of a packed type possibly one more than were meant.
std::int64_t elements_in(DType dtype, std::size_t bytes);

// Consecutive elements of a tensor in C order, for changing them in place.
struct ElementRange {
  DType dtype;
  std::int64_t first = 0;
  std::int64_t count = 0;
  std::span<std::byte> bytes;
};

// A computation that makes every element from the one at the same place of `source` and from what is small: it passes through a window,
// so that memory does not grow with the tensor. Changes may stand upon changes.
struct ElementwiseChange {
  Tensor source;
  std::vector<Tensor> operands;  // evaluated whole
  std::function<void(std::span<const Array> operands, const ElementRange& range)> apply;
};

// The elements of `source`, seen as matrices of `rows` x `columns` one behind the other, each transposed. Whole bytes per element. Memory
// is taken for some columns at a time, one at the least, and for the source where it is neither in memory nor a file slice.
struct MatrixTransposition {
  Tensor source;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
};

}  // namespace nnfront
