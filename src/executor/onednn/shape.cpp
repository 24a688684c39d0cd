#include "ops/shape.h"

#include "executor/onednn/families.h"
#include "executor/onednn/post_ops.h"
#include "ops/axis.h"

namespace nnfront::executor::onednn {

// The elements stay where they are, in C order.
std::optional<Lowered> lower_reshape(Lowering& lowering, const Operation& operation, std::string&) {
  const Dims dims = operation.output_dims();
  const Operand plain = lowering.read(operation.input(), plain_desc(operation.input().dims));
  return Lowered{{Lowering::located({plain.buffer, plain_desc(dims)}, dims)}};
}

std::optional<Lowered> lower_transpose(Lowering& lowering, const Operation& operation, std::string& reason) {
  const Input& x = operation.input();
  if (x.dims.empty()) {
    reason = "a scalar";
    return std::nullopt;
  }
  const auto& permutation = operation.attrs<ops::TransposeAttrs>().permutation;
  const Dims dims = operation.output_dims();
  // permute_axes() wants to know where each dimension goes.
  std::vector<int> goes_to(permutation.size());
  for (std::size_t i = 0; i < permutation.size(); ++i)
    goes_to[static_cast<std::size_t>(ops::from_front(permutation[i], dims.size()))] = static_cast<int>(i);
  const Operand source = lowering.read(x, plain_desc(x.dims));
  const Operand target = lowering.reordered({source.buffer, source.desc.permute_axes(goes_to)}, plain_desc(dims));
  return Lowered{{Lowering::located({target.buffer, plain_desc(dims)}, dims)}};
}

// Along channels the blocks stay, where every part fills them.
std::optional<Lowered> lower_concat(Lowering& lowering, const Operation& operation, std::string& reason) {
  const Dims dims = operation.output_dims();
  if (dims.empty()) {
    reason = "scalars";
    return std::nullopt;
  }
  const auto axis = static_cast<std::size_t>(ops::from_front(operation.attrs<ops::AxisAttrs>().axis, dims.size()));
  bool blocked = dims.size() >= 3;
  bool any_blocked = false;
  for (const auto& input : operation.inputs) {
    blocked = blocked && (axis != 1 || input->dims[1] % channel_block() == 0);
    any_blocked = any_blocked || (!input->constant && lowering.read(*input).desc == blocked_desc(input->dims));
  }
  const bool keep = blocked && any_blocked;
  std::vector<Desc> layouts;
  for (const auto& input : operation.inputs) layouts.push_back(keep ? blocked_desc(input->dims) : plain_desc(input->dims));
  const Desc layout = keep ? blocked_desc(dims) : plain_desc(dims);
  const PostOps none = post_ops_for(lowering, operation, layout, Absorb::nothing);
  const dnnl::concat::primitive_desc description(layout, static_cast<int>(axis), layouts, lowering.engine(), none.attributes);
  const Operand target = lowering.fresh(layout);
  std::vector<std::pair<int, Operand>> arguments{{DNNL_ARG_DST, target}};
  for (std::size_t i = 0; i < layouts.size(); ++i) {
    arguments.emplace_back(DNNL_ARG_MULTIPLE_SRC + static_cast<int>(i), lowering.read(*operation.inputs[i], layouts[i]));
  }
  lowering.add(operation, dnnl::concat(description), description, std::move(arguments));
  return Lowered{{Lowering::located(target, dims)}};
}

std::optional<Lowered> lower_split(Lowering& lowering, const Operation& operation, std::string&) {
  const Input& x = operation.input();
  const auto axis = static_cast<std::size_t>(ops::from_front(operation.attrs<ops::SplitAttrs>().axis, x.dims.size()));
  const Operand source = lowering.read(x, plain_desc(x.dims));
  Dims offset(x.dims.size(), 0);
  Lowered lowered;
  for (const TensorType& type : operation.outputs) {
    const Dims dims = *concrete_dims(type);
    const Operand part{source.buffer, source.desc.submemory_desc(dims, offset)};
    // A part has its own strides, never those of its own C order, unless it is everything.
    lowered.outputs.push_back(Lowering::located(lowering.copied(part, plain_desc(dims)), dims));
    offset[axis] += dims[axis];
  }
  return lowered;
}

}  // namespace nnfront::executor::onednn
