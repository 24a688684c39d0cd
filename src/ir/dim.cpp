#include "ir/dim.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>
#include <utility>

#include "ir/dim_symbol.h"
#include "support/fail.h"

namespace nnfront {

namespace {

constexpr std::size_t longest_text = 4096;
constexpr std::size_t most_terms = 512;
constexpr std::size_t highest_degree = 64;
constexpr int deepest_quotient = 24;

[[noreturn]] void overflow() {
  fail(ErrorCode::invalid_file, "shape overflow: a dimension does not fit 64 bits");
}
[[noreturn]] void too_large() {
  fail(ErrorCode::invalid_file, "shape overflow: a symbolic dimension is too large an expression");
}

std::int64_t add(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) overflow();
  return result;
}

std::int64_t multiply(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) overflow();
  return result;
}

std::int64_t floor_quotient(std::int64_t a, std::int64_t b) {
  if (b == 0) fail(ErrorCode::invalid_file, "shape: division by zero");
  if (b == -1) return multiply(a, -1);
  const std::int64_t quotient = a / b;
  return quotient - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

std::int64_t floor_remainder(std::int64_t a, std::int64_t b) {
  if (b == 0) fail(ErrorCode::invalid_file, "shape: division by zero");
  if (b == -1) return 0;
  const std::int64_t remainder = a % b;
  return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
}

enum class AtomKind { symbol, quotient, remainder };

// What cannot be taken apart further: a symbol, or a quotient or remainder of two polynomials.
struct Atom {
  AtomKind kind;
  std::string text;  // without parentheses around it
  Dim numerator;
  Dim denominator;
  int depth = 0;
};

using AtomPtr = std::shared_ptr<const Atom>;
using Monomial = std::vector<AtomPtr>;  // sorted by text; a power stands as often as it counts

struct Term {
  Monomial factors;
  std::int64_t coefficient = 0;
};

// Graded lexicographic, highest first: an order that multiplication keeps, which long division needs.
int compare(const Monomial& a, const Monomial& b) {
  if (a.size() != b.size()) return a.size() > b.size() ? -1 : 1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (const int order = a[i]->text.compare(b[i]->text); order != 0) return order;
  }
  return 0;
}

struct HigherFirst {
  bool operator()(const Monomial& a, const Monomial& b) const { return compare(a, b) < 0; }
};

using Polynomial = std::map<Monomial, std::int64_t, HigherFirst>;

void accumulate(Polynomial& sum, const Monomial& factors, std::int64_t coefficient) {
  const auto [found, inserted] = sum.try_emplace(factors, coefficient);
  if (!inserted) found->second = add(found->second, coefficient);
  if (found->second == 0) sum.erase(found);
  if (sum.size() > most_terms) too_large();
}

Monomial product(const Monomial& a, const Monomial& b) {
  if (a.size() + b.size() > highest_degree) too_large();
  Monomial result;
  result.reserve(a.size() + b.size());
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result),
             [](const AtomPtr& x, const AtomPtr& y) { return x->text < y->text; });
  return result;
}

// a without the factors of b; no value where b does not divide a.
std::optional<Monomial> quotient(const Monomial& a, const Monomial& b) {
  Monomial result;
  std::size_t taken = 0;
  for (const AtomPtr& atom : a) {
    if (taken < b.size() && atom->text == b[taken]->text) {
      ++taken;
    } else {
      result.push_back(atom);
    }
  }
  if (taken != b.size()) return std::nullopt;
  return result;
}

Polynomial constant(std::int64_t value) {
  Polynomial result;
  if (value != 0) result.emplace(Monomial{}, value);
  return result;
}

Polynomial sum(const Polynomial& a, const Polynomial& b, std::int64_t factor_of_b = 1) {
  Polynomial result = a;
  for (const auto& [factors, coefficient] : b) accumulate(result, factors, multiply(coefficient, factor_of_b));
  return result;
}

Polynomial product(const Polynomial& a, const Polynomial& b) {
  Polynomial result;
  for (const auto& [left, left_coefficient] : a) {
    for (const auto& [right, right_coefficient] : b) {
      accumulate(result, product(left, right), multiply(left_coefficient, right_coefficient));
    }
  }
  return result;
}

bool is_constant(const Polynomial& p) {
  return p.empty() || (p.size() == 1 && p.begin()->first.empty());
}
std::int64_t constant_value(const Polynomial& p) {
  return p.empty() ? 0 : p.begin()->second;
}
std::int64_t constant_term(const Polynomial& p) {
  return !p.empty() && p.rbegin()->first.empty() ? p.rbegin()->second : 0;
}

// Long division by the leading term; no value unless it comes out even (or would take absurdly long).
std::optional<Polynomial> exact_quotient(Polynomial dividend, const Polynomial& divisor) {
  const auto& [lead, lead_coefficient] = *divisor.begin();
  Polynomial result;
  while (!dividend.empty()) {
    if (result.size() >= most_terms / 2) return std::nullopt;
    const auto factors = quotient(dividend.begin()->first, lead);
    const std::int64_t coefficient = dividend.begin()->second;
    if (!factors || floor_remainder(coefficient, lead_coefficient) != 0) return std::nullopt;
    const Polynomial step = {{*factors, floor_quotient(coefficient, lead_coefficient)}};
    result = sum(result, step);
    dividend = sum(dividend, product(step, divisor), -1);
  }
  return result;
}

// dividend = whole * divisor + rest, term by term: as much as can be taken out of a floor quotient without changing it.
struct Division {
  Polynomial whole;
  Polynomial rest;
};

Division divide_terms(const Polynomial& dividend, const Monomial& lead, std::int64_t lead_coefficient) {
  Division result;
  for (const auto& [factors, coefficient] : dividend) {
    const auto remaining = quotient(factors, lead);
    if (!remaining) {
      accumulate(result.rest, factors, coefficient);
      continue;
    }
    const std::int64_t whole = floor_quotient(coefficient, lead_coefficient);
    const std::int64_t rest = floor_remainder(coefficient, lead_coefficient);
    if (whole != 0) accumulate(result.whole, *remaining, whole);
    if (rest != 0) accumulate(result.rest, factors, rest);
  }
  return result;
}

std::int64_t common_divisor(const Polynomial& p, bool with_constant) {
  std::uint64_t result = 0;
  for (const auto& [factors, coefficient] : p) {
    if (factors.empty() && !with_constant) continue;
    const auto magnitude = coefficient < 0 ? 0 - static_cast<std::uint64_t>(coefficient) : static_cast<std::uint64_t>(coefficient);
    result = std::gcd(result, magnitude);
  }
  // Of INT64_MIN alone; half of it still divides.
  return result > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) ? std::int64_t{1} << 62
                                                                                       : static_cast<std::int64_t>(result);
}

// The factors that every term of both has.
Monomial common_factors(const Polynomial& a, const Polynomial& b) {
  Monomial result = b.begin()->first;
  const auto narrow = [&](const Polynomial& p) {
    for (const auto& term : p) {
      Monomial kept;
      std::set_intersection(result.begin(), result.end(), term.first.begin(), term.first.end(), std::back_inserter(kept),
                            [](const AtomPtr& x, const AtomPtr& y) { return x->text < y->text; });
      result = std::move(kept);
    }
  };
  narrow(a);
  narrow(b);
  return result;
}

Polynomial divided_by(const Polynomial& p, const Monomial& factors, std::int64_t coefficient) {
  Polynomial result;
  for (const auto& [monomial, value] : p) result.emplace(*quotient(monomial, factors), floor_quotient(value, coefficient));
  return result;
}

std::string term_text(const Monomial& factors, std::int64_t coefficient) {
  std::string result;
  if (factors.empty()) return std::to_string(coefficient);
  if (coefficient == -1) {
    result = "-";
  } else if (coefficient != 1) {
    result = std::to_string(coefficient) + "*";
  }
  const bool alone = factors.size() == 1 && coefficient == 1;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (i > 0) result += '*';
    const Atom& atom = *factors[i];
    const bool bare = alone || atom.kind == AtomKind::symbol;
    result += bare ? atom.text : "(" + atom.text + ")";
    if (result.size() > longest_text) too_large();
  }
  return result;
}

std::string polynomial_text(const Polynomial& p) {
  std::string result;
  for (const auto& [factors, coefficient] : p) {
    if (!result.empty() && coefficient > 0) result += '+';
    result += term_text(factors, coefficient);
    if (result.size() > longest_text) too_large();
  }
  return result;
}

}  // namespace

struct DimExpression {
  Polynomial terms;
  std::string text;

  static Polynomial of(const Dim& dim) { return dim.expression_ ? dim.expression_->terms : constant(dim.value_); }

  static Dim dim(Polynomial terms) {
    if (is_constant(terms)) return Dim(constant_value(terms));
    std::string text = polynomial_text(terms);
    Dim result;
    result.expression_ = std::make_shared<const DimExpression>(DimExpression{std::move(terms), std::move(text)});
    return result;
  }
};

namespace {

int depth(const Polynomial& p) {
  int result = 0;
  for (const auto& term : p) {
    for (const AtomPtr& atom : term.first) result = std::max(result, atom->depth);
  }
  return result;
}

// As an operand of / and %: anything but a lone symbol or a natural number stands in parentheses.
std::string operand_text(const Polynomial& p) {
  const std::string text = polynomial_text(p);
  if (is_constant(p)) return p.empty() ? "0" : text[0] == '-' ? "(" + text + ")" : text;
  const auto& [factors, coefficient] = *p.begin();
  const bool lone_symbol = p.size() == 1 && coefficient == 1 && factors.size() == 1 && factors[0]->kind == AtomKind::symbol;
  return lone_symbol ? text : "(" + text + ")";
}

Polynomial atom(AtomKind kind, const Polynomial& numerator, const Polynomial& denominator) {
  Atom made{kind, operand_text(numerator) + (kind == AtomKind::quotient ? "/" : "%") + operand_text(denominator),
            DimExpression::dim(numerator), DimExpression::dim(denominator), 1 + std::max(depth(numerator), depth(denominator))};
  if (made.depth > deepest_quotient || made.text.size() > longest_text) too_large();
  return {{Monomial{std::make_shared<const Atom>(std::move(made))}, 1}};
}

Polynomial floor_division(const Polynomial& a, const Polynomial& b);

// floor((floor(x/y) + k) / d) is floor((x + k*y) / (y*d)) for a positive integer d.
std::optional<Polynomial> collapsed(const Polynomial& numerator, std::int64_t divisor) {
  const std::int64_t shift = constant_term(numerator);
  if (numerator.size() != (shift == 0 ? 1U : 2U)) return std::nullopt;
  const auto& [factors, coefficient] = *numerator.begin();
  if (coefficient != 1 || factors.size() != 1 || factors[0]->kind != AtomKind::quotient) return std::nullopt;
  const Polynomial inner = DimExpression::of(factors[0]->denominator);
  return floor_division(sum(DimExpression::of(factors[0]->numerator), inner, shift), product(inner, constant(divisor)));
}

Polynomial divide_by_integer(const Polynomial& dividend, std::int64_t divisor) {
  if (divisor < 0) return divide_by_integer(product(dividend, constant(-1)), multiply(divisor, -1));
  auto [whole, rest] = divide_terms(dividend, {}, divisor);
  if (is_constant(rest)) return whole;  // 0 <= rest < divisor
  // floor((g*x + c) / (g*d)) is floor((x + floor(c/g)) / d).
  const std::int64_t common = std::gcd(common_divisor(rest, false), divisor);
  Polynomial numerator;
  for (const auto& [factors, coefficient] : rest) {
    const std::int64_t reduced = floor_quotient(coefficient, common);
    if (reduced != 0) numerator.emplace(factors, reduced);
  }
  const std::int64_t denominator = divisor / common;
  if (denominator == 1) return sum(whole, numerator);
  if (const auto flat = collapsed(numerator, denominator)) return sum(whole, *flat);
  return sum(whole, atom(AtomKind::quotient, numerator, constant(denominator)));
}

// Both without the factors they share, the leading coefficient of the denominator positive.
std::pair<Polynomial, Polynomial> reduced(const Polynomial& a, const Polynomial& b) {
  const Monomial factors = common_factors(a, b);
  const std::int64_t common = std::gcd(common_divisor(a, true), common_divisor(b, true));
  const std::int64_t sign = b.begin()->second < 0 ? -1 : 1;
  return {divided_by(a, factors, common * sign), divided_by(b, factors, common * sign)};
}

Polynomial floor_division(const Polynomial& a, const Polynomial& b) {
  if (b.empty()) fail(ErrorCode::invalid_file, "shape: division by zero");
  if (is_constant(b)) return divide_by_integer(a, constant_value(b));
  if (const auto exact = exact_quotient(a, b)) return *exact;
  Division division{{}, a};
  if (b.size() == 1) {
    division = divide_terms(a, b.begin()->first, b.begin()->second);
    if (division.rest.empty()) return division.whole;
  }
  const auto [numerator, denominator] = reduced(division.rest, b);
  if (is_constant(denominator)) return sum(division.whole, divide_by_integer(numerator, constant_value(denominator)));
  return sum(division.whole, atom(AtomKind::quotient, numerator, denominator));
}

Polynomial remainder_by_integer(const Polynomial& dividend, std::int64_t divisor) {
  if (divisor < 0) {
    return product(remainder_by_integer(product(dividend, constant(-1)), multiply(divisor, -1)), constant(-1));
  }
  const Polynomial rest = divide_terms(dividend, {}, divisor).rest;
  if (is_constant(rest)) return rest;
  // (g*x) mod (g*d) is g * (x mod d).
  const std::int64_t common = std::gcd(common_divisor(rest, true), divisor);
  if (common == divisor) return {};
  const Polynomial inner = atom(AtomKind::remainder, divided_by(rest, {}, common), constant(divisor / common));
  return product(inner, constant(common));
}

Polynomial floor_modulo(const Polynomial& a, const Polynomial& b) {
  if (b.empty()) fail(ErrorCode::invalid_file, "shape: division by zero");
  if (is_constant(b)) return remainder_by_integer(a, constant_value(b));
  if (exact_quotient(a, b)) return {};
  const Polynomial rest = b.size() == 1 ? divide_terms(a, b.begin()->first, b.begin()->second).rest : a;
  if (rest.empty()) return {};
  return atom(AtomKind::remainder, rest, b);
}

void collect_symbols(const Dim& dim, std::set<std::string>& found) {
  for (const auto& term : DimExpression::of(dim)) {
    for (const AtomPtr& factor : term.first) {
      if (factor->kind == AtomKind::symbol) {
        found.insert(factor->text);
      } else {
        collect_symbols(factor->numerator, found);
        collect_symbols(factor->denominator, found);
      }
    }
  }
}

bool is_never_negative(const Polynomial& p);

// Rounding down does not take a quotient below 0, and a remainder has the sign of its divisor.
bool is_never_negative(const Atom& factor) {
  if (factor.kind == AtomKind::symbol) return true;
  const bool divisor = is_never_negative(DimExpression::of(factor.denominator));
  return divisor && (factor.kind == AtomKind::remainder || is_never_negative(DimExpression::of(factor.numerator)));
}

// Of all terms but the constant one.
bool terms_are_never_negative(const Polynomial& p) {
  for (const auto& [factors, coefficient] : p) {
    if (factors.empty()) continue;
    if (coefficient < 0) return false;
    for (const AtomPtr& factor : factors) {
      if (!is_never_negative(*factor)) return false;
    }
  }
  return true;
}

bool is_never_negative(const Polynomial& p) {
  return constant_term(p) >= 0 && terms_are_never_negative(p);
}

Dim substituted(const Atom& factor, const std::map<std::string, Dim>& values) {
  if (factor.kind == AtomKind::symbol) {
    const auto found = values.find(factor.text);
    return found != values.end() ? found->second : Dim::symbol(factor.text);
  }
  const Dim numerator = factor.numerator.substitute(values);
  const Dim denominator = factor.denominator.substitute(values);
  return factor.kind == AtomKind::quotient ? floor_div(numerator, denominator) : modulo(numerator, denominator);
}

}  // namespace

Dim Dim::symbol(std::string_view name) {
  if (!is_symbol_name(name)) fail(ErrorCode::invalid_file, "'{}' is no name for a dimension", printable(name));
  auto made = std::make_shared<const Atom>(Atom{AtomKind::symbol, std::string(name), Dim(), Dim(), 0});
  return DimExpression::dim({{Monomial{std::move(made)}, 1}});
}

Dim Dim::unknown() {
  Dim result;
  result.unknown_ = true;
  return result;
}

std::int64_t Dim::integer() const {
  ensure(is_integer(), "dimension is an integer");
  return value_;
}

std::string Dim::text() const {
  if (unknown_) return "?";
  return expression_ ? expression_->text : std::to_string(value_);
}

Dim Dim::substitute(const std::map<std::string, Dim>& values) const {
  if (!expression_) return *this;
  Dim result;
  for (const auto& [factors, coefficient] : expression_->terms) {
    Dim term(coefficient);
    for (const AtomPtr& factor : factors) term = term * substituted(*factor, values);
    result = result + term;
  }
  return result;
}

std::vector<std::string> Dim::symbols() const {
  std::set<std::string> found;
  collect_symbols(*this, found);
  return {found.begin(), found.end()};
}

bool operator==(const Dim& a, const Dim& b) {
  if (a.unknown_ || b.unknown_) return a.unknown_ == b.unknown_;
  if (!a.expression_ || !b.expression_) return !a.expression_ && !b.expression_ && a.value_ == b.value_;
  return a.expression_ == b.expression_ || a.expression_->text == b.expression_->text;
}

Dim operator+(const Dim& a, const Dim& b) {
  if (a.unknown_ || b.unknown_) return Dim::unknown();
  if (!a.expression_ && !b.expression_) return add(a.value_, b.value_);
  return DimExpression::dim(sum(DimExpression::of(a), DimExpression::of(b)));
}

Dim operator-(const Dim& a, const Dim& b) {
  if (a.unknown_ || b.unknown_) return Dim::unknown();
  if (a.expression_ || b.expression_) return DimExpression::dim(sum(DimExpression::of(a), DimExpression::of(b), -1));
  std::int64_t result = 0;
  if (__builtin_sub_overflow(a.value_, b.value_, &result)) overflow();
  return result;
}

Dim operator*(const Dim& a, const Dim& b) {
  if (a.unknown_ || b.unknown_) return Dim::unknown();
  if (!a.expression_ && !b.expression_) return multiply(a.value_, b.value_);
  return DimExpression::dim(product(DimExpression::of(a), DimExpression::of(b)));
}

Dim floor_div(const Dim& a, const Dim& b) {
  if (b.is_integer() && b.value_ == 0) fail(ErrorCode::invalid_file, "shape: division by zero");
  if (a.unknown_ || b.unknown_) return Dim::unknown();
  if (!a.expression_ && !b.expression_) return floor_quotient(a.value_, b.value_);
  return DimExpression::dim(floor_division(DimExpression::of(a), DimExpression::of(b)));
}

Dim ceil_div(const Dim& a, const Dim& b) {
  if (!b.is_integer()) return Dim(0) - floor_div(Dim(0) - a, b);
  if (b.value_ < 0) return ceil_div(Dim(0) - a, multiply(b.value_, -1));
  if (!a.is_integer()) return floor_div(a + b - 1, b);
  // Without a + b - 1, which may overflow where the quotient does not.
  const std::int64_t whole = floor_quotient(a.value_, b.value_);
  return whole + (floor_remainder(a.value_, b.value_) != 0 ? 1 : 0);
}

Dim modulo(const Dim& a, const Dim& b) {
  if (b.is_integer() && b.value_ == 0) fail(ErrorCode::invalid_file, "shape: division by zero");
  if (a.unknown_ || b.unknown_) return Dim::unknown();
  if (!a.expression_ && !b.expression_) return floor_remainder(a.value_, b.value_);
  return DimExpression::dim(floor_modulo(DimExpression::of(a), DimExpression::of(b)));
}

std::optional<std::int64_t> lower_bound(const Dim& dim) {
  if (dim.is_unknown()) return std::nullopt;
  const Polynomial terms = DimExpression::of(dim);
  return terms_are_never_negative(terms) ? std::optional(constant_term(terms)) : std::nullopt;
}

bool compatible(const Dim& a, const Dim& b) {
  return !a.is_integer() || !b.is_integer() || a.integer() == b.integer();
}

std::string text(const Shape& shape) {
  std::string result = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i > 0) result += ',';
    result += shape[i].text();
  }
  return result + "]";
}

bool compatible(const Shape& a, const Shape& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!compatible(a[i], b[i])) return false;
  }
  return true;
}

Dim element_count(const Shape& shape) {
  Dim result(1);
  for (const Dim& dim : shape) result = result * dim;
  return result;
}

std::optional<std::vector<std::int64_t>> integers(const Shape& shape) {
  std::vector<std::int64_t> result;
  result.reserve(shape.size());
  for (const Dim& dim : shape) {
    if (!dim.is_integer()) return std::nullopt;
    result.push_back(dim.integer());
  }
  return result;
}

Shape shape_of(const std::vector<std::int64_t>& dims) {
  return {dims.begin(), dims.end()};
}

}  // namespace nnfront
