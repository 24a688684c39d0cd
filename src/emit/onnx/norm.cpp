#include "ops/norm.h"

#include "emit/onnx/op_table.h"
#include "ir/elements.h"

namespace nnfront::emit::onnx {

namespace {

// A list of `count` times the same number, of the data's type.
std::string filled(NodeContext& context, const Dim& count, double value, std::string_view part) {
  if (!count.is_integer()) context.refuse("the number of channels is not known");
  const std::vector<Element> elements(static_cast<std::size_t>(count.integer()), Element(value));
  return context.constant(array_of_elements(context.type(0).dtype, {count.integer()}, elements), part);
}

// Input i, or where it is left out one number per channel.
std::string per_channel(NodeContext& context, int i, const Dim& channels, std::string_view part, double value) {
  return context.has_input(i) ? context.input(i) : filled(context, channels, value, part);
}

// With gamma as 1 where the source takes it so.
void batch_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::BatchNormAttrs>();
  if (context.axis(attrs.axis) != 1) context.refuse("along axis {}, ONNX has it along axis 1 alone", attrs.axis);
  Inputs inputs = context.inputs();
  if (attrs.fix_gamma) inputs[1] = filled(context, context.dim(0, 1), 1.0, "gamma");
  context.emit("BatchNormalization", std::move(inputs), {attribute("epsilon", attrs.epsilon), attribute("momentum", attrs.momentum)});
}

// x / sqrt(mean(x^2) + epsilon) * gamma over the dimensions from `axis`, for sets of operators without the operator itself.
void rms_norm_of_parts(NodeContext& context, std::int64_t axis, double epsilon) {
  const std::string squares = context.add("Mul", {context.input(0), context.input(0)}, {}, "squares");
  std::vector<std::int64_t> axes;
  for (std::int64_t d = axis; d < context.rank(0); ++d) axes.push_back(d);
  Inputs operands = {squares};
  NodeAttributes over = {attribute("keepdims", std::int64_t{1})};
  if (context.axes_are_input("ReduceMean"))
    operands.push_back(context.integers(axes, "axes"));
  else
    over.push_back(attribute("axes", axes));
  const std::string mean = context.add("ReduceMean", operands, over, "mean");
  const std::string raised = context.add("Add", {mean, context.number(epsilon, "epsilon")}, {}, "raised");
  const std::string deviation = context.add("Sqrt", {raised}, {}, "deviation");
  if (!context.has_input(1)) return context.emit("Div", {context.input(0), deviation});
  context.emit("Mul", {context.add("Div", {context.input(0), deviation}, {}, "normal"), context.input(1)});
}

Dim normalized_count(NodeContext& context, std::int64_t axis) {
  const Shape& shape = context.type(0).shape;
  if (axis + 1 != static_cast<std::int64_t>(shape.size())) context.refuse("a scale that is left out, over several dimensions");
  return shape.back();
}

void layer_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LayerNormAttrs>();
  const std::int64_t axis = context.axis(attrs.axis);
  const std::string gamma = context.has_input(1) ? context.input(1) : filled(context, normalized_count(context, axis), 1.0, "gamma");
  context.emit("LayerNormalization", {context.input(0), gamma, context.input(2)},
               {attribute("axis", attrs.axis), attribute("epsilon", attrs.epsilon)});
}

void rms_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::RmsNormAttrs>();
  if (context.opset() < 23 || !context.has_input(1)) return rms_norm_of_parts(context, context.axis(attrs.axis), attrs.epsilon);
  context.emit("RMSNormalization", context.inputs(), {attribute("axis", attrs.axis), attribute("epsilon", attrs.epsilon)});
}

// Each group as a channel of an instance norm, then scale and shift per channel.
void group_norm_of_parts(NodeContext& context, const ops::GroupNormAttrs& attrs) {
  if (context.rank(0) < 2) context.refuse("data without channels");
  const Dim groups = attrs.groups;
  const std::string rows = context.add("Reshape", {context.input(0), context.integers({0, attrs.groups, -1}, "groups")}, {}, "grouped");
  const std::string normal =
      context.add("InstanceNormalization", {rows, filled(context, groups, 1.0, "ones"), filled(context, groups, 0.0, "zeros")},
                  {attribute("epsilon", attrs.epsilon)}, "normal");
  const std::string shape = context.add("Shape", {context.input(0)}, {}, "shape");
  if (!context.has_input(1) && !context.has_input(2)) return context.emit("Reshape", {normal, shape});
  std::string result = context.add("Reshape", {normal, shape}, {}, "restored");
  if (context.has_input(1)) {
    const std::string gamma = context.column(context.input(1), "gamma");
    if (!context.has_input(2)) return context.emit("Mul", {result, gamma});
    result = context.add("Mul", {result, gamma}, {}, "scaled");
  }
  context.emit("Add", {result, context.column(context.input(2), "beta")});
}

void group_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GroupNormAttrs>();
  if (context.opset() < 21) return group_norm_of_parts(context, attrs);
  const Dim& channels = context.dim(0, 1);
  context.emit("GroupNormalization",
               {context.input(0), per_channel(context, 1, channels, "gamma", 1.0), per_channel(context, 2, channels, "beta", 0.0)},
               {attribute("epsilon", attrs.epsilon), attribute("num_groups", attrs.groups)});
}

void instance_norm(NodeContext& context) {
  const Dim& channels = context.dim(0, 1);
  context.emit("InstanceNormalization",
               {context.input(0), per_channel(context, 1, channels, "gamma", 1.0), per_channel(context, 2, channels, "beta", 0.0)},
               {attribute("epsilon", context.attrs<ops::InstanceNormAttrs>().epsilon)});
}

void lrn(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LrnAttrs>();
  context.emit(
      "LRN", {context.input(0)},
      {attribute("alpha", attrs.alpha), attribute("beta", attrs.beta), attribute("bias", attrs.bias), attribute("size", attrs.size)});
}

// x / sqrt(sum of squares + epsilon)
void l2_normalize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::L2NormalizeAttrs>();
  const std::string squares = context.add("Mul", {context.input(0), context.input(0)}, {}, "squares");
  const std::string sum =
      context.add("ReduceSum", {squares, context.integers(attrs.axes, "axes")}, {attribute("keepdims", std::int64_t{1})}, "sum");
  const std::string raised = context.add("Add", {sum, context.number(attrs.epsilon, "epsilon")}, {}, "raised");
  context.emit("Div", {context.input(0), context.add("Sqrt", {raised}, {}, "length")});
}

void lp_normalize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LpNormalizeAttrs>();
  context.emit("LpNormalization", {context.input(0)}, {attribute("axis", attrs.axis), attribute("p", attrs.p)});
}

}  // namespace

std::vector<OperatorRow> norm_rows() {
  return {
      {"batch_norm", batch_norm},       {"layer_norm", layer_norm, "LayerNormalization", 17},
      {"rms_norm", rms_norm},           {"group_norm", group_norm},
      {"instance_norm", instance_norm}, {"lrn", lrn},
      {"l2_normalize", l2_normalize},   {"lp_normalize", lp_normalize},
  };
}

}  // namespace nnfront::emit::onnx
