// Indices that data gives, and the elements they name.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ir/attributes.h"
#include "nnfront/array.h"

namespace nnfront::ops {

// What an index outside the elements names. error: those from -size to -1 count from the end, no other is allowed; clip: the nearest
// element; wrap: the element at the index modulo the size.
enum class OutOfBounds { error, clip, wrap };

// The indices of an array of any integer type; those of uint64 that int64 lacks become the largest one.
std::vector<std::int64_t> indices_of(const Array& array);

// The element in [0, size) that `index` names. Error (invalid_argument), which begins with `what`, where it names none; that is so
// for every index where there are no elements.
std::int64_t placed_index(std::string_view what, std::int64_t index, std::int64_t size, OutOfBounds outside = OutOfBounds::error);

// a modulo b for a positive b, never negative.
std::int64_t floor_remainder(std::int64_t a, std::int64_t b);

}  // namespace nnfront::ops

template <>
struct nnfront::EnumNames<nnfront::ops::OutOfBounds> {
  static constexpr std::string_view names[] = {"error", "clip", "wrap"};
};
