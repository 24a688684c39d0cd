#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>

#include "support/file.h"
#include "support/number_text.h"

namespace nnfront::cli {

namespace {

// A signal handler can reach nothing else.
std::atomic<int>& first_signal() {
  static std::atomic<int> signal{0};
  return signal;
}

void on_interrupt(int signal) {
  int none = 0;
  if (first_signal().compare_exchange_strong(none, signal)) return;
  remove_unfinished_files();
  ::_exit(128 + signal);
}

}  // namespace

void watch_for_interrupts() {
  first_signal() = 0;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, on_interrupt);
  std::signal(SIGXFSZ, SIG_IGN);  // a file over the system's limit is then an error of write()
}

int interrupted() {
  return first_signal();
}

Progress::Progress()
    : enabled_(::isatty(STDERR_FILENO) == 1), start_(std::chrono::steady_clock::now()), stage_start_(start_), last_(start_) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
}

void Progress::update(std::string_view stage, std::uint64_t done, std::uint64_t total) {
  if (interrupted() != 0) throw Interrupted{};
  if (!enabled_) return;
  const auto now = std::chrono::steady_clock::now();
  if (stage != stage_) {
    stage_ = stage;
    stage_start_ = now;
  }
  const auto since = [&](auto then) { return std::chrono::duration<double>(now - then).count(); };
  if (since(start_) < 1.0 || since(last_) < 0.1) return;
  last_ = now;
  shown_ = true;
  std::string line = fmt::format("\r\x1b[K{}", stage);
  if (total > 0 && done > 0) {
    const double rate = static_cast<double>(done) / std::max(since(stage_start_), 1e-3);
    const double remaining = static_cast<double>(total - std::min(done, total)) / rate;
    line += fmt::format(" {:3.0f} %  {}/s  {:.0f} s left", 100.0 * static_cast<double>(done) / static_cast<double>(total),
                        byte_text(static_cast<std::uint64_t>(rate)), remaining);
  }
  std::fputs(line.c_str(), stderr);
}

}  // namespace nnfront::cli
