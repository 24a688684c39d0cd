// Runs a program over a batch. Everything that a run needs is made beforehand.
#pragma once

#include <atomic>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "executor/onednn/batching.h"
#include "executor/onednn/crew.h"
#include "executor/onednn/program.h"
#include "nnfront/array.h"

namespace nnfront::executor::onednn {

// Where an image's part of a caller's array begins.
struct ExternalArray {
  std::byte* data = nullptr;
  std::size_t image_bytes = 0;  // 0: the same for all images
};

// The memory and the oneDNN arguments that some images go through, one thread or several working on each image.
class Worker {
 public:
  // `members` threads work on the pieces of one instruction together; oneDNN uses `threads` within a primitive. One of the two is 1.
  // The program must outlive the worker.
  Worker(const Program& program, const BatchPlan& plan, int members, int threads);

  // Images [first, first + count) of the batch. Called by every member, with the same arguments, at the same time. The first
  // exception is rethrown by member 0.
  void run(int member, int first, int count, std::span<const ExternalArray> inputs, std::span<const ExternalArray> outputs);

 private:
  struct Call {
    std::vector<dnnl_exec_arg_t> arguments;  // of a primitive
    std::vector<const std::byte*> host_inputs;
    std::vector<std::byte*> host_outputs;
  };

  std::byte* address(int buffer, int slot) const;
  dnnl_memory_t memory_for(const Operand& operand, int slot);
  Call bind(const Piece& piece, int slot);
  void point_at_images(int first, int count, std::span<const ExternalArray> inputs, std::span<const ExternalArray> outputs);
  void run_segment(int member, const Segment& segment, int count);
  void execute(const Instruction& instruction, const Piece& piece, Call& call, int slot);
  void execute_part(int member, std::size_t instruction, int slot);
  void meet();

  // A view of a buffer as oneDNN sees it.
  struct View {
    dnnl::memory memory;
    std::size_t offset;
  };

  const Program& program_;
  const BatchPlan& plan_;
  int members_;
  int threads_;
  dnnl::stream stream_;
  std::shared_ptr<std::byte> arena_;
  std::map<std::pair<int, int>, std::vector<View>> views_;  // by buffer and slot
  std::vector<std::vector<std::vector<Call>>> calls_;       // [slot][instruction][piece]
  std::vector<std::vector<std::byte*>> external_;           // [buffer][slot], for inputs and outputs
  Barrier barrier_;
  std::atomic<bool> failed_{false};
  std::exception_ptr failure_;
  std::mutex failure_mutex_;
};

}  // namespace nnfront::executor::onednn
