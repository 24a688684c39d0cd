// input, parameter, constant, opaque. Their attributes are in ir/leaf.h, since reading and writing graphs needs them.
#pragma once

#include <vector>

#include "ir/leaf.h"
#include "ir/operator.h"

namespace nnfront::ops {

std::vector<Operator> leaf_operators();

}  // namespace nnfront::ops
