#include "frontends/mxnet/attribute_text.h"

#include <cmath>

#include "formats/mxnet_types.h"
#include "support/fail.h"
#include "support/letter_case.h"
#include "support/number_text.h"

namespace nnfront::frontends::mxnet {

namespace {

constexpr std::size_t longest_tuple = 4096;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

[[noreturn]] void unlike(std::string_view text, std::string_view wanted) {
  fail(ErrorCode::invalid_file, "got '{}', wanted {}", printable(text.substr(0, 60)), wanted);
}

// Python 2 wrote its long integers as "3L".
std::optional<std::int64_t> integer_in(std::string_view text) {
  std::string_view digits = trimmed(text);
  if (!digits.empty() && digits.back() == 'L') digits.remove_suffix(1);
  if (!digits.empty() && digits.front() == '+') digits.remove_prefix(1);
  return parse_integer(digits);
}

// What stands between the brackets; a bare number is its own inside.
std::string_view inside_brackets(std::string_view text) {
  const std::string_view whole = trimmed(text);
  if (whole.empty()) unlike(text, "a tuple");
  const bool round = whole.front() == '(' && whole.back() == ')';
  const bool square = whole.front() == '[' && whole.back() == ']';
  if (whole.size() >= 2 && (round || square)) return whole.substr(1, whole.size() - 2);
  return whole;
}

std::vector<std::string_view> entries_of(std::string_view text) {
  std::string_view rest = trimmed(inside_brackets(text));
  std::vector<std::string_view> entries;
  while (!rest.empty()) {
    if (entries.size() == longest_tuple) unlike(text, "at most 4096 entries");
    const std::size_t comma = rest.find(',');
    entries.push_back(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view{} : trimmed(rest.substr(comma + 1));
  }
  return entries;
}

}  // namespace

bool is_none(std::string_view text) {
  return trimmed(text) == "None";
}

bool parse_bool(std::string_view text) {
  const std::string word = lower_case(trimmed(text));
  if (word == "true" || word == "1") return true;
  if (word == "false" || word == "0") return false;
  unlike(text, "True or False");
}

std::int64_t parse_int(std::string_view text) {
  const auto value = integer_in(text);
  if (!value) unlike(text, "an integer");
  return *value;
}

double parse_number(std::string_view text) {
  std::string_view digits = trimmed(text);
  if (digits.size() > 1 && digits.back() == 'f' && digits != "inf" && digits != "-inf") digits.remove_suffix(1);
  const auto value = parse_float(digits);
  if (!value || std::isnan(*value)) unlike(text, "a number");
  return *value;
}

OptionalTuple parse_optional_tuple(std::string_view text) {
  OptionalTuple result;
  for (const std::string_view entry : entries_of(text)) {
    const auto value = integer_in(entry);
    if (!value && !is_none(entry)) unlike(text, "a tuple of integers");
    result.push_back(value);
  }
  return result;
}

Numbers parse_numbers(std::string_view text) {
  Numbers result;
  for (const std::string_view entry : entries_of(text)) result.push_back(parse_number(entry));
  return result;
}

Tuple parse_tuple(std::string_view text) {
  Tuple result;
  for (const auto& entry : parse_optional_tuple(text)) {
    if (!entry) unlike(text, "a tuple of integers");
    result.push_back(*entry);
  }
  return result;
}

std::optional<DType> parse_dtype(std::string_view text) {
  if (const auto flag = integer_in(text)) {
    const auto& flags = formats::mxnet_type_flags;
    if (*flag >= 0 && *flag < static_cast<std::int64_t>(flags.size())) return flags[static_cast<std::size_t>(*flag)];
    return std::nullopt;
  }
  const auto dtype = dtype_from_name(trimmed(text));
  if (dtype == DType::string) return std::nullopt;
  return dtype;
}

}  // namespace nnfront::frontends::mxnet
