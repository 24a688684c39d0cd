#include "ops/activation.h"

#include <cmath>

#include "emit/onnx/op_table.h"

namespace nnfront::emit::onnx {

namespace {

void leaky_relu(NodeContext& context) {
  context.emit("LeakyRelu", {context.input(0)}, {attribute("alpha", context.attrs<ops::LeakyReluAttrs>().alpha)});
}

// ONNX stretches the slope from the last dimension, ours belongs to the channels.
void prelu(NodeContext& context) {
  if (context.rank(0) <= 2) return context.emit("PRelu", context.inputs());
  context.emit("PRelu", {context.input(0), context.column(context.input(1), "slope")});
}

void thresholded_relu(NodeContext& context) {
  context.emit("ThresholdedRelu", {context.input(0)}, {attribute("alpha", context.attrs<ops::ThresholdedReluAttrs>().alpha)});
}

void shrink(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ShrinkAttrs>();
  context.emit("Shrink", {context.input(0)}, {attribute("bias", attrs.bias), attribute("lambd", attrs.lambda)});
}

void elu(NodeContext& context) {
  context.emit(context.target(), {context.input(0)}, {attribute("alpha", context.attrs<ops::EluAttrs>().alpha)});
}

void selu(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SeluAttrs>();
  context.emit("Selu", {context.input(0)}, {attribute("alpha", attrs.alpha), attribute("gamma", attrs.gamma)});
}

// x * (erf(x / sqrt(2)) + 1) / 2
void gelu_of_parts(NodeContext& context) {
  const std::string scaled = context.add("Mul", {context.input(0), context.number(std::sqrt(0.5), "root_half")}, {}, "scaled");
  const std::string raised = context.add("Add", {context.add("Erf", {scaled}, {}, "erf"), context.number(1.0, "one")}, {}, "raised");
  const std::string product = context.add("Mul", {context.input(0), raised}, {}, "product");
  context.emit("Mul", {product, context.number(0.5, "half")});
}

// x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2
void tanh_gelu_of_parts(NodeContext& context) {
  const std::string x = context.input(0);
  const std::string square = context.add("Mul", {x, x}, {}, "square");
  const std::string cube = context.add("Mul", {square, x}, {}, "cube");
  const std::string small = context.add("Mul", {cube, context.number(0.044715, "factor")}, {}, "small");
  const std::string sum = context.add("Add", {x, small}, {}, "sum");
  const std::string inner = context.add("Mul", {sum, context.number(std::sqrt(2.0 / 3.141592653589793), "root")}, {}, "inner");
  const std::string raised = context.add("Add", {context.add("Tanh", {inner}, {}, "tanh"), context.number(1.0, "one")}, {}, "raised");
  context.emit("Mul", {context.add("Mul", {x, raised}, {}, "product"), context.number(0.5, "half")});
}

void gelu(NodeContext& context) {
  const bool by_tanh = context.attrs<ops::GeluAttrs>().form == ops::GeluForm::tanh;
  if (context.opset() < 20) return by_tanh ? tanh_gelu_of_parts(context) : gelu_of_parts(context);
  context.emit("Gelu", {context.input(0)}, {attribute("approximate", std::string(by_tanh ? "tanh" : "none"))});
}

void hard_sigmoid(NodeContext& context) {
  const auto& attrs = context.attrs<ops::HardSigmoidAttrs>();
  context.emit("HardSigmoid", {context.input(0)}, {attribute("alpha", attrs.alpha), attribute("beta", attrs.beta)});
}

void silu(NodeContext& context) {
  context.emit("Mul", {context.input(0), context.add("Sigmoid", {context.input(0)}, {}, "sigmoid")});
}

void swish(NodeContext& context) {
  const std::string alpha = context.number(context.attrs<ops::SwishAttrs>().alpha, "alpha");
  const std::string scaled = context.add("Mul", {context.input(0), alpha}, {}, "scaled");
  context.emit("Mul", {context.input(0), context.add("Sigmoid", {scaled}, {}, "sigmoid")});
}

// x * clip(x / 6 + 1/2, 0, 1)
void hard_swish(NodeContext& context) {
  if (context.opset() >= 14) return context.emit("HardSwish", {context.input(0)});
  const NodeAttributes sixth = {attribute("alpha", 1.0 / 6.0), attribute("beta", 0.5)};
  context.emit("Mul", {context.input(0), context.add("HardSigmoid", {context.input(0)}, sixth, "gate")});
}

// log(1 + exp(beta * x)) / beta
void softplus(NodeContext& context) {
  const double beta = context.attrs<ops::SoftplusAttrs>().beta;
  if (beta == 1.0) return context.emit("Softplus", {context.input(0)});
  const std::string factor = context.number(beta, "beta");
  const std::string scaled = context.add("Mul", {context.input(0), factor}, {}, "scaled");
  context.emit("Div", {context.add("Softplus", {scaled}, {}, "softplus"), factor});
}

// x * tanh(softplus(x))
void mish(NodeContext& context) {
  if (context.opset() >= 18) return context.emit("Mish", {context.input(0)});
  const std::string inner = context.add("Softplus", {context.input(0)}, {}, "softplus");
  context.emit("Mul", {context.input(0), context.add("Tanh", {inner}, {}, "tanh")});
}

std::string bound(NodeContext& context, int i, double value, std::string_view part) {
  if (context.has_input(i)) return context.scalar_input(i, part);
  return std::isinf(value) ? "" : context.number(value, part);
}

void clip(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ClipAttrs>();
  const auto is_whole = [](double bound) { return std::isinf(bound) || bound == std::floor(bound); };
  if (is_integer(context.type(0).dtype) && !(is_whole(attrs.min) && is_whole(attrs.max))) context.refuse("bounds between integers");
  const std::string low = bound(context, 1, attrs.min, "min");
  context.emit("Clip", {context.input(0), low, bound(context, 2, attrs.max, "max")});
}

void softmax(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SoftmaxAttrs>();
  std::string data = context.input(0);
  if (attrs.temperature != 1.0) {
    data = context.add("Div", {data, context.number(attrs.temperature, "temperature")}, {}, "tempered");
  }
  context.emit(context.target(), {data}, {attribute("axis", attrs.axis)});
}

void hardmax(NodeContext& context) {
  context.emit("Hardmax", {context.input(0)}, {attribute("axis", context.attrs<ops::HardmaxAttrs>().axis)});
}

}  // namespace

std::vector<OperatorRow> activation_rows() {
  return {
      {"relu", plain, "Relu", 1, Widening::keeps},
      {"leaky_relu", leaky_relu, "", 1, Widening::floats},
      {"prelu", prelu, "", 1, Widening::wraps},
      {"thresholded_relu", thresholded_relu, "", 1, Widening::floats},
      {"shrink", shrink, "", 1, Widening::floats},
      {"elu", elu, "Elu", 1, Widening::floats},
      {"celu", elu, "Celu", 1, Widening::floats},
      {"selu", selu, "", 1, Widening::floats},
      {"gelu", gelu, "", 1, Widening::floats},
      {"sigmoid", plain, "Sigmoid", 1, Widening::floats},
      {"hard_sigmoid", hard_sigmoid, "", 1, Widening::floats},
      {"silu", silu, "", 1, Widening::floats},
      {"swish", swish, "", 1, Widening::floats},
      {"hard_swish", hard_swish, "", 1, Widening::floats},
      {"tanh", plain, "Tanh", 1, Widening::floats},
      {"softplus", softplus, "", 1, Widening::floats},
      {"softsign", plain, "Softsign", 1, Widening::floats},
      {"mish", mish, "", 1, Widening::floats},
      {"clip", clip, "", 1, Widening::keeps},
      {"softmax", softmax, "Softmax", 1, Widening::floats},
      {"log_softmax", softmax, "LogSoftmax", 1, Widening::floats},
      {"hardmax", hardmax, "", 1, Widening::floats},
  };
}

}  // namespace nnfront::emit::onnx
