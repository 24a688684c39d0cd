// What linear_algebra_operators() joins to the operators on matrices.
#pragma once

#include "ir/operator.h"

namespace nnfront::ops {

Operator einsum();  // einsum.cpp

}  // namespace nnfront::ops
