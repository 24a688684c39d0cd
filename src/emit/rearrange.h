// Parameters in the order of elements that a target wants them in: computed when they are written, one at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "ir/tensor.h"

namespace nnfront::emit {

// Dimension i of the result is dimension order[i].
Tensor permuted(const Tensor& tensor, const std::vector<std::int64_t>& order);
// The same elements under other dims of equal count.
Tensor reshaped(const Tensor& tensor, std::vector<std::int64_t> dims);
// Indices [begin, begin + count) of dimension `axis`.
Tensor part(const Tensor& tensor, std::int64_t axis, std::int64_t begin, std::int64_t count);
// With factors[d] - 1 zeros between neighbours along dimension d: a kernel whose taps are that far apart.
Tensor spread(const Tensor& tensor, const std::vector<std::int64_t>& factors);

}  // namespace nnfront::emit
