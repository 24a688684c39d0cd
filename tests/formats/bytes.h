// What the tests of every format need: bytes as a source, files in a folder of their own, the message of a refusal.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>

#include "formats/little_endian.h"
#include "nnfront/error.h"
#include "support/file.h"

namespace nnfront::formats {

// Looks at `text`, which must outlive the source.
inline ByteSource source_of(const std::string& text) {
  return ByteSource(std::as_bytes(std::span(text)));
}

// The message of the Error that `action` throws, or "no error".
inline std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Fails unless `action` throws an Error whose message has `part` in it, on one line.
inline void expect_refusal(std::string_view part, const std::function<void()>& action) {
  const std::string message = refusal(action);
  EXPECT_TRUE(contains(message, part)) << "wanted: " << part << "\n   got: " << message;
  EXPECT_FALSE(contains(message, "\n")) << message;
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "nnfront_formats_XXXXXX").string();
    if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void put_file(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// Reads `bytes` cut off at every length (each must be refused), then with every bit flipped (refused or read, nothing else).
inline void damage(const std::string& bytes, const std::function<void(const ByteSource&)>& read) {
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string cut = bytes.substr(0, size);
    EXPECT_THROW(read(source_of(cut)), Error) << "cut off at " << size << " of " << bytes.size();
  }
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    try {
      read(source_of(flipped));
    } catch (const Error&) {
      // Refused: fine. Anything else thrown ends the test.
    }
  }
}

// The bytes of numbers one after the other, each as the type it has.
template <class... Numbers>
std::string little(Numbers... numbers) {
  std::string bytes;
  (append_little(bytes, numbers), ...);
  return bytes;
}

}  // namespace nnfront::formats
