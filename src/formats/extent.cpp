#include "formats/extent.h"

#include "nnfront/array.h"
#include "support/fail.h"

namespace nnfront::formats {

namespace {

// Bytes of the sequence that `lead` begins, 0 where it begins none; [low, high] is what its second byte may be.
struct Utf8Sequence {
  std::size_t size;
  unsigned char low;
  unsigned char high;
};

Utf8Sequence utf8_sequence(unsigned char lead) {
  if (lead < 0x80) return {1, 0, 0};
  if (lead >= 0xC2 && lead <= 0xDF) return {2, 0x80, 0xBF};
  if (lead == 0xE0) return {3, 0xA0, 0xBF};
  if (lead == 0xED) return {3, 0x80, 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {3, 0x80, 0xBF};
  if (lead == 0xF0) return {4, 0x90, 0xBF};
  if (lead >= 0xF1 && lead <= 0xF3) return {4, 0x80, 0xBF};
  if (lead == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

std::uint64_t content_bytes(DType dtype, std::span<const std::int64_t> dims) {
  try {
    return storage_bytes(dtype, element_count(dims));
  } catch (const Error& error) {
    fail(ErrorCode::invalid_file, "shape {}: {}", dims_text(dims), error.what());
  }
}

std::string dims_text(std::span<const std::int64_t> dims) {
  return fmt::format("[{}]", fmt::join(dims.begin(), dims.end(), ","));
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const Utf8Sequence sequence = utf8_sequence(static_cast<unsigned char>(text[i]));
    if (sequence.size == 0 || sequence.size > text.size() - i) return false;
    for (std::size_t k = 1; k < sequence.size; ++k) {
      const auto byte = static_cast<unsigned char>(text[i + k]);
      const unsigned char low = k == 1 ? sequence.low : 0x80;
      const unsigned char high = k == 1 ? sequence.high : 0xBF;
      if (byte < low || byte > high) return false;
    }
    i += sequence.size;
  }
  return true;
}

}  // namespace nnfront::formats
