// Operators whose number of results depends on the data: compress, non_zero, unique. That dimension is unknown until a graph is run,
// but where the condition (of non_zero: x) is a constant.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// compress(x, condition[n]) -> the slices of x along axis at which condition is true, in order; without an axis the elements of x in
// C order, [m]. Slices behind the end of the condition are left out; n is at most their number.
struct CompressAttrs {
  std::optional<std::int64_t> axis;
  static void fields(auto& self, auto&& visit) { visit("axis", self.axis); }
};

// non_zero(x) -> int64 [rank of x, m]: column j holds the index of the j-th element that is not zero (false), in C order. NaN is not
// zero. A scalar gives [0, 1] or [0, 0].

// unique(x) -> y, indices, inverse, counts: the different slices of x along axis, each once; without an axis the different elements
// of x in C order, as a list. With n slices and m different ones:
//   y        the slices, m along axis ([m] without an axis)
//   indices  int64 [m], the number in x of the first slice equal to each
//   inverse  int64 [n], for each slice of x its number in y
//   counts   int64 [m]
// sorted: in rising order, compared element by element in C order; otherwise in order of first appearance. NaN equals NaN and comes
// after every number.
struct UniqueAttrs {
  std::optional<std::int64_t> axis;
  bool sorted = true;
  static void fields(auto& self, auto&& visit) {
    visit("axis", self.axis);
    visit("sorted", self.sorted);
  }
};

std::vector<Operator> select_operators();

}  // namespace nnfront::ops
