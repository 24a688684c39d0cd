// Letters of ASCII, whatever the locale.
#pragma once

#include <string>
#include <string_view>

namespace nnfront {

// Capital letters of ASCII as small ones; everything else stays.
inline std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return result;
}

}  // namespace nnfront
