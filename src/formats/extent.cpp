#include "formats/extent.h"

#include "nnfront/array.h"
#include "support/fail.h"
#include "support/utf8.h"

namespace nnfront::formats {

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
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace nnfront::formats
