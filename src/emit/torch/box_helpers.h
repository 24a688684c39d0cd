// Helpers (helpers.h) about boxes and regions.
#pragma once

#include <vector>

#include "emit/torch/helpers.h"

namespace nnfront::emit::torch {

std::vector<Helper> box_helpers();

}  // namespace nnfront::emit::torch
