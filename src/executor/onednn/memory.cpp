#include "executor/onednn/memory.h"

#include <sys/mman.h>

#include <cstring>

#include "support/memory.h"

// The two functions of the OpenMP runtime that oneDNN runs on; declared here because clang has no header for GCC's runtime.
extern "C" {
int omp_get_max_threads(void);
void omp_set_num_threads(int threads);
}

namespace nnfront::executor::onednn {

namespace {

constexpr std::size_t cache_line = 64;
constexpr std::size_t huge_page = std::size_t{2} << 20;

std::size_t round_up(std::size_t bytes, std::size_t to) {
  return (bytes + to - 1) / to * to;
}

dnnl::memory::format_tag blocked_tag(std::size_t rank, int block) {
  using Tag = dnnl::memory::format_tag;
  switch (rank) {
    case 3:
      return block == 16 ? Tag::nCw16c : Tag::nCw8c;
    case 4:
      return block == 16 ? Tag::nChw16c : Tag::nChw8c;
    case 5:
      return block == 16 ? Tag::nCdhw16c : Tag::nCdhw8c;
    default:
      return Tag::undef;
  }
}

}  // namespace

Desc plain_desc(const Dims& dims) {
  const Dims shape = dims.empty() ? Dims{1} : dims;
  Dims strides(shape.size(), 1);
  for (std::size_t d = shape.size() - 1; d > 0; --d) strides[d - 1] = strides[d] * shape[d];
  return Desc(shape, dnnl::memory::data_type::f32, strides);
}

Desc blocked_desc(const Dims& dims) {
  const auto tag = blocked_tag(dims.size(), channel_block());
  if (tag == dnnl::memory::format_tag::undef) return plain_desc(dims);
  return Desc(dims, dnnl::memory::data_type::f32, tag);
}

Desc any_desc(const Dims& dims) {
  return Desc(dims, dnnl::memory::data_type::f32, dnnl::memory::format_tag::any);
}

int channel_block() {
  const auto isa = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
  const auto wanted = static_cast<unsigned>(dnnl::cpu_isa::avx512_core);
  return (isa & wanted) == wanted ? 16 : 8;
}

std::shared_ptr<std::byte> allocate_aligned(std::size_t bytes) {
  const std::size_t alignment = bytes >= huge_page ? huge_page : cache_line;
  const std::size_t size = round_up(bytes == 0 ? 1 : bytes, alignment);
  std::shared_ptr<std::byte> memory = allocate_counted("what the graph's values lie in", size, alignment);
  if (alignment == huge_page) madvise(memory.get(), size, MADV_HUGEPAGE);
  std::memset(memory.get(), 0, size);
  return memory;
}

std::optional<Dims> concrete_dims(const TensorType& type) {
  if (!type.ranked) return std::nullopt;
  return integers(type.shape);
}

ThreadCount::ThreadCount(int threads) : before_(omp_get_max_threads()) {
  omp_set_num_threads(threads);
}
ThreadCount::~ThreadCount() {
  omp_set_num_threads(before_);
}

}  // namespace nnfront::executor::onednn
