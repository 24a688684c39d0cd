// Elements of arrays as numbers, for reference kernels. Floating types are computed in double and rounded once to the output type;
// integers in int64.
#pragma once

#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "nnfront/array.h"
#include "support/half.h"

namespace nnfront::ops {

// Every element as double: exact for all types but 64-bit integers beyond 2^53. bool is 0 or 1. Error for strings.
std::vector<double> to_doubles(const Array& array);
// Every element of an integer or bool array (InternalError otherwise); uint64 beyond INT64_MAX wraps.
std::vector<std::int64_t> to_integers(const Array& array);
// Rounded once, to nearest even, also for the small float types (float_to_small_float). Integer types: nearest even, saturated, NaN
// is 0. bool: not zero.
Array from_doubles(DType dtype, std::vector<std::int64_t> dims, std::span<const double> elements);
// The same as a cast does it. To an integer type: towards zero, then saturated or, where the rule says so, modulo 2^bits (infinite
// ones and NaN are 0). To a floating type of 8 bits or less: as the rule says. To any other type the rule says nothing.
Array cast_doubles(DType dtype, std::vector<std::int64_t> dims, std::span<const double> elements, const CastRule& rule);
// Integer types wrap modulo 2^bits; bool: not zero; floating types are rounded.
Array from_integers(DType dtype, std::vector<std::int64_t> dims, std::span<const std::int64_t> elements);
// True for types that are computed in int64: integers and bool.
bool computes_in_integers(DType dtype);

// to_doubles or to_integers by the C++ type, for kernels that are written once for both.
template <class T>
std::vector<T> to_numbers(const Array& array);
template <class T>
Array from_numbers(DType dtype, std::vector<std::int64_t> dims, std::span<const T> elements);
template <>
std::vector<double> to_numbers<double>(const Array& array);
template <>
std::vector<std::int64_t> to_numbers<std::int64_t>(const Array& array);
template <>
Array from_numbers<double>(DType dtype, std::vector<std::int64_t> dims, std::span<const double> elements);
template <>
Array from_numbers<std::int64_t>(DType dtype, std::vector<std::int64_t> dims, std::span<const std::int64_t> elements);

// sum + a*b; integers wrap modulo 2^64 instead of overflowing.
template <class T>
T add_product(T sum, T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    using Bits = std::make_unsigned_t<T>;
    return static_cast<T>(static_cast<Bits>(sum) + static_cast<Bits>(a) * static_cast<Bits>(b));
  } else {
    return sum + a * b;
  }
}

// Calls kernel.template operator()<T>() with T = int64_t for integers and bool, double for floating types.
template <class Kernel>
auto with_number_type(DType dtype, Kernel&& kernel) {
  return computes_in_integers(dtype) ? kernel.template operator()<std::int64_t>() : kernel.template operator()<double>();
}

// Element i of the result is element source[i] of `array`, bit for bit, for every type; where source[i] is negative it is
// `fill` (rounded like from_doubles).
Array take_elements(const Array& array, std::vector<std::int64_t> dims, std::span<const std::int64_t> source, double fill = 0.0);

}  // namespace nnfront::ops
