// Little-endian numbers in bytes, which is how every format here stores them.
#pragma once

#include <bit>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "support/fail.h"

namespace nnfront::formats {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they lie in memory");

// The T at `offset`; the caller has checked the length (InternalError otherwise).
template <class T>
T load_little(std::string_view bytes, std::size_t offset) {
  static_assert(std::is_arithmetic_v<T>);
  ensure(offset <= bytes.size() && sizeof(T) <= bytes.size() - offset, "a number is read past the end of its bytes");
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

template <class T>
void append_little(std::string& bytes, T value) {
  static_assert(std::is_arithmetic_v<T>);
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  bytes.append(raw, sizeof(T));
}

}  // namespace nnfront::formats
