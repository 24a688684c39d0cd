// Element by element, with NumPy broadcasting: add sub mul div pow mod minimum maximum; equal not_equal less less_equal greater
// greater_equal (-> bool); logical_and logical_or logical_xor logical_not; where(condition, a, b); bit_and bit_or bit_xor bit_not
// bit_shift; unary: abs neg sign exp expm1 log log1p log2 log10 sqrt rsqrt cbrt rcbrt reciprocal square floor ceil round (half to
// even) round_away (half away from zero) round_half_down (half towards -inf) trunc sin cos tan asin acos atan sinh cosh asinh acosh
// atanh erf erfinv gamma lgamma digamma is_nan is_inf; cast; identity; dropout.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ir/operator.h"
#include "support/half.h"

namespace nnfront::ops {

// mod: result has the sign of the divisor (floor: Python) or of the dividend (truncate: C fmod)
enum class ModRounding { floor, truncate };
struct ModAttrs {
  ModRounding rounding = ModRounding::floor;
  static void fields(auto& self, auto&& visit) { visit("rounding", self.rounding); }
};

// bit_shift(a, amount): a * 2^amount without the bits that leave the type (left), or a / 2^amount rounded down (right). By the type's
// width or more: 0, or -1 for a negative number to the right. An amount below 0 is an error when the graph is run.
enum class ShiftDirection { left, right };
struct BitShiftAttrs {
  ShiftDirection direction = ShiftDirection::left;
  static void fields(auto& self, auto&& visit) { visit("direction", self.direction); }
};

// saturate, power_rounding: CastRule in support/half.h; saturate also of floating numbers as integers (else modulo 2^bits).
struct CastAttrs {
  DType to = DType::float32;
  bool saturate = true;
  PowerRounding power_rounding = PowerRounding::up;
  static void fields(auto& self, auto&& visit) {
    visit("to", self.to);
    visit("saturate", self.saturate);
    visit("power_rounding", self.power_rounding);
  }
};

// bit_cast(x): the bits of x as another type of the same width, bool as one byte.
struct BitCastAttrs {
  DType to = DType::int32;
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
struct nnfront::EnumNames<nnfront::PowerRounding> {
  static constexpr std::string_view names[] = {"up", "down", "nearest"};
};
template <>
struct nnfront::EnumNames<nnfront::ops::ModRounding> {
  static constexpr std::string_view names[] = {"floor", "truncate"};
};
template <>
struct nnfront::EnumNames<nnfront::ops::ShiftDirection> {
  static constexpr std::string_view names[] = {"left", "right"};
};
