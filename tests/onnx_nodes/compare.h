// ONNX's tolerances: a floating element may be atol + rtol * |wanted| away; NaN equals NaN; everything else is exact.
#pragma once

#include <string>

#include "nnfront/array.h"

namespace nnfront::onnx_nodes {

inline constexpr double relative_tolerance = 1e-3;
inline constexpr double absolute_tolerance = 1e-7;

// Empty where they agree; otherwise types and shapes, or how many elements differ and the worst of them.
std::string difference(const Array& got, const Array& wanted);

}  // namespace nnfront::onnx_nodes
