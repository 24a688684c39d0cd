#include "ops/indexing.h"

#include <algorithm>
#include <limits>

#include "ops/elements.h"
#include "support/fail.h"

namespace nnfront::ops {

std::vector<std::int64_t> indices_of(const Array& array) {
  std::vector<std::int64_t> indices = to_integers(array);
  if (array.dtype() != DType::uint64) return indices;
  for (std::int64_t& index : indices) index = index < 0 ? std::numeric_limits<std::int64_t>::max() : index;
  return indices;
}

std::int64_t placed_index(std::string_view what, std::int64_t index, std::int64_t size, OutOfBounds outside) {
  if (size > 0 && outside == OutOfBounds::clip) return std::clamp<std::int64_t>(index, 0, size - 1);
  if (size > 0 && outside == OutOfBounds::wrap) return floor_remainder(index, size);
  const std::int64_t placed = index < 0 ? index + size : index;
  if (placed < 0 || placed >= size) {
    fail(ErrorCode::invalid_argument, "{}: got index {}, wanted one from {} to {}", what, index, -size, size - 1);
  }
  return placed;
}

std::int64_t floor_remainder(std::int64_t a, std::int64_t b) {
  const std::int64_t rest = a % b;
  return rest < 0 ? rest + b : rest;
}

}  // namespace nnfront::ops
