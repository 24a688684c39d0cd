// Reads a source from front to back: small fields through a window, large content as slices that are not read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "formats/little_endian.h"
#include "support/file.h"

namespace nnfront::formats {

// Every take... throws Error (invalid_file) that says `what` was wanted where the source ends too early; nothing is allocated
// before that check.
class ByteCursor {
 public:
  explicit ByteCursor(ByteSource source);

  std::uint64_t position() const { return position_; }
  std::uint64_t remaining() const { return source_.size() - position_; }

  template <class T>
  T take(std::string_view what) {
    return load_little<T>(take_view(sizeof(T), what), 0);
  }
  std::string take_text(std::uint64_t size, std::string_view what);
  ByteSource take_slice(std::uint64_t size, std::string_view what);

 private:
  // At most the window's size; valid until the next call.
  std::string_view take_view(std::size_t size, std::string_view what);
  void require(std::uint64_t size, std::string_view what) const;

  ByteSource source_;
  std::uint64_t position_ = 0;
  std::string window_;
  std::uint64_t window_begin_ = 0;
};

}  // namespace nnfront::formats
