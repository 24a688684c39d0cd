// Pooling over the spatial dimensions of [N, C, spatial...]. Padding never wins a maximum.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// How the number of windows is rounded. With span = size + pad_begin + pad_end - dilation*(kernel-1) - 1:
//   floor:       floor(span / stride) + 1
//   ceil:        ceil(span / stride) + 1; the last window may reach past the end padding and is clipped there
//   ceil_inside: the same, less one where the last window would start behind the input and its begin padding
enum class PoolRounding { floor, ceil, ceil_inside };

// Where windows stand: the attributes of max_pool, and the first ones of average_pool and lp_pool.
struct PoolAttrs {
  std::vector<std::int64_t> kernel;
  std::vector<std::int64_t> strides;
  std::vector<std::int64_t> pads;  // all begins, then all ends
  std::vector<std::int64_t> dilations;
  PoolRounding rounding = PoolRounding::floor;
  static void fields(auto& self, auto&& visit) {
    visit("kernel", self.kernel);
    visit("strides", self.strides);
    visit("pads", self.pads);
    visit("dilations", self.dilations);
    visit("rounding", self.rounding);
  }
};

struct AveragePoolAttrs {
  PoolAttrs windows;
  // Divisor: taps inside the padded input (true) or real taps only (false). Taps past the end padding never count.
  bool count_include_pad = false;
  static void fields(auto& self, auto&& visit) {
    PoolAttrs::fields(self.windows, visit);
    visit("count_include_pad", self.count_include_pad);
  }
};

struct LpPoolAttrs {
  PoolAttrs windows;
  std::int64_t p = 2;
  static void fields(auto& self, auto&& visit) {
    PoolAttrs::fields(self.windows, visit);
    visit("p", self.p);
  }
};

// max_pool_indices(x) -> int64: where each maximum of max_pool stands: the number of its element in the flattened x. Of equal ones the
// first in C order counts, NaN as the largest; -1 for a window of padding alone.
struct MaxPoolIndicesAttrs {
  PoolAttrs windows;
  bool column_major = false;  // within a plane: the first spatial dimension runs fastest, not the last
  static void fields(auto& self, auto&& visit) {
    PoolAttrs::fields(self.windows, visit);
    visit("column_major", self.column_major);
  }
};

// global_max_pool and global_average_pool have none; output [N, C, 1...].
struct GlobalLpPoolAttrs {
  std::int64_t p = 2;
  static void fields(auto& self, auto&& visit) { visit("p", self.p); }
};

// adaptive_max_pool, adaptive_average_pool: output o reads [floor(o*size/out), ceil((o+1)*size/out)).
struct AdaptivePoolAttrs {
  std::vector<std::int64_t> output_size;  // one per spatial dimension
  static void fields(auto& self, auto&& visit) { visit("output_size", self.output_size); }
};

std::vector<Operator> pool_operators();

}  // namespace nnfront::ops

template <>
struct nnfront::EnumNames<nnfront::ops::PoolRounding> {
  static constexpr std::string_view names[] = {"floor", "ceil", "ceil_inside"};
};
