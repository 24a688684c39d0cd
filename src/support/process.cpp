#include "support/process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "support/fail.h"

extern char** environ;

namespace nnfront {

namespace {

constexpr std::size_t most_said = std::size_t{1} << 16;

// What the program's streams are: a pipe takes what it says.
class Streams {
 public:
  explicit Streams(int writing_end) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, writing_end, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, writing_end, STDERR_FILENO);
  }
  ~Streams() { posix_spawn_file_actions_destroy(&actions_); }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;
  const posix_spawn_file_actions_t* actions() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

pid_t start(const std::vector<std::string>& words, int writing_end) {
  std::vector<std::string> copies = words;  // the interface wants characters that could be written to
  std::vector<char*> arguments;
  for (std::string& word : copies) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const Streams streams(writing_end);
  pid_t process = 0;
  const int refused = posix_spawnp(&process, arguments.front(), streams.actions(), nullptr, arguments.data(), environ);
  if (refused != 0) fail(ErrorCode::io, "{} cannot be started: {}", printable(words.front()), std::strerror(refused));
  return process;
}

std::string read_to_end(int descriptor) {
  std::string said;
  std::array<char, 4096> piece{};
  while (true) {
    const ssize_t count = ::read(descriptor, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return said;
    said.append(piece.data(), static_cast<std::size_t>(count));
    if (said.size() > 2 * most_said) said.erase(0, said.size() - most_said);
  }
}

int wait_for(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0) ensure(errno == EINTR, "a program that was started can be waited for");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Ended run_program(const std::vector<std::string>& words) {
  ensure(!words.empty(), "a program has a name");
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail(ErrorCode::io, "no pipe to {}: {}", printable(words.front()), std::strerror(errno));
  pid_t process = 0;
  try {
    process = start(words, ends[1]);
  } catch (...) {
    ::close(ends[0]);
    ::close(ends[1]);
    throw;
  }
  ::close(ends[1]);
  std::string said = read_to_end(ends[0]);
  ::close(ends[0]);
  if (said.size() > most_said) said.erase(0, said.size() - most_said);
  return {wait_for(process), std::move(said)};
}

}  // namespace nnfront
