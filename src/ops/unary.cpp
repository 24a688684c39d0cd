#include <cmath>

#include "ops/arithmetic.h"
#include "ops/content.h"
#include "ops/elementwise_parts.h"
#include "ops/special_functions.h"

namespace nnfront::ops {

namespace {

using Function = double (*)(double);

Operator unary(std::string_view name, std::string_view doc) {
  Operator op;
  op.name = name;
  op.family = "elementwise";
  op.doc = doc;
  op.inputs = {{"x", "any shape"}};
  op.outputs = {{"y", "type and shape of x"}};
  op.cost = cost_per_output_element;
  return op;
}

std::vector<TensorType> infer_floating(const InferContext& context) {
  check_dtype(floating_operand.label, "x", context.input(0), DTypeClass::floating);
  return {context.input(0)};
}

std::vector<TensorType> infer_number(const InferContext& context) {
  check_dtype(number_operands.label, "x", context.input(0), DTypeClass::number);
  return {context.input(0)};
}

// Floating types only.
Operator floating(std::string_view name, std::string_view doc, Function function) {
  Operator op = unary(name, doc);
  op.constraints = {floating_operand};
  op.infer = infer_floating;
  op.eval = [function](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    std::vector<double> elements = to_doubles(x);
    for (double& element : elements) element = function(element);
    return {from_doubles(x.dtype(), x.dims(), elements)};
  };
  return op;
}

// Rounds to a whole number, which integers are already.
Operator rounding(std::string_view name, std::string_view doc, Function function) {
  Operator op = floating(name, doc, function);
  op.constraints = {number_operands};
  op.infer = infer_number;
  op.eval = [round_floats = op.eval](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    if (is_integer(x.dtype())) return {x};
    return round_floats(context);
  };
  op.content = same_content;
  return op;
}

// `number_function` is called with a number of the type that x is computed in.
template <class NumberFunction>
Operator number(std::string_view name, std::string_view doc, NumberFunction number_function) {
  Operator op = unary(name, doc);
  op.constraints = {number_operands};
  op.infer = infer_number;
  op.eval = [number_function](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    return {with_arithmetic_type(x.dtype(), [&]<class T>() {
      std::vector<T> elements = operands<T>(x);
      for (T& element : elements) element = number_function(element);
      return result<T>(x.dtype(), x.dims(), elements);
    })};
  };
  return op;
}

Operator question(std::string_view name, std::string_view doc, bool (*ask)(double)) {
  Operator op = unary(name, doc);
  op.outputs = {{"y", "bool, of the shape of x"}};
  op.constraints = {floating_operand};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> { return {{DType::boolean, infer_floating(context)[0].shape}}; };
  op.eval = [ask](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    std::vector<double> elements = to_doubles(x);
    for (double& element : elements) element = ask(element) ? 1 : 0;
    return {from_doubles(DType::boolean, x.dims(), elements)};
  };
  return op;
}

template <class T>
T negative(T x) {
  if constexpr (std::is_floating_point_v<T>) return -x;
  return subtract_numbers<T>(0, x);
}

template <class T>
T magnitude(T x) {
  if constexpr (std::is_floating_point_v<T>) return std::abs(x);
  return x < T{0} ? negative(x) : x;
}

// NaN stays NaN, and a zero keeps its sign.
template <class T>
T sign(T x) {
  if (x > T{0}) return T{1};
  return x < T{0} ? negative(T{1}) : x;
}

double half_down(double x) {
  const double below = std::floor(x);
  return x - below > 0.5 ? below + 1 : below;
}

double half_to_even(double x) {
  // Nothing in this program changes the rounding mode from nearest, ties to even.
  return std::nearbyint(x);
}

}  // namespace

std::vector<Operator> unary_operators() {
  return {
      with_rule(number("abs", "|x|; the lowest integer stays as it is.", [](auto x) { return magnitude(x); }),
                content_by_entry(magnitude_entry)),
      with_rule(number("neg", "-x; integers wrap.", [](auto x) { return negative(x); }),
                content_by_entry([](const Dim& x) { return Dim(0) - x; })),
      number("sign", "-1, 0 or 1; NaN stays NaN.", [](auto x) { return sign(x); }),
      number("square", "x * x; integers wrap.", [](auto x) { return multiply_numbers(x, x); }),
      floating("exp", "e^x.", [](double x) { return std::exp(x); }),
      floating("expm1", "e^x - 1, exact near 0.", [](double x) { return std::expm1(x); }),
      floating("log", "Natural logarithm; -inf for 0, NaN below.", [](double x) { return std::log(x); }),
      floating("log1p", "log(1 + x), exact near 0.", [](double x) { return std::log1p(x); }),
      floating("log2", "Logarithm to base 2.", [](double x) { return std::log2(x); }),
      floating("log10", "Logarithm to base 10.", [](double x) { return std::log10(x); }),
      floating("sqrt", "Square root; NaN below 0.", [](double x) { return std::sqrt(x); }),
      floating("rsqrt", "1 / sqrt(x).", [](double x) { return 1 / std::sqrt(x); }),
      floating("cbrt", "Cube root, also of negative numbers.", [](double x) { return std::cbrt(x); }),
      floating("rcbrt", "1 / cbrt(x).", [](double x) { return 1 / std::cbrt(x); }),
      floating("reciprocal", "1 / x.", [](double x) { return 1 / x; }),
      rounding("floor", "The next whole number down; integers stay.", [](double x) { return std::floor(x); }),
      rounding("ceil", "The next whole number up; integers stay.", [](double x) { return std::ceil(x); }),
      rounding("round", "The nearest whole number, halves to even; integers stay.", half_to_even),
      rounding("round_away", "The nearest whole number, halves away from zero; integers stay.", [](double x) { return std::round(x); }),
      rounding("round_half_down", "The nearest whole number, halves towards -inf; integers stay.", half_down),
      rounding("trunc", "The next whole number towards zero; integers stay.", [](double x) { return std::trunc(x); }),
      floating("sin", "Sine of x radians.", [](double x) { return std::sin(x); }),
      floating("cos", "Cosine of x radians.", [](double x) { return std::cos(x); }),
      floating("tan", "Tangent of x radians.", [](double x) { return std::tan(x); }),
      floating("asin", "Inverse sine, in radians.", [](double x) { return std::asin(x); }),
      floating("acos", "Inverse cosine, in radians.", [](double x) { return std::acos(x); }),
      floating("atan", "Inverse tangent, in radians.", [](double x) { return std::atan(x); }),
      floating("sinh", "Hyperbolic sine.", [](double x) { return std::sinh(x); }),
      floating("cosh", "Hyperbolic cosine.", [](double x) { return std::cosh(x); }),
      floating("asinh", "Inverse hyperbolic sine.", [](double x) { return std::asinh(x); }),
      floating("acosh", "Inverse hyperbolic cosine.", [](double x) { return std::acosh(x); }),
      floating("atanh", "Inverse hyperbolic tangent.", [](double x) { return std::atanh(x); }),
      floating("erf", "Error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x.", [](double x) { return std::erf(x); }),
      floating("erfinv", "Inverse of erf; inf for 1, -inf for -1, NaN beyond.", inverse_erf),
      floating("gamma", "Gamma function; NaN for negative whole numbers.", [](double x) { return std::tgamma(x); }),
      floating("lgamma", "Logarithm of the magnitude of the gamma function; inf for 0 and negative whole numbers.", log_gamma),
      floating("digamma", "Derivative of the logarithm of the gamma function; NaN for negative whole numbers.", digamma),
      question("is_nan", "True where x is NaN.", [](double x) { return std::isnan(x); }),
      question("is_inf", "True where x is inf or -inf.", [](double x) { return std::isinf(x); }),
  };
}

}  // namespace nnfront::ops
