// What norm_operators() joins to the normalisations by mean and variance, and what they share.
#pragma once

#include <string_view>

#include "ir/operator.h"

namespace nnfront::ops {

Operator l2_normalize();  // normalize.cpp
Operator lp_normalize();

// A finite number, 0 or more.
void check_epsilon(std::string_view label, double epsilon);

}  // namespace nnfront::ops
