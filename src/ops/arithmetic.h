// Numbers as operators compute with them: double for floating types, std::uint64_t for uint64, std::int64_t for every other
// integer type and bool. Integer results wrap modulo 2^bits.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "ops/kernels.h"

namespace nnfront::ops {

// Calls kernel.template operator()<T>() with the type that `dtype` is computed in.
template <class Kernel>
auto with_arithmetic_type(DType dtype, Kernel&& kernel) {
  if (is_floating(dtype)) return kernel.template operator()<double>();
  if (dtype == DType::uint64) return kernel.template operator()<std::uint64_t>();
  return kernel.template operator()<std::int64_t>();
}

// The elements of `array`, whose type is computed in T.
template <class T>
std::vector<T> operands(const Array& array) {
  if constexpr (std::is_same_v<T, std::uint64_t>) {
    const auto elements = array.as<std::uint64_t>();
    return {elements.begin(), elements.end()};
  } else {
    return to_numbers<T>(array);
  }
}

// The array of a type that is computed in T: rounded once or wrapped.
template <class T>
Array result(DType dtype, std::vector<std::int64_t> dims, std::span<const T> elements) {
  if constexpr (std::is_same_v<T, std::uint64_t>) {
    return Array::of<std::uint64_t>(std::move(dims), elements);
  } else {
    return from_numbers<T>(dtype, std::move(dims), elements);
  }
}

// Smallest and largest value of an integer type or bool.
template <class T>
std::pair<T, T> integer_range(DType dtype) {
  static_assert(std::is_integral_v<T>);
  if (dtype == DType::boolean) return {0, 1};
  const int width = bits(dtype);
  if (!is_signed(dtype)) return {0, static_cast<T>(~std::uint64_t{0} >> (64 - width))};
  const auto largest = static_cast<T>(~std::uint64_t{0} >> (65 - width));
  return {static_cast<T>(-largest - 1), largest};
}

// In unsigned arithmetic, since overflow of signed integers has no meaning in C++.
template <class T>
T add_numbers(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    return a + b;
  } else {
    return static_cast<T>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
  }
}

template <class T>
T subtract_numbers(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    return a - b;
  } else {
    return static_cast<T>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
  }
}

template <class T>
T multiply_numbers(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    return a * b;
  } else {
    return static_cast<T>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
  }
}

// Rounded towards zero. The integer divisor is not 0; the lowest number divided by -1 wraps.
template <class T>
T divide_numbers(T a, T b) {
  if constexpr (std::is_same_v<T, std::int64_t>) {
    return b == -1 ? subtract_numbers<T>(0, a) : a / b;
  } else {
    return a / b;
  }
}

template <class T>
bool is_not_a_number(T value) {
  return value != value;
}

// a < b, with NaN after every number.
template <class T>
bool comes_before(T a, T b) {
  if (is_not_a_number(a)) return false;
  return is_not_a_number(b) || a < b;
}

// NaN wherever one of the two is NaN.
template <class T>
T smaller(T a, T b) {
  if (is_not_a_number(a)) return a;
  if (is_not_a_number(b)) return b;
  return std::min(a, b);
}

template <class T>
T larger(T a, T b) {
  if (is_not_a_number(a)) return a;
  if (is_not_a_number(b)) return b;
  return std::max(a, b);
}

}  // namespace nnfront::ops
