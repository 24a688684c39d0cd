// A graph lowered to a straight list of instructions over numbered buffers. A program computes one *image*: the whole graph, or one
// entry of the batch where the entries do not depend on each other (separable.h).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "executor/onednn/memory.h"
#include "ir/graph.h"
#include "nnfront/fallback.h"

namespace nnfront::executor::onednn {

enum class Place {
  arena,     // planned memory of the program
  constant,  // weights, made when the program is prepared
  input,     // array number `index` of the caller
  output,    // result number `index`
};

struct Buffer {
  Place place = Place::arena;
  std::size_t bytes = 0;
  int index = -1;
  std::shared_ptr<const std::byte> content = nullptr;  // of a constant
};

// Elements in a buffer, `offset` bytes from its beginning. `desc` says the layout of float32; other types lie in C order and have
// an empty one.
struct Operand {
  int buffer = -1;
  Desc desc;
  std::size_t offset = 0;
};

// Memory that a host kernel works on: the beginnings of its buffers.
struct HostMemory {
  std::span<const std::byte* const> inputs;
  std::span<std::byte* const> outputs;
  std::byte* scratch = nullptr;
};

// A function of ours: what oneDNN has no primitive for, or what we compute faster.
struct HostCall {
  std::function<void(const HostMemory&)> kernel;
  std::vector<int> inputs;   // buffers
  std::vector<int> outputs;  // buffers
  int scratch = -1;          // buffer, -1: none
};

// One primitive with its arguments, or one host call.
struct Piece {
  dnnl::primitive primitive;
  std::vector<std::pair<int, Operand>> arguments;  // DNNL_ARG_... and what it is
  HostCall host;
};

// Pieces write apart from each other, so that each may run on a thread of its own.
struct Instruction {
  std::string name;
  std::vector<Piece> pieces;
  bool one_thread = false;  // the sums of its only piece would depend on the number of threads otherwise
};

// A result for one image. What does not depend on the inputs is the same for all images.
struct Result {
  DType dtype = DType::float32;
  Dims dims;
  bool per_image = true;
};

// Host kernels refer to the graph that was lowered: it must outlive the program.
struct Program {
  dnnl::engine engine;
  std::vector<Result> results;
  std::vector<Buffer> buffers;
  std::vector<Instruction> instructions;
  std::vector<Fallback> fallbacks;
};

// Every buffer that an instruction touches; `scratch` for memory that nothing else reads.
void for_each_buffer(const Instruction& instruction, const std::function<void(int buffer, bool scratch)>& visit);

// Into how many pieces a oneDNN primitive for so many output channels is divided: the same for any number of threads, because
// oneDNN may order the sums of a channel differently when it computes fewer channels at a time.
int fixed_pieces(std::int64_t channels);

// [first, last) of `count` units for each of at most `parts` parts, as equal as can be; none is empty.
std::vector<std::pair<std::int64_t, std::int64_t>> parts_of(std::int64_t count, int parts);

}  // namespace nnfront::executor::onednn
