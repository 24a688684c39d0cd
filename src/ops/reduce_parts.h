// What reduce_operators() joins to the reductions, and what they share.
#pragma once

#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

inline constexpr Constraint number_constraint{"reduce_c2", "x is of an integer or floating type"};

std::vector<Operator> order_operators();  // order.cpp: argmin argmax topk sort cumsum cumprod

}  // namespace nnfront::ops
