// The heavy operators on oneDNN, one at a time, for the interpreter: graphs that the planned engine cannot take, and comparisons of
// large networks, run in bearable time.
#pragma once

#include "executor/reference/interpreter.h"

namespace nnfront::executor {

// eval_operator, but for large float32 convolutions and matrix products.
Kernel onednn_kernel(int threads);

}  // namespace nnfront::executor
