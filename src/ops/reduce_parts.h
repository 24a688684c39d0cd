// What reduce_operators() joins to the reductions.
#pragma once

#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

std::vector<Operator> order_operators();  // order.cpp: argmin argmax topk sort cumsum

}  // namespace nnfront::ops
