#include "formats/byte_cursor.h"

#include <algorithm>
#include <utility>

#include "support/fail.h"

namespace nnfront::formats {

namespace {

constexpr std::uint64_t window_bytes = 4096;

}  // namespace

ByteCursor::ByteCursor(ByteSource source) : source_(std::move(source)) {}

void ByteCursor::require(std::uint64_t size, std::string_view what) const {
  if (size <= remaining()) return;
  fail(ErrorCode::invalid_file, "wanted {} bytes of {} at byte {}, the file ends at byte {}", size, what, position_, source_.size());
}

std::string_view ByteCursor::take_view(std::size_t size, std::string_view what) {
  require(size, what);
  ensure(size <= window_bytes, "a field is larger than the cursor's window");
  const bool inside = position_ >= window_begin_ && position_ + size <= window_begin_ + window_.size();
  if (!inside) {
    window_.resize(std::min(window_bytes, remaining()));
    window_begin_ = position_;
    source_.read(position_, std::as_writable_bytes(std::span(window_)));
  }
  const std::string_view view = std::string_view(window_).substr(position_ - window_begin_, size);
  position_ += size;
  return view;
}

std::string ByteCursor::take_text(std::uint64_t size, std::string_view what) {
  if (size <= window_bytes) return std::string(take_view(size, what));
  require(size, what);
  std::string text(size, '\0');
  source_.read(position_, std::as_writable_bytes(std::span(text)));
  position_ += size;
  return text;
}

ByteSource ByteCursor::take_slice(std::uint64_t size, std::string_view what) {
  require(size, what);
  position_ += size;
  return source_.slice(position_ - size, size);
}

}  // namespace nnfront::formats
