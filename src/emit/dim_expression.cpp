#include "emit/dim_expression.h"

#include <charconv>

#include "support/fail.h"

namespace nnfront::emit {

namespace {

// Quotients nest at most 24 deep (ir/dim.h), so recursion ends.
class Expression {
 public:
  Expression(std::string_view text, const DimArithmetic& arithmetic) : text_(text), arithmetic_(arithmetic) {}

  std::string value() {
    std::string result = sum();
    ensure(text_.empty(), "a dimension's text is an expression");
    return result;
  }

 private:
  bool take(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }

  // The first of `signs` that comes next, '\0' for none.
  char take_one(std::string_view signs) {
    for (const char sign : signs) {
      if (take(sign)) return sign;
    }
    return '\0';
  }

  std::string sum() {
    std::string result = product();
    while (const char sign = take_one("+-")) result = arithmetic_.combined(sign, result, product());
    return result;
  }

  std::string product() {
    std::string result = factor();
    while (const char sign = take_one("*/%")) result = arithmetic_.combined(sign, result, factor());
    return result;
  }

  std::string factor() {
    if (take('-')) return arithmetic_.negative(factor());
    if (take('(')) {
      std::string result = sum();
      ensure(take(')'), "a dimension's parentheses are closed");
      return result;
    }
    return take('d') ? arithmetic_.dimension(number()) : arithmetic_.number(number());
  }

  std::int64_t number() {
    std::int64_t result = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), result);
    ensure(error == std::errc(), "a dimension's text is of numbers and dimensions of the input");
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return result;
  }

  std::string_view text_;
  const DimArithmetic& arithmetic_;
};

}  // namespace

std::string compute(std::string_view expression, const DimArithmetic& arithmetic) {
  return Expression(expression, arithmetic).value();
}

}  // namespace nnfront::emit
