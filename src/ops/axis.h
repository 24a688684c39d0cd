// Axes that count from the end.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nnfront::ops {

// `axis` of a tensor of so many dimensions, which inference has accepted: counted from the front.
constexpr std::int64_t from_front(std::int64_t axis, std::size_t rank) {
  return axis < 0 ? axis + static_cast<std::int64_t>(rank) : axis;
}

}  // namespace nnfront::ops
