#include "ir/type.h"

#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront {

namespace {

// Digits only, no sign and no leading zero, so that every value has one spelling.
std::optional<std::int64_t> parse_natural(std::string_view text) {
  if (text.empty() || text[0] < '0' || text[0] > '9' || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  return parse_integer(text);
}

}  // namespace

std::string text(const TensorType& type) {
  return std::string(name(type.dtype)) + (type.ranked ? text(type.shape) : std::string("[...]"));
}

TensorType common_type(const TensorType& a, const TensorType& b) {
  if (!a.ranked || !b.ranked || a.shape.size() != b.shape.size()) return {a.dtype, {}, false};
  TensorType result = a;
  for (std::size_t d = 0; d < a.shape.size(); ++d) {
    if (!(a.shape[d] == b.shape[d])) result.shape[d] = Dim::unknown();
  }
  return result;
}

std::string text(Value value) {
  return std::to_string(value.node) + ":" + std::to_string(value.output);
}

Value parse_value(std::string_view text) {
  const auto colon = text.find(':');
  if (colon != std::string_view::npos) {
    const auto node = parse_natural(text.substr(0, colon));
    const auto output = parse_natural(text.substr(colon + 1));
    if (node && output && std::in_range<int>(*output)) return {*node, static_cast<int>(*output)};
  }
  fail(ErrorCode::invalid_file, "'{}' is no value; wanted node:output, such as 12:0", printable(text));
}

}  // namespace nnfront
