#include "ops/shape.h"

#include "emit/tvm/op_table.h"

namespace nnfront::emit::tvm {

namespace {

using python::literal;

// Whatever the operator is called: the elements as they are in the shape that the result has.
void reshaped(NodeContext& context) {
  context.returns(call("reshape", {context.input(0), context.shape(context.output_type().shape)}));
}

void broadcast_to(NodeContext& context) {
  context.returns(call("broadcast_to", {context.input(0), context.shape(context.output_type().shape)}));
}

void transpose(NodeContext& context) {
  context.returns(call("permute_dims", {context.input(0), named("axes", python::list(context.attrs<ops::TransposeAttrs>().permutation))}));
}

void joined(NodeContext& context) {
  std::vector<std::string> parts;
  for (int i = 0; i < context.input_count(); ++i) parts.push_back(context.input(i));
  context.returns(call(context.target(), {python::tuple(parts), named("axis", literal(context.attrs<ops::AxisAttrs>().axis))}));
}

// Blocks of channels as blocks of pixels.
void depth_to_space(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DepthSpaceAttrs>();
  if (context.rank(0) != 4) context.refuse("of other than two dimensions");
  const Shape& x = context.type(0).shape;
  const Dim block = attrs.block;
  const Dim depth = Dim(context.size(0, 1) / (attrs.block * attrs.block));
  const bool depth_first = attrs.order == ops::DepthOrder::depth_column_row;
  const Shape apart = depth_first ? Shape{x[0], block, block, depth, x[2], x[3]} : Shape{x[0], depth, block, block, x[2], x[3]};
  const Integers order = depth_first ? Integers{0, 3, 4, 1, 5, 2} : Integers{0, 1, 4, 2, 5, 3};
  const std::string blocks = context.let(call("reshape", {context.input(0), context.shape(apart)}));
  const std::string moved = context.let(call("permute_dims", {blocks, named("axes", python::list(order))}));
  context.returns(call("reshape", {moved, context.shape(context.output_type().shape)}));
}

}  // namespace

std::vector<OperatorRow> shape_rows() {
  return {
      {"reshape", reshaped},    {"squeeze", reshaped},        {"unsqueeze", reshaped},    {"broadcast_to", broadcast_to},
      {"transpose", transpose}, {"concat", joined, "concat"}, {"stack", joined, "stack"}, {"depth_to_space", depth_to_space},
  };
}

}  // namespace nnfront::emit::tvm
