#include "executor/onednn/post_ops.h"

#include "executor/onednn/families.h"

namespace nnfront::executor::onednn {

const Input* residual_of(const Operation::Step& step, const Dims& dims) {
  if (step.op->name != "add" || step.inputs.size() != 2) return nullptr;
  const auto& other = step.inputs[step.running == 0 ? 1 : 0];
  if (!other || other->constant || other->dims != dims || other->dtype != DType::float32) return nullptr;
  return &*other;
}

PostOps post_ops_for(Lowering& lowering, const Operation& operation, const Desc& layout, Absorb absorb) {
  return post_ops_for_part(lowering, operation, layout, layout, absorb);
}

PostOps post_ops_for_part(Lowering& lowering, const Operation& operation, const Desc& layout, const Desc& part, Absorb absorb) {
  PostOps result;
  result.attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (absorb == Absorb::nothing) return result;
  dnnl::post_ops post_ops;
  const Dims dims = operation.output_dims();
  for (const Operation::Step& step : operation.epilogue) {
    if (const auto function = eltwise_of(*step.op, *step.attributes)) {
      post_ops.append_eltwise(1.0F, function->algorithm, function->alpha, function->beta);
      ++result.absorbed;
      continue;
    }
    const Input* residual = absorb == Absorb::all ? residual_of(step, dims) : nullptr;
    if (residual == nullptr) break;
    if (!result.destination && lowering.in_place(*residual, layout)) {
      result.destination = *residual;
      post_ops.append_sum(1.0F);
    } else {
      const int index = static_cast<int>(result.absorbed);
      result.residuals.emplace_back(DNNL_ARG_ATTR_MULTIPLE_POST_OP(index) | DNNL_ARG_SRC_1, *residual);
      post_ops.append_binary(dnnl::algorithm::binary_add, part);
    }
    ++result.absorbed;
  }
  result.attributes.set_post_ops(post_ops);
  return result;
}

std::vector<std::pair<int, Operand>> PostOps::place(Lowering& lowering, const Desc& layout) const {
  std::vector<std::pair<int, Operand>> arguments;
  for (const auto& [argument, residual] : residuals) arguments.emplace_back(argument, lowering.read(residual, layout));
  const auto held = destination ? lowering.in_place(*destination, layout) : std::nullopt;
  arguments.emplace_back(DNNL_ARG_DST, held ? *held : lowering.fresh(layout));
  return arguments;
}

}  // namespace nnfront::executor::onednn
