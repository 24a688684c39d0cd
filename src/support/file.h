// Files: positioned reading without a shared cursor, and writing that is complete or absent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace nnfront {

// An open regular file for reading. Safe to share between threads. Opening a directory, a device or a missing
// path throws Error (io) that names the path.
class File {
 public:
  static std::shared_ptr<const File> open(const std::filesystem::path& path);
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const { return size_; }
  // Fills `out` from `offset`; Error (invalid_file) when the file ends earlier.
  void read(std::uint64_t offset, std::span<std::byte> out) const;
  // The whole content. Error when it is larger than `limit` bytes.
  std::string read_all(std::uint64_t limit) const;

 private:
  File(std::filesystem::path path, int descriptor, std::uint64_t size);
  std::filesystem::path path_;
  int descriptor_;
  std::uint64_t size_;
};

// Bytes that something can be read from: a file, or memory (tests, fuzzing).
// offset + size never passes the end: checked when the slice is made.
class ByteSource {
 public:
  explicit ByteSource(std::shared_ptr<const File> file);
  // Memory that the caller keeps alive as long as the source and everything read from it.
  explicit ByteSource(std::span<const std::byte> memory);
  // Memory that `owner` keeps alive; every slice shares the owner.
  ByteSource(std::span<const std::byte> memory, std::shared_ptr<const void> owner);

  std::uint64_t size() const { return size_; }
  // A part of this source. Error (invalid_file) where it passes the end.
  ByteSource slice(std::uint64_t offset, std::uint64_t size) const;
  // Fills `out` from `offset`; Error (invalid_file) where that passes the end.
  void read(std::uint64_t offset, std::span<std::byte> out) const;
  std::string read_all(std::uint64_t limit) const;
  // Error (invalid_file) where it is larger than `limit` bytes.
  void check_size(std::uint64_t limit) const;
  // The path on one line, or "memory": for messages.
  std::string name() const;

 private:
  std::shared_ptr<const File> file_;
  std::shared_ptr<const void> memory_owner_;
  const std::byte* memory_ = nullptr;
  std::uint64_t offset_ = 0;
  std::uint64_t size_ = 0;
};

// Writes to `<path>.<random>.part` in the same folder; commit() renames it to `path` (where that is a link: to what it points at).
// Error (io) where something else than a regular file stands there. Without commit() (an exception, say) the
// temporary file is removed and whatever stood at `path` stays as it was.
class FileWriter {
 public:
  explicit FileWriter(std::filesystem::path path);
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text);
  // Overwrites bytes that were written before; the position does not move.
  void write_at(std::uint64_t offset, std::span<const std::byte> bytes);
  std::uint64_t position() const { return position_; }
  void commit();

 private:
  void flush();
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
  std::uint64_t position_ = 0;
  std::uint64_t flushed_ = 0;
  std::string buffer_;
};

// Removes the temporary files of writers that are open now: for a signal handler (async-signal-safe).
void remove_unfinished_files() noexcept;

// Makes `folder` and those above it, where they are not there. Error (io) that names `folder`: a file is in the way, the name is too
// long, or what else the system says.
void make_folders(const std::filesystem::path& folder);

// Writes `text` to `path` through FileWriter.
void write_text_file(const std::filesystem::path& path, std::string_view text);

}  // namespace nnfront
