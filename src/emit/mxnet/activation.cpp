#include "ops/activation.h"

#include <algorithm>
#include <cmath>

#include "emit/mxnet/op_table.h"

namespace nnfront::emit::mxnet {

namespace {

NodeAttributes scalar(double value) {
  return {attribute("scalar", value)};
}

void activation(NodeContext& context) {
  context.emit("Activation", {context.input(0)}, {attribute("act_type", std::string(context.target()))});
}

void relu(NodeContext& context) {
  if (context.is_floating(0)) return activation(context);
  context.emit("relu", {context.input(0)});
}

void leaky_relu(NodeContext& context) {
  context.emit("LeakyReLU", {context.input(0)},
               {attribute("act_type", "leaky"), attribute("slope", context.attrs<ops::LeakyReluAttrs>().alpha)});
}

void prelu(NodeContext& context) {
  context.emit("LeakyReLU", {context.input(0), context.input(1)}, {attribute("act_type", "prelu")});
}

// x where it is no number, too.
void thresholded_relu(NodeContext& context) {
  const Entry x = context.input(0);
  const Entry below = context.add("_lesser_equal_scalar", {x}, scalar(context.attrs<ops::ThresholdedReluAttrs>().alpha), "below");
  context.emit("where", {below, context.add("zeros_like", {x}, {}, "zeros"), x});
}

void shrink(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ShrinkAttrs>();
  const Entry x = context.input(0);
  const Entry is_high = context.add("_greater_scalar", {x}, scalar(attrs.lambda), "is_high");
  const Entry lowered = context.add("_minus_scalar", {x}, scalar(attrs.bias), "lowered");
  const Entry high = context.add("where", {is_high, lowered, context.add("zeros_like", {x}, {}, "zeros")}, {}, "high");
  const Entry is_low = context.add("_lesser_scalar", {x}, scalar(-attrs.lambda), "is_low");
  context.emit("where", {is_low, context.add("_plus_scalar", {x}, scalar(attrs.bias), "raised"), high});
}

void elu(NodeContext& context) {
  context.emit("LeakyReLU", {context.input(0)}, {attribute("act_type", "elu"), attribute("slope", context.attrs<ops::EluAttrs>().alpha)});
}

// alpha * elu(x / alpha), with a slope of 1
void celu(NodeContext& context) {
  const double alpha = context.attrs<ops::EluAttrs>().alpha;
  if (alpha < 0.0) context.refuse("an alpha below 0");
  const Entry scaled = context.add("_div_scalar", {context.input(0)}, scalar(alpha), "scaled");
  const Entry inner = context.add("LeakyReLU", {scaled}, {attribute("act_type", "elu"), attribute("slope", 1.0)}, "elu");
  context.emit("_mul_scalar", {inner}, scalar(alpha));
}

// MXNet's has the usual numbers, no others.
void selu(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SeluAttrs>();
  const ops::SeluAttrs usual;
  if (attrs.alpha == usual.alpha && attrs.gamma == usual.gamma)
    return context.emit("LeakyReLU", {context.input(0)}, {attribute("act_type", "selu")});
  const Entry inner = context.add("LeakyReLU", {context.input(0)}, {attribute("act_type", "elu"), attribute("slope", attrs.alpha)}, "elu");
  context.emit("_mul_scalar", {inner}, scalar(attrs.gamma));
}

// x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2
void gelu_by_tanh(NodeContext& context) {
  const Entry x = context.input(0);
  const Entry cube = context.add("elemwise_mul", {context.add("square", {x}, {}, "square"), x}, {}, "cube");
  const Entry sum = context.add("elemwise_add", {x, context.add("_mul_scalar", {cube}, scalar(0.044715), "small")}, {}, "sum");
  const Entry inner = context.add("_mul_scalar", {sum}, scalar(std::sqrt(2.0 / 3.141592653589793)), "inner");
  const Entry raised = context.add("_plus_scalar", {context.add("tanh", {inner}, {}, "tanh")}, scalar(1.0), "raised");
  context.emit("_mul_scalar", {context.add("elemwise_mul", {x, raised}, {}, "product")}, scalar(0.5));
}

void gelu(NodeContext& context) {
  if (context.attrs<ops::GeluAttrs>().form == ops::GeluForm::tanh) return gelu_by_tanh(context);
  context.emit("LeakyReLU", {context.input(0)}, {attribute("act_type", "gelu")});
}

void hard_sigmoid(NodeContext& context) {
  const auto& attrs = context.attrs<ops::HardSigmoidAttrs>();
  context.emit("hard_sigmoid", {context.input(0)}, {attribute("alpha", attrs.alpha), attribute("beta", attrs.beta)});
}

void silu(NodeContext& context) {
  const Entry x = context.input(0);
  context.emit("elemwise_mul", {x, context.add("Activation", {x}, {attribute("act_type", "sigmoid")}, "sigmoid")});
}

void swish(NodeContext& context) {
  const Entry x = context.input(0);
  const Entry scaled = context.add("_mul_scalar", {x}, scalar(context.attrs<ops::SwishAttrs>().alpha), "scaled");
  context.emit("elemwise_mul", {x, context.add("Activation", {scaled}, {attribute("act_type", "sigmoid")}, "sigmoid")});
}

void hard_swish(NodeContext& context) {
  const Entry x = context.input(0);
  const Entry raised = context.add("_plus_scalar", {x}, scalar(3.0), "raised");
  const Entry clipped = context.add("clip", {raised}, {attribute("a_min", 0.0), attribute("a_max", 6.0)}, "clipped");
  context.emit("_div_scalar", {context.add("elemwise_mul", {x, clipped}, {}, "product")}, scalar(6.0));
}

// log(1 + exp(beta * x)) / beta
void softplus(NodeContext& context) {
  const double beta = context.attrs<ops::SoftplusAttrs>().beta;
  const NodeAttributes type = {attribute("act_type", "softrelu")};
  if (beta == 1.0) return context.emit("Activation", {context.input(0)}, type);
  const Entry scaled = context.add("_mul_scalar", {context.input(0)}, scalar(beta), "scaled");
  context.emit("_div_scalar", {context.add("Activation", {scaled}, type, "softplus")}, scalar(beta));
}

// x * tanh(softplus(x))
void mish(NodeContext& context) {
  const Entry x = context.input(0);
  const Entry inner = context.add("Activation", {x}, {attribute("act_type", "softrelu")}, "softplus");
  context.emit("elemwise_mul", {x, context.add("tanh", {inner}, {}, "tanh")});
}

// MXNet reads bounds as float32.
void check_whole_bounds(const NodeContext& context, double low, double high) {
  for (const double bound : {low, high}) {
    const bool is_exact = std::isinf(bound) || (bound == std::floor(bound) && static_cast<double>(static_cast<float>(bound)) == bound);
    if (!is_exact) context.refuse("a bound of {} for integers", bound);
  }
  if (std::isinf(low) || std::isinf(high)) context.refuse("integers with one bound");
}

// A bound that the model computes.
Entry bounded(NodeContext& context, Entry x, int i, const char* op, std::string_view part) {
  return context.has_input(i) ? context.add(op, {x, context.input(i)}, {}, part) : x;
}

void clip(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ClipAttrs>();
  if (!context.is_floating(0)) check_whole_bounds(context, attrs.min, attrs.max);
  Entry x = bounded(context, context.input(0), 1, "broadcast_maximum", "raised");
  x = bounded(context, x, 2, "broadcast_minimum", "lowered");
  context.emit("clip", {x}, {attribute("a_min", attrs.min), attribute("a_max", attrs.max)});
}

void softmax(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SoftmaxAttrs>();
  NodeAttributes attributes = {attribute("axis", attrs.axis)};
  if (attrs.temperature != 1.0) attributes.push_back(attribute("temperature", attrs.temperature));
  context.emit(context.target(), {context.input(0)}, std::move(attributes));
}

void hardmax(NodeContext& context) {
  const std::int64_t axis = context.axis(0, context.attrs<ops::HardmaxAttrs>().axis);
  const std::int64_t last = context.rank(0) - 1;
  const Entry place = context.add("argmax", {context.input(0)}, {attribute("axis", axis), attribute("keepdims", last == 0)}, "place");
  NodeAttributes attributes = {attribute("depth", context.size(0, axis)), attribute("dtype", context.type(0).dtype)};
  if (last == 0) return context.emit("Reshape", {context.add("one_hot", {place}, attributes, "ones")}, {attribute("shape", Integers{-1})});
  if (axis == last) return context.emit("one_hot", {place}, std::move(attributes));
  Integers axes;
  for (std::int64_t d = 0; d < last; ++d) axes.push_back(d);
  axes.insert(axes.begin() + axis, last);
  context.emit("transpose", {context.add("one_hot", {place}, std::move(attributes), "ones")}, {attribute("axes", axes)});
}

}  // namespace

std::vector<OperatorRow> activation_rows() {
  return {
      {"relu", relu, "relu"},
      {"leaky_relu", leaky_relu},
      {"prelu", prelu},
      {"thresholded_relu", thresholded_relu},
      {"shrink", shrink},
      {"elu", elu},
      {"celu", celu},
      {"selu", selu},
      {"gelu", gelu},
      {"sigmoid", activation, "sigmoid"},
      {"hard_sigmoid", hard_sigmoid},
      {"silu", silu},
      {"swish", swish},
      {"hard_swish", hard_swish},
      {"tanh", activation, "tanh"},
      {"softplus", softplus},
      {"softsign", activation, "softsign"},
      {"mish", mish},
      {"clip", clip},
      {"softmax", softmax, "softmax"},
      {"log_softmax", softmax, "log_softmax"},
      {"hardmax", hardmax},
  };
}

}  // namespace nnfront::emit::mxnet
