#include "emit/onnx/dims.h"

#include <algorithm>
#include <charconv>

#include "ops/shape.h"
#include "support/fail.h"

namespace nnfront::emit::onnx {

namespace {

// Reads the canonical text of an expression and adds a node per operation. Quotients nest at most 24 deep (ir/dim.h), so recursion ends.
class Expression {
 public:
  Expression(NodeContext& context, std::string_view text, std::string shape) : context_(context), text_(text), shape_(std::move(shape)) {}

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

  std::string sum() {
    std::string result = product();
    for (;;) {
      if (take('+'))
        result = context_.add("Add", {result, product()}, {}, "sum");
      else if (take('-'))
        result = context_.add("Sub", {result, product()}, {}, "difference");
      else
        return result;
    }
  }

  std::string product() {
    std::string result = factor();
    for (;;) {
      if (take('*')) {
        result = context_.add("Mul", {result, factor()}, {}, "product");
      } else if (take('/')) {
        result = quotient(result, factor());
      } else if (take('%')) {
        result = context_.add("Mod", {result, factor()}, {}, "remainder");
      } else {
        return result;
      }
    }
  }

  // Rounded down: Div rounds towards zero, Mod has the divisor's sign.
  std::string quotient(const std::string& a, const std::string& b) {
    const std::string remainder = context_.add("Mod", {a, b}, {}, "remainder");
    return context_.add("Div", {context_.add("Sub", {a, remainder}, {}, "multiple"), b}, {}, "quotient");
  }

  std::string factor() {
    if (take('-')) return context_.add("Neg", {factor()}, {}, "negative");
    if (take('(')) {
      std::string result = sum();
      ensure(take(')'), "a dimension's parentheses are closed");
      return result;
    }
    return take('d') ? dimension(number()) : context_.integers({number()}, "number");
  }

  std::int64_t number() {
    std::int64_t result = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), result);
    ensure(error == std::errc(), "a dimension's text is of numbers and dimensions of the input");
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return result;
  }

  std::string dimension(std::int64_t d) {
    return context_.add("Gather", {shape_, context_.integers({d}, "index")}, {attribute("axis", std::int64_t{0})}, fmt::format("d{}", d));
  }

  NodeContext& context_;
  std::string_view text_;
  std::string shape_;
};

bool is_copy(const Dim& entry, std::size_t place) {
  return entry == ops::input_dimension(place);
}

}  // namespace

std::string dims_value(NodeContext& context, const Shape& entries, std::string_view part) {
  if (const auto known = integers(entries)) return context.integers(*known, part);
  const std::string shape = context.add("Shape", {context.input(0)}, {}, "shape");
  Inputs parts;
  for (const Dim& entry : entries) {
    if (entry.is_integer()) {
      parts.push_back(context.integers({entry.integer()}, "entry"));
      continue;
    }
    const std::string text = entry.text();
    parts.push_back(Expression(context, text, shape).value());
  }
  return context.add("Concat", parts, {attribute("axis", std::int64_t{0})}, part);
}

std::string reshape_target(NodeContext& context, const Shape& entries) {
  const auto is_zero = [](const Dim& entry) { return entry == Dim(0); };
  const bool has_zero = std::any_of(entries.begin(), entries.end(), is_zero);
  std::vector<std::int64_t> target;
  int computed = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (is_copy(entries[i], i)) {
      target.push_back(0);
      continue;
    }
    const bool is_left_over = !entries[i].is_integer() || entries[i] == Dim(-1);
    computed += is_left_over ? 1 : 0;
    target.push_back(is_left_over ? -1 : entries[i].integer());
  }
  if (computed <= 1 && !has_zero) return context.integers(target, "target");
  return dims_value(context, entries, "target");
}

}  // namespace nnfront::emit::onnx
