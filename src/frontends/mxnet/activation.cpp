#include "ops/activation.h"

#include <limits>

#include "frontends/mxnet/elementwise.h"
#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "ops/elementwise.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

Value negated(NodeContext& context, Value value, std::string_view part) {
  return context.add("neg", {value}, {}, part);
}

// gamma has one slope, or one per channel of axis 1.
Values prelu(NodeContext& context) {
  const Value data = context.input(0);
  const Shape slopes = context.known_shape(1).value_or(Shape{context.dim(data, 1)});
  if (slopes.size() != 1) context.refuse("a slope of shape {} is not covered", text(slopes));
  return {context.add("prelu", {data, context.parameter(1, slopes)})};
}

// log(1 / (1 + exp(-x))) = -softplus(-x)
Values log_sigmoid(NodeContext& context) {
  context.rewritten("-softplus(-x)");
  const Value inner = context.add("softplus", {negated(context, context.input(0), "negated")}, ops::SoftplusAttrs{1.0}, "softplus");
  return {negated(context, inner, {})};
}

Values activation(NodeContext& context) {
  const std::string type = context.choice("act_type", {"relu", "sigmoid", "tanh", "softrelu", "softsign", "log_sigmoid", "mish"}, "(none)");
  if (type == "(none)") fail(ErrorCode::invalid_file, "attribute 'act_type' is missing");
  if (type == "softrelu") return {context.add("softplus", {context.input(0)}, ops::SoftplusAttrs{1.0})};
  if (type == "log_sigmoid") return log_sigmoid(context);
  return {context.add(type, {context.input(0)})};
}

Values leaky_relu(NodeContext& context) {
  const std::string type = context.choice("act_type", {"leaky", "prelu", "elu", "selu", "gelu", "rrelu"}, "leaky");
  const double slope = context.attr<double>("slope", 0.25);
  const double lower = context.attr<double>("lower_bound", 0.125);
  const double upper = context.attr<double>("upper_bound", 0.334);
  if (type == "prelu") return prelu(context);
  const Value data = context.input(0);
  if (type == "leaky") return {context.add("leaky_relu", {data}, ops::LeakyReluAttrs{slope})};
  if (type == "elu") return {context.add("elu", {data}, ops::EluAttrs{slope})};
  if (type == "selu") return {context.add("selu", {data}, ops::SeluAttrs{})};
  if (type == "gelu") return {context.add("gelu", {data}, ops::GeluAttrs{ops::GeluForm::erf})};
  context.rewritten("the random slope at its mean, as MXNet predicts");
  return {context.add("leaky_relu", {data}, ops::LeakyReluAttrs{(lower + upper) / 2})};
}

// True at the positions along the axis that are before the length: [.., n along the axis, ..], with a 1 in the lengths there.
Value within_length(NodeContext& context, Value data, std::int64_t axis) {
  const std::int64_t count = context.size(data, axis);
  Shape along(static_cast<std::size_t>(context.rank(data)), Dim(1));
  along[static_cast<std::size_t>(axis)] = count;
  Shape lengths;
  for (std::int64_t d = 0; d < context.rank(data); ++d) lengths.push_back(d == axis ? Dim(1) : input_dim(d > axis ? d - 1 : d));
  const ops::ArangeAttrs numbers{0.0, static_cast<double>(count), 1.0, DType::int64};
  const Value positions = context.reshape(context.add("arange", {}, numbers, "positions"), along, "along");
  const Value limits = context.reshape(context.as_indices(context.input(1), "lengths"), lengths, "limits");
  return context.add("less", {positions, limits}, {}, "within");
}

// What is behind the length does not count and becomes 0.
Value softmax_within_length(NodeContext& context, Value data, const ops::SoftmaxAttrs& attributes, std::string_view part) {
  context.rewritten("what is behind the length as -inf, and 0 afterwards");
  const DType dtype = context.dtype(data);
  const Value within = within_length(context, data, context.axis(data, attributes.axis));
  const Value nothing = context.scalar(-std::numeric_limits<double>::infinity(), dtype);
  const Value masked = context.add("where", {within, data, nothing}, {}, "masked");
  const Value result = context.add("softmax", {masked}, attributes, "weights");
  return context.add("where", {within, result, context.scalar(0.0, dtype)}, {}, part);
}

// softmax, log_softmax, softmin
Values softmax(NodeContext& context) {
  ops::SoftmaxAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", -1);
  attributes.temperature = context.attr<std::optional<double>>("temperature", std::nullopt).value_or(1.0);
  const bool use_length = context.attr<std::optional<bool>>("use_length", std::nullopt).value_or(false);
  if (use_length && context.target() == "log_softmax") context.refuse("use_length=True is not covered");
  Value data = context.input(0);
  const DType wanted = context.dtype_attr("dtype", context.dtype(data));
  if (context.op() == "softmin") {
    context.rewritten("softmax(-x)");
    data = negated(context, data, "negated");
  }
  const bool casts = wanted != context.dtype(data);
  const std::string_view part = casts ? "softmax" : "";
  const Value result =
      use_length ? softmax_within_length(context, data, attributes, part) : context.add(context.target(), {data}, attributes, part);
  if (!casts) return {result};
  context.rewritten("a cast behind it");
  return {context.add("cast", {result}, ops::CastAttrs{wanted})};
}

// Mode "instance" runs along the last axis: MXNet's kernel looks at the data as a matrix of rows.
Values softmax_activation(NodeContext& context) {
  const std::string mode = context.choice("mode", {"instance", "channel"}, "instance");
  return {context.add("softmax", {context.input(0)}, ops::SoftmaxAttrs{mode == "channel" ? 1 : -1, 1.0})};
}

Values hard_sigmoid(NodeContext& context) {
  const double alpha = context.attr<double>("alpha", 0.2);
  const double beta = context.attr<double>("beta", 0.5);
  return {context.add("hard_sigmoid", {context.input(0)}, ops::HardSigmoidAttrs{alpha, beta})};
}

Values clip(NodeContext& context) {
  const double low = context.attr<double>("a_min");
  const double high = context.attr<double>("a_max");
  return {context.add("clip", {context.input(0)}, ops::ClipAttrs{low, high})};
}

}  // namespace

std::vector<OperatorRow> activation_rows() {
  using enum Fate;
  return {
      {{"Activation", "_npx_activation"}, {"data"}, exact, activation, "relu", "every act_type"},
      {{"LeakyReLU", "_npx_leaky_relu"}, {"data", "gamma"}, exact, leaky_relu, "leaky_relu", "every act_type; rrelu at its mean slope"},
      {{"relu", "_npx_relu"}, {"data"}, exact, unary, "relu", ""},
      {{"sigmoid", "_npx_sigmoid"}, {"data"}, exact, unary, "sigmoid", ""},
      {{"softsign"}, {"data"}, exact, unary, "softsign", ""},
      {{"hard_sigmoid"}, {"data"}, exact, hard_sigmoid, "hard_sigmoid", ""},
      {{"log_sigmoid"}, {"data"}, rewritten, log_sigmoid, "softplus", "-softplus(-x)"},
      {{"mish"}, {"data"}, exact, unary, "mish", "", no_proof(mxnet_lacks_it)},
      {{"softmax", "_npx_softmax"}, {"data", "length"}, exact, softmax, "softmax", "use_length as a mask before and behind"},
      {{"log_softmax", "_npx_log_softmax"}, {"data", "length"}, exact, softmax, "log_softmax", "without use_length"},
      {{"softmin"}, {"data", "length"}, rewritten, softmax, "softmax", "softmax(-x)"},
      {{"SoftmaxActivation"}, {"data"}, exact, softmax_activation, "softmax", ""},
      {{"clip"}, {"data"}, exact, clip, "clip", ""},
  };
}

}  // namespace nnfront::frontends::mxnet
