#include "ops/activation.h"

#include <cmath>

#include "emit/tvm/op_table.h"

namespace nnfront::emit::tvm {

namespace {

using python::literal;

void leaky_relu(NodeContext& context) {
  const std::string scaled = context.let(call("multiply", {context.input(0), context.number(context.attrs<ops::LeakyReluAttrs>().alpha)}));
  const std::string positive = context.let(call("greater_equal", {context.input(0), context.number(0)}));
  context.returns(call("where", {positive, context.input(0), scaled}));
}

// The slope belongs to the channels.
void prelu(NodeContext& context) {
  std::vector<std::string> dims(static_cast<std::size_t>(context.rank(0)), "1");
  if (context.rank(0) > 1) dims[1] = "-1";
  const std::string slope = context.let(call("reshape", {context.input(1), python::tuple(dims)}));
  const std::string scaled = context.let(call("multiply", {context.input(0), slope}));
  const std::string positive = context.let(call("greater_equal", {context.input(0), context.number(0)}));
  context.returns(call("where", {positive, context.input(0), scaled}));
}

void thresholded_relu(NodeContext& context) {
  const std::string low =
      context.let(call("less_equal", {context.input(0), context.number(context.attrs<ops::ThresholdedReluAttrs>().alpha)}));
  context.returns(call("where", {low, context.number(0), context.input(0)}));
}

void shrink(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ShrinkAttrs>();
  const std::string low = context.let(call("less", {context.input(0), context.number(-attrs.lambda)}));
  const std::string high = context.let(call("greater", {context.input(0), context.number(attrs.lambda)}));
  const std::string raised = context.let(call("add", {context.input(0), context.number(attrs.bias)}));
  const std::string lowered = context.let(call("subtract", {context.input(0), context.number(attrs.bias)}));
  const std::string upper = context.let(call("where", {high, lowered, context.number(0)}));
  context.returns(call("where", {low, raised, upper}));
}

// exp(min(x, 0) / divisor) - 1, which does not overflow where it is not taken.
std::string exponential(NodeContext& context, double divisor) {
  std::string low = context.let(call("minimum", {context.input(0), context.number(0)}));
  if (divisor != 1.0) low = context.let(call("divide", {low, context.number(divisor)}));
  return context.let(call("subtract", {context.let(call("exp", {low})), context.number(1)}));
}

void elu_like(NodeContext& context, double alpha, double divisor, double gamma) {
  const std::string low = context.let(call("multiply", {exponential(context, divisor), context.number(alpha * gamma)}));
  std::string high = context.input(0);
  if (gamma != 1.0) high = context.let(call("multiply", {high, context.number(gamma)}));
  const std::string positive = context.let(call("greater", {context.input(0), context.number(0)}));
  context.returns(call("where", {positive, high, low}));
}

void elu(NodeContext& context) {
  elu_like(context, context.attrs<ops::EluAttrs>().alpha, 1.0, 1.0);
}

void celu(NodeContext& context) {
  const double alpha = context.attrs<ops::EluAttrs>().alpha;
  elu_like(context, alpha, alpha, 1.0);
}

void selu(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SeluAttrs>();
  elu_like(context, attrs.alpha, 1.0, attrs.gamma);
}

void gelu(NodeContext& context) {
  const bool by_tanh = context.attrs<ops::GeluAttrs>().form == ops::GeluForm::tanh;
  context.returns(call(by_tanh ? "nn.gelu_tanh" : "nn.gelu", {context.input(0)}));
}

// clip(alpha * x + beta, 0, 1)
std::string gate(NodeContext& context, double alpha, double beta) {
  const std::string scaled = context.let(call("multiply", {context.input(0), context.number(alpha)}));
  const std::string raised = context.let(call("add", {scaled, context.number(beta)}));
  const std::string bounded = context.let(call("maximum", {raised, context.number(0)}));
  return call("minimum", {bounded, context.number(1)});
}

void hard_sigmoid(NodeContext& context) {
  const auto& attrs = context.attrs<ops::HardSigmoidAttrs>();
  context.returns(gate(context, attrs.alpha, attrs.beta));
}

void hard_swish(NodeContext& context) {
  context.returns(call("multiply", {context.input(0), context.let(gate(context, 1.0 / 6.0, 0.5))}));
}

void swish(NodeContext& context) {
  const std::string scaled = context.let(call("multiply", {context.input(0), context.number(context.attrs<ops::SwishAttrs>().alpha)}));
  context.returns(call("multiply", {context.input(0), context.let(call("sigmoid", {scaled}))}));
}

// max(x, 0) + log(1 + exp(-|x|)), without overflow.
std::string softplus_of(NodeContext& context, const std::string& x) {
  const std::string size = context.let(call("negative", {context.let(call("abs", {x}))}));
  const std::string raised = context.let(call("add", {context.let(call("exp", {size})), context.number(1)}));
  const std::string positive = context.let(call("maximum", {x, context.number(0)}));
  return context.let(call("add", {positive, context.let(call("log", {raised}))}));
}

void softplus(NodeContext& context) {
  const double beta = context.attrs<ops::SoftplusAttrs>().beta;
  if (beta == 1.0) return context.returns(softplus_of(context, context.input(0)));
  const std::string scaled = context.let(call("multiply", {context.input(0), context.number(beta)}));
  context.returns(call("divide", {softplus_of(context, scaled), context.number(beta)}));
}

void softsign(NodeContext& context) {
  const std::string raised = context.let(call("add", {context.let(call("abs", {context.input(0)})), context.number(1)}));
  context.returns(call("divide", {context.input(0), raised}));
}

void mish(NodeContext& context) {
  const std::string bounded = context.let(call("tanh", {softplus_of(context, context.input(0))}));
  context.returns(call("multiply", {context.input(0), bounded}));
}

void clip(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ClipAttrs>();
  if (context.has_input(1) || context.has_input(2)) context.refuse("bounds that the model computes");
  if (!context.is_floating_input(0)) context.refuse("bounds of integers");
  std::string value = context.input(0);
  if (!std::isinf(attrs.min)) value = context.let(call("maximum", {value, context.number(attrs.min)}));
  if (!std::isinf(attrs.max)) value = context.let(call("minimum", {value, context.number(attrs.max)}));
  context.returns(value);
}

void softmax(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SoftmaxAttrs>();
  std::string data = context.input(0);
  if (attrs.temperature != 1.0) data = context.let(call("divide", {data, context.number(attrs.temperature)}));
  context.returns(call(context.target(), {data, named("axis", literal(attrs.axis))}));
}

}  // namespace

std::vector<OperatorRow> activation_rows() {
  return {
      {"relu", plain, "nn.relu"},
      {"leaky_relu", leaky_relu},
      {"prelu", prelu},
      {"thresholded_relu", thresholded_relu},
      {"shrink", shrink},
      {"elu", elu},
      {"celu", celu},
      {"selu", selu},
      {"gelu", gelu},
      {"sigmoid", plain, "sigmoid"},
      {"hard_sigmoid", hard_sigmoid},
      {"silu", plain, "nn.silu"},
      {"swish", swish},
      {"hard_swish", hard_swish},
      {"tanh", plain, "tanh"},
      {"softplus", softplus},
      {"softsign", softsign},
      {"mish", mish},
      {"clip", clip},
      {"softmax", softmax, "nn.softmax"},
      {"log_softmax", softmax, "nn.log_softmax"},
  };
}

}  // namespace nnfront::emit::tvm
