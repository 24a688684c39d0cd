#pragma once

#include <algorithm>

#include "nnfront/array.h"

namespace nnfront::testing_support {

// Whether two arrays are the same to the last bit: -0 is not 0, and a NaN is itself.
inline bool same_bytes(const Array& a, const Array& b) {
  return a.dtype() == b.dtype() && a.dims() == b.dims() && std::equal(a.data(), a.data() + a.bytes(), b.data());
}

}  // namespace nnfront::testing_support
