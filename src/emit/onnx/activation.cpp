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
  const std::int64_t rank = context.rank(0);
  if (rank <= 2) return context.emit("PRelu", context.inputs());
  std::vector<std::int64_t> column(static_cast<std::size_t>(rank - 1), 1);
  column[0] = -1;
  const std::string slope = context.add("Reshape", {context.input(1), context.integers(column, "column")}, {}, "slope");
  context.emit("PRelu", {context.input(0), slope});
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
  const DType dtype = context.type(0).dtype;
  const std::string scaled = context.add("Mul", {context.input(0), context.scalar(std::sqrt(0.5), dtype, "root_half")}, {}, "scaled");
  const std::string raised = context.add("Add", {context.add("Erf", {scaled}, {}, "erf"), context.scalar(1.0, dtype, "one")}, {}, "raised");
  const std::string product = context.add("Mul", {context.input(0), raised}, {}, "product");
  context.emit("Mul", {product, context.scalar(0.5, dtype, "half")});
}

// x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2
void tanh_gelu_of_parts(NodeContext& context) {
  const DType dtype = context.type(0).dtype;
  const std::string x = context.input(0);
  const std::string square = context.add("Mul", {x, x}, {}, "square");
  const std::string cube = context.add("Mul", {square, x}, {}, "cube");
  const std::string small = context.add("Mul", {cube, context.scalar(0.044715, dtype, "factor")}, {}, "small");
  const std::string sum = context.add("Add", {x, small}, {}, "sum");
  const std::string inner = context.add("Mul", {sum, context.scalar(std::sqrt(2.0 / 3.141592653589793), dtype, "root")}, {}, "inner");
  const std::string raised =
      context.add("Add", {context.add("Tanh", {inner}, {}, "tanh"), context.scalar(1.0, dtype, "one")}, {}, "raised");
  context.emit("Mul", {context.add("Mul", {x, raised}, {}, "product"), context.scalar(0.5, dtype, "half")});
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
  const std::string alpha = context.scalar(context.attrs<ops::SwishAttrs>().alpha, context.type(0).dtype, "alpha");
  const std::string scaled = context.add("Mul", {context.input(0), alpha}, {}, "scaled");
  context.emit("Mul", {context.input(0), context.add("Sigmoid", {scaled}, {}, "sigmoid")});
}

// log(1 + exp(beta * x)) / beta
void softplus(NodeContext& context) {
  const double beta = context.attrs<ops::SoftplusAttrs>().beta;
  if (beta == 1.0) return context.emit("Softplus", {context.input(0)});
  const std::string factor = context.scalar(beta, context.type(0).dtype, "beta");
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
  return std::isinf(value) ? "" : context.scalar(value, context.type(0).dtype, part);
}

void clip(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ClipAttrs>();
  if (is_integer(context.type(0).dtype)) context.refuse("bounds of integers");
  const std::string low = bound(context, 1, attrs.min, "min");
  context.emit("Clip", {context.input(0), low, bound(context, 2, attrs.max, "max")});
}

void softmax(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SoftmaxAttrs>();
  std::string data = context.input(0);
  if (attrs.temperature != 1.0) {
    data = context.add("Div", {data, context.scalar(attrs.temperature, context.type(0).dtype, "temperature")}, {}, "tempered");
  }
  context.emit(context.target(), {data}, {attribute("axis", attrs.axis)});
}

void hardmax(NodeContext& context) {
  context.emit("Hardmax", {context.input(0)}, {attribute("axis", context.attrs<ops::HardmaxAttrs>().axis)});
}

}  // namespace

std::vector<OperatorRow> activation_rows() {
  return {
      {"relu", plain, "Relu"},
      {"leaky_relu", leaky_relu, "LeakyRelu"},
      {"prelu", prelu, "PRelu"},
      {"thresholded_relu", thresholded_relu, "ThresholdedRelu"},
      {"shrink", shrink, "Shrink"},
      {"elu", elu, "Elu"},
      {"celu", elu, "Celu"},
      {"selu", selu, "Selu"},
      {"gelu", gelu, "Gelu"},
      {"sigmoid", plain, "Sigmoid"},
      {"hard_sigmoid", hard_sigmoid, "HardSigmoid"},
      {"silu", silu, "Sigmoid"},
      {"swish", swish, "Sigmoid"},
      {"hard_swish", plain, "HardSwish", 14},
      {"tanh", plain, "Tanh"},
      {"softplus", softplus, "Softplus"},
      {"softsign", plain, "Softsign"},
      {"mish", mish, "Mish"},
      {"clip", clip, "Clip"},
      {"softmax", softmax, "Softmax"},
      {"log_softmax", softmax, "LogSoftmax"},
      {"hardmax", hardmax, "Hardmax"},
  };
}

}  // namespace nnfront::emit::onnx
