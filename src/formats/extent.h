// Sizes and names that come out of a file, checked before anything is made from them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "nnfront/dtype.h"

namespace nnfront::formats {

// Bytes that elements of this shape take. Error (invalid_file) for a negative dimension or more than 2^48 elements.
std::uint64_t content_bytes(DType dtype, std::span<const std::int64_t> dims);

// "[3,224,224]".
std::string dims_text(std::span<const std::int64_t> dims);

// True for well-formed UTF-8 (Unicode 15, table 3-7): names end in JSON, which holds nothing else.
bool is_utf8(std::string_view text);

}  // namespace nnfront::formats
