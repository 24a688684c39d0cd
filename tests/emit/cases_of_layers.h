// The cases that stand in a file of their own.
#pragma once

#include <vector>

#include "tests/emit/cases.h"

namespace nnfront::test {

std::vector<WrittenCase> cases_of_layers();

}  // namespace nnfront::test
