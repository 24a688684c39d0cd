#include "ir/elements.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "support/fail.h"
#include "support/half.h"
#include "support/nibble.h"
#include "support/number_text.h"
#include "support/random.h"

namespace nnfront {

namespace {

template <class T>
T load(const Array& array, std::int64_t i) {
  T value{};
  std::memcpy(&value, array.data() + i * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
  return value;
}

template <class T>
void store(Array& array, std::int64_t i, T value) {
  std::memcpy(array.mutable_data() + i * static_cast<std::int64_t>(sizeof(T)), &value, sizeof(T));
}

// The shortest decimal of the float, unless reading it as a double first would round to another float.
std::string float_text(float value) {
  if (!std::isfinite(value)) return python_float(static_cast<double>(value));
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  std::string text(buffer, end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  const auto read = parse_float(text);
  return read && static_cast<float>(*read) == value ? text : python_float(static_cast<double>(value));
}

// Calls visit(element) with bool, std::int64_t, std::uint64_t (for uint64 alone) or double.
template <class Visit>
auto visit_element(const Array& array, std::int64_t i, Visit&& visit) {
  switch (array.dtype()) {
    case DType::float16:
      return visit(static_cast<double>(float16_to_float(load<std::uint16_t>(array, i))));
    case DType::float32:
      return visit(static_cast<double>(load<float>(array, i)));
    case DType::float64:
      return visit(load<double>(array, i));
    case DType::bfloat16:
      return visit(static_cast<double>(bfloat16_to_float(load<std::uint16_t>(array, i))));
    case DType::float8_e4m3fn:
    case DType::float8_e4m3fnuz:
    case DType::float8_e5m2:
    case DType::float8_e5m2fnuz:
    case DType::float8_e8m0:
      return visit(static_cast<double>(small_float_to_float(array.dtype(), load<std::uint8_t>(array, i))));
    case DType::float4_e2m1:
      return visit(static_cast<double>(small_float_to_float(array.dtype(), nibble(array.as<std::uint8_t>(), i))));
    case DType::int8:
      return visit(std::int64_t{load<std::int8_t>(array, i)});
    case DType::int16:
      return visit(std::int64_t{load<std::int16_t>(array, i)});
    case DType::int32:
      return visit(std::int64_t{load<std::int32_t>(array, i)});
    case DType::int64:
      return visit(load<std::int64_t>(array, i));
    case DType::uint8:
      return visit(std::int64_t{load<std::uint8_t>(array, i)});
    case DType::uint16:
      return visit(std::int64_t{load<std::uint16_t>(array, i)});
    case DType::uint32:
      return visit(std::int64_t{load<std::uint32_t>(array, i)});
    case DType::uint64:
      return visit(load<std::uint64_t>(array, i));
    case DType::int4:
      return visit(std::int64_t{signed_nibble(nibble(array.as<std::uint8_t>(), i))});
    case DType::uint4:
      return visit(std::int64_t{nibble(array.as<std::uint8_t>(), i)});
    case DType::boolean:
      return visit(load<std::uint8_t>(array, i) != 0);
    case DType::string:
      break;
  }
  fail(ErrorCode::unsupported, "elements that are strings are neither written nor compared");
}

Element element_at(const Array& array, std::int64_t i) {
  return visit_element(array, i, [](auto element) { return Element(element); });
}

std::string shown(const Element& element) {
  if (const auto* truth = std::get_if<bool>(&element)) return *truth ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&element)) return std::to_string(*integer);
  if (const auto* natural = std::get_if<std::uint64_t>(&element)) return std::to_string(*natural);
  return number_text(std::get<double>(element));
}

std::string element_text(const Array& array, std::int64_t i) {
  const Element element = element_at(array, i);
  const bool narrow = is_floating(array.dtype()) && array.dtype() != DType::float64;
  return narrow ? float_text(static_cast<float>(std::get<double>(element))) : shown(element);
}

[[noreturn]] void does_not_fit(const Element& element, DType dtype) {
  fail(ErrorCode::invalid_file, "element {} does not fit {}", shown(element), name(dtype));
}

double as_double(const Element& element, DType dtype) {
  if (const auto* number = std::get_if<double>(&element)) return *number;
  if (const auto* integer = std::get_if<std::int64_t>(&element)) return static_cast<double>(*integer);
  if (const auto* natural = std::get_if<std::uint64_t>(&element)) return static_cast<double>(*natural);
  does_not_fit(element, dtype);
}

// What lies beyond the largest float, but nearer to it than to the next power of two, is that float: its shortest text says so.
float as_float(const Element& element, DType dtype) {
  constexpr double first_beyond = 0x1.ffffffp127;
  const double wide = as_double(element, dtype);
  if (std::isfinite(wide) && std::fabs(wide) >= first_beyond) does_not_fit(element, dtype);
  return static_cast<float>(wide);
}

template <class T>
T as_integer(const Element& element, DType dtype, T lowest = std::numeric_limits<T>::min(), T highest = std::numeric_limits<T>::max()) {
  if (const auto* integer = std::get_if<std::int64_t>(&element)) {
    if (std::cmp_greater_equal(*integer, lowest) && std::cmp_less_equal(*integer, highest)) return static_cast<T>(*integer);
  } else if (const auto* natural = std::get_if<std::uint64_t>(&element)) {
    if (std::cmp_less_equal(*natural, highest)) return static_cast<T>(*natural);
  }
  does_not_fit(element, dtype);
}

void store_element(Array& array, std::int64_t i, const Element& element) {
  const DType dtype = array.dtype();
  switch (dtype) {
    case DType::float16:
      return store(array, i, float_to_float16(as_float(element, dtype)));
    case DType::float32:
      return store(array, i, as_float(element, dtype));
    case DType::float64:
      return store(array, i, as_double(element, dtype));
    case DType::bfloat16:
      return store(array, i, float_to_bfloat16(as_float(element, dtype)));
    case DType::float8_e4m3fn:
    case DType::float8_e4m3fnuz:
    case DType::float8_e5m2:
    case DType::float8_e5m2fnuz:
    case DType::float8_e8m0:
      return store(array, i, float_to_small_float(dtype, as_float(element, dtype)));
    case DType::float4_e2m1:
      return set_nibble(array.as_mutable<std::uint8_t>(), i, float_to_small_float(dtype, as_float(element, dtype)));
    case DType::int8:
      return store(array, i, as_integer<std::int8_t>(element, dtype));
    case DType::int16:
      return store(array, i, as_integer<std::int16_t>(element, dtype));
    case DType::int32:
      return store(array, i, as_integer<std::int32_t>(element, dtype));
    case DType::int64:
      return store(array, i, as_integer<std::int64_t>(element, dtype));
    case DType::uint8:
      return store(array, i, as_integer<std::uint8_t>(element, dtype));
    case DType::uint16:
      return store(array, i, as_integer<std::uint16_t>(element, dtype));
    case DType::uint32:
      return store(array, i, as_integer<std::uint32_t>(element, dtype));
    case DType::uint64:
      return store(array, i, as_integer<std::uint64_t>(element, dtype));
    case DType::int4:
      return set_nibble(array.as_mutable<std::uint8_t>(), i, static_cast<std::uint8_t>(as_integer<int>(element, dtype, -8, 7)));
    case DType::uint4:
      return set_nibble(array.as_mutable<std::uint8_t>(), i, static_cast<std::uint8_t>(as_integer<int>(element, dtype, 0, 15)));
    case DType::boolean:
      if (!std::holds_alternative<bool>(element)) does_not_fit(element, dtype);
      return store(array, i, static_cast<std::uint8_t>(std::get<bool>(element) ? 1 : 0));
    case DType::string:
      break;
  }
  does_not_fit(element, dtype);
}

// Upper 24 bits, so that every value is exact in float32 and uniform in [-1, 1).
float uniform(std::uint64_t random) {
  return static_cast<float>(random >> 40) * 0x1p-23F - 1.0F;
}

// Integers in [0, count), or around zero where they may be negative.
Element random_element(DType dtype, std::uint64_t random, std::int64_t count, bool negative) {
  if (is_floating(dtype)) {
    const double within_one = uniform(random);
    return is_signed(dtype) ? within_one : std::fabs(within_one);
  }
  const auto integer = static_cast<std::int64_t>((random >> 32) * static_cast<std::uint64_t>(count) >> 32);
  if (dtype == DType::boolean) return integer % 2 != 0;
  return negative && is_signed(dtype) ? integer - count / 2 : integer;
}

Array random_elements(DType dtype, std::vector<std::int64_t> dims, std::uint64_t seed, std::int64_t count, bool negative) {
  Array result(dtype, std::move(dims));
  const std::uint64_t start = splitmix64(seed);
  if (dtype == DType::float32) {  // gigabytes of weights are made so
    std::uint64_t i = 0;
    for (float& element : result.as_mutable<float>()) element = uniform(splitmix64(start + i++));
    return result;
  }
  for (std::int64_t i = 0; i < result.size(); ++i) {
    store_element(result, i, random_element(dtype, splitmix64(start + static_cast<std::uint64_t>(i)), count, negative));
  }
  return result;
}

}  // namespace

std::string number_text(double value) {
  return python_float(value);
}

std::vector<std::string> element_texts(const Array& array) {
  std::vector<std::string> result;
  result.reserve(static_cast<std::size_t>(array.size()));
  for (std::int64_t i = 0; i < array.size(); ++i) result.push_back(element_text(array, i));
  return result;
}

std::vector<Element> elements_of(const Array& array) {
  std::vector<Element> result;
  result.reserve(static_cast<std::size_t>(array.size()));
  for (std::int64_t i = 0; i < array.size(); ++i) result.push_back(element_at(array, i));
  return result;
}

double number_at(const Array& array, std::int64_t i) {
  return visit_element(array, i, [](auto element) { return static_cast<double>(element); });
}

std::optional<std::int64_t> whole_number(const Element& element) {
  if (const auto* truth = std::get_if<bool>(&element)) return *truth ? 1 : 0;
  if (const auto* integer = std::get_if<std::int64_t>(&element)) return *integer;
  if (const auto* natural = std::get_if<std::uint64_t>(&element)) {
    return std::in_range<std::int64_t>(*natural) ? std::optional(static_cast<std::int64_t>(*natural)) : std::nullopt;
  }
  const double number = std::get<double>(element);
  const bool fits = number >= -0x1p63 && number < 0x1p63 && std::trunc(number) == number;
  return fits ? std::optional(static_cast<std::int64_t>(number)) : std::nullopt;
}

std::optional<double> exact_number(const Element& element) {
  if (const auto* number = std::get_if<double>(&element)) return *number;
  const auto exactly = [](auto integer) -> std::optional<double> {
    const auto number = static_cast<double>(integer);
    // 2^63 and 2^64, to which the largest integers round, do not fit back.
    const bool fits = number < (std::is_signed_v<decltype(integer)> ? 0x1p63 : 0x1p64);
    return fits && static_cast<decltype(integer)>(number) == integer ? std::optional(number) : std::nullopt;
  };
  if (const auto* natural = std::get_if<std::uint64_t>(&element)) return exactly(*natural);
  return exactly(*whole_number(element));
}

Array array_of_elements(DType dtype, std::vector<std::int64_t> dims, std::span<const Element> elements) {
  const std::int64_t count = element_count(dims);
  if (!std::cmp_equal(count, elements.size())) {
    fail(ErrorCode::invalid_file, "content: got {} elements, wanted {}", elements.size(), count);
  }
  Array result(dtype, std::move(dims));
  for (std::int64_t i = 0; i < count; ++i) store_element(result, i, elements[static_cast<std::size_t>(i)]);
  return result;
}

Array random_array(DType dtype, std::vector<std::int64_t> dims, std::uint64_t seed) {
  return random_elements(dtype, std::move(dims), seed, 16, true);
}

Array random_input(DType dtype, std::vector<std::int64_t> dims, std::uint64_t seed) {
  return random_elements(dtype, std::move(dims), seed, 2, false);
}

}  // namespace nnfront
