// Parts of matrices, and matrices with ones on a diagonal: trilu, diagonal, diagonal_matrix, eye, eye_like. Diagonal k holds the
// elements [i, i + k]: 0 is the main one, positive ones lie above it, negative ones below.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// trilu(x[..., N, M], k?) -> x with zeros below diagonal k (upper) or above it (not upper).
struct TriluAttrs {
  bool upper = true;
  std::int64_t k = 0;
  static void fields(auto& self, auto&& visit) {
    visit("upper", self.upper);
    visit("k", self.k);
  }
};

// diagonal(x) -> the other dimensions of x in order, then diagonal k of the matrices in the dimensions axis1 (rows) and axis2: NumPy's
// diagonal. Empty where k lies outside.
struct DiagonalAttrs {
  std::int64_t k = 0;
  std::int64_t axis1 = 0;
  std::int64_t axis2 = 1;
  static void fields(auto& self, auto&& visit) {
    visit("k", self.k);
    visit("axis1", self.axis1);
    visit("axis2", self.axis2);
  }
};

// diagonal_matrix(x[..., n]) -> [..., n + |k|, n + |k|]: zero but for x on diagonal k.
struct DiagonalMatrixAttrs {
  std::int64_t k = 0;
  static void fields(auto& self, auto&& visit) { visit("k", self.k); }
};

// eye() -> dtype [rows, columns]: zero but for ones on diagonal k.
struct EyeAttrs {
  std::int64_t rows = 1;
  std::int64_t columns = 1;
  std::int64_t k = 0;
  DType dtype = DType::float32;
  static void fields(auto& self, auto&& visit) {
    visit("rows", self.rows);
    visit("columns", self.columns);
    visit("k", self.k);
    visit("dtype", self.dtype);
  }
};

// eye_like(x[N, M]) -> [N, M]: zero but for ones on diagonal k, of the type dtype or else of x.
struct EyeLikeAttrs {
  std::int64_t k = 0;
  std::optional<DType> dtype;
  static void fields(auto& self, auto&& visit) {
    visit("k", self.k);
    visit("dtype", self.dtype);
  }
};

std::vector<Operator> matrix_operators();

}  // namespace nnfront::ops
