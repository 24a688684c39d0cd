// Layouts of oneDNN and the memory that they lie in.
#pragma once

#include <cstddef>
#include <dnnl.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "ir/type.h"

namespace nnfront::executor::onednn {

using Desc = dnnl::memory::desc;
using Dims = dnnl::memory::dims;

// float32 in C order. A scalar is seen as [1].
Desc plain_desc(const Dims& dims);
// float32 [N, C, spatial...] with channels in blocks as wide as a vector register of this processor; plain below rank 3.
Desc blocked_desc(const Dims& dims);
// The layout is the primitive's choice.
Desc any_desc(const Dims& dims);

// How many channels blocked_desc() keeps together.
int channel_block();

// Zero-filled, on a cache line, on huge pages where it is large enough for them. Throws Error (io) where there is no memory.
std::shared_ptr<std::byte> allocate_aligned(std::size_t bytes);

// The dimensions as integers; no value where one is not, or the rank is unknown.
std::optional<Dims> concrete_dims(const TensorType& type);

// While it lives, oneDNN creates and runs primitives on this thread with so many threads.
class ThreadCount {
 public:
  explicit ThreadCount(int threads);
  ~ThreadCount();
  ThreadCount(const ThreadCount&) = delete;
  ThreadCount& operator=(const ThreadCount&) = delete;

 private:
  int before_;
};

}  // namespace nnfront::executor::onednn
