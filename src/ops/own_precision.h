// Numbers in the precision of their own type, float32 for narrower ones: for kernels in which a decision (which box stays, which element a
// bin begins with) hangs on a rounding that a network was trained with. Every other kernel computes in double.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "ops/elements.h"

namespace nnfront::ops {

// Calls kernel.template operator()<F>() with double for float64, float otherwise.
template <class Kernel>
auto with_own_precision(DType dtype, Kernel&& kernel) {
  return dtype == DType::float64 ? kernel.template operator()<double>() : kernel.template operator()<float>();
}

template <class F>
std::vector<F> own_numbers(const Array& array) {
  const std::vector<double> elements = to_doubles(array);
  std::vector<F> result(elements.size());
  std::transform(elements.begin(), elements.end(), result.begin(), [](double element) { return static_cast<F>(element); });
  return result;
}

template <class F>
Array own_array(DType dtype, std::vector<std::int64_t> dims, const std::vector<F>& elements) {
  return from_doubles(dtype, std::move(dims), std::vector<double>(elements.begin(), elements.end()));
}

}  // namespace nnfront::ops
