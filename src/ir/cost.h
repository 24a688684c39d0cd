// What running a node once takes. The definitions of MAC and operation stand here and nowhere else.
//
// MAC: one multiplication of a weight (or a left operand) with an activation together with its addition.
//   *Effective* MACs leave out the taps of a window that fall on zero padding; *padded* MACs count every tap.
//   Convolution: Cin/groups * Cout * prod_d t_d, with t_d the sum over output positions o of
//   #{k : 0 <= o*stride - pad + k*dilation < size}. Transposed convolution: the same, taps counted from the input side.
//   Matrix product: M*N*K per batch; by equation (einsum): the product of all sizes, once for every operand but the first.
//   Deformable convolution: every tap at every position, since where it reads is data. Correlation: one per product.
//   Recurrent: per step.
// Element-wise operations: one per element of the output of an element-wise operator, per tap of a pooling window
//   (real taps), per element read by a reduction or a normalisation.
// A node that owns subgraphs takes what is in them: of `if` the branch with more MACs (then operations), of a loop or scan the body times
//   the trips where their number is known, once where it is not.
// Bytes: elements times storage size, weights once per use, activations read and written.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "nnfront/array.h"

namespace nnfront {

struct Cost {
  std::int64_t macs = 0;         // effective
  std::int64_t padded_macs = 0;  // every tap
  std::int64_t elementwise = 0;
  // 1 for a residual addition of two activations: the convention of the line that `complexity` prints.
  std::int64_t residual_adds = 0;
  // Index of the weight input whose zeros save MACs, -1 where there is none.
  int weight_input = -1;
  // MACs that the non-zero elements of that weight take: each counts the output positions at which its tap reads real data
  // (times the batch). Empty where there is no weight input.
  std::function<std::int64_t(const Array& weight)> sparse_macs;
};

}  // namespace nnfront
