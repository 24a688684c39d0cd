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
#include "executor/onednn/program.h"
#include "nnfront/array.h"

namespace nnfront::executor::onednn {

// Where an image's part of a caller's array begins.
struct ExternalArray {
  std::byte* data = nullptr;
  std::size_t image_bytes = 0;  // 0: the same for all images
};

// The memory and the oneDNN arguments that some images go through. One thread runs them, or several that take the pieces of each
// instruction as they come: a thread that the operating system holds up keeps nobody waiting for pieces it has not begun.
class Worker {
 public:
  // `threads`: of oneDNN within a primitive; 1 where several threads call work(). The program must outlive the worker.
  Worker(const Program& program, const BatchPlan& plan, int threads);

  // One thread, all images of [first, first + count).
  void run(int first, int count, std::span<const ExternalArray> inputs, std::span<const ExternalArray> outputs);

  // The same by several threads: start(), for at most chunk() images; work() by all of them; finish(), which rethrows what a kernel
  // has thrown.
  int chunk() const { return plan_.chunk; }
  void start(int first, int count, std::span<const ExternalArray> inputs, std::span<const ExternalArray> outputs);
  void work();
  void finish();

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
  void execute(const Instruction& instruction, const Piece& piece, Call& call, int slot);
  void execute_guarded(std::size_t instruction, std::size_t piece, int slot);

  // One instruction for one group of images: how many of its pieces were taken and how many are done.
  struct Step {
    std::size_t instruction = 0;
    int first_image = 0;
    int last_image = 0;  // not included
  };
  struct alignas(64) Progress {
    std::atomic<int> taken{0};
    std::atomic<int> done{0};
  };
  void take_pieces(const Step& step, Progress& progress);

  // A view of a buffer as oneDNN sees it.
  struct View {
    dnnl::memory memory;
    std::size_t offset;
  };

  const Program& program_;
  const BatchPlan& plan_;
  int threads_;
  dnnl::stream stream_;
  std::shared_ptr<std::byte> arena_;
  std::map<std::pair<int, int>, std::vector<View>> views_;  // by buffer and slot
  std::vector<std::vector<std::vector<Call>>> calls_;       // [slot][instruction][piece]
  std::vector<std::vector<std::byte*>> external_;           // [buffer][slot], for inputs and outputs
  std::vector<Step> steps_;                                 // of a full chunk
  std::vector<Progress> progress_;                          // of the steps
  int images_ = 0;                                          // in the present chunk
  std::atomic<bool> failed_{false};
  std::exception_ptr failure_;
  std::mutex failure_mutex_;
};

}  // namespace nnfront::executor::onednn
