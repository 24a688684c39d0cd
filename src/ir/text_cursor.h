// Walks through a text of the IR: words, numbers, quoted strings, and errors that say line and column.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "support/fail.h"

namespace nnfront {

class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : text_(text) {}

  // The next character behind blanks and comments, '\0' at the end.
  char peek();
  std::size_t position();
  void go_back(std::size_t position) { at_ = position; }

  bool accept(char symbol);
  bool accept(std::string_view word);
  // Without blanks before it.
  bool accept_adjacent(char symbol);
  void expect(char symbol);
  bool at_word();
  // [A-Za-z_][A-Za-z0-9_]*
  std::string_view word(std::string_view what);
  // "..." with \" \\ and \xHH.
  std::string quoted(std::string_view what);
  bool at_quoted() { return peek() == '"'; }
  std::int64_t integer(std::string_view what);
  // Digits, sign, point, exponent, or inf, -inf, nan.
  std::string_view number(std::string_view what);
  // What stands before `,` or `]` outside of parentheses, without blanks at its ends.
  std::string_view list_item();

  // Throws Error (invalid_file) "line 3, column 7: ...".
  template <class... Args>
  [[noreturn]] void wrong(fmt::format_string<Args...> format, Args&&... args) {
    wrong_at(position(), fmt::format(format, std::forward<Args>(args)...));
  }
  [[noreturn]] void wrong_at(std::size_t position, const std::string& message) const;

 private:
  std::string found() const;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace nnfront
