// Every operator of nnfront: start reading in op_table.cpp.
#pragma once

#include "ir/operator.h"

namespace nnfront::ops {

// Made once, on first use; lives as long as the program.
const OperatorSet& operators();

// docs/operators.md, from the records.
std::string operators_markdown();

}  // namespace nnfront::ops
