// A dimension of a shape: an integer, an expression in symbols, or unknown until the data is there.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nnfront {

struct DimExpression;

// Expressions are kept in one canonical form (a sum of products over symbols, floor quotients and remainders, terms sorted), so
// that equal expressions compare equal and print alike. Text: "batch", "(seq+1)/2" (floor division), "2*h*w", "seq%4", "?".
// A unary minus binds tighter than * / %, which bind alike and from the left. A symbol is [A-Za-z_][A-Za-z0-9_.]*, at most 128 characters.
// An expression that would print longer than 4,096 characters or nest quotients deeper than 24 throws Error (invalid_file).
class Dim {
 public:
  Dim(std::int64_t value = 0) : value_(value) {}  // NOLINT: a number is a dimension
  static Dim symbol(std::string_view name);
  static Dim unknown();
  // Throws Error (invalid_file) for text that is none of the above, or nested deeper than 64.
  static Dim parse(std::string_view text);

  bool is_integer() const { return expression_ == nullptr && !unknown_; }
  bool is_unknown() const { return unknown_; }
  bool is_symbolic() const { return expression_ != nullptr; }
  // InternalError unless is_integer().
  std::int64_t integer() const;
  std::string text() const;
  // Every symbol replaced that `values` names.
  Dim substitute(const std::map<std::string, Dim>& values) const;
  // The symbols in it, sorted, each once.
  std::vector<std::string> symbols() const;

  // The same text: unknown equals unknown. Use compatible() to ask whether two sizes may be the same number.
  friend bool operator==(const Dim& a, const Dim& b);
  // Arithmetic with unknown is unknown. Integer overflow throws Error (invalid_file): "shape overflow".
  friend Dim operator+(const Dim& a, const Dim& b);
  friend Dim operator-(const Dim& a, const Dim& b);
  friend Dim operator*(const Dim& a, const Dim& b);
  // Rounded down / up. Division by zero throws Error. (a*b)/b is a.
  friend Dim floor_div(const Dim& a, const Dim& b);
  friend Dim ceil_div(const Dim& a, const Dim& b);
  friend Dim modulo(const Dim& a, const Dim& b);
  friend std::optional<std::int64_t> lower_bound(const Dim& dim);

 private:
  friend struct DimExpression;
  std::int64_t value_ = 0;
  bool unknown_ = false;
  std::shared_ptr<const DimExpression> expression_;
};

// A number that the dimension is never below, whatever its symbols stand for (each at least 0); no value where that cannot be told.
std::optional<std::int64_t> lower_bound(const Dim& dim);

// False only where the two are integers that differ.
bool compatible(const Dim& a, const Dim& b);

using Shape = std::vector<Dim>;

// "[1,3,224,224]"; "[]" for a scalar.
std::string text(const Shape& shape);
bool compatible(const Shape& a, const Shape& b);
// Product of the dimensions.
Dim element_count(const Shape& shape);
// The dims as integers; no value where one is not.
std::optional<std::vector<std::int64_t>> integers(const Shape& shape);
Shape shape_of(const std::vector<std::int64_t>& dims);

}  // namespace nnfront
