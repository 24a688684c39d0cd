#include "support/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <random>
#include <system_error>

#include "support/fail.h"

namespace nnfront {

namespace {

std::string system_message() {
  return std::strerror(errno);
}

// A path as it stands in a message.
std::string shown(const std::filesystem::path& path) {
  return printable(path.string());
}

// Paths of the temporary files that are open now, where a signal handler can reach them without taking a lock.
struct UnfinishedFiles {
  static constexpr std::size_t slots = 16;
  static constexpr std::size_t longest_path = 4096;
  struct Slot {
    std::atomic<int> state{0};  // 0 free, 1 being written, 2 in use
    std::array<char, longest_path> path{};
  };
  std::array<Slot, slots> entries;
};

UnfinishedFiles& unfinished_files() {
  static UnfinishedFiles files;
  return files;
}

void remember_unfinished(const std::string& path) {
  if (path.size() + 1 > UnfinishedFiles::longest_path) return;
  for (auto& slot : unfinished_files().entries) {
    int expected = 0;
    if (!slot.state.compare_exchange_strong(expected, 1)) continue;
    std::memcpy(slot.path.data(), path.c_str(), path.size() + 1);
    slot.state = 2;
    return;
  }
}

void forget_unfinished(const std::string& path) {
  for (auto& slot : unfinished_files().entries) {
    if (slot.state == 2 && path == slot.path.data()) slot.state = 0;
  }
}

void write_all(int descriptor, std::span<const std::byte> bytes, std::uint64_t offset, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(ErrorCode::io, "{}: cannot write: {}", shown(path), system_message());
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

[[noreturn]] void fail_too_large(const std::string& name, std::uint64_t size, std::uint64_t limit) {
  fail(ErrorCode::invalid_file, "{}: {} bytes, at most {} are read here", name, size, limit);
}

constexpr std::size_t write_buffer_bytes = 1 << 20;

}  // namespace

File::File(std::filesystem::path path, int descriptor, std::uint64_t size) : path_(std::move(path)), descriptor_(descriptor), size_(size) {}

File::~File() {
  ::close(descriptor_);
}

std::shared_ptr<const File> File::open(const std::filesystem::path& path) {
  // O_NONBLOCK: a named pipe without a writer must not hang us.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) fail(ErrorCode::io, "{}: cannot open: {}", shown(path), system_message());
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    const bool directory = S_ISDIR(status.st_mode);
    ::close(descriptor);
    fail(ErrorCode::io, "{}: got {}, wanted a file", shown(path), directory ? "a directory" : "something that is no regular file");
  }
  return std::shared_ptr<const File>(new File(path, descriptor, static_cast<std::uint64_t>(status.st_size)));
}

void File::read(std::uint64_t offset, std::span<std::byte> out) const {
  while (!out.empty()) {
    const ssize_t got = ::pread(descriptor_, out.data(), out.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(ErrorCode::io, "{}: cannot read: {}", shown(path_), system_message());
    if (got == 0) fail(ErrorCode::invalid_file, "{}: the file ends at byte {}, wanted {} more", shown(path_), offset, out.size());
    out = out.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
}

std::string File::read_all(std::uint64_t limit) const {
  if (size_ > limit) fail_too_large(shown(path_), size_, limit);
  std::string result(size_, '\0');
  read(0, std::as_writable_bytes(std::span(result)));
  return result;
}

ByteSource::ByteSource(std::shared_ptr<const File> file) : file_(std::move(file)), size_(file_->size()) {}

ByteSource::ByteSource(std::span<const std::byte> memory) : memory_(memory.data()), size_(memory.size()) {}

ByteSource::ByteSource(std::span<const std::byte> memory, std::shared_ptr<const void> owner)
    : memory_owner_(std::move(owner)), memory_(memory.data()), size_(memory.size()) {}

ByteSource ByteSource::slice(std::uint64_t offset, std::uint64_t size) const {
  if (offset > size_ || size > size_ - offset) {
    fail(ErrorCode::invalid_file, "bytes {} to {} are wanted, there are {}", offset, offset + size, size_);
  }
  ByteSource result = *this;
  result.offset_ += offset;
  result.size_ = size;
  return result;
}

void ByteSource::read(std::uint64_t offset, std::span<std::byte> out) const {
  const ByteSource part = slice(offset, out.size());
  if (out.empty()) return;
  if (file_ != nullptr) {
    file_->read(part.offset_, out);
  } else {
    std::memcpy(out.data(), memory_ + part.offset_, out.size());
  }
}

void ByteSource::check_size(std::uint64_t limit) const {
  if (size_ > limit) fail_too_large(name(), size_, limit);
}

std::string ByteSource::read_all(std::uint64_t limit) const {
  check_size(limit);
  std::string result(size_, '\0');
  read(0, std::as_writable_bytes(std::span(result)));
  return result;
}

std::string ByteSource::name() const {
  return file_ == nullptr ? "memory" : shown(file_->path());
}

namespace {

// Renaming over a device or a pipe would put a file in its place, and over a link would cut it.
std::filesystem::path writable_target(const std::filesystem::path& path) {
  std::error_code unknown;  // of a path that cannot be looked at; opening it says why
  const auto status = std::filesystem::status(path, unknown);
  if (!std::filesystem::exists(status)) return path;
  if (!std::filesystem::is_regular_file(status)) {
    const bool directory = std::filesystem::is_directory(status);
    fail(ErrorCode::io, "{}: got {}, wanted a file to write", shown(path), directory ? "a directory" : "something that is no regular file");
  }
  const auto target = std::filesystem::canonical(path, unknown);
  return unknown ? path : target;
}

}  // namespace

FileWriter::FileWriter(std::filesystem::path path) : path_(writable_target(path)) {
  std::random_device random;
  for (int attempt = 0; attempt < 100; ++attempt) {
    temporary_ = path_;
    temporary_ += fmt::format(".{:08x}.part", random());
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ >= 0 || errno != EEXIST) break;
  }
  if (descriptor_ < 0) fail(ErrorCode::io, "{}: cannot create: {}", shown(path_), system_message());
  remember_unfinished(temporary_.string());
}

FileWriter::~FileWriter() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
  forget_unfinished(temporary_.string());
}

void FileWriter::flush() {
  if (buffer_.empty()) return;
  write_all(descriptor_, std::as_bytes(std::span(buffer_)), flushed_, path_);
  flushed_ += buffer_.size();
  buffer_.clear();
}

void FileWriter::write(std::span<const std::byte> bytes) {
  position_ += bytes.size();
  if (bytes.size() >= write_buffer_bytes) {
    flush();
    write_all(descriptor_, bytes, flushed_, path_);
    flushed_ += bytes.size();
    return;
  }
  buffer_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (buffer_.size() >= write_buffer_bytes) flush();
}

void FileWriter::write(std::string_view text) {
  write(std::as_bytes(std::span(text)));
}

void FileWriter::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
  ensure(offset + bytes.size() <= position_, "write_at goes past what was written");
  // What is still in the buffer is changed there: an archive patches every small entry, and a flush for each costs more than the entry.
  if (offset >= flushed_) {
    std::memcpy(buffer_.data() + (offset - flushed_), bytes.data(), bytes.size());
    return;
  }
  if (offset + bytes.size() > flushed_) flush();
  write_all(descriptor_, bytes, offset, path_);
}

void FileWriter::commit() {
  flush();
  const int closed = ::close(descriptor_);
  descriptor_ = -1;
  const bool renamed = closed == 0 && ::rename(temporary_.c_str(), path_.c_str()) == 0;
  const std::string message = renamed ? "" : system_message();
  if (!renamed) ::unlink(temporary_.c_str());
  forget_unfinished(temporary_.string());
  if (!renamed) fail(ErrorCode::io, "{}: cannot finish writing: {}", shown(path_), message);
}

void remove_unfinished_files() noexcept {
  for (auto& slot : unfinished_files().entries) {
    if (slot.state == 2) ::unlink(slot.path.data());
  }
}

void make_folders(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail(ErrorCode::io, "{}: cannot create the folder: {}", shown(folder), error.message());
  if (!std::filesystem::is_directory(folder, error)) fail(ErrorCode::io, "{}: got a file, wanted a folder to write into", shown(folder));
}

void write_text_file(const std::filesystem::path& path, std::string_view text) {
  FileWriter writer(path);
  writer.write(text);
  writer.commit();
}

}  // namespace nnfront
