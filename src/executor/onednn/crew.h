// Threads that wait for work: made once, so that a run starts none.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace nnfront::executor::onednn {

// Starts a thread that does `work`; throws std::system_error where there are no more to be had.
using StartThread = std::function<std::thread(std::function<void()> work)>;
std::thread start_thread(std::function<void()> work);

class Crew {
 public:
  // `size` at least 1; the caller of run() is one of them. Where the system gives fewer threads, the crew is smaller.
  explicit Crew(int size, const StartThread& start = start_thread);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  int size() const { return static_cast<int>(threads_.size()) + 1; }

  // Calls task(i) for i in [0, size()), each on its own thread, and waits for all. The first exception is rethrown.
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
