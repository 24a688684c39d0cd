// Elements of small arrays as text and as numbers: what constants are in graph files and in the text form.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "nnfront/array.h"

namespace nnfront {

// The shortest decimal text that reads back as the same double; "inf", "-inf", "nan".
std::string number_text(double value);

// One text per element, which array_of_elements makes the same element of: shortest decimals, exact integers, true and false.
// Error (unsupported) for strings.
std::vector<std::string> element_texts(const Array& array);

using Element = std::variant<bool, std::int64_t, std::uint64_t, double>;

// One per element: bool, integers of any width (uint64_t for uint64 alone) or double. Error (unsupported) for strings.
std::vector<Element> elements_of(const Array& array);

// Element i as a double, true as 1: exact but for integers beyond 2^53. Error (unsupported) for strings.
double number_at(const Array& array, std::int64_t i);

// The element as an integer; no value where it is none of 64 bits. True is 1.
std::optional<std::int64_t> whole_number(const Element& element);
// As a double; no value where it is an integer that no double is.
std::optional<double> exact_number(const Element& element);

// Error (invalid_file) where the count is not what `dims` say or an element does not fit the type; nothing is allocated before.
Array array_of_elements(DType dtype, std::vector<std::int64_t> dims, std::span<const Element> elements);

// Element i is made of splitmix64(splitmix64(seed) + i), so that it is the same on every machine: floats uniform in [-1, 1), or in
// [0, 1] where they have no sign, integers in [-8, 8) or [0, 16), bool. Error (invalid_file) for strings.
Array random_array(DType dtype, std::vector<std::int64_t> dims, std::uint64_t seed);
// The same with integers that are 0 or 1: indices and masks that fit nearly every graph.
Array random_input(DType dtype, std::vector<std::int64_t> dims, std::uint64_t seed);

}  // namespace nnfront
