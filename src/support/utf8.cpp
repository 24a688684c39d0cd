#include "support/utf8.h"

namespace nnfront {

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

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const Utf8Sequence sequence = utf8_sequence(static_cast<unsigned char>(text[0]));
  if (sequence.size > text.size()) return 0;
  for (std::size_t k = 1; k < sequence.size; ++k) {
    const auto byte = static_cast<unsigned char>(text[k]);
    const unsigned char low = k == 1 ? sequence.low : 0x80;
    const unsigned char high = k == 1 ? sequence.high : 0xBF;
    if (byte < low || byte > high) return 0;
  }
  return sequence.size;
}

}  // namespace nnfront
