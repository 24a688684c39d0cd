#include "executor/onednn/crew.h"

#include <system_error>
#include <utility>

namespace nnfront::executor::onednn {

std::thread start_thread(std::function<void()> work) {
  return std::thread(std::move(work));
}

Crew::Crew(int size, const StartThread& start) {
  threads_.reserve(static_cast<std::size_t>(size));
  try {
    for (int member = 1; member < size; ++member) threads_.push_back(start([this, member] { wait_for_work(member); }));
  } catch (const std::system_error&) {
    // The system gives no more threads: those that there are do all the work.
  }
}

Crew::~Crew() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Crew::work(int member, const std::function<void(int)>& task) {
  try {
    task(member);
  } catch (...) {  // rethrown on the caller's thread
    const std::lock_guard lock(mutex_);
    if (failure_ == nullptr) failure_ = std::current_exception();
  }
}

void Crew::wait_for_work(int member) {
  std::uint64_t seen = 0;
  while (true) {
    const std::function<void(int)>* task = nullptr;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || round_ != seen; });
      if (stopping_) return;
      seen = round_;
      task = task_;
    }
    work(member, *task);
    const std::lock_guard lock(mutex_);
    if (--busy_ == 0) done_.notify_one();
  }
}

void Crew::run(const std::function<void(int)>& task) {
  {
    const std::lock_guard lock(mutex_);
    task_ = &task;
    busy_ = static_cast<int>(threads_.size());
    failure_ = nullptr;
    ++round_;
  }
  wake_.notify_all();
  work(0, task);
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&] { return busy_ == 0; });
  if (failure_ != nullptr) std::rethrow_exception(std::exchange(failure_, nullptr));
}

}  // namespace nnfront::executor::onednn
