// Products by equation and the algebra of small matrices: einsum; det, inverse, cholesky over the last two dimensions.
#pragma once

#include <string>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// einsum(operands...) -> y. The equation has a term for each operand, joined by commas, and may end in "->" and a term for y; spaces
// do not count. A term names every dimension by a letter (a to z, A to Z; the two cases differ) or has one "..." for any number of
// dimensions, which are matched from the last. y is the sum, over every name that its term lacks, of the products of the elements.
//   A name that occurs twice in a term is the diagonal. A dimension of 1 is stretched to the size of its name elsewhere.
//   Without "->" the term of y is "..." (if it occurs), then the names that occur once in the equation, upper case before lower case,
//   each in the order of the alphabet.
//   A term of y without "..." sums over those dimensions too.
struct EinsumAttrs {
  std::string equation;
  static void fields(auto& self, auto&& visit) { visit("equation", self.equation); }
};

// det(x[..., M, M]) -> [...]; 1 for M = 0.
// inverse(x[..., M, M]) -> the same shape; a singular matrix is an error when the graph is run.

// cholesky(x[..., M, M]) -> the triangular matrix y with a positive diagonal for which x = y * y^T (lower), or x = y^T * y (not lower).
// Only the triangle of x that y fills is read; a matrix that is not positive definite is an error when the graph is run.
struct CholeskyAttrs {
  bool lower = true;
  static void fields(auto& self, auto&& visit) { visit("lower", self.lower); }
};

std::vector<Operator> linear_algebra_operators();

}  // namespace nnfront::ops
