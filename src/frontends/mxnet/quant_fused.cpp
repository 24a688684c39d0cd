#include "frontends/mxnet/quant_fused.h"

#include "ops/elementwise.h"
#include "ops/reduce.h"

namespace nnfront::frontends::mxnet {

bool is_relu(const SourceNode& node) {
  const auto type = node.attributes.find("act_type");
  return node.op == "Activation" && type != node.attributes.end() && type->second == "relu";
}

void check_all_read(NodeContext& context, const NodeContext& inner) {
  for (const std::string& attribute : inner.unread()) context.refuse("attribute '{}' inside it is not known", printable(attribute));
}

void ignore_what_is_fused(NodeContext& context) {
  context.ignore({"with_bn", "with_act", "with_sum", "with_postsum_act", "with_relu", "with_postsum_relu", "with_eltwise", "flatten",
                  "no_bias", "num_hidden"});
}

// The graph inside in the node's place.
Values inlined(NodeContext& context) {
  std::vector<GraphInput> inputs;
  for (int i = 0; i < context.input_count(); ++i) inputs.push_back({std::nullopt, i});
  context.rewritten("the graph inside it in its place");
  return context.translate(context.subgraphs(1).front(), context.builder(), inputs);
}

Value per_channel(NodeContext& context, Value values, std::int64_t behind, std::string_view part) {
  Shape shape{context.dim(values, 0)};
  shape.insert(shape.end(), static_cast<std::size_t>(behind), Dim(1));
  return context.reshape(values, shape, part);
}

Value weight_steps(NodeContext& context, const RealLayer& layer, Value data_steps) {
  std::vector<std::int64_t> axes;
  for (std::int64_t d = 1; d < context.rank(layer.weight); ++d) axes.push_back(d);
  const Value sizes = context.add("abs", {layer.weight}, {}, "weight_sizes");
  const Value largest = context.add("reduce_max", {sizes}, ops::ReduceAttrs{axes, false}, "largest_weight");
  const Value steps = context.add("div", {number(context, 127.5), largest}, {}, "weight_grid");
  if (!layer.bias) return steps;
  const Value bias_size = context.add("abs", {*layer.bias}, {}, "bias_size");
  const Value room = context.add("div", {number(context, largest_bias), bias_size}, {}, "bias_room");
  return context.add("minimum", {steps, context.add("div", {room, data_steps}, {}, "bias_grid")}, {}, "weight_steps");
}

Value integer_weight(NodeContext& context, Value weight, Value steps) {
  const std::int64_t behind = context.rank(weight) - 1;
  const Value scaled = context.add("mul", {weight, per_channel(context, steps, behind, "weight_factors")}, {}, "scaled_weight");
  return nearest_integers(context, scaled, DType::int8, "weight");
}

Value integer_bias(NodeContext& context, Value bias, Value data_steps, Value steps) {
  const Value grid = context.add("mul", {steps, data_steps}, {}, "sum_steps");
  return context.add("round", {context.add("mul", {bias, grid}, {}, "scaled_layer_bias")}, {}, "bias");
}

}  // namespace nnfront::frontends::mxnet
