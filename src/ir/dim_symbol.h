// How symbols of dimensions are spelled.
#pragma once

#include <string_view>

namespace nnfront {

inline bool is_symbol_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
inline bool is_symbol_part(char c) {
  return is_symbol_start(c) || (c >= '0' && c <= '9') || c == '.';
}

inline bool is_symbol_name(std::string_view name) {
  constexpr std::size_t longest = 128;
  if (name.empty() || name.size() > longest || !is_symbol_start(name[0])) return false;
  for (const char c : name) {
    if (!is_symbol_part(c)) return false;
  }
  return true;
}

}  // namespace nnfront
