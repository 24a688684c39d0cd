#include "ops/activation.h"

#include "executor/onednn/families.h"
#include "executor/onednn/post_ops.h"
#include "ops/axis.h"

namespace nnfront::executor::onednn {

namespace {

using dnnl::algorithm;

struct PlainFunction {
  std::string_view op;
  Eltwise function;
};

// Functions without attributes.
constexpr PlainFunction plain_functions[] = {
    {"relu", {algorithm::eltwise_relu}},        {"sigmoid", {algorithm::eltwise_logistic}}, {"tanh", {algorithm::eltwise_tanh}},
    {"silu", {algorithm::eltwise_swish, 1.0F}}, {"mish", {algorithm::eltwise_mish}},        {"hard_swish", {algorithm::eltwise_hardswish}},
    {"abs", {algorithm::eltwise_abs}},          {"sqrt", {algorithm::eltwise_sqrt}},        {"square", {algorithm::eltwise_square}},
    {"exp", {algorithm::eltwise_exp}},          {"log", {algorithm::eltwise_log}},          {"neg", {algorithm::eltwise_linear, -1.0F}},
};

}  // namespace

std::optional<Eltwise> eltwise_of(const Operator& op, const Attributes& attributes) {
  for (const PlainFunction& row : plain_functions) {
    if (row.op == op.name) return row.function;
  }
  if (op.name == "leaky_relu") return Eltwise{algorithm::eltwise_relu, static_cast<float>(attributes.as<ops::LeakyReluAttrs>().alpha)};
  if (op.name == "elu") return Eltwise{algorithm::eltwise_elu, static_cast<float>(attributes.as<ops::EluAttrs>().alpha)};
  if (op.name == "clip") {
    const auto& attrs = attributes.as<ops::ClipAttrs>();
    return Eltwise{algorithm::eltwise_clip, static_cast<float>(attrs.min), static_cast<float>(attrs.max)};
  }
  if (op.name == "gelu") {
    const bool exact = attributes.as<ops::GeluAttrs>().form == ops::GeluForm::erf;
    return Eltwise{exact ? algorithm::eltwise_gelu_erf : algorithm::eltwise_gelu_tanh};
  }
  return std::nullopt;
}

std::optional<Lowered> lower_eltwise(Lowering& lowering, const Operation& operation, std::string&) {
  const auto function = eltwise_of(*operation.op, operation.attributes);
  if (!function) return std::nullopt;
  const Input& x = operation.input();
  const Operand source = lowering.read(x);
  const PostOps none = post_ops_for(lowering, operation, source.desc, Absorb::nothing);
  using Primitive = dnnl::eltwise_forward;
  const Primitive::primitive_desc description(
      Primitive::desc(dnnl::prop_kind::forward_inference, function->algorithm, source.desc, function->alpha, function->beta),
      none.attributes, lowering.engine());
  const auto held = lowering.in_place(x, source.desc);
  const Operand target = held ? *held : lowering.fresh(source.desc);
  lowering.add(operation, Primitive(description), description, {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, target}});
  return Lowered{{Lowering::located(target, x.dims)}};
}

std::optional<Lowered> lower_prelu(Lowering& lowering, const Operation& operation, std::string& reason) {
  const Input& x = operation.input();
  const Input& slope = operation.input(1);
  if (x.dims.size() < 2 || slope.dims.size() != 1 || !slope.constant) {
    reason = "the slope is not one constant per channel";
    return std::nullopt;
  }
  const Operand source = lowering.read(x);
  Dims per_channel(x.dims.size(), 1);
  per_channel[1] = slope.dims[0];
  const Desc seen = plain_desc(per_channel);
  const PostOps none = post_ops_for(lowering, operation, source.desc, Absorb::nothing);
  using Prelu = dnnl::prelu_forward;
  const Prelu::primitive_desc description(Prelu::desc(dnnl::prop_kind::forward_inference, source.desc, any_desc(per_channel)),
                                          none.attributes, lowering.engine());
  const Operand weights = lowering.weights(slope, seen, description.weights_desc());
  const Operand target = lowering.fresh(source.desc);
  lowering.add(operation, Prelu(description), description, {{DNNL_ARG_SRC, source}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_DST, target}});
  return Lowered{{Lowering::located(target, x.dims)}};
}

std::optional<Lowered> lower_softmax(Lowering& lowering, const Operation& operation, std::string& reason) {
  const auto& attrs = operation.attrs<ops::SoftmaxAttrs>();
  const Input& x = operation.input();
  if (attrs.temperature != 1.0 || x.dims.empty()) {
    reason = "a temperature other than 1, or a scalar";
    return std::nullopt;
  }
  const auto axis = static_cast<int>(ops::from_front(attrs.axis, x.dims.size()));
  const Desc layout = plain_desc(x.dims);
  const auto method = operation.op->name == "softmax" ? algorithm::softmax_accurate : algorithm::softmax_log;
  const PostOps none = post_ops_for(lowering, operation, layout, Absorb::nothing);
  using Softmax = dnnl::softmax_v2_forward;
  const Softmax::primitive_desc description(Softmax::desc(dnnl::prop_kind::forward_inference, method, layout, layout, axis),
                                            none.attributes, lowering.engine());
  const Operand target = lowering.fresh(layout);
  lowering.add(operation, Softmax(description), description, {{DNNL_ARG_SRC, lowering.read(x, layout)}, {DNNL_ARG_DST, target}});
  return Lowered{{Lowering::located(target, x.dims)}};
}

}  // namespace nnfront::executor::onednn
