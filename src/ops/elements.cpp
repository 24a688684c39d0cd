#include "ops/elements.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "support/fail.h"
#include "support/half.h"
#include "support/nibble.h"

namespace nnfront::ops {

namespace {

[[noreturn]] void refuse_strings() {
  fail(ErrorCode::unsupported, "got an array of strings, wanted numbers");
}

template <class T, class Number, class Convert>
void read_elements(const Array& array, std::vector<Number>& out, Convert&& convert) {
  const std::span<const T> elements = array.as<T>();
  std::transform(elements.begin(), elements.end(), out.begin(), convert);
}

template <class Number, class T>
Number cast_element(T element) {
  return static_cast<Number>(element);
}

// True where `array` was of a type that is read as an integer.
template <class Number>
bool read_integers(const Array& array, std::vector<Number>& out) {
  switch (array.dtype()) {
    case DType::int8:
      read_elements<std::int8_t>(array, out, cast_element<Number, std::int8_t>);
      return true;
    case DType::int16:
      read_elements<std::int16_t>(array, out, cast_element<Number, std::int16_t>);
      return true;
    case DType::int32:
      read_elements<std::int32_t>(array, out, cast_element<Number, std::int32_t>);
      return true;
    case DType::int64:
      read_elements<std::int64_t>(array, out, cast_element<Number, std::int64_t>);
      return true;
    case DType::uint8:
      read_elements<std::uint8_t>(array, out, cast_element<Number, std::uint8_t>);
      return true;
    case DType::uint16:
      read_elements<std::uint16_t>(array, out, cast_element<Number, std::uint16_t>);
      return true;
    case DType::uint32:
      read_elements<std::uint32_t>(array, out, cast_element<Number, std::uint32_t>);
      return true;
    case DType::uint64:
      read_elements<std::uint64_t>(array, out, cast_element<Number, std::uint64_t>);
      return true;
    case DType::boolean:
      read_elements<std::uint8_t>(array, out, [](std::uint8_t element) { return static_cast<Number>(element != 0); });
      return true;
    case DType::int4:
    case DType::uint4: {
      const std::span<const std::uint8_t> packed = array.as<std::uint8_t>();
      for (std::int64_t i = 0; i < array.size(); ++i) {
        const std::uint8_t bits = nibble(packed, i);
        out[static_cast<std::size_t>(i)] = static_cast<Number>(array.dtype() == DType::int4 ? signed_nibble(bits) : bits);
      }
      return true;
    }
    default:
      return false;
  }
}

// Rounds to float so that a second rounding to a type of at most 22 bits of precision gives the same as one rounding from double:
// an inexact result gets an odd last bit (Boldo and Melquiond, "When double rounding is odd", 2005).
float to_float_odd(double value) {
  const float nearest = static_cast<float>(value);
  if (std::isnan(value) || static_cast<double>(nearest) == value) return nearest;
  const float toward_zero = std::abs(static_cast<double>(nearest)) > std::abs(value) ? std::nextafter(nearest, 0.0F) : nearest;
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(toward_zero) | 1U);
}

std::int64_t saturated(double value, double lowest, double highest) {
  if (std::isnan(value)) return 0;
  // nearbyint rounds half to even: nothing in this program changes the rounding mode.
  const double rounded = std::nearbyint(value);
  if (rounded <= lowest) return static_cast<std::int64_t>(lowest);
  if (rounded < highest) return static_cast<std::int64_t>(rounded);
  // The largest int64 as a double is 2^63, one too many.
  return highest >= 0x1p63 ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(highest);
}

template <class T>
T saturated_to(double value) {
  using Limits = std::numeric_limits<T>;
  return static_cast<T>(saturated(value, static_cast<double>(Limits::min()), static_cast<double>(Limits::max())));
}

template <>
std::uint64_t saturated_to<std::uint64_t>(double value) {
  if (std::isnan(value) || value <= 0) return 0;
  const double rounded = std::nearbyint(value);
  return rounded >= 0x1p64 ? std::numeric_limits<std::uint64_t>::max() : static_cast<std::uint64_t>(rounded);
}

template <class T, class Number, class Convert>
void write_elements(Array& array, std::span<const Number> elements, Convert&& convert) {
  std::transform(elements.begin(), elements.end(), array.as_mutable<T>().begin(), convert);
}

template <class Number>
void write_booleans(Array& array, std::span<const Number> elements) {
  write_elements<std::uint8_t>(array, elements, [](Number element) { return static_cast<std::uint8_t>(element != 0); });
}

template <class Number, class ToBits>
void write_nibbles(Array& array, std::span<const Number> elements, ToBits&& to_bits) {
  const std::span<std::uint8_t> packed = array.as_mutable<std::uint8_t>();
  for (std::size_t i = 0; i < elements.size(); ++i) {
    set_nibble(packed, static_cast<std::int64_t>(i), static_cast<std::uint8_t>(to_bits(elements[i])));
  }
}

// to_bits gives the pattern of a type of 8 bits or less.
template <class ToBits>
void write_float(Array& array, std::span<const double> elements, ToBits&& to_bits) {
  const DType dtype = array.dtype();
  switch (dtype) {
    case DType::float64:
      return write_elements<double>(array, elements, [](double element) { return element; });
    case DType::float32:
      return write_elements<float>(array, elements, [](double element) { return static_cast<float>(element); });
    case DType::float16:
      return write_elements<std::uint16_t>(array, elements, [](double element) { return float_to_float16(to_float_odd(element)); });
    case DType::bfloat16:
      return write_elements<std::uint16_t>(array, elements, [](double element) { return float_to_bfloat16(to_float_odd(element)); });
    case DType::float4_e2m1:
      return write_nibbles(array, elements, to_bits);
    default:
      return write_elements<std::uint8_t>(array, elements, to_bits);
  }
}

template <class T>
void write_saturated(Array& array, std::span<const double> elements) {
  write_elements<T>(array, elements, saturated_to<T>);
}

template <class T>
void write_wrapped(Array& array, std::span<const std::int64_t> elements) {
  write_elements<T>(array, elements, [](std::int64_t element) { return static_cast<T>(element); });
}

template <class T>
void copy_taken(const Array& from, Array& to, std::span<const std::int64_t> source, T fill) {
  const std::span<const T> read(reinterpret_cast<const T*>(from.data()), static_cast<std::size_t>(from.size()));
  const std::span<T> written(reinterpret_cast<T*>(to.mutable_data()), static_cast<std::size_t>(to.size()));
  for (std::size_t i = 0; i < source.size(); ++i) {
    written[i] = source[i] < 0 ? fill : read[static_cast<std::size_t>(source[i])];
  }
}

template <class T>
T first_bits(const Array& array) {
  T bits{};
  std::memcpy(&bits, array.data(), sizeof bits);
  return bits;
}

void copy_taken_nibbles(const Array& from, Array& to, std::span<const std::int64_t> source, std::uint8_t fill) {
  const std::span<const std::uint8_t> read = from.as<std::uint8_t>();
  const std::span<std::uint8_t> written = to.as_mutable<std::uint8_t>();
  for (std::size_t i = 0; i < source.size(); ++i) {
    set_nibble(written, static_cast<std::int64_t>(i), source[i] < 0 ? fill : nibble(read, source[i]));
  }
}

}  // namespace

bool computes_in_integers(DType dtype) {
  return is_integer(dtype) || dtype == DType::boolean;
}

std::vector<double> to_doubles(const Array& array) {
  if (array.dtype() == DType::string) refuse_strings();
  std::vector<double> out(static_cast<std::size_t>(array.size()));
  if (read_integers(array, out)) return out;
  const DType dtype = array.dtype();
  switch (dtype) {
    case DType::float64:
      read_elements<double>(array, out, [](double element) { return element; });
      break;
    case DType::float32:
      read_elements<float>(array, out, [](float element) { return static_cast<double>(element); });
      break;
    case DType::float16:
      read_elements<std::uint16_t>(array, out, [](std::uint16_t bits) { return static_cast<double>(float16_to_float(bits)); });
      break;
    case DType::bfloat16:
      read_elements<std::uint16_t>(array, out, [](std::uint16_t bits) { return static_cast<double>(bfloat16_to_float(bits)); });
      break;
    case DType::float4_e2m1: {
      const std::span<const std::uint8_t> packed = array.as<std::uint8_t>();
      for (std::int64_t i = 0; i < array.size(); ++i) out[static_cast<std::size_t>(i)] = small_float_to_float(dtype, nibble(packed, i));
      break;
    }
    default:
      read_elements<std::uint8_t>(array, out,
                                  [dtype](std::uint8_t bits) { return static_cast<double>(small_float_to_float(dtype, bits)); });
  }
  return out;
}

std::vector<std::int64_t> to_integers(const Array& array) {
  std::vector<std::int64_t> out(static_cast<std::size_t>(array.size()));
  ensure(read_integers(array, out), "only integers and bool are read as integers");
  return out;
}

Array from_doubles(DType dtype, std::vector<std::int64_t> dims, std::span<const double> elements) {
  if (dtype == DType::string) refuse_strings();
  Array array(dtype, std::move(dims));
  ensure(static_cast<std::size_t>(array.size()) == elements.size(), "as many elements as the dims say");
  switch (dtype) {
    case DType::int8:
      write_saturated<std::int8_t>(array, elements);
      break;
    case DType::int16:
      write_saturated<std::int16_t>(array, elements);
      break;
    case DType::int32:
      write_saturated<std::int32_t>(array, elements);
      break;
    case DType::int64:
      write_saturated<std::int64_t>(array, elements);
      break;
    case DType::uint8:
      write_saturated<std::uint8_t>(array, elements);
      break;
    case DType::uint16:
      write_saturated<std::uint16_t>(array, elements);
      break;
    case DType::uint32:
      write_saturated<std::uint32_t>(array, elements);
      break;
    case DType::uint64:
      write_saturated<std::uint64_t>(array, elements);
      break;
    case DType::int4:
      write_nibbles(array, elements, [](double element) { return saturated(element, -8.0, 7.0); });
      break;
    case DType::uint4:
      write_nibbles(array, elements, [](double element) { return saturated(element, 0.0, 15.0); });
      break;
    case DType::boolean:
      write_booleans(array, elements);
      break;
    default:
      write_float(array, elements, [dtype](double element) { return float_to_small_float(dtype, to_float_odd(element)); });
  }
  return array;
}

namespace {

// An integer that is congruent to the whole number modulo 2^64; 0 for what is no number or infinite.
std::int64_t wrapped(double whole) {
  if (!std::isfinite(whole)) return 0;
  const double rest = std::fmod(whole, 0x1p64);
  if (rest >= 0x1p63) return static_cast<std::int64_t>(rest - 0x1p64);
  if (rest < -0x1p63) return static_cast<std::int64_t>(rest + 0x1p64);
  return static_cast<std::int64_t>(rest);
}

}  // namespace

Array cast_doubles(DType dtype, std::vector<std::int64_t> dims, std::span<const double> elements, const CastRule& rule) {
  if (is_integer(dtype)) {
    std::vector<double> whole(elements.size());
    std::transform(elements.begin(), elements.end(), whole.begin(), [](double element) { return std::trunc(element); });
    if (rule.saturate) return from_doubles(dtype, std::move(dims), whole);
    std::vector<std::int64_t> integers(whole.size());
    std::transform(whole.begin(), whole.end(), integers.begin(), wrapped);
    return from_integers(dtype, std::move(dims), integers);
  }
  if (!is_floating(dtype) || bits(dtype) > 8) return from_doubles(dtype, std::move(dims), elements);
  Array array(dtype, std::move(dims));
  ensure(static_cast<std::size_t>(array.size()) == elements.size(), "as many elements as the dims say");
  write_float(array, elements, [&](double element) { return cast_to_small_float(dtype, to_float_odd(element), rule); });
  return array;
}

Array from_integers(DType dtype, std::vector<std::int64_t> dims, std::span<const std::int64_t> elements) {
  if (!computes_in_integers(dtype)) {
    const std::vector<double> doubles(elements.begin(), elements.end());
    return from_doubles(dtype, std::move(dims), doubles);
  }
  Array array(dtype, std::move(dims));
  ensure(static_cast<std::size_t>(array.size()) == elements.size(), "as many elements as the dims say");
  switch (dtype) {
    case DType::int8:
      write_wrapped<std::int8_t>(array, elements);
      break;
    case DType::int16:
      write_wrapped<std::int16_t>(array, elements);
      break;
    case DType::int32:
      write_wrapped<std::int32_t>(array, elements);
      break;
    case DType::int64:
      write_wrapped<std::int64_t>(array, elements);
      break;
    case DType::uint8:
      write_wrapped<std::uint8_t>(array, elements);
      break;
    case DType::uint16:
      write_wrapped<std::uint16_t>(array, elements);
      break;
    case DType::uint32:
      write_wrapped<std::uint32_t>(array, elements);
      break;
    case DType::uint64:
      write_wrapped<std::uint64_t>(array, elements);
      break;
    case DType::boolean:
      write_booleans(array, elements);
      break;
    default:
      write_nibbles(array, elements, [](std::int64_t element) { return element & 0x0f; });
  }
  return array;
}

template <>
std::vector<double> to_numbers<double>(const Array& array) {
  return to_doubles(array);
}
template <>
std::vector<std::int64_t> to_numbers<std::int64_t>(const Array& array) {
  return to_integers(array);
}
template <>
Array from_numbers<double>(DType dtype, std::vector<std::int64_t> dims, std::span<const double> elements) {
  return from_doubles(dtype, std::move(dims), elements);
}
template <>
Array from_numbers<std::int64_t>(DType dtype, std::vector<std::int64_t> dims, std::span<const std::int64_t> elements) {
  return from_integers(dtype, std::move(dims), elements);
}

Array take_elements(const Array& array, std::vector<std::int64_t> dims, std::span<const std::int64_t> source, double fill) {
  const DType dtype = array.dtype();
  if (dtype == DType::string) refuse_strings();
  Array out(dtype, std::move(dims));
  ensure(static_cast<std::size_t>(out.size()) == source.size(), "one source per element");
  ensure(std::all_of(source.begin(), source.end(), [&](std::int64_t i) { return i < array.size(); }), "sources lie in the array");
  const Array filler = from_doubles(dtype, {1}, std::span(&fill, 1));
  if (bits(dtype) == 4) {
    copy_taken_nibbles(array, out, source, static_cast<std::uint8_t>(first_bits<std::uint8_t>(filler) & 0x0f));
    return out;
  }
  switch (storage_bytes(dtype, 1)) {
    case 1:
      copy_taken(array, out, source, first_bits<std::uint8_t>(filler));
      break;
    case 2:
      copy_taken(array, out, source, first_bits<std::uint16_t>(filler));
      break;
    case 4:
      copy_taken(array, out, source, first_bits<std::uint32_t>(filler));
      break;
    default:
      copy_taken(array, out, source, first_bits<std::uint64_t>(filler));
  }
  return out;
}

}  // namespace nnfront::ops
