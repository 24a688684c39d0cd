// UTF-8 (Unicode 15, table 3-7).
#pragma once

#include <cstddef>
#include <string_view>

namespace nnfront {

// Bytes of the well-formed sequence that `text` begins with; 0 where it begins with none, or is empty.
std::size_t utf8_length(std::string_view text);

}  // namespace nnfront
