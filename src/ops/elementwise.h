// Element by element, with NumPy broadcasting: add sub mul div pow mod minimum maximum; equal not_equal less less_equal greater
// greater_equal (-> bool); logical_and logical_or logical_xor logical_not; where(condition, a, b); unary: abs neg sign exp expm1
// log log1p log2 log10 sqrt rsqrt cbrt rcbrt reciprocal square floor ceil round (half to even) round_away (half away from zero)
// trunc sin cos tan asin acos atan sinh cosh asinh acosh atanh erf is_nan is_inf; cast; identity; dropout.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// mod: result has the sign of the divisor (floor: Python) or of the dividend (truncate: C fmod)
enum class ModRounding { floor, truncate };
struct ModAttrs {
  ModRounding rounding = ModRounding::floor;
  static void fields(auto& self, auto&& visit) { visit("rounding", self.rounding); }
};

struct CastAttrs {
  DType to = DType::float32;
  static void fields(auto& self, auto&& visit) { visit("to", self.to); }
};

// Identity when a graph is run. `rate` elements are zeroed in training, the rest scaled by 1/(1-rate) where scaled; along `axes`
// one decision holds for all (a noise shape).
struct DropoutAttrs {
  double rate = 0.5;
  std::vector<std::int64_t> axes;
  bool scaled = true;
  static void fields(auto& self, auto&& visit) {
    visit("rate", self.rate);
    visit("axes", self.axes);
    visit("scaled", self.scaled);
  }
};

std::vector<Operator> elementwise_operators();

}  // namespace nnfront::ops

template <>
struct nnfront::EnumNames<nnfront::ops::ModRounding> {
  static constexpr std::string_view names[] = {"floor", "truncate"};
};
