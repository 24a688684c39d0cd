// A line on stderr that says how far long work has come: on a terminal, after the first second.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace nnfront::cli {

class Progress {
 public:
  Progress();
  // Clears the line.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `done` of `total` bytes (or whatever the stage counts); total 0: unknown. Throws Interrupted after Ctrl-C.
  void update(std::string_view stage, std::uint64_t done, std::uint64_t total);

 private:
  bool enabled_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point stage_start_;
  std::chrono::steady_clock::time_point last_;
  std::string stage_;
};

// The user pressed Ctrl-C: thrown by Progress so that everything half written is removed on the way out.
struct Interrupted {};

// The first Ctrl-C (or SIGTERM, or SIGHUP) is remembered for Progress; a second one ends the program at once: the files that are open for
// writing are removed, the hidden folder of a compilation with the files that are finished in it stays.
void watch_for_interrupts();
// The signal that came, 0 before.
int interrupted();

}  // namespace nnfront::cli
