// Reductions: reduce_sum, reduce_mean, reduce_prod, reduce_nan_sum, reduce_nan_prod (without what is NaN), reduce_min, reduce_max,
// reduce_l1, reduce_l2, reduce_log_sum_exp; argmin, argmax; topk; sort; cumsum; cumprod.
#pragma once

#include <cstdint>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

struct ReduceAttrs {
  std::vector<std::int64_t> axes;  // empty: all; negative counts from the end
  bool keep_dims = false;
  static void fields(auto& self, auto&& visit) {
    visit("axes", self.axes);
    visit("keep_dims", self.keep_dims);
  }
};

// argmin, argmax: int64 index of the extreme; of equal ones the first (or last).
struct ArgAttrs {
  std::int64_t axis = 0;
  bool keep_dims = false;
  bool last = false;
  static void fields(auto& self, auto&& visit) {
    visit("axis", self.axis);
    visit("keep_dims", self.keep_dims);
    visit("last", self.last);
  }
};

// topk(x) -> values, int64 indices. Of equal elements the smaller index comes first.
struct TopkAttrs {
  std::int64_t k = 1;
  std::int64_t axis = -1;
  bool largest = true;
  static void fields(auto& self, auto&& visit) {
    visit("k", self.k);
    visit("axis", self.axis);
    visit("largest", self.largest);
  }
};

// sort(x) -> values, int64 indices; stable.
struct SortAttrs {
  std::int64_t axis = -1;
  bool descending = false;
  static void fields(auto& self, auto&& visit) {
    visit("axis", self.axis);
    visit("descending", self.descending);
  }
};

// cumsum, cumprod
struct CumsumAttrs {
  std::int64_t axis = 0;
  bool exclusive = false;
  bool reverse = false;
  static void fields(auto& self, auto&& visit) {
    visit("axis", self.axis);
    visit("exclusive", self.exclusive);
    visit("reverse", self.reverse);
  }
};

std::vector<Operator> reduce_operators();

}  // namespace nnfront::ops
