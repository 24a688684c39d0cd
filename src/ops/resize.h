// Where resize reads: for whoever computes it otherwise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ops/interpolation.h"
#include "ops/shape.h"

namespace nnfront::ops {

// The weighted elements of every output position along spatial dimension `d` (from 0), which has `size` elements. None at a place outside
// what is cropped from.
std::vector<std::vector<Tap>> resize_taps(const ResizeAttrs& attrs, std::int64_t size, std::size_t d);

}  // namespace nnfront::ops
