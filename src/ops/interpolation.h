// Weighted sums of neighbouring elements: what resize and the samplers share.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace nnfront::ops {

// An element along one dimension and what it counts.
struct Tap {
  std::int64_t index = 0;
  double weight = 1.0;
};

// Where the centre of element `position` of `out` lies among `in` elements that cover the same extent.
double half_pixel_place(std::int64_t position, std::int64_t in, std::int64_t out);

// The two of `size` elements around `place` (in elements) for linear interpolation; behind an edge both are the outermost.
std::array<Tap, 2> linear_taps(double place, std::int64_t size);

// The weight of a tap at distance t in cubic convolution with coefficient a: Keys, "Cubic convolution interpolation for digital image
// processing", 1981.
double cubic_weight(double t, double a);

// The sum over every combination of one tap per dimension of the product of their weights and the element there; taps[d] lie along
// the dimension whose stride is strides[d], counted from elements[0]. A tap without weight does not bring in an infinity.
double weighted_sum(const double* elements, std::span<const std::int64_t> strides, std::span<const std::span<const Tap>> taps);

}  // namespace nnfront::ops
