#include "ops/norm.h"

#include <cmath>

#include "executor/onednn/families.h"
#include "executor/onednn/post_ops.h"
#include "ops/axis.h"

namespace nnfront::executor::onednn {

// As (x * scale) + shift: two binary post-operations would round differently from the primitive, so the primitive it is.
std::optional<Lowered> lower_batch_norm(Lowering& lowering, const Operation& operation, std::string& reason) {
  const auto& attrs = operation.attrs<ops::BatchNormAttrs>();
  const Input& x = operation.input();
  for (std::size_t i = 1; i < operation.inputs.size(); ++i) {
    if (operation.has(i) && operation.input(i).constant) continue;
    reason = "its statistics are computed while running";
    return std::nullopt;
  }
  if (ops::from_front(attrs.axis, x.dims.size()) != 1 || x.dims.size() < 2 || x.dims.size() > 5) {
    reason = "oneDNN normalizes along axis 1 of two to five dimensions";
    return std::nullopt;
  }
  const Desc layout = lowering.read(x).desc;
  using Norm = dnnl::batch_normalization_forward;
  using Flag = dnnl::normalization_flags;
  const PostOps none = post_ops_for(lowering, operation, layout, Absorb::nothing);
  const Norm::primitive_desc description(Norm::desc(dnnl::prop_kind::forward_inference, layout, static_cast<float>(attrs.epsilon),
                                                    Flag::use_global_stats | Flag::use_scale | Flag::use_shift),
                                         none.attributes, lowering.engine());
  const Operand source = lowering.read(x, layout);
  const auto held = lowering.in_place(x, layout);
  const Operand target = held ? *held : lowering.fresh(layout);
  const auto channels = static_cast<std::size_t>(x.dims[1]);
  const Operand scale = attrs.fix_gamma ? lowering.weights("ones " + std::to_string(channels), std::vector<float>(channels, 1.0F))
                                        : lowering.read(operation.input(1));
  lowering.add(operation, Norm(description), description,
               {{DNNL_ARG_SRC, source},
                {DNNL_ARG_DST, target},
                {DNNL_ARG_SCALE, scale},
                {DNNL_ARG_SHIFT, lowering.read(operation.input(2))},
                {DNNL_ARG_MEAN, lowering.read(operation.input(3))},
                {DNNL_ARG_VARIANCE, lowering.read(operation.input(4))}});
  return Lowered{{Lowering::located(target, x.dims)}};
}

std::optional<Lowered> lower_layer_norm(Lowering& lowering, const Operation& operation, std::string& reason) {
  const auto& attrs = operation.attrs<ops::LayerNormAttrs>();
  const Input& x = operation.input();
  if (x.dims.size() < 2 || ops::from_front(attrs.axis, x.dims.size()) + 1 != static_cast<std::int64_t>(x.dims.size())) {
    reason = "oneDNN normalizes over the last dimension";
    return std::nullopt;
  }
  const Desc layout = plain_desc(x.dims);
  const auto width = static_cast<std::size_t>(x.dims.back());
  using Norm = dnnl::layer_normalization_forward;
  using Flag = dnnl::normalization_flags;
  const PostOps none = post_ops_for(lowering, operation, layout, Absorb::nothing);
  const Norm::primitive_desc description(
      Norm::desc(dnnl::prop_kind::forward_inference, layout, static_cast<float>(attrs.epsilon), Flag::use_scale | Flag::use_shift),
      none.attributes, lowering.engine());
  const auto given = [&](std::size_t i, float otherwise) {
    if (operation.has(i)) return lowering.read(operation.input(i), plain_desc(operation.input(i).dims));
    return lowering.weights((otherwise == 1.0F ? "ones " : "zeros ") + std::to_string(width), std::vector<float>(width, otherwise));
  };
  const Operand target = lowering.fresh(layout);
  lowering.add(operation, Norm(description), description,
               {{DNNL_ARG_SRC, lowering.read(x, layout)},
                {DNNL_ARG_SCALE, given(1, 1.0F)},
                {DNNL_ARG_SHIFT, given(2, 0.0F)},
                {DNNL_ARG_DST, target}});
  return Lowered{{Lowering::located(target, x.dims)}};
}

std::optional<Lowered> lower_lrn(Lowering& lowering, const Operation& operation, std::string& reason) {
  const auto& attrs = operation.attrs<ops::LrnAttrs>();
  const Input& x = operation.input();
  if (x.dims.size() != 4 || attrs.size % 2 == 0) {
    reason = "oneDNN's is over an odd number of channels of four dimensions";
    return std::nullopt;
  }
  const Desc layout = blocked_desc(x.dims);
  const PostOps none = post_ops_for(lowering, operation, layout, Absorb::nothing);
  using Lrn = dnnl::lrn_forward;
  const Lrn::primitive_desc description(
      Lrn::desc(dnnl::prop_kind::forward_inference, dnnl::algorithm::lrn_across_channels, layout, attrs.size,
                static_cast<float>(attrs.alpha), static_cast<float>(attrs.beta), static_cast<float>(attrs.bias)),
      none.attributes, lowering.engine());
  const Operand target = lowering.fresh(layout);
  lowering.add(operation, Lrn(description), description, {{DNNL_ARG_SRC, lowering.read(x, layout)}, {DNNL_ARG_DST, target}});
  return Lowered{{Lowering::located(target, x.dims)}};
}

}  // namespace nnfront::executor::onednn
