#include "support/half.h"

#include <bit>
#include <cmath>
#include <limits>

#include "support/fail.h"

namespace nnfront {

namespace {

// A small binary float: sign, exponent, mantissa. `fn`: no infinity, one NaN pattern (all ones); `fnuz`: also no negative zero,
// the NaN is the pattern of negative zero.
struct SmallFloat {
  int exponent_bits;
  int mantissa_bits;
  int bias;
  enum class Special { ieee, fn, fnuz } special;

  int sign_shift() const { return exponent_bits + mantissa_bits; }
  int largest_exponent() const { return (1 << exponent_bits) - 1; }
};

constexpr SmallFloat half_format = {5, 10, 15, SmallFloat::Special::ieee};

SmallFloat float8_format(DType type) {
  switch (type) {
    case DType::float8_e4m3fn:
      return {4, 3, 7, SmallFloat::Special::fn};
    case DType::float8_e4m3fnuz:
      return {4, 3, 8, SmallFloat::Special::fnuz};
    case DType::float8_e5m2:
      return {5, 2, 15, SmallFloat::Special::ieee};
    case DType::float8_e5m2fnuz:
      return {5, 2, 16, SmallFloat::Special::fnuz};
    default:
      throw InternalError("not a float8 type", __FILE__, __LINE__);
  }
}

double decode(const SmallFloat& format, unsigned bits) {
  const bool negative = ((bits >> format.sign_shift()) & 1) != 0;
  const int exponent = static_cast<int>((bits >> format.mantissa_bits) & static_cast<unsigned>(format.largest_exponent()));
  const unsigned mantissa = bits & ((1u << format.mantissa_bits) - 1);
  const unsigned magnitude = bits & ((1u << format.sign_shift()) - 1);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  if (format.special == SmallFloat::Special::fnuz && negative && magnitude == 0) return nan;
  if (format.special == SmallFloat::Special::fn && magnitude == (1u << format.sign_shift()) - 1) return nan;
  if (format.special == SmallFloat::Special::ieee && exponent == format.largest_exponent()) {
    if (mantissa != 0) return nan;
    return negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  }
  const double value = exponent == 0 ? std::ldexp(mantissa, 1 - format.bias - format.mantissa_bits)
                                     : std::ldexp(mantissa + (1u << format.mantissa_bits), exponent - format.bias - format.mantissa_bits);
  return negative ? -value : value;
}

unsigned largest_finite(const SmallFloat& format) {
  const unsigned all = (1u << format.sign_shift()) - 1;
  switch (format.special) {
    case SmallFloat::Special::ieee:
      return (static_cast<unsigned>(format.largest_exponent()) << format.mantissa_bits) - 1;
    case SmallFloat::Special::fn:
      return all - 1;
    case SmallFloat::Special::fnuz:
      return all;
  }
  return all;
}

unsigned nan_bits(const SmallFloat& format) {
  switch (format.special) {
    case SmallFloat::Special::ieee:
      return (static_cast<unsigned>(format.largest_exponent()) << format.mantissa_bits) | (1u << (format.mantissa_bits - 1));
    case SmallFloat::Special::fn:
      return (1u << format.sign_shift()) - 1;
    case SmallFloat::Special::fnuz:
      return 1u << format.sign_shift();
  }
  return 0;
}

// Magnitudes are ordered as their bit patterns, so rounding is a search for the neighbours in units of the last place.
unsigned encode(const SmallFloat& format, double value, bool saturate) {
  if (std::isnan(value)) return nan_bits(format);
  const unsigned sign = std::signbit(value) ? 1u << format.sign_shift() : 0;
  const double magnitude = std::fabs(value);
  const unsigned largest = largest_finite(format);
  int exponent = 0;
  std::frexp(magnitude == 0 || std::isinf(magnitude) ? 1.0 : magnitude, &exponent);
  const int unit_exponent = std::max(exponent - 1, 1 - format.bias) - format.mantissa_bits;
  const double units = std::isinf(magnitude) ? magnitude : std::nearbyint(std::ldexp(magnitude, -unit_exponent));
  const double rounded = std::isinf(units) ? units : std::ldexp(units, unit_exponent);
  if (rounded > decode(format, largest)) {
    const bool has_infinity = format.special == SmallFloat::Special::ieee;
    if (saturate && !std::isinf(value)) return sign | largest;
    if (!has_infinity) return saturate ? (sign | largest) : nan_bits(format);
    return sign | (largest + 1);
  }
  unsigned bits = 0;
  if (rounded != 0) {
    int rounded_exponent = 0;
    std::frexp(rounded, &rounded_exponent);
    const int stored = rounded_exponent - 1 + format.bias;
    if (stored <= 0) {
      bits = static_cast<unsigned>(std::ldexp(rounded, format.bias - 1 + format.mantissa_bits));
    } else {
      const auto mantissa = static_cast<unsigned>(std::ldexp(rounded, format.mantissa_bits - (rounded_exponent - 1)));
      bits = (static_cast<unsigned>(stored) << format.mantissa_bits) | (mantissa - (1u << format.mantissa_bits));
    }
  }
  if (bits == 0 && format.special == SmallFloat::Special::fnuz) return 0;
  return sign | bits;
}

}  // namespace

float float16_to_float(std::uint16_t bits) {
  return static_cast<float>(decode(half_format, bits));
}
std::uint16_t float_to_float16(float value) {
  return static_cast<std::uint16_t>(encode(half_format, value, false));
}

float bfloat16_to_float(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

std::uint16_t float_to_bfloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if (std::isnan(value)) return static_cast<std::uint16_t>((bits >> 16) | 0x40);
  const std::uint32_t half_unit_less_one = 0x7fff + ((bits >> 16) & 1);
  return static_cast<std::uint16_t>((bits + half_unit_less_one) >> 16);
}

float float8_to_float(DType type, std::uint8_t bits) {
  return static_cast<float>(decode(float8_format(type), bits));
}
std::uint8_t float_to_float8(DType type, float value) {
  return static_cast<std::uint8_t>(encode(float8_format(type), value, true));
}

}  // namespace nnfront
