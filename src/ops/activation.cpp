#include "ops/activation.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "ops/arithmetic.h"
#include "ops/kernels.h"

namespace nnfront::ops {

namespace {

constexpr Operand input_operand{"x", "any shape"};
constexpr Operand output_operand{"y", "type and shape of x"};
constexpr Constraint floating_constraint{"activation_c1", "x is of a floating type"};
constexpr Constraint finite_constraint{"activation_c2", "numeric attributes are finite"};
constexpr Constraint axis_constraint{"activation_c3", "axis is a dimension of x"};

// Leaves NaN alone.
double clamped(double x, double low, double high) {
  if (x < low) return low;
  return x > high ? high : x;
}

void check_finite_attributes(std::string_view label, const Attributes& attributes) {
  for (const AttrField& field : attributes.fields()) {
    if (const auto* number = std::get_if<double>(&field.value)) check_finite(label, field.name, *number);
  }
}

template <class Function>
Array map_floats(const Array& x, Function&& function) {
  std::vector<double> elements = to_doubles(x);
  for (double& element : elements) element = function(element);
  return from_doubles(x.dtype(), x.dims(), elements);
}

// ---- One number in, one number out.

double leaky_relu(double x, const LeakyReluAttrs& attrs) {
  return x < 0 ? attrs.alpha * x : x;
}
double elu(double x, const EluAttrs& attrs) {
  return x > 0 ? x : attrs.alpha * std::expm1(x);
}
double celu(double x, const EluAttrs& attrs) {
  return x > 0 ? x : attrs.alpha * std::expm1(x / attrs.alpha);
}
double selu(double x, const SeluAttrs& attrs) {
  return attrs.gamma * (x > 0 ? x : attrs.alpha * std::expm1(x));
}
double sigmoid(double x, const NoAttrs&) {
  return 1 / (1 + std::exp(-x));
}
double hyperbolic_tangent(double x, const NoAttrs&) {
  return std::tanh(x);
}
double softsign(double x, const NoAttrs&) {
  return x / (1 + std::abs(x));
}
double silu(double x, const NoAttrs&) {
  return x / (1 + std::exp(-x));
}
double swish(double x, const SwishAttrs& attrs) {
  return x / (1 + std::exp(-attrs.alpha * x));
}
double thresholded_relu(double x, const ThresholdedReluAttrs& attrs) {
  return x <= attrs.alpha ? 0 : x;
}
double shrink(double x, const ShrinkAttrs& attrs) {
  if (x < -attrs.lambda) return x + attrs.bias;
  return x > attrs.lambda ? x - attrs.bias : 0;
}
double hard_sigmoid(double x, const HardSigmoidAttrs& attrs) {
  return clamped(attrs.alpha * x + attrs.beta, 0, 1);
}
double hard_swish(double x, const NoAttrs&) {
  return x * clamped(x + 3, 0, 6) / 6;
}

// log(1 + exp(x)) without overflow.
double log_one_plus_exp(double x) {
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

double softplus(double x, const SoftplusAttrs& attrs) {
  return log_one_plus_exp(attrs.beta * x) / attrs.beta;
}
double mish(double x, const NoAttrs&) {
  return x * std::tanh(log_one_plus_exp(x));
}

double gelu(double x, const GeluAttrs& attrs) {
  // erfc keeps the digits that 1 + erf loses for negative x.
  if (attrs.form == GeluForm::erf) return 0.5 * x * std::erfc(-x / std::sqrt(2.0));
  const double pi = std::acos(-1.0);
  return 0.5 * x * (1 + std::tanh(std::sqrt(2 / pi) * (x + 0.044715 * x * x * x)));
}

std::vector<TensorType> infer_activation(const InferContext& context) {
  check_dtype("activation_c1", "x", context.input(0), DTypeClass::floating);
  check_finite_attributes("activation_c2", context.attributes);
  return {context.input(0)};
}

template <class Attrs>
Operator activation(std::string_view name, std::string_view doc, double (*function)(double, const Attrs&), std::string_view source = {}) {
  Operator op;
  op.name = name;
  op.family = "activation";
  op.doc = doc;
  op.inputs = {input_operand};
  op.outputs = {output_operand};
  op.constraints = {floating_constraint};
  op.defaults = Attrs{};
  if (!op.defaults.fields().empty()) op.constraints.push_back(finite_constraint);
  op.infer = infer_activation;
  op.eval = [function](const EvalContext& context) -> std::vector<Array> {
    const auto& attrs = context.attrs<Attrs>();
    return {map_floats(context.input(0), [&](double x) { return function(x, attrs); })};
  };
  op.cost = cost_per_output_element;
  op.epilogue_role = EpilogueRole::activation;
  op.source = source;
  return op;
}

// An activation whose attribute divides.
template <class Attrs>
Operator with_divisor(Operator op, Constraint constraint, std::string_view attribute, double Attrs::*divisor) {
  op.constraints.push_back(constraint);
  op.infer = [label = constraint.label, attribute, divisor](const InferContext& context) {
    if (context.attrs<Attrs>().*divisor == 0) violated(label, "{} is 0, wanted another number", attribute);
    return infer_activation(context);
  };
  return op;
}

// ---- relu and clip, which integers have too.

template <class T>
std::vector<T> relu_of(std::vector<T> elements) {
  for (T& element : elements) element = element < T{0} ? T{0} : element;
  return elements;
}

Operator relu() {
  Operator op;
  op.name = "relu";
  op.family = "activation";
  op.doc = "max(x, 0), element by element; NaN stays NaN.";
  op.inputs = {input_operand};
  op.outputs = {output_operand};
  op.constraints = {{"relu_c1", "x is of an integer or floating type"}};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    check_dtype("relu_c1", "x", context.input(0), DTypeClass::number);
    return {context.input(0)};
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    return with_arithmetic_type(x.dtype(),
                                [&]<class T>() -> std::vector<Array> { return {result<T>(x.dtype(), x.dims(), relu_of(operands<T>(x)))}; });
  };
  op.cost = cost_per_output_element;
  op.epilogue_role = EpilogueRole::activation;
  return op;
}

// The integer of T next to `bound`, which has been rounded to a whole number, inside `range`.
template <class T>
T integer_bound(double bound, std::pair<T, T> range) {
  if (bound <= static_cast<double>(range.first)) return range.first;
  if (bound >= static_cast<double>(range.second)) return range.second;
  return static_cast<T>(bound);
}

template <class T>
Array clip_array(const Array& x, const ClipAttrs& attrs) {
  std::vector<T> elements = operands<T>(x);
  if constexpr (std::is_same_v<T, double>) {
    for (double& element : elements) element = clamped(element, attrs.min, attrs.max);
  } else {
    const auto range = integer_range<T>(x.dtype());
    const T low = integer_bound<T>(std::ceil(attrs.min), range);
    const T high = integer_bound<T>(std::floor(attrs.max), range);
    for (T& element : elements) element = std::min(std::max(element, low), high);
  }
  return result<T>(x.dtype(), x.dims(), elements);
}

Operator clip() {
  Operator op;
  op.name = "clip";
  op.family = "activation";
  op.doc =
      "min(max(x, min), max), element by element; NaN stays NaN. For integers min is rounded up, max down, and both are brought into the "
      "type's range.";
  op.inputs = {input_operand};
  op.outputs = {output_operand};
  add_attribute_input(op, {"min", "one number"}, "min", AttributeInput::Effect::elements);
  add_attribute_input(op, {"max", "one number"}, "max", AttributeInput::Effect::elements);
  op.constraints = {{"clip_c1", "x is of an integer or floating type"}, {"clip_c2", "min <= max, neither is NaN"}};
  op.defaults = ClipAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    const auto& attrs = context.attrs<ClipAttrs>();
    check_dtype("clip_c1", "x", context.input(0), DTypeClass::number);
    if (!(attrs.min <= attrs.max)) violated("clip_c2", "min is {}, max is {}, wanted min <= max", attrs.min, attrs.max);
    return {context.input(0)};
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    const auto& attrs = context.attrs<ClipAttrs>();
    return {with_arithmetic_type(x.dtype(), [&]<class T>() { return clip_array<T>(x, attrs); })};
  };
  op.cost = cost_per_output_element;
  op.epilogue_role = EpilogueRole::activation;
  return op;
}

// ---- prelu

std::vector<TensorType> infer_prelu(const InferContext& context) {
  const TensorType& x = context.input(0);
  const TensorType& slope = context.input(1);
  check_dtype("activation_c1", "x", x, DTypeClass::floating);
  check_same_dtype("prelu_c1", "slope", slope, x.dtype);
  check_rank("prelu_c2", "slope", slope, 1);
  if (slope.shape[0] == Dim(1)) return {x};
  check_min_rank("prelu_c3", "x", x, 2);
  check_dim("prelu_c2", "slope dimension 0", slope.shape[0], x.shape[1]);
  return {x};
}

std::vector<Array> eval_prelu(const EvalContext& context) {
  const Array& x = context.input(0);
  std::vector<double> elements = to_doubles(x);
  const std::vector<double> slopes = to_doubles(context.input(1));
  if (!slopes.empty()) {
    const AxisView view = slopes.size() == 1 ? AxisView{1, 1, x.size()} : view_around(x.dims(), 1);
    for (std::int64_t i = 0; i < x.size(); ++i) {
      const auto channel = static_cast<std::size_t>(i / view.inner % view.size);
      double& element = elements[static_cast<std::size_t>(i)];
      if (element < 0) element *= slopes[channel];
    }
  }
  return {from_doubles(x.dtype(), x.dims(), elements)};
}

Operator prelu() {
  Operator op;
  op.name = "prelu";
  op.family = "activation";
  op.doc = "x where x >= 0, slope*x below, with one slope per channel (axis 1) or one for all; NaN stays NaN.";
  op.inputs = {{"x", "[N, C, ...]; any shape with a single slope"}, {"slope", "[C] or [1]"}};
  op.outputs = {output_operand};
  op.constraints = {floating_constraint,
                    {"prelu_c1", "slope has the type of x"},
                    {"prelu_c2", "slope is a list of one number, or of one per channel"},
                    {"prelu_c3", "x has at least 2 dimensions where slope has several numbers"}};
  op.infer = infer_prelu;
  op.eval = eval_prelu;
  op.cost = cost_per_output_element;
  op.epilogue_role = EpilogueRole::activation;
  op.source = "arxiv.org/abs/1502.01852";
  return op;
}

// ---- softmax and log_softmax

std::vector<TensorType> infer_softmax(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto& attrs = context.attrs<SoftmaxAttrs>();
  check_dtype("activation_c1", "x", x, DTypeClass::floating);
  normal_axis("activation_c3", attrs.axis, x.shape.size());
  if (!(attrs.temperature > 0) || std::isinf(attrs.temperature)) {
    violated("activation_c4", "temperature is {}, wanted a finite number above 0", attrs.temperature);
  }
  return {x};
}

// In place, over a line of numbers that are already divided by the temperature.
void softmax_line(std::span<double> line, bool logarithm) {
  double largest = line[0];
  for (const double x : line) largest = larger(largest, x);
  double sum = 0;
  for (const double x : line) sum += std::exp(x - largest);
  for (double& x : line) x = logarithm ? x - largest - std::log(sum) : std::exp(x - largest) / sum;
}

std::vector<Array> eval_softmax(const EvalContext& context, bool logarithm) {
  const Array& x = context.input(0);
  const auto& attrs = context.attrs<SoftmaxAttrs>();
  if (x.empty()) return {x};
  const AxisView view = view_around(x.dims(), normal_axis("activation_c3", attrs.axis, x.dims().size()));
  std::vector<double> elements = to_doubles(x);
  std::vector<double> line(static_cast<std::size_t>(view.size));
  for_each_line(view, [&](std::int64_t, std::int64_t, std::span<const std::int64_t> offsets) {
    for (std::size_t k = 0; k < line.size(); ++k) line[k] = elements[static_cast<std::size_t>(offsets[k])] / attrs.temperature;
    softmax_line(line, logarithm);
    for (std::size_t k = 0; k < line.size(); ++k) elements[static_cast<std::size_t>(offsets[k])] = line[k];
  });
  return {from_doubles(x.dtype(), x.dims(), elements)};
}

Operator softmax(std::string_view name, std::string_view doc, bool logarithm) {
  Operator op;
  op.name = name;
  op.family = "activation";
  op.doc = doc;
  op.inputs = {{"x", "at least one dimension"}};
  op.outputs = {output_operand};
  op.constraints = {floating_constraint, axis_constraint, {"activation_c4", "temperature is finite and above 0"}};
  op.defaults = SoftmaxAttrs{};
  op.infer = infer_softmax;
  op.eval = [logarithm](const EvalContext& context) { return eval_softmax(context, logarithm); };
  op.cost = cost_per_output_element;
  return op;
}

// ---- hardmax

std::vector<Array> eval_hardmax(const EvalContext& context) {
  const Array& x = context.input(0);
  if (x.empty()) return {x};
  const int axis = normal_axis("activation_c3", context.attrs<HardmaxAttrs>().axis, x.dims().size());
  const std::vector<double> elements = to_doubles(x);
  std::vector<double> out(elements.size(), 0.0);
  for_each_line(view_around(x.dims(), axis), [&](std::int64_t, std::int64_t, std::span<const std::int64_t> offsets) {
    const auto smaller_than = [&](std::int64_t a, std::int64_t b) {
      return comes_before(elements[static_cast<std::size_t>(a)], elements[static_cast<std::size_t>(b)]);
    };
    out[static_cast<std::size_t>(*std::max_element(offsets.begin(), offsets.end(), smaller_than))] = 1;
  });
  return {from_doubles(x.dtype(), x.dims(), out)};
}

Operator hardmax() {
  Operator op;
  op.name = "hardmax";
  op.family = "activation";
  op.doc = "1 at the first largest element along axis, 0 elsewhere; NaN counts as larger than every number.";
  op.inputs = {{"x", "at least one dimension"}};
  op.outputs = {output_operand};
  op.constraints = {floating_constraint, axis_constraint};
  op.defaults = HardmaxAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    check_dtype("activation_c1", "x", context.input(0), DTypeClass::floating);
    normal_axis("activation_c3", context.attrs<HardmaxAttrs>().axis, context.input(0).shape.size());
    return {context.input(0)};
  };
  op.eval = eval_hardmax;
  op.cost = cost_per_output_element;
  op.source = "https://onnx.ai/onnx/operators/onnx__Hardmax.html";
  return op;
}

}  // namespace

std::vector<Operator> activation_operators() {
  const Constraint celu_divisor{"celu_c1", "alpha is not 0"};
  const Constraint softplus_divisor{"softplus_c1", "beta is not 0"};
  return {
      relu(),
      activation("leaky_relu", "x where x >= 0, alpha*x below.", leaky_relu),
      activation("thresholded_relu", "x where x > alpha, 0 otherwise; NaN stays NaN.", thresholded_relu, "arxiv.org/abs/1402.3337"),
      activation("shrink", "x + bias where x < -lambda, x - bias where x > lambda, 0 otherwise (for NaN too).", shrink),
      prelu(),
      activation("elu", "x where x > 0, alpha*(exp(x) - 1) otherwise.", elu, "arxiv.org/abs/1511.07289"),
      with_divisor(activation("celu", "x where x > 0, alpha*(exp(x/alpha) - 1) otherwise.", celu, "arxiv.org/abs/1704.07483"), celu_divisor,
                   "alpha", &EluAttrs::alpha),
      activation("selu", "gamma * (x where x > 0, alpha*(exp(x) - 1) otherwise).", selu, "arxiv.org/abs/1706.02515"),
      activation("gelu", "x * P(X <= x) of the standard normal distribution: exact (erf), or its tanh approximation.", gelu,
                 "arxiv.org/abs/1606.08415"),
      activation("sigmoid", "1 / (1 + exp(-x)).", sigmoid),
      activation("hard_sigmoid", "clip(alpha*x + beta, 0, 1).", hard_sigmoid),
      activation("silu", "x * sigmoid(x), also called swish.", silu, "arxiv.org/abs/1702.03118"),
      activation("swish", "x * sigmoid(alpha*x).", swish, "arxiv.org/abs/1710.05941"),
      activation("hard_swish", "x * clip(x + 3, 0, 6) / 6.", hard_swish, "arxiv.org/abs/1905.02244"),
      activation("tanh", "Hyperbolic tangent.", hyperbolic_tangent),
      with_divisor(activation("softplus", "log(1 + exp(beta*x)) / beta, computed without overflow.", softplus), softplus_divisor, "beta",
                   &SoftplusAttrs::beta),
      activation("softsign", "x / (1 + |x|).", softsign),
      activation("mish", "x * tanh(log(1 + exp(x))).", mish, "arxiv.org/abs/1908.08681"),
      clip(),
      softmax("softmax", "exp(x/temperature) divided by its sum along axis; a line that holds NaN or +inf, or only -inf, becomes NaN.",
              false),
      softmax("log_softmax", "Logarithm of softmax, computed as x - max - log(sum(exp(x - max))), x divided by temperature before.", true),
      hardmax(),
  };
}

}  // namespace nnfront::ops
