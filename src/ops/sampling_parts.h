// The parts that sampling_operators() joins.
#pragma once

#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

std::vector<Operator> grid_operators();    // grid.cpp: grid_sample, affine_grid
Operator deformable_conv();                // deformable_conv.cpp
Operator correlation();                    // correlation.cpp
std::vector<Operator> column_operators();  // columns.cpp: im2col, col2im, max_unpool

}  // namespace nnfront::ops
