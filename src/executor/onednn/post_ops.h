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

  // The arguments of the primitive that writes `layout`: the residuals and, last, its destination.
  std::vector<std::pair<int, Operand>> place(Lowering& lowering, const Desc& layout) const;
};

// The other operand of `running + other`, where both have shape `dims` and it is not a constant; null for any other step.
const Input* residual_of(const Operation::Step& step, const Dims& dims);

enum class Absorb { nothing, functions, all };

// As many leading steps as can be done on a result in `layout`. Functions: element-wise ones of one operand; all: also the addition
// of a residual, which needs the layout to be known.
PostOps post_ops_for(Lowering& lowering, const Operation& operation, const Desc& layout, Absorb absorb);
// The same for a primitive that writes a part of the result only, in layout `part`.
PostOps post_ops_for_part(Lowering& lowering, const Operation& operation, const Desc& layout, const Desc& part, Absorb absorb);

}  // namespace nnfront::executor::onednn
