// A reference kernel as a step of a program.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "executor/onednn/lowering.h"

namespace nnfront::executor::onednn {

// True where an input that stands for an attribute is computed by the run.
bool has_attribute_inputs(const Operation& operation);

// The operator's own kernel over views of the program's buffers. `types`: of the inputs, in order; absent ones have none. While running,
// Error (invalid_argument) where an attribute that is computed gives other outputs than the graph states.
std::function<void(const HostMemory&)> reference_kernel(const OperatorSet& operators, const Operation& operation,
                                                        std::vector<std::optional<TensorType>> types);

}  // namespace nnfront::executor::onednn
