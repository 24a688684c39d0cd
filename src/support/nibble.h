// 4-bit elements packed in pairs, low nibble first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace nnfront {

inline std::uint8_t nibble(std::span<const std::uint8_t> packed, std::int64_t i) {
  const std::uint8_t pair = packed[static_cast<std::size_t>(i / 2)];
  return static_cast<std::uint8_t>(i % 2 == 0 ? pair & 0x0f : pair >> 4);
}

// The low four bits of `value`.
inline void set_nibble(std::span<std::uint8_t> packed, std::int64_t i, std::uint8_t value) {
  std::uint8_t& pair = packed[static_cast<std::size_t>(i / 2)];
  pair = static_cast<std::uint8_t>(i % 2 == 0 ? (pair & 0xf0) | (value & 0x0f) : (pair & 0x0f) | (value << 4));
}

// As two's complement: 8 to 15 are -8 to -1.
inline int signed_nibble(std::uint8_t nibble) {
  return nibble < 8 ? nibble : nibble - 16;
}

}  // namespace nnfront
