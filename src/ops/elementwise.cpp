#include "ops/elementwise.h"

#include <cmath>
#include <iterator>

#include "ops/arithmetic.h"
#include "ops/content.h"
#include "ops/elementwise_parts.h"

namespace nnfront::ops {

namespace {

// Where 53 bits are too few the integer is cut to at least 43, the last of them odd if anything is lost: rounding that to a smaller
// type gives what rounding the integer would (Boldo and Melquiond, "When double rounding is odd", 2005).
double odd_double(std::uint64_t magnitude) {
  if (magnitude >> 53 == 0) return static_cast<double>(magnitude);
  const bool inexact = (magnitude & 0x7ff) != 0;
  return static_cast<double>((magnitude >> 11) | (inexact ? 1U : 0U)) * 2048;
}

double odd_double(std::int64_t value) {
  return value < 0 ? -odd_double(0 - static_cast<std::uint64_t>(value)) : odd_double(static_cast<std::uint64_t>(value));
}

template <class T>
Array integers_as_floats(const Array& x, DType to, const CastRule& rule) {
  const std::vector<T> elements = operands<T>(x);
  std::vector<double> doubles(elements.size());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    doubles[i] = to == DType::float64 ? static_cast<double>(elements[i]) : odd_double(elements[i]);
  }
  return cast_doubles(to, x.dims(), doubles, rule);
}

Array cast_array(const Array& x, const CastAttrs& attrs) {
  const DType to = attrs.to;
  const CastRule rule = {attrs.saturate, attrs.power_rounding};
  if (x.dtype() == to) return x;
  if (is_floating(x.dtype())) return cast_doubles(to, x.dims(), to_doubles(x), rule);
  if (!is_floating(to)) return from_integers(to, x.dims(), to_integers(x));
  return x.dtype() == DType::uint64 ? integers_as_floats<std::uint64_t>(x, to, rule) : integers_as_floats<std::int64_t>(x, to, rule);
}

// Whole numbers stay what they are, where the type holds them.
std::optional<Content> content_of_cast(const ContentContext& context) {
  if (context.type.dtype != DType::boolean) return same_content(context);
  return content_by_entry([](const Dim& x) { return not_entry(equal_entry(x, 0)); })(context);
}

Operator cast() {
  Operator op;
  op.name = "cast";
  op.family = "elementwise";
  op.doc =
      "x in another type. To a floating type: rounded once, to nearest even (float8_e8m0: as power_rounding says, halves up). Floating to "
      "integer: rounded towards zero, then brought into the type's range or, without saturate, modulo 2^bits; NaN is 0. To a float of 8 "
      "bits: what is out of range becomes the largest value or, without saturate, infinity or NaN. Integer to integer: wraps. To bool: not "
      "zero.";
  op.inputs = {{"x", "any shape"}};
  op.outputs = {{"y", "shape of x"}};
  op.constraints = {{"cast_c1", "neither x nor the result is a string"}};
  op.defaults = CastAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    const DType to = context.attrs<CastAttrs>().to;
    check_dtype("cast_c1", "x", context.input(0), DTypeClass::number_or_bool);
    check_dtype("cast_c1", "to", {to, {}}, DTypeClass::number_or_bool);
    return {{to, context.input(0).shape}};
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> { return {cast_array(context.input(0), context.attrs<CastAttrs>())}; };
  op.content = content_of_cast;
  op.cost = cost_per_output_element;
  return op;
}

// What passes its input on when a graph is run.
Operator pass_through(std::string_view name, std::string_view doc) {
  Operator op;
  op.name = name;
  op.family = "elementwise";
  op.doc = doc;
  op.inputs = {{"x", "any type and shape"}};
  op.outputs = {{"y", "type and shape of x"}};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> { return {context.input(0)}; };
  op.eval = [](const EvalContext& context) -> std::vector<Array> { return {context.input(0)}; };
  op.cost = no_cost;
  return op;
}

Operator dropout() {
  Operator op =
      pass_through("dropout",
                   "x when a graph is run. In training `rate` of the elements become 0 and, where scaled, the rest is divided by 1 - "
                   "rate; along `axes` one decision holds for all.");
  op.constraints = {{"dropout_c1", "0 <= rate <= 1"}, {"dropout_c2", "axes are dimensions of x, each once"}};
  op.defaults = DropoutAttrs{};
  op.deterministic = false;
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    const auto& attrs = context.attrs<DropoutAttrs>();
    if (!(attrs.rate >= 0 && attrs.rate <= 1)) violated("dropout_c1", "rate: got {}, wanted a number from 0 to 1", attrs.rate);
    normal_axes("dropout_c2", attrs.axes, context.input(0).shape.size());
    return {context.input(0)};
  };
  op.source = "jmlr.org/papers/v15/srivastava14a.html";
  return op;
}

}  // namespace

std::vector<Operator> elementwise_operators() {
  std::vector<Operator> all = arithmetic_operators();
  const auto append = [&](std::vector<Operator> part) { std::move(part.begin(), part.end(), std::back_inserter(all)); };
  append(logic_operators());
  append(bit_operators());
  append(unary_operators());
  append({cast(), with_rule(pass_through("identity", "x."), same_content), dropout()});
  return all;
}

}  // namespace nnfront::ops
