#include "ops/kernels.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "support/fail.h"
#include "support/half.h"

namespace nnfront::ops {

namespace {

[[noreturn]] void refuse_strings() {
  fail(ErrorCode::unsupported, "got an array of strings, wanted numbers");
}

bool is_four_bit(DType dtype) {
  return dtype == DType::int4 || dtype == DType::uint4;
}

std::uint8_t nibble(std::span<const std::uint8_t> packed, std::int64_t i) {
  const std::uint8_t pair = packed[static_cast<std::size_t>(i / 2)];
  return static_cast<std::uint8_t>(i % 2 == 0 ? pair & 0x0f : pair >> 4);
}

void set_nibble(std::span<std::uint8_t> packed, std::int64_t i, std::uint8_t value) {
  std::uint8_t& pair = packed[static_cast<std::size_t>(i / 2)];
  pair = static_cast<std::uint8_t>(i % 2 == 0 ? (pair & 0xf0) | (value & 0x0f) : (pair & 0x0f) | (value << 4));
}

std::int64_t four_bit_value(DType dtype, std::uint8_t bits) {
  return dtype == DType::int4 && bits >= 8 ? static_cast<std::int64_t>(bits) - 16 : static_cast<std::int64_t>(bits);
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
        out[static_cast<std::size_t>(i)] = static_cast<Number>(four_bit_value(array.dtype(), nibble(packed, i)));
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
  // 2^63 is not an int64, and its double is what numeric_limits<int64_t>::max() rounds to.
  if (rounded >= 0x1p63) return std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min(rounded, highest));
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

void write_float(Array& array, std::span<const double> elements) {
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
    default:
      return write_elements<std::uint8_t>(array, elements,
                                          [dtype](double element) { return float_to_float8(dtype, to_float_odd(element)); });
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

template <class Number, class ToBits>
void write_nibbles(Array& array, std::span<const Number> elements, ToBits&& to_bits) {
  const std::span<std::uint8_t> packed = array.as_mutable<std::uint8_t>();
  for (std::size_t i = 0; i < elements.size(); ++i) {
    set_nibble(packed, static_cast<std::int64_t>(i), static_cast<std::uint8_t>(to_bits(elements[i])));
  }
}

std::string_view text(DTypeClass wanted) {
  switch (wanted) {
    case DTypeClass::floating:
      return "a floating type";
    case DTypeClass::integer:
      return "an integer type";
    case DTypeClass::number:
      return "a floating or integer type";
    case DTypeClass::number_or_bool:
      return "a floating type, an integer type or bool";
    case DTypeClass::boolean:
      return "bool";
  }
  return {};
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

Dim broadcast_dim(std::string_view label, const Dim& a, const Dim& b, const Shape& left, const Shape& right) {
  if (a.is_integer() && a.integer() == 1) return b;
  if (b.is_integer() && b.integer() == 1) return a;
  if (!compatible(a, b)) violated(label, "got shapes {} and {}, wanted shapes that broadcast", text(left), text(right));
  if (a == b || a.is_integer()) return a;
  if (b.is_integer()) return b;
  return Dim::unknown();
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
    default:
      read_elements<std::uint8_t>(array, out, [dtype](std::uint8_t bits) { return static_cast<double>(float8_to_float(dtype, bits)); });
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
      write_float(array, elements);
  }
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
  if (is_four_bit(dtype)) {
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

std::vector<std::int64_t> strides_of(std::span<const std::int64_t> dims) {
  std::vector<std::int64_t> strides(dims.size());
  std::int64_t stride = 1;
  for (std::size_t d = dims.size(); d-- > 0;) {
    strides[d] = stride;
    stride *= dims[d];
  }
  return strides;
}

std::vector<std::int64_t> broadcast_strides(std::span<const std::int64_t> dims, std::span<const std::int64_t> out) {
  ensure(dims.size() <= out.size(), "an array broadcasts to at least its rank");
  const std::vector<std::int64_t> own = strides_of(dims);
  const std::size_t missing = out.size() - dims.size();
  std::vector<std::int64_t> strides(out.size(), 0);
  for (std::size_t d = 0; d < dims.size(); ++d) {
    ensure(dims[d] == 1 || dims[d] == out[missing + d], "dimensions broadcast");
    strides[missing + d] = dims[d] == 1 ? 0 : own[d];
  }
  return strides;
}

std::int64_t product(std::span<const std::int64_t> dims) {
  std::int64_t result = 1;
  for (const std::int64_t dim : dims) result *= dim;
  return result;
}

AxisView view_around(std::span<const std::int64_t> dims, int axis) {
  const auto at = static_cast<std::size_t>(axis);
  ensure(axis >= 0 && at < dims.size(), "the axis is one of the dimensions");
  return {product(dims.first(at)), dims[at], product(dims.subspan(at + 1))};
}

std::vector<std::int64_t> output_dims(const EvalContext& context, int i) {
  const std::optional<std::vector<std::int64_t>> dims = integers(context.outputs[static_cast<std::size_t>(i)].shape);
  ensure(dims.has_value(), "a kernel runs on concrete shapes");
  return *dims;
}

int normal_axis(std::string_view label, std::int64_t axis, std::size_t rank) {
  const auto limit = static_cast<std::int64_t>(rank);
  if (axis < -limit || axis >= limit) violated(label, "got axis {}, wanted one of a tensor of rank {}", axis, rank);
  return static_cast<int>(axis < 0 ? axis + limit : axis);
}

std::vector<int> normal_axes(std::string_view label, std::span<const std::int64_t> axes, std::size_t rank) {
  std::vector<int> result;
  for (const std::int64_t axis : axes) result.push_back(normal_axis(label, axis, rank));
  std::sort(result.begin(), result.end());
  const auto twice = std::adjacent_find(result.begin(), result.end());
  if (twice != result.end()) violated(label, "got axis {} twice, wanted each once", *twice);
  return result;
}

bool belongs(DType dtype, DTypeClass wanted) {
  const bool number = is_floating(dtype) || is_integer(dtype);
  switch (wanted) {
    case DTypeClass::floating:
      return is_floating(dtype);
    case DTypeClass::integer:
      return is_integer(dtype);
    case DTypeClass::number:
      return number;
    case DTypeClass::number_or_bool:
      return number || dtype == DType::boolean;
    case DTypeClass::boolean:
      return dtype == DType::boolean;
  }
  return false;
}

void check_dtype(std::string_view label, std::string_view operand, const TensorType& type, DTypeClass wanted) {
  if (!belongs(type.dtype, wanted)) violated(label, "{}: got {}, wanted {}", operand, name(type.dtype), text(wanted));
}

void check_same_dtype(std::string_view label, std::string_view operand, const TensorType& type, DType wanted) {
  if (type.dtype != wanted) violated(label, "{}: got {}, wanted {}", operand, name(type.dtype), name(wanted));
}

void check_rank(std::string_view label, std::string_view operand, const TensorType& type, std::size_t rank) {
  if (type.shape.size() != rank) violated(label, "{}: got {}, wanted rank {}", operand, text(type), rank);
}

void check_min_rank(std::string_view label, std::string_view operand, const TensorType& type, std::size_t rank) {
  if (type.shape.size() < rank) violated(label, "{}: got {}, wanted rank {} or more", operand, text(type), rank);
}

void check_dim(std::string_view label, std::string_view what, const Dim& got, const Dim& wanted) {
  if (!compatible(got, wanted)) violated(label, "{}: got {}, wanted {}", what, got.text(), wanted.text());
}

void check_shape(std::string_view label, std::string_view operand, const Shape& got, const Shape& wanted) {
  if (!compatible(got, wanted)) violated(label, "{}: got {}, wanted {}", operand, text(got), text(wanted));
}

void check_length(std::string_view label, std::string_view attribute, std::size_t got, std::size_t wanted) {
  if (got != wanted) violated(label, "{}: got {} entries, wanted {}", attribute, got, wanted);
}

void check_at_least(std::string_view label, std::string_view attribute, std::int64_t got, std::int64_t lowest) {
  if (got < lowest) violated(label, "{}: got {}, wanted {} or more", attribute, got, lowest);
}

void check_all_at_least(std::string_view label, std::string_view attribute, std::span<const std::int64_t> got, std::int64_t lowest) {
  for (const std::int64_t entry : got) check_at_least(label, attribute, entry, lowest);
}

void check_finite(std::string_view label, std::string_view attribute, double got) {
  if (!std::isfinite(got)) violated(label, "{}: got {}, wanted a finite number", attribute, got);
}

Dim common_dim(std::string_view label, std::string_view what, const Dim& a, const Dim& b) {
  check_dim(label, what, a, b);
  if (a.is_integer()) return a;
  if (b.is_integer()) return b;
  return a.is_unknown() ? b : a;
}

Shape broadcast_shape(std::string_view label, const Shape& a, const Shape& b) {
  const std::size_t rank = std::max(a.size(), b.size());
  Shape result(rank);
  for (std::size_t d = 0; d < rank; ++d) {
    const Dim left = d + a.size() < rank ? Dim(1) : a[d + a.size() - rank];
    const Dim right = d + b.size() < rank ? Dim(1) : b[d + b.size() - rank];
    result[d] = broadcast_dim(label, left, right, a, b);
  }
  return result;
}

Cost elementwise_cost(std::int64_t count) {
  Cost cost;
  cost.elementwise = count;
  return cost;
}

Cost cost_per_output_element(const CostContext& context) {
  return elementwise_cost(element_count(context.output_dims(0)));
}

Cost cost_per_input_element(const CostContext& context) {
  return elementwise_cost(element_count(context.input_dims(0)));
}

Cost no_cost(const CostContext&) {
  return {};
}

std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) fail(ErrorCode::invalid_file, "count overflow: {} * {}", a, b);
  return result;
}

std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) fail(ErrorCode::invalid_file, "count overflow: {} + {}", a, b);
  return result;
}

}  // namespace nnfront::ops
