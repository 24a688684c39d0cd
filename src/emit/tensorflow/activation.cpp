#include "ops/activation.h"

#include <cmath>

#include "emit/tensorflow/op_table.h"

namespace nnfront::emit::tensorflow {

namespace {

void leaky_relu(NodeContext& context) {
  context.emit("LeakyRelu", {context.input(0)},
               {attribute("T", context.dtype()), attribute("alpha", context.attrs<ops::LeakyReluAttrs>().alpha)});
}

// relu(x) - slope * relu(-x)
void prelu(NodeContext& context) {
  const std::string above = context.math("Relu", {context.input(0)}, "above");
  const std::string below = context.math("Relu", {context.math("Neg", {context.input(0)}, "negative")}, "below");
  const std::string scaled = context.math("Mul", {below, context.column(1, "slope")}, "scaled");
  context.yield(context.math("Sub", {above, scaled}, "sum"));
}

// Types of what stands where a condition holds, and elsewhere.
std::string chosen(NodeContext& context, const std::string& condition, const std::string& yes, const std::string& no,
                   std::string_view part) {
  return context.math("SelectV2", {condition, yes, no}, part);
}

// 0 where x <= alpha, so that NaN stays.
void thresholded_relu(NodeContext& context) {
  const std::string x = context.input(0);
  const std::string alpha = context.number(context.attrs<ops::ThresholdedReluAttrs>().alpha, "alpha");
  const std::string below = context.math("LessEqual", {x, alpha}, "is_below");
  context.yield(chosen(context, below, context.number(0.0, "zero"), x, "chosen"));
}

void shrink(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ShrinkAttrs>();
  const std::string x = context.input(0);
  const std::string bias = context.number(attrs.bias, "bias");
  const std::string is_low = context.math("Less", {x, context.number(-attrs.lambda, "low")}, "is_low");
  const std::string is_high = context.math("Greater", {x, context.number(attrs.lambda, "high")}, "is_high");
  const std::string lowered = context.math("Sub", {x, bias}, "lowered");
  const std::string high = chosen(context, is_high, lowered, context.number(0.0, "zero"), "upper");
  context.yield(chosen(context, is_low, context.math("AddV2", {x, bias}, "raised"), high, "shrunk"));
}

// alpha * (exp(x / divisor) - 1) below 0, x above.
std::string exponential(NodeContext& context, double alpha, double divisor) {
  const std::string x = context.input(0);
  const std::string low = context.math("Minimum", {x, context.number(0.0, "zero")}, "low");
  const std::string inner = divisor == 1.0 ? low : context.math("RealDiv", {low, context.number(divisor, "divisor")}, "inner");
  const std::string curve = context.math("Mul", {context.math("Expm1", {inner}, "expm1"), context.number(alpha, "alpha")}, "curve");
  return context.math("AddV2", {context.math("Relu", {x}, "above"), curve}, "sum");
}

void elu(NodeContext& context) {
  const double alpha = context.attrs<ops::EluAttrs>().alpha;
  if (alpha == 1.0) return context.finish("Elu", {context.input(0)});
  context.yield(exponential(context, alpha, context.op() == "celu" ? alpha : 1.0));
}

void selu(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SeluAttrs>();
  const ops::SeluAttrs usual;
  if (attrs.alpha == usual.alpha && attrs.gamma == usual.gamma) return context.finish("Selu", {context.input(0)});
  context.yield(context.math("Mul", {exponential(context, attrs.alpha, 1.0), context.number(attrs.gamma, "gamma")}, "scaled"));
}

// x * (1 + f(x)) / 2
void finish_gelu(NodeContext& context, const std::string& share) {
  const std::string raised = context.math("AddV2", {share, context.number(1.0, "one")}, "raised");
  const std::string product = context.math("Mul", {context.input(0), raised}, "product");
  context.yield(context.math("Mul", {product, context.number(0.5, "half")}, "halved"));
}

// f(x) is erf(x / sqrt(2)), or tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)).
void gelu(NodeContext& context) {
  const std::string x = context.input(0);
  if (context.attrs<ops::GeluAttrs>().form == ops::GeluForm::erf) {
    const std::string scaled = context.math("Mul", {x, context.number(std::sqrt(0.5), "root_half")}, "scaled");
    return finish_gelu(context, context.math("Erf", {scaled}, "erf"));
  }
  const std::string cube = context.math("Mul", {context.math("Square", {x}, "square"), x}, "cube");
  const std::string sum = context.math("AddV2", {x, context.math("Mul", {cube, context.number(0.044715, "factor")}, "small")}, "sum");
  const std::string inner = context.math("Mul", {sum, context.number(std::sqrt(2.0 / 3.141592653589793), "root")}, "inner");
  finish_gelu(context, context.math("Tanh", {inner}, "tanh"));
}

std::string limited(NodeContext& context, const std::string& x, double low, double high, std::string_view part) {
  const std::string raised = context.math("Maximum", {x, context.number(low, "low")}, "raised");
  return context.math("Minimum", {raised, context.number(high, "high")}, part);
}

void hard_sigmoid(NodeContext& context) {
  const auto& attrs = context.attrs<ops::HardSigmoidAttrs>();
  const std::string scaled = context.math("Mul", {context.input(0), context.number(attrs.alpha, "alpha")}, "scaled");
  context.yield(limited(context, context.math("AddV2", {scaled, context.number(attrs.beta, "beta")}, "sum"), 0.0, 1.0, "limited"));
}

void hard_swish(NodeContext& context) {
  const std::string raised = context.math("AddV2", {context.input(0), context.number(3.0, "three")}, "raised");
  const std::string product = context.math("Mul", {context.input(0), context.math("Relu6", {raised}, "gate")}, "product");
  context.yield(context.math("RealDiv", {product, context.number(6.0, "six")}, "quotient"));
}

void silu(NodeContext& context) {
  context.yield(context.math("Mul", {context.input(0), context.math("Sigmoid", {context.input(0)}, "sigmoid")}, "product"));
}

void swish(NodeContext& context) {
  const std::string alpha = context.number(context.attrs<ops::SwishAttrs>().alpha, "alpha");
  const std::string gate = context.math("Sigmoid", {context.math("Mul", {context.input(0), alpha}, "scaled")}, "sigmoid");
  context.yield(context.math("Mul", {context.input(0), gate}, "product"));
}

// log(1 + exp(beta * x)) / beta
void softplus(NodeContext& context) {
  const double beta = context.attrs<ops::SoftplusAttrs>().beta;
  if (beta == 1.0) return context.finish("Softplus", {context.input(0)});
  const std::string factor = context.number(beta, "beta");
  const std::string scaled = context.math("Mul", {context.input(0), factor}, "scaled");
  context.yield(context.math("RealDiv", {context.math("Softplus", {scaled}, "softplus"), factor}, "quotient"));
}

void mish(NodeContext& context) {
  const std::string inner = context.math("Softplus", {context.input(0)}, "softplus");
  context.yield(context.math("Mul", {context.input(0), context.math("Tanh", {inner}, "tanh")}, "product"));
}

// A bound, "" where there is none.
std::string bound(NodeContext& context, int i, double value, std::string_view part) {
  if (context.has_input(i)) return context.scalar_input(i, part);
  return std::isinf(value) ? "" : context.number(value, part);
}

void clip(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ClipAttrs>();
  if (attrs.min == 0.0 && attrs.max == 6.0 && !context.has_input(1) && !context.has_input(2))
    return context.finish("Relu6", {context.input(0)});
  std::string result = context.input(0);
  if (const std::string low = bound(context, 1, attrs.min, "min"); !low.empty()) result = context.math("Maximum", {result, low}, "raised");
  if (const std::string high = bound(context, 2, attrs.max, "max"); !high.empty())
    result = context.math("Minimum", {result, high}, "limited");
  context.yield(result);
}

std::string tempered(NodeContext& context, double temperature) {
  if (temperature == 1.0) return context.input(0);
  return context.math("RealDiv", {context.input(0), context.number(temperature, "temperature")}, "tempered");
}

// TensorFlow has both along the last dimension alone.
void softmax(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SoftmaxAttrs>();
  const std::int64_t axis = context.axis(attrs.axis);
  const std::string x = tempered(context, attrs.temperature);
  const bool logarithm = context.op() == "log_softmax";
  if (axis + 1 == context.rank(0)) return context.emit(logarithm ? "LogSoftmax" : "Softmax", {x}, {attribute("T", context.dtype())});
  const std::string shifted = context.math("Sub", {x, context.reduced("Max", x, {axis}, "largest")}, "shifted");
  const std::string exponentials = context.math("Exp", {shifted}, "exp");
  const std::string sum = context.reduced("Sum", exponentials, {axis}, "sum");
  context.yield(logarithm ? context.math("Sub", {shifted, context.math("Log", {sum}, "log")}, "difference")
                          : context.math("RealDiv", {exponentials, sum}, "share"));
}

void hardmax(NodeContext& context) {
  const std::int64_t axis = context.axis(context.attrs<ops::HardmaxAttrs>().axis);
  const Shape shape = context.stored_shape();
  const Dim& depth = shape[static_cast<std::size_t>(axis)];
  if (!depth.is_integer()) context.refuse("a dimension that is not known");
  const std::string places = context.add("ArgMax", {context.input(0), context.integer(axis, "axis")},
                                         {attribute("T", context.dtype()), attribute("output_type", DType::int32)}, "places");
  context.emit("OneHot", {places, context.integer(depth.integer(), "depth"), context.number(1.0, "on"), context.number(0.0, "off")},
               {attribute("T", context.dtype()), attribute("TI", DType::int32), attribute("axis", axis)});
}

}  // namespace

std::vector<OperatorRow> activation_rows() {
  return {
      {"relu", Types::counts, plain, "Relu"},
      {"leaky_relu", Types::floating, leaky_relu},
      {"prelu", Types::floating, prelu},
      {"thresholded_relu", Types::floating, thresholded_relu},
      {"shrink", Types::floating, shrink},
      {"elu", Types::floating, elu},
      {"celu", Types::floating, elu},
      {"selu", Types::floating, selu},
      {"gelu", Types::floating, gelu},
      {"sigmoid", Types::floating, plain, "Sigmoid"},
      {"hard_sigmoid", Types::floating, hard_sigmoid},
      {"silu", Types::floating, silu},
      {"swish", Types::floating, swish},
      {"hard_swish", Types::floating, hard_swish},
      {"tanh", Types::floating, plain, "Tanh"},
      {"softplus", Types::floating, softplus},
      {"softsign", Types::floating, plain, "Softsign"},
      {"mish", Types::floating, mish},
      {"clip", Types::floating, clip},
      {"softmax", Types::floating, softmax},
      {"log_softmax", Types::floating, softmax},
      {"hardmax", Types::floating, hardmax},
  };
}

}  // namespace nnfront::emit::tensorflow
