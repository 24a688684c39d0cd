// What stands between the signs of the text form: values, lists, attributes, types, grids.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ir/attributes.h"
#include "ir/elements.h"
#include "ir/text_cursor.h"
#include "ir/type.h"

namespace nnfront {

// Every id of a text is below.
inline constexpr std::int64_t text_id_limit = std::int64_t{1} << 53;

// Reads at the cursor. All Errors say line and column.
class TextValues {
 public:
  explicit TextValues(TextCursor& cursor) : in_(cursor) {}

  // Runs `read`; an Error without a place gets that of `position`.
  template <class Read>
  decltype(auto) placed(std::size_t position, const Read& read) {
    try {
      return read();
    } catch (const Error& error) {
      in_.wrong_at(position, error.what());
    }
  }

  template <class Read>
  auto list(const Read& read) {
    std::vector<decltype(read())> result;
    in_.expect('[');
    while (!in_.accept(']')) {
      if (!result.empty()) in_.expect(',');
      result.push_back(read());
    }
    return result;
  }

  Value value();
  std::vector<Value> values();
  // "(%1, none)".
  std::vector<std::optional<Value>> operands();
  std::vector<std::int64_t> integers_list();
  std::vector<double> numbers_list();
  bool boolean();
  // With or without quotes.
  std::string text_or_word();
  // Reads the value of the attribute `name`, which stands at `position`, into `attributes`.
  void attribute(Attributes& attributes, std::string_view name, std::size_t position);
  Quantization quantization();
  Requantization requantization();
  // "float32[1,3]" or "float32[...]".
  TensorType type();
  std::vector<Element> elements();

 private:
  // name=value pairs in parentheses; read(name) reads one value, false where there is no such name.
  template <class Read>
  void named_values(const Read& read) {
    in_.expect('(');
    while (!in_.accept(')')) {
      const std::size_t position = in_.position();
      const std::string_view name = in_.word("a name");
      in_.expect('=');
      if (!read(name)) in_.wrong_at(position, fmt::format("there is no '{}' here", printable(name)));
    }
  }

  double number();
  Shape shape();
  int small_integer(std::string_view what);
  AttrValue attribute_value(const AttrField& field);
  Element element();
  static std::optional<std::uint64_t> parse_natural(std::string_view spelled);
  TextCursor& in_;
};

}  // namespace nnfront
