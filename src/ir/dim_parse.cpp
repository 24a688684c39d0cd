#include <string>

#include "ir/dim.h"
#include "ir/dim_symbol.h"
#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront {

namespace {

constexpr std::size_t longest_text = 4096;
constexpr int deepest_parentheses = 64;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// sum := product (('+' | '-') product)*; product := factor (('*' | '/' | '%') factor)*; factor := '-' factor | number | symbol | (sum)
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Dim whole() {
    if (text_.size() > longest_text) wrong("is longer than 4096 characters");
    const Dim result = sum(0);
    if (peek() != '\0') wrong("has something behind its end");
    return result;
  }

 private:
  [[noreturn]] void wrong(std::string_view what) const {
    fail(ErrorCode::invalid_file, "dimension '{}' {} (at character {})", printable(text_), what, at_ + 1);
  }

  char peek() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  Dim sum(int level) {
    Dim result = product(level);
    for (char sign = peek(); sign == '+' || sign == '-'; sign = peek()) {
      ++at_;
      result = sign == '+' ? result + product(level) : result - product(level);
    }
    return result;
  }

  Dim product(int level) {
    Dim result = factor(level);
    for (char sign = peek(); sign == '*' || sign == '/' || sign == '%'; sign = peek()) {
      ++at_;
      const Dim right = factor(level);
      result = sign == '*' ? result * right : sign == '/' ? floor_div(result, right) : modulo(result, right);
    }
    return result;
  }

  Dim factor(int level) {
    if (level > deepest_parentheses) wrong("nests deeper than 64");
    const char next = peek();
    if (next == '-') {
      ++at_;
      // With its sign, so that the smallest integer can be written.
      if (is_digit(peek())) return number("-");
      return Dim(-1) * factor(level + 1);
    }
    if (next == '(') {
      ++at_;
      Dim inner = sum(level + 1);
      if (peek() != ')') wrong("lacks a closing parenthesis");
      ++at_;
      return inner;
    }
    if (is_digit(next)) return number("");
    if (is_symbol_start(next)) return Dim::symbol(run(is_symbol_part));
    wrong("lacks a number or a symbol");
  }

  std::string_view run(bool (*belongs)(char)) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && belongs(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  Dim number(std::string_view sign) {
    const auto digits = run(is_digit);
    const auto value = parse_integer(std::string(sign) + std::string(digits));
    if (!value) wrong("has a number that does not fit 64 bits");
    return Dim(*value);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Dim Dim::parse(std::string_view text) {
  if (text == "?") return unknown();
  return Parser(text).whole();
}

}  // namespace nnfront
