#include "ops/activation.h"

#include <cmath>

#include "emit/torch/op_table.h"

namespace nnfront::emit::torch {

namespace {

void leaky_relu(NodeContext& context) {
  context.returns(call("F.leaky_relu", {context.input(0), literal(context.attrs<ops::LeakyReluAttrs>().alpha)}));
}

// One slope per channel, or one for all.
void prelu(NodeContext& context) {
  if (context.rank(1) == 1) {
    const std::int64_t count = context.size(1, 0);
    std::vector<std::string> operands;
    if (count != 1) operands.push_back(literal(count));
    if (const auto layer = context.layer("nn.PReLU", operands, {{"weight", 1}})) {
      return context.returns(call(*layer, {context.input(0)}));
    }
  }
  context.returns(call("F.prelu", {context.input(0), context.input(1)}));
}

// NaN stays.
void thresholded_relu(NodeContext& context) {
  const std::string x = context.input(0);
  context.returns(fmt::format("torch.where({0} <= {1}, 0.0, {0})", x, literal(context.attrs<ops::ThresholdedReluAttrs>().alpha)));
}

void shrink(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ShrinkAttrs>();
  const std::string lambda = literal(attrs.lambda);
  const std::string bias = literal(attrs.bias);
  const std::string x = context.input(0);
  context.returns(
      fmt::format("torch.where({0} < -{1}, {0} + {2}, torch.where({0} > {1}, {0} - {2}, torch.zeros_like({0})))", x, lambda, bias));
}

void elu(NodeContext& context) {
  context.returns(call(context.target(), {context.input(0), literal(context.attrs<ops::EluAttrs>().alpha)}));
}

void selu(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SeluAttrs>();
  const ops::SeluAttrs usual;
  if (attrs.alpha == usual.alpha && attrs.gamma == usual.gamma) return context.returns(call("F.selu", {context.input(0)}));
  context.returns(fmt::format("{} * F.elu({}, {})", literal(attrs.gamma), context.input(0), literal(attrs.alpha)));
}

void gelu(NodeContext& context) {
  std::vector<std::string> operands = {context.input(0)};
  if (context.attrs<ops::GeluAttrs>().form == ops::GeluForm::tanh) operands.push_back(named("approximate", literal("tanh")));
  context.returns(call("F.gelu", operands));
}

void hard_sigmoid(NodeContext& context) {
  const auto& attrs = context.attrs<ops::HardSigmoidAttrs>();
  context.returns(fmt::format("({} * {} + {}).clamp(0.0, 1.0)", literal(attrs.alpha), context.input(0), literal(attrs.beta)));
}

void swish(NodeContext& context) {
  const std::string x = context.input(0);
  context.returns(fmt::format("{0} * torch.sigmoid({1} * {0})", x, literal(context.attrs<ops::SwishAttrs>().alpha)));
}

void softplus(NodeContext& context) {
  const double beta = context.attrs<ops::SoftplusAttrs>().beta;
  std::vector<std::string> operands = {context.input(0)};
  if (beta != 1.0) operands.push_back(literal(beta));
  context.returns(call("F.softplus", operands));
}

void clip(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ClipAttrs>();
  const bool whole = is_integer(context.type(0).dtype);
  if (whole && (!context.has_input(1) || !context.has_input(2))) context.refuse("bounds of integers");
  std::vector<std::string> operands = {context.input(0)};
  const auto bound = [&](int i, double value, std::string_view name) {
    if (context.has_input(i))
      operands.push_back(named(name, context.rank(i) == 0 ? context.input(i) : context.input(i) + ".reshape(())"));
    else if (!std::isinf(value))
      operands.push_back(named(name, literal(value)));
  };
  bound(1, attrs.min, "min");
  bound(2, attrs.max, "max");
  if (operands.size() == 1) return context.returns_input(0);
  context.returns(call("torch.clamp", operands));
}

void softmax(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SoftmaxAttrs>();
  std::string data = context.input(0);
  if (attrs.temperature != 1.0) data = fmt::format("{} / {}", data, literal(attrs.temperature));
  context.returns(call(context.target(), {data, named("dim", literal(attrs.axis))}));
}

// The first of the largest ones.
void hardmax(NodeContext& context) {
  const std::string axis = literal(context.attrs<ops::HardmaxAttrs>().axis);
  const std::string x = context.input(0);
  context.returns(fmt::format("torch.zeros_like({0}).scatter({1}, {0}.argmax({1}, keepdim=True), 1.0)", x, axis));
}

}  // namespace

std::vector<OperatorRow> activation_rows() {
  return {
      {"relu", plain, "F.relu"},
      {"leaky_relu", leaky_relu},
      {"prelu", prelu},
      {"thresholded_relu", thresholded_relu},
      {"shrink", shrink},
      {"elu", elu, "F.elu"},
      {"celu", elu, "F.celu"},
      {"selu", selu},
      {"gelu", gelu},
      {"sigmoid", plain, "torch.sigmoid"},
      {"hard_sigmoid", hard_sigmoid},
      {"silu", plain, "F.silu"},
      {"swish", swish},
      {"hard_swish", plain, "F.hardswish"},
      {"tanh", plain, "torch.tanh"},
      {"softplus", softplus},
      {"softsign", plain, "F.softsign"},
      {"mish", plain, "F.mish"},
      {"clip", clip},
      {"softmax", softmax, "F.softmax"},
      {"log_softmax", softmax, "F.log_softmax"},
      {"hardmax", hardmax},
  };
}

}  // namespace nnfront::emit::torch
