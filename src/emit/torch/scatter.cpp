#include "ops/scatter.h"

#include "emit/torch/op_table.h"
#include "ops/matrix.h"
#include "ops/select.h"

namespace nnfront::emit::torch {

namespace {

std::string long_indices(NodeContext& context, int i) {
  return context.input(i) + (context.type(i).dtype == DType::int64 ? "" : ".long()");
}

// Indices along `axis` of input 0 as torch's gather and scatter want them: none counts from the end.
std::string placed(NodeContext& context, std::int64_t axis, ops::OutOfBounds outside) {
  const std::string indices = context.let(long_indices(context, 1));
  const std::string size = fmt::format("{}.shape[{}]", context.input(0), axis);
  if (outside == ops::OutOfBounds::clip) return fmt::format("{}.clamp(0, {} - 1)", indices, size);
  if (outside == ops::OutOfBounds::wrap) return fmt::format("{} % {}", indices, size);
  return fmt::format("torch.where({0} < 0, {0} + {1}, {0})", indices, size);
}

void gather_elements(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GatherElementsAttrs>();
  const std::int64_t axis = context.axis(attrs.axis);
  context.returns(call("torch.gather", {context.input(0), literal(axis), placed(context, axis, attrs.outside)}));
}

void gather_nd(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GatherNdAttrs>();
  const std::string indices = long_indices(context, 1);
  if (attrs.batch_dims == 0) return context.returns(fmt::format("{}[{}.unbind(-1)]", context.input(0), indices));
  context.returns(call(context.helper("gather_nd"), {context.input(0), indices, literal(attrs.batch_dims)}));
}

std::string_view reduce_name(ops::ScatterReduction reduction) {
  switch (reduction) {
    case ops::ScatterReduction::add:
      return "sum";
    case ops::ScatterReduction::mul:
      return "prod";
    case ops::ScatterReduction::min:
      return "amin";
    default:
      return "amax";
  }
}

void scatter_elements(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ScatterElementsAttrs>();
  const std::int64_t axis = context.axis(attrs.axis);
  const std::string indices = placed(context, axis, ops::OutOfBounds::error);
  if (attrs.reduction == ops::ScatterReduction::none)
    return context.returns(call("torch.scatter", {context.input(0), literal(axis), indices, context.input(2)}));
  context.returns(call("torch.scatter_reduce",
                       {context.input(0), literal(axis), indices, context.input(2), literal(std::string(reduce_name(attrs.reduction)))}));
}

void scatter_nd(NodeContext& context) {
  const auto reduction = context.attrs<ops::ScatterNdAttrs>().reduction;
  if (reduction != ops::ScatterReduction::none && reduction != ops::ScatterReduction::add)
    context.refuse("updates that are combined by '{}'", EnumNames<ops::ScatterReduction>::names[static_cast<std::size_t>(reduction)]);
  std::vector<std::string> operands = {long_indices(context, 1) + ".unbind(-1)", context.input(2)};
  if (reduction == ops::ScatterReduction::add) operands.push_back(named("accumulate", "True"));
  context.returns(call(context.input(0) + ".index_put", operands));
}

void compress(NodeContext& context) {
  const auto& attrs = context.attrs<ops::CompressAttrs>();
  const std::string chosen = context.let(context.input(1) + ".nonzero().squeeze(1)");
  const std::string x = attrs.axis ? context.input(0) : context.input(0) + ".flatten()";
  context.returns(fmt::format("{}.index_select({}, {})", x, attrs.axis ? context.axis(*attrs.axis) : 0, chosen));
}

void non_zero(NodeContext& context) {
  context.returns(context.input(0) + ".nonzero().T");
}

void trilu(NodeContext& context) {
  const auto& attrs = context.attrs<ops::TriluAttrs>();
  const std::int64_t k = context.integer_of(1, attrs.k, "a diagonal");
  context.returns(call(attrs.upper ? "torch.triu" : "torch.tril", {context.input(0), literal(k)}));
}

void diagonal(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DiagonalAttrs>();
  context.returns(call("torch.diagonal", {context.input(0), literal(attrs.k), literal(attrs.axis1), literal(attrs.axis2)}));
}

void diagonal_matrix(NodeContext& context) {
  context.returns(call("torch.diag_embed", {context.input(0), literal(context.attrs<ops::DiagonalMatrixAttrs>().k)}));
}

void eye_like(NodeContext& context) {
  const auto& attrs = context.attrs<ops::EyeLikeAttrs>();
  const std::string type = named("dtype", context.dtype(attrs.dtype.value_or(context.type(0).dtype)));
  context.returns(fmt::format("torch.ones_like({0}, {1}).triu({2}).tril({2})", context.input(0), type, attrs.k));
}

}  // namespace

std::vector<OperatorRow> scatter_rows() {
  return {
      {"gather_elements", gather_elements},
      {"gather_nd", gather_nd},
      {"scatter_elements", scatter_elements},
      {"scatter_nd", scatter_nd},
      {"compress", compress},
      {"non_zero", non_zero},
      {"trilu", trilu},
      {"diagonal", diagonal},
      {"diagonal_matrix", diagonal_matrix},
      {"eye_like", eye_like},
  };
}

}  // namespace nnfront::emit::torch
