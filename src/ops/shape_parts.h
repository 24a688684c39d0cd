// The parts that shape_operators() joins, and what they share.
#pragma once

#include <vector>

#include "ops/kernels.h"

namespace nnfront::ops {

std::vector<Operator> reshape_operators();  // reshape.cpp: reshape, squeeze, unsqueeze, broadcast_to
std::vector<Operator> join_operators();     // join.cpp: concat, stack, split
std::vector<Operator> slice_operators();    // slice.cpp
std::vector<Operator> index_operators();    // index.cpp: gather, tile, flip, one_hot, arange
std::vector<Operator> pad_operators();      // pad.cpp
std::vector<Operator> resize_operators();   // resize.cpp

// A record of this family that moves elements from its only input `x` to its only output `y`.
Operator mover(std::string_view name, std::string_view doc);

// The array of `dims` whose element at `index` is x's element at source(index), an offset in elements, negative for `fill`.
template <class Source>
Array move_elements(const Array& x, std::vector<std::int64_t> dims, Source&& source, double fill = 0.0) {
  std::vector<std::int64_t> sources;
  sources.reserve(static_cast<std::size_t>(element_count(dims)));
  for_each_index(dims, [&](std::span<const std::int64_t> index) { sources.push_back(source(index)); });
  return take_elements(x, std::move(dims), sources, fill);
}

// One behind the other along `axis`, which is among the dims of every part; types and other dims are equal, and there is a part.
Array concatenated(std::span<const Array* const> parts, int axis);
// Along a new dimension at `axis`; types and dims are equal, and there is a part.
Array stacked(std::span<const Array* const> parts, int axis);

// The offset of `index` in C order.
std::int64_t offset_of(std::span<const std::int64_t> index, std::span<const std::int64_t> strides);

// The dims of an array after inference on its concrete shape. InternalError where one is still not an integer.
std::vector<std::int64_t> concrete(const Shape& shape);

}  // namespace nnfront::ops
