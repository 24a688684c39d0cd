// Runs a program over a batch. Everything that a run needs is made beforehand.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "executor/onednn/batching.h"
#include "executor/onednn/program.h"
#include "nnfront/array.h"

namespace nnfront::executor::onednn {

// Where an image's part of a caller's array begins.
struct ExternalArray {
  std::byte* data = nullptr;
  std::size_t image_bytes = 0;  // 0: the same for all images
};

// One worker's memory, oneDNN arguments and stream.
class Worker {
 public:
  // `threads`: of oneDNN within one primitive. The program must outlive the worker.
  Worker(const Program& program, const BatchPlan& plan, int threads);

  // Images [first, first + count) of the batch.
  void run(int first, int count, std::span<const ExternalArray> inputs, std::span<const ExternalArray> outputs);

 private:
  struct Call {
    std::vector<dnnl_exec_arg_t> arguments;  // of a primitive
    std::vector<const std::byte*> host_inputs;
    std::vector<std::byte*> host_outputs;
  };

  std::byte* address(int buffer, int slot) const;
  dnnl_memory_t memory_for(const Operand& operand, int slot);
  Call bind(const Instruction& instruction, int slot);
  void point_at_images(int first, int count, std::span<const ExternalArray> inputs, std::span<const ExternalArray> outputs);
  void run_segment(const Segment& segment, int count);
  void execute(std::size_t instruction, int slot);

  const Program& program_;
  const BatchPlan& plan_;
  int threads_;
  dnnl::stream stream_;
  std::shared_ptr<std::byte> arena_;
  std::map<std::pair<int, int>, std::vector<dnnl::memory>> memories_;  // by buffer and slot, one per layout
  std::vector<std::vector<Call>> calls_;                               // [slot][instruction]
  std::vector<std::vector<std::byte*>> external_;                      // [buffer][slot], for inputs and outputs
};

}  // namespace nnfront::executor::onednn
