// Attribute values as MXNet writes and reads them (dmlc-core's parameter.h, MXNet's include/mxnet/tuple.h): "True" or "1",
// "(2, 2)" or "[2,2]" or "2", "1L", "None".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nnfront/dtype.h"

namespace nnfront::frontends::mxnet {

using Tuple = std::vector<std::int64_t>;
using Numbers = std::vector<double>;
using OptionalTuple = std::vector<std::optional<std::int64_t>>;  // entries may be "None"

// Each throws Error (invalid_file): "got '...', wanted an integer".
bool parse_bool(std::string_view text);
std::int64_t parse_int(std::string_view text);
double parse_number(std::string_view text);  // infinities are numbers, NaN is refused
Tuple parse_tuple(std::string_view text);    // at most 4,096 entries
OptionalTuple parse_optional_tuple(std::string_view text);
Numbers parse_numbers(std::string_view text);  // "(0.5, 1)"; as many
bool is_none(std::string_view text);

// "float32" or "0", a type flag as in array files (formats/mxnet_types.h). No value for what names no type ("-1": to be inferred).
std::optional<DType> parse_dtype(std::string_view text);

// The parse for type T; optionals take "None".
template <class T>
T parse_attribute(std::string_view text);

template <>
inline bool parse_attribute<bool>(std::string_view text) {
  return parse_bool(text);
}
template <>
inline std::int64_t parse_attribute<std::int64_t>(std::string_view text) {
  return parse_int(text);
}
template <>
inline double parse_attribute<double>(std::string_view text) {
  return parse_number(text);
}
template <>
inline std::string parse_attribute<std::string>(std::string_view text) {
  return std::string(text);
}
template <>
inline Tuple parse_attribute<Tuple>(std::string_view text) {
  return parse_tuple(text);
}
template <>
inline Numbers parse_attribute<Numbers>(std::string_view text) {
  return parse_numbers(text);
}
template <>
inline OptionalTuple parse_attribute<OptionalTuple>(std::string_view text) {
  return parse_optional_tuple(text);
}
template <>
inline std::optional<bool> parse_attribute<std::optional<bool>>(std::string_view text) {
  return is_none(text) ? std::nullopt : std::optional(parse_bool(text));
}
template <>
inline std::optional<std::int64_t> parse_attribute<std::optional<std::int64_t>>(std::string_view text) {
  return is_none(text) ? std::nullopt : std::optional(parse_int(text));
}
template <>
inline std::optional<double> parse_attribute<std::optional<double>>(std::string_view text) {
  return is_none(text) ? std::nullopt : std::optional(parse_number(text));
}
template <>
inline std::optional<Tuple> parse_attribute<std::optional<Tuple>>(std::string_view text) {
  return is_none(text) ? std::nullopt : std::optional(parse_tuple(text));
}

}  // namespace nnfront::frontends::mxnet
