#include "support/half.h"

#include <bit>
#include <cmath>
#include <limits>

#include "support/fail.h"

namespace nnfront {

namespace {

// A small binary float: sign, exponent, mantissa. `fn`: no infinity, one NaN pattern (all ones); `fnuz`: also no negative zero,
// the NaN is the pattern of negative zero; `finite`: neither infinity nor NaN.
struct SmallFloat {
  int exponent_bits;
  int mantissa_bits;
  int bias;
  enum class Special { ieee, fn, fnuz, finite } special;

  int sign_shift() const { return exponent_bits + mantissa_bits; }
  int largest_exponent() const { return (1 << exponent_bits) - 1; }
};

constexpr SmallFloat half_format = {5, 10, 15, SmallFloat::Special::ieee};

SmallFloat small_float_format(DType type) {
  switch (type) {
    case DType::float8_e4m3fn:
      return {4, 3, 7, SmallFloat::Special::fn};
    case DType::float8_e4m3fnuz:
      return {4, 3, 8, SmallFloat::Special::fnuz};
    case DType::float8_e5m2:
      return {5, 2, 15, SmallFloat::Special::ieee};
    case DType::float8_e5m2fnuz:
      return {5, 2, 16, SmallFloat::Special::fnuz};
    case DType::float4_e2m1:
      return {2, 1, 1, SmallFloat::Special::finite};
    default:
      throw InternalError("not a float of 8 bits or less", __FILE__, __LINE__);
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
    case SmallFloat::Special::finite:
      return all;
  }
  return all;
}

bool has_infinity(const SmallFloat& format) {
  return format.special == SmallFloat::Special::ieee;
}

unsigned nan_bits(const SmallFloat& format) {
  switch (format.special) {
    case SmallFloat::Special::ieee:
      return (static_cast<unsigned>(format.largest_exponent()) << format.mantissa_bits) | (1u << (format.mantissa_bits - 1));
    case SmallFloat::Special::fn:
      return (1u << format.sign_shift()) - 1;
    case SmallFloat::Special::fnuz:
    case SmallFloat::Special::finite:
      return 1u << format.sign_shift();
  }
  return 0;
}

// Magnitudes are ordered as their bit patterns, so rounding is a search for the neighbours in units of the last place.
unsigned encode(const SmallFloat& format, double value, bool saturate) {
  if (format.special == SmallFloat::Special::finite) saturate = true;
  const unsigned sign = std::signbit(value) ? 1u << format.sign_shift() : 0;
  if (std::isnan(value)) return sign | nan_bits(format);
  const double magnitude = std::fabs(value);
  const unsigned largest = largest_finite(format);
  int exponent = 0;
  std::frexp(magnitude == 0 || std::isinf(magnitude) ? 1.0 : magnitude, &exponent);
  const int unit_exponent = std::max(exponent - 1, 1 - format.bias) - format.mantissa_bits;
  const double units = std::isinf(magnitude) ? magnitude : std::nearbyint(std::ldexp(magnitude, -unit_exponent));
  const double rounded = std::isinf(units) ? units : std::ldexp(units, unit_exponent);
  if (rounded > decode(format, largest)) {
    if (saturate) return sign | largest;
    return has_infinity(format) ? sign | (largest + 1) : sign | nan_bits(format);
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

constexpr int e8m0_bias = 127;
constexpr std::uint8_t e8m0_nan = 0xff;
constexpr std::uint8_t e8m0_largest = 0xfe;

std::uint8_t encode_e8m0(float value, const CastRule& rule) {
  if (std::isnan(value)) return e8m0_nan;
  if (value > 0x1p127F) return rule.saturate ? e8m0_largest : e8m0_nan;
  if (value < 0x1p-127F) return rule.saturate ? 0 : e8m0_nan;
  int exponent = 0;
  const float half_to_one = std::frexp(value, &exponent);
  const int below = exponent - 1 + e8m0_bias;
  const bool next =
      rule.rounding == PowerRounding::up ? half_to_one > 0.5F : rule.rounding == PowerRounding::nearest && half_to_one >= 0.75F;
  return static_cast<std::uint8_t>(below + (next ? 1 : 0));
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

float small_float_to_float(DType type, std::uint8_t bits) {
  if (type == DType::float8_e8m0) return bits == e8m0_nan ? std::numeric_limits<float>::quiet_NaN() : std::ldexp(1.0F, bits - e8m0_bias);
  return static_cast<float>(decode(small_float_format(type), bits));
}

std::uint8_t cast_to_small_float(DType type, float value, const CastRule& rule) {
  if (type == DType::float8_e8m0) return encode_e8m0(value, rule);
  return static_cast<std::uint8_t>(encode(small_float_format(type), value, rule.saturate));
}

std::uint8_t float_to_small_float(DType type, float value) {
  const bool keeps_infinity = std::isinf(value) && type != DType::float8_e8m0 && has_infinity(small_float_format(type));
  return cast_to_small_float(type, value, {!keeps_infinity, PowerRounding::nearest});
}

}  // namespace nnfront
