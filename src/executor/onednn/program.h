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

// Elements in a buffer. `desc` says the layout of float32; other types lie in C order and have an empty one.
struct Operand {
  int buffer = -1;
  Desc desc;
};

// Reads and writes whole buffers in C order: for what oneDNN has no primitive for.
using HostKernel = std::function<void(std::span<const std::byte* const> inputs, std::span<std::byte* const> outputs)>;

// One primitive with its arguments, or one host kernel with its buffers.
struct Instruction {
  std::string name;
  dnnl::primitive primitive;
  std::vector<std::pair<int, Operand>> arguments;  // DNNL_ARG_... and what it is
  HostKernel host;
  std::vector<int> host_inputs;
  std::vector<int> host_outputs;
  bool one_thread = false;  // its sums would depend on the number of threads otherwise
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
  std::vector<std::string> fallbacks;
};

// Every buffer that an instruction touches.
void for_each_buffer(const Instruction& instruction, const std::function<void(int)>& visit);

}  // namespace nnfront::executor::onednn
