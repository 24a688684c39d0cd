// Threads that wait for work: made once, so that a run starts none. And a barrier for those that work together.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace nnfront::executor::onednn {

// All of `size` threads come, or none goes on. Waits for some microseconds at full speed, then sleeps: on a machine that has other
// things to do a waiting thread must not keep the working one from its processor.
class Barrier {
 public:
  explicit Barrier(int size) : size_(size) {}
  void wait();

 private:
  const int size_;
  std::atomic<int> arrived_{0};
  std::atomic<std::uint32_t> round_{0};
};

class Crew {
 public:
  // `size` at least 1; the caller of run() is one of them.
  explicit Crew(int size);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // Calls task(i) for i in [0, size), each on its own thread, and waits for all. The first exception is rethrown.
  void run(const std::function<void(int)>& task);

 private:
  void wait_for_work(int member);
  void work(int member, const std::function<void(int)>& task);

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  const std::function<void(int)>* task_ = nullptr;
  std::uint64_t round_ = 0;
  int busy_ = 0;
  bool stopping_ = false;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace nnfront::executor::onednn
