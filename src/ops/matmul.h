// Matrix products.
#pragma once

#include <cstdint>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// dense(x[..., K], w[N, K], bias[N]?) -> [..., N]: the fully connected layer; no attributes.
// matmul(a[..., M, K], b[..., K, N]) -> [..., M, N]: leading dimensions broadcast.
struct MatmulAttrs {
  bool transpose_a = false;
  bool transpose_b = false;
  static void fields(auto& self, auto&& visit) {
    visit("transpose_a", self.transpose_a);
    visit("transpose_b", self.transpose_b);
  }
};

std::vector<Operator> matmul_operators();

}  // namespace nnfront::ops
