#include "emit/python/text.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "support/fail.h"
#include "support/number_text.h"
#include "support/utf8.h"

namespace nnfront::emit::python {

namespace {

// Of Python 3.13 (docs.python.org/3/reference/lexical_analysis.html); sorted. Words that are keywords in places alone can be names.
constexpr std::array<std::string_view, 35> keywords = {
    "False",  "None",     "True", "and",    "as",      "assert", "async",  "await",  "break", "class",  "continue", "def",
    "del",    "elif",     "else", "except", "finally", "for",    "from",   "global", "if",    "import", "in",       "is",
    "lambda", "nonlocal", "not",  "or",     "pass",    "raise",  "return", "try",    "while", "with",   "yield"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter_or_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The code point of a well-formed sequence.
std::uint32_t code_point(std::string_view sequence) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(sequence[i])); };
  constexpr std::array<std::uint32_t, 5> first_bits = {0, 0x7F, 0x1F, 0x0F, 0x07};
  std::uint32_t value = byte(0) & first_bits[sequence.size()];
  for (std::size_t i = 1; i < sequence.size(); ++i) value = (value << 6U) | (byte(i) & 0x3FU);
  return value;
}

// A quote is written by its number: then every string stands in the same quotes, as ruff wants it.
std::string escaped(std::uint32_t point) {
  if (point == '\\') return R"(\\)";
  if (point == '\n') return R"(\n)";
  if (point == '\t') return R"(\t)";
  if (point >= 0x20 && point < 0x7F && point != '"') return std::string(1, static_cast<char>(point));
  if (point < 0x100) return fmt::format(R"(\x{:02x})", point);
  return point < 0x10000 ? fmt::format(R"(\u{:04x})", point) : fmt::format(R"(\U{:08x})", point);
}

std::vector<std::string> texts(std::span<const std::int64_t> values) {
  std::vector<std::string> all;
  for (const std::int64_t value : values) all.push_back(literal(value));
  return all;
}

}  // namespace

std::string identifier(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const bool fits = is_letter_or_digit(c);
    if (!fits && !name.empty() && name.back() == '_' && c != '_') continue;
    name += fits ? c : '_';
  }
  name.erase(0, std::min(name.find_first_not_of('_'), name.size()));
  if (name.size() > longest_identifier) name.resize(longest_identifier);
  if (name.empty()) return "value";
  if (is_digit(name.front())) name.insert(0, "_");
  if (std::binary_search(keywords.begin(), keywords.end(), name)) name += '_';
  return name;
}

std::string literal(std::string_view text) {
  std::string quoted = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text.substr(at));
    if (length == 0) fail(ErrorCode::invalid_argument, "'{}' is no UTF-8 and cannot stand in a Python source", printable(text));
    quoted += escaped(code_point(text.substr(at, length)));
    at += length;
  }
  return quoted + '"';
}

std::string literal(double value) {
  return std::isfinite(value) ? python_float(value) : fmt::format("float(\"{}\")", python_float(value));
}

std::string literal(std::int64_t value) {
  return fmt::format("{}", value);
}

std::string literal(bool value) {
  return value ? "True" : "False";
}

std::string tuple(const std::vector<std::string>& items) {
  return fmt::format("({}{})", fmt::join(items, ", "), items.size() == 1 ? "," : "");
}

std::string list(const std::vector<std::string>& items) {
  return fmt::format("[{}]", fmt::join(items, ", "));
}

std::string tuple(std::span<const std::int64_t> values) {
  return tuple(texts(values));
}

std::string list(std::span<const std::int64_t> values) {
  return list(texts(values));
}

std::string plain_words(std::string_view text) {
  constexpr std::size_t longest = 80;
  std::string words;
  for (const char c : text.substr(0, longest)) {
    const bool fits = c >= ' ' && c < 0x7F && c != '"' && c != '\'' && c != '\\';
    if (!fits && !words.empty() && words.back() == '?') continue;
    words += fits ? c : '?';
  }
  return words;
}

}  // namespace nnfront::emit::python
