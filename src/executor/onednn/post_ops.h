// Epilogue steps as oneDNN post-operations.
#pragma once

#include <utility>
#include <vector>

#include "executor/onednn/lowering.h"

namespace nnfront::executor::onednn {

// Nothing is added to the program before place() is called: the primitive may turn out not to exist.
struct PostOps {
  dnnl::primitive_attr attributes;               // with the scratchpad in the caller's hands
  std::size_t absorbed = 0;                      // leading steps of the epilogue
  std::vector<std::pair<int, Input>> residuals;  // operands of binary post-operations
  std::optional<Input> destination;              // the residual that the result is added to in place

  // The arguments of the primitive that writes `layout`: its destination and the residuals.
  std::vector<std::pair<int, Operand>> place(Lowering& lowering, const Desc& layout) const;
};

enum class Absorb { nothing, functions, all };

// As many leading steps as can be done on a result in `layout`. Functions: element-wise ones of one operand; all: also the addition
// of a residual, which needs the layout to be known.
PostOps post_ops_for(Lowering& lowering, const Operation& operation, const Desc& layout, Absorb absorb);

}  // namespace nnfront::executor::onednn
